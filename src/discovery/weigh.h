/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/hosts.h"

G_BEGIN_DECLS

/**
 * lp_weigh:
 * @found: (element-type LpCandidate): what the sources said, each candidate with its source's
 * points as score
 * @denied: bits, 1 << LpProtocolId, that the domain says it does not offer
 * @hosts: (nullable): what is known of the servers' hosts: those without an address come last,
 * those with private addresses only are %LP_TRUST_UNVERIFIED
 *
 * Weighs what was found: a server's points are the sum over the different sources that name it (by
 * protocol, host, port and security), its trust the best of theirs. A candidate without one side
 * takes the best server for that side from the others. Candidates with the same servers become one.
 * Does not block.
 *
 * Returns: (transfer full) (element-type LpCandidate): candidates, best first; their score is the
 * sum over both servers, their trust the lesser of both, and their evidence says who else agrees
 */
GPtrArray *
lp_weigh (const GPtrArray *found, int denied, const LpHosts *hosts);

G_END_DECLS
