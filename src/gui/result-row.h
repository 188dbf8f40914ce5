/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "setup.h"

G_BEGIN_DECLS

/** What became of an app. The last three are ways not to be done: see #LpLeft. */
typedef enum {
  LP_RESULT_ADDED,
  LP_RESULT_REMOVED,
  LP_RESULT_BUSY,
  LP_RESULT_FAILED,
  LP_RESULT_HALF_WAY,
  LP_RESULT_BY_HAND
} LpResultState;

/**
 * LpResultRow:
 *
 * What became of one app. Signals: `undo ()`, `open-app ()`, `try-again ()`.
 */
#define LP_TYPE_RESULT_ROW (lp_result_row_get_type ())
G_DECLARE_FINAL_TYPE (LpResultRow, lp_result_row, LP, RESULT_ROW, AdwActionRow)

/**
 * lp_result_row_new:
 * @client: the app
 * @first: its Open button has a mnemonic; only one on a page may
 *
 * Returns: (transfer floating): a row
 */
LpResultRow *
lp_result_row_new (const LpClient *client, gboolean first);

/**
 * lp_result_row_set:
 * @row: a row
 * @state: what became of it
 * @receipt_id: (nullable): the receipt that takes it back
 * @message: (nullable): why not
 *
 * An app with a receipt can be undone.
 */
void
lp_result_row_set (LpResultRow *row, LpResultState state, const char *receipt_id,
                   const char *message);

/**
 * lp_result_row_set_busy:
 * @row: a row
 *
 * Its app is being written or taken back; until then it keeps its receipt.
 */
void
lp_result_row_set_busy (LpResultRow *row);

/**
 * lp_result_row_fail:
 * @row: a row that is busy
 * @message: why
 *
 * What it was busy with changed nothing: it is what it was before, with its receipt and the step that is left to the
 * person; an app without the account is %LP_RESULT_FAILED.
 */
void
lp_result_row_fail (LpResultRow *row, const char *message);

/**
 * lp_result_row_get_client:
 * @row: a row
 *
 * Returns: (transfer none): its app
 */
const LpClient *
lp_result_row_get_client (LpResultRow *row);

/**
 * lp_result_row_get_receipt:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the receipt that takes it back
 */
const char *
lp_result_row_get_receipt (LpResultRow *row);

/**
 * lp_result_row_get_before:
 * @row: a row
 *
 * Returns: what it was before it was busy last; %LP_RESULT_FAILED if it never was
 */
LpResultState
lp_result_row_get_before (LpResultRow *row);

/**
 * lp_result_row_get_state:
 * @row: a row
 *
 * Returns: what became of it
 */
LpResultState
lp_result_row_get_state (LpResultRow *row);

/**
 * lp_result_rows_count:
 * @rows: (element-type LpResultRow): rows
 * @state: a state
 *
 * Returns: how many are in it
 */
guint
lp_result_rows_count (GPtrArray *rows, LpResultState state);

/**
 * lp_result_rows_can_undo:
 * @rows: (element-type LpResultRow): rows
 *
 * Returns: whether one of them has a receipt
 */
gboolean
lp_result_rows_can_undo (GPtrArray *rows);

G_END_DECLS
