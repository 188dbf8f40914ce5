/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/patience.h"

#include <glib/gi18n.h>

#define LOCK_S 600
/* A server that is busy is asked again less and less often, then left to the person. */
static const guint busy_seconds[] = { 30, 60, 120 };

struct _LpPatience {
  void (*on_tick) (gpointer data);
  void (*on_over) (gpointer data);
  gpointer data;

  guint tick_id;
  gint64 until;   /* monotonic microseconds */
  gboolean again; /* the check is made again when the time is over */
  guint n_busy;   /* how often in a row the server was busy */
  gulong network_id;
};

/* Address: when its lock may be over (monotonic microseconds). Lives as long as the program. */
static GHashTable *locks;

static guint
get_seconds_until (gint64 time)
{
  gint64 left = time - g_get_monotonic_time ();
  return left <= 0 ? 0 : (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static gint64
get_lock (const char *address)
{
  gint64 *until = locks ? g_hash_table_lookup (locks, address) : NULL;
  return until ? *until : 0;
}

static void
lock (const char *address)
{
  gint64 *until = g_new (gint64, 1);
  if (!locks)
    locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  *until = g_get_monotonic_time () + (gint64)LOCK_S * G_USEC_PER_SEC;
  g_hash_table_insert (locks, g_strdup (address), until);
}

LpPatience *
lp_patience_new (void (*on_tick) (gpointer data), void (*on_over) (gpointer data), gpointer data)
{
  LpPatience *patience = g_new0 (LpPatience, 1);
  patience->on_tick = on_tick;
  patience->on_over = on_over;
  patience->data = data;
  return patience;
}

void
lp_patience_free (LpPatience *patience)
{
  if (!patience)
    return;
  lp_patience_stop (patience);
  g_free (patience);
}

void
lp_patience_stop (LpPatience *patience)
{
  g_clear_handle_id (&patience->tick_id, g_source_remove);
  g_clear_signal_handler (&patience->network_id, g_network_monitor_get_default ());
}

static gboolean
on_second (gpointer data)
{
  LpPatience *patience = data;
  guint left = get_seconds_until (patience->until);
  if (left > 0) {
    /* Not each second: what it changes is read aloud. */
    if (left < 5 || left % 5 == 0)
      patience->on_tick (patience->data);
    return G_SOURCE_CONTINUE;
  }
  patience->tick_id = 0;
  if (patience->again)
    patience->on_over (patience->data);
  else
    patience->on_tick (patience->data);
  return G_SOURCE_REMOVE;
}

static void
count_down (LpPatience *patience, gint64 until, gboolean again)
{
  patience->until = until;
  patience->again = again;
  patience->tick_id = g_timeout_add_seconds (1, on_second, patience);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, LpPatience *patience)
{
  if (available)
    patience->on_over (patience->data);
}

static gboolean
was_refused_at_sign_in (const LpOutcome *outcome)
{
  for (guint i = 0; outcome && i < outcome->stages->len; i++) {
    const LpStageResult *result = g_ptr_array_index (outcome->stages, i);
    if (result->stage == LP_STAGE_SIGN_IN && result->verdict != LP_VERDICT_OK)
      return TRUE;
  }
  return FALSE;
}

/* No password that was not accepted is sent again by itself. */
static gboolean
may_repeat (const LpReport *report)
{
  return report && !was_refused_at_sign_in (report->incoming)
         && !was_refused_at_sign_in (report->outgoing);
}

static void
wait_while_busy (LpPatience *patience, const LpReport *report)
{
  guint n = patience->n_busy++;
  if (n < G_N_ELEMENTS (busy_seconds) && may_repeat (report))
    count_down (patience, g_get_monotonic_time () + (gint64)busy_seconds[n] * G_USEC_PER_SEC, TRUE);
}

void
lp_patience_begin (LpPatience *patience, LpVerdict verdict, const LpReport *report,
                   const char *address)
{
  gboolean busy = verdict == LP_VERDICT_SERVER_UNAVAILABLE || verdict == LP_VERDICT_RATE_LIMITED;

  lp_patience_stop (patience);
  if (busy) {
    wait_while_busy (patience, report);
    return;
  }
  patience->n_busy = 0;
  if (verdict == LP_VERDICT_ACCOUNT_LOCKED) {
    if (!lp_patience_is_locked (address))
      lock (address);
    count_down (patience, get_lock (address), FALSE);
  } else if (verdict == LP_VERDICT_NO_NETWORK || verdict == LP_VERDICT_DNS_FAILED) {
    patience->network_id = g_signal_connect (g_network_monitor_get_default (), "network-changed",
                                             G_CALLBACK (on_network_changed), patience);
  }
}

char *
lp_patience_dup_words (LpPatience *patience)
{
  guint seconds = get_seconds_until (patience->until);
  guint minutes = (seconds + 59) / 60;
  if (!patience->tick_id || seconds == 0)
    return NULL;
  if (patience->again)
    return g_strdup_printf (ngettext ("It asks to wait. Trying again in %u s.",
                                      "It asks to wait. Trying again in %u s.", seconds),
                            seconds);
  return g_strdup_printf (ngettext ("It can be checked again in %u minute.",
                                    "It can be checked again in %u minutes.", minutes),
                          minutes);
}

gboolean
lp_patience_is_locked (const char *address)
{
  return get_seconds_until (get_lock (address)) > 0;
}
