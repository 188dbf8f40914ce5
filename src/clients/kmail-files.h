/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/ini.h"

G_BEGIN_DECLS

/** KMail's files below $XDG_CONFIG_HOME that a set-up changes. */
typedef enum {
  LP_KMAIL_IDENTITIES, /* emailidentities */
  LP_KMAIL_TRANSPORTS, /* mailtransports */
  LP_KMAIL_SETTINGS,   /* kmail2rc */
  LP_KMAIL_N_FILES
} LpKmailFile;

/**
 * LpKmailFiles:
 * @places: places; must outlive this
 * @paths: where they are
 * @before: (nullable): what is there
 * @inis: the files, to be edited
 *
 * The half of KMail's accounts that is kept in files: identities and outgoing servers. KMail writes them
 * anew when it ends, and keeps in an identity what it does not know: there stand the account's id and the name
 * of the resource that reads its mail.
 */
typedef struct {
  const LpPlaces *places;
  char *paths[LP_KMAIL_N_FILES];
  GBytes *before[LP_KMAIL_N_FILES];
  LpIni *inis[LP_KMAIL_N_FILES];
} LpKmailFiles;

/**
 * lp_kmail_files_read:
 * @files: filled in; cleared with lp_kmail_files_clear()
 * @places: places
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_kmail_files_read (LpKmailFiles *files, const LpPlaces *places, GError **error);

/**
 * lp_kmail_files_clear:
 * @files: its strings are freed
 */
void
lp_kmail_files_clear (LpKmailFiles *files);

/**
 * lp_kmail_files_plan:
 * @files: files that were edited
 * @plan: gets the operations
 */
void
lp_kmail_files_plan (const LpKmailFiles *files, LpPlan *plan);

/**
 * lp_kmail_files_find:
 * @files: files
 * @account_id: an account's id
 *
 * Returns: (transfer full) (nullable): the group of the identity that is ours and has this id
 */
char *
lp_kmail_files_find (const LpKmailFiles *files, const char *account_id);

/**
 * lp_kmail_files_dup_resource:
 * @files: files
 * @identity: group of an identity that is ours
 *
 * Returns: (transfer full) (nullable): the resource that reads its mail
 */
char *
lp_kmail_files_dup_resource (const LpKmailFiles *files, const char *identity);

/**
 * lp_kmail_files_predict_resource:
 * @files: files
 * @type: a type of resources, such as akonadi_imap_resource
 *
 * Returns: (transfer full): the name that Akonadi gives to the next resource of this type
 */
char *
lp_kmail_files_predict_resource (const LpKmailFiles *files, const char *type);

/**
 * lp_kmail_files_read_resource:
 * @files: files
 * @resource: a resource's name
 * @account: gets the incoming server
 */
void
lp_kmail_files_read_resource (const LpKmailFiles *files, const char *resource, LpAccount *account);

/**
 * lp_kmail_files_read_accounts:
 * @files: files
 *
 * Returns: (transfer full) (element-type LpFoundAccount): an account for each identity with an address
 */
GPtrArray *
lp_kmail_files_read_accounts (const LpKmailFiles *files);

/**
 * lp_kmail_files_write:
 * @files: files to edit
 * @account: an account with an id
 * @resource: the resource that reads its mail
 * @transport: (out) (transfer full) (nullable): number of its outgoing server, as the wallet has it
 * @identity: (out): number of its identity
 *
 * Puts the account in, or brings the one of the same id up to date.
 */
void
lp_kmail_files_write (LpKmailFiles *files, const LpAccount *account, const char *resource,
                      char **transport, int *identity);

/**
 * lp_kmail_files_remove:
 * @files: files to edit
 * @account_id: an account's id
 *
 * Takes the account out.
 */
void
lp_kmail_files_remove (LpKmailFiles *files, const char *account_id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpKmailFiles, lp_kmail_files_clear)

G_END_DECLS
