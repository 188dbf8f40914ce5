/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "setup-import.h"

G_BEGIN_DECLS

/**
 * LpOldRow:
 *
 * A mailbox of an old set-up: whether it is moved, and inside what it was and what it will be.
 *
 * Signals: `chosen ()` when the person checks or unchecks it.
 */
#define LP_TYPE_OLD_ROW (lp_old_row_get_type ())
G_DECLARE_FINAL_TYPE (LpOldRow, lp_old_row, LP, OLD_ROW, AdwExpanderRow)

/**
 * lp_old_row_new:
 * @mailbox: (transfer none): the mailbox; must live as long as the row
 *
 * Returns: (transfer floating): a row, checked if the mailbox's connection is dead
 */
LpOldRow *
lp_old_row_new (const LpOldMailbox *mailbox);

/**
 * lp_old_row_get_chosen:
 * @row: a row
 *
 * Returns: %TRUE if it is checked
 */
gboolean
lp_old_row_get_chosen (LpOldRow *row);

/**
 * lp_old_row_get_mailbox:
 * @row: a row
 *
 * Returns: (transfer none): its mailbox
 */
const LpOldMailbox *
lp_old_row_get_mailbox (LpOldRow *row);

G_END_DECLS
