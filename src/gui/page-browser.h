/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageBrowser:
 *
 * Waits while the person signs in with the browser, or, where there is none, shows the code for another device. Goes on to
 * the check by itself.
 */
#define LP_TYPE_PAGE_BROWSER (lp_page_browser_get_type ())
G_DECLARE_FINAL_TYPE (LpPageBrowser, lp_page_browser, LP, PAGE_BROWSER, LpPage)

G_END_DECLS
