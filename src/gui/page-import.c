/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-import.h"

#include <glib/gi18n.h>

#include "gui/note.h"
#include "gui/old-row.h"
#include "gui/window.h"
#include "gui/words.h"

struct _LpPageImport {
  LpPage parent_instance;

  GtkListBox *list;
  GtkWidget *charsets;
  AdwComboRow *charset;
  LpNote *note;

  GCancellable *cancellable; /* of the search that runs */
  GPtrArray *mailboxes;      /* LpOldMailbox */
  GPtrArray *rows;           /* LpOldRow, not owned */
  GtkFileChooserNative *chooser;
  char **paths; /* what was read; %NULL: this computer */
};

G_DEFINE_FINAL_TYPE (LpPageImport, lp_page_import, LP_TYPE_PAGE)

/* What the machines of old wrote in */
static const struct {
  const char *name;
  const char *charset;
} charsets[] = {
  { N_ ("Guessed"), NULL },
  { N_ ("Western European"), "WINDOWS-1252" },
  { N_ ("Central European"), "WINDOWS-1250" },
  { N_ ("Cyrillic"), "WINDOWS-1251" },
  { N_ ("Greek"), "WINDOWS-1253" },
  { N_ ("Turkish"), "WINDOWS-1254" },
  { N_ ("Hebrew"), "WINDOWS-1255" },
  { N_ ("Arabic"), "WINDOWS-1256" },
  { N_ ("Baltic"), "WINDOWS-1257" },
  { N_ ("Vietnamese"), "WINDOWS-1258" },
  { N_ ("Thai"), "CP874" },
  { N_ ("Japanese"), "CP932" },
  { N_ ("Korean"), "CP949" },
  { N_ ("Chinese, Simplified"), "CP936" },
  { N_ ("Chinese, Traditional"), "CP950" },
};

static guint
count_chosen (LpPageImport *self)
{
  guint chosen = 0;
  for (guint i = 0; i < self->rows->len; i++)
    chosen += lp_old_row_get_chosen (g_ptr_array_index (self->rows, i)) ? 1 : 0;
  return chosen;
}

static void
update_footer (LpPageImport *self)
{
  guint chosen = count_chosen (self);
  g_autofree char *label
      = g_strdup_printf (ngettext ("_Move %u Account", "_Move %u Accounts", chosen), chosen);

  if (self->cancellable)
    lp_page_set_footer (LP_PAGE (self), _ ("_Stop"), FALSE, NULL);
  else if (self->rows->len == 0)
    lp_page_set_footer (LP_PAGE (self), _ ("Choose a _File…"), FALSE, NULL);
  else
    lp_page_set_footer (LP_PAGE (self), chosen > 0 ? label : _ ("Choose an Account"), TRUE,
                        _ ("Choose a _File…"));
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)),
                            self->cancellable || self->rows->len == 0 || chosen > 0);
}

static gboolean
is_microsoft (const LpOldMailbox *mailbox)
{
  return g_strcmp0 (mailbox->migration->account->issuer, "microsoft") == 0;
}

static gboolean
are_all_microsoft (LpPageImport *self)
{
  for (guint i = 0; i < self->mailboxes->len; i++) {
    const LpOldMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);
    if (!is_microsoft (mailbox) || !mailbox->is_dead)
      return FALSE;
  }
  return TRUE;
}

static void
show_head (LpPageImport *self)
{
  const char *icon = "document-open-recent-symbolic";
  if (self->rows->len == 0)
    lp_page_set_head (
        LP_PAGE (self), icon, LP_TONE_ACCENT, _ ("No Old Accounts Found"),
        _ ("Looked in Thunderbird, Evolution, KMail, Claws Mail, fetchmail, hotwayd and getlive."));
  else if (are_all_microsoft (self))
    lp_page_set_head (
        LP_PAGE (self), icon, LP_TONE_ACCENT, _ ("Bring Back Old Hotmail Accounts"),
        _ ("These accounts use connections that Microsoft has switched off. Mail already stored "
           "here is kept."));
  else
    lp_page_set_head (
        LP_PAGE (self), icon, LP_TONE_ACCENT, _ ("Bring Back Old Accounts"),
        _ ("What was found, and what becomes of it. Mail already stored here is kept."));
}

static void
show_note (LpPageImport *self)
{
  for (guint i = 0; i < self->mailboxes->len; i++) {
    const LpOldMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);
    if (!mailbox->old->clear_text_secret || !mailbox->old->file)
      continue;
    g_autofree char *base = g_path_get_basename (mailbox->old->file);
    g_autofree char *name = lp_words_isolate (base);
    /* Translators: a file's name. */
    g_autofree char *text = g_strdup_printf (
        _ ("In %s. It is never shown, and can be removed when the account has moved."), name);
    lp_note_set (self->note, TRUE, _ ("A password is stored unprotected"), text, NULL);
    return;
  }
}

/* Plain letters and text that names its own code page leave nothing to choose. */
static void
show_charsets (LpPageImport *self)
{
  gboolean any = FALSE;
  for (guint i = 0; i < self->mailboxes->len; i++)
    any |= ((LpOldMailbox *)g_ptr_array_index (self->mailboxes, i))->old->charset != NULL;
  gtk_widget_set_visible (self->charsets, any);
}

static void
clear (LpPageImport *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (self->list, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->mailboxes, g_ptr_array_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
}

static void
show_mailboxes (LpPageImport *self, GPtrArray *mailboxes)
{
  self->mailboxes = g_ptr_array_ref (mailboxes);
  for (guint i = 0; i < mailboxes->len; i++) {
    LpOldRow *row = lp_old_row_new (g_ptr_array_index (mailboxes, i));
    g_ptr_array_add (self->rows, row);
    gtk_list_box_append (self->list, GTK_WIDGET (row));
    g_signal_connect_object (row, "chosen", G_CALLBACK (update_footer), self, G_CONNECT_SWAPPED);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), mailboxes->len > 0);
  if (mailboxes->len == 1)
    adw_expander_row_set_expanded (g_ptr_array_index (self->rows, 0), TRUE);
  show_note (self);
  show_charsets (self);
}

static void
on_scan_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageImport) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mailboxes = lp_setup_scan_old_finish (LP_SETUP (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !lp_window_of (self))
    return;
  g_clear_object (&self->cancellable);
  lp_page_set_spinning (LP_PAGE (self), FALSE);
  clear (self);
  if (mailboxes)
    show_mailboxes (self, mailboxes);
  show_head (self);
  if (error)
    lp_page_set_head (LP_PAGE (self), "dialog-warning-symbolic", LP_TONE_WARNING,
                      _ ("The File Cannot Be Read"), error->message);
  update_footer (self);
  lp_page_announce (LP_PAGE (self));
}

static void
search (LpPageImport *page)
{
  if (page->cancellable)
    g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  clear (page);
  page->cancellable = g_cancellable_new ();
  lp_page_set_head (LP_PAGE (page), "document-open-recent-symbolic", LP_TONE_ACCENT,
                    _ ("Bring Back Old Accounts"), _ ("Looking for old accounts…"));
  lp_page_set_spinning (LP_PAGE (page), TRUE);
  update_footer (page);
  lp_setup_scan_old_async (lp_setup_of (page), (const char *const *)page->paths,
                           charsets[adw_combo_row_get_selected (page->charset)].charset,
                           page->cancellable, on_scan_ready, g_object_ref (page));
}

void
lp_page_import_read (LpPageImport *page, const char *const *paths)
{
  char **copy = g_strdupv ((char **)paths);
  g_strfreev (page->paths);
  page->paths = copy;
  search (page);
}

/* Read anew, so that the names show at once what the choice makes of them. */
static void
on_charset_selected (LpPageImport *self)
{
  if (self->mailboxes && lp_window_of (self))
    search (self);
}

static gboolean
lp_page_import_stop (LpPage *page)
{
  LpPageImport *self = LP_PAGE_IMPORT (page);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  if (!self->cancellable)
    return FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  lp_page_set_spinning (page, FALSE);
  show_mailboxes (self, nothing);
  show_head (self);
  update_footer (self);
  return TRUE;
}

static void
on_file_chosen (LpPageImport *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  const char *paths[] = { path, NULL };
  if (response == GTK_RESPONSE_ACCEPT && path && lp_window_of (self))
    lp_page_import_read (self, paths);
  g_clear_object (&self->chooser);
}

static void
choose_file (LpPageImport *self)
{
  g_clear_object (&self->chooser);
  self->chooser
      = gtk_file_chooser_native_new (_ ("Choose a File"), GTK_WINDOW (lp_window_of (self)),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
move_chosen (LpPageImport *self)
{
  LpWindow *window = lp_window_of (self);
  for (guint i = 0; i < self->rows->len; i++) {
    LpOldRow *row = g_ptr_array_index (self->rows, i);
    if (lp_old_row_get_chosen (row))
      lp_window_queue_old (window, self->mailboxes, lp_old_row_get_mailbox (row));
  }
  lp_window_start_next (window);
}

static void
lp_page_import_primary (LpPage *page)
{
  LpPageImport *self = LP_PAGE_IMPORT (page);
  if (lp_page_import_stop (page))
    return;
  if (self->rows->len == 0)
    choose_file (self);
  else
    move_chosen (self);
}

static void
lp_page_import_secondary (LpPage *page)
{
  choose_file (LP_PAGE_IMPORT (page));
}

static void
lp_page_import_shown (LpPage *page)
{
  LpPageImport *self = LP_PAGE_IMPORT (page);
  if (!self->cancellable && !self->mailboxes)
    lp_page_import_read (self, NULL);
}

static void
lp_page_import_dispose (GObject *object)
{
  LpPageImport *self = LP_PAGE_IMPORT (object);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->mailboxes, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_strfreev);
  G_OBJECT_CLASS (lp_page_import_parent_class)->dispose (object);
}

static void
lp_page_import_class_init (LpPageImportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_import_dispose;
  page_class->announces = TRUE;
  page_class->primary = lp_page_import_primary;
  page_class->secondary = lp_page_import_secondary;
  page_class->shown = lp_page_import_shown;
  page_class->stop = lp_page_import_stop;
  g_type_ensure (LP_TYPE_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-import.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageImport, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageImport, charsets);
  gtk_widget_class_bind_template_child (widget_class, LpPageImport, charset);
  gtk_widget_class_bind_template_callback (widget_class, on_charset_selected);
  gtk_widget_class_bind_template_child (widget_class, LpPageImport, note);
}

static void
lp_page_import_init (LpPageImport *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    gtk_string_list_append (names, _ (charsets[i].name));
  adw_combo_row_set_model (self->charset, G_LIST_MODEL (names));
  g_object_unref (names);
}
