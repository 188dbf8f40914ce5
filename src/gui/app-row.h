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
 * While apps are written the check button makes way for the step's mark.
 *
 * Signals: `chosen ()` when the person checks or unchecks it.
 */
#define LP_TYPE_APP_ROW (lp_app_row_get_type ())
G_DECLARE_FINAL_TYPE (LpAppRow, lp_app_row, LP, APP_ROW, AdwActionRow)

/**
 * lp_app_row_new:
 * @client: the app; a row of the table of clients
 *
 * Returns: (transfer floating): a row
 */
LpAppRow *
lp_app_row_new (const LpClient *client);

/**
 * lp_app_row_update:
 * @row: a row
 * @info: what is known of the app now
 * @account: the account that will be added
 */
void
lp_app_row_update (LpAppRow *row, const LpClientInfo *info, const LpAccount *account);

/**
 * lp_app_row_get_client:
 * @row: a row
 *
 * Returns: (transfer none): its app
 */
const LpClient *
lp_app_row_get_client (LpAppRow *row);

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
 * lp_app_row_set_step:
 * @row: a row
 * @state: how far the writing is
 * @text: (nullable): the second line
 */
void
lp_app_row_set_step (LpAppRow *row, LpStepState state, const char *text);

/**
 * lp_app_row_set_writing:
 * @row: a row
 * @writing: marks instead of check buttons
 */
void
lp_app_row_set_writing (LpAppRow *row, gboolean writing);

/**
 * lp_app_icon_new:
 * @client: an app
 *
 * Returns: (transfer floating): its icon, 32 pixels
 */
GtkWidget *
lp_app_icon_new (const LpClient *client);

G_END_DECLS
