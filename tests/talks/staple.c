/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCSP responses for stapling. GnuTLS reads them and makes none, so the few DER structures of RFC 6960 §4.2 are put
 * together here. */

#include "staple.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>
#include <time.h>

#define SEQUENCE 0x30
#define OCTET_STRING 0x04
#define BIT_STRING 0x03
#define INTEGER 0x02
#define ENUMERATED 0x0a
#define GENERALIZED_TIME 0x18
#define CONTEXT(number) (0xa0 | (number))
#define DAY 86400

static const guint8 sha1_algorithm[]
    = { SEQUENCE, 9, 0x06, 5, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0 };
static const guint8 ecdsa_sha256_algorithm[]
    = { SEQUENCE, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const guint8 basic_response_oid[]
    = { 0x06, 9, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 };

static void
append (GByteArray *out, guint8 tag, const guint8 *data, gsize length)
{
  guint8 head[4] = { tag };
  gsize size = 2;

  if (length < 128) {
    head[1] = length;
  } else if (length < 256) {
    head[1] = 0x81;
    head[2] = length;
    size = 3;
  } else {
    head[1] = 0x82;
    head[2] = length >> 8;
    head[3] = length & 0xff;
    size = 4;
  }
  g_byte_array_append (out, head, size);
  g_byte_array_append (out, data, length);
}

static void
append_array (GByteArray *out, guint8 tag, GByteArray *inner)
{
  append (out, tag, inner->data, inner->len);
  g_byte_array_unref (inner);
}

static void
append_time (GByteArray *out, time_t when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);
  g_autofree char *text = g_date_time_format (time, "%Y%m%d%H%M%SZ");

  append (out, GENERALIZED_TIME, (guint8 *)text, strlen (text));
}

static void
hash (gconstpointer data, gsize length, guint8 result[20])
{
  gnutls_hash_fast (GNUTLS_DIG_SHA1, data, length, result);
}

/* The key's hash is of the BIT STRING's contents: for a curve the uncompressed point. */
static void
hash_key (gnutls_x509_crt_t certificate, guint8 result[20])
{
  gnutls_datum_t x, y;
  guint8 point[65] = { 4 };

  gnutls_x509_crt_get_pk_ecc_raw (certificate, NULL, &x, &y);
  memcpy (point + 33 - MIN (x.size, 32), x.data + (x.size > 32), MIN (x.size, 32));
  memcpy (point + 65 - MIN (y.size, 32), y.data + (y.size > 32), MIN (y.size, 32));
  gnutls_free (x.data);
  gnutls_free (y.data);
  hash (point, sizeof point, result);
}

static GByteArray *
make_certificate_id (gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer)
{
  GByteArray *id = g_byte_array_new ();
  gnutls_datum_t name;
  guint8 digest[20], serial[32];
  size_t serial_length = sizeof serial;

  g_byte_array_append (id, sha1_algorithm, sizeof sha1_algorithm);
  gnutls_x509_crt_get_raw_dn (issuer, &name);
  hash (name.data, name.size, digest);
  gnutls_free (name.data);
  append (id, OCTET_STRING, digest, sizeof digest);
  hash_key (issuer, digest);
  append (id, OCTET_STRING, digest, sizeof digest);
  gnutls_x509_crt_get_serial (leaf, serial, &serial_length);
  append (id, INTEGER, serial, serial_length);
  return id;
}

static GByteArray *
make_single_response (gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gboolean revoked)
{
  GByteArray *single = g_byte_array_new ();
  GByteArray *next = g_byte_array_new ();
  time_t now = time (NULL);

  append_array (single, SEQUENCE, make_certificate_id (leaf, issuer));
  if (revoked) {
    GByteArray *since = g_byte_array_new ();
    append_time (since, now - DAY);
    append_array (single, CONTEXT (1), since);
  } else {
    append (single, 0x80, NULL, 0);
  }
  append_time (single, now - 60);
  append_time (next, now + DAY);
  append_array (single, CONTEXT (0), next);
  return single;
}

static GByteArray *
make_response_data (gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gboolean revoked)
{
  GByteArray *data = g_byte_array_new ();
  GByteArray *responses = g_byte_array_new ();
  gnutls_datum_t responder;

  gnutls_x509_crt_get_raw_dn (issuer, &responder);
  append (data, CONTEXT (1), responder.data, responder.size);
  gnutls_free (responder.data);
  append_time (data, time (NULL) - 60);
  append_array (responses, SEQUENCE, make_single_response (leaf, issuer, revoked));
  append_array (data, SEQUENCE, responses);
  return data;
}

static void
append_signature (GByteArray *out, gnutls_x509_privkey_t key)
{
  gnutls_privkey_t signer;
  gnutls_datum_t data = { out->data, out->len }, signature;
  GByteArray *bits = g_byte_array_new ();

  gnutls_privkey_init (&signer);
  gnutls_privkey_import_x509 (signer, key, 0);
  g_assert_cmpint (gnutls_privkey_sign_data (signer, GNUTLS_DIG_SHA256, 0, &data, &signature), ==,
                   0);
  g_byte_array_append (bits, (guint8[]){ 0 }, 1); /* no unused bits */
  g_byte_array_append (bits, signature.data, signature.size);
  gnutls_free (signature.data);
  gnutls_privkey_deinit (signer);
  g_byte_array_append (out, ecdsa_sha256_algorithm, sizeof ecdsa_sha256_algorithm);
  append_array (out, BIT_STRING, bits);
}

GByteArray *
staple_new (gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key,
            gboolean revoked)
{
  GByteArray *basic = g_byte_array_new ();
  GByteArray *wrapped = g_byte_array_new ();
  GByteArray *typed = g_byte_array_new ();
  GByteArray *explicit = g_byte_array_new ();
  GByteArray *response = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();

  append_array (basic, SEQUENCE, make_response_data (leaf, issuer, revoked));
  append_signature (basic, issuer_key);
  append_array (wrapped, SEQUENCE, basic);
  g_byte_array_append (typed, basic_response_oid, sizeof basic_response_oid);
  append_array (typed, OCTET_STRING, wrapped);
  append_array (explicit, SEQUENCE, typed);
  append (response, ENUMERATED, (guint8[]){ 0 }, 1); /* successful */
  append_array (response, CONTEXT (0), explicit);
  append_array (out, SEQUENCE, response);
  return out;
}
