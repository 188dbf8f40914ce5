/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens of GNOME Online Accounts (its D-Bus interface, org.gnome.OnlineAccounts): where the person
 * has signed in there, nobody needs a client ID of ours. The daemon keeps the refresh token to itself
 * and renews by itself; what comes over the session bus is the access token, as it is to every
 * program that asks.
 */
#include "secrets/oauth2-goa.h"

#include <string.h>

#include "model/error.h"

#define BUS_NAME "org.gnome.OnlineAccounts"
#define ROOT_PATH "/org/gnome/OnlineAccounts"
#define ACCOUNT BUS_NAME ".Account"
#define MAIL BUS_NAME ".Mail"
#define OAUTH2 BUS_NAME ".OAuth2Based"
/* The daemon may have to be started; to renew a token it asks its issuer. */
#define LIST_MS 5000
#define TOKEN_MS 30000

static GVariant *
call (GDBusConnection *bus, const char *path, const char *interface, const char *method,
      const char *reply, int timeout_ms, GCancellable *cancellable, GError **error)
{
  return g_dbus_connection_call_sync (bus, BUS_NAME, path, interface, method, NULL,
                                      G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, timeout_ms,
                                      cancellable, error);
}

/* ---- which account ---- */

static gboolean
has_text (GVariant *interface, const char *property, const char *text)
{
  const char *value = NULL;

  return g_variant_lookup (interface, property, "&s", &value)
         && g_ascii_strcasecmp (value, text) == 0;
}

/* Its mail is switched on, it gives tokens, and it is for this address. */
static gboolean
serves (GVariant *interfaces, const char *address)
{
  g_autoptr (GVariant) general
      = g_variant_lookup_value (interfaces, ACCOUNT, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) mail = g_variant_lookup_value (interfaces, MAIL, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) oauth2 = g_variant_lookup_value (interfaces, OAUTH2, G_VARIANT_TYPE_VARDICT);
  gboolean is_off = FALSE;

  if (general == NULL || mail == NULL || oauth2 == NULL)
    return FALSE;
  g_variant_lookup (general, "MailDisabled", "b", &is_off);
  return !is_off
         && (has_text (mail, "EmailAddress", address)
             || has_text (general, "PresentationIdentity", address));
}

/* Returns the object's path, %NULL if there is none */
static char *
find_path (GVariant *objects, const char *address)
{
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    if (!serves (interfaces, address))
      continue;
    char *found = g_strdup (path);
    g_variant_unref (interfaces);
    return found;
  }
  return NULL;
}

/* Where nobody has that service, there is no such account. */
static char *
find_account (GDBusConnection *bus, const char *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GVariant) reply
      = call (bus, ROOT_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects",
              "(a{oa{sa{sv}}})", LIST_MS, cancellable, &failure);

  if (reply == NULL) {
    if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  g_autoptr (GVariant) objects = g_variant_get_child_value (reply, 0);
  return find_path (objects, address);
}

/* ---- its token ---- */

/* What could break out of the line of a mail protocol is no token (RFC 6749 appendix A.12). */
static gboolean
is_token (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (text[i] <= ' ' || text[i] > '~')
      return FALSE;
  return length > 0 && length <= LP_CREDENTIALS_MAX;
}

static LpGrant *
make_grant (GVariant *reply, const char *user, GError **error)
{
  const char *token;
  int lifetime;

  g_variant_get (reply, "(&si)", &token, &lifetime);
  if (!is_token (token)) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED,
                         "GNOME Online Accounts gave what is no token");
    return NULL;
  }
  LpGrant *grant = g_new0 (LpGrant, 1);
  grant->issuer = g_strdup (LP_GOA_ISSUER);
  grant->user = g_strdup (user);
  grant->access_token = lp_credentials_new (LP_SECRET_ACCESS_TOKEN, token, -1);
  grant->issued = g_get_real_time () / G_USEC_PER_SEC;
  grant->lifetime = MAX (lifetime, 0);
  return grant;
}

static LpGrant *
trade (GDBusConnection *bus, const char *path, const char *user, GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GVariant) reply
      = call (bus, path, OAUTH2, "GetAccessToken", "(si)", TOKEN_MS, cancellable, &failure);

  if (reply != NULL)
    return make_grant (reply, user, error);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  g_dbus_error_strip_remote_error (failure);
  g_set_error (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
               "GNOME Online Accounts gives no token: %s", failure->message);
  return NULL;
}

static const char *
get_user (const LpAccount *account)
{
  const LpServer *server = account->incoming != NULL ? account->incoming : account->outgoing;

  return server != NULL && server->user != NULL ? server->user : account->address->text;
}

LpGrant *
lp_goa_find_grant (const LpAccount *account, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (account != NULL, NULL);

  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, NULL);
  g_autofree char *path
      = bus != NULL ? find_account (bus, account->address->text, cancellable, error) : NULL;
  if (path == NULL)
    return NULL;

  LpGrant *grant = trade (bus, path, get_user (account), cancellable, error);
  if (grant != NULL)
    grant->refresh_token = lp_credentials_new (LP_SECRET_REFRESH_TOKEN, path, -1);
  return grant;
}

LpGrant *
lp_goa_renew (const char *path, const char *user, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (path != NULL && user != NULL, NULL);

  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);
  if (bus == NULL)
    return NULL;
  if (g_variant_is_object_path (path))
    return trade (bus, path, user, cancellable, error);
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
                       "the keyring does not name an account of GNOME Online Accounts");
  return NULL;
}
