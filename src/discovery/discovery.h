/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "discovery/candidate.h"

G_BEGIN_DECLS

/** What comes of asking for a domain's PACC document (pacc-answer.h). */
typedef struct _LpPaccAnswer LpPaccAnswer;

/**
 * LpDiscoveryKnock:
 * @candidate: a candidate as it would be proposed
 * @data: who knocks
 *
 * Asks whether anybody is at home at a candidate's servers, and begins to find out the first time. Called on the search's
 * thread; does not block.
 *
 * Returns: %LP_ANSWER_NO where for one of its servers there is no such host, or it accepts no connection;
 * %LP_ANSWER_UNKNOWN as long as nobody can say
 */
typedef LpAnswer (*LpDiscoveryKnock) (const LpCandidate *candidate, gpointer data);

/**
 * LpDiscoveryOptions:
 * @offline: only what is on this machine
 * @data_dir: (nullable): folder of providers.ini and the other tables; %NULL for the installed one
 * @deadline_ms: the hard end (0: 8,000)
 * @ca_file: (nullable): a further certificate authority in PEM, for web servers and mail servers
 * asked on the way
 * @ispdb_url: (nullable): where a public data base of providers answers, with a slash at its end; ""
 *   asks none; %NULL for the one that discovery.ini names, or Thunderbird's
 * @pacc: (nullable): the answer of somebody else who asks for the domain's PACC document, which is
 *   then not asked for again: see lp_survey_get_pacc()
 * @knock: (nullable): without it all servers are believed to be there
 * @knock_data: given to @knock
 */
typedef struct {
  gboolean offline;
  const char *data_dir;
  guint deadline_ms;
  const char *ca_file;
  const char *ispdb_url;
  LpPaccAnswer *pacc;
  LpDiscoveryKnock knock;
  gpointer knock_data;
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
 * good answer does not wait for silent hosts; one whose servers do not answer waits for all who may
 * know better. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, best first, maybe
 * none; %NULL with %LP_ERROR (%LP_VERDICT_NO_SUCH_DOMAIN, %LP_VERDICT_NO_NETWORK,
 * %LP_VERDICT_CANCELLED …)
 */
GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error);

/**
 * lp_discovery_suggest_domain:
 * @domain: a domain as typed, lower case, ASCII
 * @data_dir: (nullable): folder of the tables; %NULL for the usual one
 *
 * Finds the large provider that somebody may have meant: one letter wrong, missing or too many, or
 * two exchanged (gmial.com, outlok.com, gmx.ed). To be offered, never forced: the domain may be
 * real, and have an MX. Domains of known providers are never doubted. Does not block.
 *
 * Returns: (transfer none) (nullable): the domain to offer
 */
const char *
lp_discovery_suggest_domain (const char *domain, const char *data_dir);

/**
 * lp_discovery_find_issuer:
 * @address: an address
 * @data_dir: (nullable): folder of the tables; %NULL for the usual one
 *
 * For servers that were not found but named. Reads this machine's own files, asks no network.
 *
 * Returns: (transfer full) (nullable): who signs people of the address's domain in with the browser:
 * the name of a row in oauth2.ini
 */
char *
lp_discovery_find_issuer (const LpAddress *address, const char *data_dir);

/**
 * lp_discovery_list_hints:
 * @address: an address
 * @data_dir: (nullable): folder of the tables; %NULL for the usual one
 *
 * Lists what to know about an address's provider before anything is tried, also for those whose
 * mail no program can read (Tuta, Proton without its bridge) and that therefore have no candidates.
 * Does not block.
 *
 * Returns: (transfer full): a candidate without servers that carries the hints, maybe none
 */
LpCandidate *
lp_discovery_list_hints (const LpAddress *address, const char *data_dir);

G_END_DECLS
