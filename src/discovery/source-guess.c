/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "guess": usual names inside the person's own domain, tried on the usual ports.
 * Implicit TLS first (RFC 8314); STARTTLS ports in a second wave, only for what the first did not
 * find. Ports in clear are never proposed from here, and a bad certificate does not make them more
 * attractive.
 *
 * A shared host often shows a certificate for its hoster's name only. If that name leads to the
 * same addresses, the same machine can be reached safely under it, so it is proposed instead. */
#include "discovery/crew.h"
#include "discovery/dns.h"
#include "discovery/reach.h"
#include "discovery/source.h"

#define IMAP (1 << LP_PROTOCOL_IMAP)
#define POP3 (1 << LP_PROTOCOL_POP3)
#define SMTP (1 << LP_PROTOCOL_SMTP)
#define INCOMING (IMAP | POP3)

/* Milliseconds for one port; a host that is there answers in a fraction. */
#define PORT_DEADLINE_MS 4000
/* Milliseconds after which the second wave no longer waits for the first. */
#define FIRST_WAVE_MS 1200
/* Milliseconds that a complete find waits for names that come before it. */
#define PATIENCE_MS 150
/* Names of a certificate that are looked up. */
#define MAX_NAMES 8

/* Usual names, the likelier first; at most three protocols each, so at most three connections. */
static const struct {
  const char *prefix;
  int protocols;
} names[] = {
  { "imap.", IMAP }, { "mail.", INCOMING | SMTP }, { "smtp.", SMTP },       { "pop.", POP3 },
  { "pop3.", POP3 }, { "mx.", IMAP | SMTP },       { "", INCOMING | SMTP },
};

typedef struct {
  LpInquiry *inquiry;
  guint name;
  LpServer *server;
  LpReach reach;
  gboolean renamed; /* the certificate's name is used */
} Port;

static void
port_free (gpointer data)
{
  Port *port = data;

  lp_inquiry_unref (port->inquiry);
  lp_server_free (port->server);
  g_free (port);
}

static gboolean
share_address (const char *a, const char *b, GCancellable *cancellable)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *first = g_resolver_lookup_by_name (resolver, a, cancellable, NULL);
  GList *second = g_resolver_lookup_by_name (resolver, b, cancellable, NULL);
  gboolean shared = FALSE;

  for (GList *one = first; one != NULL && !shared; one = one->next) {
    for (GList *other = second; other != NULL && !shared; other = other->next)
      shared = g_inet_address_equal (one->data, other->data);
  }
  g_resolver_free_addresses (first);
  g_resolver_free_addresses (second);
  return shared;
}

static LpReach
reach_port (Port *port, char ***certificate_names, GCancellable *cancellable)
{
  LpTalk talk = { .inquiry = port->inquiry };
  LpReachRequest request = {
    .host = port->server->host,
    .port = port->server->port,
    .tls = port->server->security == LP_SECURITY_TLS,
    .ca_file = port->inquiry->options.ca_file,
    .deadline_ms = PORT_DEADLINE_MS,
    .on_connected = lp_talk_begin,
    .user_data = &talk,
  };
  LpReach reach = lp_reach (&request, certificate_names, cancellable);

  lp_talk_end (&talk);
  return reach;
}

/* Tries the machine once more under a name that its certificate is for. */
static void
try_certificate_names (Port *port, char **certificate_names, GCancellable *cancellable)
{
  g_autofree char *own_host = g_strdup (port->server->host);

  for (guint i = 0; i < MAX_NAMES && certificate_names[i] != NULL; i++) {
    g_autofree char *host = lp_server_host_to_ascii (certificate_names[i]);
    if (host == NULL || g_str_equal (host, own_host)
        || !share_address (host, own_host, cancellable))
      continue;
    g_free (port->server->host);
    port->server->host = g_steal_pointer (&host);
    if (reach_port (port, NULL, cancellable) == LP_REACH_SECURE) {
      port->reach = LP_REACH_SECURE;
      port->renamed = TRUE;
      return;
    }
  }
  g_free (port->server->host);
  port->server->host = g_steal_pointer (&own_host);
}

static gpointer
try_port (gpointer task, GCancellable *cancellable)
{
  Port *port = task;
  g_auto (GStrv) certificate_names = NULL;

  port->reach = reach_port (port, &certificate_names, cancellable);
  if (port->reach == LP_REACH_BAD_CERTIFICATE && certificate_names != NULL)
    try_certificate_names (port, certificate_names, cancellable);
  return port;
}

static void
start_wave (LpCrew *crew, LpInquiry *inquiry, LpSecurity security, int protocols, int busy_names)
{

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *host = g_strconcat (names[i].prefix, inquiry->address->domain, NULL);
    for (LpProtocolId protocol = 0; protocol < LP_N_PROTOCOLS; protocol++) {
      if ((names[i].protocols & protocols & (1 << protocol)) == 0 || (busy_names & (1 << i)) != 0)
        continue;
      Port *port = g_new0 (Port, 1);
      port->inquiry = lp_inquiry_ref (inquiry);
      port->name = i;
      port->server = lp_server_new (protocol, host, 0, security, NULL);
      lp_crew_start (crew, try_port, port, NULL);
    }
  }
}

/* Which protocols were found, as bits. */
static int
list_found (const GPtrArray *ports, LpReach reach)
{
  int found = 0;

  for (guint i = 0; i < ports->len; i++) {
    const Port *port = ports->pdata[i];
    if (port->reach == reach)
      found |= 1 << port->server->protocol;
  }
  return found;
}

static gboolean
is_complete (int found)
{
  return (found & INCOMING) != 0 && (found & SMTP) != 0;
}

/* Takes answers until all are there, the time is over, or nothing better can be expected. */
static void
collect (LpCrew *crew, GPtrArray *ports, gboolean open_is_enough, gint64 until)
{
  gpointer result;

  while (lp_crew_wait (crew, until, &result)) {
    g_ptr_array_add (ports, result);
    int found = list_found (ports, LP_REACH_SECURE);
    if (open_is_enough)
      found |= list_found (ports, LP_REACH_OPEN);
    gint64 patience = g_get_monotonic_time () + lp_patience (PATIENCE_MS);
    if (is_complete (found) && (until < 0 || patience < until))
      until = patience;
  }
}

static int
list_busy_names (const GPtrArray *ports)
{
  guint answers[G_N_ELEMENTS (names)] = { 0 };
  int busy = 0;

  for (guint i = 0; i < ports->len; i++)
    answers[((Port *)ports->pdata[i])->name]++;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (answers[i] < (guint)__builtin_popcount ((guint)names[i].protocols))
      busy |= 1 << i;
  }
  return busy;
}

/* In the order of the table of names, not of arrival, so that equal finds rank the same every time.
 */
static int
compare_ports (gconstpointer a, gconstpointer b)
{
  const Port *first = *(Port *const *)a;
  const Port *second = *(Port *const *)b;

  if (first->renamed != second->renamed)
    return first->renamed - second->renamed;
  return (int)first->name - (int)second->name;
}

/* One server of each protocol that was reached so: the first in the order of names. */
static void
propose (GPtrArray *candidates, LpInquiry *inquiry, const GPtrArray *ports, LpReach reach,
         LpPoints points, const char *evidence)
{
  g_autoptr (LpCandidate) proposal = lp_candidate_new ("guess", LP_TRUST_GUESSED, evidence);
  g_autoptr (GPtrArray) incoming = g_ptr_array_new ();
  g_autoptr (GPtrArray) outgoing = g_ptr_array_new ();
  int taken = 0;

  for (guint i = 0; i < ports->len; i++) {
    const Port *port = ports->pdata[i];
    int bit = 1 << port->server->protocol;
    if (port->reach != reach || (taken & bit) != 0)
      continue;
    taken |= bit;
    g_ptr_array_add (bit == SMTP ? outgoing : incoming, port->server);
  }
  proposal->score = points;
  g_autoptr (GPtrArray) pairs = lp_candidate_pair (proposal, incoming, outgoing);
  lp_inquiry_rate_by_host (inquiry, pairs);
  g_ptr_array_extend_and_steal (candidates, g_steal_pointer (&pairs));
}

GPtrArray *
lp_source_guess_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (LpCrew) crew = lp_crew_new (port_free, inquiry->cancellable);
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func (port_free);

  start_wave (crew, inquiry, LP_SECURITY_TLS, INCOMING | SMTP, 0);
  collect (crew, ports, FALSE, g_get_monotonic_time () + lp_patience (FIRST_WAVE_MS));
  int found = list_found (ports, LP_REACH_SECURE);
  if (!is_complete (found)) {
    int missing = ((found & INCOMING) != 0 ? 0 : INCOMING) | ((found & SMTP) != 0 ? 0 : SMTP);
    start_wave (crew, inquiry, LP_SECURITY_STARTTLS, missing, list_busy_names (ports));
    collect (crew, ports, TRUE, -1);
  }

  GPtrArray *candidates = lp_candidates_new ();
  g_ptr_array_sort (ports, compare_ports);
  propose (candidates, inquiry, ports, LP_REACH_SECURE, LP_POINTS_CERTIFICATE,
           "usual name, good certificate");
  propose (candidates, inquiry, ports, LP_REACH_OPEN, LP_POINTS_OPEN, "usual name, open port");
  propose (candidates, inquiry, ports, LP_REACH_BAD_CERTIFICATE, LP_POINTS_BAD_CERTIFICATE,
           "usual name, certificate not accepted");
  return candidates;
}
