/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/authority.h"

gboolean
lp_authority_vouches (const char *ca_file, GTlsCertificate *peer, GSocketConnectable *identity)
{
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (peer), FALSE);
  g_return_val_if_fail (G_IS_SOCKET_CONNECTABLE (identity), FALSE);
  if (ca_file == NULL)
    return FALSE;

  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca_file, &error);
  if (database == NULL) {
    g_message ("%s is not usable as a certificate authority: %s", ca_file, error->message);
    return FALSE;
  }

  GTlsCertificateFlags flags
      = g_tls_database_verify_chain (database, peer, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                     identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
  return error == NULL && flags == 0;
}
