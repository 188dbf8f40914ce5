/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "srv": what the domain's SRV records say (RFC 6186 §3, RFC 8314 §5.1). A service
 * whose target is "." is decidedly not offered. The answers come over plain DNS, so hosts outside
 * the person's domain count as authenticated only where DNSSEC vouches for them. */
#include "discovery/crew.h"
#include "discovery/dns.h"
#include "discovery/source.h"

#include <arpa/nameser.h>

/* Further targets of one service are stand-ins for the first. */
#define MAX_TARGETS 3

/* Milliseconds that one service's answer waits for the others': a name server may keep silent about
 * some. */
#define PATIENCE_MS 400

static const struct {
  const char *service;
  LpProtocolId protocol;
  LpSecurity security;
} services[] = {
  { "imaps", LP_PROTOCOL_IMAP, LP_SECURITY_TLS },
  { "imap", LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS },
  { "pop3s", LP_PROTOCOL_POP3, LP_SECURITY_TLS },
  { "pop3", LP_PROTOCOL_POP3, LP_SECURITY_STARTTLS },
  { "submissions", LP_PROTOCOL_SMTP, LP_SECURITY_TLS },
  { "submission", LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS },
};

typedef struct {
  LpInquiry *inquiry;
  guint service;
  GPtrArray *servers;
  gboolean denied;
  gboolean authentic;
  GError *error;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  lp_inquiry_unref (lookup->inquiry);
  g_ptr_array_unref (lookup->servers);
  g_clear_error (&lookup->error);
  g_free (lookup);
}

static void
add_target (Lookup *lookup, GSrvTarget *target)
{
  guint16 port = g_srv_target_get_port (target);
  LpSecurity security = services[lookup->service].security;
  LpProtocolId protocol = services[lookup->service].protocol;
  g_autofree char *host = lp_server_host_to_ascii (g_srv_target_get_hostname (target));

  if (host == NULL || port == 0 || lookup->servers->len == MAX_TARGETS)
    return;
  /* Many domains announce implicit TLS as _submission: 465 never was anything else. */
  if (port == lp_server_get_usual_port (protocol, LP_SECURITY_TLS))
    security = LP_SECURITY_TLS;
  g_ptr_array_add (lookup->servers, lp_server_new (protocol, host, port, security, NULL));
}

static gboolean
is_authentic (const Lookup *lookup)
{
  g_autofree char *name = g_strdup_printf ("_%s._tcp.%s", services[lookup->service].service,
                                           lookup->inquiry->address->domain);

  return lp_dns_is_authentic (name, ns_t_srv);
}

static gpointer
look_up (gpointer task, GCancellable *cancellable)
{
  Lookup *lookup = task;
  GList *targets
      = lp_dns_list_targets (services[lookup->service].service, lookup->inquiry->address->domain,
                             cancellable, &lookup->error);

  for (GList *target = targets; target != NULL; target = target->next) {
    if (*g_srv_target_get_hostname (target->data) == '\0')
      lookup->denied = TRUE;
    else
      add_target (lookup, target->data);
  }
  g_resolver_free_targets (targets);
  lookup->authentic = lookup->servers->len > 0 && is_authentic (lookup);
  return lookup;
}

/* A service counts as denied only where none of its kind is offered: "_imap ." beside an _imaps is
 * what RFC 8314 asks for. */
static void
note_denials (LpInquiry *inquiry, Lookup **lookups)
{
  int offered = 0;
  int denied = 0;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    if (lookups[i] != NULL && lookups[i]->servers->len > 0)
      offered |= 1 << services[i].protocol;
    if (lookups[i] != NULL && lookups[i]->denied)
      denied |= 1 << services[i].protocol;
  }
  g_atomic_int_set (&inquiry->denied, denied & ~offered);
}

/* Whether DNSSEC vouches for everything that was found. */
static gboolean
is_all_authentic (Lookup **lookups)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    if (lookups[i] != NULL && lookups[i]->servers->len > 0 && !lookups[i]->authentic)
      return FALSE;
  }
  return TRUE;
}

static GPtrArray *
gather (LpInquiry *inquiry, Lookup **lookups)
{
  g_autoptr (GPtrArray) incoming = g_ptr_array_new ();
  g_autoptr (GPtrArray) outgoing = g_ptr_array_new ();
  g_autofree char *evidence = g_strdup_printf ("SRV of %s", inquiry->address->domain);
  g_autoptr (LpCandidate) proposal = lp_candidate_new ("srv", LP_TRUST_AUTHENTICATED, evidence);

  proposal->score = LP_POINTS_SERVICE;
  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    GPtrArray *side = services[i].protocol == LP_PROTOCOL_SMTP ? outgoing : incoming;
    for (guint n = 0; lookups[i] != NULL && n < lookups[i]->servers->len; n++)
      g_ptr_array_add (side, lookups[i]->servers->pdata[n]);
  }
  GPtrArray *candidates = lp_candidate_pair (proposal, incoming, outgoing);
  if (!is_all_authentic (lookups))
    lp_inquiry_rate_by_host (inquiry, candidates);
  return candidates;
}

GPtrArray *
lp_source_srv_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (LpCrew) crew = lp_crew_new (lookup_free, inquiry->cancellable);
  Lookup *lookups[G_N_ELEMENTS (services)] = { NULL };
  gint64 until = -1;
  gpointer result;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    Lookup *lookup = g_new0 (Lookup, 1);
    lookup->inquiry = lp_inquiry_ref (inquiry);
    lookup->service = i;
    lookup->servers = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free);
    lp_crew_start (crew, look_up, lookup, NULL);
  }
  while (lp_crew_wait (crew, until, &result)) {
    Lookup *lookup = result;
    lookups[lookup->service] = lookup;
    if (until < 0 && lookup->servers->len > 0)
      until = g_get_monotonic_time () + lp_patience (PATIENCE_MS);
  }
  note_denials (inquiry, lookups);
  GPtrArray *candidates = gather (inquiry, lookups);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    g_clear_pointer (&lookups[i], lookup_free);
  return candidates;
}
