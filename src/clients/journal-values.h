/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/plan.h"

G_BEGIN_DECLS

/* Items of the keyring and calls as values of the journal, and back. None of them blocks. */

/**
 * lp_journal_value_from_item:
 * @item: an item
 *
 * Returns: (transfer floating): a value of type a{sv}
 */
GVariant *
lp_journal_value_from_item (const LpSecretItem *item);

/**
 * lp_journal_value_to_item:
 * @value: (nullable): a value of type a{sv}
 *
 * Returns: (transfer full) (nullable): the item; %NULL if @value is none, or a damaged one
 */
LpSecretItem *
lp_journal_value_to_item (GVariant *value);

/**
 * lp_journal_value_from_call:
 * @call: a call
 *
 * Returns: (transfer floating): a value of type a{sv}
 */
GVariant *
lp_journal_value_from_call (const LpDbusCall *call);

/**
 * lp_journal_value_to_call:
 * @value: (nullable): a value of type a{sv}
 *
 * Returns: (transfer full) (nullable): the call; %NULL if @value is none
 */
LpDbusCall *
lp_journal_value_to_call (GVariant *value);

G_END_DECLS
