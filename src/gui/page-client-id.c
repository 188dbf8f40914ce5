/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-client-id.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/password-row.h"
#include "gui/window.h"
#include "setup-sign-in.h"

struct _LpPageClientId {
  LpPage parent_instance;

  AdwActionRow *issuer;
  AdwEntryRow *client_id;
  LpPasswordRow *secret;
  AdwActionRow *redirect;
};

G_DEFINE_FINAL_TYPE (LpPageClientId, lp_page_client_id, LP_TYPE_PAGE)

/* Where providers give client IDs. */
static const struct {
  const char *issuer;
  const char *page;
} registrations[] = {
  { "google", "https://console.cloud.google.com/apis/credentials" },
  { "microsoft", "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps" },
};

static const char *
find_registration (const char *issuer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (registrations); i++) {
    if (g_strcmp0 (registrations[i].issuer, issuer) == 0)
      return registrations[i].page;
  }
  return NULL;
}

static void
update_primary (LpPageClientId *self)
{
  gboolean ready = *gtk_editable_get_text (GTK_EDITABLE (self->client_id)) != '\0';
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)), ready);
}

static void
lp_page_client_id_primary (LpPage *page)
{
  LpPageClientId *self = LP_PAGE_CLIENT_ID (page);
  LpWindow *window = lp_window_of (self);
  g_autoptr (LpCredentials) secret = lp_password_row_take (self->secret);
  g_autoptr (GError) error = NULL;
  g_autofree char *id
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->client_id))));

  if (lp_setup_save_client_id (lp_setup_of (self), id,
                               secret ? lp_credentials_get_secret (secret) : NULL, &error))
    lp_window_replace (window, "browser");
  else
    lp_window_toast (window, error->message, NULL, NULL, NULL);
}

static void
lp_page_client_id_secondary (LpPage *page)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (page));
  gtk_show_uri (GTK_WINDOW (lp_window_of (page)), find_registration (account->issuer),
                GDK_CURRENT_TIME);
}

static void
on_copy_clicked (LpPageClientId *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          adw_action_row_get_subtitle (self->redirect));
  lp_window_toast (lp_window_of (self), _ ("Copied"), NULL, NULL, NULL);
}

static void
lp_page_client_id_shown (LpPage *page)
{
  LpPageClientId *self = LP_PAGE_CLIENT_ID (page);
  LpSetup *setup = lp_setup_of (self);
  const LpAccount *account = lp_setup_get_account (setup);
  g_autofree char *name = lp_setup_dup_issuer_name (setup);
  g_autofree char *redirect = lp_setup_dup_redirect (setup);

  adw_action_row_set_subtitle (self->issuer, name ? name : "");
  adw_action_row_set_subtitle (self->redirect, redirect ? redirect : "");
  lp_page_set_footer (page, _ ("_Sign In With Browser…"), TRUE,
                      find_registration (account->issuer) ? _ ("_Open the Provider’s Page") : NULL);
  update_primary (self);
}

static GtkWidget *
lp_page_client_id_get_focus (LpPage *page)
{
  return GTK_WIDGET (LP_PAGE_CLIENT_ID (page)->client_id);
}

static void
lp_page_client_id_class_init (LpPageClientIdClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  page_class->primary = lp_page_client_id_primary;
  page_class->secondary = lp_page_client_id_secondary;
  page_class->shown = lp_page_client_id_shown;
  page_class->get_focus = lp_page_client_id_get_focus;
  g_type_ensure (LP_TYPE_PASSWORD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-client-id.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageClientId, issuer);
  gtk_widget_class_bind_template_child (widget_class, LpPageClientId, client_id);
  gtk_widget_class_bind_template_child (widget_class, LpPageClientId, secret);
  gtk_widget_class_bind_template_child (widget_class, LpPageClientId, redirect);
  gtk_widget_class_bind_template_callback (widget_class, update_primary);
}

static void
lp_page_client_id_init (LpPageClientId *self)
{
  GtkWidget *copy = lp_icon_button_new ("edit-copy-symbolic", _ ("Copy Redirect Address"));
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_password_row_set_caption (self->secret, _ ("Client Secr_et, If There Is One"));
  adw_action_row_add_suffix (self->redirect, copy);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy_clicked), self, G_CONNECT_SWAPPED);
}
