/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-accounts.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/damage-row.h"
#include "gui/password-dialog.h"
#include "gui/window.h"
#include "gui/words.h"

typedef enum { TASK_CHECK, TASK_PASSWORD, TASK_ADD, TASK_REMOVE, N_TASKS } Task;

struct _LpPageAccounts {
  LpPage parent_instance;

  GtkListBox *list;

  GCancellable *cancellable;
  Task task;       /* what is being done … */
  char *address;   /* … with this account */
  GQueue removing; /* ids of receipts, owned */
};

G_DEFINE_FINAL_TYPE (LpPageAccounts, lp_page_accounts, LP_TYPE_PAGE)

static void
show_accounts (LpPageAccounts *self);

/* ---- what can be done with an account ---- */

static void
on_new_password (LpCredentials *password, GObject *data)
{
  LpWindow *window = lp_window_of (data);
  if (!window)
    return;
  lp_setup_set_credentials (lp_window_get_setup (window), LP_SIDE_INCOMING, password);
  lp_setup_set_credentials (lp_window_get_setup (window), LP_SIDE_OUTGOING, NULL);
  lp_window_push (window, "check");
}

static void
go_on (LpPageAccounts *self, gboolean has_credentials)
{
  LpWindow *window = lp_window_of (self);
  if (self->task == TASK_PASSWORD || !has_credentials)
    lp_password_dialog_ask (window, self->address, on_new_password, G_OBJECT (self));
  else
    lp_window_push (window, self->task == TASK_ADD ? "apps" : "check");
}

static void
on_credentials_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageAccounts) self = data;
  gboolean found = lp_setup_load_credentials_finish (LP_SETUP (source), result, NULL);
  if (lp_window_of (self))
    go_on (self, found);
}

static void
on_account_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageAccounts) self = data;
  g_autoptr (GError) error = NULL;
  LpSetup *setup = LP_SETUP (source);
  gboolean found = lp_setup_find_account_finish (setup, result, &error);

  if (!lp_window_of (self))
    return;
  if (found)
    lp_setup_load_credentials_async (setup, self->cancellable, on_credentials_ready,
                                     g_object_ref (self));
  else
    lp_window_toast (lp_window_of (self), error->message, NULL, NULL, NULL);
}

static void
undo_next (LpPageAccounts *self);

static void
on_undo_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageAccounts) self = data;
  g_autoptr (GError) error = NULL;
  lp_setup_undo_finish (LP_SETUP (source), result, NULL, &error);
  lp_window_release ();
  if (!lp_window_of (self))
    return;
  if (error)
    lp_window_toast (lp_window_of (self), error->message, NULL, NULL, NULL);
  undo_next (self);
}

static void
undo_next (LpPageAccounts *self)
{
  g_autofree char *id = g_queue_pop_head (&self->removing);
  if (!id) {
    show_accounts (self);
    return;
  }
  lp_window_hold ();
  lp_setup_undo_async (lp_setup_of (self), id, NULL, NULL, on_undo_ready, g_object_ref (self));
}

static void
on_remove_response (LpPageAccounts *self, const char *response)
{
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (lp_setup_of (self), NULL);
  if (!g_str_equal (response, "remove"))
    return;
  for (guint i = 0; receipts && i < receipts->len; i++) {
    const LpReceipt *receipt = g_ptr_array_index (receipts, i);
    if (!receipt->undone && !receipt->damage && g_str_equal (receipt->address, self->address))
      g_queue_push_tail (&self->removing, g_strdup (receipt->id));
  }
  undo_next (self);
}

static void
ask_to_remove (LpPageAccounts *self)
{
  g_autofree char *isolated = lp_words_isolate (self->address);
  g_autofree char *body = g_strdup_printf (
      /* Translators: a mail address. */
      _ ("What was written for %s is taken out of the apps and of the keyring. Mail on the server "
         "stays."),
      isolated);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (lp_window_of (self)), _ ("Remove the Account?"), body));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self,
                           G_CONNECT_SWAPPED);
  lp_dialog_present (GTK_WIDGET (dialog));
}

static void
start (LpPageAccounts *self, Task task, const char *address)
{
  char *copy = g_strdup (address);
  g_free (self->address);
  self->address = copy;
  self->task = task;
  if (task == TASK_REMOVE)
    ask_to_remove (self);
  else
    lp_setup_find_account_async (lp_setup_of (self), address, self->cancellable, on_account_ready,
                                 g_object_ref (self));
}

/* ---- the list ---- */

/* The mnemonics are those of the first account only: others would share them. */
static const struct {
  const char *title;
  const char *icon;
} tasks[N_TASKS] = {
  [TASK_CHECK] = { N_ ("_Check Again"), "view-refresh-symbolic" },
  [TASK_PASSWORD] = { N_ ("Change _Password…"), "dialog-password-symbolic" },
  [TASK_ADD] = { N_ ("_Add to Another App…"), "list-add-symbolic" },
  [TASK_REMOVE] = { N_ ("_Remove…"), "user-trash-symbolic" },
};

static void
on_task_activated (AdwActionRow *row)
{
  LpPageAccounts *self
      = LP_PAGE_ACCOUNTS (gtk_widget_get_ancestor (GTK_WIDGET (row), LP_TYPE_PAGE_ACCOUNTS));
  start (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "task")),
         g_object_get_data (G_OBJECT (row), "address"));
}

static void
add_tasks (AdwExpanderRow *expander, const char *address, gboolean first)
{
  for (Task task = 0; task < N_TASKS; task++) {
    g_auto (GStrv) parts = g_strsplit (_ (tasks[task].title), "_", 2);
    g_autofree char *plain = g_strjoinv ("", parts);
    AdwActionRow *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-underline", first, "title",
                                      first ? _ (tasks[task].title) : plain, "activatable", TRUE,
                                      "receives-default", TRUE, NULL);
    adw_action_row_add_prefix (row, lp_status_icon_new (tasks[task].icon, NULL));
    g_object_set_data (G_OBJECT (row), "task", GINT_TO_POINTER (task));
    g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address), g_free);
    g_signal_connect (row, "activated", G_CALLBACK (on_task_activated), NULL);
    adw_expander_row_add_row (expander, GTK_WIDGET (row));
  }
}

static AdwExpanderRow *
find_row (LpPageAccounts *self, const char *address)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  for (; row; row = gtk_widget_get_next_sibling (row)) {
    if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), address))
      return ADW_EXPANDER_ROW (row);
  }
  return NULL;
}

static char *
describe (const LpReceipt *receipt)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *date = lp_words_date (receipt->time);
  for (guint i = 0; i < receipt->clients->len; i++) {
    const LpClient *client = lp_clients_find (g_ptr_array_index (receipt->clients, i));
    if (client)
      g_string_append_printf (names, "%s%s", names->len ? _ (", ") : "", client->name);
  }
  /* Translators: names of mail apps, then a day. */
  return g_strdup_printf (_ ("%s · %s"), names->str, date);
}

static void
add_receipt (LpPageAccounts *self, const LpReceipt *receipt)
{
  g_autofree char *subtitle = describe (receipt);
  AdwExpanderRow *row = find_row (self, receipt->address);
  if (row) {
    g_autofree char *both
        = g_strdup_printf ("%s\n%s", adw_expander_row_get_subtitle (row), subtitle);
    adw_expander_row_set_subtitle (row, both);
    return;
  }
  row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", receipt->address,
                      "subtitle", subtitle, NULL);
  lp_accessible_set_label (GTK_WIDGET (row), receipt->address);
  adw_expander_row_add_prefix (row, lp_status_icon_new ("mail-unread-symbolic", NULL));
  add_tasks (row, receipt->address, !gtk_widget_get_first_child (GTK_WIDGET (self->list)));
  gtk_list_box_append (self->list, GTK_WIDGET (row));
}

static void
show_accounts (LpPageAccounts *self)
{
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (lp_setup_of (self), NULL);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; receipts && i < receipts->len; i++) {
    const LpReceipt *receipt = g_ptr_array_index (receipts, i);
    if (receipt->undone || receipt->damage)
      continue;
    add_receipt (self, receipt);
  }
  /* Below the accounts, which work. */
  lp_damage_rows_add (self->list, receipts);
  row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self->list), row != NULL);
  lp_page_set_head (LP_PAGE (self), "mail-unread-symbolic", LP_TONE_ACCENT,
                    _ ("Your Mail Accounts"),
                    row ? _ ("Set up on this computer with Letterplate.")
                        : _ ("No account was set up on this computer with Letterplate."));
}

static void
lp_page_accounts_primary (LpPage *page)
{
  lp_window_push (lp_window_of (page), "identity");
}

static void
lp_page_accounts_secondary (LpPage *page)
{
  lp_window_push (lp_window_of (page), "existing");
}

static void
lp_page_accounts_shown (LpPage *page)
{
  show_accounts (LP_PAGE_ACCOUNTS (page));
}

static void
lp_page_accounts_dispose (GObject *object)
{
  LpPageAccounts *self = LP_PAGE_ACCOUNTS (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, g_free);
  g_queue_clear_full (&self->removing, g_free);
  G_OBJECT_CLASS (lp_page_accounts_parent_class)->dispose (object);
}

static void
lp_page_accounts_class_init (LpPageAccountsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_accounts_dispose;
  page_class->primary = lp_page_accounts_primary;
  page_class->secondary = lp_page_accounts_secondary;
  page_class->shown = lp_page_accounts_shown;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-accounts.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageAccounts, list);
}

static void
lp_page_accounts_init (LpPageAccounts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->removing);
  lp_page_set_head (LP_PAGE (self), "mail-unread-symbolic", LP_TONE_ACCENT,
                    _ ("Your Mail Accounts"), NULL);
  lp_page_set_footer (LP_PAGE (self), _ ("_Set Up Another Account"), TRUE,
                      _ ("_Test an Existing Account…"));
}
