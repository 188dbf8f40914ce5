/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/step-row.h"

G_BEGIN_DECLS

/**
 * LpServerRow:
 *
 * One server of a check: a row that opens and shows the steps on a line. It opens while its server
 * is at work, folds itself after success unless the person opened it, and stays open after a
 * failure.
 */
#define LP_TYPE_SERVER_ROW (lp_server_row_get_type ())
G_DECLARE_FINAL_TYPE (LpServerRow, lp_server_row, LP, SERVER_ROW, AdwExpanderRow)

/**
 * lp_server_row_set_side:
 * @row: a row
 * @side: which server it shows
 */
void
lp_server_row_set_side (LpServerRow *row, LpSide side);

/**
 * lp_server_row_reset:
 * @row: a row
 * @server: (nullable): the server, once known
 *
 * Forgets all steps: nothing was tried yet.
 */
void
lp_server_row_reset (LpServerRow *row, const LpServer *server);

/**
 * lp_server_row_begin:
 * @row: a row
 * @server: the server
 * @stage: the stage that begins
 */
void
lp_server_row_begin (LpServerRow *row, const LpServer *server, LpStageId stage);

/**
 * lp_server_row_end:
 * @row: a row
 * @server: the server
 * @result: how the stage ended
 */
void
lp_server_row_end (LpServerRow *row, const LpServer *server, const LpStageResult *result);

/**
 * lp_server_row_finish:
 * @row: a row
 * @outcome: (nullable): what the conversation found out; %NULL if it was not tried
 * @suggestion: (nullable): what was changed on this side
 * @not_tried: why the steps that are left were not tried
 *
 * Shows the end.
 */
void
lp_server_row_finish (LpServerRow *row, const LpOutcome *outcome, const LpSuggestion *suggestion,
                      const char *not_tried);

/**
 * lp_server_row_open:
 * @row: a row
 *
 * Shows the steps, once: what the person closes then stays closed.
 */
void
lp_server_row_open (LpServerRow *row);

/**
 * lp_server_row_is_working:
 * @row: a row
 *
 * Returns: %TRUE until its server works or has failed
 */
gboolean
lp_server_row_is_working (LpServerRow *row);

/**
 * lp_server_row_stop:
 * @row: a row
 *
 * Shows that the check was stopped: what was done stays, the rest was not tried.
 */
void
lp_server_row_stop (LpServerRow *row);

/** How far the conversation with a server came. */
typedef enum {
  LP_PROGRESS_NONE,    /* not reached, or not wanted */
  LP_PROGRESS_REACHED, /* its mail service answered */
  LP_PROGRESS_WORKS
} LpProgress;

/**
 * lp_server_row_get_progress:
 * @row: a row
 *
 * Returns: how far its server came
 */
LpProgress
lp_server_row_get_progress (LpServerRow *row);

/**
 * lp_server_row_get_running:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the step that runs, to scroll to
 */
GtkWidget *
lp_server_row_get_running (LpServerRow *row);

/**
 * lp_server_row_tick:
 * @row: a row
 *
 * Lets the time of the running step go on.
 */
void
lp_server_row_tick (LpServerRow *row);

G_END_DECLS
