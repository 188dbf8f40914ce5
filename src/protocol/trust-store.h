/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/**
 * LpTrustStore:
 *
 * The certificate authorities that are trusted: the system's, and a file's if there is one; and the
 * person's own certificate where a server may ask for it. Parsing
 * the system's store takes 12 to 20 ms, more than a whole handshake, so all connections of some
 * seconds share one. Reference-counted, immutable, for any thread.
 */
typedef struct _LpTrustStore LpTrustStore;

/**
 * lp_trust_store_get:
 * @with_system: whether the system's authorities are wanted; without them it takes a millisecond
 * @ca_file: (nullable): a further certificate authority in PEM
 * @client_certificate: (nullable): a PEM file with the person's certificate, its chain and its key
 * @error: return location
 *
 * Loads the authorities, or takes those loaded in the last five seconds: a change of the store is
 * seen without a restart. Blocks on the disk only.
 *
 * Returns: (transfer full) (nullable): the authorities, or %NULL with
 * %LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER if @ca_file cannot be read or holds no certificate, with
 * %LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED if @client_certificate cannot be used
 */
LpTrustStore *
lp_trust_store_get (gboolean with_system, const char *ca_file, const char *client_certificate,
                    GError **error);

/**
 * lp_trust_store_unref:
 * @trust: (nullable) (transfer full): the authorities
 */
void
lp_trust_store_unref (LpTrustStore *trust);

/**
 * lp_trust_store_get_credentials:
 * @trust: the authorities
 *
 * Returns: (transfer none): for gnutls_credentials_set(); to be read only
 */
gnutls_certificate_credentials_t
lp_trust_store_get_credentials (LpTrustStore *trust);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpTrustStore, lp_trust_store_unref)

G_END_DECLS
