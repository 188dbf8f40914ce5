/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking a client back as a whole.
 */
#include "clients/receipt-session.h"

#include <string.h>

#include "base/files.h"

/* How to walk back over a client's steps. */
typedef enum {
  GO_ON_AFTER_ERROR = 1 << 0,
  PASS_OVER_CONFLICT = 1 << 1,
} WalkFlags;

/* Cannot be cancelled: what is begun is brought to its end. */
static gboolean
walk_back (const LpRun *run, LpJournalClient *client, WalkFlags flags, guint *n_reversed,
           GError **error)
{
  LpRun to_the_end = *run;
  g_autoptr (GError) first_error = NULL;
  to_the_end.cancellable = NULL;
  for (guint i = client->steps->len; i > 0; i--) {
    LpStep *step = g_ptr_array_index (client->steps, i - 1);
    g_autoptr (GError) step_error = NULL;
    if (!step->is_started)
      continue;
    if (lp_step_reverse (&to_the_end, client->id, step, &step_error)) {
      (*n_reversed)++;
    } else if (!(flags & PASS_OVER_CONFLICT)
               || !g_error_matches (step_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG)) {
      if (!first_error)
        first_error = g_steal_pointer (&step_error);
      if (!(flags & GO_ON_AFTER_ERROR))
        break;
    }
  }
  if (!first_error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}

gboolean
lp_session_reverse (const LpRun *run, LpJournalClient *client, GError **error)
{
  g_return_val_if_fail (run && client, FALSE);

  guint n_reversed = 0;
  return walk_back (run, client, GO_ON_AFTER_ERROR, &n_reversed, error);
}

static gboolean
is_written_by_earlier (const LpRun *run, const LpJournalClient *client)
{
  for (guint i = 0; i < run->journals->len; i++) {
    const LpJournal *journal = g_ptr_array_index (run->journals, i);
    if (journal == run->journal)
      return FALSE;
    for (guint j = 0; !journal->damage && j < journal->clients->len; j++) {
      const LpJournalClient *other = g_ptr_array_index (journal->clients, j);
      if (other->phase == LP_PHASE_DONE && g_str_equal (other->id, client->id)
          && g_strcmp0 (journal->account_id, run->journal->account_id) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

/* Whether the address stood in the client's files already, and not by us: then the account may have taken the place
 * of the person's own, and to take it out would leave nothing of that. */
static gboolean
may_have_taken_over (const LpRun *run, const LpJournalClient *client)
{
  const char *address = run->journal->address;
  if (!address || is_written_by_earlier (run, client))
    return FALSE;
  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    g_autoptr (GBytes) before = NULL;
    if (step->kind != LP_OPERATION_FILE || !step->has_before
        || !lp_journal_read_backup (run->journal, step, FALSE, &before, NULL) || !before)
      continue;
    gsize size;
    const char *data = g_bytes_get_data (before, &size);
    if (size > 0 && memmem (data, size, address, strlen (address)))
      return TRUE;
  }
  return FALSE;
}

/* The client's own plan for taking its account out of files that it wrote anew. */
static LpPlan *
make_removal_plan (const LpRun *run, const LpJournalClient *client, GError **error)
{
  const LpClient *row = lp_clients_find (client->id);
  if (!run->places || !row || !(row->can & LP_REWRITES) || !row->plan_removal
      || may_have_taken_over (run, client))
    return NULL;
  return row->plan_removal (run->places, run->journal->account_id, error);
}

gboolean
lp_session_check_take_back (const LpRun *run, const LpJournalClient *client, GError **error)
{
  g_return_val_if_fail (run && client, FALSE);

  g_autoptr (GError) local_error = NULL;
  if (!lp_step_check_running (run, client->id, error))
    return FALSE;
  for (guint i = 0; i < client->steps->len && !local_error; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    g_autoptr (GBytes) current = NULL, target = NULL;
    if (step->kind == LP_OPERATION_FILE
        && lp_step_find_original (run, client->id, step, &current, &target, &local_error)
        && current != target)
      lp_files_check_replaceable (step->path, &local_error);
  }
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG)) {
    g_autoptr (LpPlan) removal = make_removal_plan (run, client, NULL);
    if (removal)
      return TRUE;
  }
  if (!local_error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
do_removal (const LpRun *run, const LpPlan *plan, GError **error)
{
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    gboolean ok = TRUE;
    if (operation->kind == LP_OPERATION_FILE)
      ok = lp_files_replace_if (operation->path, operation->before, operation->after,
                                operation->mode, error);
    else if (operation->kind == LP_OPERATION_DBUS)
      ok = lp_call_run (operation->call, run->calls, NULL, error);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_conflict (const LpRun *run, const LpJournalClient *client)
{
  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    g_autoptr (GBytes) current = NULL, target = NULL;
    g_autoptr (GError) error = NULL;
    if (step->kind == LP_OPERATION_FILE
        && !lp_step_find_original (run, client->id, step, &current, &target, &error)
        && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
      return TRUE;
  }
  return FALSE;
}

gboolean
lp_session_take_back (const LpRun *run, LpJournalClient *client, gboolean *is_begun, GError **error)
{
  g_return_val_if_fail (run && client && is_begun, FALSE);

  guint n_reversed = 0;
  g_autoptr (LpPlan) removal
      = has_conflict (run, client) ? make_removal_plan (run, client, NULL) : NULL;
  *is_begun = removal != NULL;
  if (removal && !do_removal (run, removal, error))
    return FALSE;
  /* What the removal has done already is no conflict any more. */
  gboolean ok = walk_back (run, client, removal ? PASS_OVER_CONFLICT : 0, &n_reversed, error);
  *is_begun |= n_reversed > 0;
  return ok;
}
