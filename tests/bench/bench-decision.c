/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One search as the assistant makes it, and when it decided; decision.py runs it on a line with a delay:
 *
 *     bench-decision ADDRESS CA-FILE ISPDB-URL LINGER-MS
 *
 * It stays for that many milliseconds after its start, so that it can be seen on the line what goes on behind a
 * decision. */
#include "discovery/discovery.h"
#include "setup-knock.h"

#include <stdlib.h>

/* When somebody was knocked at for the first time: connections from then on are no part of the search. */
static gint64 knocked;

static LpAnswer
knock (const LpCandidate *candidate, gpointer data)
{
  if (knocked == 0)
    knocked = g_get_monotonic_time ();
  return lp_knocking_ask (candidate, data);
}

static LpKnocking *
make_knocking (const LpAddress *address, const char *ca_file)
{
  const LpSetupOptions options = { .ca_file = ca_file };
  g_autoptr (LpSetup) setup = lp_setup_new (&options);

  lp_setup_set_address (setup, address);
  return lp_knocking_new (setup);
}

static void
print_best (GPtrArray *candidates)
{
  const LpCandidate *best = candidates->len > 0 ? candidates->pdata[0] : NULL;

  g_print ("candidates %u\n", candidates->len);
  if (best != NULL)
    g_print ("best %s %s %s\n", best->source, best->incoming != NULL ? best->incoming->host : "-",
             best->outgoing != NULL ? best->outgoing->host : "-");
}

int
main (int argc, char **argv)
{
  if (argc != 5)
    return 2;

  g_autoptr (GError) error = NULL;
  g_autoptr (LpAddress) address = lp_address_parse (argv[1], NULL);
  LpKnocking *knocking = make_knocking (address, argv[2]);
  LpDiscoveryOptions options = {
    .ca_file = argv[2],
    .ispdb_url = argv[3],
    .knock = knock,
    .knock_data = knocking,
  };
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GPtrArray) candidates = lp_discovery_run (address, &options, NULL, &error);
  gint64 decided = g_get_monotonic_time ();
  gint64 left = started + atoi (argv[4]) * G_TIME_SPAN_MILLISECOND - decided;

  g_print ("started %" G_GINT64_FORMAT "\nknocked %" G_GINT64_FORMAT "\ndecided %" G_GINT64_FORMAT
           "\n",
           started, knocked, decided);
  if (candidates != NULL)
    print_best (candidates);
  else
    g_print ("error %s\n", error->message);
  if (left > 0)
    g_usleep ((gulong)left);
  lp_knocking_free (knocking);
  return 0;
}
