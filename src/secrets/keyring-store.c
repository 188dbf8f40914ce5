/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changing the keyring: storing and removing items.
 *
 * What makes it more than one call (seen with gnome-keyring 42): a lookup answers with the oldest
 * item that has at least the attributes asked for, and storing replaces the first item that has at
 * least the attributes given. So beside an item that somebody made for msmtp by hand (host,
 * service, user) ours would never be read; and the other way round, the command line from msmtp's
 * manual replaces our item and takes its attributes "account" and "port" away. Therefore:
 *
 *  - an item that belongs to somebody else and would be read instead of ours is set aside: its
 * attributes get other names, it keeps its secret and stays in its place. Removing our item brings
 * it back.
 *  - an item of ours that lost attributes is completed.
 *  - an item of ours that belongs to another account with the same log-in gets the same secret.
 */
#include <string.h>

#include <glib/gi18n.h>

#include "model/error.h"
#include "model/server.h"
#include "secrets/keyring-aside.h"
#include "secrets/keyring-session.h"
#include "secrets/keyring.h"

#define SCHEMA_ATTRIBUTE "xdg:schema"
/* Marks an item that we made in a mail program's own layout */
#define MARK_ATTRIBUTE "letterplate"

static GHashTable *
copy_attributes (GHashTable *attributes)
{
  GHashTable *copy = lp_keyring_attributes_new (NULL, NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));
  return copy;
}

/* Everything that is stored with the item */
static GHashTable *
full_attributes (const LpSecretItem *item)
{
  GHashTable *full = copy_attributes (item->attributes);

  g_hash_table_insert (full, g_strdup (SCHEMA_ATTRIBUTE), g_strdup (item->schema));
  if (!g_str_has_prefix (item->schema, "org.letterplate."))
    g_hash_table_insert (full, g_strdup (MARK_ATTRIBUTE), g_strdup ("1"));
  return full;
}

/* What another item must have to be in the way: for our own layout, what msmtp, mpop and Emacs ask
 * for */
static GHashTable *
key_attributes (const LpSecretItem *item)
{
  if (g_strcmp0 (item->schema, LP_KEYRING_SCHEMA) == 0)
    return lp_keyring_attributes_new ("host", g_hash_table_lookup (item->attributes, "host"),
                                      "service", g_hash_table_lookup (item->attributes, "service"),
                                      "user", g_hash_table_lookup (item->attributes, "user"), NULL);

  GHashTable *key = copy_attributes (item->attributes);
  g_hash_table_insert (key, g_strdup (SCHEMA_ATTRIBUTE), g_strdup (item->schema));
  return key;
}

static gboolean
is_ours (GHashTable *attributes)
{
  const char *schema = g_hash_table_lookup (attributes, SCHEMA_ATTRIBUTE);

  return g_hash_table_contains (attributes, MARK_ATTRIBUTE)
         || (schema != NULL && g_str_has_prefix (schema, "org.letterplate."));
}

/* An account that lost its attribute to somebody's secret-tool counts as the one that asks. */
static gboolean
is_same_account (GHashTable *attributes, const LpSecretItem *item)
{
  const char *account = g_hash_table_lookup (attributes, "account");

  return account == NULL
         || g_strcmp0 (account, g_hash_table_lookup (item->attributes, "account")) == 0;
}

static gboolean
unlock (SecretService *service, SecretCollection *collection, gboolean may_unlock,
        GCancellable *cancellable, GError **error)
{
  if (!secret_collection_get_locked (collection))
    return TRUE;
  g_autofree char *label = secret_collection_get_label (collection);
  if (!may_unlock) {
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED, "the keyring \"%s\" is locked", label);
    return FALSE;
  }

  GError *cause = NULL;
  GList list = { collection, NULL, NULL };
  if (secret_service_unlock_sync (service, &list, cancellable, NULL, &cause) > 0)
    return TRUE;
  if (cause != NULL)
    return lp_keyring_finish (cause, error);
  g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED, "the keyring \"%s\" was not unlocked",
               label);
  return FALSE;
}

/* Sees to it that there is an unlocked collection of this alias */
static gboolean
prepare_collection (SecretService *service, const char *alias, gboolean may_ask,
                    GCancellable *cancellable, GError **error)
{
  GError *cause = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_sync (
      service, alias, SECRET_COLLECTION_NONE, cancellable, &cause);

  /* A desktop that never stored a password has none: the keyring asks the person for a new one's
   * password. */
  if (collection == NULL && cause == NULL && may_ask)
    collection = secret_collection_create_sync (service, _ ("Passwords"), alias,
                                                SECRET_COLLECTION_CREATE_NONE, cancellable, &cause);
  if (cause != NULL)
    return lp_keyring_finish (cause, error);
  if (collection == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING,
                 "the keyring has no \"%s\" collection", alias);
    return FALSE;
  }
  return unlock (service, collection, may_ask, cancellable, error);
}

static SecretValue *
make_value (const LpSecretItem *item, LpCredentials *credentials)
{
  const char *prefix = item->prefix != NULL ? item->prefix : "";
  const char *suffix = item->suffix != NULL ? item->suffix : "";
  const char *secret = lp_credentials_get_secret (credentials);

  if (*prefix == '\0' && *suffix == '\0')
    return secret_value_new (secret, -1, "text/plain");

  gsize length = strlen (prefix) + strlen (secret) + strlen (suffix);
  char *whole = g_strconcat (prefix, secret, suffix, NULL);
  SecretValue *value = secret_value_new (whole, length, "text/plain");
  lp_credentials_wipe (whole, length);
  g_free (whole);
  return value;
}

/* Completes or updates what is ours among the items that are in the way; see the top of the file.
 * Storing then replaces the completed one in one step, so there is no moment without a password. */
static gboolean
update_ours (const LpSecretItem *item, GList *others, GHashTable *full, SecretValue *value,
             GCancellable *cancellable, GError **error)
{
  gboolean completed = FALSE;

  for (GList *l = others; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    GError *cause = NULL;
    if (!is_ours (attributes))
      continue;
    if (!is_same_account (attributes, item))
      secret_item_set_secret_sync (l->data, value, cancellable, &cause);
    else if (completed)
      secret_item_delete_sync (l->data, cancellable, &cause);
    else
      completed = secret_item_set_attributes_sync (l->data, NULL, full, cancellable, &cause);
    if (!lp_keyring_finish (cause, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
set_foreign_aside (SecretService *service, GHashTable *key, GList *others,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GList) foreign = NULL;

  for (GList *l = others; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    if (!is_ours (attributes))
      foreign = g_list_prepend (foreign, l->data);
  }
  return foreign == NULL || lp_keyring_aside_put (service, key, foreign, cancellable, error);
}

gboolean
lp_keyring_has (const LpSecretItem *item, gboolean *is_there, GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (item != NULL && is_there != NULL, FALSE);

  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  g_autoptr (GHashTable) key = key_attributes (item);
  g_autoptr (SecretItems) items = NULL;
  if (service == NULL
      || !lp_keyring_session_search (service, key, FALSE, &items, cancellable, error))
    return FALSE;

  *is_there = FALSE;
  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    *is_there = *is_there || (is_ours (attributes) && is_same_account (attributes, item));
  }
  return TRUE;
}

gboolean
lp_keyring_store (const LpSecretItem *item, LpCredentials *credentials, GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (item != NULL && credentials != NULL, FALSE);

  const char *alias = item->collection != NULL ? item->collection : SECRET_COLLECTION_DEFAULT;
  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  if (service == NULL || !prepare_collection (service, alias, TRUE, cancellable, error))
    return FALSE;

  g_autoptr (GHashTable) key = key_attributes (item);
  g_autoptr (GHashTable) full = full_attributes (item);
  g_autoptr (SecretValue) value = make_value (item, credentials);
  g_autoptr (SecretItems) others = NULL;
  if (!lp_keyring_session_search (service, key, TRUE, &others, cancellable, error)
      || !update_ours (item, others, full, value, cancellable, error)
      || !set_foreign_aside (service, key, others, cancellable, error))
    return FALSE;

  GError *cause = NULL;
  secret_service_store_sync (service, NULL, full, alias, item->label, value, cancellable, &cause);
  return lp_keyring_finish (cause, error);
}

gboolean
lp_keyring_session_put (SecretService *service, GHashTable *key, GHashTable *attributes,
                        const char *label, LpCredentials *credentials, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (SecretItems) items = NULL;
  GError *cause = NULL;

  if (!lp_keyring_session_search (service, key, FALSE, &items, cancellable, error))
    return FALSE;
  SecretValue *value = secret_value_new (lp_credentials_get_secret (credentials), -1, "text/plain");
  if (items == NULL)
    secret_service_store_sync (service, NULL, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                               cancellable, &cause);
  else if (secret_item_set_secret_sync (items->data, value, cancellable, &cause))
    secret_item_set_attributes_sync (items->data, NULL, attributes, cancellable, &cause);
  secret_value_unref (value);
  return lp_keyring_finish (cause, error);
}

/* In a mail program's own layout whatever is there came from us: what the program had before was
 * set aside, and what it stored since replaced ours. */
static gboolean
is_deletable (GHashTable *attributes, const LpSecretItem *item)
{
  return g_strcmp0 (item->schema, LP_KEYRING_SCHEMA) != 0
         || (is_ours (attributes) && is_same_account (attributes, item));
}

/* Deletes ours; says in @in_use whether something of the same key stays: another account's, or
 * somebody's own */
static gboolean
delete_ours (const LpSecretItem *item, GList *items, gboolean *in_use, GCancellable *cancellable,
             GError **error)
{
  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    GError *cause = NULL;
    if (is_deletable (attributes, item))
      secret_item_delete_sync (l->data, cancellable, &cause);
    else
      *in_use = TRUE;
    if (!lp_keyring_finish (cause, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
lp_keyring_remove (const LpSecretItem *item, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (item != NULL, FALSE);

  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  if (service == NULL)
    return FALSE;

  g_autoptr (GHashTable) key = key_attributes (item);
  g_autoptr (SecretItems) items = NULL;
  gboolean in_use = FALSE;
  if (!lp_keyring_session_search (service, key, TRUE, &items, cancellable, error)
      || !delete_ours (item, items, &in_use, cancellable, error))
    return FALSE;
  return in_use || lp_keyring_aside_bring_back (service, key, cancellable, error);
}

gboolean
lp_keyring_check (gboolean may_unlock, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);

  return service != NULL
         && prepare_collection (service, SECRET_COLLECTION_DEFAULT, may_unlock, cancellable, error);
}
