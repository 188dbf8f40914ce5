/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls to the Secret Service by D-Bus path, and what must be open before it is searched.
 *
 * While all its databases are locked KeePassXC 2.7 cannot search. It shows a window for the
 * password and keeps the search waiting, so whoever searches every few minutes in the background
 * gets that window in the person's face and no answer. If it is opening the database just then, the
 * opening in turn waits inside for the search: it stays locked until that window is closed (2.7.4,
 * fdosecrets/objects/Service.cpp and core/AsyncTask.h). So nobody is searched whose collections are
 * all locked: it is unlocked first, by the prompt that the specification has for this and that has
 * no limit of time, or it is said to be locked.
 */
#define SECRET_API_SUBJECT_TO_CHANGE
#define SECRET_WITH_UNSTABLE

#include "model/error.h"
#include "secrets/keyring-session.h"

GVariant *
lp_keyring_session_call (SecretService *service, const char *path, const char *interface,
                         const char *method, GVariant *parameters, const char *reply_type,
                         GCancellable *cancellable, GError **error)
{
  GDBusProxy *proxy = G_DBUS_PROXY (service);
  GError *cause = NULL;

  GVariant *reply = g_dbus_connection_call_sync (
      g_dbus_proxy_get_connection (proxy), g_dbus_proxy_get_name (proxy), path, interface, method,
      parameters, G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, &cause);
  if (reply == NULL)
    lp_keyring_finish (cause, error);
  return reply;
}

GVariant *
lp_keyring_session_get (SecretService *service, const char *path, const char *interface,
                        const char *property, GCancellable *cancellable, GError **error)
{
  GVariant *value = NULL;
  g_autoptr (GVariant) reply = lp_keyring_session_call (
      service, path, "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", interface, property), "(v)", cancellable, error);

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  return value;
}

gboolean
lp_keyring_session_unlock (SecretService *service, const char *path, gboolean may_unlock,
                           GCancellable *cancellable, GError **error)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) cause = NULL;

  int n_unlocked = may_unlock ? secret_service_unlock_dbus_paths_sync (service, paths, cancellable,
                                                                       NULL, &cause)
                              : 0;
  if (n_unlocked > 0)
    return TRUE;
  if (cause != NULL)
    lp_keyring_finish (g_steal_pointer (&cause), error);
  else
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED, "the keyring is locked%s",
                 may_unlock ? " and was not unlocked" : "");
  return FALSE;
}

/* The collections as they were when the service was reached, without another question; %NULL if it
 * does not tell */
static const char **
get_collections (SecretService *service)
{
  g_autoptr (GVariant) paths
      = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (service), "Collections");

  if (paths == NULL || !g_variant_is_of_type (paths, G_VARIANT_TYPE ("ao")))
    return NULL;
  return g_variant_get_objv (paths, NULL);
}

/* gnome-keyring's collection in memory is always there and always open: no question for it */
static gboolean
has_memory (const char **paths)
{
  return g_strv_contains (paths, "/org/freedesktop/secrets/collection/session");
}

static gboolean
find_open (SecretService *service, const char **paths, gboolean *is_open, GCancellable *cancellable,
           GError **error)
{
  *is_open = has_memory (paths);
  for (gsize i = 0; paths[i] != NULL && !*is_open; i++) {
    g_autoptr (GVariant) locked = lp_keyring_session_get (
        service, paths[i], "org.freedesktop.Secret.Collection", "Locked", cancellable, error);
    if (locked == NULL)
      return FALSE;
    *is_open
        = !g_variant_is_of_type (locked, G_VARIANT_TYPE_BOOLEAN) || !g_variant_get_boolean (locked);
  }
  return TRUE;
}

gboolean
lp_keyring_session_ensure_open (SecretService *service, gboolean may_unlock,
                                GCancellable *cancellable, GError **error)
{
  g_autofree const char **paths = get_collections (service);
  gboolean is_open = FALSE;

  if (paths == NULL)
    return TRUE;
  if (paths[0] == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING, "the keyring has no collection");
    return FALSE;
  }
  if (!find_open (service, paths, &is_open, cancellable, error))
    return FALSE;
  if (is_open)
    return TRUE;

  /* Who knows no default, or no such question, has one collection to open at least. */
  g_autoptr (GError) cause = NULL, reason = NULL;
  g_autofree char *chosen = secret_service_read_alias_dbus_path_sync (
      service, SECRET_COLLECTION_DEFAULT, cancellable, &cause);
  if (!lp_keyring_finish (g_steal_pointer (&cause), &reason)
      && g_error_matches (reason, LP_ERROR, LP_VERDICT_KEYRING_SILENT)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  return lp_keyring_session_unlock (service, chosen != NULL ? chosen : paths[0], may_unlock,
                                    cancellable, error);
}
