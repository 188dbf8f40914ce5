/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageUndo:
 *
 * What was set up before, a row for each day and account, to take back.
 */
#define LP_TYPE_PAGE_UNDO (lp_page_undo_get_type ())
G_DECLARE_FINAL_TYPE (LpPageUndo, lp_page_undo, LP, PAGE_UNDO, LpPage)

G_END_DECLS
