/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doing what plans say; receipt.c has a picture of the phases.
 */
#include "clients/receipt-session.h"

#include <glib/gi18n.h>

static gboolean
do_steps (const LpRun *run, LpJournalClient *client, const LpPlan *plan, GError **error)
{
  for (guint i = 0; i < client->steps->len; i++) {
    LpStep *step = g_ptr_array_index (client->steps, i);
    if (g_cancellable_set_error_if_cancelled (run->cancellable, error)
        || (step->kind == LP_OPERATION_FILE && !lp_step_check_running (run, client->id, error))
        || !lp_step_do (run, step, g_ptr_array_index (plan->operations, i), error))
      return FALSE;
  }
  return TRUE;
}

/* All or nothing. */
static gboolean
apply_client (const LpRun *run, const LpPlan *plan, LpClientResult *result, GError **error)
{
  g_autoptr (GError) reverse_error = NULL;
  LpJournalClient *client = lp_journal_add_client (run->journal, plan, error);
  if (!client)
    return FALSE;
  if (do_steps (run, client, plan, error)) {
    lp_client_result_add_files (result, client);
    return TRUE;
  }
  /* No change without a word before it: where the journal takes none any more, its last lines may or may not be on the
   * disk, and the next start decides from what is. */
  if (!lp_journal_set_phase (run->journal, client, LP_PHASE_UNDOING, &reverse_error)
      || !lp_session_reverse (run, client, &reverse_error)
      || !lp_journal_set_phase (run->journal, client, LP_PHASE_REVERSED, &reverse_error))
    g_prefix_error (error, "%s ", reverse_error->message);
  result->left = lp_session_get_left (client);
  if (result->left == LP_LEFT_HALF_WAY)
    g_prefix_error (
        error, "%s ",
        _ ("It is changed in part. Letterplate puts it right when it is next started."));
  return FALSE;
}

/* Only items that Letterplate keeps in the keyring anyway: their secrets are brought up to date,
 * nothing else changes. */
static gboolean
refresh_items (const LpRun *run, const LpPlan *plan, gboolean *refreshed, GError **error)
{
  *refreshed = FALSE;
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    gboolean is_there = FALSE;
    if (operation->kind != LP_OPERATION_KEYRING)
      return TRUE;
    if (!run->hooks->find (operation->item, &is_there, run->hooks->data, run->cancellable, error))
      return FALSE;
    if (!is_there)
      return TRUE;
  }
  *refreshed = TRUE;
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    if (!run->hooks->store (operation->item, run->hooks->data, run->cancellable, error))
      return FALSE;
  }
  return TRUE;
}

/* The receipt is begun with the first client that changes something. */
static gboolean
begin_receipt (LpSession *session, const char *account_id, const char *address, GError **error)
{
  LpReceipts *receipts = session->receipts;
  g_autofree char *id = lp_receipts_make_id (receipts);
  g_autofree char *folder = g_build_filename (receipts->folder, id, NULL);
  if (!lp_receipts_write_open (receipts, id, error))
    return FALSE;
  session->run.journal = lp_journal_begin (folder, account_id, address, error);
  if (!session->run.journal) {
    lp_journal_remove (folder);
    lp_receipts_write_open (receipts, NULL, NULL);
    return FALSE;
  }
  g_ptr_array_add (session->run.journals, session->run.journal);
  return TRUE;
}

static LpClientResult *
apply_plan (const LpRun *run, const LpPlan *plan)
{
  g_autoptr (GError) error = NULL;
  LpClientResult *result = lp_client_result_new (plan->client_id);
  gboolean refreshed = FALSE;
  if (g_cancellable_set_error_if_cancelled (run->cancellable, &error)
      || !refresh_items (run, plan, &refreshed, &error))
    result->done = FALSE;
  else
    result->done = refreshed || apply_client (run, plan, result, &error);
  result->unchanged = refreshed;
  result->message = error ? g_strdup (error->message) : NULL;
  /* What could be done is; the client works only once the person has done the rest. */
  if (result->done && plan->by_hand) {
    result->done = result->unchanged = FALSE;
    result->left = LP_LEFT_BY_HAND;
    result->message = g_strdup (plan->by_hand);
  }
  return result;
}

static gboolean
plans_are_empty (GPtrArray *plans)
{
  for (guint i = 0; i < plans->len; i++)
    if (!lp_plan_is_empty (g_ptr_array_index (plans, i)))
      return FALSE;
  return TRUE;
}

char *
lp_receipts_apply (LpReceipts *receipts, const char *account_id, const char *address,
                   GPtrArray *plans, const LpKeyringHooks *hooks,
                   void (*on_client) (const char *client_id, const LpClientResult *result,
                                      gpointer data),
                   gpointer data, GPtrArray **results, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (receipts && account_id && address && plans && hooks && results, NULL);

  g_auto (LpSession) session = LP_SESSION_INIT;
  g_autoptr (GPtrArray) outcomes = lp_client_results_new ();
  if (!plans_are_empty (plans)
      && (!lp_session_begin (receipts, hooks, cancellable, &session, error)
          || !begin_receipt (&session, account_id, address, error)))
    return NULL;
  for (guint i = 0; i < plans->len; i++) {
    const LpPlan *plan = g_ptr_array_index (plans, i);
    if (on_client)
      on_client (plan->client_id, NULL, data);
    LpClientResult *result = apply_plan (&session.run, plan);
    g_ptr_array_add (outcomes, result);
    if (on_client)
      on_client (plan->client_id, result, data);
  }

  LpJournal *journal = session.run.journal;
  g_autofree char *id
      = journal && lp_journal_has_phase (journal, LP_PHASE_DONE) ? g_strdup (journal->id) : NULL;
  if (journal)
    lp_session_close_receipt (&session);
  *results = g_steal_pointer (&outcomes);
  return g_steal_pointer (&id);
}
