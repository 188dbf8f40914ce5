/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/prefs.h"

G_BEGIN_DECLS

/**
 * lp_thunderbird_accounts_read:
 * @prefs: a profile's preferences
 * @where: the file they were read from
 *
 * Returns: (transfer full) (element-type LpFoundAccount): its mail accounts, each with its first
 * identity
 */
GPtrArray *
lp_thunderbird_accounts_read (const LpPrefs *prefs, const char *where);

/**
 * lp_thunderbird_account_write:
 * @prefs: a profile's preferences
 * @account: an account with an id and an incoming server
 *
 * Adds the account, or brings the one of the same id up to date: then only what Letterplate answers
 * for is changed.
 */
void
lp_thunderbird_account_write (LpPrefs *prefs, const LpAccount *account);

/**
 * lp_thunderbird_account_remove:
 * @prefs: a profile's preferences
 * @account_id: the account's id
 *
 * Takes the account of this id out with its server and its identities, and its outgoing server
 * unless another identity sends through it.
 */
void
lp_thunderbird_account_remove (LpPrefs *prefs, const char *account_id);

/**
 * lp_thunderbird_find_issuer:
 * @host: a server's name
 *
 * Returns: (transfer none) (nullable): the issuer (data/oauth2.ini) that Thunderbird itself signs
 * in to for this host
 */
const char *
lp_thunderbird_find_issuer (const char *host);

G_END_DECLS
