/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * first_frame_watch:
 * @application: an application whose window is to come
 * @start: when the process was started, microseconds of the monotonic clock
 * @on_frame: (nullable): called after the first frame; %NULL to print what it cost and to quit
 *
 * Prints "first-frame MILLISECONDS KIBIBYTES": from the start of the process to the end of its first
 * frame, and its share of memory half a second later.
 */
void
first_frame_watch (GtkApplication *application, gint64 start, void (*on_frame) (GtkWindow *window));
