/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-existing.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/app-row.h"
#include "gui/password-dialog.h"
#include "gui/whole-names.h"
#include "gui/window.h"
#include "gui/words.h"

struct _LpPageExisting {
  LpPage parent_instance;

  GtkListBox *list;

  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (LpPageExisting, lp_page_existing, LP_TYPE_PAGE)

static void
add_account (LpPageExisting *self, const LpClient *client, const LpFoundAccount *found)
{
  const LpAccount *account = found->account;
  const LpServer *server = account->incoming ? account->incoming : account->outgoing;
  const char *title = account->address ? account->address->text : found->label;
  g_autofree char *words = server ? lp_words_server (server) : g_strdup ("");
  /* Translators: a mail app's name, then the server of an account. */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), client->name, words);
  AdwActionRow *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title",
                                    title ? title : client->name, "subtitle", subtitle,
                                    "activatable", TRUE, "receives-default", TRUE, NULL);

  adw_action_row_add_prefix (row, lp_app_icon_new (client));
  adw_action_row_add_suffix (row, lp_status_icon_new ("go-next-symbolic", "dim-label"));
  g_object_set_data_full (G_OBJECT (row), "account", lp_account_copy (account),
                          (GDestroyNotify)lp_account_free);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
}

static void
show_end (LpPageExisting *self)
{
  gboolean any = gtk_widget_get_visible (GTK_WIDGET (self->list));
  lp_page_set_spinning (LP_PAGE (self), FALSE);
  lp_page_set_head (LP_PAGE (self), "mail-unread-symbolic", LP_TONE_ACCENT,
                    any ? _ ("Test an Existing Account") : _ ("No Accounts Found"),
                    any ? _ ("The account is tried as the app has it. Nothing is changed.")
                        : _ ("No mail app of this computer has an account that can be read."));
  lp_whole_names_keep (GTK_WIDGET (self->list));
  if (any)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
on_clients_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageExisting) self = data;
  g_autoptr (GPtrArray) infos = lp_setup_list_clients_finish (LP_SETUP (source), result, NULL);
  if (!infos || !lp_window_of (self))
    return;
  for (guint i = 0; i < infos->len; i++) {
    const LpClientInfo *info = g_ptr_array_index (infos, i);
    for (guint j = 0; info->accounts && j < info->accounts->len; j++)
      add_account (self, info->client, g_ptr_array_index (info->accounts, j));
  }
  show_end (self);
}

static void
on_password (LpCredentials *password, GObject *data)
{
  LpWindow *window = lp_window_of (data);
  if (!window)
    return;
  lp_setup_set_credentials (lp_window_get_setup (window), LP_SIDE_INCOMING, password);
  lp_window_push (window, "check");
}

static void
on_credentials_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageExisting) self = data;
  LpSetup *setup = LP_SETUP (source);
  gboolean found = lp_setup_load_credentials_finish (setup, result, NULL);
  LpWindow *window = lp_window_of (self);
  const LpAccount *account = lp_setup_get_account (setup);

  if (!window || lp_window_get_page (window) != LP_PAGE (self))
    return;
  if (found)
    lp_window_push (window, "check");
  else
    lp_password_dialog_ask (window, account->address ? account->address->text : "", on_password,
                            G_OBJECT (self));
}

static void
on_row_activated (LpPageExisting *self, GtkListBoxRow *row)
{
  LpSetup *setup = lp_setup_of (self);
  const LpAccount *account = g_object_get_data (G_OBJECT (row), "account");
  if (!account->address) {
    lp_window_toast (lp_window_of (self), _ ("This account names no mail address."), NULL, NULL,
                     NULL);
    return;
  }
  lp_setup_set_keep_settings (setup, TRUE);
  lp_setup_set_credentials (setup, LP_SIDE_INCOMING, NULL);
  lp_setup_set_credentials (setup, LP_SIDE_OUTGOING, NULL);
  lp_setup_set_account (setup, account);
  lp_setup_load_credentials_async (setup, self->cancellable, on_credentials_ready,
                                   g_object_ref (self));
}

static void
lp_page_existing_primary (LpPage *page)
{
  lp_window_pop (lp_window_of (page));
}

static void
lp_page_existing_shown (LpPage *page)
{
  LpPageExisting *self = LP_PAGE_EXISTING (page);
  lp_setup_set_keep_settings (lp_setup_of (self), FALSE);
  if (self->cancellable)
    return;
  self->cancellable = g_cancellable_new ();
  lp_page_set_spinning (page, TRUE);
  lp_setup_list_clients_async (lp_setup_of (self), self->cancellable, on_clients_ready,
                               g_object_ref (self));
}

static void
lp_page_existing_dispose (GObject *object)
{
  LpPageExisting *self = LP_PAGE_EXISTING (object);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lp_page_existing_parent_class)->dispose (object);
}

static void
lp_page_existing_class_init (LpPageExistingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_existing_dispose;
  page_class->primary = lp_page_existing_primary;
  page_class->shown = lp_page_existing_shown;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-existing.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageExisting, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
lp_page_existing_init (LpPageExisting *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_head (LP_PAGE (self), "mail-unread-symbolic", LP_TONE_ACCENT,
                    _ ("Test an Existing Account"), _ ("Looking for accounts…"));
  lp_page_set_footer (LP_PAGE (self), _ ("_Done"), TRUE, NULL);
}
