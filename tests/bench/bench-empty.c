/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor of bench-window: a libadwaita window with a header bar and a button, nothing else. */
#include <adwaita.h>
#include <stdlib.h>

#include "first-frame.h"

static void
on_activate (GtkApplication *application)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Continue"));
  GtkWidget *window
      = g_object_new (ADW_TYPE_APPLICATION_WINDOW, "application", application, "content", box,
                      "default-width", 640, "default-height", 760, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application
      = adw_application_new ("org.letterplate.BenchEmpty", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  first_frame_watch (GTK_APPLICATION (application), argc > 1 ? atoll (argv[1]) : 0, NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
