/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/app-row.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "gui/accessible.h"

struct _LpAppRow {
  AdwActionRow parent_instance;

  const LpClient *client;
  GtkCheckButton *check;
  LpStepMark *mark;
  GtkWidget *warning;
  gboolean can_be_written;
};

G_DEFINE_FINAL_TYPE (LpAppRow, lp_app_row, ADW_TYPE_ACTION_ROW)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
wants_browser (const LpAccount *account)
{
  return account->incoming && account->incoming->sign_in == LP_SIGN_IN_OAUTH2;
}

static LpAbilities
get_ability_of (const LpServer *server)
{
  static const LpAbilities abilities[LP_N_PROTOCOLS] = { LP_CAN_IMAP, LP_CAN_POP3, LP_CAN_SMTP };
  return server ? abilities[server->protocol] : 0;
}

/* Every case of the second line; the first that fits is said. */
static gboolean
cannot_browse (const LpClientInfo *info, const LpAccount *account)
{
  return !info->can_sign_in;
}

static gboolean
browses_itself (const LpClientInfo *info, const LpAccount *account)
{
  return wants_browser (account) && (info->client->can & LP_CAN_OAUTH2_OWN);
}

static gboolean
cannot_receive_so (const LpClientInfo *info, const LpAccount *account)
{
  LpAbilities wanted = get_ability_of (account->incoming) | get_ability_of (account->outgoing);
  return (info->client->can & wanted) == 0;
}

static gboolean
is_running (const LpClientInfo *info, const LpAccount *account)
{
  return info->state.running && !(info->client->can & LP_CAN_LIVE);
}

static gboolean
has_account (const LpClientInfo *info, const LpAccount *account)
{
  return info->has_account;
}

static gboolean
keeps_own_copy (const LpClientInfo *info, const LpAccount *account)
{
  return (info->client->can & LP_CAN_OWN_COPY) != 0;
}

static gboolean
asks_once (const LpClientInfo *info, const LpAccount *account)
{
  return (info->client->can & LP_CAN_ASKS) && !(info->client->can & LP_CAN_KEYRING);
}

static gboolean
sends_only (const LpClientInfo *info, const LpAccount *account)
{
  return !(info->client->can & (LP_CAN_IMAP | LP_CAN_POP3));
}

static gboolean
receives_only (const LpClientInfo *info, const LpAccount *account)
{
  return !(info->client->can & LP_CAN_SMTP);
}

static gboolean
always (const LpClientInfo *info, const LpAccount *account)
{
  return TRUE;
}

static const struct {
  gboolean (*fits) (const LpClientInfo *info, const LpAccount *account);
  gboolean can_be_written;
  gboolean warning;
  const char *text;
} cases[] = {
  { cannot_browse, FALSE, FALSE, N_ ("Cannot sign in with the browser") },
  { cannot_receive_so, FALSE, FALSE, N_ ("Cannot use this kind of account") },
  { is_running, TRUE, TRUE, N_ ("Running – close it first, or the account is lost when it quits") },
  { has_account, TRUE, FALSE, N_ ("Already has this account – its settings will be updated") },
  { browses_itself, TRUE, FALSE, N_ ("Signs in with the browser when first opened") },
  { keeps_own_copy, TRUE, FALSE, N_ ("Keeps its own copy of the password") },
  { asks_once, TRUE, FALSE, N_ ("Asks for the password once when first opened") },
  { sends_only, TRUE, FALSE, N_ ("Sends mail, uses the password from the keyring") },
  { receives_only, TRUE, FALSE, N_ ("Fetches mail, uses the password from the keyring") },
  { always, TRUE, FALSE, N_ ("Uses the password from the keyring") },
};

GtkWidget *
lp_app_icon_new (const LpClient *client)
{
  g_autoptr (GDesktopAppInfo) info
      = client->desktop_id ? g_desktop_app_info_new (client->desktop_id) : NULL;
  GIcon *icon = info ? g_app_info_get_icon (G_APP_INFO (info)) : NULL;
  GtkWidget *image = lp_status_icon_new ("utilities-terminal-symbolic", NULL);
  if (icon)
    gtk_image_set_from_gicon (GTK_IMAGE (image), icon);
  else if (client->desktop_id)
    gtk_image_set_from_icon_name (GTK_IMAGE (image), "mail-unread-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (image), icon ? 32 : 24);
  gtk_widget_set_size_request (image, 32, 32);
  return image;
}

static void
on_check_toggled (LpAppRow *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

/* One stop of the keyboard, and the one that says whether the app is chosen. */
static gboolean
lp_app_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LP_APP_ROW (widget)->check));
}

static void
lp_app_row_class_init (LpAppRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = lp_app_row_grab_focus;
  signals[CHOSEN] = g_signal_new ("chosen", LP_TYPE_APP_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
lp_app_row_init (LpAppRow *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (self);
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  self->mark = LP_STEP_MARK (lp_step_mark_new ());
  self->warning = lp_status_icon_new ("dialog-warning-symbolic", "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->check), "selection-mode");
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self->mark), FALSE);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_suffix (row, self->warning);
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (on_check_toggled), self,
                           G_CONNECT_SWAPPED);
}

LpAppRow *
lp_app_row_new (const LpClient *client)
{
  LpAppRow *self = g_object_new (LP_TYPE_APP_ROW, "title", client->name, NULL);
  AdwActionRow *row = ADW_ACTION_ROW (self);
  self->client = client;
  adw_action_row_add_prefix (row, lp_app_icon_new (client));
  adw_action_row_add_prefix (row, GTK_WIDGET (self->mark));
  adw_action_row_add_prefix (row, GTK_WIDGET (self->check));
  adw_action_row_set_activatable_widget (row, GTK_WIDGET (self->check));
  return self;
}

static void
set_text (LpAppRow *self, const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

void
lp_app_row_update (LpAppRow *row, const LpClientInfo *info, const LpAccount *account)
{
  gsize i = 0;
  while (!cases[i].fits (info, account))
    i++;
  row->can_be_written = cases[i].can_be_written;
  gtk_widget_set_visible (row->warning, cases[i].warning);
  gtk_widget_set_sensitive (GTK_WIDGET (row), row->can_be_written);
  set_text (row, info->state.note && !cases[i].warning ? info->state.note : _ (cases[i].text));
}

const LpClient *
lp_app_row_get_client (LpAppRow *row)
{
  return row->client;
}

gboolean
lp_app_row_get_chosen (LpAppRow *row)
{
  return row->can_be_written && gtk_check_button_get_active (row->check);
}

void
lp_app_row_set_chosen (LpAppRow *row, gboolean chosen)
{
  gtk_check_button_set_active (row->check, chosen);
}

void
lp_app_row_set_step (LpAppRow *row, LpStepState state, const char *text)
{
  lp_step_mark_set_state (row->mark, state);
  if (text)
    set_text (row, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  lp_step_state_get_label (state), -1);
}

void
lp_app_row_set_writing (LpAppRow *row, gboolean writing)
{
  gtk_widget_set_visible (GTK_WIDGET (row->check), !writing);
  gtk_widget_set_visible (GTK_WIDGET (row->mark), writing);
}
