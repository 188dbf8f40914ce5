/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/test-message-row.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/window.h"
#include "gui/words.h"
#include "setup-message.h"

/* What the button does next. */
typedef enum { ROW_OFFERS, ROW_WAITS, ROW_ARRIVED, ROW_OVER, N_ROW_STATES } RowState;

struct _LpTestMessageRow {
  AdwActionRow parent_instance;

  GtkWidget *button;
  RowState state;
  LpTestMessage *message; /* (nullable): the one that arrived */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (LpTestMessageRow, lp_test_message_row, ADW_TYPE_ACTION_ROW)

static const char *const labels[N_ROW_STATES] = {
  [ROW_OFFERS] = N_ ("_Send"),
  [ROW_WAITS] = N_ ("S_top"),
  [ROW_ARRIVED] = N_ ("De_lete It"),
};

static void
show (LpTestMessageRow *self, RowState state, const char *title, const char *subtitle)
{
  self->state = state;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (self->button, labels[state] != NULL);
  if (labels[state] != NULL)
    lp_button_set_label (GTK_BUTTON (self->button), _ (labels[state]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
}

static void
show_offer (LpTestMessageRow *self)
{
  show (self, ROW_OFFERS, _ ("Test message"),
        _ ("Sends a message to yourself and waits until it arrives"));
}

/* The rule with which the receiving server judged it may be long; it is what helps with junk. */
static void
show_arrived (LpTestMessageRow *self, const LpTestMessage *message)
{
  g_autofree char *seconds = lp_words_seconds (message->elapsed_ms);
  g_autofree char *text = g_strjoin ("\n", message->folder ? message->folder : _ ("In the mailbox"),
                                     message->authentication_results, NULL);
  /* Translators: %s is a time, such as "1.2 s". */
  g_autofree char *title = g_strdup_printf (_ ("The test message arrived after %s"), seconds);

  if (message->removed)
    show (self, ROW_OVER, title, _ ("It was deleted again"));
  else
    show (self, ROW_ARRIVED, title, text);
}

static void
show_result (LpTestMessageRow *self, const LpTestMessage *message)
{
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (message->verdict, NULL);

  if (message->found && message->verdict == LP_VERDICT_OK)
    show_arrived (self, message);
  else if (message->verdict != LP_VERDICT_OK)
    show (self, ROW_OFFERS,
          message->sent ? _ ("The test message could not be looked for")
                        : _ ("The test message could not be sent"),
          message->server_text ? message->server_text : explanation->sentence);
  else
    show (self, ROW_OFFERS, _ ("The test message has not arrived yet"),
          _ ("Look into the mailbox later, also among the junk"));
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpTestMessageRow) self = data;
  g_autoptr (GError) error = NULL;
  LpTestMessage *message = lp_setup_test_message_finish (LP_SETUP (source), result, &error);

  g_clear_object (&self->cancellable);
  if (message) {
    lp_test_message_free (self->message);
    self->message = message;
    show_result (self, message);
  } else {
    show_offer (self);
  }
}

static void
send_message (LpTestMessageRow *self)
{
  self->cancellable = g_cancellable_new ();
  show (self, ROW_WAITS, _ ("Test message"), _ ("Waiting until it arrives…"));
  lp_setup_send_test_message_async (lp_setup_of (self), self->cancellable, on_ready,
                                    g_object_ref (self));
}

static void
remove_message (LpTestMessageRow *self)
{
  self->cancellable = g_cancellable_new ();
  show (self, ROW_WAITS, _ ("Test message"), _ ("Deleting it…"));
  lp_setup_remove_test_message_async (lp_setup_of (self), self->message, self->cancellable,
                                      on_ready, g_object_ref (self));
}

static void
on_clicked (LpTestMessageRow *self)
{
  if (self->state == ROW_OFFERS)
    send_message (self);
  else if (self->state == ROW_ARRIVED)
    remove_message (self);
  else if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
}

static void
lp_test_message_row_dispose (GObject *object)
{
  LpTestMessageRow *self = LP_TEST_MESSAGE_ROW (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->message, lp_test_message_free);
  G_OBJECT_CLASS (lp_test_message_row_parent_class)->dispose (object);
}

static void
lp_test_message_row_class_init (LpTestMessageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lp_test_message_row_dispose;
}

static void
lp_test_message_row_init (LpTestMessageRow *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("mail-send-symbolic");

  gtk_widget_set_size_request (icon, 32, -1);
  self->button = lp_button_new (_ (labels[ROW_OFFERS]));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_clicked), self,
                           G_CONNECT_SWAPPED);
  show_offer (self);
}
