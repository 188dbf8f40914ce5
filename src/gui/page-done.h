/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageDone:
 *
 * What became of each app, and the way back: one app or everything can be undone, and done again.
 */
#define LP_TYPE_PAGE_DONE (lp_page_done_get_type ())
G_DECLARE_FINAL_TYPE (LpPageDone, lp_page_done, LP, PAGE_DONE, LpPage)

/**
 * lp_page_done_set_results:
 * @page: the page
 * @results: (element-type LpClientResult): what became of each app
 * @receipt_id: (nullable): the receipt that takes it back
 *
 * Fills the page.
 */
void
lp_page_done_set_results (LpPageDone *page, GPtrArray *results, const char *receipt_id);

/**
 * lp_page_done_is_needed:
 * @results: (element-type LpClientResult): how an apply that the person stopped ended
 * @receipt_id: (nullable): its receipt
 *
 * Returns: %FALSE if everything is as it was before, so that there is nothing to tell
 */
gboolean
lp_page_done_is_needed (GPtrArray *results, const char *receipt_id);

G_END_DECLS
