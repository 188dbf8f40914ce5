/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageImport:
 *
 * Old set-ups found on this computer or in files that somebody gave: what each was and what it becomes.
 */
#define LP_TYPE_PAGE_IMPORT (lp_page_import_get_type ())
G_DECLARE_FINAL_TYPE (LpPageImport, lp_page_import, LP, PAGE_IMPORT, LpPage)

/**
 * lp_page_import_read:
 * @page: the page, in a window
 * @paths: (nullable) (array zero-terminated=1): files and folders to read; %NULL for this computer
 *
 * Reads them, in place of what is shown.
 */
void
lp_page_import_read (LpPageImport *page, const char *const *paths);

G_END_DECLS
