/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/credentials.h"
#include "model/secret-item.h"

G_BEGIN_DECLS

/** Schema of a cached access token: attributes account, user, issuer, scope, expires, fresh-until.
 */
#define LP_TOKEN_SCHEMA "org.letterplate.Token"

/** Schema of a refresh token: attributes account, user, host (outgoing), issuer, scope; refused once it was. */
#define LP_GRANT_SCHEMA "org.letterplate.Grant"

/**
 * lp_account_secret_find:
 * @account: an account's id, or its address
 * @side: incoming or outgoing
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @stale: (out): %TRUE if the account signs in with the browser and its access token must be
 * renewed first
 * @attributes: (out) (optional) (transfer full) (element-type utf8 utf8): those of the item, user and host among them; set
 * if a secret is returned
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Finds what a mail program needs to sign in: the password, or the access token while it is fresh.
 * An item that lost its account to somebody's own `secret-tool store` is found by its user, and
 * completed. Blocks.
 *
 * Returns: (transfer full) (nullable): the secret, never an empty one; %NULL with @error unset if
 * there is none (or it is @stale), or with %LP_ERROR or %G_IO_ERROR
 */
LpCredentials *
lp_account_secret_find (const char *account, LpSide side, gboolean may_unlock, gboolean *stale,
                        GHashTable **attributes, GCancellable *cancellable, GError **error);

/**
 * lp_account_secret_get:
 * @account: an account's id, or its address
 * @side: incoming or outgoing
 * @program: absolute path of letterplate, which renews an access token in a process of its own
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @attributes: (out) (optional) (transfer full) (element-type utf8 utf8): as lp_account_secret_find()
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * As lp_account_secret_find(), and renews an access token that is not fresh. Blocks.
 *
 * Returns: (transfer full) (nullable): the secret; %NULL with @error unset if there is none, or with %LP_ERROR or
 *   %G_IO_ERROR
 */
LpCredentials *
lp_account_secret_get (const char *account, LpSide side, const char *program, gboolean may_unlock,
                       GHashTable **attributes, GCancellable *cancellable, GError **error);

/**
 * lp_account_secret_spoil:
 * @account: as lp_account_secret_find()
 * @token: an access token that a server refused
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Takes a refused access token out of the keyring, so that the next one who asks gets a new one. If
 * the keyring has another one by now, that stays. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error as lp_keyring_lookup()
 */
gboolean
lp_account_secret_spoil (const char *account, LpCredentials *token, GCancellable *cancellable,
                         GError **error);

/**
 * lp_token_is_fresh:
 * @attributes: (element-type utf8 utf8): the attributes of an access token's item
 *
 * Returns: %TRUE if it serves for some time yet; %FALSE also if it was issued in what this
 * computer's clock calls the future
 */
gboolean
lp_token_is_fresh (GHashTable *attributes);

G_END_DECLS
