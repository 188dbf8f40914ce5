/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/consent-dialog.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/words.h"

typedef struct {
  void (*on_answer) (gboolean accepted, GObject *data);
  GWeakRef data;
  LpSetup *setup;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;
  g_weak_ref_clear (&question->data);
  g_object_unref (question->setup);
  g_free (question);
}

static void
on_response (GtkWidget *dialog, const char *response, gpointer data)
{
  Question *question = data;
  g_autoptr (GObject) object = g_weak_ref_get (&question->data);
  gboolean accepted = g_str_equal (response, "use");
  if (!object)
    return;
  if (accepted)
    lp_setup_give_consent (question->setup);
  question->on_answer (accepted, object);
}

static gboolean
is_from_file (LpSetup *setup)
{
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  const LpCandidate *best
      = candidates && candidates->len ? g_ptr_array_index (candidates, 0) : NULL;
  return best && g_str_equal (best->source, "file");
}

static char *
describe (LpSetup *setup)
{
  const LpAccount *account = lp_setup_get_account (setup);
  g_autofree char *incoming
      = account->incoming ? lp_words_server (account->incoming) : g_strdup ("");
  g_autofree char *outgoing
      = account->outgoing ? lp_words_server (account->outgoing) : g_strdup ("");
  if (is_from_file (setup))
    /* Translators: two servers, each on a line of its own. */
    return g_strdup_printf (_ ("The settings come from a file. Whoever wrote it chose these "
                               "servers. Your password would go to:\n\n%s\n%s"),
                            incoming, outgoing);
  /* Translators: two servers, each on a line of its own. */
  return g_strdup_printf (
      _ ("The settings came over a connection that was not protected, so somebody may have "
         "changed them. Your password would go to:\n\n%s\n%s"),
      incoming, outgoing);
}

void
lp_consent_dialog_ask (LpWindow *window, void (*on_answer) (gboolean accepted, GObject *data),
                       GObject *data)
{
  LpSetup *setup = lp_window_get_setup (window);
  Question *question = g_new0 (Question, 1);
  g_autofree char *body = describe (setup);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (window), _ ("Are These Your Servers?"), body));

  question->on_answer = on_answer;
  question->setup = g_object_ref (setup);
  g_weak_ref_init (&question->data, data);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "use",
                                    _ ("_Use These Servers"), NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  lp_dialog_present (GTK_WIDGET (dialog));
}
