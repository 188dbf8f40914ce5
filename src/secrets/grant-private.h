/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "secrets/grant.h"
#include "secrets/keyring-session.h"

/* Inside src/secrets only: the two items of a grant, one by one. */

G_BEGIN_DECLS

/**
 * lp_grant_store_refresh_token:
 * @service: the service
 * @grant: a grant with a refresh token
 * @account_id: whose
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Stores the refresh token. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error as lp_keyring_store()
 */
gboolean
lp_grant_store_refresh_token (SecretService *service, const LpGrant *grant, const char *account_id,
                              GCancellable *cancellable, GError **error);

/**
 * lp_grant_store_access_token:
 * @service: the service
 * @grant: a grant with an access token
 * @account_id: whose
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Stores the access token with its expiry. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error as lp_keyring_store()
 */
gboolean
lp_grant_store_access_token (SecretService *service, const LpGrant *grant, const char *account_id,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
