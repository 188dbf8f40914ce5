/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/doors.h"

#include "discovery/crew.h"
#include "discovery/reach.h"

#define DEADLINE_MS 5000

struct _Doors {
  LpCrew *crew;
  GHashTable *answers; /* "host:port" -> LpAnswer */
};

typedef struct {
  LpServer *server;
  gboolean opens;
} Door;

static void
door_free (gpointer data)
{
  Door *door = data;

  lp_server_free (door->server);
  g_free (door);
}

Doors *
doors_new (void)
{
  Doors *doors = g_new0 (Doors, 1);

  doors->crew = lp_crew_new (door_free, NULL);
  doors->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return doors;
}

void
doors_free (Doors *doors)
{
  lp_crew_free (doors->crew);
  g_hash_table_unref (doors->answers);
  g_free (doors);
}

static char *
make_key (const LpServer *server)
{
  return g_strdup_printf ("%s:%u", server->host, (guint)server->port);
}

static gpointer
try_door (gpointer task, GCancellable *cancellable)
{
  Door *door = task;
  const LpReachRequest request = {
    .host = door->server->host,
    .port = door->server->port,
    .deadline_ms = DEADLINE_MS,
  };

  door->opens = lp_reach (&request, NULL, cancellable) == LP_REACH_OPEN;
  return door;
}

static LpAnswer
ask (Doors *doors, const LpServer *server)
{
  g_autofree char *key = make_key (server);
  gpointer answer;

  if (g_hash_table_lookup_extended (doors->answers, key, NULL, &answer))
    return (LpAnswer)GPOINTER_TO_INT (answer);
  Door *door = g_new0 (Door, 1);
  door->server = lp_server_copy (server);
  g_hash_table_insert (doors->answers, g_steal_pointer (&key), GINT_TO_POINTER (LP_ANSWER_UNKNOWN));
  lp_crew_start (doors->crew, try_door, door, NULL);
  return LP_ANSWER_UNKNOWN;
}

static void
take_answers (Doors *doors)
{
  gpointer result;

  while (lp_crew_wait (doors->crew, 0, &result)) {
    Door *door = result;
    g_hash_table_insert (doors->answers, make_key (door->server),
                         GINT_TO_POINTER (door->opens ? LP_ANSWER_YES : LP_ANSWER_NO));
    door_free (door);
  }
}

LpAnswer
doors_knock (const LpCandidate *candidate, gpointer data)
{
  Doors *doors = data;

  take_answers (doors);
  LpAnswer incoming
      = candidate->incoming != NULL ? ask (doors, candidate->incoming) : LP_ANSWER_YES;
  LpAnswer outgoing
      = candidate->outgoing != NULL ? ask (doors, candidate->outgoing) : LP_ANSWER_YES;
  if (incoming == LP_ANSWER_NO || outgoing == LP_ANSWER_NO)
    return LP_ANSWER_NO;
  return incoming == LP_ANSWER_YES && outgoing == LP_ANSWER_YES ? LP_ANSWER_YES : LP_ANSWER_UNKNOWN;
}
