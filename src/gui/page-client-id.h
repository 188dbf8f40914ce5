/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageClientId:
 *
 * An own client ID, for people whom a provider gave one: with it the browser sign-in is offered.
 */
#define LP_TYPE_PAGE_CLIENT_ID (lp_page_client_id_get_type ())
G_DECLARE_FINAL_TYPE (LpPageClientId, lp_page_client_id, LP, PAGE_CLIENT_ID, LpPage)

G_END_DECLS
