/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/step-mark.h"

G_BEGIN_DECLS

/**
 * LpStepRow:
 *
 * One step of a check: mark, title, second line, time.
 */
#define LP_TYPE_STEP_ROW (lp_step_row_get_type ())
G_DECLARE_FINAL_TYPE (LpStepRow, lp_step_row, LP, STEP_ROW, GtkListBoxRow)

/**
 * lp_step_row_new:
 *
 * Returns: (transfer floating): a row in the state %LP_STEP_LATER
 */
LpStepRow *
lp_step_row_new (void);

/**
 * lp_step_row_set:
 * @row: a row
 * @state: its state
 * @title: what is or was done
 * @detail: (nullable): the second line
 *
 * Fills the row. The time stays.
 */
void
lp_step_row_set (LpStepRow *row, LpStepState state, const char *title, const char *detail);

/**
 * lp_step_row_set_time:
 * @row: a row
 * @ms: milliseconds it took or takes so far; -1 for none
 */
void
lp_step_row_set_time (LpStepRow *row, int ms);

/**
 * lp_step_row_get_mark:
 * @row: a row
 *
 * Returns: (transfer none): its mark
 */
LpStepMark *
lp_step_row_get_mark (LpStepRow *row);

/**
 * lp_step_row_get_state:
 * @row: a row
 *
 * Returns: its state
 */
LpStepState
lp_step_row_get_state (LpStepRow *row);

/**
 * lp_step_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): the state as a screen reader says it: "Done", "Not tried"
 */
const char *
lp_step_state_get_label (LpStepState state);

G_END_DECLS
