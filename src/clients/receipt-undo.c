/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking back what was done.
 */
#include "clients/receipt-session.h"
#include "model/error.h"

#include <glib/gi18n.h>

gboolean
lp_receipts_recover (LpReceipts *receipts, const LpKeyringHooks *hooks, guint *n_recovered,
                     GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (receipts && hooks, FALSE);

  g_auto (LpSession) session = LP_SESSION_INIT;
  g_autofree char *open_id = lp_receipts_read_open (receipts);
  g_autofree char *left_id = lp_receipts_read_left (receipts);
  gboolean ok
      = (!open_id && !left_id) || lp_session_begin (receipts, hooks, cancellable, &session, error);
  if (n_recovered)
    *n_recovered = session.n_recovered;
  if (ok && session.damage)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, session.damage);
  return ok && !session.damage;
}

/* One that fails half-way stays "undoing": the next start goes on with it. */
static gboolean
undo_client (const LpRun *run, LpJournalClient *client, GError **error)
{
  gboolean is_begun;
  if (!lp_session_check_take_back (run, client, error)
      || !lp_journal_set_phase (run->journal, client, LP_PHASE_UNDOING, error))
    return FALSE;
  if (lp_session_take_back (run, client, &is_begun, error)) {
    lp_session_rebase_later (run, client);
    return lp_journal_set_phase (run->journal, client, LP_PHASE_UNDONE, error);
  }
  if (!is_begun)
    lp_journal_set_phase (run->journal, client, LP_PHASE_DONE, NULL);
  return FALSE;
}

/* @first: (inout): the first error of all clients. One that the keyring did not make is a sentence and no more. */
static LpClientResult *
undo_with_result (const LpRun *run, LpJournalClient *client, GError **first)
{
  g_autoptr (GError) error = NULL;
  LpClientResult *result = lp_client_result_new (client->id);
  result->done = !g_cancellable_set_error_if_cancelled (run->cancellable, &error)
                 && undo_client (run, client, &error);
  result->left = result->done ? LP_LEFT_ALONE : lp_session_get_left (client);
  if (result->left == LP_LEFT_HALF_WAY)
    g_prefix_error (&error, "%s ",
                    _ ("It is taken back in part. Letterplate goes on when it is next started."));
  result->message = error ? g_strdup (error->message) : NULL;
  if (error && !*first)
    *first = error->domain == LP_ERROR
                 ? g_error_copy (error)
                 : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, error->message);
  if (result->done)
    lp_client_result_add_files (result, client);
  return result;
}

static gboolean
may_be_meant (const LpJournal *journal)
{
  return journal->damage || lp_journal_has_phase (journal, LP_PHASE_DONE);
}

/* The receipt with this id, or the last that is not taken back. A damaged one may be that, and then
 * no other is what the person meant. */
static LpJournal *
find_receipt (GPtrArray *journals, const char *id, GError **error)
{
  LpJournal *journal = id ? lp_journal_find (journals, id) : NULL;
  for (guint i = journals->len; !id && !journal && i > 0; i--)
    if (may_be_meant (g_ptr_array_index (journals, i - 1)))
      journal = g_ptr_array_index (journals, i - 1);
  if (journal && journal->damage) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, journal->damage);
    return NULL;
  }
  if (!journal)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         id ? _ ("There is no receipt of that name.")
                            : _ ("There is nothing to take back."));
  return journal;
}

gboolean
lp_receipts_undo (LpReceipts *receipts, const char *receipt_id, const char *client_id,
                  const LpKeyringHooks *hooks, GPtrArray **results, GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (receipts && hooks && results, FALSE);

  g_auto (LpSession) session = LP_SESSION_INIT;
  g_autoptr (GPtrArray) outcomes = lp_client_results_new ();
  if (!lp_session_begin (receipts, hooks, cancellable, &session, error))
    return FALSE;
  LpJournal *journal = find_receipt (session.run.journals, receipt_id, error);
  if (!journal || !lp_receipts_write_open (receipts, journal->id, error))
    return FALSE;
  session.run.journal = journal;
  GError *first = NULL;
  for (guint i = journal->clients->len; i > 0; i--) {
    LpJournalClient *client = g_ptr_array_index (journal->clients, i - 1);
    if (client->phase != LP_PHASE_DONE || (client_id && !g_str_equal (client->id, client_id)))
      continue;
    g_ptr_array_add (outcomes, undo_with_result (&session.run, client, &first));
  }
  lp_session_close_receipt (&session);
  *results = g_steal_pointer (&outcomes);
  if (!first)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}
