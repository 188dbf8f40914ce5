/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of pages. Pages behind the present one stay as they are; pages after it go as soon as
 * the movement has ended. Pages that are not in front are hidden from the accessibility tree:
 * AdwLeaflet leaves them there, and a screen reader would read them. */
#include "gui/window.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/page-accounts.h"
#include "gui/page-apps.h"
#include "gui/page-browser.h"
#include "gui/page-certificate.h"
#include "gui/page-check.h"
#include "gui/page-client-id.h"
#include "gui/page-done.h"
#include "gui/page-existing.h"
#include "gui/page-help.h"
#include "gui/page-identity.h"
#include "gui/page-import.h"
#include "gui/page-settings.h"
#include "gui/page-undo.h"
#include "gui/window-files.h"
#include "gui/window-size.h"

#define TOAST_SECONDS 8

struct _LpWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  LpSetup *setup;
  GPtrArray *pages; /* LpPage, not owned, in the order they stand in the leaflet */
  LpPage *current;
  LpPage *prepared;         /* %NULL, or a page that is not in the leaflet yet */
  GPtrArray *old_mailboxes; /* what keeps those in the queue alive */
  GQueue queue;             /* LpOldMailbox, not owned: still to be moved */
};

G_DEFINE_FINAL_TYPE (LpWindow, lp_window, ADW_TYPE_APPLICATION_WINDOW)

/* To add a page: a row. */
/* clang-format off */
static const struct {
  const char *name;
  GType (*get_type) (void);
} page_table[] = {
  { "accounts", lp_page_accounts_get_type },
  { "apps", lp_page_apps_get_type },
  { "browser", lp_page_browser_get_type },
  { "certificate", lp_page_certificate_get_type },
  { "check", lp_page_check_get_type },
  { "client-id", lp_page_client_id_get_type },
  { "done", lp_page_done_get_type },
  { "existing", lp_page_existing_get_type },
  { "help", lp_page_help_get_type },
  { "identity", lp_page_identity_get_type },
  { "import", lp_page_import_get_type },
  { "settings", lp_page_settings_get_type },
  { "undo", lp_page_undo_get_type },
};
/* clang-format on */

static GType
find_page_type (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (page_table); i++) {
    if (g_str_equal (page_table[i].name, name))
      return page_table[i].get_type ();
  }
  g_return_val_if_reached (G_TYPE_INVALID);
}

static int
find_page (LpWindow *self, LpPage *page)
{
  guint index;
  return g_ptr_array_find (self->pages, page, &index) ? (int)index : -1;
}

static void
update_title (LpWindow *self)
{
  const char *title = self->current ? lp_page_get_title (self->current) : NULL;
  gtk_window_set_title (GTK_WINDOW (self), title && *title ? title : _ ("Set Up Mail"));
}

static void
remove_page (LpWindow *self, LpPage *page)
{
  g_signal_handlers_disconnect_by_func (page, update_title, self);
  g_ptr_array_remove (self->pages, page);
  adw_leaflet_remove (self->leaflet, GTK_WIDGET (page));
}

static void
remove_pages_after_current (LpWindow *self)
{
  int last = find_page (self, self->current);
  while (last >= 0 && (int)self->pages->len > last + 1)
    remove_page (self, g_ptr_array_index (self->pages, self->pages->len - 1));
}

static void
hide_pages_behind (LpWindow *self)
{
  for (guint i = 0; i < self->pages->len; i++) {
    LpPage *page = g_ptr_array_index (self->pages, i);
    lp_accessible_set_hidden (GTK_WIDGET (page), page != self->current);
  }
}

static void
on_visible_child_changed (LpWindow *self)
{
  LpPage *old = self->current;
  LpPage *now = LP_PAGE (adw_leaflet_get_visible_child (self->leaflet));
  if (!now || now == old)
    return;

  self->current = now;
  hide_pages_behind (self);
  if (old && find_page (self, old) >= 0)
    lp_page_left (old, find_page (self, now) > find_page (self, old));
  update_title (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", lp_page_get_can_go_back (now));
  lp_page_shown (now);
}

/* Without animations this is told before the change of the page itself. */
static void
on_transition_changed (LpWindow *self)
{
  gboolean arrived = adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->current);
  if (arrived && !adw_leaflet_get_child_transition_running (self->leaflet))
    remove_pages_after_current (self);
}

static GMenuModel *
get_menu (LpWindow *self, const char *id)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  return G_MENU_MODEL (gtk_application_get_menu_by_id (application, id));
}

static LpPage *
make_page (const char *name)
{
  return g_object_ref_sink (g_object_new (find_page_type (name), "name", name, NULL));
}

static gboolean
has_prepared (LpWindow *self, const char *name)
{
  return self->prepared && g_str_equal (name, gtk_widget_get_name (GTK_WIDGET (self->prepared)));
}

static LpPage *
add_page (LpWindow *self, const char *name)
{
  g_autoptr (LpPage) page
      = has_prepared (self, name) ? g_steal_pointer (&self->prepared) : make_page (name);
  if (self->pages->len == 0)
    g_object_set (page, "can-go-back", FALSE, "menu-model", get_menu (self, "main"), NULL);
  else if (g_str_equal (name, "check"))
    g_object_set (page, "menu-model", get_menu (self, "check"), NULL);
  g_ptr_array_add (self->pages, page);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (page));
  g_signal_connect_object (page, "notify::title", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static void
on_back_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lp_window_pop (LP_WINDOW (widget));
}

static void
on_escape_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LpWindow *self = LP_WINDOW (widget);
  if (self->current && !lp_page_stop (self->current))
    lp_window_pop (self);
}

static void
on_open_page_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lp_window_push (LP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_copy_report_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LpWindow *self = LP_WINDOW (widget);
  const LpReport *report = lp_setup_get_report (self->setup);
  g_autofree char *text = report ? lp_report_to_text (report, TRUE) : NULL;
  if (!text)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  lp_window_toast (self, _ ("Report copied"), NULL, NULL, NULL);
}

/* Built when it is first asked for: as gtk/help-overlay.ui GtkApplication would build it with the
 * window, which takes as long as the whole first page. */
static void
on_show_shortcuts_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (widget);
  if (!gtk_application_window_get_help_overlay (window)) {
    g_autoptr (GtkBuilder) builder
        = gtk_builder_new_from_resource ("/org/letterplate/gui/help-overlay.ui");
    gtk_application_window_set_help_overlay (
        window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}

static gboolean
on_direction_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gboolean leftwards = GPOINTER_TO_INT (data);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  if (leftwards != rtl)
    lp_window_pop (LP_WINDOW (widget));
  return leftwards != rtl;
}

/* Back is towards the start of the line: Alt+Right where text runs from right to left. */
static void
add_direction_key (LpWindowClass *klass, guint keyval, gboolean leftwards)
{
  g_autoptr (GtkShortcut) shortcut = gtk_shortcut_new (
      gtk_keyval_trigger_new (keyval, GDK_ALT_MASK),
      gtk_callback_action_new (on_direction_key, GINT_TO_POINTER (leftwards), NULL));
  gtk_widget_class_add_shortcut (GTK_WIDGET_CLASS (klass), shortcut);
}

/* As GtkWindow does it, but at once: a button that is activated from the keyboard shows itself
 * pressed for a quarter of a second first (GTK 4.8, gtkbutton.c), which is longer than the check. */
static void
lp_window_activate_default (GtkWindow *window)
{
  GtkWidget *primary = gtk_window_get_default_widget (window);
  GtkWidget *focus = gtk_window_get_focus (window);
  gboolean is_own = focus && gtk_widget_get_receives_default (focus);
  if (GTK_IS_BUTTON (primary) && gtk_widget_is_sensitive (primary) && !is_own)
    g_signal_emit_by_name (primary, "clicked");
  else
    GTK_WINDOW_CLASS (lp_window_parent_class)->activate_default (window);
}

static void
on_default_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lp_window_activate_default (GTK_WINDOW (widget));
}

static gboolean
lp_window_close_request (GtkWindow *window)
{
  LpWindow *self = LP_WINDOW (window);
  if (self->current && lp_page_ask_to_close (self->current))
    return TRUE;
  lp_window_size_save (window);
  return GTK_WINDOW_CLASS (lp_window_parent_class)->close_request (window);
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpWindow) self = data;
  g_autoptr (GError) error = NULL;
  guint n_recovered = 0;
  if (!lp_setup_recover_finish (LP_SETUP (source), result, &n_recovered, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return; /* the accounts' page names what is damaged, for longer */
  if (error)
    lp_window_toast (self, error->message, NULL, NULL, NULL);
  else if (n_recovered > 0)
    lp_window_toast (self, _ ("A set-up that had been interrupted was put in order."), NULL, NULL,
                     NULL);
}

static void
lp_window_dispose (GObject *object)
{
  LpWindow *self = LP_WINDOW (object);
  if (self->current)
    lp_page_left (self->current, FALSE);
  self->current = NULL;
  g_clear_object (&self->prepared);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_queue_clear (&self->queue);
  g_clear_pointer (&self->old_mailboxes, g_ptr_array_unref);
  g_clear_object (&self->setup);
  G_OBJECT_CLASS (lp_window_parent_class)->dispose (object);
}

static void
lp_window_class_init (LpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lp_window_close_request;
  GTK_WINDOW_CLASS (klass)->activate_default = lp_window_activate_default;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LpWindow, leaflet);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_transition_changed);
  gtk_widget_class_install_action (widget_class, "default.activate", NULL, on_default_activated);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, on_back_activated);
  gtk_widget_class_install_action (widget_class, "win.escape", NULL, on_escape_activated);
  gtk_widget_class_install_action (widget_class, "win.copy-report", NULL, on_copy_report_activated);
  gtk_widget_class_install_action (widget_class, "win.open-page", "s", on_open_page_activated);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL,
                                   on_show_shortcuts_activated);
  add_direction_key (klass, GDK_KEY_Left, TRUE);
  add_direction_key (klass, GDK_KEY_Right, FALSE);
}

static void
lp_window_init (LpWindow *self)
{
  self->pages = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_window_size_restore (GTK_WINDOW (self));
  lp_window_accept_drops (self);
}

static gboolean
has_accounts (LpWindow *self)
{
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (self->setup, NULL);
  for (guint i = 0; receipts && i < receipts->len; i++) {
    if (!((const LpReceipt *)g_ptr_array_index (receipts, i))->undone)
      return TRUE;
  }
  return FALSE;
}

LpWindow *
lp_window_new (AdwApplication *application, LpSetup *setup)
{
  LpWindow *self = g_object_new (LP_TYPE_WINDOW, "application", application, NULL);
  self->setup = g_object_ref (setup);
  lp_setup_recover_async (setup, on_recovered, g_object_ref (self));
  add_page (self, has_accounts (self) ? "accounts" : "identity");
  return self;
}

LpSetup *
lp_window_get_setup (LpWindow *window)
{
  return window->setup;
}

void
lp_window_prepare (LpWindow *window, const char *name)
{
  if (has_prepared (window, name))
    return;
  g_clear_object (&window->prepared);
  window->prepared = make_page (name);
}

LpPage *
lp_window_push (LpWindow *window, const char *name)
{
  remove_pages_after_current (window);
  LpPage *page = add_page (window, name);
  adw_leaflet_set_visible_child (window->leaflet, GTK_WIDGET (page));
  return page;
}

LpPage *
lp_window_replace (LpWindow *window, const char *name)
{
  LpPage *old = window->current;
  LpPage *page = lp_window_push (window, name);
  remove_page (window, old);
  return page;
}

static void
go_back_to (LpWindow *self, guint index)
{
  adw_leaflet_set_visible_child (self->leaflet, g_ptr_array_index (self->pages, index));
  on_transition_changed (self);
}

void
lp_window_pop (LpWindow *window)
{
  int index = find_page (window, window->current);
  if (index > 0 && lp_page_get_can_go_back (window->current))
    go_back_to (window, (guint)index - 1);
}

void
lp_window_pop_to (LpWindow *window, const char *name)
{
  int index = find_page (window, window->current) - 1;
  while (
      index > 0
      && !g_str_equal (name, gtk_widget_get_name (g_ptr_array_index (window->pages, (guint)index))))
    index--;
  if (index >= 0)
    go_back_to (window, (guint)index);
}

gboolean
lp_window_has_page (LpWindow *window, const char *name)
{
  for (int i = 0; i < find_page (window, window->current); i++) {
    if (g_str_equal (name, gtk_widget_get_name (g_ptr_array_index (window->pages, (guint)i))))
      return TRUE;
  }
  return FALSE;
}

LpPage *
lp_window_get_page (LpWindow *window)
{
  return window->current;
}

void
lp_window_toast (LpWindow *window, const char *text, const char *button,
                 void (*on_button) (gpointer data), GObject *data)
{
  AdwToast *toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  if (button) {
    adw_toast_set_button_label (toast, button);
    g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_button), data,
                             G_CONNECT_SWAPPED);
  }
  adw_toast_overlay_add_toast (window->toasts, toast);
}

void
lp_window_queue_old (LpWindow *window, GPtrArray *mailboxes, const LpOldMailbox *mailbox)
{
  if (window->old_mailboxes != mailboxes) {
    g_queue_clear (&window->queue);
    g_clear_pointer (&window->old_mailboxes, g_ptr_array_unref);
    window->old_mailboxes = g_ptr_array_ref (mailboxes);
  }
  g_queue_push_tail (&window->queue, (gpointer)mailbox);
}

gboolean
lp_window_has_next (LpWindow *window)
{
  return !g_queue_is_empty (&window->queue);
}

void
lp_window_start_next (LpWindow *window)
{
  const LpOldMailbox *mailbox = g_queue_pop_head (&window->queue);
  if (!mailbox)
    return;
  lp_setup_take_old (window->setup, mailbox);
  lp_page_identity_show_account (LP_PAGE_IDENTITY (lp_window_push (window, "identity")));
}

void
lp_window_hold (void)
{
  g_application_hold (g_application_get_default ());
}

void
lp_window_release (void)
{
  g_application_release (g_application_get_default ());
}

LpWindow *
lp_window_of (gpointer widget)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (widget));
  return LP_IS_WINDOW (root) ? LP_WINDOW (root) : NULL;
}

LpSetup *
lp_setup_of (gpointer widget)
{
  LpWindow *window = lp_window_of (widget);
  return window ? window->setup : NULL;
}
