/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/server-row.h"
#include "setup.h"

G_BEGIN_DECLS

/**
 * LpCheckList:
 *
 * What a check does, as it does it: where the settings were found, then a row for each server.
 */
#define LP_TYPE_CHECK_LIST (lp_check_list_get_type ())
G_DECLARE_FINAL_TYPE (LpCheckList, lp_check_list, LP, CHECK_LIST, AdwBin)

/**
 * lp_check_list_begin:
 * @list: a list
 * @setup: the set-up that is checked
 *
 * Forgets the check before; times are counted from now on.
 */
void
lp_check_list_begin (LpCheckList *list, LpSetup *setup);

/**
 * lp_check_list_follow:
 * @list: a list of a check that runs
 * @setup: the set-up that is checked
 * @server: whose stage
 * @stage: which
 * @result: (nullable): how it ended; %NULL: it begins
 *
 * Shows a stage, and opens the server that is to be looked at: one at a time, for both work side by
 * side, but sign in one after the other.
 *
 * Returns: (transfer none) (nullable): the step that runs, to be scrolled to
 */
GtkWidget *
lp_check_list_follow (LpCheckList *list, LpSetup *setup, const LpServer *server, LpStageId stage,
                      const LpStageResult *result);

/**
 * lp_check_list_finish:
 * @list: a list
 * @setup: the set-up that was checked
 * @report: (nullable): its report; %NULL if nothing could be checked at all
 */
void
lp_check_list_finish (LpCheckList *list, LpSetup *setup, const LpReport *report);

/**
 * lp_check_list_stop:
 * @list: a list of a check that is stopped
 *
 * Returns: (transfer full): a sentence that says how far it came
 */
char *
lp_check_list_stop (LpCheckList *list);

G_END_DECLS
