/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-done.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>
#include <string.h>

#include "gui/done-head.h"
#include "gui/result-row.h"
#include "gui/test-message-row.h"
#include "gui/window.h"
#include "gui/words.h"
#include "setup-clients.h"
#include "setup-message.h"

struct _LpPageDone {
  LpPage parent_instance;

  GtkListBox *list;
  GtkWidget *kept_list;
  GtkWidget *test_list;
  AdwActionRow *keyring;
  AdwActionRow *certificate;
  AdwExpanderRow *files;

  GPtrArray *rows;         /* LpResultRow, not owned */
  GHashTable *shown_files; /* paths */
  GPtrArray *queue;        /* LpResultRow, not owned: still to be undone */
  char *busy_client;       /* the app whose change is being undone */
  gboolean everything;     /* Undo Everything was pressed */
};

G_DEFINE_FINAL_TYPE (LpPageDone, lp_page_done, LP_TYPE_PAGE)

/* Something of this set-up is there. */
static gboolean
has_changes (LpPageDone *self)
{
  return lp_result_rows_count (self->rows, LP_RESULT_ADDED)
             + lp_result_rows_count (self->rows, LP_RESULT_BY_HAND)
         > 0;
}

static void
update_head (LpPageDone *self)
{
  guint added = lp_result_rows_count (self->rows, LP_RESULT_ADDED);
  gboolean busy = lp_result_rows_count (self->rows, LP_RESULT_BUSY) > 0;

  gtk_widget_set_sensitive (lp_page_get_secondary (LP_PAGE (self)), !busy);
  if (busy)
    return;
  lp_done_head_show (LP_PAGE (self), self->rows);
  gtk_widget_set_visible (self->kept_list, has_changes (self));
  gtk_widget_set_visible (self->test_list,
                          added > 0 && lp_setup_can_send_test_message (lp_setup_of (self)));
  if (lp_window_has_next (lp_window_of (self)))
    g_object_set (self, "primary", _ ("_Next Account"), NULL);
}

static LpResultRow *
find_row (LpPageDone *self, const char *client_id)
{
  for (guint i = 0; i < self->rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (self->rows, i);
    if (g_str_equal (lp_result_row_get_client (row)->id, client_id))
      return row;
  }
  return NULL;
}

static char *
make_relative (const char *path, const char *home)
{
  return g_str_has_prefix (path, home) ? g_strconcat ("~", path + strlen (home), NULL)
                                       : g_strdup (path);
}

static void
show_file (LpPageDone *self, const char *path)
{
  const char *home = lp_setup_get_places (lp_setup_of (self))->home;
  g_autofree char *shown = make_relative (path, home);
  if (!g_hash_table_add (self->shown_files, g_strdup (path)))
    return;
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", shown,
                                 "title-lines", 0, NULL);
  adw_expander_row_add_row (self->files, row);
}

/* An exception goes with the set-up, so it is listed with what was written. */
static void
show_exceptions (LpPageDone *self, const LpAccount *account)
{
  const LpServer *servers[] = { account->incoming, account->outgoing };
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (!servers[i] || !servers[i]->pin)
      continue;
    g_autofree char *words = lp_words_server (servers[i]);
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "", words);
  }
  adw_action_row_set_subtitle (self->certificate, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate), text->len > 0);
}

/* Some apps keep the password themselves, or ask for it. */
static gboolean
uses_keyring (LpPageDone *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (self->rows, i);
    LpResultState state = lp_result_row_get_state (row);
    if ((state == LP_RESULT_ADDED || state == LP_RESULT_BY_HAND)
        && (lp_result_row_get_client (row)->can & LP_CAN_KEYRING))
      return !lp_setup_is_without_keyring (lp_setup_of (self));
  }
  return FALSE;
}

static void
show_kept (LpPageDone *self)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  guint files = g_hash_table_size (self->shown_files);
  /* Translators: the label of the item in the keyring. */
  g_autofree char *item = g_strdup_printf (_ ("“Mail: %s”"), account->address->text);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u file, backups kept for 30 days", "%u files, backups kept for 30 days", files),
      files);
  adw_action_row_set_subtitle (self->keyring, item);
  gtk_widget_set_visible (GTK_WIDGET (self->keyring), uses_keyring (self));
  show_exceptions (self, account);
  adw_expander_row_set_subtitle (self->files, text);
}

static const char *
get_result_text (const LpClientResult *result)
{
  if (result->unchanged)
    return _ ("Had this account already");
  return result->test == LP_TEST_PASSED ? _ ("Account added, and its own test of it passed")
                                        : result->message;
}

/* A step that is left to the person is the end of an app's change, which its receipt takes back; so does the receipt
 * of an earlier try where this one had nothing to do. */
static void
show_result (LpResultRow *row, const LpClientResult *result, const char *receipt_id)
{
  static const LpResultState states[] = {
    [LP_LEFT_ALONE] = LP_RESULT_FAILED,
    [LP_LEFT_HALF_WAY] = LP_RESULT_HALF_WAY,
    [LP_LEFT_BY_HAND] = LP_RESULT_BY_HAND,
  };
  const char *earlier = lp_result_row_get_receipt (row);
  const char *best = receipt_id ? receipt_id : earlier;

  if (result->done)
    lp_result_row_set (row, LP_RESULT_ADDED, best, get_result_text (result));
  else if (result->left == LP_LEFT_BY_HAND)
    lp_result_row_set (row, LP_RESULT_BY_HAND, best, result->message);
  else if (result->left == LP_LEFT_ALONE && lp_result_row_get_before (row) == LP_RESULT_BY_HAND)
    lp_result_row_fail (row, result->message);
  else
    lp_result_row_set (row, states[result->left], result->left == LP_LEFT_HALF_WAY ? earlier : NULL,
                       result->message);
}

static void
take_result (LpPageDone *self, const LpClientResult *result, const char *receipt_id)
{
  LpResultRow *row = find_row (self, result->client_id);
  if (!row)
    return;
  show_result (row, result, receipt_id);
  for (guint i = 0; result->files && i < result->files->len; i++)
    show_file (self, g_ptr_array_index (result->files, i));
}

static void
on_apply_ready (GObject *source, GAsyncResult *async, gpointer data)
{
  g_autoptr (LpPageDone) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *receipt_id = NULL;
  g_autoptr (GPtrArray) results
      = lp_setup_apply_finish (LP_SETUP (source), async, &receipt_id, &error);

  lp_window_release ();
  if (!lp_setup_of (self))
    return;
  for (guint i = 0; results && i < results->len; i++)
    take_result (self, g_ptr_array_index (results, i), receipt_id);
  for (guint i = 0; !results && i < self->rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (self->rows, i);
    if (lp_result_row_get_state (row) == LP_RESULT_BUSY)
      lp_result_row_fail (row, error->message);
  }
  show_kept (self);
  update_head (self);
  lp_page_announce (LP_PAGE (self));
}

/* Adds the account again to the apps in the given state, or to one app. */
static void
apply_again (LpPageDone *self, LpResultState state, LpResultRow *only)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < self->rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (self->rows, i);
    if (lp_result_row_get_state (row) != state || (only && row != only))
      continue;
    g_strv_builder_add (builder, lp_result_row_get_client (row)->id);
    lp_result_row_set_busy (row);
  }
  g_auto (GStrv) ids = g_strv_builder_end (builder);
  if (!ids[0])
    return;
  update_head (self);
  lp_window_hold ();
  lp_setup_apply_async (lp_setup_of (self), (const char *const *)ids, NULL, on_apply_ready,
                        g_object_ref (self));
}

static void
undo_next (LpPageDone *self);

static void
on_redo_clicked (gpointer data)
{
  LpResultRow *row = LP_RESULT_ROW (data);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (row), LP_TYPE_PAGE_DONE);
  if (page && lp_setup_of (page))
    apply_again (LP_PAGE_DONE (page), LP_RESULT_REMOVED, row);
}

static void
tell_removed (LpPageDone *self, LpResultRow *row)
{
  /* Translators: the app's name. */
  g_autofree char *text
      = g_strdup_printf (_ ("Account removed from %s"), lp_result_row_get_client (row)->name);
  if (!self->everything)
    lp_window_toast (lp_window_of (self), text, _ ("_Redo"), on_redo_clicked, G_OBJECT (row));
}

/* Half-way back it is still to be taken back. */
static void
show_not_undone (LpResultRow *row, GPtrArray *results, const char *message)
{
  const LpClientResult *result = results && results->len > 0 ? results->pdata[0] : NULL;
  if (result && result->left == LP_LEFT_HALF_WAY)
    lp_result_row_set (row, LP_RESULT_HALF_WAY, lp_result_row_get_receipt (row), message);
  else
    lp_result_row_fail (row, message);
}

static void
on_undo_ready (GObject *source, GAsyncResult *async, gpointer data)
{
  g_autoptr (LpPageDone) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *client_id = g_steal_pointer (&self->busy_client);
  gboolean done = lp_setup_undo_finish (LP_SETUP (source), async, &results, &error);
  LpResultRow *row = lp_setup_of (self) ? find_row (self, client_id) : NULL;

  lp_window_release ();
  if (!row)
    return;
  if (done) {
    lp_result_row_set (row, LP_RESULT_REMOVED, NULL, NULL);
    tell_removed (self, row);
  } else {
    show_not_undone (row, results, error->message);
  }
  undo_next (self);
}

/* One app after the other: each has a receipt of its own after a redo. */
static void
undo_next (LpPageDone *self)
{
  if (self->busy_client)
    return;
  if (self->queue->len == 0) {
    update_head (self);
    if (self->everything)
      lp_page_announce (LP_PAGE (self));
    self->everything = FALSE;
    return;
  }
  LpResultRow *row = g_ptr_array_steal_index (self->queue, 0);
  g_autofree char *receipt_id = g_strdup (lp_result_row_get_receipt (row));
  self->busy_client = g_strdup (lp_result_row_get_client (row)->id);
  lp_result_row_set_busy (row);
  update_head (self);
  lp_window_hold ();
  lp_setup_undo_async (lp_setup_of (self), receipt_id, self->busy_client, NULL, on_undo_ready,
                       g_object_ref (self));
}

static void
on_undo (LpPageDone *self, LpResultRow *row)
{
  g_ptr_array_add (self->queue, row);
  undo_next (self);
}

static void
on_open_app (LpPageDone *self, LpResultRow *row)
{
  g_autoptr (GDesktopAppInfo) app
      = g_desktop_app_info_new (lp_result_row_get_client (row)->desktop_id);
  g_autoptr (GdkAppLaunchContext) context
      = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GError) error = NULL;
  if (!app || !g_app_info_launch (G_APP_INFO (app), NULL, G_APP_LAUNCH_CONTEXT (context), &error))
    lp_window_toast (lp_window_of (self),
                     error ? error->message : _ ("The app could not be opened."), NULL, NULL, NULL);
}

static void
on_try_again (LpPageDone *self, LpResultRow *row)
{
  apply_again (self, lp_result_row_get_state (row), row);
}

static void
undo_everything (LpPageDone *self)
{
  self->everything = TRUE;
  for (guint i = 0; i < self->rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (self->rows, i);
    if (lp_result_row_get_receipt (row))
      g_ptr_array_add (self->queue, row);
  }
  undo_next (self);
}

static void
lp_page_done_primary (LpPage *page)
{
  if (lp_window_has_next (lp_window_of (page))) {
    lp_window_start_next (lp_window_of (page));
    return;
  }
  gtk_window_close (GTK_WINDOW (lp_window_of (page)));
}

static void
lp_page_done_secondary (LpPage *page)
{
  LpPageDone *self = LP_PAGE_DONE (page);
  if (lp_result_rows_can_undo (self->rows))
    undo_everything (self);
  else
    apply_again (self, LP_RESULT_REMOVED, NULL);
}

static void
lp_page_done_dispose (GObject *object)
{
  LpPageDone *self = LP_PAGE_DONE (object);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->queue, g_ptr_array_unref);
  g_clear_pointer (&self->shown_files, g_hash_table_unref);
  g_clear_pointer (&self->busy_client, g_free);
  G_OBJECT_CLASS (lp_page_done_parent_class)->dispose (object);
}

static void
lp_page_done_class_init (LpPageDoneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_done_dispose;
  g_type_ensure (LP_TYPE_TEST_MESSAGE_ROW);
  page_class->announces = TRUE;
  page_class->primary = lp_page_done_primary;
  page_class->secondary = lp_page_done_secondary;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-done.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, kept_list);
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, test_list);
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, keyring);
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, certificate);
  gtk_widget_class_bind_template_child (widget_class, LpPageDone, files);
}

static void
lp_page_done_init (LpPageDone *self)
{
  self->rows = g_ptr_array_new ();
  self->queue = g_ptr_array_new ();
  self->shown_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_row (LpPageDone *self, const LpClientResult *result)
{
  LpResultRow *row = lp_result_row_new (lp_clients_find (result->client_id), self->rows->len == 0);
  g_ptr_array_add (self->rows, row);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  g_signal_connect_object (row, "undo", G_CALLBACK (on_undo), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "open-app", G_CALLBACK (on_open_app), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "try-again", G_CALLBACK (on_try_again), self, G_CONNECT_SWAPPED);
}

void
lp_page_done_set_results (LpPageDone *page, GPtrArray *results, const char *receipt_id)
{
  for (guint i = 0; i < results->len; i++) {
    const LpClientResult *result = g_ptr_array_index (results, i);
    if (!lp_clients_find (result->client_id))
      continue;
    add_row (page, result);
    take_result (page, result, receipt_id);
  }
  show_kept (page);
  update_head (page);
  lp_page_announce (LP_PAGE (page));
}

gboolean
lp_page_done_is_needed (GPtrArray *results, const char *receipt_id)
{
  for (guint i = 0; i < results->len; i++) {
    const LpClientResult *result = g_ptr_array_index (results, i);
    if (result->left != LP_LEFT_ALONE)
      return TRUE;
  }
  return receipt_id != NULL;
}
