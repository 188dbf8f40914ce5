/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "gui/words.h"

G_BEGIN_DECLS

/**
 * LpStepMark:
 *
 * The sign in front of a step: icon, spinner, dot or dash on the line that joins the steps.
 * Decoration: the row's label says the state.
 */
#define LP_TYPE_STEP_MARK (lp_step_mark_get_type ())
G_DECLARE_FINAL_TYPE (LpStepMark, lp_step_mark, LP, STEP_MARK, GtkWidget)

/**
 * lp_step_mark_new:
 *
 * Returns: (transfer floating): a mark in the state %LP_STEP_LATER, without a line
 */
GtkWidget *
lp_step_mark_new (void);

/**
 * lp_step_mark_set_state:
 * @mark: a mark
 * @state: what it shows
 */
void
lp_step_mark_set_state (LpStepMark *mark, LpStepState state);

/**
 * lp_step_mark_set_running_icon:
 * @mark: a mark
 * @icon_name: (transfer none): a symbolic icon that stays, instead of a spinner: of a whole whose
 * parts have spinners of their own
 */
void
lp_step_mark_set_running_icon (LpStepMark *mark, const char *icon_name);

/**
 * lp_step_mark_get_state:
 * @mark: a mark
 *
 * Returns: what it shows
 */
LpStepState
lp_step_mark_get_state (LpStepMark *mark);

/**
 * lp_step_mark_set_line:
 * @mark: a mark
 * @above: a line comes from above
 * @below: a line goes on below
 */
void
lp_step_mark_set_line (LpStepMark *mark, gboolean above, gboolean below);

G_END_DECLS
