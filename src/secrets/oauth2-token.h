/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "secrets/grant.h"
#include "secrets/oauth2-request.h"

/* Inside src/secrets only: the token endpoint. */

G_BEGIN_DECLS

/**
 * lp_oauth2_read_signed_in:
 * @id_token: (nullable): the ID token of an answer, which came straight from the token endpoint
 * over TLS: its signature need not be checked (OpenID Connect Core 1.0, 3.1.3.7 (6))
 *
 * Returns: (transfer full) (nullable): the address of who signed in; %NULL if the token names none,
 * is broken, or larger than an honest one
 */
char *
lp_oauth2_read_signed_in (const char *id_token);

/**
 * lp_oauth2_trade:
 * @issuer: an issuer whose addresses are known
 * @form: what is traded, as lp_oauth2_ask(); the client is added here
 * @user: whose mailbox
 * @code: (out) (optional) (transfer full) (nullable): the word of a refusal
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Asks the token endpoint. Blocks.
 *
 * Returns: (transfer full) (nullable): the grant, with a refresh token if the answer brought one;
 * or %NULL with an error as lp_oauth2_ask()
 */
LpGrant *
lp_oauth2_trade (const LpIssuer *issuer, const char *const *form, const char *user, char **code,
                 GCancellable *cancellable, GError **error);

G_END_DECLS
