/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "model/secret-item.h"

G_BEGIN_DECLS

/* The few things that all clients need when they plan. */

/**
 * lp_writer_make_command:
 * @places: places
 * @account: an account with an id
 * @side: whose secret
 *
 * Returns: (transfer full): the command line that prints the secret: the path of
 * letterplate-secret, the account's id and the side, in words that no shell needs to have quoted
 */
char *
lp_writer_make_command (const LpPlaces *places, const LpAccount *account, LpSide side);

/**
 * lp_writer_get_user:
 * @account: an account
 * @server: one of its servers
 *
 * Returns: (transfer none): the name to sign in with; the address where none is known
 */
const char *
lp_writer_get_user (const LpAccount *account, const LpServer *server);

/**
 * lp_writer_make_include:
 * @places: places
 * @account_id: the account's id
 * @suffix: for instance "muttrc"
 *
 * Returns: (transfer full): absolute path of a file that is all ours and is read by the client's own
 */
char *
lp_writer_make_include (const LpPlaces *places, const char *account_id, const char *suffix);

/**
 * lp_writer_shorten_home:
 * @places: places
 * @path: an absolute path
 *
 * Returns: (transfer full): @path with ~ for the home folder, so that a person can keep the file elsewhere
 */
char *
lp_writer_shorten_home (const LpPlaces *places, const char *path);

/**
 * lp_writer_format_mailbox:
 * @account: an account
 *
 * Returns: (transfer full): name and address as in a header, "Alice <alice@example.test>" (RFC 5322 §3.4),
 *   the domain in ASCII; a name beyond ASCII stays UTF-8
 */
char *
lp_writer_format_mailbox (const LpAccount *account);

/**
 * lp_writer_make_url:
 * @scheme: for instance "imaps"
 * @account: an account
 * @server: one of its servers
 *
 * Returns: (transfer full): `SCHEME://USER@HOST:PORT`, without USER@ where nobody signs in; what is special
 *   in a URL is %-escaped (RFC 3986)
 */
char *
lp_writer_make_url (const char *scheme, const LpAccount *account, const LpServer *server);

/**
 * lp_writer_check_trust:
 * @account: an account
 * @client_name: the client, as people call it
 * @error: return location
 *
 * For a client that trusts the system's authorities and nothing else.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence if the account has a pin
 *   or an authority of its own
 */
gboolean
lp_writer_check_trust (const LpAccount *account, const char *client_name, GError **error);

/**
 * lp_writer_check_pin:
 * @account: an account
 * @client_name: the client, as people call it
 * @error: return location
 *
 * For a client that can be given a further authority, but not one certificate.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence if the account has a pin
 */
gboolean
lp_writer_check_pin (const LpAccount *account, const char *client_name, GError **error);

/**
 * lp_writer_check_sign_in:
 * @account: an account
 * @client_name: the client, as people call it
 * @sign_ins: bits, 1 << #LpSignIn, of those that the client can do beside automatic and none
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence if one of the servers wants another
 */
gboolean
lp_writer_check_sign_in (const LpAccount *account, const char *client_name, guint sign_ins,
                         GError **error);

/**
 * lp_writer_add_maildir:
 * @plan: a plan
 * @places: places
 * @name: the account's name in the client
 *
 * Adds the local folder ~/Mail/NAME with what makes it a maildir, where it is missing.
 */
void
lp_writer_add_maildir (LpPlan *plan, const LpPlaces *places, const char *name);

/**
 * lp_writer_add_days_note:
 * @plan: a plan
 * @client_name: the client, as people call it
 *
 * Says that mail stays on the server for good, because the client cannot count days.
 */
void
lp_writer_add_days_note (LpPlan *plan, const char *client_name);

/**
 * lp_writer_check_values:
 * @account: an account
 * @error: return location
 *
 * Makes sure that no value could end its line in a text file.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence
 */
gboolean
lp_writer_check_values (const LpAccount *account, GError **error);

/**
 * lp_writer_refuse:
 * @error: return location
 * @text: a translated sentence
 *
 * Says that the client cannot be given this account safely.
 *
 * Returns: (nullable): %NULL with %G_IO_ERROR_NOT_SUPPORTED, so that a plan can end in
 *   `return lp_writer_refuse (…)`
 */
gpointer
lp_writer_refuse (GError **error, const char *text);

/**
 * lp_writer_choose_name:
 * @id: the account's id
 * @is_taken: (scope call): tells whether a name belongs to something of the person's own in the
 * client's file
 * @data: given to @is_taken
 *
 * Returns: (transfer full): @id, or with -2, -3, … the first that is free
 */
char *
lp_writer_choose_name (const char *id, gboolean (*is_taken) (const char *name, gpointer data),
                       gpointer data);

/**
 * lp_writer_check_existing:
 * @found: (element-type LpFoundAccount) (nullable): what the client has
 * @account: the account
 * @side: the only side that the client knows
 * @client_name: the client, as people call it
 * @is_there: (out): nothing is to be done
 * @error: return location
 *
 * lp_existing_check() for a client that only sends or only receives.
 *
 * Returns: %TRUE to go on, or %FALSE with %G_IO_ERROR_EXISTS
 */
gboolean
lp_writer_check_existing (GPtrArray *found, const LpAccount *account, LpSide side,
                          const char *client_name, gboolean *is_there, GError **error);

/**
 * lp_writer_plan_block_removal:
 * @client_id: the client
 * @path: its file
 * @comment: the format's comment mark
 * @account_id: whose block
 * @error: return location
 *
 * Describes how to take our block out of a text file. Reads the file.
 *
 * Returns: (transfer full) (nullable): the plan, empty if there is no block, or %NULL with an error
 * of %G_IO_ERROR
 */
LpPlan *
lp_writer_plan_block_removal (const char *client_id, const char *path, const char *comment,
                              const char *account_id, GError **error);

/**
 * lp_writer_read_own:
 * @places: places
 * @suffix: of our files, see lp_writer_make_include()
 * @read_file: (scope call): reads one of them, which belongs to the account @id
 * @accounts: (element-type LpFoundAccount): gets what it finds
 *
 * Reads all files of ours for one client. Blocks.
 */
void
lp_writer_read_own (const LpPlaces *places, const char *suffix,
                    void (*read_file) (const char *path, const char *id, GPtrArray *accounts),
                    GPtrArray *accounts);

/**
 * lp_writer_add_own:
 * @plan: a plan
 * @places: places
 * @suffix: of our file, see lp_writer_make_include()
 * @contents: what it holds
 * @error: return location
 *
 * Adds a file that is all ours. Reads it.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_writer_add_own (LpPlan *plan, const LpPlaces *places, const char *suffix, const char *contents,
                   GError **error);

/**
 * lp_writer_plan_own_removal:
 * @client_id: the client
 * @places: places
 * @suffix: of our file
 * @account_id: whose file
 * @error: return location
 *
 * Describes how to take out what lp_writer_add_own() added. Reads it.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_writer_plan_own_removal (const char *client_id, const LpPlaces *places, const char *suffix,
                            const char *account_id, GError **error);

/**
 * lp_writer_add_include:
 * @plan: a plan
 * @places: places
 * @path: the client's own file
 * @comment: the format's comment mark
 * @suffix: of our file, see lp_writer_make_include()
 * @contents: what our file holds
 * @line: lines, each ended by a line feed, that make the client read it
 * @error: return location
 *
 * For a format with includes: a file that is all ours, and a block in the client's own that names it. Reads both.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_writer_add_include (LpPlan *plan, const LpPlaces *places, const char *path, const char *comment,
                       const char *suffix, const char *contents, const char *line, GError **error);

/**
 * lp_writer_plan_include_removal:
 * @client_id: the client
 * @places: places
 * @path: the client's own file
 * @comment: the format's comment mark
 * @suffix: of our file
 * @account_id: whose file
 * @error: return location
 *
 * Describes how to take out what lp_writer_add_include() added; the line goes before the file it names. Reads both.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_writer_plan_include_removal (const char *client_id, const LpPlaces *places, const char *path,
                                const char *comment, const char *suffix, const char *account_id,
                                GError **error);

G_END_DECLS
