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
static GHashTable *cache; /* CA file or "" → LpTrustStore */

static void
clear_trust (gpointer data)
{
  LpTrustStore *trust = data;

  gnutls_certificate_free_credentials (trust->credentials);
}

void
lp_trust_store_unref (LpTrustStore *trust)
{
  if (trust != NULL)
    g_atomic_rc_box_release_full (trust, clear_trust);
}

static LpTrustStore *
load (const char *ca_file, GError **error)
{
  g_autoptr (LpTrustStore) trust = g_atomic_rc_box_new0 (LpTrustStore);

  trust->loaded = g_get_monotonic_time ();
  gnutls_certificate_allocate_credentials (&trust->credentials);
  /* No store is no error: then nothing is trusted, and each certificate's verdict says so. */
  gnutls_certificate_set_x509_system_trust (trust->credentials);
  if (ca_file == NULL)
    return g_steal_pointer (&trust);

  int count
      = gnutls_certificate_set_x509_trust_file (trust->credentials, ca_file, GNUTLS_X509_FMT_PEM);
  if (count > 0)
    return g_steal_pointer (&trust);
  g_set_error (error, LP_ERROR, LP_VERDICT_INTERNAL,
               "The certificate authority's file %s cannot be used: %s", ca_file,
               count == 0 ? "no certificate in it" : gnutls_strerror (count));
  return NULL;
}

LpTrustStore *
lp_trust_store_get (const char *ca_file, GError **error)
{
  const char *key = ca_file != NULL ? ca_file : "";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache_mutex);

  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify)lp_trust_store_unref);
  LpTrustStore *trust = g_hash_table_lookup (cache, key);
  if (trust == NULL || g_get_monotonic_time () - trust->loaded > LASTS_USEC) {
    trust = load (ca_file, error);
    if (trust == NULL)
      return NULL;
    g_hash_table_insert (cache, g_strdup (key), trust);
  }
  return g_atomic_rc_box_acquire (trust);
}

gnutls_certificate_credentials_t
lp_trust_store_get_credentials (LpTrustStore *trust)
{
  g_return_val_if_fail (trust != NULL, NULL);

  return trust->credentials;
}
