/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/**
 * LpClientInfo:
 * @client: the client's row
 * @state: what is known of it
 * @accounts: (nullable) (element-type LpFoundAccount): the accounts it has
 * @has_account: one of them is for the set-up's address
 * @can_sign_in: it can sign in as the account wants it: with the browser by itself, or with our token
 */
typedef struct {
  const LpClient *client;
  LpClientState state;
  GPtrArray *accounts;
  gboolean has_account;
  gboolean can_sign_in;
} LpClientInfo;

/**
 * lp_setup_list_clients_async:
 * @setup: a set-up
 * @cancellable: (nullable): cancels
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Looks which clients there are, whether they run and whether they have an account for the address.
 */
void
lp_setup_list_clients_async (LpSetup *setup, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_list_clients_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpClientInfo) (nullable): one for each row of the table of
 * clients, in its order; %NULL with %G_IO_ERROR_CANCELLED
 */
GPtrArray *
lp_setup_list_clients_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_client_info_free:
 * @info: (nullable) (transfer full): what is known of a client
 */
void
lp_client_info_free (LpClientInfo *info);

/**
 * lp_setup_set_without_keyring:
 * @setup: a set-up
 * @without: no secret is kept
 *
 * For a person whose keyring stayed locked or who has none: plans put nothing into the keyring, and
 * are made only for clients that ask for the password by themselves.
 */
void
lp_setup_set_without_keyring (LpSetup *setup, gboolean without);

/**
 * lp_setup_is_without_keyring:
 * @setup: a set-up
 *
 * Returns: what lp_setup_set_without_keyring() was told last
 */
gboolean
lp_setup_is_without_keyring (LpSetup *setup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpClientInfo, lp_client_info_free)

G_END_DECLS
