/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpMuttSettings:
 * @block: (nullable): id of the account in whose block they stand; %NULL for the person's own
 * @values: (element-type utf8 utf8): what is set, the last of each name
 * @secret_file: (nullable): the last file of them in which a password stands in clear text
 */
typedef struct {
  char *block;
  GHashTable *values;
  char *secret_file;
} LpMuttSettings;

/**
 * LpMutt:
 * @id: "mutt" or "neomutt"
 * @name: what people call it
 * @files: (array zero-terminated=1): where the configuration may be, relative to the home folder, or with "@"
 *   in front to $XDG_CONFIG_HOME; the first that exists is in force, the last one is made if there is none
 *
 * One of the two programs, which share one language.
 */
typedef struct {
  const char *id;
  const char *name;
  const char *const *files;
} LpMutt;

/**
 * lp_mutt_find_place:
 * @mutt: which program
 * @places: places
 *
 * Returns: (transfer full): the configuration in force, whether or not it exists
 */
char *
lp_mutt_find_place (const LpMutt *mutt, const LpPlaces *places);

/**
 * lp_mutt_parse:
 * @places: places
 * @path: a configuration
 * @text: (nullable): its contents
 *
 * Reads `set` commands, also in sourced files; commands in backticks and behind a bar are not run. Blocks.
 *
 * Returns: (transfer full) (element-type LpMuttSettings): first the person's own settings, then one for each of our
 *   blocks
 */
GPtrArray *
lp_mutt_parse (const LpPlaces *places, const char *path, GBytes *text);

/**
 * lp_mutt_replace_passwords:
 * @text: a configuration
 * @commands: (array fixed-size=2): commands that print the passwords
 * @secrets: (inout) (array fixed-size=2): gets the passwords
 *
 * Puts the commands into the place of the passwords in clear text, outside our blocks.
 *
 * Returns: (transfer full) (nullable): the new contents; %NULL if none could be found
 */
GBytes *
lp_mutt_replace_passwords (GBytes *text, char *const commands[LP_N_SIDES],
                           LpCredentials *secrets[LP_N_SIDES]);

/**
 * lp_mutt_detect: (skip)
 * @mutt: which program
 * @places: places
 * @state: filled in
 */
void
lp_mutt_detect (const LpMutt *mutt, const LpPlaces *places, LpClientState *state);

/**
 * lp_mutt_read:
 * @mutt: which program
 * @places: places
 * @error: return location
 *
 * As read in #LpClient.
 *
 * Returns: (transfer full) (element-type LpFoundAccount) (nullable): accounts, or %NULL with an error of %G_IO_ERROR
 */
GPtrArray *
lp_mutt_read (const LpMutt *mutt, const LpPlaces *places, GError **error);

/**
 * lp_mutt_plan:
 * @mutt: which program
 * @places: places
 * @account: the account
 * @error: return location
 *
 * As plan in #LpClient.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_mutt_plan (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account, GError **error);

/**
 * lp_mutt_plan_removal:
 * @mutt: which program
 * @places: places
 * @account_id: whose account
 * @error: return location
 *
 * As plan_removal in #LpClient.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_mutt_plan_removal (const LpMutt *mutt, const LpPlaces *places, const char *account_id,
                      GError **error);

/**
 * lp_mutt_plan_move:
 * @mutt: which program
 * @places: places
 * @account: the account
 * @found: the same with its password in clear text
 * @secrets: gets the passwords
 * @error: return location
 *
 * As plan_move in #LpClient.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_mutt_plan_move (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account,
                   const LpFoundAccount *found, LpCredentials *secrets[LP_N_SIDES], GError **error);

/**
 * lp_mutt_test:
 * @mutt: which program
 * @places: places
 * @account: the account
 *
 * Returns: (transfer full) (nullable): a command that prints one setting, never a password
 */
char **
lp_mutt_test (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account);

/**
 * lp_mutt_make_include:
 * @places: places
 * @account: the account
 * @source: (nullable): a configuration that is read first
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the file that sets the account, or %NULL with %G_IO_ERROR_NOT_SUPPORTED and
 *   a translated sentence
 */
char *
lp_mutt_make_include (const LpPlaces *places, const LpAccount *account, const char *source,
                      GError **error);

G_END_DECLS
