/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * LpPasswordRow:
 *
 * A password in a list, looking like an entry row. AdwPasswordEntryRow is not used: screen readers
 * are told its clear text as plain text; GtkPasswordEntry has the role "password text".
 *
 * Signals: `changed ()`.
 */
#define LP_TYPE_PASSWORD_ROW (lp_password_row_get_type ())
G_DECLARE_FINAL_TYPE (LpPasswordRow, lp_password_row, LP, PASSWORD_ROW, AdwPreferencesRow)

/**
 * lp_password_row_set_caption:
 * @row: the row
 * @caption: another caption than "Password", with a mnemonic
 */
void
lp_password_row_set_caption (LpPasswordRow *row, const char *caption);

/**
 * lp_password_row_is_empty:
 * @row: the row
 *
 * Returns: %TRUE if nothing is typed
 */
gboolean
lp_password_row_is_empty (LpPasswordRow *row);

/**
 * lp_password_row_take:
 * @row: the row
 *
 * Empties the entry. The text moves into locked memory.
 *
 * Returns: (transfer full) (nullable): the password; %NULL if nothing was typed
 */
LpCredentials *
lp_password_row_take (LpPasswordRow *row);

/**
 * lp_password_row_set_fault:
 * @row: the row
 * @fault: whether it is marked as the field at fault; the first key press takes the mark away
 * @sentence: (nullable): the label that says why
 */
void
lp_password_row_set_fault (LpPasswordRow *row, gboolean fault, GtkWidget *sentence);

/**
 * lp_password_row_get_entry:
 * @row: the row
 *
 * Returns: (transfer none): the entry, for the keyboard
 */
GtkWidget *
lp_password_row_get_entry (LpPasswordRow *row);

G_END_DECLS
