/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "model/error.h"

G_BEGIN_DECLS

/**
 * LpCertificate:
 * @subject: distinguished name, RFC 4514
 * @issuer: distinguished name, RFC 4514
 * @issuer_words: the issuer as a person would say it: its O or CN, or the same as the subject's for
 * self-signed
 * @names: DNS names and IP addresses it is for
 * @not_before: seconds since 1970, UTC
 * @not_after: seconds since 1970, UTC
 * @sha256: of the DER form, 64 lower-case hexadecimal digits
 * @self_signed: issued by itself
 * @chain_length: certificates the server sent
 * @key_bits: size of the public key
 * @faults: (element-type LpVerdict): everything wrong with it, worst first; empty if it was
 * accepted
 *
 * What a server's certificate says. A value.
 */
typedef struct {
  char *subject;
  char *issuer;
  char *issuer_words;
  char **names;
  gint64 not_before;
  gint64 not_after;
  char *sha256;
  gboolean self_signed;
  guint chain_length;
  guint key_bits;
  GArray *faults;
} LpCertificate;

#define LP_TYPE_CERTIFICATE (lp_certificate_get_type ())
GType
lp_certificate_get_type (void);

/**
 * lp_certificate_new:
 * @chain: (element-type GBytes): what the server sent, DER, its own certificate first; not empty
 * @status: what GnuTLS's verification found, bits of gnutls_certificate_status_t
 *
 * Reads the facts out of a certificate and names all its faults, also those that verification
 * passes silently: short keys, a name in the CN only. Does not block.
 *
 * Returns: (transfer full) (nullable): the facts, or %NULL if the first one is no certificate
 */
LpCertificate *
lp_certificate_new (GPtrArray *chain, guint status);

/**
 * lp_certificate_copy:
 * @certificate: (nullable): facts
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpCertificate *
lp_certificate_copy (const LpCertificate *certificate);

/**
 * lp_certificate_free:
 * @certificate: (nullable) (transfer full): facts
 */
void
lp_certificate_free (LpCertificate *certificate);

/**
 * lp_certificate_get_verdict:
 * @certificate: facts
 *
 * Returns: the worst fault, or %LP_VERDICT_OK
 */
LpVerdict
lp_certificate_get_verdict (const LpCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpCertificate, lp_certificate_free)

G_END_DECLS
