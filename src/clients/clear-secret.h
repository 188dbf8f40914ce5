/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/ini.h"

G_BEGIN_DECLS

/* A password that somebody wrote into a mail program's file moves into the keyring: our command takes its place. */

/**
 * lp_clear_secret_plan:
 * @client: a client
 * @places: places
 * @account: the account, with an id
 * @secrets: (out) (array fixed-size=2): gets what the file holds for each side, where there is something; takes %NULL
 * @error: return location
 *
 * Where the client has a foreign account just like @account that keeps its password in clear text, describes how that
 * leaves the file. Nothing else of the account changes. Blocks.
 *
 * Returns: (transfer full) (nullable): the plan; %NULL with @error unset if there is no such account, or with
 *   %G_IO_ERROR_NOT_SUPPORTED and a translated sentence that shows what belongs there
 */
LpPlan *
lp_clear_secret_plan (const LpClient *client, const LpPlaces *places, const LpAccount *account,
                      LpCredentials *secrets[LP_N_SIDES], GError **error);

/**
 * lp_clear_secret_take:
 * @secret: (inout): where it goes; one that is there already stays
 * @text: (nullable): what the file holds
 */
void
lp_clear_secret_take (LpCredentials **secret, const char *text);

/**
 * lp_clear_secret_replace_lines:
 * @text: a file's contents
 * @first: number of the first line, from 0
 * @n_lines: how many are looked at
 * @word: the name of the setting with the secret, in any case; a blank, an equals sign or a colon ends it
 * @with: (nullable): what stands in place of its lines, behind their indentation; %NULL: nothing does
 *
 * Returns: (transfer full) (nullable): the new contents; %NULL if there is no such line, or one goes on in the next
 */
GBytes *
lp_clear_secret_replace_lines (GBytes *text, guint first, guint n_lines, const char *word,
                               const char *with);

/**
 * lp_clear_secret_replace_key:
 * @ini: a file
 * @group: the account's group
 * @key: the setting with the secret, which goes
 * @new_key: ours
 * @value: its value
 *
 * Returns: (transfer full): the new contents
 */
GBytes *
lp_clear_secret_replace_key (LpIni *ini, const char *group, const char *key, const char *new_key,
                             const char *value);

/**
 * lp_clear_secret_strip_url:
 * @url: (nullable): SCHEME://USER:PASSWORD@HOST, perhaps in quotes
 *
 * Returns: (transfer full) (nullable): the same without the password; %NULL if there is none in it
 */
char *
lp_clear_secret_strip_url (const char *url);

/**
 * lp_clear_secret_edit:
 * @client_id: the client
 * @account: the account
 * @path: the file
 * @before: (nullable): its contents
 * @after: (nullable): its contents without the secret; %NULL if it cannot be taken out safely
 * @snippet: what belongs in its place
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the plan; %NULL with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence with
 *   @snippet
 */
LpPlan *
lp_clear_secret_edit (const char *client_id, const LpAccount *account, const char *path,
                      GBytes *before, GBytes *after, const char *snippet, GError **error);

G_END_DECLS
