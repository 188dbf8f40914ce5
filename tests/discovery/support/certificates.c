/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)

struct _Certificates {
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t authority;
};

static void
expect_ok (int code)
{
  if (code < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (code));
}

static gnutls_x509_privkey_t
make_key (void)
{
  gnutls_x509_privkey_t key;

  expect_ok (gnutls_x509_privkey_init (&key));
  expect_ok (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  return key;
}

static gnutls_x509_crt_t
make_certificate (gnutls_x509_privkey_t key, const char *name, time_t ends)
{
  static guint8 serial;
  gnutls_x509_crt_t certificate;

  serial++;
  expect_ok (gnutls_x509_crt_init (&certificate));
  expect_ok (gnutls_x509_crt_set_version (certificate, 3));
  expect_ok (gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial));
  expect_ok (gnutls_x509_crt_set_key (certificate, key));
  expect_ok (gnutls_x509_crt_set_activation_time (certificate, time (NULL) - 30 * DAY));
  expect_ok (gnutls_x509_crt_set_expiration_time (certificate, ends));
  expect_ok (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                            (guint)strlen (name)));
  return certificate;
}

Certificates *
certificates_new (const char *ca_file)
{
  Certificates *certificates = g_new0 (Certificates, 1);
  gnutls_datum_t pem;

  certificates->key = make_key ();
  certificates->authority
      = make_certificate (certificates->key, "Test authority", time (NULL) + 30 * DAY);
  expect_ok (gnutls_x509_crt_set_basic_constraints (certificates->authority, 1, -1));
  expect_ok (gnutls_x509_crt_set_key_usage (certificates->authority, GNUTLS_KEY_KEY_CERT_SIGN));
  expect_ok (gnutls_x509_crt_sign2 (certificates->authority, certificates->authority,
                                    certificates->key, GNUTLS_DIG_SHA256, 0));
  expect_ok (gnutls_x509_crt_export2 (certificates->authority, GNUTLS_X509_FMT_PEM, &pem));
  g_assert_true (g_file_set_contents (ca_file, (const char *)pem.data, pem.size, NULL));
  gnutls_free (pem.data);
  return certificates;
}

void
certificates_free (Certificates *certificates)
{
  gnutls_x509_crt_deinit (certificates->authority);
  gnutls_x509_privkey_deinit (certificates->key);
  g_free (certificates);
}

gnutls_certificate_credentials_t
certificates_issue (Certificates *certificates, CertificateKind kind, const char *names)
{
  gnutls_x509_privkey_t key = make_key ();
  g_auto (GStrv) list = g_strsplit (names, ",", -1);
  time_t ends = time (NULL) + (kind == CERTIFICATE_EXPIRED ? -DAY : 10 * DAY);
  gnutls_x509_crt_t leaf = make_certificate (key, list[0], ends);
  gboolean own = kind == CERTIFICATE_SELF_SIGNED;
  gnutls_certificate_credentials_t credentials;

  for (guint i = 0; list[i] != NULL; i++)
    expect_ok (gnutls_x509_crt_set_subject_alt_name (leaf, GNUTLS_SAN_DNSNAME, list[i],
                                                     (guint)strlen (list[i]), GNUTLS_FSAN_APPEND));
  expect_ok (gnutls_x509_crt_sign2 (leaf, own ? leaf : certificates->authority,
                                    own ? key : certificates->key, GNUTLS_DIG_SHA256, 0));
  expect_ok (gnutls_certificate_allocate_credentials (&credentials));
  expect_ok (gnutls_certificate_set_x509_key (credentials, &leaf, 1, key));
  gnutls_x509_crt_deinit (leaf);
  gnutls_x509_privkey_deinit (key);
  return credentials;
}
