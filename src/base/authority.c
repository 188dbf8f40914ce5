/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glib-networking 2.74 reads all authorities of its database anew for every connection, even before
 * a caller can name another. From a database of a foreign class it reads nothing, so one of ours
 * stands in for the system's, which is opened when somebody asks it. The price: a database of a
 * foreign class is asked outside of the session, where nothing is known of a stapled revocation, nor
 * of a certificate that demands one; and a change of the system's authorities is seen by the next
 * start only. */
#include "base/authority.h"

#define LP_TYPE_AUTHORITY (lp_authority_get_type ())
G_DECLARE_FINAL_TYPE (LpAuthority, lp_authority, LP, AUTHORITY, GTlsDatabase)

struct _LpAuthority {
  GTlsDatabase parent_instance;
  GTlsDatabase *further; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (LpAuthority, lp_authority, G_TYPE_TLS_DATABASE)

/* Knows the system's authorities alone. */
static GOnce default_authority = G_ONCE_INIT;
static GOnce system_database = G_ONCE_INIT;

static gpointer
stand_in (gpointer data)
{
  GTlsDatabase *authority = g_object_new (LP_TYPE_AUTHORITY, NULL);

  g_tls_backend_set_default_database (g_tls_backend_get_default (), authority);
  return authority;
}

static gpointer
open_system (gpointer data)
{
  GTlsBackend *backend = g_tls_backend_get_default ();

  g_tls_backend_set_default_database (backend, NULL);
  GTlsDatabase *system = g_tls_backend_get_default_database (backend);
  g_tls_backend_set_default_database (backend, default_authority.retval);
  return system;
}

static GTlsCertificateFlags
verify_chain (GTlsDatabase *database, GTlsCertificate *chain, const char *purpose,
              GSocketConnectable *identity, GTlsInteraction *interaction,
              GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  GTlsDatabase *further = LP_AUTHORITY (database)->further;

  if (further != NULL
      && g_tls_database_verify_chain (further, chain, purpose, identity, interaction, flags,
                                      cancellable, NULL)
             == 0)
    return 0;
  g_once (&system_database, open_system, NULL);
  if (system_database.retval == NULL)
    return G_TLS_CERTIFICATE_UNKNOWN_CA;
  return g_tls_database_verify_chain (system_database.retval, chain, purpose, identity, interaction,
                                      flags, cancellable, error);
}

static void
lp_authority_dispose (GObject *object)
{
  g_clear_object (&LP_AUTHORITY (object)->further);
  G_OBJECT_CLASS (lp_authority_parent_class)->dispose (object);
}

static void
lp_authority_class_init (LpAuthorityClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lp_authority_dispose;
  G_TLS_DATABASE_CLASS (class)->verify_chain = verify_chain;
}

static void
lp_authority_init (LpAuthority *self)
{
}

GTlsDatabase *
lp_authority_new (const char *ca_file)
{
  g_autoptr (GError) error = NULL;

  g_once (&default_authority, stand_in, NULL);
  LpAuthority *self = g_object_new (LP_TYPE_AUTHORITY, NULL);
  if (ca_file != NULL)
    self->further = g_tls_file_database_new (ca_file, &error);
  if (error != NULL)
    g_message ("%s is not usable as a certificate authority: %s", ca_file, error->message);
  return G_TLS_DATABASE (self);
}
