/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/step-mark.h"
#include "setup.h"

G_BEGIN_DECLS

/**
 * LpSettingsRow:
 *
 * The first row of the check: where the settings come from, and what other sources say that differ.
 */
#define LP_TYPE_SETTINGS_ROW (lp_settings_row_get_type ())
G_DECLARE_FINAL_TYPE (LpSettingsRow, lp_settings_row, LP, SETTINGS_ROW, AdwActionRow)

/**
 * lp_settings_row_set:
 * @row: the row
 * @state: its state
 * @title: translated title
 * @subtitle: (nullable): translated second line
 */
void
lp_settings_row_set (LpSettingsRow *row, LpStepState state, const char *title,
                     const char *subtitle);

/**
 * lp_settings_row_show_found:
 * @row: the row
 * @setup: a set-up that has an account
 *
 * Says where the account's settings were found.
 */
void
lp_settings_row_show_found (LpSettingsRow *row, LpSetup *setup);

/**
 * lp_settings_row_is_running:
 * @row: the row
 *
 * Returns: %TRUE while the settings are being looked for
 */
gboolean
lp_settings_row_is_running (LpSettingsRow *row);

G_END_DECLS
