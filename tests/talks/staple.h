/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/** An OCSP response (RFC 6960) of @issuer about @leaf, in DER: good, or revoked a day ago. (transfer full) */
GByteArray *
staple_new (gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key,
            gboolean revoked);

G_END_DECLS
