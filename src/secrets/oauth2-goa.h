/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/account.h"
#include "secrets/grant.h"

G_BEGIN_DECLS

/** The issuer of grants that GNOME Online Accounts holds; no row of data/oauth2.ini. */
#define LP_GOA_ISSUER "gnome-online-accounts"

/**
 * lp_goa_find_grant:
 * @account: whose mailbox
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Asks GNOME Online Accounts whether the person has signed in there, with mail switched on, and for
 * an access token. Whether mail servers take it, it does not know: try it. Blocks, at most some 35 s.
 *
 * Returns: (transfer full) (nullable): the grant, whose refresh token is the account's name there;
 *   %NULL with @error unset if there is no such account, or with %G_IO_ERROR or %LP_ERROR
 */
LpGrant *
lp_goa_find_grant (const LpAccount *account, GCancellable *cancellable, GError **error);

/**
 * lp_goa_renew:
 * @path: the account's name there, the refresh token of lp_goa_find_grant()
 * @user: whose mailbox
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Asks GNOME Online Accounts for the access token of today. Blocks, at most some 30 s.
 *
 * Returns: (transfer full) (nullable): the grant without a refresh token, or %NULL with %LP_ERROR
 *   (%LP_VERDICT_BROWSER_SIGN_IN_REQUIRED: the person must look there) or %G_IO_ERROR
 */
LpGrant *
lp_goa_renew (const char *path, const char *user, GCancellable *cancellable, GError **error);

G_END_DECLS
