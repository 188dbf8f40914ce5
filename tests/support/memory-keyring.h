/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/receipt.h"

G_BEGIN_DECLS

/**
 * MemoryKeyring:
 * @items: (element-type utf8 guint): label: how often it was stored
 * @fails: storing fails with "The keyring is locked."
 *
 * A keyring that is a table.
 */
typedef struct {
  GHashTable *items;
  gboolean fails;
} MemoryKeyring;

/**
 * memory_keyring_init:
 * @keyring: becomes an empty keyring
 *
 * Returns: hooks that reach it
 */
LpKeyringHooks
memory_keyring_init (MemoryKeyring *keyring);

/**
 * memory_keyring_clear:
 * @keyring: its table is freed
 */
void
memory_keyring_clear (MemoryKeyring *keyring);

G_END_DECLS
