/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageCheck:
 *
 * Tries everything a mail app will do and shows it, step by step; after a failure it says what is
 * wrong, where, and what to do. The check starts by itself when the page is shown, unless the
 * result that is there still holds.
 */
#define LP_TYPE_PAGE_CHECK (lp_page_check_get_type ())
G_DECLARE_FINAL_TYPE (LpPageCheck, lp_page_check, LP, PAGE_CHECK, LpPage)

G_END_DECLS
