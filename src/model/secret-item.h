/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** Which of an account's secrets an item holds. */
typedef enum { LP_SIDE_INCOMING, LP_SIDE_OUTGOING, LP_N_SIDES } LpSide;

/**
 * LpSecretItem:
 * @schema: the schema's name (attribute xdg:schema), for instance "org.letterplate.Account"
 * @label: what the keyring's own window shows
 * @attributes: (element-type utf8 utf8): the attributes, all strings, in plain sight even when
 * locked
 * @side: whose secret it holds
 * @collection: (nullable): the collection's alias; %NULL for the default one
 * @prefix: (nullable): text that the client wants in front of the secret inside the item
 * @suffix: (nullable): the same behind it
 *
 * Describes one item of the keyring without its secret. Clients put it into a plan, setup hands it
 * to secrets/keyring: that way the two need not know each other. A value.
 */
typedef struct {
  char *schema;
  char *label;
  GHashTable *attributes;
  LpSide side;
  char *collection;
  char *prefix;
  char *suffix;
} LpSecretItem;

#define LP_TYPE_SECRET_ITEM (lp_secret_item_get_type ())
GType
lp_secret_item_get_type (void);

/**
 * lp_secret_item_new:
 * @schema: the schema's name
 * @label: the label
 * @side: whose secret it holds
 * @...: pairs of attribute name and value, ended by %NULL
 *
 * Returns: (transfer full): the item
 */
LpSecretItem *
lp_secret_item_new (const char *schema, const char *label, LpSide side, ...) G_GNUC_NULL_TERMINATED;

/**
 * lp_secret_item_copy:
 * @item: (nullable): an item
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpSecretItem *
lp_secret_item_copy (const LpSecretItem *item);

/**
 * lp_secret_item_free:
 * @item: (nullable) (transfer full): an item
 */
void
lp_secret_item_free (LpSecretItem *item);

/**
 * lp_secret_item_equal:
 * @a: an item
 * @b: an item
 *
 * Returns: %TRUE if schema and attributes are the same, so that both name one place in the keyring
 */
gboolean
lp_secret_item_equal (const LpSecretItem *a, const LpSecretItem *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpSecretItem, lp_secret_item_free)

G_END_DECLS
