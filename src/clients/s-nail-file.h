/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpSnailSettings:
 * @name: (nullable): the account; %NULL for what is set for all
 * @block: (nullable): id of the account of ours in whose block it stands
 * @values: (element-type utf8 utf8): what is set, the last of each name
 * @secret_file: (nullable): the last file in which it has a password in clear text
 *
 * What one account sets.
 */
typedef struct {
  char *name;
  char *block;
  GHashTable *values;
  char *secret_file;
} LpSnailSettings;

/**
 * lp_snail_parse:
 * @places: places
 * @path: a configuration
 * @text: (nullable): its contents
 *
 * Reads it and the files it sources; commands are not run. Blocks.
 *
 * Returns: (transfer full) (element-type LpSnailSettings): first what is set for all accounts, then each account
 */
GPtrArray *
lp_snail_parse (const LpPlaces *places, const char *path, GBytes *text);

/**
 * lp_snail_replace_passwords:
 * @text: a configuration
 * @name: (nullable): of which account
 * @account: the same account
 * @lookup: words for `set` that make s-nail ask us
 * @secrets: (inout) (array fixed-size=2): gets the passwords
 *
 * Returns: (transfer full) (nullable): the contents without the account's passwords; %NULL if it has none there
 */
GBytes *
lp_snail_replace_passwords (GBytes *text, const char *name, const LpAccount *account,
                            const char *lookup, LpCredentials *secrets[LP_N_SIDES]);

G_END_DECLS
