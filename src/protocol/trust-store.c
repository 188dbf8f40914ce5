/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trusted authorities, parsed once for many connections. GIO's own TLS parses the store anew
 * for each connection (measured with glib-networking 2.74), which alone would triple what a check
 * costs. */

#include "protocol/trust-store.h"

#include "model/error.h"

#define LASTS_USEC (5 * G_USEC_PER_SEC)

struct _LpTrustStore {
  gnutls_certificate_credentials_t credentials;
  gint64 loaded;
};

static GMutex cache_mutex;
static GHashTable *cache; /* "WITH SYSTEM\nCA FILE\nCLIENT CERTIFICATE" → LpTrustStore */

static void
clear_trust (gpointer data)
{
  LpTrustStore *store = data;

  gnutls_certificate_free_credentials (store->credentials);
}

void
lp_trust_store_unref (LpTrustStore *store)
{
  if (store != NULL)
    g_atomic_rc_box_release_full (store, clear_trust);
}

static gboolean
load_authority (LpTrustStore *store, const char *ca_file, GError **error)
{
  int count
      = gnutls_certificate_set_x509_trust_file (store->credentials, ca_file, GNUTLS_X509_FMT_PEM);
  if (count > 0)
    return TRUE;
  g_set_error (error, LP_ERROR, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER,
               "The certificate authority's file %s cannot be used: %s", ca_file,
               count == 0 ? "no certificate in it" : gnutls_strerror (count));
  return FALSE;
}

static gboolean
load_client_certificate (LpTrustStore *store, const char *file, GError **error)
{
  int result
      = gnutls_certificate_set_x509_key_file (store->credentials, file, file, GNUTLS_X509_FMT_PEM);
  if (result >= 0)
    return TRUE;
  g_set_error (error, LP_ERROR, LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED,
               "The client certificate %s cannot be used: %s", file, gnutls_strerror (result));
  return FALSE;
}

static LpTrustStore *
load (gboolean with_system, const char *ca_file, const char *client_certificate, GError **error)
{
  g_autoptr (LpTrustStore) store = g_atomic_rc_box_new0 (LpTrustStore);

  store->loaded = g_get_monotonic_time ();
  gnutls_certificate_allocate_credentials (&store->credentials);
  /* No store is no error: then nothing is trusted, and each certificate's verdict says so. */
  if (with_system)
    gnutls_certificate_set_x509_system_trust (store->credentials);
  if ((ca_file == NULL || load_authority (store, ca_file, error))
      && (client_certificate == NULL || load_client_certificate (store, client_certificate, error)))
    return g_steal_pointer (&store);
  return NULL;
}

LpTrustStore *
lp_trust_store_get (gboolean with_system, const char *ca_file, const char *client_certificate,
                    GError **error)
{
  g_autofree char *key
      = g_strjoin ("\n", with_system ? "system" : "", ca_file != NULL ? ca_file : "",
                   client_certificate != NULL ? client_certificate : "", NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache_mutex);

  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify)lp_trust_store_unref);
  LpTrustStore *store = g_hash_table_lookup (cache, key);
  if (store == NULL || g_get_monotonic_time () - store->loaded > LASTS_USEC) {
    store = load (with_system, ca_file, client_certificate, error);
    if (store == NULL)
      return NULL;
    g_hash_table_insert (cache, g_strdup (key), store);
  }
  return g_atomic_rc_box_acquire (store);
}

gnutls_certificate_credentials_t
lp_trust_store_get_credentials (LpTrustStore *store)
{
  g_return_val_if_fail (store != NULL, NULL);

  return store->credentials;
}
