/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server's certificate says, and everything that is wrong with it. GnuTLS verifies; what it
 * lets pass without a word (measured: 1024-bit keys, a name in the CN only) is looked at here. */

#include "protocol/certificate.h"

#include "protocol/printable.h"

#include <gio/gio.h>
#include <gnutls/x509.h>

/* NIST SP 800-131A: below 112 bits of strength since 2014. */
#define LEAST_RSA_BITS 2048
#define LEAST_CURVE_BITS 224

#define NAME_LETTERS 300
#define MOST_NAMES 4096

typedef gnutls_x509_crt_t Certificate;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (Certificate, gnutls_x509_crt_deinit, NULL)

G_DEFINE_BOXED_TYPE (LpCertificate, lp_certificate, lp_certificate_copy, lp_certificate_free)

/* Verification's bits; the verdicts' order, worst first, is the one of severity[]. */
static const struct {
  guint bit;
  LpVerdict verdict;
} status_verdicts[] = {
  { GNUTLS_CERT_REVOKED, LP_VERDICT_CERTIFICATE_REVOKED },
  { GNUTLS_CERT_SIGNER_NOT_FOUND, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER },
  { GNUTLS_CERT_SIGNER_NOT_CA, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER },
  { GNUTLS_CERT_SIGNATURE_FAILURE, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER },
  { GNUTLS_CERT_UNEXPECTED_OWNER, LP_VERDICT_CERTIFICATE_WRONG_HOST },
  { GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, LP_VERDICT_CERTIFICATE_WRONG_HOST },
  { GNUTLS_CERT_EXPIRED, LP_VERDICT_CERTIFICATE_EXPIRED },
  { GNUTLS_CERT_NOT_ACTIVATED, LP_VERDICT_CERTIFICATE_NOT_YET_VALID },
  { GNUTLS_CERT_INSECURE_ALGORITHM, LP_VERDICT_CERTIFICATE_WEAK },
  { GNUTLS_CERT_PURPOSE_MISMATCH, LP_VERDICT_CERTIFICATE_WEAK },
  { GNUTLS_CERT_MISSING_OCSP_STATUS, LP_VERDICT_CERTIFICATE_WEAK },
  { GNUTLS_CERT_INVALID_OCSP_STATUS, LP_VERDICT_CERTIFICATE_WEAK },
};

/* Who it is comes before how long it is valid: a date tells nothing about a stranger. */
static const LpVerdict severity[] = {
  LP_VERDICT_CERTIFICATE_REVOKED,        LP_VERDICT_CERTIFICATE_SELF_SIGNED,
  LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER, LP_VERDICT_CERTIFICATE_WRONG_HOST,
  LP_VERDICT_CERTIFICATE_EXPIRED,        LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
  LP_VERDICT_CERTIFICATE_WEAK,
};

static Certificate
import_der (GBytes *der)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (der, &size);
  gnutls_datum_t datum = { (guchar *)data, size };
  Certificate certificate = NULL;

  gnutls_x509_crt_init (&certificate);
  if (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER) == 0)
    return certificate;
  gnutls_x509_crt_deinit (certificate);
  return NULL;
}

static char *
dup_name (Certificate certificate, int (*get) (gnutls_x509_crt_t, gnutls_datum_t *, unsigned))
{
  gnutls_datum_t name = { NULL, 0 };

  if (get (certificate, &name, 0) != 0)
    return g_strdup ("");
  char *text = lp_printable_new ((char *)name.data, name.size, NAME_LETTERS);
  gnutls_free (name.data);
  return text;
}

/* The organisation's name says more than "R3" or "WE1"; own authorities often have a CN only. */
static char *
dup_issuer_words (Certificate certificate)
{
  static const char *const oids[]
      = { GNUTLS_OID_X520_ORGANIZATION_NAME, GNUTLS_OID_X520_COMMON_NAME };

  for (gsize i = 0; i < G_N_ELEMENTS (oids); i++) {
    char words[256];
    size_t size = sizeof words;
    if (gnutls_x509_crt_get_issuer_dn_by_oid (certificate, oids[i], 0, 0, words, &size) == 0
        && size > 0)
      return lp_printable_new (words, size, NAME_LETTERS);
  }
  return dup_name (certificate, gnutls_x509_crt_get_issuer_dn3);
}

static char *
dup_alternative_name (guint type, const guchar *data, gsize size)
{
  if (type == GNUTLS_SAN_DNSNAME)
    return lp_printable_new ((const char *)data, size, NAME_LETTERS);
  if (type != GNUTLS_SAN_IPADDRESS || (size != 4 && size != 16))
    return NULL;

  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (
      data, size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

static char **
dup_names (Certificate certificate)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < MOST_NAMES; i++) {
    guchar data[512];
    size_t size = sizeof data;
    guint type = 0;
    int result = gnutls_x509_crt_get_subject_alt_name2 (certificate, i, data, &size, &type, NULL);
    if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
      break;
    if (result < 0) /* longer than any host name can be */
      continue;
    g_autofree char *name = dup_alternative_name (type, data, size);
    if (name != NULL)
      g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

static gboolean
has_short_key (Certificate certificate)
{
  guint bits = 0;

  switch (gnutls_x509_crt_get_pk_algorithm (certificate, &bits)) {
  case GNUTLS_PK_RSA:
  case GNUTLS_PK_RSA_PSS:
  case GNUTLS_PK_DSA:
    return bits < LEAST_RSA_BITS;
  default:
    return bits < LEAST_CURVE_BITS;
  }
}

/* A root that came along is in the trust store or nowhere: its own strength does not matter. */
static gboolean
chain_has_short_key (GPtrArray *chain)
{
  for (guint i = 0; i < chain->len; i++) {
    g_auto (Certificate) certificate = import_der (chain->pdata[i]);
    if (certificate == NULL)
      continue;
    if (i > 0 && gnutls_x509_crt_check_issuer (certificate, certificate))
      continue;
    if (has_short_key (certificate))
      return TRUE;
  }
  return FALSE;
}

static GArray *
collect_faults (const LpCertificate *facts, guint status, gboolean short_key)
{
  gboolean found[LP_N_VERDICTS] = { FALSE };
  GArray *faults = g_array_new (FALSE, FALSE, sizeof (LpVerdict));

  for (gsize i = 0; i < G_N_ELEMENTS (status_verdicts); i++)
    if (status & status_verdicts[i].bit)
      found[status_verdicts[i].verdict] = TRUE;
  if (found[LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER] && facts->self_signed) {
    found[LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER] = FALSE;
    found[LP_VERDICT_CERTIFICATE_SELF_SIGNED] = TRUE;
  }
  /* RFC 6125 §6.4.4 and every browser: the common name is no host name any more. */
  if (facts->names[0] == NULL)
    found[LP_VERDICT_CERTIFICATE_WRONG_HOST] = TRUE;
  if (short_key)
    found[LP_VERDICT_CERTIFICATE_WEAK] = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (severity); i++)
    if (found[severity[i]])
      g_array_append_val (faults, severity[i]);
  if (faults->len == 0 && status != 0) {
    LpVerdict unknown = LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER;
    g_array_append_val (faults, unknown);
  }
  return faults;
}

LpCertificate *
lp_certificate_new (GPtrArray *chain, guint status)
{
  g_return_val_if_fail (chain != NULL && chain->len > 0, NULL);

  g_auto (Certificate) leaf = import_der (chain->pdata[0]);
  if (leaf == NULL)
    return NULL;

  LpCertificate *facts = g_new0 (LpCertificate, 1);
  facts->subject = dup_name (leaf, gnutls_x509_crt_get_dn3);
  facts->issuer = dup_name (leaf, gnutls_x509_crt_get_issuer_dn3);
  facts->issuer_words = dup_issuer_words (leaf);
  facts->names = dup_names (leaf);
  facts->not_before = gnutls_x509_crt_get_activation_time (leaf);
  facts->not_after = gnutls_x509_crt_get_expiration_time (leaf);
  facts->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, chain->pdata[0]);
  facts->self_signed = gnutls_x509_crt_check_issuer (leaf, leaf) != 0;
  facts->chain_length = chain->len;
  gnutls_x509_crt_get_pk_algorithm (leaf, &facts->key_bits);
  facts->faults = collect_faults (facts, status, chain_has_short_key (chain));
  return facts;
}

LpCertificate *
lp_certificate_copy (const LpCertificate *certificate)
{
  if (certificate == NULL)
    return NULL;

  LpCertificate *copy = g_new (LpCertificate, 1);
  *copy = *certificate;
  copy->subject = g_strdup (certificate->subject);
  copy->issuer = g_strdup (certificate->issuer);
  copy->issuer_words = g_strdup (certificate->issuer_words);
  copy->names = g_strdupv (certificate->names);
  copy->sha256 = g_strdup (certificate->sha256);
  copy->faults = certificate->faults != NULL ? g_array_copy (certificate->faults) : NULL;
  return copy;
}

void
lp_certificate_free (LpCertificate *certificate)
{
  if (certificate == NULL)
    return;

  g_free (certificate->subject);
  g_free (certificate->issuer);
  g_free (certificate->issuer_words);
  g_strfreev (certificate->names);
  g_free (certificate->sha256);
  g_clear_pointer (&certificate->faults, g_array_unref);
  g_free (certificate);
}

LpVerdict
lp_certificate_get_verdict (const LpCertificate *certificate)
{
  g_return_val_if_fail (certificate != NULL, LP_VERDICT_INTERNAL);

  if (certificate->faults == NULL || certificate->faults->len == 0)
    return LP_VERDICT_OK;
  return g_array_index (certificate->faults, LpVerdict, 0);
}
