/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/probe.h"
#include "check/report.h"

G_BEGIN_DECLS

/**
 * lp_verify_run:
 * @probe: (transfer none): a probe of the account's servers, under way or done
 * @incoming: (nullable): secret of the incoming server
 * @outgoing: (nullable): secret of the outgoing server; usually the same
 * @cancellable: (nullable): ends everything at once
 * @error: return location
 *
 * Signs in to the incoming server; only after that succeeded to the outgoing one, so one wrong
 * password costs one failed sign-in. Whether sending requires sign-in is proved beside it on a
 * connection of its own. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the report, also when something is wrong; %NULL only with
 * %LP_VERDICT_CANCELLED
 */
LpReport *
lp_verify_run (LpProbe *probe, LpCredentials *incoming, LpCredentials *outgoing,
               GCancellable *cancellable, GError **error);

G_END_DECLS
