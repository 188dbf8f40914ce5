/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * LpDiscoveryOptions:
 * @offline: only what is on this machine
 * @data_dir: (nullable): folder of providers.ini and the other tables; %NULL for the installed one
 * @deadline_ms: the hard end (0: 8,000)
 */
typedef struct {
  gboolean offline;
  const char *data_dir;
  guint deadline_ms;
} LpDiscoveryOptions;

/**
 * LpSource:
 * @id: the source's id, as in LpCandidate.source
 * @online: needs the network
 * @discover: finds candidates; runs on a pool thread and may block with @cancellable
 *
 * A row of the table in discovery.c. One file for each source: source-<id>.c.
 */
typedef struct {
  const char *id;
  gboolean online;
  GPtrArray *(*discover) (const LpAddress *address, const LpDiscoveryOptions *options,
                          GCancellable *cancellable, GError **error);
} LpSource;

/**
 * lp_discovery_run:
 * @address: whose settings are wanted
 * @options: (nullable): options
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Asks all sources at once and weighs what they say. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, best first, maybe
 * none; %NULL with %LP_ERROR (%LP_VERDICT_NO_SUCH_DOMAIN, %LP_VERDICT_NO_NETWORK,
 * %LP_VERDICT_CANCELLED …)
 */
GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error);

G_END_DECLS
