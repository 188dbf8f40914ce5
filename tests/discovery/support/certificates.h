/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

/* A certificate authority for one test run; its key never leaves the process. */
typedef struct _Certificates Certificates;

typedef enum {
  CERTIFICATE_GOOD,
  CERTIFICATE_EXPIRED,
  CERTIFICATE_SELF_SIGNED,
  N_CERTIFICATES
} CertificateKind;

/* Makes an authority and writes its certificate to @ca_file. */
Certificates *
certificates_new (const char *ca_file);
void
certificates_free (Certificates *certificates);

/* A server's certificate with its key, for DNS names separated by commas; free with
 * gnutls_certificate_free_credentials(). */
gnutls_certificate_credentials_t
certificates_issue (Certificates *certificates, CertificateKind kind, const char *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificates, certificates_free)
