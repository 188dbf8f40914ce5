/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageIdentity:
 *
 * Name, address, password: the three things only the person knows. While they are typed the
 * settings are looked up and the servers' connections opened.
 */
#define LP_TYPE_PAGE_IDENTITY (lp_page_identity_get_type ())
G_DECLARE_FINAL_TYPE (LpPageIdentity, lp_page_identity, LP, PAGE_IDENTITY, LpPage)

/**
 * lp_page_identity_show_account:
 * @page: the page, in a window
 *
 * Fills in name and address of the set-up's account and looks its settings up.
 */
void
lp_page_identity_show_account (LpPageIdentity *page);

/**
 * lp_page_identity_look_up_again:
 * @page: the page, in a window
 *
 * Looks the settings of the address up anew, if there is a whole address: a new source has come.
 */
void
lp_page_identity_look_up_again (LpPageIdentity *page);

G_END_DECLS
