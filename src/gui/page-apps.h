/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageApps:
 *
 * The mail apps of this computer: which are to get the account, and the writing itself.
 */
#define LP_TYPE_PAGE_APPS (lp_page_apps_get_type ())
G_DECLARE_FINAL_TYPE (LpPageApps, lp_page_apps, LP, PAGE_APPS, LpPage)

G_END_DECLS
