/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/window-size.h"

#define GROUP "Window"

static char *
make_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "letterplate", "window.ini", NULL);
}

void
lp_window_size_restore (GtkWindow *window)
{
  g_autofree char *path = make_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  int width;
  int height;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  width = g_key_file_get_integer (file, GROUP, "Width", NULL);
  height = g_key_file_get_integer (file, GROUP, "Height", NULL);
  if (width > 0 && height > 0 && width < 10000 && height < 10000)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (file, GROUP, "Maximized", NULL))
    gtk_window_maximize (window);
}

/* A size that cannot be remembered is no reason to trouble anybody. */
void
lp_window_size_save (GtkWindow *window)
{
  g_autofree char *path = make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  int width;
  int height;

  gtk_window_get_default_size (window, &width, &height);
  g_key_file_set_integer (file, GROUP, "Width", width);
  g_key_file_set_integer (file, GROUP, "Height", height);
  g_key_file_set_boolean (file, GROUP, "Maximized", gtk_window_is_maximized (window));
  g_mkdir_with_parents (folder, 0700);
  g_key_file_save_to_file (file, path, NULL);
}
