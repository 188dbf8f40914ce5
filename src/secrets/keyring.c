/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reaching the Secret Service and looking secrets up in it: what the lean letterplate-secret needs
 * and no more. Changing items is keyring-store.c.
 *
 * A lookup talks in D-Bus paths (libsecret's "unstable" half, unchanged since 2012): an object for
 * each item would cost one more question to the keyring, every time a mail program fetches mail.
 */
#define SECRET_API_SUBJECT_TO_CHANGE
#define SECRET_WITH_UNSTABLE

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#include "model/error.h"
#include "secrets/keyring-session.h"
#include "secrets/keyring.h"

#include <libsecret/secret.h>

#define FIRST_ANSWER_MS 10000 /* as long as a mail server has to answer a connection */
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"

/* What D-Bus says when nobody can answer for the keyring */
static const int missing_codes[] = {
  G_DBUS_ERROR_NO_SERVER,          G_DBUS_ERROR_DISCONNECTED,
  G_DBUS_ERROR_SPAWN_EXEC_FAILED,  G_DBUS_ERROR_SPAWN_FORK_FAILED,
  G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
  G_DBUS_ERROR_SPAWN_FAILED,       G_DBUS_ERROR_UNKNOWN_METHOD,
  G_DBUS_ERROR_UNKNOWN_INTERFACE,
};

/* What it says when who was there at the opening ended since */
static const int gone_codes[] = {
  G_DBUS_ERROR_NO_REPLY,
  G_DBUS_ERROR_SERVICE_UNKNOWN,
  G_DBUS_ERROR_NAME_HAS_NO_OWNER,
};

static gboolean
has_code (const GError *error, const int *codes, gsize n_codes)
{
  for (gsize i = 0; i < n_codes; i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
         || has_code (error, missing_codes, G_N_ELEMENTS (missing_codes));
}

static gboolean
is_locked (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
         || g_strcmp0 (name, "org.freedesktop.Secret.Error.IsLocked") == 0;
}

gboolean
lp_keyring_finish (GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  if (owned == NULL)
    return TRUE;
  if (is_locked (owned))
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED, "the keyring is locked: %s",
                 owned->message);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_SILENT,
                 "the keyring hangs, or a window of it is waiting for you: %s", owned->message);
  else if (has_code (owned, gone_codes, G_N_ELEMENTS (gone_codes)))
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_SILENT, "the keyring ended meanwhile: %s",
                 owned->message);
  else if (is_missing (owned))
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING,
                 "no keyring answers on the session bus: %s", owned->message);
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&owned), "keyring: ");
  return FALSE;
}

GHashTable *
lp_keyring_attributes_new (const char *name, ...)
{
  g_autoptr (GHashTable) attributes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  va_list arguments;

  va_start (arguments, name);
  for (const char *key = name; key != NULL; key = va_arg (arguments, const char *)) {
    const char *value = va_arg (arguments, const char *);
    if (value == NULL)
      break;
    g_hash_table_insert (attributes, g_strdup (key), g_strdup (value));
  }
  va_end (arguments);
  return g_steal_pointer (&attributes);
}

/* One connection for the whole process: when nobody held it any more GIO would close it, and the
 * next step of the same work would come over another. KeePassXC takes that for another program and
 * asks the person whether it may touch the item that was stored a moment ago. %NULL lets go of one
 * that was closed. */
static void
keep_connection (GDBusConnection *bus)
{
  static GMutex mutex;
  static GDBusConnection *kept;

  g_mutex_lock (&mutex);
  if (bus != NULL) {
    g_dbus_connection_set_exit_on_close (bus, FALSE);
    g_set_object (&kept, bus);
  } else if (kept != NULL && g_dbus_connection_is_closed (kept)) {
    g_clear_object (&kept);
  }
  g_mutex_unlock (&mutex);
}

/* The first question. That of libsecret's proxy has no limit but D-Bus's 25 seconds, and the proxy
 * passes over it when nobody answers, so that the next one would cost as much again. */
static gboolean
check_answers (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  const char *name = g_getenv ("SECRET_SERVICE_BUS_NAME");
  GError *cause = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, name != NULL ? name : "org.freedesktop.secrets", "/org/freedesktop/secrets",
      "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", "org.freedesktop.Secret.Service", "Collections"), NULL,
      G_DBUS_CALL_FLAGS_NONE, FIRST_ANSWER_MS, cancellable, &cause);

  if (!g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      && !g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    return lp_keyring_finish (cause, error);
  g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING,
               "no keyring answers on the session bus: %s", cause->message);
  g_error_free (cause);
  return FALSE;
}

SecretService *
lp_keyring_session_open (GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;

  keep_connection (NULL);
  /* The bus first, and by itself: without it the detail must not blame the keyring. */
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, &cause);
  if (bus == NULL) {
    if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_propagate_error (error, g_steal_pointer (&cause));
    else
      g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING,
                   "there is no session bus to reach a keyring on: %s", cause->message);
    return NULL;
  }

  if (!check_answers (bus, cancellable, error))
    return NULL;

  g_autoptr (SecretService) service = secret_service_open_sync (
      SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_NONE, cancellable, &cause);
  if (service != NULL)
    keep_connection (bus);
  else
    lp_keyring_finish (g_steal_pointer (&cause), error);
  return g_steal_pointer (&service);
}

void
lp_secret_items_free (SecretItems *items)
{
  g_list_free_full (items, g_object_unref);
}

gboolean
lp_keyring_session_search (SecretService *service, GHashTable *attributes, gboolean may_unlock,
                           SecretItems **items, GCancellable *cancellable, GError **error)
{
  SecretSearchFlags flags = SECRET_SEARCH_ALL | (may_unlock ? SECRET_SEARCH_UNLOCK : 0);
  GError *cause = NULL;

  if (!lp_keyring_session_ensure_open (service, may_unlock, cancellable, error))
    return FALSE;
  *items = secret_service_search_sync (service, NULL, attributes, flags, cancellable, &cause);
  return lp_keyring_finish (cause, error);
}

static GHashTable *
read_attributes (SecretService *service, const char *path, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GVariant) boxed
      = lp_keyring_session_get (service, path, ITEM_INTERFACE, "Attributes", cancellable, error);
  if (boxed == NULL)
    return NULL;

  g_autoptr (GHashTable) attributes = lp_keyring_attributes_new (NULL, NULL);
  if (!g_variant_is_of_type (boxed, G_VARIANT_TYPE ("a{ss}")))
    return g_steal_pointer (&attributes);

  GVariantIter pairs;
  char *name;
  char *value;
  g_variant_iter_init (&pairs, boxed);
  while (g_variant_iter_next (&pairs, "{ss}", &name, &value))
    g_hash_table_insert (attributes, name, value);
  return g_steal_pointer (&attributes);
}

/* The call by hand: libsecret 0.20's own for a path leaks its answer. What goes over the bus is
 * encrypted for the session, libsecret decrypts it into locked memory. */
static SecretValue *
read_secret (SecretService *service, const char *path, GCancellable *cancellable, GError **error)
{
  GError *cause = NULL;
  if (!secret_service_ensure_session_sync (service, cancellable, &cause)) {
    lp_keyring_finish (cause, error);
    return NULL;
  }

  const char *session = secret_service_get_session_dbus_path (service);
  g_autoptr (GVariant) reply
      = lp_keyring_session_call (service, path, ITEM_INTERFACE, "GetSecret",
                                 g_variant_new ("(o)", session), "((oayays))", cancellable, error);
  if (reply == NULL)
    return NULL;
  g_autoptr (GVariant) encrypted = g_variant_get_child_value (reply, 0);
  SecretValue *value = secret_service_decode_dbus_secret (service, encrypted);
  if (value == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("The keyring's answer could not be decrypted."));
  return value;
}

/* People store passwords with "echo | secret-tool": an end of line behind the secret is not part of
 * it. */
static LpCredentials *
credentials_from_value (SecretValue *value, GError **error)
{
  gsize length = 0;
  const char *secret = secret_value_get (value, &length);

  while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r'))
    length--;
  if (length > LP_CREDENTIALS_MAX || memchr (secret, '\0', length) != NULL
      || !g_utf8_validate (secret, length, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("What the keyring holds there is not a password."));
    return NULL;
  }
  return lp_credentials_new (LP_SECRET_PASSWORD, secret, length);
}

/* The first item with these attributes, unlocked; %NULL with @error unset if there is none */
static char *
find_path (SecretService *service, GHashTable *attributes, gboolean may_unlock,
           GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) unlocked = NULL;
  g_auto (GStrv) locked = NULL;
  GError *cause = NULL;

  if (!lp_keyring_session_ensure_open (service, may_unlock, cancellable, error))
    return NULL;
  if (!secret_service_search_for_dbus_paths_sync (service, NULL, attributes, cancellable, &unlocked,
                                                  &locked, &cause)) {
    lp_keyring_finish (cause, error);
    return NULL;
  }
  if (unlocked[0] != NULL)
    return g_strdup (unlocked[0]);
  if (locked[0] == NULL
      || !lp_keyring_session_unlock (service, locked[0], may_unlock, cancellable, error))
    return NULL;
  return g_strdup (locked[0]);
}

LpCredentials *
lp_keyring_session_find (SecretService *service, GHashTable *attributes, gboolean may_unlock,
                         GHashTable **found, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = find_path (service, attributes, may_unlock, cancellable, error);
  if (path == NULL)
    return NULL;

  g_autoptr (GHashTable) all = NULL;
  if (found != NULL) {
    all = read_attributes (service, path, cancellable, error);
    if (all == NULL)
      return NULL;
  }

  g_autoptr (SecretValue) value = read_secret (service, path, cancellable, error);
  LpCredentials *credentials = value != NULL ? credentials_from_value (value, error) : NULL;
  if (credentials != NULL && found != NULL)
    *found = g_steal_pointer (&all);
  return credentials;
}

LpCredentials *
lp_keyring_lookup (GHashTable *attributes, gboolean may_unlock, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (attributes != NULL, NULL);

  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  if (service == NULL)
    return NULL;
  return lp_keyring_session_find (service, attributes, may_unlock, NULL, cancellable, error);
}
