/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/result-row.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/app-row.h"

struct _LpResultRow {
  AdwActionRow parent_instance;

  const LpClient *client;
  LpResultState state;
  LpResultState before; /* it was busy */
  char *receipt_id;
  char *message;
  GtkImage *icon;
  GtkWidget *undo;
  GtkWidget *open;
  GtkWidget *try_again;
};

G_DEFINE_FINAL_TYPE (LpResultRow, lp_result_row, ADW_TYPE_ACTION_ROW)

enum { UNDO, OPEN_APP, TRY_AGAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

#define WARNING "dialog-warning-symbolic"

static const struct {
  const char *icon;
  const char *css_class;
  const char *text; /* without a message */
} looks[] = {
  [LP_RESULT_ADDED] = { "object-select-symbolic", "success", N_ ("Account added") },
  [LP_RESULT_REMOVED] = { NULL, "dim-label", N_ ("Removed") },
  [LP_RESULT_BUSY] = { "content-loading-symbolic", "dim-label", N_ ("Working…") },
  [LP_RESULT_FAILED] = { WARNING, "warning", N_ ("Not changed") },
  [LP_RESULT_HALF_WAY] = { WARNING, "warning", N_ ("Changed in part") },
  [LP_RESULT_BY_HAND] = { WARNING, "warning", N_ ("A step is left to you") },
};

static void
on_undo_clicked (LpResultRow *self)
{
  g_signal_emit (self, signals[UNDO], 0);
}

static void
on_open_clicked (LpResultRow *self)
{
  g_signal_emit (self, signals[OPEN_APP], 0);
}

static void
on_try_again_clicked (LpResultRow *self)
{
  g_signal_emit (self, signals[TRY_AGAIN], 0);
}

static void
lp_result_row_finalize (GObject *object)
{
  g_free (LP_RESULT_ROW (object)->receipt_id);
  g_free (LP_RESULT_ROW (object)->message);
  G_OBJECT_CLASS (lp_result_row_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, LP_TYPE_RESULT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
lp_result_row_class_init (LpResultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lp_result_row_finalize;
  signals[UNDO] = add_signal ("undo");
  signals[OPEN_APP] = add_signal ("open-app");
  signals[TRY_AGAIN] = add_signal ("try-again");
}

static void
lp_result_row_init (LpResultRow *self)
{
  self->before = LP_RESULT_FAILED;
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

static void
add_button (LpResultRow *self, GtkWidget *button, void (*on_clicked) (LpResultRow *self))
{
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
}

LpResultRow *
lp_result_row_new (const LpClient *client, gboolean first)
{
  LpResultRow *self = g_object_new (LP_TYPE_RESULT_ROW, "title", client->name, NULL);
  /* Translators: the app's name. */
  g_autofree char *undo_label = g_strdup_printf (_ ("Undo for %s"), client->name);
  g_autofree char *open_label = g_strdup_printf (_ ("Open %s"), client->name);
  g_autofree char *again_label = g_strdup_printf (_ ("Try again for %s"), client->name);

  self->client = client;
  self->icon = GTK_IMAGE (lp_status_icon_new (NULL, NULL));
  self->undo = lp_icon_button_new ("edit-undo-symbolic", undo_label);
  self->open = lp_button_new (first ? _ ("_Open") : _ ("Open"));
  self->try_again = lp_button_new (_ ("Try Again"));
  lp_accessible_set_label (self->open, open_label);
  lp_accessible_set_label (self->try_again, again_label);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), lp_app_icon_new (client));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->icon));
  add_button (self, self->undo, on_undo_clicked);
  add_button (self, self->open, on_open_clicked);
  add_button (self, self->try_again, on_try_again_clicked);
  return self;
}

/* What is not left alone is told by the message itself. */
static char *
make_text (LpResultState state, const char *message)
{
  if (!message)
    return g_strdup (_ (looks[state].text));
  /* Translators: "Not changed – the disk is full". */
  return state == LP_RESULT_FAILED ? g_strdup_printf (_ ("Not changed – %s"), message)
                                   : g_strdup (message);
}

static void
show (LpResultRow *row, LpResultState state, const char *message)
{
  g_autofree char *text = make_text (state, message);

  row->state = state;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_image_set_from_icon_name (row->icon, looks[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (row->icon),
                              (const char *[]){ looks[state].css_class, NULL });
  gtk_widget_set_visible (row->undo, row->receipt_id && state != LP_RESULT_BUSY);
  gtk_widget_set_visible (row->open, state == LP_RESULT_ADDED && row->client->desktop_id);
  gtk_widget_set_visible (row->try_again, state >= LP_RESULT_FAILED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
lp_result_row_set (LpResultRow *row, LpResultState state, const char *receipt_id,
                   const char *message)
{
  g_autofree char *old_receipt = g_steal_pointer (&row->receipt_id);
  g_autofree char *old_message = g_steal_pointer (&row->message);

  row->receipt_id = g_strdup (receipt_id);
  row->message = g_strdup (message);
  show (row, state, message);
}

void
lp_result_row_set_busy (LpResultRow *row)
{
  row->before = row->state;
  show (row, LP_RESULT_BUSY, NULL);
}

void
lp_result_row_fail (LpResultRow *row, const char *message)
{
  LpResultState state = row->before == LP_RESULT_REMOVED ? LP_RESULT_FAILED : row->before;
  g_autofree char *with_step = g_strjoin ("\n", message, row->message, NULL);

  show (row, state, state == LP_RESULT_BY_HAND ? with_step : message);
}

const LpClient *
lp_result_row_get_client (LpResultRow *row)
{
  return row->client;
}

const char *
lp_result_row_get_receipt (LpResultRow *row)
{
  return row->receipt_id;
}

LpResultState
lp_result_row_get_before (LpResultRow *row)
{
  return row->before;
}

LpResultState
lp_result_row_get_state (LpResultRow *row)
{
  return row->state;
}

guint
lp_result_rows_count (GPtrArray *rows, LpResultState state)
{
  guint n = 0;
  for (guint i = 0; i < rows->len; i++)
    n += lp_result_row_get_state (g_ptr_array_index (rows, i)) == state ? 1 : 0;
  return n;
}

gboolean
lp_result_rows_can_undo (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (lp_result_row_get_receipt (g_ptr_array_index (rows, i)))
      return TRUE;
  return FALSE;
}
