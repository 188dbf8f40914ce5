/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpMsmtpSection:
 * @name: the account's name
 * @block: (nullable): id of the account in whose block it stands, so it is ours
 * @is_alias: it only builds on others, as in `account default : work`
 * @first_line: number of its first line in the file, from 0
 * @n_lines: how many there are, without comments and blank lines at the end
 * @settings: (element-type utf8 utf8): its settings, those of `defaults` and of accounts it builds
 * on included
 *
 * One `account` of msmtp or mpop.
 */
typedef struct {
  char *name;
  char *block;
  gboolean is_alias;
  guint first_line;
  guint n_lines;
  GHashTable *settings;
} LpMsmtpSection;

/**
 * LpMsmtpFile:
 * @sections: (element-type LpMsmtpSection): its accounts in order
 * @defaults: (element-type utf8 utf8): what `defaults` sets up to the end of the file
 *
 * A configuration file of msmtp 1.8 or mpop 1.4, which share one grammar (their manual,
 * "CONFIGURATION FILES"): a word and the rest of the line, with one pair of double quotes around it
 * taken off and nothing escaped.
 */
typedef struct {
  GPtrArray *sections;
  GHashTable *defaults;
} LpMsmtpFile;

/**
 * lp_msmtp_file_parse:
 * @text: (nullable): a file's contents
 *
 * Reads a file; what is no valid line is passed over. `eval` is not run. Does not block.
 *
 * Returns: (transfer full): what it says
 */
LpMsmtpFile *
lp_msmtp_file_parse (GBytes *text);

/**
 * lp_msmtp_file_free:
 * @file: (nullable) (transfer full): a file
 */
void
lp_msmtp_file_free (LpMsmtpFile *file);

/**
 * lp_msmtp_file_find:
 * @file: a file
 * @name: an account's name
 *
 * Returns: (transfer none) (nullable): that account
 */
const LpMsmtpSection *
lp_msmtp_file_find (const LpMsmtpFile *file, const char *name);

/**
 * lp_msmtp_file_choose_name:
 * @file: a file
 * @id: the account's id
 *
 * Returns: (transfer full): the name our account has there, or one that is not taken by the
 *   person's own or another of ours
 */
char *
lp_msmtp_file_choose_name (const LpMsmtpFile *file, const char *id);

/**
 * lp_msmtp_find_place:
 * @places: places
 * @program: "msmtp" or "mpop"
 *
 * Returns: (transfer full): the configuration in force: ~/.NAMErc, which hides
 * $XDG_CONFIG_HOME/NAME/config if both exist
 */
char *
lp_msmtp_find_place (const LpPlaces *places, const char *program);

/**
 * lp_msmtp_reads_keyring:
 * @places: places
 * @program: "msmtp" or "mpop"
 *
 * Asks the program's --version, for a second at most. Blocks.
 *
 * Returns: %TRUE if it was built with libsecret
 */
gboolean
lp_msmtp_reads_keyring (const LpPlaces *places, const char *program);

/**
 * lp_msmtp_append:
 * @body: text that grows
 * @word: a setting
 * @value: its value
 *
 * Writes one line, with the quotes it needs.
 */
void
lp_msmtp_append (GString *body, const char *word, const char *value);

/**
 * lp_msmtp_append_server:
 * @body: text that grows
 * @file: the file, whose `defaults` are made harmless for us
 * @account: the account
 * @server: its server
 * @secret_command: (nullable): command that prints the secret; %NULL to leave it to the keyring
 * @error: return location
 *
 * Writes everything the two programs have in common: host, port, TLS, trust, sign-in.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence
 */
gboolean
lp_msmtp_append_server (GString *body, const LpMsmtpFile *file, const LpAccount *account,
                        const LpServer *server, const char *secret_command, GError **error);

/**
 * lp_msmtp_check_lines:
 * @body: the finished lines
 * @error: return location
 *
 * Returns: %TRUE if the programs can read lines this long, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED
 */
gboolean
lp_msmtp_check_lines (const char *body, GError **error);

/**
 * lp_msmtp_file_to_found:
 * @file: a file
 * @protocol: %LP_PROTOCOL_SMTP for msmtp, %LP_PROTOCOL_POP3 for mpop
 * @where: its path
 *
 * Returns: (transfer full) (element-type LpFoundAccount): its accounts that have an address
 */
GPtrArray *
lp_msmtp_file_to_found (const LpMsmtpFile *file, LpProtocolId protocol, const char *where);

/**
 * lp_msmtp_read:
 * @program: "msmtp" or "mpop"
 * @protocol: %LP_PROTOCOL_SMTP for msmtp, %LP_PROTOCOL_POP3 for mpop
 * @places: places
 * @error: return location
 *
 * As read in #LpClient. Blocks.
 *
 * Returns: (transfer full) (element-type LpFoundAccount) (nullable): accounts, or %NULL with an error of %G_IO_ERROR
 */
GPtrArray *
lp_msmtp_read (const char *program, LpProtocolId protocol, const LpPlaces *places, GError **error);

/**
 * lp_msmtp_find_own_name:
 * @program: "msmtp" or "mpop"
 * @places: places
 * @id: the account's id
 *
 * Reads the program's file. Blocks.
 *
 * Returns: (transfer full) (nullable): the name our account has there; %NULL if the file cannot be read
 */
char *
lp_msmtp_find_own_name (const char *program, const LpPlaces *places, const char *id);

/**
 * lp_msmtp_plan_move:
 * @client_id: "msmtp" or "mpop"
 * @side: whose secret
 * @places: places
 * @account: as plan_move in #LpClient
 * @found: the same
 * @secrets: the same
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with %G_IO_ERROR_NOT_SUPPORTED
 */
LpPlan *
lp_msmtp_plan_move (const char *client_id, LpSide side, const LpPlaces *places,
                    const LpAccount *account, const LpFoundAccount *found,
                    LpCredentials *secrets[LP_N_SIDES], GError **error);

/**
 * lp_msmtp_make_arguments:
 * @places: places
 * @account: an account that sends
 * @error: return location
 *
 * For programs that send through a command: msmtp with the whole account as its arguments, so that nothing of the
 * person's own configuration counts. The secret is asked from the helper.
 *
 * Returns: (transfer full) (nullable): the program and its arguments; %NULL with %G_IO_ERROR_NOT_SUPPORTED and a
 *   translated sentence where msmtp is not installed or cannot do it
 */
char **
lp_msmtp_make_arguments (const LpPlaces *places, const LpAccount *account, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpMsmtpFile, lp_msmtp_file_free)

G_END_DECLS
