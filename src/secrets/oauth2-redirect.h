/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "secrets/issuer.h"

/* Inside src/secrets only: where the browser comes back to (RFC 8252 section 7.3). */

G_BEGIN_DECLS

/**
 * LpRedirect:
 *
 * A listener on a free port of 127.0.0.1 and [::1] that takes one answer. Used by one thread.
 */
typedef struct _LpRedirect LpRedirect;

/**
 * lp_redirect_new:
 * @issuer: whose answer it waits for
 * @state: what the answer must bring back
 * @error: return location
 *
 * Listens at once, so that no answer can come too early. Both addresses get the same port and
 * nobody else can have it: "localhost" may mean either. Does not block.
 *
 * Returns: (transfer full) (nullable): the listener, or %NULL with %G_IO_ERROR
 */
LpRedirect *
lp_redirect_new (const LpIssuer *issuer, const char *state, GError **error);

/**
 * lp_redirect_get_uri:
 * @redirect: a listener
 *
 * Returns: (transfer none): the address that the browser must come back to
 */
const char *
lp_redirect_get_uri (const LpRedirect *redirect);

/**
 * lp_redirect_wait:
 * @redirect: a listener that has not waited yet
 * @seconds: how long at most
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Waits for the browser. What is no navigation to the address (another page's script, a search for
 * an icon, another host name) is turned away and the wait goes on; the first answer ends it,
 * whether it is right or not: state first (in constant time), then the issuer's identifier (RFC
 * 9207), then a refusal. Blocks.
 *
 * Returns: (transfer full) (nullable): the authorization code, or %NULL with %LP_ERROR or
 * %G_IO_ERROR_CANCELLED
 */
char *
lp_redirect_wait (LpRedirect *redirect, guint seconds, GCancellable *cancellable, GError **error);

/**
 * lp_redirect_free:
 * @redirect: (nullable) (transfer full): a listener; its ports are free afterwards
 */
void
lp_redirect_free (LpRedirect *redirect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpRedirect, lp_redirect_free)

G_END_DECLS
