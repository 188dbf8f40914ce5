/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"
#include "discovery/dns.h"

G_BEGIN_DECLS

/**
 * LpHosts:
 *
 * What the name system says of the hosts that a search was told of: looked up while other answers
 * are still awaited. Used by one thread.
 */
typedef struct _LpHosts LpHosts;

/**
 * lp_hosts_new:
 * @cancellable: (nullable): ends it at once
 *
 * Returns: (transfer full): no hosts. Does not block
 */
LpHosts *
lp_hosts_new (GCancellable *cancellable);

/**
 * lp_hosts_free:
 * @hosts: (nullable) (transfer full): hosts
 */
void
lp_hosts_free (LpHosts *hosts);

/**
 * lp_hosts_examine:
 * @hosts: hosts
 * @candidates: (element-type LpCandidate): candidates
 *
 * Begins to look up the hosts of candidates that the network told of, each host once. Does not
 * block.
 */
void
lp_hosts_examine (LpHosts *hosts, const GPtrArray *candidates);

/**
 * lp_hosts_wait:
 * @hosts: hosts
 * @until: monotonic time in microseconds
 *
 * Waits for the look-ups that are under way. Blocks.
 */
void
lp_hosts_wait (LpHosts *hosts, gint64 until);

/**
 * lp_hosts_get:
 * @hosts: (nullable): hosts
 * @host: a host
 *
 * Returns: what is known of @host; %LP_DNS_HOST_UNKNOWN if it was not examined or nobody answered
 */
LpDnsHost
lp_hosts_get (const LpHosts *hosts, const char *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpHosts, lp_hosts_free)

G_END_DECLS
