/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/app-row.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/app-case.h"

struct _LpAppRow {
  AdwActionRow parent_instance;

  GPtrArray *clients;      /* const LpClient */
  const LpAppCase **cases; /* what is to be said about each of them; NULL: not known yet */
  guint n_written;
  gboolean failed;
  GtkCheckButton *check;
  LpStepMark *mark;
  GtkWidget *warning;
};

G_DEFINE_FINAL_TYPE (LpAppRow, lp_app_row, ADW_TYPE_ACTION_ROW)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

GtkWidget *
lp_app_icon_new (const LpClient *client)
{
  const char *desktop_id = client ? client->desktop_id : NULL;
  g_autoptr (GDesktopAppInfo) info = desktop_id ? g_desktop_app_info_new (desktop_id) : NULL;
  GIcon *icon = info ? g_app_info_get_icon (G_APP_INFO (info)) : NULL;
  GtkWidget *image = lp_status_icon_new ("utilities-terminal-symbolic", NULL);
  if (icon)
    gtk_image_set_from_gicon (GTK_IMAGE (image), icon);
  else if (desktop_id)
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
lp_app_row_finalize (GObject *object)
{
  LpAppRow *self = LP_APP_ROW (object);
  g_ptr_array_unref (self->clients);
  g_free (self->cases);
  G_OBJECT_CLASS (lp_app_row_parent_class)->finalize (object);
}

static void
lp_app_row_class_init (LpAppRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lp_app_row_finalize;
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

static char *
make_name (GPtrArray *clients)
{
  const LpClient *const *all = (const LpClient *const *)clients->pdata;
  if (clients->len == 1)
    return g_strdup (all[0]->name);
  /* Translators: three programs that are one mail app together: "Mutt, msmtp and mbsync". */
  return g_strdup_printf (_ ("%s, %s and %s"), all[0]->name, all[1]->name, all[2]->name);
}

LpAppRow *
lp_app_row_new (GPtrArray *clients)
{
  g_autofree char *name = make_name (clients);
  LpAppRow *self = g_object_new (LP_TYPE_APP_ROW, "title", name, NULL);
  AdwActionRow *row = ADW_ACTION_ROW (self);
  self->clients = g_ptr_array_ref (clients);
  self->cases = g_new0 (const LpAppCase *, clients->len);
  adw_action_row_add_prefix (row, lp_app_icon_new (clients->len == 1 ? clients->pdata[0] : NULL));
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

static gboolean
can_be_written (LpAppRow *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    if (!self->cases[i] || !self->cases[i]->can_be_written)
      return FALSE;
  return TRUE;
}

/* Cases lie in one table: the first is the one to be said. */
static const LpAppCase *
find_first_case (LpAppRow *self)
{
  const LpAppCase *first = NULL;
  for (guint i = 0; i < self->clients->len; i++)
    if (self->cases[i] && (!first || self->cases[i] < first))
      first = self->cases[i];
  return first;
}

void
lp_app_row_update (LpAppRow *row, const LpClientInfo *info, const LpAccount *account)
{
  guint i = 0;
  if (!g_ptr_array_find (row->clients, info->client, &i))
    return;
  row->cases[i] = lp_app_case_find (info, account);
  const LpAppCase *first = find_first_case (row);
  gtk_widget_set_visible (row->warning, first->warning);
  /* A screen reader is told of the widget's own state only, not of its parents'. */
  gtk_widget_set_sensitive (GTK_WIDGET (row), can_be_written (row));
  gtk_widget_set_sensitive (GTK_WIDGET (row->check), can_be_written (row));
  if (row->clients->len > 1 && first->is_usual)
    set_text (row, _ ("Three configuration files, password read from the keyring"));
  else
    set_text (row, info->state.note && !first->warning ? info->state.note : _ (first->text));
}

GPtrArray *
lp_app_row_get_clients (LpAppRow *row)
{
  return row->clients;
}

gboolean
lp_app_row_get_chosen (LpAppRow *row)
{
  return can_be_written (row) && gtk_check_button_get_active (row->check);
}

void
lp_app_row_set_chosen (LpAppRow *row, gboolean chosen)
{
  gtk_check_button_set_active (row->check, chosen);
}

static void
set_step (LpAppRow *self, LpStepState state, const char *text)
{
  lp_step_mark_set_state (self->mark, state);
  if (text)
    set_text (self, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  lp_step_state_get_label (state), -1);
}

/* Where several programs are one app, the first failure stays. */
void
lp_app_row_show_result (LpAppRow *row, const LpClientResult *result)
{
  if (row->failed)
    return;
  row->n_written += result ? 1 : 0;
  row->failed = result && !result->done;
  if (row->failed)
    set_step (row, LP_STEP_FAILED, result->message);
  else if (row->n_written < row->clients->len)
    set_step (row, LP_STEP_RUNNING, _ ("Adding the account…"));
  else
    set_step (row, LP_STEP_DONE, _ ("Account added"));
}

void
lp_app_row_set_writing (LpAppRow *row, gboolean writing)
{
  row->n_written = 0;
  row->failed = FALSE;
  if (writing)
    set_step (row, LP_STEP_LATER, NULL);
  gtk_widget_set_visible (GTK_WIDGET (row->check), !writing);
  gtk_widget_set_visible (GTK_WIDGET (row->mark), writing);
}
