/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/keyring-aside.h"

#include <string.h>

#include "model/error.h"

#define SCHEMA_ATTRIBUTE "xdg:schema"
/* An item that was set aside has this schema, and this in front of every attribute's name. */
#define ASIDE_SCHEMA "org.letterplate.Aside"
#define ASIDE_PREFIX "aside:"

/* KeePassXC shows what it knows of an entry as attributes too, and takes none of them back. */
static const char *const own_of_keepassxc[]
    = { "Path", "Uuid", "Title", "UserName", "URL", "Notes", NULL };

static GHashTable *
rename_attributes (GHashTable *attributes)
{
  gboolean is_keepassxc
      = g_hash_table_contains (attributes, "Uuid") && g_hash_table_contains (attributes, "Path");
  GHashTable *aside = lp_keyring_attributes_new (SCHEMA_ATTRIBUTE, ASIDE_SCHEMA, NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!is_keepassxc || !g_strv_contains (own_of_keepassxc, name))
      g_hash_table_insert (aside, g_strconcat (ASIDE_PREFIX, name, NULL), g_strdup (value));
  return aside;
}

static GHashTable *
rename_back (GHashTable *aside)
{
  /* An item without a schema shows none, and gnome-keyring keeps the last one until it is given
   * another: this is libsecret's word for none. */
  GHashTable *attributes
      = lp_keyring_attributes_new (SCHEMA_ATTRIBUTE, "org.freedesktop.Secret.Generic", NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, aside);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_str_has_prefix (name, ASIDE_PREFIX))
      g_hash_table_insert (attributes, g_strdup ((char *)name + strlen (ASIDE_PREFIX)),
                           g_strdup (value));
  return attributes;
}

/* What is set aside for @key */
static gboolean
search (SecretService *service, GHashTable *key, SecretItems **items, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GHashTable) pattern = rename_attributes (key);

  return lp_keyring_session_search (service, pattern, TRUE, items, cancellable, error);
}

/* Whether the service finds the item by these attributes */
static gboolean
is_found_by (SecretService *service, SecretItem *item, GHashTable *attributes,
             GCancellable *cancellable)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (item));
  g_autoptr (SecretItems) items = NULL;

  lp_keyring_session_search (service, attributes, FALSE, &items, cancellable, NULL);
  for (GList *l = items; l != NULL; l = l->next)
    if (strcmp (g_dbus_proxy_get_object_path (G_DBUS_PROXY (l->data)), path) == 0)
      return TRUE;
  return FALSE;
}

/* The collection that an item lies in */
static SecretCollection *
find_collection (SecretService *service, SecretItem *item, GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *folder = g_path_get_dirname (g_dbus_proxy_get_object_path (G_DBUS_PROXY (item)));
  SecretCollection *found = NULL;

  if (!secret_service_load_collections_sync (service, cancellable, error))
    return NULL;
  GList *collections = secret_service_get_collections (service);
  for (GList *l = collections; l != NULL && found == NULL; l = l->next)
    if (strcmp (g_dbus_proxy_get_object_path (G_DBUS_PROXY (l->data)), folder) == 0)
      found = g_object_ref (l->data);
  g_list_free_full (collections, g_object_unref);
  if (found == NULL)
    g_set_error (error, LP_ERROR, LP_VERDICT_INTERNAL, "%s is no collection", folder);
  return found;
}

/* A new item in the old one's place */
static gboolean
move (SecretService *service, SecretItem *item, GHashTable *attributes, GCancellable *cancellable,
      GError **error)
{
  g_autofree char *label = secret_item_get_label (item);

  if (!secret_item_load_secret_sync (item, cancellable, error))
    return FALSE;
  g_autoptr (SecretValue) value = secret_item_get_secret (item);
  g_autoptr (SecretCollection) collection = find_collection (service, item, cancellable, error);
  if (collection == NULL)
    return FALSE;
  g_autoptr (SecretItem) moved = secret_item_create_sync (
      collection, NULL, attributes, label, value, SECRET_ITEM_CREATE_NONE, cancellable, error);
  return moved != NULL && secret_item_delete_sync (item, cancellable, error);
}

/* Gives an item other attributes. KeePassXC 2.7 adds them to those it has, so there the item is
 * replaced; gnome-keyring lets it keep its place. */
static gboolean
change_attributes (SecretService *service, SecretItem *item, GHashTable *before,
                   GHashTable *attributes, GCancellable *cancellable, GError **error)
{
  if (!secret_item_set_attributes_sync (item, NULL, attributes, cancellable, error))
    return FALSE;
  return !is_found_by (service, item, before, cancellable)
         || move (service, item, attributes, cancellable, error);
}

gboolean
lp_keyring_aside_put (SecretService *service, GHashTable *key, GList *items,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretItems) overtaken = NULL;
  GError *cause = NULL;

  if (!search (service, key, &overtaken, cancellable, error))
    return FALSE;
  for (GList *l = overtaken; l != NULL && cause == NULL; l = l->next)
    secret_item_delete_sync (l->data, cancellable, &cause);
  for (GList *l = items; l != NULL && cause == NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    g_autoptr (GHashTable) aside = rename_attributes (attributes);
    change_attributes (service, l->data, attributes, aside, cancellable, &cause);
  }
  return lp_keyring_finish (cause, error);
}

gboolean
lp_keyring_aside_bring_back (SecretService *service, GHashTable *key, GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (SecretItems) items = NULL;
  GError *cause = NULL;

  if (!search (service, key, &items, cancellable, error))
    return FALSE;
  for (GList *l = items; l != NULL && cause == NULL; l = l->next) {
    g_autoptr (GHashTable) aside = secret_item_get_attributes (l->data);
    g_autoptr (GHashTable) before = rename_back (aside);
    change_attributes (service, l->data, aside, before, cancellable, &cause);
  }
  return lp_keyring_finish (cause, error);
}
