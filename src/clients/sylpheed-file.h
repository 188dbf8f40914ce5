/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpSylpheedDialect:
 * @client_id: the client's id
 * @name: what people call it
 * @folder: its folder below the home folder
 * @imap: the number that means IMAP in the key "protocol"; 0 means POP3
 * @version: the first "config_version" in which it does, 0 if the client has no such key
 * @kerberos: the number that means Kerberos in "imap_auth_method", 0 if it cannot
 * @certificates: (nullable): the key that lets valid certificates pass without a question
 *
 * Sylpheed, or Claws Mail, which began as its twin: their files have the same form and nearly the
 * same keys.
 */
typedef struct {
  const char *client_id;
  const char *name;
  const char *folder;
  int imap;
  int version;
  int kerberos;
  const char *certificates;
} LpSylpheedDialect;

/**
 * LpSylpheedCommands:
 * @tunnel: (nullable): a command to read mail through: it has signed in already
 * @send: (nullable): a command to send through, as sendmail
 *
 * Commands instead of connections of the client's own: that way it needs no password.
 */
typedef struct {
  const char *tunnel;
  const char *send;
} LpSylpheedCommands;

/**
 * lp_sylpheed_read:
 * @dialect: which of the two
 * @places: places
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpFoundAccount) (nullable): its accounts, or %NULL with an
 *   error of %G_IO_ERROR
 */
GPtrArray *
lp_sylpheed_read (const LpSylpheedDialect *dialect, const LpPlaces *places, GError **error);

/**
 * lp_sylpheed_plan:
 * @dialect: which of the two
 * @places: places
 * @account: an account with an id that the client can be given
 * @commands: what goes through commands
 * @error: return location
 *
 * Describes how to write the account into accountrc and folderlist.xml, and the folders for local
 * mail where there is none yet, so that no assistant opens. Reads small files. Blocks.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_sylpheed_plan (const LpSylpheedDialect *dialect, const LpPlaces *places,
                  const LpAccount *account, const LpSylpheedCommands *commands, GError **error);

/**
 * lp_sylpheed_plan_removal:
 * @dialect: which of the two
 * @places: places
 * @account_id: the account's id
 * @error: return location
 *
 * Describes how to take the account out of both files. Local mail stays.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with an error of %G_IO_ERROR
 */
LpPlan *
lp_sylpheed_plan_removal (const LpSylpheedDialect *dialect, const LpPlaces *places,
                          const char *account_id, GError **error);

/**
 * lp_sylpheed_socket_answers:
 * @path: path of a socket
 *
 * A program that runs listens on a socket; one that crashed leaves it behind.
 *
 * Returns: %TRUE if somebody listens there
 */
gboolean
lp_sylpheed_socket_answers (const char *path);

G_END_DECLS
