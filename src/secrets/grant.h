/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/credentials.h"
#include "secrets/issuer.h"

G_BEGIN_DECLS

/**
 * LpGrant:
 * @issuer: id of who gave it
 * @user: whose mailbox it opens
 * @host: (nullable): the outgoing server it is for, where it matters who asks
 * @scope: (nullable): what it allows, as the issuer said
 * @signed_in: (nullable): the address of who signed in, as the issuer said; it is not kept in the
 * keyring
 * @refresh_token: (nullable): what a new access token is traded for; %NULL in an answer that
 * brought no new one
 * @access_token: (nullable): what servers take
 * @issued: seconds since 1970
 * @lifetime: seconds that the access token is good for, from @issued
 *
 * What a person granted by signing in with the browser. A value.
 */
typedef struct {
  char *issuer;
  char *user;
  char *host;
  char *scope;
  char *signed_in;
  LpCredentials *refresh_token;
  LpCredentials *access_token;
  gint64 issued;
  gint64 lifetime;
} LpGrant;

#define LP_TYPE_GRANT (lp_grant_get_type ())
GType
lp_grant_get_type (void);

/**
 * lp_grant_store:
 * @grant: a grant with both tokens
 * @account_id: whose
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Keeps a grant in the keyring: an item for the refresh token, one for the access token with its
 * expiry. An earlier one of the account is replaced. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error as lp_keyring_store()
 */
gboolean
lp_grant_store (const LpGrant *grant, const char *account_id, GCancellable *cancellable,
                GError **error);

/**
 * lp_grant_remove:
 * @account_id: whose
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Takes an account's grant out of the keyring; if there is none that is no error. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error as lp_keyring_remove()
 */
gboolean
lp_grant_remove (const char *account_id, GCancellable *cancellable, GError **error);

/**
 * lp_grant_renew:
 * @account: an account's id or its address
 * @data_dir: (nullable): instead of the installed tables
 * @cancellable: (nullable): cancels the wait for another process; never an exchange that has begun
 * @error: return location
 *
 * Gives an account's access token, and trades the refresh token for a new one if it is not fresh.
 * Issuers that rotate refresh tokens end the whole grant when an old one comes twice, so processes
 * wait for each other (a lock in $XDG_RUNTIME_DIR), look into the keyring again once it is their
 * turn, and store the new refresh token before anything else. While the old access token still
 * lives it serves if the issuer cannot be reached. A grant that the issuer refused is not tried
 * again. Blocks, at most some 90 s.
 *
 * Call it in a process that nobody is going to kill: one that dies between the issuer's answer and
 * the keyring has lost the grant ("letterplate token" sees to that).
 *
 * Returns: (transfer full) (nullable): the access token, or %NULL with %LP_ERROR
 * (%LP_VERDICT_BROWSER_SIGN_IN_REQUIRED: the person must sign in again), or as lp_keyring_lookup()
 * and lp_oauth2_sign_in()
 */
LpCredentials *
lp_grant_renew (const char *account, const char *data_dir, GCancellable *cancellable,
                GError **error);

/**
 * lp_grant_copy:
 * @grant: (nullable): a grant
 *
 * Returns: (transfer full) (nullable): a copy that shares the credentials
 */
LpGrant *
lp_grant_copy (const LpGrant *grant);

/**
 * lp_grant_free:
 * @grant: (nullable) (transfer full): a grant
 */
void
lp_grant_free (LpGrant *grant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpGrant, lp_grant_free)

G_END_DECLS
