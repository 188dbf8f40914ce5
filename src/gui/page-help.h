/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageHelp:
 *
 * The few things people ask about the assistant.
 */
#define LP_TYPE_PAGE_HELP (lp_page_help_get_type ())
G_DECLARE_FINAL_TYPE (LpPageHelp, lp_page_help, LP, PAGE_HELP, LpPage)

G_END_DECLS
