/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assistant's real window over the real engine, watched from inside (window.py starts it):
 *
 *     bench-window START first-frame
 *     bench-window START frames SERVER…          SERVER: imap+starttls://user@host:port
 *     bench-window START continue ADDRESS        the password on standard input
 *
 * START is when the process was started, in microseconds of the monotonic clock. */
#include <stdlib.h>
#include <unistd.h>

#include "first-frame.h"
#include "gui/application.h"
#include "gui/page-identity.h"
#include "gui/window.h"

#define QUIET_MS 1000
#define BUSY_MS 3000
#define TYPING_MS 2500

static char **arguments; /* after the name of what is measured */

/* ---- frames ---- */

static gint64 last_frame;
static double worst_ms;
static guint n_late; /* later than two frames of a screen with 60 Hz */
static guint n_frames;
static GPtrArray *setups;

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  double ms = (now - last_frame) / 1000.0;
  if (last_frame) {
    n_frames++;
    worst_ms = MAX (worst_ms, ms);
    n_late += ms > 32 ? 1 : 0;
  }
  last_frame = now;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
print_frames (const char *when)
{
  g_print ("%s %u %.1f %u\n", when, n_frames, worst_ms, n_late);
  worst_ms = n_frames = n_late = 0;
}

static gboolean
on_busy_over (gpointer data)
{
  print_frames ("busy");
  g_ptr_array_unref (setups);
  g_application_quit (g_application_get_default ());
  return G_SOURCE_REMOVE;
}

static void
start_probe (const char *url)
{
  const LpSetupOptions options = { .offline = TRUE, .allow_plaintext = TRUE, .receive_only = TRUE };
  g_autoptr (LpAddress) address = lp_address_parse ("maya@bench.example", NULL);
  g_autoptr (LpServer) server = lp_server_parse (url, NULL);
  LpSetup *setup = lp_setup_new (&options);
  lp_setup_set_address (setup, address);
  lp_setup_set_given (setup, server, NULL);
  lp_setup_open_connections (setup);
  g_ptr_array_add (setups, setup);
}

static gboolean
on_quiet_over (gpointer data)
{
  print_frames ("quiet");
  setups = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; arguments[i]; i++)
    start_probe (arguments[i]);
  g_timeout_add (BUSY_MS, on_busy_over, NULL);
  return G_SOURCE_REMOVE;
}

static void
watch_frames (GtkWindow *window)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_tick, NULL, NULL);
  g_timeout_add (QUIET_MS, on_quiet_over, NULL);
}

/* ---- continue ---- */

static gint64 pressed;

static void
on_title_changed (GtkWindow *window)
{
  const char *title = gtk_window_get_title (window);
  if (!pressed || g_str_equal (title, "Set Up Mail")
      || g_str_equal (title, "Checking Your Account"))
    return;
  g_print ("verdict %.1f %s\n", (g_get_monotonic_time () - pressed) / 1000.0, title);
  g_application_quit (g_application_get_default ());
}

static gboolean
press_return (gpointer data)
{
  pressed = g_get_monotonic_time ();
  gtk_widget_activate_action (gtk_window_get_focus (data), "default.activate", NULL);
  return G_SOURCE_REMOVE;
}

/* The person types slowly enough for everything to stand ready. */
static void
type_and_continue (GtkWindow *window)
{
  char password[256] = { 0 };
  LpPage *page = lp_window_get_page (LP_WINDOW (window));
  g_autoptr (LpAddress) address = lp_address_parse (arguments[0], NULL);
  if (read (STDIN_FILENO, password, sizeof password - 1) <= 0 || !address)
    exit (2);
  lp_setup_set_address (lp_window_get_setup (LP_WINDOW (window)), address);
  lp_page_identity_show_account (LP_PAGE_IDENTITY (page));
  gtk_editable_set_text (GTK_EDITABLE (gtk_window_get_focus (window)), g_strchomp (password));
  g_signal_connect (window, "notify::title", G_CALLBACK (on_title_changed), NULL);
  g_timeout_add (TYPING_MS, press_return, window);
}

static const struct {
  const char *name;
  void (*on_frame) (GtkWindow *window);
} ways[] = {
  { "first-frame", NULL },
  { "frames", watch_frames },
  { "continue", type_and_continue },
};

int
main (int argc, char **argv)
{
  g_autoptr (LpApplication) application = lp_application_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    if (argc < 3 || !g_str_equal (argv[2], ways[i].name))
      continue;
    arguments = argv + 3;
    first_frame_watch (GTK_APPLICATION (application), atoll (argv[1]), ways[i].on_frame);
    return g_application_run (G_APPLICATION (application), 1, argv);
  }
  return 2;
}
