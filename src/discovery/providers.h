/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/provider-table.h"

G_BEGIN_DECLS

/** data/providers.ini and data/providers-extra.ini */
#define LP_N_PROVIDER_TABLES 2

/**
 * lp_providers_get_table:
 * @data_dir: (nullable): folder of the tables; %NULL for the usual one
 * @number: 0 for the providers we are sure of, 1 for the others
 *
 * Gives one of the program's own tables, reading all of them the first time. Safe on any thread;
 * blocks shortly. A table that cannot be read is a broken installation and warned of once.
 *
 * Returns: (transfer none) (nullable): the table, valid for the life of the process
 */
const LpProviderTable *
lp_providers_get_table (const char *data_dir, guint number);

/**
 * lp_providers_get_hints:
 * @data_dir: (nullable): folder of the tables; %NULL for the usual one
 *
 * Gives data/provider-hints.ini, as lp_providers_get_table() does; empty if it cannot be read.
 *
 * Returns: (transfer none): the file; only to be read
 */
GKeyFile *
lp_providers_get_hints (const char *data_dir);

G_END_DECLS
