/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

#include "model/credentials.h"

/* Inside src/secrets only: what the files of the keyring share. */

G_BEGIN_DECLS

/** A list of SecretItem that is freed with what is in it. */
typedef GList SecretItems;

/**
 * lp_secret_items_free:
 * @items: (nullable) (transfer full): the list
 */
void
lp_secret_items_free (SecretItems *items);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretItems, lp_secret_items_free)

/**
 * lp_keyring_session_open:
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Reaches the Secret Service over the session bus. A session of its own each time: libsecret's
 * shared one does not notice a keyring that was restarted while nobody ran a main loop. Blocks.
 *
 * Returns: (transfer full) (nullable): the service, or %NULL with %LP_VERDICT_KEYRING_MISSING, or
 *   with %LP_VERDICT_KEYRING_SILENT after ten seconds
 */
SecretService *
lp_keyring_session_open (GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_call:
 * @service: the service
 * @path: the object
 * @interface: its interface
 * @method: what to call
 * @parameters: (transfer floating): a tuple
 * @reply_type: of the answer
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Calls what libsecret has no function for. Blocks, for at most D-Bus's 25 seconds.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL as lp_keyring_finish()
 */
GVariant *
lp_keyring_session_call (SecretService *service, const char *path, const char *interface,
                         const char *method, GVariant *parameters, const char *reply_type,
                         GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_get:
 * @service: the service
 * @path: the object
 * @interface: its interface
 * @property: which
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Asks for a property. Blocks.
 *
 * Returns: (transfer full) (nullable): its value, or %NULL as lp_keyring_finish()
 */
GVariant *
lp_keyring_session_get (SecretService *service, const char *path, const char *interface,
                        const char *property, GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_unlock:
 * @service: the service
 * @path: an item or a collection
 * @may_unlock: whether the person may be asked
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Unlocks, or says that it is locked. Blocks, without a limit while the person is asked.
 *
 * Returns: %TRUE, or %FALSE with %LP_VERDICT_KEYRING_LOCKED or as lp_keyring_finish()
 */
gboolean
lp_keyring_session_unlock (SecretService *service, const char *path, gboolean may_unlock,
                           GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_ensure_open:
 * @service: the service
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Sees to it that there is an unlocked collection to search in: a service without one is not to be
 * searched (keyring-lock.c says why). Costs gnome-keyring no question. Blocks.
 *
 * Returns: %TRUE, or %FALSE with %LP_VERDICT_KEYRING_LOCKED or %LP_VERDICT_KEYRING_MISSING, or as
 *   lp_keyring_finish()
 */
gboolean
lp_keyring_session_ensure_open (SecretService *service, gboolean may_unlock,
                                GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_find:
 * @service: the service
 * @attributes: (element-type utf8 utf8): what the item must have
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @found: (out) (optional) (nullable) (transfer full) (element-type utf8 utf8): all attributes of
 * the item
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Looks one secret up, as lp_keyring_lookup(). Blocks.
 *
 * Returns: (transfer full) (nullable): the secret; %NULL with @error unset if there is none
 */
LpCredentials *
lp_keyring_session_find (SecretService *service, GHashTable *attributes, gboolean may_unlock,
                         GHashTable **found, GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_search:
 * @service: the service
 * @attributes: (element-type utf8 utf8): what the items must have
 * @may_unlock: whether the person may be asked to unlock the keyring
 * @items: (out) (transfer full) (nullable) (element-type SecretItem): all of them, in every
 * collection
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Looks items up without their secrets. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_keyring_session_search (SecretService *service, GHashTable *attributes, gboolean may_unlock,
                           SecretItems **items, GCancellable *cancellable, GError **error);

/**
 * lp_keyring_session_put:
 * @service: the service
 * @key: (element-type utf8 utf8): the attributes that make the item the only one
 * @attributes: (element-type utf8 utf8): all its attributes
 * @label: what the keyring's own window shows
 * @credentials: the secret
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Stores one of our items in the default collection, or gives the one that has @key a new secret
 * and then new attributes: who reads attributes first and the secret after them never sees an old
 * secret with new attributes. Never asks to unlock. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_keyring_session_put (SecretService *service, GHashTable *key, GHashTable *attributes,
                        const char *label, LpCredentials *credentials, GCancellable *cancellable,
                        GError **error);

/**
 * lp_keyring_attributes_new:
 * @name: (nullable): first name
 * @...: its value, further pairs, %NULL. A pair whose value is %NULL ends the list too.
 *
 * Returns: (transfer full) (element-type utf8 utf8): attributes
 */
GHashTable *
lp_keyring_attributes_new (const char *name, ...) G_GNUC_NULL_TERMINATED;

/**
 * lp_keyring_finish:
 * @cause: (transfer full) (nullable): what libsecret or D-Bus said
 * @error: return location
 *
 * Passes an error on, as %LP_VERDICT_KEYRING_LOCKED, %LP_VERDICT_KEYRING_MISSING or, for one that
 * hangs or ended meanwhile, %LP_VERDICT_KEYRING_SILENT if it amounts to that.
 *
 * Returns: %TRUE if there was none, else %FALSE with %LP_ERROR or @cause itself
 */
gboolean
lp_keyring_finish (GError *cause, GError **error);

G_END_DECLS
