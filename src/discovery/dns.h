/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/error.h"

G_BEGIN_DECLS

/** What the name system says of a host. */
typedef enum {
  LP_DNS_HOST_FOUND,
  LP_DNS_HOST_PRIVATE, /* only addresses that no public name should have */
  LP_DNS_HOST_MISSING,
  LP_DNS_HOST_UNKNOWN, /* no answer */
} LpDnsHost;

/**
 * lp_dns_list_exchangers:
 * @domain: a domain in ASCII
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Asks for a domain's mail exchangers. Blocks.
 *
 * Returns: (transfer full) (array zero-terminated=1) (nullable): host names, lower case, without
 * trailing dot, best first; an empty list when the domain takes no mail (null MX, RFC 7505); %NULL
 * with an error of %G_RESOLVER_ERROR
 */
char **
lp_dns_list_exchangers (const char *domain, GCancellable *cancellable, GError **error);

/**
 * lp_dns_list_targets:
 * @service: the service's label without underscore, "imaps"
 * @domain: a domain in ASCII
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Asks where a service of a domain is (SRV over TCP, RFC 2782). Blocks.
 *
 * Returns: (transfer full) (element-type GSrvTarget) (nullable): targets in the order to be tried,
 * drawn by weight; one with an empty host name says that the service is not offered; %NULL with an
 * error of %G_RESOLVER_ERROR
 */
GList *
lp_dns_list_targets (const char *service, const char *domain, GCancellable *cancellable,
                     GError **error);

/**
 * lp_dns_examine_host:
 * @host: a host in ASCII or an IP address
 * @cancellable: (nullable): ends it at once
 *
 * Looks a host up. Blocks. Private are loopback, link-local, site-local and RFC 1918 addresses.
 *
 * Returns: what is known of it
 */
LpDnsHost
lp_dns_examine_host (const char *host, GCancellable *cancellable);

/**
 * lp_dns_examine_domain:
 * @domain: a domain in ASCII
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Finds out whether a domain is there and takes mail, for a search that found nothing. Blocks.
 *
 * Returns: %TRUE if it does; else %FALSE with %LP_ERROR: %LP_VERDICT_NO_SUCH_DOMAIN,
 * %LP_VERDICT_NO_MAIL (RFC 7505), %LP_VERDICT_DNS_FAILED, %LP_VERDICT_NO_NETWORK or %LP_VERDICT_CAPTIVE_PORTAL
 */
gboolean
lp_dns_examine_domain (const char *domain, GCancellable *cancellable, GError **error);

/**
 * lp_dns_is_authentic:
 * @name: what was asked for, for instance "_imaps._tcp.example.org"
 * @type: ns_t_mx or ns_t_srv
 *
 * Asks whether DNSSEC vouches for a record: whether the resolver says so (AD bit) and resolv.conf
 * calls that resolver trustworthy (trust-ad; GResolver does not tell). Without trust-ad nothing is
 * asked. Blocks for as long as resolv.conf allows, so ask only for what was just answered.
 *
 * Returns: %TRUE if it does
 */
gboolean
lp_dns_is_authentic (const char *name, int type);

/**
 * lp_dns_list_texts:
 * @name: a name in ASCII
 *
 * Asks for the TXT records of a name. Blocks for as long as resolv.conf allows; libc's resolver cannot be cancelled.
 *
 * Returns: (transfer full) (array zero-terminated=1): one text for each record; none also if nobody answered
 */
char **
lp_dns_list_texts (const char *name);

/**
 * LpDnsQuery:
 * @name: what is asked for
 * @type: which record
 * @trusted_only: ask nothing unless the resolver is called trustworthy
 * @answer: (out caller-allocates) (array length=size): the answer as it came
 * @size: octets that @answer has room for
 *
 * Returns: octets of the answer, maybe more than there was room for; negative if there is none
 */
typedef int (*LpDnsQuery) (const char *name, int type, gboolean trusted_only, guchar *answer,
                           int size);

/**
 * lp_dns_set_query:
 * @query: (nullable): what lp_dns_is_authentic() and lp_dns_list_texts() ask instead of resolv.conf's resolver; %NULL
 * for that one
 *
 * For tests, as g_resolver_set_default() is.
 */
void
lp_dns_set_query (LpDnsQuery query);

G_END_DECLS
