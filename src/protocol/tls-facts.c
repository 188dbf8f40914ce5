/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a TLS connection tells about itself and about who is at its other end. */

#include "protocol/tls-private.h"

#include <gnutls/x509.h>
#include <string.h>

static guint
verify_peers (LpTls *tls)
{
  gnutls_typed_vdata_st expected[] = {
    { GNUTLS_DT_DNS_HOSTNAME, (guchar *)tls->host, strlen (tls->host) },
    { GNUTLS_DT_KEY_PURPOSE_OID, (guchar *)GNUTLS_KP_TLS_WWW_SERVER,
      strlen (GNUTLS_KP_TLS_WWW_SERVER) },
  };
  guint status = 0;
  int result = gnutls_certificate_verify_peers (tls->session, expected, 2, &status);

  return result < 0 ? status | GNUTLS_CERT_INVALID : status;
}

/* The session judges with the authorities it is given. */
static gboolean
add_system (LpTls *tls)
{
  LpTrustStore *all = lp_trust_store_get (TRUE, tls->ca_file, tls->client_certificate, NULL);

  if (all == NULL)
    return FALSE;
  gnutls_credentials_set (tls->session, GNUTLS_CRD_CERTIFICATE,
                          lp_trust_store_get_credentials (all));
  lp_trust_store_unref (tls->trust);
  tls->trust = all;
  return TRUE;
}

LpCertificate *
lp_tls_verify (LpTls *tls)
{
  g_return_val_if_fail (tls != NULL && tls->shaken, NULL);

  guint count = 0;
  const gnutls_datum_t *certificates = gnutls_certificate_get_peers (tls->session, &count);
  if (certificates == NULL || count == 0)
    return NULL;

  /* Who is good by the person's own file needs no other authority. */
  guint status = verify_peers (tls);
  if (status != 0 && tls->ca_file != NULL && add_system (tls))
    status = verify_peers (tls);

  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < count; i++)
    g_ptr_array_add (chain, g_bytes_new (certificates[i].data, certificates[i].size));
  return lp_certificate_new (chain, status);
}

gboolean
lp_tls_is_outdated (LpTls *tls)
{
  gnutls_protocol_t version = gnutls_protocol_get_version (tls->session);

  return version != GNUTLS_TLS1_2 && version != GNUTLS_TLS1_3;
}

const char *
lp_tls_get_version (LpTls *tls)
{
  switch (gnutls_protocol_get_version (tls->session)) {
  case GNUTLS_TLS1_3:
    return "TLS 1.3";
  case GNUTLS_TLS1_2:
    return "TLS 1.2";
  case GNUTLS_TLS1_1:
    return "TLS 1.1";
  case GNUTLS_TLS1_0:
    return "TLS 1.0";
  default:
    return "SSL 3.0";
  }
}

const char *
lp_tls_get_cipher (LpTls *tls)
{
  return gnutls_ciphersuite_get (tls->session);
}

char *
lp_tls_dup_binding (LpTls *tls, gboolean *is_exporter)
{
  gboolean exporter = gnutls_protocol_get_version (tls->session) == GNUTLS_TLS1_3;
  gnutls_datum_t binding = { NULL, 0 };

  /* Without the extended master secret tls-unique can be made the same on two connections (RFC 7627 §4, 9266 §4.2). */
  if (!exporter && gnutls_session_ext_master_secret_status (tls->session) == 0)
    return NULL;
  if (gnutls_session_channel_binding (
          tls->session, exporter ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE, &binding)
      != 0)
    return NULL;
  char *text = g_base64_encode (binding.data, binding.size);
  gnutls_free (binding.data);
  *is_exporter = exporter;
  return text;
}

const char *
lp_tls_get_first (LpTls *tls, gsize *length)
{
  *length = tls->first_length;
  return tls->first;
}
