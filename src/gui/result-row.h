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
 * lp_result_row_get_failure:
 * @row: a row that is busy
 *
 * Returns: what a try that did not even begin leaves: %LP_RESULT_HALF_WAY if it was so before, else %LP_RESULT_FAILED
 */
LpResultState
lp_result_row_get_failure (LpResultRow *row);

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

G_END_DECLS
