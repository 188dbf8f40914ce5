/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * lp_existing_check:
 * @found: (element-type LpFoundAccount) (nullable): what the client has already
 * @account: what is wanted
 * @client_name: what people call the client
 * @is_there: (out): a foreign account stands there just as wanted, so nothing is to be done
 * @error: return location
 *
 * An address is never set up twice in one client, and an account that somebody else made is never
 * changed. An account that Letterplate wrote under the same id does not count: that one is brought
 * up to date. Does not block.
 *
 * Returns: %TRUE to go on, or %FALSE with %G_IO_ERROR_EXISTS and a translated sentence if a foreign
 * account for the same address has other settings
 */
gboolean
lp_existing_check (GPtrArray *found, const LpAccount *account, const char *client_name,
                   gboolean *is_there, GError **error);

/**
 * lp_existing_add_served:
 * @found: (element-type LpFoundAccount): what the client has already
 * @places: places
 * @client_id: the client
 *
 * Adds the accounts of those clients that serve this one (GNOME Online Accounts serves Evolution
 * and Geary), as foreign ones. Blocks.
 */
void
lp_existing_add_served (GPtrArray *found, const LpPlaces *places, const char *client_id);

/**
 * lp_existing_find_foreign:
 * @found: (element-type LpFoundAccount) (nullable): what the client has already
 * @account: what is wanted
 *
 * Returns: (transfer none) (nullable): the account of somebody else's in whose place @account goes; %NULL
 *   where the person agreed to no such thing, or there is none that receives by the same protocol
 */
const LpFoundAccount *
lp_existing_find_foreign (GPtrArray *found, const LpAccount *account);

/**
 * lp_existing_find_clear_text:
 * @found: (element-type LpFoundAccount) (nullable): what the client has already
 * @account: what is wanted
 *
 * Returns: (transfer none) (nullable): somebody else's account that is as @account, as far as the client knows it,
 *   but has its password in clear text
 */
const LpFoundAccount *
lp_existing_find_clear_text (GPtrArray *found, const LpAccount *account);

/**
 * lp_existing_server_is_same:
 * @a: (nullable): a server
 * @b: (nullable): a server
 *
 * Compares what counts for a mail program: protocol, host, port, security, user, and whether one
 * signs in at all.
 *
 * Returns: %TRUE if both name the same service and login
 */
gboolean
lp_existing_server_is_same (const LpServer *a, const LpServer *b);

G_END_DECLS
