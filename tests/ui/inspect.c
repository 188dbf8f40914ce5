/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect.h"

#include <glib-unix.h>
#include <string.h>

#include "gui/window.h"

static guint n_live; /* pages that were shown once and are not freed yet */

static void
on_page_gone (gpointer data, GObject *where_it_was)
{
  n_live--;
}

static gboolean
on_mapped (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *object = g_value_get_object (&values[0]);
  if (LP_IS_PAGE (object) && !g_object_get_data (object, "inspected")) {
    g_object_set_data (object, "inspected", object);
    g_object_weak_ref (object, on_page_gone, NULL);
    n_live++;
  }
  return TRUE;
}

static void
add_fact (GString *facts, const char *kind, const char *text, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* One line: kind, numbers, and a text at the end. */
static void
add_fact (GString *facts, const char *kind, const char *text, const char *format, ...)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\n\t", ' ');
  va_list numbers;
  g_string_append_printf (facts, "%s\t", kind);
  va_start (numbers, format);
  g_string_append_vprintf (facts, format, numbers);
  va_end (numbers);
  g_string_append_printf (facts, "\t%s\n", line);
}

/* A name between isolates may be longer than a line. */
static gboolean
may_hyphenate_name (GtkLabel *label)
{
  PangoAttrList *attributes = gtk_label_get_attributes (label);
  GSList *list = attributes ? pango_attr_list_get_attributes (attributes) : NULL;
  gboolean may = gtk_label_get_wrap (label) && strstr (gtk_label_get_text (label), "\u2068");
  for (GSList *item = list; item; item = item->next) {
    const PangoAttribute *attribute = item->data;
    if (attribute->klass->type == PANGO_ATTR_INSERT_HYPHENS)
      may = may && ((const PangoAttrInt *)attribute)->value;
  }
  g_slist_free_full (list, (GDestroyNotify)pango_attribute_destroy);
  return may;
}

static void
inspect_label (GString *facts, GtkLabel *label)
{
  guint keyval = gtk_label_get_mnemonic_keyval (label);
  if (keyval != GDK_KEY_VoidSymbol && gdk_keyval_name (keyval))
    add_fact (facts, "mnemonic", gtk_label_get_text (label), "%s %p", gdk_keyval_name (keyval),
              (gpointer)gtk_label_get_mnemonic_widget (label));
  add_fact (facts, "text", gtk_label_get_text (label), "-");
  if (pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    add_fact (facts, "cut", gtk_label_get_text (label), "-");
  if (may_hyphenate_name (label))
    add_fact (facts, "hyphen", gtk_label_get_text (label), "-");
}

static guint
count_pages (GtkWidget *widget)
{
  guint n = LP_IS_PAGE (widget) ? 1 : 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_pages (child);
  return n;
}

static void
inspect_widget (GString *facts, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    inspect_label (facts, GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    inspect_widget (facts, child);
}

static void
inspect_button (GString *facts, const char *which, GtkWidget *button)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));
  if (gtk_widget_get_visible (button) && GTK_IS_LABEL (label))
    add_fact (facts, which, gtk_label_get_text (GTK_LABEL (label)), "%d",
              gtk_widget_is_sensitive (button));
}

static void
inspect_page (GString *facts, LpWindow *window)
{
  LpPage *page = lp_window_get_page (window);
  GtkWidget *main = gtk_window_get_default_widget (GTK_WINDOW (window));
  guint depth = count_pages (GTK_WIDGET (window));
  int width;

  gtk_widget_measure (GTK_WIDGET (page), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  add_fact (facts, "page", lp_page_get_title (page), "%s %u %u %d %d %d",
            gtk_widget_get_name (GTK_WIDGET (page)), depth, n_live, lp_page_get_can_go_back (page),
            width, main == lp_page_get_primary (page));
  inspect_button (facts, "primary", lp_page_get_primary (page));
  inspect_button (facts, "secondary", lp_page_get_secondary (page));
}

/* The window that was presented last is inspected: a question lies over the page. */
static void
tell (gpointer path)
{
  g_autoptr (GString) facts = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (!gtk_widget_get_mapped (GTK_WIDGET (window)))
      continue;
    if (LP_IS_WINDOW (window))
      inspect_page (facts, LP_WINDOW (window));
    add_fact (facts, "window", G_OBJECT_TYPE_NAME (window), "%d", gtk_window_is_active (window));
    if (gtk_window_is_active (window))
      inspect_widget (facts, GTK_WIDGET (window));
  }
  if (!g_file_set_contents (path, facts->str, -1, &error))
    g_error ("%s", error->message);
}

/* A frame's callbacks come before its layout and its drawing. */
static gboolean
on_frame (GtkWidget *window, GdkFrameClock *clock, gpointer path)
{
  g_idle_add_once (tell, path);
  return G_SOURCE_REMOVE;
}

/* What is told has been drawn. */
static gboolean
on_asked (gpointer path)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (!gtk_widget_get_mapped (window))
      continue;
    gtk_widget_add_tick_callback (window, on_frame, path, NULL);
    return G_SOURCE_CONTINUE;
  }
  return G_SOURCE_CONTINUE;
}

void
inspect_start (void)
{
  static char *path;
  if (path || !g_getenv ("LETTERPLATE_INSPECT"))
    return;
  path = g_strdup (g_getenv ("LETTERPLATE_INSPECT"));
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* the signal is there from now on */
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_mapped, NULL, NULL);
  g_unix_signal_add (SIGUSR1, on_asked, path);
}
