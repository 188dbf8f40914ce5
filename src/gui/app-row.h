/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/step-row.h"
#include "setup-clients.h"

G_BEGIN_DECLS

/**
 * LpAppRow:
 *
 * A mail app that the account can be added to: check button, icon, name, what to know about it.
 * Programs of a terminal that are one mail app together (gui/app-case.h) have one row.
 * While apps are written the check button makes way for the step's mark.
 *
 * Signals: `chosen ()` when the person checks or unchecks it.
 */
#define LP_TYPE_APP_ROW (lp_app_row_get_type ())
G_DECLARE_FINAL_TYPE (LpAppRow, lp_app_row, LP, APP_ROW, AdwActionRow)

/**
 * lp_app_row_new:
 * @clients: (element-type LpClient): one app, or the three programs of lp_app_case_find_set()
 *
 * Returns: (transfer floating): a row
 */
LpAppRow *
lp_app_row_new (GPtrArray *clients);

/**
 * lp_app_row_update:
 * @row: a row
 * @info: what is known now of the app or one of its programs
 * @account: the account that will be added
 */
void
lp_app_row_update (LpAppRow *row, const LpClientInfo *info, const LpAccount *account);

/**
 * lp_app_row_get_clients:
 * @row: a row
 *
 * Returns: (transfer none) (element-type LpClient): its app, or the programs of it
 */
GPtrArray *
lp_app_row_get_clients (LpAppRow *row);

/**
 * lp_app_row_get_chosen:
 * @row: a row
 *
 * Returns: %TRUE if it is checked and can be written
 */
gboolean
lp_app_row_get_chosen (LpAppRow *row);

/**
 * lp_app_row_set_chosen:
 * @row: a row
 * @chosen: whether it is checked
 */
void
lp_app_row_set_chosen (LpAppRow *row, gboolean chosen);

/**
 * lp_app_row_show_result:
 * @row: a row that is being written
 * @result: (nullable): how writing to its app, or to the next of its programs, ended; %NULL: begins
 */
void
lp_app_row_show_result (LpAppRow *row, const LpClientResult *result);

/**
 * lp_app_row_set_writing:
 * @row: a row
 * @writing: marks instead of check buttons
 */
void
lp_app_row_set_writing (LpAppRow *row, gboolean writing);

/**
 * lp_app_icon_new:
 * @client: (nullable): an app; %NULL: the programs of a terminal
 *
 * Returns: (transfer floating): its icon, 32 pixels
 */
GtkWidget *
lp_app_icon_new (const LpClient *client);

G_END_DECLS
