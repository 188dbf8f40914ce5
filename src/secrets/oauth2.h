/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/account.h"
#include "secrets/grant.h"
#include "secrets/issuer.h"

G_BEGIN_DECLS

/** Seconds that a person has in the browser. */
#define LP_OAUTH2_SECONDS 600

/**
 * lp_oauth2_sign_in:
 * @issuer: who is asked; it has a client ID
 * @account: whose mailbox, and for which servers
 * @open: called on this thread when the page is to be opened in the system's browser; must not
 * block
 * @data: given to @open
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Signs in with the browser: authorization code with PKCE (RFC 6749, RFC 7636), back over loopback
 * (RFC 8252). The listener is there before the page is. Blocks while the person signs in, at most
 * %LP_OAUTH2_SECONDS; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the grant with both tokens, or %NULL with %LP_ERROR
 *   (%LP_VERDICT_CANCELLED when the person said no on the page), %G_IO_ERROR, %G_RESOLVER_ERROR or
 * %G_TLS_ERROR
 */
LpGrant *
lp_oauth2_sign_in (const LpIssuer *issuer, const LpAccount *account,
                   void (*open) (const char *url, gpointer data), gpointer data,
                   GCancellable *cancellable, GError **error);

/**
 * lp_oauth2_sign_in_elsewhere:
 * @issuer: who is asked; it has a client ID
 * @account: whose mailbox, and for which servers
 * @show: called on this thread with what the person types on another device: the page, the code,
 * and (nullable) the page with the code in it
 * @data: given to @show
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Signs in with the browser of another device (RFC 8628), for machines without one. Blocks until
 * the person is done or the code expires.
 *
 * Returns: (transfer full) (nullable): as lp_oauth2_sign_in()
 */
LpGrant *
lp_oauth2_sign_in_elsewhere (const LpIssuer *issuer, const LpAccount *account,
                             void (*show) (const char *url, const char *code,
                                           const char *complete_url, gpointer data),
                             gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
