/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-frame.h"

#include <stdlib.h>
#include <string.h>

#define SETTLE_MS 500

static gint64 start_time;
static void (*callback) (GtkWindow *window);
static double frame_ms;

/* The kernel's proportional set size: pages shared with other processes count in part. */
static long
read_pss (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    return 0;
  const char *line = strstr (text, "\nPss:");
  return line ? strtol (line + strlen ("\nPss:"), NULL, 10) : 0;
}

static gboolean
on_settled (gpointer data)
{
  g_print ("first-frame %.1f %ld\n", frame_ms, read_pss ());
  g_application_quit (g_application_get_default ());
  return G_SOURCE_REMOVE;
}

static void
on_after_paint (GdkFrameClock *clock, GtkWindow *window)
{
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, window);
  frame_ms = (g_get_monotonic_time () - start_time) / 1000.0;
  if (callback)
    callback (window);
  else
    g_timeout_add (SETTLE_MS, on_settled, NULL);
}

static void
on_realize (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint),
                    window);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window)
{
  g_signal_handlers_disconnect_by_func (application, on_window_added, NULL);
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}

void
first_frame_watch (GtkApplication *application, gint64 start, void (*on_frame) (GtkWindow *window))
{
  start_time = start;
  callback = on_frame;
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), NULL);
}
