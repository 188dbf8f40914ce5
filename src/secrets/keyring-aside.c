/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/keyring-aside.h"

#include <string.h>

#define SCHEMA_ATTRIBUTE "xdg:schema"
/* An item that was set aside has this schema, and this in front of every attribute's name. */
#define ASIDE_SCHEMA "org.letterplate.Aside"
#define ASIDE_PREFIX "aside:"

static GHashTable *
rename_attributes (GHashTable *attributes)
{
  GHashTable *aside = lp_keyring_attributes_new (SCHEMA_ATTRIBUTE, ASIDE_SCHEMA, NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
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
    secret_item_set_attributes_sync (l->data, NULL, aside, cancellable, &cause);
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
    secret_item_set_attributes_sync (l->data, NULL, before, cancellable, &cause);
  }
  return lp_keyring_finish (cause, error);
}
