/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * LpProviderTable:
 *
 * A table of providers in the form of data/providers.ini (the head of that file explains its keys),
 * with an index by domain. Immutable after loading, so threads may share one.
 */
typedef struct _LpProviderTable LpProviderTable;

/**
 * lp_provider_table_load:
 * @path: the file
 * @error: return location
 *
 * Reads a table. Blocks shortly. Of two groups that claim the same domain the later one has it.
 *
 * Returns: (transfer full) (nullable): the table, or %NULL with an error of %G_FILE_ERROR or
 * %G_KEY_FILE_ERROR
 */
LpProviderTable *
lp_provider_table_load (const char *path, GError **error);

/**
 * lp_provider_table_free:
 * @table: (nullable) (transfer full): a table
 */
void
lp_provider_table_free (LpProviderTable *table);

/**
 * lp_provider_table_find_domain:
 * @table: a table
 * @domain: a domain, lower case, ASCII
 *
 * Returns: (transfer none) (nullable): the provider of addresses in @domain
 */
const char *
lp_provider_table_find_domain (const LpProviderTable *table, const char *domain);

/**
 * lp_provider_table_find_exchanger:
 * @table: a table
 * @host: a mail exchanger, lower case, ASCII, without trailing dot
 *
 * Looks through the names of exchangers, then through the domains, for @host and for what is left
 * of it after one label after the other is taken off: aspmx.l.google.com belongs to google.com.
 *
 * Returns: (transfer none) (nullable): the provider whose exchanger @host is
 */
const char *
lp_provider_table_find_exchanger (const LpProviderTable *table, const char *host);

/**
 * lp_provider_table_get_providers:
 * @table: a table
 *
 * Returns: (transfer full) (array zero-terminated=1): the ids of all providers, in the order of the
 * file
 */
char **
lp_provider_table_get_providers (const LpProviderTable *table);

/**
 * lp_provider_table_make_candidates:
 * @table: a table
 * @provider: one of its providers
 * @address: whose account it will be
 * @proposal: (transfer none): source, trust and score for the candidates; evidence, if it has none,
 * names the file and the provider
 *
 * Returns: (transfer full) (element-type LpCandidate): the provider's servers in pairs, best first;
 * none if its group is unusable
 */
GPtrArray *
lp_provider_table_make_candidates (const LpProviderTable *table, const char *provider,
                                   const LpAddress *address, const LpCandidate *proposal);

/**
 * lp_provider_table_recognize:
 * @table: a table
 * @candidate: a candidate of whatever source
 *
 * Completes a candidate that names no provider but a host of one with browser sign-in: who it is
 * and how one signs in there. (An SRV record that points to imap.gmail.com says nothing of OAuth2.)
 */
void
lp_provider_table_recognize (const LpProviderTable *table, LpCandidate *candidate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpProviderTable, lp_provider_table_free)

G_END_DECLS
