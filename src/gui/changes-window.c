/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/changes-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gui/accessible.h"
#include "gui/whole-names.h"

/* Longest text shown for one file: a person reads the lines that are added, not a whole database.
 */
#define TEXT_MAX 20000

/* Lines of files look like those, sentences like all others. */
typedef enum { SENTENCE, LINES } Kind;

static GtkWidget *
make_text_row (Kind kind, const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "selectable", TRUE, NULL);
  gtk_widget_set_css_classes (
      label, (const char *[]){ "lp-mono", kind == LINES ? "monospace" : NULL, NULL });
  return g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", label, "activatable", FALSE, "focusable",
                       FALSE, NULL);
}

static void
add_change (GtkListBox *list, Kind kind, const char *title, const char *subtitle, const char *text)
{
  g_autofree char *shown = g_utf8_make_valid (text, (gssize)MIN (strlen (text), TEXT_MAX));
  GtkWidget *row = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  lp_accessible_set_label (row, title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_text_row (kind, shown));
  gtk_list_box_append (list, row);
}

static char *
make_relative (const char *path, const char *home)
{
  gsize length = strlen (home);
  if (g_str_has_prefix (path, home) && path[length] == '/')
    return g_strconcat ("~", path + length, NULL);
  return g_strdup (path);
}

/* One file as a plan of its own, so that the plan's own diff shows it. */
static char *
diff_one (const LpPlan *plan, const LpOperation *operation, const char *home)
{
  g_autoptr (LpPlan) one = lp_plan_new (plan->client_id, plan->account_id);
  lp_plan_add_file (one, operation->path, operation->before, operation->after, operation->mode);
  return lp_plan_to_diff (one, home);
}

static void
add_operation (GtkListBox *list, const LpPlan *plan, const LpOperation *operation, const char *name,
               const char *home)
{
  g_autofree char *path = operation->path ? make_relative (operation->path, home) : NULL;
  g_autofree char *diff = NULL;
  g_autofree char *call = NULL;

  switch (operation->kind) {
  case LP_OPERATION_FILE:
    diff = diff_one (plan, operation, home);
    add_change (list, LINES, path, name, diff);
    break;
  case LP_OPERATION_FOLDER:
    add_change (list, SENTENCE, path, name, _ ("A new folder"));
    break;
  case LP_OPERATION_KEYRING:
    add_change (list, SENTENCE, operation->item->label, _ ("Password in the keyring"),
                _ ("The password is stored in the system keyring. It is never shown here."));
    break;
  case LP_OPERATION_DBUS:
    call = g_strdup_printf ("%s\n%s", operation->call->bus_name, operation->call->method);
    add_change (list, LINES, operation->call->method, name, call);
    break;
  }
}

static void
add_plan (GtkListBox *list, LpSetup *setup, const char *client_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpPlan) plan = lp_setup_plan (setup, client_id, &error);
  const char *name = lp_clients_find (client_id)->name;
  const char *home = lp_setup_get_places (setup)->home;

  if (!plan) {
    add_change (list, SENTENCE, name, _ ("Cannot be changed"), error->message);
    return;
  }
  for (guint i = 0; i < plan->notes->len; i++)
    add_change (list, SENTENCE, name, _ ("To know before"), g_ptr_array_index (plan->notes, i));
  for (guint i = 0; i < plan->operations->len; i++)
    add_operation (list, plan, g_ptr_array_index (plan->operations, i), name, home);
  if (lp_plan_is_empty (plan))
    add_change (list, SENTENCE, name, _ ("Nothing will change"),
                _ ("The account stands there already as wanted."));
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

/* No wider than the window that it lies over. */
static void
fit (GtkWindow *changes, GtkWidget *window)
{
  int width, height;
  gtk_window_get_default_size (changes, &width, &height);
  gtk_window_set_default_size (changes, MIN (width, gtk_widget_get_width (window)), height);
}

void
lp_changes_window_show (LpWindow *window, const char *const *client_ids)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/letterplate/gui/changes-window.ui");
  GtkWindow *changes = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  GtkListBox *list = GTK_LIST_BOX (gtk_builder_get_object (builder, "list"));

  for (gsize i = 0; client_ids[i]; i++)
    add_plan (list, lp_window_get_setup (window), client_ids[i]);
  close_on_escape (GTK_WIDGET (changes));
  gtk_window_set_transient_for (changes, GTK_WINDOW (window));
  lp_accessible_name_lists (GTK_WIDGET (changes), gtk_window_get_title (changes));
  lp_whole_names_keep (GTK_WIDGET (changes));
  fit (changes, GTK_WIDGET (window));
  gtk_window_present (changes);
}
