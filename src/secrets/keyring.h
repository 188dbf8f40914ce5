/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/account.h"
#include "model/credentials.h"
#include "model/secret-item.h"

G_BEGIN_DECLS

/** Schema of our items: attributes host, service, user, port, account (all text). */
#define LP_KEYRING_SCHEMA "org.letterplate.Account"

/**
 * lp_keyring_item_new:
 * @account: an account with an id
 * @side: incoming or outgoing
 *
 * Describes the item that holds one side's secret, in the layout that msmtp, mpop and Emacs read
 * natively (msmtp 1.8 and mpop 1.4 look up user, service and host; the service word is smtp on
 * every port).
 *
 * Returns: (transfer full) (nullable): the item; %NULL if that side has no server or needs no
 * secret
 */
LpSecretItem *
lp_keyring_item_new (const LpAccount *account, LpSide side);

/**
 * lp_keyring_has:
 * @item: which
 * @is_there: (out): whether we have stored it; somebody's own item in its place does not count
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Looks for an item of ours without reading its secret; works on a locked keyring too. Blocks.
 *
 * Returns: %TRUE, or %FALSE as lp_keyring_store()
 */
gboolean
lp_keyring_has (const LpSecretItem *item, gboolean *is_there, GCancellable *cancellable,
                GError **error);

/**
 * lp_keyring_store:
 * @item: where
 * @credentials: the secret
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Stores a secret in the default collection, unlocking it if it may ask. An item that somebody made
 * for the same host, service and user is taken over rather than doubled: gnome-keyring would go on
 * answering with the old one. Blocks (a person may be asked to unlock).
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR (%LP_VERDICT_KEYRING_MISSING,
 * %LP_VERDICT_KEYRING_LOCKED, %LP_VERDICT_KEYRING_SILENT) or what libsecret said
 */
gboolean
lp_keyring_store (const LpSecretItem *item, LpCredentials *credentials, GCancellable *cancellable,
                  GError **error);

/**
 * lp_keyring_remove:
 * @item: which
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Removes an item; one that is not there is no error. Blocks.
 *
 * Returns: %TRUE, or %FALSE as lp_keyring_store()
 */
gboolean
lp_keyring_remove (const LpSecretItem *item, GCancellable *cancellable, GError **error);

/**
 * lp_keyring_lookup:
 * @attributes: (element-type utf8 utf8): what the item must have; the schema's name is not compared
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Looks a secret up. Blocks.
 *
 * Returns: (transfer full) (nullable): the secret; %NULL with @error unset if there is none, or
 * with %LP_ERROR
 */
LpCredentials *
lp_keyring_lookup (GHashTable *attributes, gboolean may_unlock, GCancellable *cancellable,
                   GError **error);

/**
 * lp_keyring_check:
 * @may_unlock: whether the person may be asked
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Makes sure that there is a keyring with a default collection that is unlocked, before anything is
 * changed. Blocks.
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR
 */
gboolean
lp_keyring_check (gboolean may_unlock, GCancellable *cancellable, GError **error);

G_END_DECLS
