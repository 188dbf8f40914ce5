/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/memory-keyring.h"

static gboolean
find_item (const LpSecretItem *item, gboolean *is_there, gpointer data, GCancellable *cancellable,
           GError **error)
{
  const MemoryKeyring *keyring = data;
  *is_there = g_hash_table_contains (keyring->items, item->label);
  return TRUE;
}

static gboolean
store_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  const MemoryKeyring *keyring = data;
  if (keyring->fails) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The keyring is locked.");
    return FALSE;
  }
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (keyring->items, item->label));
  g_hash_table_insert (keyring->items, g_strdup (item->label), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

static gboolean
remove_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  const MemoryKeyring *keyring = data;
  g_hash_table_remove (keyring->items, item->label);
  return TRUE;
}

LpKeyringHooks
memory_keyring_init (MemoryKeyring *keyring)
{
  *keyring
      = (MemoryKeyring){ .items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  return (LpKeyringHooks){ find_item, store_item, remove_item, NULL, keyring };
}

void
memory_keyring_clear (MemoryKeyring *keyring)
{
  g_clear_pointer (&keyring->items, g_hash_table_unref);
}
