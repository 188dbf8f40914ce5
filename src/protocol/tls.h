/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "protocol/certificate.h"

G_BEGIN_DECLS

/**
 * LpTls:
 *
 * The client's side of TLS over a stream that does not block. Nothing here waits: an operation that
 * cannot go on fails with %G_IO_ERROR_WOULD_BLOCK, lp_tls_get_condition() says what to wait for,
 * and it is called again.
 */
typedef struct _LpTls LpTls;

/**
 * lp_tls_new:
 * @stream: (transfer none): a connection whose streams are pollable; kept
 * @host: the name in the certificate and in the greeting of TLS (SNI, for names only)
 * @ca_file: (nullable): a further certificate authority in PEM
 * @client_certificate: (nullable): a PEM file with certificate, chain and key, shown if the server
 * asks for one
 * @error: return location
 *
 * Returns: (transfer full) (nullable): TLS that has not begun, or %NULL with %LP_ERROR
 */
LpTls *
lp_tls_new (GIOStream *stream, const char *host, const char *ca_file,
            const char *client_certificate, GError **error);

/**
 * lp_tls_free:
 * @tls: (nullable) (transfer full): TLS; says goodbye if that does not block
 */
void
lp_tls_free (LpTls *tls);

/**
 * lp_tls_handshake:
 * @tls: TLS
 * @error: return location
 *
 * Shakes hands, without judging the certificate. On failure the first octets of the other side tell
 * plain text from TLS, and its alert an old version from a wish for a client's certificate.
 *
 * Returns: %TRUE when done; else %FALSE with %G_IO_ERROR_WOULD_BLOCK, another error of %G_IO_ERROR,
 * or %LP_ERROR
 */
gboolean
lp_tls_handshake (LpTls *tls, GError **error);

/**
 * lp_tls_read:
 * @tls: TLS after its handshake
 * @buffer: where to put what comes
 * @size: octets
 * @error: return location
 *
 * Returns: octets read, 0 at the end (proper or not), or -1 with an error as above. A server that
 * wants a client's certificate says so only here in TLS 1.3.
 */
gssize
lp_tls_read (LpTls *tls, gpointer buffer, gsize size, GError **error);

/**
 * lp_tls_write:
 * @tls: TLS after its handshake
 * @data: what to send; the same again after %G_IO_ERROR_WOULD_BLOCK
 * @size: octets
 * @error: return location
 *
 * Returns: octets taken, or -1 with an error as above
 */
gssize
lp_tls_write (LpTls *tls, gconstpointer data, gsize size, GError **error);

/**
 * lp_tls_get_condition:
 * @tls: TLS
 *
 * Returns: what the operation that would block waits for, %G_IO_IN or %G_IO_OUT
 */
GIOCondition
lp_tls_get_condition (LpTls *tls);

/**
 * lp_tls_has_pending:
 * @tls: TLS
 *
 * Returns: %TRUE if decrypted octets wait inside, so that the stream need not become readable again
 */
gboolean
lp_tls_has_pending (LpTls *tls);

/**
 * lp_tls_verify:
 * @tls: TLS after its handshake
 *
 * Verifies chain, name, dates, purpose and a stapled revocation. Does not block, asks no server.
 *
 * Returns: (transfer full) (nullable): the facts with all faults; %NULL if the server showed
 * nothing readable
 */
LpCertificate *
lp_tls_verify (LpTls *tls);

/**
 * lp_tls_is_outdated:
 * @tls: TLS after its handshake
 *
 * Returns: %TRUE below TLS 1.2 (RFC 8996)
 */
gboolean
lp_tls_is_outdated (LpTls *tls);

/**
 * lp_tls_get_version:
 * @tls: TLS after its handshake
 *
 * Returns: (transfer none): "TLS 1.3" or the like
 */
const char *
lp_tls_get_version (LpTls *tls);

/**
 * lp_tls_get_cipher:
 * @tls: TLS after its handshake
 *
 * Returns: (transfer none): the suite's name
 */
const char *
lp_tls_get_cipher (LpTls *tls);

/**
 * lp_tls_dup_binding:
 * @tls: TLS after its handshake
 * @is_exporter: (out): %TRUE for tls-exporter (RFC 9266, TLS 1.3), %FALSE for tls-unique (RFC 5929)
 *
 * Returns: (transfer full) (nullable): the channel binding in base64
 */
char *
lp_tls_dup_binding (LpTls *tls, gboolean *is_exporter);

/**
 * lp_tls_get_first:
 * @tls: TLS
 * @length: (out): octets
 *
 * Returns: (transfer none): the first octets that the other side sent, at most 512
 */
const char *
lp_tls_get_first (LpTls *tls, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpTls, lp_tls_free)

G_END_DECLS
