/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/hosts.h"

#include "discovery/crew.h"

struct _LpHosts {
  LpCrew *crew;
  GHashTable *known; /* host -> LpDnsHost */
};

typedef struct {
  char *host;
  LpDnsHost state;
} Lookup;

static void
lookup_free (gpointer data)
{
  g_free (((Lookup *)data)->host);
  g_free (data);
}

LpHosts *
lp_hosts_new (GCancellable *cancellable)
{
  LpHosts *hosts = g_new0 (LpHosts, 1);

  hosts->crew = lp_crew_new (lookup_free, cancellable);
  hosts->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return hosts;
}

void
lp_hosts_free (LpHosts *hosts)
{
  if (hosts == NULL)
    return;

  lp_crew_free (hosts->crew);
  g_hash_table_unref (hosts->known);
  g_free (hosts);
}

static gpointer
look_up (gpointer task, GCancellable *cancellable)
{
  Lookup *lookup = task;

  lookup->state = lp_dns_examine_host (lookup->host, cancellable);
  return lookup;
}

static void
examine_server (LpHosts *hosts, const LpServer *server)
{
  if (server == NULL || g_hash_table_contains (hosts->known, server->host))
    return;

  Lookup *lookup = g_new0 (Lookup, 1);
  lookup->host = g_strdup (server->host);
  g_hash_table_insert (hosts->known, g_strdup (server->host),
                       GINT_TO_POINTER (LP_DNS_HOST_UNKNOWN));
  lp_crew_start (hosts->crew, look_up, lookup, NULL);
}

void
lp_hosts_examine (LpHosts *hosts, const GPtrArray *candidates)
{
  g_return_if_fail (hosts != NULL && candidates != NULL);

  for (guint i = 0; i < candidates->len; i++) {
    const LpCandidate *candidate = candidates->pdata[i];
    if (candidate->trust >= LP_TRUST_BUILT_IN)
      continue;
    examine_server (hosts, candidate->incoming);
    examine_server (hosts, candidate->outgoing);
  }
}

void
lp_hosts_wait (LpHosts *hosts, gint64 until)
{
  gpointer result;

  g_return_if_fail (hosts != NULL);

  while (lp_crew_wait (hosts->crew, until, &result)) {
    Lookup *lookup = result;
    g_hash_table_insert (hosts->known, g_strdup (lookup->host), GINT_TO_POINTER (lookup->state));
    lookup_free (lookup);
  }
}

LpDnsHost
lp_hosts_get (const LpHosts *hosts, const char *host)
{
  gpointer state;

  if (hosts == NULL || !g_hash_table_lookup_extended (hosts->known, host, NULL, &state))
    return LP_DNS_HOST_UNKNOWN;
  return (LpDnsHost)GPOINTER_TO_INT (state);
}
