/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "secrets/keyring-session.h"

/* Inside src/secrets only: items of the keyring that would be read instead of ours, set aside. Such
 * an item keeps its secret, label and place; only its attributes get other names, so nobody finds
 * it. Where a service does not let attributes go (KeePassXC) a new item takes its place. */

G_BEGIN_DECLS

/**
 * lp_keyring_aside_put:
 * @service: the service
 * @key: (element-type utf8 utf8): the attributes they are in the way with
 * @items: (element-type SecretItem): the items
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Sets items aside. What was set aside for the same key before was overtaken by these, and goes.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_keyring_aside_put (SecretService *service, GHashTable *key, GList *items,
                      GCancellable *cancellable, GError **error);

/**
 * lp_keyring_aside_bring_back:
 * @service: the service
 * @key: (element-type utf8 utf8): the attributes they were in the way with
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Gives what was set aside its attributes back. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_keyring_aside_bring_back (SecretService *service, GHashTable *key, GCancellable *cancellable,
                             GError **error);

G_END_DECLS
