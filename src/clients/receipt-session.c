/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time between taking the lock and giving it back, and what has to be put in order first.
 */
#include "clients/receipt-session.h"

#include "clients/bus.h"
#include "clients/receipt-folder.h"

#include <unistd.h>

LpClientResult *
lp_client_result_new (const char *client_id)
{
  LpClientResult *result = g_new0 (LpClientResult, 1);
  result->client_id = g_strdup (client_id);
  result->files = g_ptr_array_new_with_free_func (g_free);
  return result;
}

GPtrArray *
lp_client_results_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
}

void
lp_client_result_add_files (LpClientResult *result, const LpJournalClient *client)
{
  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    if (step->kind == LP_OPERATION_FILE)
      g_ptr_array_add (result->files, g_strdup (step->path));
  }
}

void
lp_session_clear (LpSession *session)
{
  g_return_if_fail (session);

  if (session->lock >= 0)
    close (session->lock);
  g_clear_pointer (&session->run.journals, g_ptr_array_unref);
  lp_call_context_clear (&session->calls);
  g_clear_object (&session->calls.bus);
  g_clear_pointer (&session->damage, g_free);
  session->lock = -1;
}

/* A step was begun whose end is not known. */
static gboolean
client_is_open (const LpJournalClient *client)
{
  if (client->phase == LP_PHASE_UNDOING)
    return TRUE;
  for (guint i = 0; client->phase == LP_PHASE_APPLYING && i < client->steps->len; i++)
    if (((const LpStep *)g_ptr_array_index (client->steps, i))->is_started)
      return TRUE;
  return FALSE;
}

LpLeft
lp_session_get_left (const LpJournalClient *client)
{
  g_return_val_if_fail (client, LP_LEFT_ALONE);

  return client_is_open (client) ? LP_LEFT_HALF_WAY : LP_LEFT_ALONE;
}

void
lp_session_close_receipt (LpSession *session)
{
  g_return_if_fail (session && session->run.journal);

  const LpJournal *journal = session->run.journal;
  if (journal->is_uncertain)
    return;
  for (guint i = 0; i < journal->clients->len; i++)
    if (client_is_open (g_ptr_array_index (journal->clients, i)))
      return;
  if (!lp_journal_has_phase (journal, LP_PHASE_DONE)
      && !lp_journal_has_phase (journal, LP_PHASE_UNDONE))
    lp_journal_remove (journal->folder);
  else if (!lp_journal_has_phase (journal, LP_PHASE_DONE))
    lp_journal_drop_backups (journal);
  lp_receipts_write_open (session->receipts, NULL, NULL);
}

/*
 * One that was being applied is put back: only the person knows its secrets. One that was being
 * taken back is taken back. A file that was changed since the crash is left alone and stays in the
 * receipt, where undo will tell about it.
 */
static gboolean
recover_client (const LpRun *run, LpJournalClient *client, GError **error)
{
  gboolean is_undo = client->phase == LP_PHASE_UNDOING, is_begun;
  g_autoptr (GError) local_error = NULL;
  LpPhase phase = is_undo ? LP_PHASE_UNDONE : LP_PHASE_REVERSED;
  gboolean ok = is_undo ? lp_session_take_back (run, client, &is_begun, &local_error)
                        : lp_session_reverse (run, client, &local_error);
  if (!ok && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (ok && is_undo)
    lp_session_rebase_later (run, client);
  return lp_journal_set_phase (run->journal, client, ok ? phase : LP_PHASE_DONE, error);
}

/* A receipt whose journal was not even begun: nothing of it had been done. */
static void
forget_receipt (LpSession *session, const char *id)
{
  g_autofree char *folder = g_build_filename (session->receipts->folder, id, NULL);
  if (g_ascii_isdigit (*id) && !strchr (id, '/'))
    lp_journal_remove (folder);
  lp_receipts_write_open (session->receipts, NULL, NULL);
}

/* Nobody knows what of it had been done. It stays for the person, who is told once. */
static gboolean
leave_damaged (LpSession *session, const LpJournal *journal, GError **error)
{
  session->damage = g_strdup (journal->damage);
  return lp_receipts_write_left (session->receipts, journal->id, error)
         && lp_receipts_write_open (session->receipts, NULL, error);
}

static gboolean
recover_receipt (LpSession *session, LpJournal *journal, GError **error)
{
  session->run.journal = journal;
  for (guint i = journal->clients->len; i > 0; i--) {
    LpJournalClient *client = g_ptr_array_index (journal->clients, i - 1);
    if (!client_is_open (client))
      continue;
    if (!recover_client (&session->run, client, error))
      return FALSE;
    session->n_recovered++;
  }
  lp_session_close_receipt (session);
  session->run.journal = NULL;
  return TRUE;
}

static gboolean
recover_open (LpSession *session, GError **error)
{
  g_autofree char *id = lp_receipts_read_open (session->receipts);
  LpJournal *journal = id ? lp_journal_find (session->run.journals, id) : NULL;
  if (journal)
    return journal->damage ? leave_damaged (session, journal, error)
                           : recover_receipt (session, journal, error);
  if (id)
    forget_receipt (session, id);
  return TRUE;
}

/* The person may have put the damaged journal back from a copy, or deleted it. */
static gboolean
recover_left (LpSession *session, GError **error)
{
  g_autofree char *id = lp_receipts_read_left (session->receipts);
  LpJournal *journal = id ? lp_journal_find (session->run.journals, id) : NULL;
  if (!id || (journal && journal->damage))
    return TRUE;
  return (!journal || recover_receipt (session, journal, error))
         && lp_receipts_write_left (session->receipts, NULL, error);
}

gboolean
lp_session_begin (LpReceipts *receipts, const LpKeyringHooks *hooks, GCancellable *cancellable,
                  LpSession *session, GError **error)
{
  g_return_val_if_fail (receipts && hooks && session, FALSE);

  session->lock = lp_receipts_lock (receipts, error);
  if (session->lock < 0)
    return FALSE;
  session->receipts = receipts;
  session->calls = (LpCallContext){ .bus = lp_bus_open (),
                                    .get_secret = hooks->get_secret,
                                    .data = hooks->data };
  session->run = (LpRun){ .journals = lp_receipts_load_all (receipts),
                          .hooks = hooks,
                          .places = receipts->places,
                          .calls = &session->calls,
                          .cancellable = cancellable };
  return recover_open (session, error) && recover_left (session, error);
}
