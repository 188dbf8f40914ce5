/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/* The proof after the proof: a message to oneself, for somebody who asks for it. */

/**
 * lp_setup_can_send_test_message:
 * @setup: a set-up
 *
 * Returns: %TRUE if the account was proved and has both servers and their secrets
 */
gboolean
lp_setup_can_send_test_message (LpSetup *setup);

/**
 * lp_setup_send_test_message_async:
 * @setup: a set-up for which lp_setup_can_send_test_message() is %TRUE
 * @cancellable: (nullable): cancels; felt at once
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Sends a message to the account's own address and waits for a minute until it is there.
 */
void
lp_setup_send_test_message_async (LpSetup *setup, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_remove_test_message_async:
 * @setup: a set-up
 * @message: a message that was found
 * @cancellable: (nullable): cancels; felt at once
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Takes the message out of the mailbox again.
 */
void
lp_setup_remove_test_message_async (LpSetup *setup, const LpTestMessage *message,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * lp_setup_test_message_finish:
 * @setup: a set-up
 * @result: what the callback of one of both was given
 * @error: return location
 *
 * The last report tells it from now on.
 *
 * Returns: (transfer full) (nullable): what became of the message, whatever its verdict; %NULL with
 * %LP_VERDICT_CANCELLED
 */
LpTestMessage *
lp_setup_test_message_finish (LpSetup *setup, GAsyncResult *result, GError **error);

G_END_DECLS
