/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * lp_done_head_show:
 * @page: the page of what was done
 * @rows: (element-type LpResultRow): its apps, none of them busy
 *
 * Shows as the page's head and footer what became of all apps together.
 */
void
lp_done_head_show (LpPage *page, GPtrArray *rows);

G_END_DECLS
