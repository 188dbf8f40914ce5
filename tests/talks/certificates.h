/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/** Makes an authority and writes it to @ca_file. */
void
certificates_init (const char *ca_file);

/** A server's certificate of a kind: "good", "expired", "wrong-host" and so on; made once.
 * (transfer none) */
gnutls_certificate_credentials_t
certificates_get (const char *kind);

/** SHA-256 of that certificate, as a pin. (transfer full) */
char *
certificates_dup_pin (const char *kind);

/** Writes a client's certificate and its key to @file. */
void
certificates_write_client (const char *file);

void
certificates_shutdown (void);

G_END_DECLS
