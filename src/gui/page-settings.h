/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageSettings:
 *
 * The servers' settings by hand; also where a failed check leads, with the keyboard in the field at
 * fault.
 */
#define LP_TYPE_PAGE_SETTINGS (lp_page_settings_get_type ())
G_DECLARE_FINAL_TYPE (LpPageSettings, lp_page_settings, LP, PAGE_SETTINGS, LpPage)

G_END_DECLS
