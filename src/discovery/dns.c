/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the name system, through GResolver, with what it leaves to its caller: MX records
 * come unsorted,
 * "." as a host without a name, and nothing is said of DNSSEC. */
#include "discovery/dns.h"

#include "discovery/dns-answer.h"

#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>

/* RFC 6761 §6.4: no name below "invalid" exists; who resolves one lies about all of them. */
#define NO_SUCH_HOST "letterplate-asks.invalid"

/* Octets of an answer that are read; what we ask for comes nowhere near. */
#define MAX_ANSWER 4096

typedef struct {
  guint16 preference;
  char *host;
} Exchanger;

static void
clear_exchanger (gpointer data)
{
  g_free (((Exchanger *)data)->host);
}

static int
compare_exchangers (gconstpointer a, gconstpointer b)
{
  return (int)((const Exchanger *)a)->preference - (int)((const Exchanger *)b)->preference;
}

static char *
normalize_host (const char *host)
{
  char *name = g_ascii_strdown (host, -1);
  gsize length = strlen (name);

  if (length > 0 && name[length - 1] == '.')
    name[length - 1] = '\0';
  return name;
}

static void
free_records (gpointer records)
{
  g_list_free_full (records, (GDestroyNotify)g_variant_unref);
}

/* To be asked before each look-up: GTask (GLib 2.74) leaks its error when it is begun after the cancellable was
 * triggered and its thread then fails by itself. */
static gboolean
is_cancelled (GCancellable *cancellable, GError **error)
{
  return g_cancellable_set_error_if_cancelled (cancellable, error);
}

char **
lp_dns_list_exchangers (const char *domain, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (domain != NULL, NULL);

  if (is_cancelled (cancellable, error))
    return NULL;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *records
      = g_resolver_lookup_records (resolver, domain, G_RESOLVER_RECORD_MX, cancellable, error);
  if (records == NULL)
    return NULL;

  g_autoptr (GArray) exchangers = g_array_new (FALSE, FALSE, sizeof (Exchanger));
  g_array_set_clear_func (exchangers, clear_exchanger);
  for (GList *record = records; record != NULL; record = record->next) {
    const char *host;
    Exchanger exchanger;
    g_variant_get (record->data, "(q&s)", &exchanger.preference, &host);
    exchanger.host = normalize_host (host);
    g_array_append_val (exchangers, exchanger);
  }
  free_records (records);
  g_array_sort (exchangers, compare_exchangers);

  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < exchangers->len; i++) {
    const char *host = g_array_index (exchangers, Exchanger, i).host;
    if (*host != '\0')
      g_strv_builder_add (builder, host);
  }
  return g_strv_builder_end (builder);
}

GList *
lp_dns_list_targets (const char *service, const char *domain, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (service != NULL && domain != NULL, NULL);

  if (is_cancelled (cancellable, error))
    return NULL;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  return g_resolver_lookup_service (resolver, service, "tcp", domain, cancellable, error);
}

/* RFC 4193; GIO's "site-local" knows fec0::/10 only. */
static gboolean
is_unique_local (GInetAddress *address)
{
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
         && (g_inet_address_to_bytes (address)[0] & 0xfe) == 0xfc;
}

static gboolean
is_private (GInetAddress *address)
{
  return is_unique_local (address) || g_inet_address_get_is_loopback (address)
         || g_inet_address_get_is_link_local (address) || g_inet_address_get_is_site_local (address)
         || g_inet_address_get_is_any (address);
}

LpDnsHost
lp_dns_examine_host (const char *host, GCancellable *cancellable)
{
  g_return_val_if_fail (host != NULL, LP_DNS_HOST_UNKNOWN);

  if (is_cancelled (cancellable, NULL))
    return LP_DNS_HOST_UNKNOWN;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name (resolver, host, cancellable, &error);
  if (addresses == NULL)
    return g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)
               ? LP_DNS_HOST_MISSING
               : LP_DNS_HOST_UNKNOWN;

  gboolean all_private = TRUE;
  for (GList *address = addresses; address != NULL; address = address->next)
    all_private = all_private && is_private (address->data);
  g_resolver_free_addresses (addresses);
  return all_private ? LP_DNS_HOST_PRIVATE : LP_DNS_HOST_FOUND;
}

/* TRUE: there are such records. FALSE with @failed: nobody could say. */
static gboolean
has_records (const char *domain, GResolverRecordType type, GCancellable *cancellable,
             gboolean *failed)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;

  *failed = *failed || is_cancelled (cancellable, NULL);
  if (*failed)
    return FALSE;
  GList *records = g_resolver_lookup_records (resolver, domain, type, cancellable, &error);

  if (records == NULL && !g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    *failed = TRUE;
  gboolean found = records != NULL;
  free_records (records);
  return found;
}

/* The network itself, before the domain is blamed. */
static gboolean
examine_network (gboolean dns_failed, GCancellable *cancellable, GError **error)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  if (g_network_monitor_get_connectivity (monitor) == G_NETWORK_CONNECTIVITY_PORTAL
      || lp_dns_examine_host (NO_SUCH_HOST, cancellable) <= LP_DNS_HOST_PRIVATE) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_CAPTIVE_PORTAL,
                         "the network answers for names that do not exist");
    return FALSE;
  }
  if (dns_failed && !g_network_monitor_get_network_available (monitor)) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_NO_NETWORK, "there is no network");
    return FALSE;
  }
  return TRUE;
}

gboolean
lp_dns_examine_domain (const char *domain, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (domain != NULL, FALSE);

  gboolean failed = FALSE;
  g_auto (GStrv) exchangers = lp_dns_list_exchangers (domain, cancellable, NULL);
  LpDnsHost host = lp_dns_examine_host (domain, cancellable);
  gboolean found = exchangers != NULL || host <= LP_DNS_HOST_PRIVATE
                   || has_records (domain, G_RESOLVER_RECORD_NS, cancellable, &failed);

  failed = failed || host == LP_DNS_HOST_UNKNOWN;
  if (!examine_network (failed && !found, cancellable, error))
    return FALSE;
  if (found && (exchangers == NULL || exchangers[0] != NULL))
    return TRUE;
  if (found)
    g_set_error (error, LP_ERROR, LP_VERDICT_NO_MAIL, "%s takes no mail (null MX)", domain);
  else if (failed)
    g_set_error (error, LP_ERROR, LP_VERDICT_DNS_FAILED, "no name server answered for %s", domain);
  else
    g_set_error (error, LP_ERROR, LP_VERDICT_NO_SUCH_DOMAIN, "there is no domain %s", domain);
  return FALSE;
}

static int
query_resolver (const char *name, int type, gboolean trusted_only, guchar *answer, int size)
{
  struct __res_state state = { 0 };
  int length = -1;

  if (res_ninit (&state) != 0)
    return -1;
  if (!trusted_only || (state.options & RES_TRUSTAD) != 0)
    length = res_nquery (&state, name, ns_c_in, type, answer, size);
  res_nclose (&state);
  return length;
}

static LpDnsQuery ask_resolver = query_resolver;

gboolean
lp_dns_is_authentic (const char *name, int type)
{
  g_return_val_if_fail (name != NULL, FALSE);

  guchar answer[MAX_ANSWER];
  int length = ask_resolver (name, type, TRUE, answer, sizeof answer);
  return length >= (int)sizeof (HEADER) && ((const HEADER *)answer)->ad;
}

char **
lp_dns_list_texts (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  guchar answer[MAX_ANSWER];
  int length = ask_resolver (name, ns_t_txt, FALSE, answer, sizeof answer);
  return lp_dns_answer_list_texts (answer, (gsize)CLAMP (length, 0, (int)sizeof answer));
}

void
lp_dns_set_query (LpDnsQuery query)
{
  ask_resolver = query != NULL ? query : query_resolver;
}
