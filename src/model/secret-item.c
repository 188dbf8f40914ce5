/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One item of the keyring, described without its secret.
 */
#include "model/secret-item.h"

#include <stdarg.h>

G_DEFINE_BOXED_TYPE (LpSecretItem, lp_secret_item, lp_secret_item_copy, lp_secret_item_free)

LpSecretItem *
lp_secret_item_new (const char *schema, const char *label, LpSide side, ...)
{
  LpSecretItem *item = g_new0 (LpSecretItem, 1);
  const char *name;
  va_list arguments;

  item->schema = g_strdup (schema);
  item->label = g_strdup (label);
  item->side = side;
  item->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  va_start (arguments, side);
  while ((name = va_arg (arguments, const char *)) != NULL)
    g_hash_table_insert (item->attributes, g_strdup (name),
                         g_strdup (va_arg (arguments, const char *)));
  va_end (arguments);
  return item;
}

LpSecretItem *
lp_secret_item_copy (const LpSecretItem *item)
{
  LpSecretItem *copy;
  GHashTableIter iter;
  gpointer name, value;

  if (item == NULL)
    return NULL;
  copy = lp_secret_item_new (item->schema, item->label, item->side, NULL);
  copy->collection = g_strdup (item->collection);
  copy->prefix = g_strdup (item->prefix);
  copy->suffix = g_strdup (item->suffix);
  g_hash_table_iter_init (&iter, item->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy->attributes, g_strdup (name), g_strdup (value));
  return copy;
}

void
lp_secret_item_free (LpSecretItem *item)
{
  if (item == NULL)
    return;
  g_free (item->schema);
  g_free (item->label);
  g_hash_table_unref (item->attributes);
  g_free (item->collection);
  g_free (item->prefix);
  g_free (item->suffix);
  g_free (item);
}

gboolean
lp_secret_item_equal (const LpSecretItem *a, const LpSecretItem *b)
{
  GHashTableIter iter;
  gpointer name, value;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (g_strcmp0 (a->schema, b->schema) != 0 || g_strcmp0 (a->collection, b->collection) != 0
      || g_hash_table_size (a->attributes) != g_hash_table_size (b->attributes))
    return FALSE;
  g_hash_table_iter_init (&iter, a->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_strcmp0 (g_hash_table_lookup (b->attributes, name), value) != 0)
      return FALSE;
  return TRUE;
}
