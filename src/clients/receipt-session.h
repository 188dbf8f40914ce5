/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/receipt-folder.h"
#include "clients/step.h"

G_BEGIN_DECLS

/**
 * LpSession:
 * @receipts: the receipts
 * @run: what doing a step needs
 * @calls: what calls on the session bus share
 * @lock: file descriptor of the lock, or -1
 * @n_recovered: clients that were finished or reversed when it began
 * @damage: (nullable): why what had been left open stays as it is
 *
 * Everything that changes something happens in a session: one at a time for each person.
 */
typedef struct {
  LpReceipts *receipts;
  LpRun run;
  LpCallContext calls;
  int lock;
  guint n_recovered;
  char *damage;
} LpSession;

/** A session that was not begun. */
#define LP_SESSION_INIT                                                                            \
  {                                                                                                \
    .lock = -1                                                                                     \
  }

/**
 * lp_session_begin:
 * @receipts: receipts
 * @hooks: how to reach the keyring
 * @cancellable: (nullable): cancels
 * @session: filled in
 * @error: return location
 *
 * Takes the lock, reads all journals, and finishes or reverses what a crash left. What is damaged of that stays as it
 * is, and only @session's damage tells. Blocks.
 *
 * Returns: %TRUE, also with a damage, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_session_begin (LpReceipts *receipts, const LpKeyringHooks *hooks, GCancellable *cancellable,
                  LpSession *session, GError **error);

/**
 * lp_session_clear:
 * @session: its lock is given back
 */
void
lp_session_clear (LpSession *session);

/**
 * lp_session_get_left:
 * @client: a client that was not done, or not taken back
 *
 * Returns: %LP_LEFT_HALF_WAY if a step was begun whose end is not known, else %LP_LEFT_ALONE
 */
LpLeft
lp_session_get_left (const LpJournalClient *client);

/**
 * lp_session_close_receipt:
 * @session: a session
 *
 * The receipt is no longer in hand, unless something of it is still half done: then the next start
 * tries again. One of which nothing was done goes; one that is all taken back loses its backups.
 * Blocks.
 */
void
lp_session_close_receipt (LpSession *session);

/**
 * lp_session_reverse:
 * @run: a run
 * @client: a client that could not be applied
 * @error: return location
 *
 * Puts back, last step first, all that was begun. Goes on after an error, and cannot be cancelled,
 * so that as much as can be is put back. Blocks.
 *
 * Returns: %TRUE, or %FALSE with the first error
 */
gboolean
lp_session_reverse (const LpRun *run, LpJournalClient *client, GError **error);

/**
 * lp_session_check_take_back:
 * @run: a run
 * @client: a client that was applied
 * @error: return location
 *
 * Looks whether every file can be taken back, before anything is touched. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error, %G_IO_ERROR_WRONG_ETAG for a conflict
 */
gboolean
lp_session_check_take_back (const LpRun *run, const LpJournalClient *client, GError **error);

/**
 * lp_session_take_back:
 * @run: a run
 * @client: a client that was applied
 * @is_begun: (out): something was changed, also when it failed
 * @error: return location
 *
 * Takes all back, last step first, up to the first error. Of a client that rewrites its own files,
 * and did, the client's own plan for taking the account out is used where lines say nothing.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_session_take_back (const LpRun *run, LpJournalClient *client, gboolean *is_begun,
                      GError **error);

/**
 * lp_session_rebase_later:
 * @run: a run
 * @client: a client that was taken back
 *
 * Takes its lines out of what later receipts keep of the same files. Where that would be a guess they keep what they
 * have. Blocks.
 */
void
lp_session_rebase_later (const LpRun *run, const LpJournalClient *client);

/**
 * lp_client_result_new:
 * @client_id: a client
 *
 * Returns: (transfer full): the result of nothing so far
 */
LpClientResult *
lp_client_result_new (const char *client_id);

/**
 * lp_client_results_new:
 *
 * Returns: (transfer full) (element-type LpClientResult): an empty list
 */
GPtrArray *
lp_client_results_new (void);

/**
 * lp_client_result_add_files:
 * @result: a result
 * @client: whose files were written
 */
void
lp_client_result_add_files (LpClientResult *result, const LpJournalClient *client);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpSession, lp_session_clear)

G_END_DECLS
