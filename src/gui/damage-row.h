/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "setup.h"

G_BEGIN_DECLS

/**
 * lp_damage_rows_add:
 * @list: gets a row for each record that is damaged
 * @receipts: (nullable) (element-type LpReceipt): receipts
 *
 * Why these cannot be taken back, and what to do.
 */
void
lp_damage_rows_add (GtkListBox *list, const GPtrArray *receipts);

G_END_DECLS
