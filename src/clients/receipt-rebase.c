/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Receipts lie on top of each other: what one left is what the next found. When one from the middle is taken back,
 * its lines also go out of the copies that later ones keep, so that taking those back gives the start in any order.
 */
#include "clients/receipt-session.h"

#include "clients/line-diff.h"

/* A file's step of the client that was taken back, and its two states. */
typedef struct {
  const LpStep *step;
  GBytes *before;
  GBytes *after;
} Undone;

static gboolean
rebase_backup (LpJournal *journal, LpStep *step, gboolean after, const Undone *undone)
{
  g_autoptr (GBytes) old = NULL, new = NULL;
  if (!lp_journal_read_backup (journal, step, after, &old, NULL) || !old)
    return FALSE;
  new = lp_lines_merge (undone->after, undone->before, old, NULL);
  if (!new)
    return FALSE;
  if (!after && !undone->before && g_bytes_get_size (new) == 0)
    g_clear_pointer (&new, g_bytes_unref);
  return lp_journal_replace_backup (journal, step, after, new, NULL);
}

/* First the one before: between the two, undo still finds its way by merging. */
static void
rebase_client (LpJournal *journal, LpJournalClient *client, const Undone *undone)
{
  for (guint i = 0; i < client->steps->len; i++) {
    LpStep *step = g_ptr_array_index (client->steps, i);
    if (step->kind == LP_OPERATION_FILE && g_str_equal (step->path, undone->step->path)
        && step->has_before && step->has_after && rebase_backup (journal, step, FALSE, undone))
      rebase_backup (journal, step, TRUE, undone);
  }
}

/* Later than @client in the order in which they were applied. */
static void
rebase_later (const LpRun *run, const LpJournalClient *client, const Undone *undone)
{
  gboolean is_later = FALSE;
  for (guint i = 0; i < run->journals->len; i++) {
    LpJournal *journal = g_ptr_array_index (run->journals, i);
    for (guint j = 0; j < journal->clients->len; j++) {
      LpJournalClient *other = g_ptr_array_index (journal->clients, j);
      if (is_later && other->phase == LP_PHASE_DONE && !journal->damage)
        rebase_client (journal, other, undone);
      is_later |= other == client;
    }
  }
}

void
lp_session_rebase_later (const LpRun *run, const LpJournalClient *client)
{
  g_return_if_fail (run && client);

  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    g_autoptr (GBytes) before = NULL, after = NULL;
    if (step->kind != LP_OPERATION_FILE || !step->has_after
        || !lp_journal_read_backup (run->journal, step, FALSE, &before, NULL)
        || !lp_journal_read_backup (run->journal, step, TRUE, &after, NULL))
      continue;
    rebase_later (run, client, &(Undone){ step, before, after });
  }
}
