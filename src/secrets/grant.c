/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grant in the keyring: two items of the account. The refresh token has one of its own, because
 * losing it means signing in again; the access token's says in its attributes until when it serves,
 * so that letterplate-secret can tell without asking anybody.
 */
#include "secrets/grant.h"

#include <glib/gi18n.h>

#include "secrets/account-secret.h"
#include "secrets/grant-private.h"
#include "secrets/keyring-session.h"

/* An access token is renewed this long before its end, or at three quarters of a short life. */
#define MARGIN_SECONDS 300

G_DEFINE_BOXED_TYPE (LpGrant, lp_grant, lp_grant_copy, lp_grant_free)

static LpCredentials *
share (LpCredentials *credentials)
{
  return credentials != NULL ? lp_credentials_ref (credentials) : NULL;
}

LpGrant *
lp_grant_copy (const LpGrant *grant)
{
  if (grant == NULL)
    return NULL;

  LpGrant *copy = g_memdup2 (grant, sizeof *grant);
  copy->issuer = g_strdup (grant->issuer);
  copy->user = g_strdup (grant->user);
  copy->host = g_strdup (grant->host);
  copy->scope = g_strdup (grant->scope);
  copy->signed_in = g_strdup (grant->signed_in);
  copy->refresh_token = share (grant->refresh_token);
  copy->access_token = share (grant->access_token);
  return copy;
}

void
lp_grant_free (LpGrant *grant)
{
  if (grant == NULL)
    return;

  g_free (grant->issuer);
  g_free (grant->user);
  g_free (grant->host);
  g_free (grant->scope);
  g_free (grant->signed_in);
  g_clear_pointer (&grant->refresh_token, lp_credentials_unref);
  g_clear_pointer (&grant->access_token, lp_credentials_unref);
  g_free (grant);
}

static void
put_number (GHashTable *attributes, const char *name, gint64 number)
{
  g_hash_table_insert (attributes, g_strdup (name), g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

static GHashTable *
make_attributes (const LpGrant *grant, const char *schema, const char *account_id)
{
  const char *optional[] = { "host", grant->host, "scope", grant->scope };
  GHashTable *attributes
      = lp_keyring_attributes_new ("xdg:schema", schema, "account", account_id, "user", grant->user,
                                   "issuer", grant->issuer, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (optional); i += 2)
    if (optional[i + 1] != NULL)
      g_hash_table_insert (attributes, g_strdup (optional[i]), g_strdup (optional[i + 1]));
  return attributes;
}

gboolean
lp_grant_store_refresh_token (SecretService *service, const LpGrant *grant, const char *account_id,
                              GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) key
      = lp_keyring_attributes_new ("xdg:schema", LP_GRANT_SCHEMA, "account", account_id, NULL);
  g_autoptr (GHashTable) attributes = make_attributes (grant, LP_GRANT_SCHEMA, account_id);
  /* Translators: how an item is called in the keyring's own window */
  g_autofree char *label = g_strdup_printf (_ ("Mail: %s (browser sign-in)"), grant->user);

  /* Said aloud: KeePassXC keeps attributes that are left out, and so it would an old refusal. */
  put_number (attributes, "refused", 0);
  return lp_keyring_session_put (service, key, attributes, label, grant->refresh_token, cancellable,
                                 error);
}

gboolean
lp_grant_store_access_token (SecretService *service, const LpGrant *grant, const char *account_id,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) key
      = lp_keyring_attributes_new ("xdg:schema", LP_TOKEN_SCHEMA, "account", account_id, NULL);
  g_autoptr (GHashTable) attributes = make_attributes (grant, LP_TOKEN_SCHEMA, account_id);
  gint64 expires = grant->issued + grant->lifetime;
  /* Translators: how an item is called in the keyring's own window */
  g_autofree char *label = g_strdup_printf (_ ("Mail: %s (access token)"), grant->user);

  put_number (attributes, "issued", grant->issued);
  put_number (attributes, "fresh-until", expires - MIN (MARGIN_SECONDS, grant->lifetime / 4));
  put_number (attributes, "expires", expires);
  return lp_keyring_session_put (service, key, attributes, label, grant->access_token, cancellable,
                                 error);
}

gboolean
lp_grant_store (const LpGrant *grant, const char *account_id, GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (grant != NULL && account_id != NULL, FALSE);
  g_return_val_if_fail (grant->refresh_token != NULL && grant->access_token != NULL, FALSE);

  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  return service != NULL
         && lp_grant_store_refresh_token (service, grant, account_id, cancellable, error)
         && lp_grant_store_access_token (service, grant, account_id, cancellable, error);
}

static gboolean
remove_item (SecretService *service, const char *schema, const char *account_id,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) key
      = lp_keyring_attributes_new ("xdg:schema", schema, "account", account_id, NULL);
  g_autoptr (SecretItems) items = NULL;
  GError *cause = NULL;

  if (!lp_keyring_session_search (service, key, TRUE, &items, cancellable, error))
    return FALSE;
  for (GList *l = items; l != NULL && cause == NULL; l = l->next)
    secret_item_delete_sync (l->data, cancellable, &cause);
  return lp_keyring_finish (cause, error);
}

gboolean
lp_grant_remove (const char *account_id, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (account_id != NULL, FALSE);

  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  return service != NULL && remove_item (service, LP_TOKEN_SCHEMA, account_id, cancellable, error)
         && remove_item (service, LP_GRANT_SCHEMA, account_id, cancellable, error);
}
