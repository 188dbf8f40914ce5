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
 * @ca_file: (nullable): a further certificate authority in PEM, for web servers and mail servers
 * asked on the way
 * @ispdb_url: (nullable): where a public data base of providers answers, with a slash at its end;
 * "" asks none; %NULL for the usual one
 */
typedef struct {
  gboolean offline;
  const char *data_dir;
  guint deadline_ms;
  const char *ca_file;
  const char *ispdb_url;
} LpDiscoveryOptions;

/**
 * lp_discovery_run:
 * @address: whose settings are wanted
 * @options: (nullable): options
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Asks all sources at once and weighs what they say: candidates that several sources agree on add
 * up their evidence. This machine's own files and the bundled table answer without the network. A
 * good answer does not wait for silent hosts. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, best first, maybe
 * none; %NULL with %LP_ERROR (%LP_VERDICT_NO_SUCH_DOMAIN, %LP_VERDICT_NO_NETWORK,
 * %LP_VERDICT_CANCELLED …)
 */
GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error);

G_END_DECLS
