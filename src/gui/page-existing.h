/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageExisting:
 *
 * The accounts that mail apps of this computer have: one is chosen and checked as it is, without changing anything.
 */
#define LP_TYPE_PAGE_EXISTING (lp_page_existing_get_type ())
G_DECLARE_FINAL_TYPE (LpPageExisting, lp_page_existing, LP, PAGE_EXISTING, LpPage)

G_END_DECLS
