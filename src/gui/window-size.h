/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lp_window_size_restore:
 * @window: a window that is not shown yet
 *
 * Gives the window the size it had when it was last closed.
 */
void
lp_window_size_restore (GtkWindow *window);

/**
 * lp_window_size_save:
 * @window: a window
 *
 * Remembers the window's size in $XDG_STATE_HOME/letterplate/window.ini.
 */
void
lp_window_size_save (GtkWindow *window);

G_END_DECLS
