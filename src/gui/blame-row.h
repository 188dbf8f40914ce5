/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpBlameRow:
 *
 * Below an entry row, which has no second line of its own: what is wrong with its field. Hidden until
 * there is something.
 */
#define LP_TYPE_BLAME_ROW (lp_blame_row_get_type ())
G_DECLARE_FINAL_TYPE (LpBlameRow, lp_blame_row, LP, BLAME_ROW, AdwPreferencesRow)

/**
 * lp_blame_row_set:
 * @row: a row
 * @field: the field above it, which a screen reader reads together with the sentence
 * @sentence: (nullable): what is wrong; %NULL hides it
 */
void
lp_blame_row_set (LpBlameRow *row, GtkWidget *field, const char *sentence);

G_END_DECLS
