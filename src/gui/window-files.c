/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are given to the window: old set-ups, and settings as providers hand them out. */
#include "gui/window-files.h"

#include <glib/gi18n.h>

#include "gui/page-identity.h"
#include "gui/page-import.h"
#include "setup-file.h"

/* A provider's own settings wait for an address. */
static gboolean
take_settings (LpWindow *self, const char *const *paths)
{
  if (g_strv_length ((char **)paths) != 1
      || !lp_setup_take_settings_file (lp_window_get_setup (self), paths[0]))
    return FALSE;
  g_autofree char *name = g_path_get_basename (paths[0]);
  /* Translators: a file's name. */
  g_autofree char *text
      = g_strdup_printf (_ ("Enter your address. The servers come from the file “%s”."), name);
  if (lp_window_has_page (self, "identity"))
    lp_window_pop_to (self, "identity");
  else if (!g_str_equal (gtk_widget_get_name (GTK_WIDGET (lp_window_get_page (self))), "identity"))
    lp_window_push (self, "identity");
  lp_page_identity_look_up_again (LP_PAGE_IDENTITY (lp_window_get_page (self)));
  lp_window_toast (self, text, NULL, NULL, NULL);
  return TRUE;
}

void
lp_window_open_files (LpWindow *window, const char *const *paths)
{
  if (take_settings (window, paths))
    return;
  LpPage *page
      = g_str_equal (gtk_widget_get_name (GTK_WIDGET (lp_window_get_page (window))), "import")
            ? lp_window_get_page (window)
            : lp_window_push (window, "import");
  lp_page_import_read (LP_PAGE_IMPORT (page), paths);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, LpWindow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (GSList *item = gdk_file_list_get_files (g_value_get_boxed (value)); item;
       item = item->next) {
    g_autofree char *path = g_file_get_path (item->data);
    if (path)
      g_strv_builder_add (builder, path);
  }
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  if (!paths[0])
    return FALSE;
  lp_window_open_files (self, (const char *const *)paths);
  return TRUE;
}

/* Files of old set-ups may be dropped anywhere. */
void
lp_window_accept_drops (LpWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
}
