/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/ahead.h"

/* Servers wait longer before the sign-in: Dovecot three minutes, RFC 5321 §4.5.3.2.7 asks for five.
 * A busy Postfix waits ten seconds only; what it closed is opened again by the check. */
#define IDLE_S 60

struct _LpAhead {
  LpSetup *setup; /* whose connections are open, %NULL: none */
  guint idle_id;
};

LpAhead *
lp_ahead_new (void)
{
  return g_new0 (LpAhead, 1);
}

void
lp_ahead_free (LpAhead *ahead)
{
  if (!ahead)
    return;
  lp_ahead_close (ahead);
  g_free (ahead);
}

static gboolean
on_idle_for_long (gpointer data)
{
  LpAhead *ahead = data;
  ahead->idle_id = 0;
  lp_ahead_close (ahead);
  return G_SOURCE_REMOVE;
}

void
lp_ahead_keep_open (LpAhead *ahead, LpSetup *setup)
{
  g_clear_handle_id (&ahead->idle_id, g_source_remove);
  g_set_object (&ahead->setup, setup);
  lp_setup_open_connections (setup);
  ahead->idle_id = g_timeout_add_seconds (IDLE_S, on_idle_for_long, ahead);
}

void
lp_ahead_close (LpAhead *ahead)
{
  if (!ahead)
    return;
  if (ahead->setup)
    lp_setup_close_connections (ahead->setup);
  lp_ahead_hand_over (ahead);
}

void
lp_ahead_hand_over (LpAhead *ahead)
{
  g_clear_handle_id (&ahead->idle_id, g_source_remove);
  g_clear_object (&ahead->setup);
}
