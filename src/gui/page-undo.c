/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-undo.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/damage-row.h"
#include "gui/window.h"
#include "gui/words.h"

struct _LpPageUndo {
  LpPage parent_instance;

  GtkListBox *list;

  AdwActionRow *busy; /* the row whose receipts are being taken back */
};

G_DEFINE_FINAL_TYPE (LpPageUndo, lp_page_undo, LP_TYPE_PAGE)

/* Several receipts of one account and one day are one change to a person. */
typedef struct {
  char *address;
  char *date;
  GString *names;
  GPtrArray *ids; /* of receipts, in the order they are taken back */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;
  g_free (change->address);
  g_free (change->date);
  g_string_free (change->names, TRUE);
  g_ptr_array_unref (change->ids);
  g_free (change);
}

static void
set_buttons_sensitive (LpPageUndo *self, gboolean sensitive)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  for (; row; row = gtk_widget_get_next_sibling (row)) {
    GtkWidget *button = g_object_get_data (G_OBJECT (row), "button");
    if (button)
      gtk_widget_set_sensitive (button, sensitive);
  }
}

static void
show_end (AdwActionRow *row, const char *text, gboolean undone)
{
  GtkWidget *button = g_object_get_data (G_OBJECT (row), "button");
  adw_action_row_set_subtitle (row, text);
  lp_accessible_set_label (GTK_WIDGET (row), text);
  gtk_widget_set_visible (button, !undone);
}

static GPtrArray *
get_ids (AdwActionRow *row)
{
  return g_object_get_data (G_OBJECT (row), "receipts");
}

static void
undo_next (LpPageUndo *self);

static void
on_undo_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageUndo) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  gboolean undone = lp_setup_undo_finish (LP_SETUP (source), result, &results, &error);

  lp_window_release ();
  if (!lp_window_of (self))
    return;
  if (undone)
    g_ptr_array_remove_index (get_ids (self->busy), 0);
  if (undone && get_ids (self->busy)->len > 0) {
    undo_next (self);
    return;
  }
  set_buttons_sensitive (self, TRUE);
  show_end (self->busy, undone ? _ ("Taken back") : error->message, undone);
  gtk_widget_grab_focus (lp_page_get_primary (LP_PAGE (self)));
  self->busy = NULL;
}

static void
undo_next (LpPageUndo *self)
{
  lp_window_hold ();
  lp_setup_undo_async (lp_setup_of (self), g_ptr_array_index (get_ids (self->busy), 0), NULL, NULL,
                       on_undo_ready, g_object_ref (self));
}

static void
on_undo_clicked (GtkButton *button, AdwActionRow *row)
{
  LpPageUndo *self = LP_PAGE_UNDO (gtk_widget_get_ancestor (GTK_WIDGET (row), LP_TYPE_PAGE_UNDO));
  self->busy = row;
  set_buttons_sensitive (self, FALSE);
  adw_action_row_set_subtitle (row, _ ("Taking it back…"));
  undo_next (self);
}

static Change *
get_change (GPtrArray *changes, const LpReceipt *receipt)
{
  g_autofree char *date = lp_words_date (receipt->time);
  for (guint i = 0; i < changes->len; i++) {
    Change *change = g_ptr_array_index (changes, i);
    if (g_str_equal (change->address, receipt->address) && g_str_equal (change->date, date))
      return change;
  }
  Change *change = g_new0 (Change, 1);
  change->address = g_strdup (receipt->address);
  change->date = g_steal_pointer (&date);
  change->names = g_string_new (NULL);
  change->ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (changes, change);
  return change;
}

static void
add_receipt (GPtrArray *changes, const LpReceipt *receipt)
{
  Change *change = get_change (changes, receipt);
  g_ptr_array_add (change->ids, g_strdup (receipt->id));
  for (guint i = 0; i < receipt->clients->len; i++) {
    const LpClient *client = lp_clients_find (g_ptr_array_index (receipt->clients, i));
    const char *name = client ? client->name : g_ptr_array_index (receipt->clients, i);
    g_string_append_printf (change->names, "%s%s", change->names->len ? _ (", ") : "", name);
  }
}

static void
add_row (LpPageUndo *self, const Change *change)
{
  /* Translators: names of mail apps, then a day. */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), change->names->str, change->date);
  /* Translators: a mail address. */
  g_autofree char *label = g_strdup_printf (_ ("Undo for %s"), change->address);
  AdwActionRow *row
      = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", change->address,
                      "title-lines", 0, "subtitle-lines", 0, "subtitle", subtitle, NULL);
  GtkWidget *button = lp_icon_button_new ("edit-undo-symbolic", label);

  adw_action_row_add_suffix (row, button);
  g_object_set_data (G_OBJECT (row), "button", button);
  g_object_set_data_full (G_OBJECT (row), "receipts", g_ptr_array_ref (change->ids),
                          (GDestroyNotify)g_ptr_array_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_undo_clicked), row, 0);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
}

/* Returns: whether something can be taken back. */
static gboolean
add_rows (LpPageUndo *self, const GPtrArray *receipts)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (change_free);
  for (guint i = 0; receipts && i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];
    if (!receipt->undone && !receipt->damage)
      add_receipt (changes, receipt);
  }
  for (guint i = 0; i < changes->len; i++)
    add_row (self, g_ptr_array_index (changes, i));
  lp_damage_rows_add (self->list, receipts);
  gtk_widget_set_visible (GTK_WIDGET (self->list),
                          gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL);
  return changes->len > 0;
}

static void
lp_page_undo_primary (LpPage *page)
{
  lp_window_pop (lp_window_of (page));
}

/* Why there is nothing; damaged records say it themselves. */
static const char *
get_reason (LpPageUndo *self, const GError *error)
{
  if (error)
    return error->message;
  return gtk_widget_get_visible (GTK_WIDGET (self->list))
             ? NULL
             : _ ("No account was set up here, or all was taken back.");
}

static void
lp_page_undo_shown (LpPage *page)
{
  LpPageUndo *self = LP_PAGE_UNDO (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (lp_setup_of (self), &error);

  if (gtk_widget_get_visible (GTK_WIDGET (self->list)))
    return;
  if (add_rows (self, receipts))
    lp_page_set_head (
        page, "edit-undo-symbolic", LP_TONE_ACCENT, _ ("Undo Earlier Changes"),
        _ ("Files and the keyring are put back as they were. What you changed yourself since "
           "is kept."));
  else
    lp_page_set_head (page, "edit-undo-symbolic", LP_TONE_ACCENT, _ ("Nothing to Undo"),
                      get_reason (self, error));
}

static void
lp_page_undo_class_init (LpPageUndoClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  page_class->primary = lp_page_undo_primary;
  page_class->shown = lp_page_undo_shown;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-undo.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageUndo, list);
}

static void
lp_page_undo_init (LpPageUndo *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_head (LP_PAGE (self), "edit-undo-symbolic", LP_TONE_ACCENT,
                    _ ("Undo Earlier Changes"), NULL);
  lp_page_set_footer (LP_PAGE (self), _ ("_Done"), TRUE, NULL);
}
