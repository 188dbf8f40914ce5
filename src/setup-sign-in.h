/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/* The step between probe and verify for accounts that take no password. */

/**
 * lp_setup_wants_browser:
 * @setup: a set-up
 *
 * Returns: %TRUE if a server of the account takes only what a sign-in with the browser gives
 */
gboolean
lp_setup_wants_browser (LpSetup *setup);

/**
 * lp_setup_offers_browser:
 * @setup: a set-up
 *
 * Returns: %TRUE if lp_setup_sign_in_async() can do that: there is a client ID for the account's issuer. Reads
 * small files
 */
gboolean
lp_setup_offers_browser (LpSetup *setup);

/**
 * lp_setup_sign_in_async:
 * @setup: a set-up whose account has servers and an issuer
 * @elsewhere: the person uses the browser of another device
 * @cancellable: (nullable): ends it at once
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Signs in with the browser: emits `browser` or `device-code`, then waits for the person, ten minutes at most. The
 * credentials of both sides are the access token afterwards; lp_setup_apply_async() keeps the sign-in in the keyring.
 */
void
lp_setup_sign_in_async (LpSetup *setup, gboolean elsewhere, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_sign_in_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR or what the network said
 */
gboolean
lp_setup_sign_in_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_dup_issuer_name:
 * @setup: a set-up
 *
 * Returns: (transfer full) (nullable): what people call the account's issuer; %NULL without one. Reads small files
 */
char *
lp_setup_dup_issuer_name (LpSetup *setup);

/**
 * lp_setup_dup_redirect:
 * @setup: a set-up
 *
 * Returns: (transfer full) (nullable): the redirect address to register for an own client ID; %NULL without an
 * issuer. Reads small files
 */
char *
lp_setup_dup_redirect (LpSetup *setup);

/**
 * lp_setup_save_client_id:
 * @setup: a set-up whose account has an issuer
 * @client_id: what the issuer gave
 * @client_secret: (nullable): what goes with it; issuers that want one do not call it secret
 * @error: return location
 *
 * Writes an own client ID into $XDG_CONFIG_HOME/letterplate/oauth2.d, so that the sign-in with the browser is offered.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR or %G_FILE_ERROR
 */
gboolean
lp_setup_save_client_id (LpSetup *setup, const char *client_id, const char *client_secret,
                         GError **error);

G_END_DECLS
