/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageAccounts:
 *
 * The accounts that were set up here, each with its apps and what can be done with it; where the window begins once
 * there is one.
 */
#define LP_TYPE_PAGE_ACCOUNTS (lp_page_accounts_get_type ())
G_DECLARE_FINAL_TYPE (LpPageAccounts, lp_page_accounts, LP, PAGE_ACCOUNTS, LpPage)

G_END_DECLS
