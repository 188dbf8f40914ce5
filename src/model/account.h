/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/address.h"
#include "model/server.h"

G_BEGIN_DECLS

/** LpAccount.leave_on_server: never delete there. Any other value is a number of days; 0 deletes at
 * once. */
#define LP_LEAVE_ALWAYS (-1)

/**
 * LpAccount:
 * @id: (nullable): short id written into configurations, `[a-z0-9-]+`; lp_account_make_id()
 * proposes one
 * @name: (nullable): the person's name for outgoing mail, UTF-8
 * @address: the mail address
 * @incoming: (nullable): IMAP or POP3
 * @outgoing: (nullable): SMTP; %NULL for an account that only receives
 * @ca_file: (nullable): absolute path of a further certificate authority in PEM
 * @client_certificate: (nullable): absolute path of a PEM file with the person's own certificate, its
 * chain and its unencrypted key, for servers that ask for one in TLS
 * @issuer: (nullable): the OAuth2 issuer's row (data/oauth2.ini), for browser sign-in
 * @user_is_open: the settings do not say which user name the servers want; ours is only likely
 * @timeout: seconds a client may wait for a server; 0 leaves the client's own
 * @takes_over: the person agreed that this account takes the place of one that somebody else made for
 * the same address: changed where it stands if it receives by the same protocol, else left beside
 * @has_two_secrets: the outgoing server wants another password than the incoming one, even from the
 * same user
 * @leave_on_server: POP3: days a fetched message stays on the server, or %LP_LEAVE_ALWAYS
 *
 * The value that travels the whole road. Secrets are not in it (see model/credentials.h).
 */
typedef struct {
  char *id;
  char *name;
  LpAddress *address;
  LpServer *incoming;
  LpServer *outgoing;
  char *ca_file;
  char *client_certificate;
  char *issuer;
  gboolean user_is_open;
  guint timeout;
  int leave_on_server;
  gboolean takes_over;
  gboolean has_two_secrets;
} LpAccount;

#define LP_TYPE_ACCOUNT (lp_account_get_type ())
GType
lp_account_get_type (void);

/**
 * lp_account_new:
 * @address: (transfer none): the address
 *
 * Returns: (transfer full): an account without servers, timeout 60 s, leaving mail on the server
 */
LpAccount *
lp_account_new (const LpAddress *address);

/**
 * lp_account_copy:
 * @account: (nullable): an account
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpAccount *
lp_account_copy (const LpAccount *account);

/**
 * lp_account_free:
 * @account: (nullable) (transfer full): an account
 */
void
lp_account_free (LpAccount *account);

/**
 * lp_account_make_id:
 * @address: an address
 * @is_taken: (nullable) (scope call): tells whether an id belongs to another account already
 * @user_data: given to @is_taken
 *
 * Makes an id that needs no quoting anywhere: letters and digits of the address in lower case
 * joined by hyphens, at most 40; a number follows while @is_taken says so.
 *
 * Returns: (transfer full): the id
 */
char *
lp_account_make_id (const LpAddress *address,
                    gboolean (*is_taken) (const char *id, gpointer user_data), gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpAccount, lp_account_free)

G_END_DECLS
