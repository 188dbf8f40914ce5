/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/password-dialog.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/password-row.h"
#include "gui/words.h"

typedef struct {
  void (*on_password) (LpCredentials *password, GObject *data);
  GWeakRef data;
  LpPasswordRow *row;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;
  g_weak_ref_clear (&question->data);
  g_free (question);
}

static void
on_response (GtkWidget *dialog, const char *response, gpointer data)
{
  Question *question = data;
  g_autoptr (GObject) object = g_weak_ref_get (&question->data);
  g_autoptr (LpCredentials) password = lp_password_row_take (question->row);
  if (g_str_equal (response, "use") && password && object)
    question->on_password (password, object);
}

static void
on_changed (LpPasswordRow *row, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "use", !lp_password_row_is_empty (row));
}

static GtkWidget *
make_list (LpPasswordRow *row)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  return list;
}

void
lp_password_dialog_ask (LpWindow *window, const char *address,
                        void (*on_password) (LpCredentials *password, GObject *data), GObject *data)
{
  Question *question = g_new0 (Question, 1);
  g_autofree char *isolated = lp_words_isolate (address);
  g_autofree char *body = g_strdup_printf (
      /* Translators: a mail address. */
      _ ("For %s. It is tried on the account’s own servers before anything is saved."), isolated);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (window), _ ("Enter the Password"), body));

  question->on_password = on_password;
  g_weak_ref_init (&question->data, data);
  question->row = g_object_new (LP_TYPE_PASSWORD_ROW, NULL);
  adw_message_dialog_set_extra_child (dialog, make_list (question->row));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "use", _ ("C_heck"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "use", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "use", FALSE);
  adw_message_dialog_set_default_response (dialog, "use");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (question->row, "changed", G_CALLBACK (on_changed), dialog, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  lp_dialog_present (GTK_WIDGET (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->row));
}
