/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Good and bad certificates for "mail.example.org", made when a talk asks for one: none of them is
 * in the tree to expire. */

#include "certificates.h"

#include "staple.h"

#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY 86400

typedef struct {
  const char *kind;
  gnutls_pk_algorithm_t algorithm;
  guint bits;
  int from_day;
  int to_day;
  const char *name; /* NULL: none but the common name */
  enum { BY_AUTHORITY, BY_ITSELF, BY_STRANGER } issuer;
  const char *purpose;
  gnutls_digest_algorithm_t digest;
  enum { NO_STAPLE, STAPLED_GOOD, STAPLED_REVOKED } staple;
} Kind;

#define EC GNUTLS_PK_EC, 256
#define HOST "mail.example.org"
#define SERVER GNUTLS_KP_TLS_WWW_SERVER

static const Kind kinds[] = {
  { "good", EC, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "rsa-2048", GNUTLS_PK_RSA, 2048, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "wildcard", EC, -1, 30, "*.example.org", BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "no-purpose", EC, -1, 30, HOST, BY_AUTHORITY, NULL, GNUTLS_DIG_SHA256 },
  { "expired", EC, -30, -1, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "future", EC, 1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "wrong-host", EC, -1, 30, "www.example.org", BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "cn-only", EC, -1, 30, NULL, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "self-signed", EC, -1, 30, HOST, BY_ITSELF, SERVER, GNUTLS_DIG_SHA256 },
  { "self-signed-expired", EC, -30, -1, HOST, BY_ITSELF, SERVER, GNUTLS_DIG_SHA256 },
  { "stranger", EC, -1, 30, HOST, BY_STRANGER, SERVER, GNUTLS_DIG_SHA256 },
  { "rsa-1024", GNUTLS_PK_RSA, 1024, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256 },
  { "client-usage", EC, -1, 30, HOST, BY_AUTHORITY, GNUTLS_KP_TLS_WWW_CLIENT, GNUTLS_DIG_SHA256 },
  { "stapled", EC, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256, STAPLED_GOOD },
  { "revoked", EC, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA256, STAPLED_REVOKED },
  { "sha1", EC, -1, 30, HOST, BY_AUTHORITY, SERVER, GNUTLS_DIG_SHA1 },
};

typedef struct {
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Identity;

static Identity authority, stranger;
static gnutls_certificate_credentials_t made[G_N_ELEMENTS (kinds)];
static char *pins[G_N_ELEMENTS (kinds)];

static Identity
begin (gnutls_pk_algorithm_t algorithm, guint bits, const char *name, int from_day, int to_day)
{
  static guchar serial = 1;
  Identity identity;
  time_t now = time (NULL);
  guint size = algorithm == GNUTLS_PK_EC ? GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1) : bits;

  gnutls_x509_privkey_init (&identity.key);
  gnutls_x509_privkey_generate (identity.key, algorithm, size, 0);
  gnutls_x509_crt_init (&identity.certificate);
  gnutls_x509_crt_set_version (identity.certificate, 3);
  gnutls_x509_crt_set_serial (identity.certificate, &serial, 1);
  serial++;
  gnutls_x509_crt_set_activation_time (identity.certificate, now + from_day * DAY);
  gnutls_x509_crt_set_expiration_time (identity.certificate, now + to_day * DAY);
  gnutls_x509_crt_set_dn_by_oid (identity.certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                 strlen (name));
  gnutls_x509_crt_set_key (identity.certificate, identity.key);
  return identity;
}

static Identity
make_authority (const char *name)
{
  Identity identity = begin (EC, name, -60, 60);

  gnutls_x509_crt_set_dn_by_oid (identity.certificate, GNUTLS_OID_X520_ORGANIZATION_NAME, 0,
                                 "Talks", strlen ("Talks"));
  gnutls_x509_crt_set_basic_constraints (identity.certificate, 1, -1);
  gnutls_x509_crt_set_key_usage (identity.certificate,
                                 GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crt_sign2 (identity.certificate, identity.certificate, identity.key,
                         GNUTLS_DIG_SHA256, 0);
  return identity;
}

static void
free_identity (Identity *identity)
{
  gnutls_x509_crt_deinit (identity->certificate);
  gnutls_x509_privkey_deinit (identity->key);
}

void
certificates_init (const char *ca_file)
{
  gnutls_datum_t pem = { NULL, 0 };

  authority = make_authority ("Authority of the talks");
  stranger = make_authority ("Authority of strangers");
  gnutls_x509_crt_export2 (authority.certificate, GNUTLS_X509_FMT_PEM, &pem);
  g_assert_true (g_file_set_contents (ca_file, (char *)pem.data, pem.size, NULL));
  gnutls_free (pem.data);
}

static Identity
make_leaf (const Kind *kind)
{
  Identity leaf = begin (kind->algorithm, kind->bits, HOST, kind->from_day, kind->to_day);
  const Identity *issuer = kind->issuer == BY_ITSELF     ? &leaf
                           : kind->issuer == BY_STRANGER ? &stranger
                                                         : &authority;

  gnutls_x509_crt_set_basic_constraints (leaf.certificate, 0, -1);
  if (kind->name != NULL)
    gnutls_x509_crt_set_subject_alt_name (leaf.certificate, GNUTLS_SAN_DNSNAME, kind->name,
                                          strlen (kind->name), GNUTLS_FSAN_APPEND);
  if (kind->purpose != NULL)
    gnutls_x509_crt_set_key_purpose_oid (leaf.certificate, kind->purpose, 0);
  gnutls_x509_crt_sign2 (leaf.certificate, issuer->certificate, issuer->key, kind->digest, 0);
  return leaf;
}

static gsize
find_kind (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, kind) == 0)
      return i;
  g_error ("no certificate of kind %s", kind);
}

static void
add_staple (gnutls_certificate_credentials_t credentials, const Identity *leaf, gboolean revoked)
{
  g_autoptr (GByteArray) staple
      = staple_new (leaf->certificate, authority.certificate, authority.key, revoked);
  gnutls_datum_t data = { staple->data, staple->len };

  /* GnuTLS would refuse to serve a revocation of its own certificate. */
  gnutls_certificate_set_flags (credentials, GNUTLS_CERTIFICATE_SKIP_OCSP_RESPONSE_CHECK);
  int result
      = gnutls_certificate_set_ocsp_status_request_mem (credentials, &data, 0, GNUTLS_X509_FMT_DER);

  g_assert_cmpint (result, >=, 0);
}

gnutls_certificate_credentials_t
certificates_get (const char *kind)
{
  gsize i = find_kind (kind);

  if (made[i] != NULL)
    return made[i];
  Identity leaf = make_leaf (&kinds[i]);
  guchar hash[32];
  size_t size = sizeof hash;
  gnutls_x509_crt_get_fingerprint (leaf.certificate, GNUTLS_DIG_SHA256, hash, &size);
  GString *pin = g_string_new (NULL);
  for (gsize k = 0; k < size; k++)
    g_string_append_printf (pin, "%02x", hash[k]);
  pins[i] = g_string_free (pin, FALSE);
  gnutls_certificate_allocate_credentials (&made[i]);
  gnutls_certificate_set_x509_key (made[i], &leaf.certificate, 1, leaf.key);
  if (kinds[i].staple != NO_STAPLE)
    add_staple (made[i], &leaf, kinds[i].staple == STAPLED_REVOKED);
  free_identity (&leaf);
  return made[i];
}

void
certificates_write_client (const char *file)
{
  Identity leaf = make_leaf (&kinds[find_kind ("good")]);
  gnutls_datum_t certificate = { NULL, 0 }, key = { NULL, 0 };

  gnutls_x509_crt_export2 (leaf.certificate, GNUTLS_X509_FMT_PEM, &certificate);
  gnutls_x509_privkey_export2 (leaf.key, GNUTLS_X509_FMT_PEM, &key);
  g_autofree char *both = g_strconcat ((char *)certificate.data, (char *)key.data, NULL);
  g_assert_true (g_file_set_contents (file, both, -1, NULL));
  gnutls_free (certificate.data);
  gnutls_free (key.data);
  free_identity (&leaf);
}

char *
certificates_dup_pin (const char *kind)
{
  certificates_get (kind);
  return g_strdup (pins[find_kind (kind)]);
}

void
certificates_shutdown (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (made[i] != NULL)
      gnutls_certificate_free_credentials (made[i]);
    g_free (pins[i]);
  }
  free_identity (&authority);
  free_identity (&stranger);
}
