/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/ini.h"

G_BEGIN_DECLS

/** What the name of each of our groups goes on with after its kind. */
#define LP_BALSA_OURS "letterplate-"
/** Kinds of groups: the beginnings of their names. */
#define LP_BALSA_FOLDER "folder-"
#define LP_BALSA_MAILBOX "mailbox-"
#define LP_BALSA_SMTP "smtp-server-"
#define LP_BALSA_IDENTITY "identity-"
/** "Type" of a mailbox that is read by POP3. */
#define LP_BALSA_POP3 "LibBalsaMailboxPOP3"

/** The number in "Security". */
extern const int lp_balsa_securities[LP_N_SECURITIES];

/** The number in "AuthMode"; 0: Balsa cannot. With a name and a password it takes the safest way the server has. */
extern const int lp_balsa_auth_modes[LP_N_SIGN_INS];

/**
 * LpBalsaFiles:
 * @paths: of config and config-private
 * @before: (nullable): what is in them, %NULL where there is none
 * @config: the first one taken apart
 * @private: the second one, which has the users' names in groups of the same names
 */
typedef struct {
  char *paths[2];
  GBytes *before[2];
  LpIni *config;
  LpIni *private;
} LpBalsaFiles;

/**
 * lp_balsa_files_clear:
 * @files: files
 *
 * Frees what is in the struct.
 */
void
lp_balsa_files_clear (LpBalsaFiles *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpBalsaFiles, lp_balsa_files_clear)

/**
 * lp_balsa_files_read:
 * @places: places
 * @files: (out caller-allocates): zeroed
 * @error: return location
 *
 * Reads small files. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_balsa_files_read (const LpPlaces *places, LpBalsaFiles *files, GError **error);

/**
 * lp_balsa_files_plan:
 * @files: files, changed
 * @plan: a plan
 *
 * Adds what has to be written.
 */
void
lp_balsa_files_plan (const LpBalsaFiles *files, LpPlan *plan);

/**
 * lp_balsa_files_find_accounts:
 * @files: files
 *
 * Returns: (transfer full) (element-type LpFoundAccount): all accounts
 */
GPtrArray *
lp_balsa_files_find_accounts (const LpBalsaFiles *files);

/**
 * lp_balsa_files_find_identity:
 * @files: files
 * @name: (nullable): what an account is called
 * @user: (nullable): who signs in
 *
 * Balsa does not tie identities to servers to read from: the one whose address is the account's name or its user's,
 * else the first.
 *
 * Returns: (transfer full) (nullable): the group's name
 */
char *
lp_balsa_files_find_identity (const LpBalsaFiles *files, const char *name, const char *user);

/**
 * lp_balsa_files_read_account:
 * @files: files
 * @group: name of a group that has an incoming server
 * @protocol: how that server is read
 *
 * Returns: (transfer full) (nullable): the account, %NULL where the group has no server
 */
LpFoundAccount *
lp_balsa_files_read_account (const LpBalsaFiles *files, const char *group, LpProtocolId protocol);

/**
 * lp_balsa_get:
 * @ini: one of the files
 * @group: name of a group
 * @key: a key
 *
 * Returns: (transfer full) (nullable): its value without escapes
 */
char *
lp_balsa_get (const LpIni *ini, const char *group, const char *key);

/**
 * lp_balsa_set:
 * @ini: one of the files
 * @group: name of a group, which is made where it is missing
 * @key: a key
 * @value: its value as it is meant; it is escaped here
 */
void
lp_balsa_set (LpIni *ini, const char *group, const char *key, const char *value);

G_END_DECLS
