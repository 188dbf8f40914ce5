/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the lines of a journal mean. Its words:
 *
 *     ('receipt', {'account': …, 'address': …, 'time': …})
 *     ('client', {'id': 'msmtp', 'steps': 2})          the steps that follow are this client's
 *     ('step', {'kind': …, 'path': …, 'before': …})    numbered from 0, over all clients
 *     ('start', {'step': 0})  ('folder', {'step': 0, 'path': …})  ('done', {'step': 0})
 *     ('phase', {'client': 0, 'phase': 'done'})
 *     ('absent', {'step': 0})                          there was no file before, now that another
 * receipt is undone
 */
#include "clients/journal.h"

#include "clients/journal-values.h"

static const char *const phase_names[LP_N_PHASES] = {
  [LP_PHASE_APPLYING] = "applying", [LP_PHASE_DONE] = "done",     [LP_PHASE_REVERSED] = "reversed",
  [LP_PHASE_UNDOING] = "undoing",   [LP_PHASE_UNDONE] = "undone",
};

static void
step_free (gpointer data)
{
  LpStep *step = data;
  g_free (step->path);
  g_ptr_array_unref (step->folders);
  lp_secret_item_free (step->item);
  lp_dbus_call_free (step->inverse);
  g_free (step);
}

static void
client_free (gpointer data)
{
  LpJournalClient *client = data;
  g_free (client->id);
  g_ptr_array_unref (client->steps);
  g_free (client);
}

GPtrArray *
lp_journal_clients_new (void)
{
  return g_ptr_array_new_with_free_func (client_free);
}

const char *
lp_phase_get_name (LpPhase phase)
{
  g_return_val_if_fail (phase < LP_N_PHASES, NULL);

  return phase_names[phase];
}

static LpStep *
find_step (const LpJournal *journal, guint number, LpJournalClient **owner)
{
  for (guint i = 0; i < journal->clients->len; i++) {
    LpJournalClient *client = g_ptr_array_index (journal->clients, i);
    for (guint j = 0; j < client->steps->len; j++) {
      LpStep *step = g_ptr_array_index (client->steps, j);
      *owner = client;
      if (step->number == number)
        return step;
    }
  }
  return NULL;
}

/* What each word changes in the picture of the journal; also the writer goes through here, so that
 * the picture in memory is always the one that a reader will get. FALSE: the line is damaged. No version left out any
 * of the values that are asked for here. */

static gboolean
on_receipt (LpJournal *journal, GVariant *values)
{
  return !journal->account_id && !journal->address
         && g_variant_lookup (values, "account", "s", &journal->account_id)
         && g_variant_lookup (values, "address", "s", &journal->address)
         && g_variant_lookup (values, "time", "x", &journal->time);
}

static gboolean
on_client (LpJournal *journal, GVariant *values)
{
  LpJournalClient *client = g_new0 (LpJournalClient, 1);
  client->steps = g_ptr_array_new_with_free_func (step_free);
  g_ptr_array_add (journal->clients, client);
  return g_variant_lookup (values, "id", "s", &client->id)
         && g_variant_lookup (values, "steps", "u", &client->n_steps);
}

/* A file's values are always all there: a missing one must not pass for “there was no file”, or what the person had
 * would be deleted. */
static gboolean
take_file (LpStep *step, GVariant *values)
{
  g_variant_lookup (values, "path", "^ay", &step->path);
  return !step->path
         || (g_variant_lookup (values, "before", "b", &step->has_before)
             && g_variant_lookup (values, "after", "b", &step->has_after)
             && g_variant_lookup (values, "mode", "u", &step->mode));
}

/* Not every call has an inverse. */
static gboolean
take_inverse (LpStep *step, GVariant *values)
{
  g_autoptr (GVariant) inverse = g_variant_lookup_value (values, "inverse", NULL);
  if (inverse && g_variant_is_of_type (inverse, G_VARIANT_TYPE_VARDICT))
    step->inverse = lp_journal_value_to_call (inverse);
  return !inverse || step->inverse;
}

/* What is no step any more keeps its number, so that the others have theirs. */
static gboolean
on_step (LpJournal *journal, GVariant *values)
{
  if (journal->clients->len == 0)
    return FALSE;
  LpJournalClient *client = g_ptr_array_index (journal->clients, journal->clients->len - 1);
  LpStep *step = g_new0 (LpStep, 1);
  g_autoptr (GVariant) item = g_variant_lookup_value (values, "item", G_VARIANT_TYPE_VARDICT);
  guint32 kind = LP_OPERATION_FILE;
  step->number = journal->n_steps++;
  step->folders = g_ptr_array_new_with_free_func (g_free);
  gboolean has_kind = g_variant_lookup (values, "kind", "u", &kind);
  step->kind = kind;
  step->item = lp_journal_value_to_item (item);
  g_ptr_array_add (client->steps, step);
  gboolean has_file = take_file (step, values);
  return take_inverse (step, values) && has_file && has_kind;
}

static LpStep *
lookup_step (LpJournal *journal, GVariant *values, LpJournalClient **owner)
{
  guint32 number = G_MAXUINT32;
  g_variant_lookup (values, "step", "u", &number);
  return find_step (journal, number, owner);
}

static gboolean
on_start (LpJournal *journal, GVariant *values)
{
  LpJournalClient *client;
  LpStep *step = lookup_step (journal, values, &client);
  if (!step)
    return FALSE;
  step->is_started = TRUE;
  return g_variant_lookup (values, "was-there", "b", &step->was_there);
}

static gboolean
on_folder (LpJournal *journal, GVariant *values)
{
  LpJournalClient *client;
  LpStep *step = lookup_step (journal, values, &client);
  char *path = NULL;
  if (!step || !g_variant_lookup (values, "path", "^ay", &path))
    return FALSE;
  g_ptr_array_add (step->folders, path);
  return TRUE;
}

/* The end of a client's last step is the end of the client: there is no moment in between. */
static gboolean
on_done (LpJournal *journal, GVariant *values)
{
  LpJournalClient *client;
  LpStep *step = lookup_step (journal, values, &client);
  if (!step)
    return FALSE;
  step->is_done = TRUE;
  for (guint i = 0; i < client->steps->len; i++)
    if (!((const LpStep *)g_ptr_array_index (client->steps, i))->is_done)
      return TRUE;
  if (client->phase == LP_PHASE_APPLYING && client->steps->len == client->n_steps)
    client->phase = LP_PHASE_DONE;
  return TRUE;
}

static gboolean
on_absent (LpJournal *journal, GVariant *values)
{
  LpJournalClient *client;
  LpStep *step = lookup_step (journal, values, &client);
  if (step)
    step->has_before = FALSE;
  return step != NULL;
}

static gboolean
on_phase (LpJournal *journal, GVariant *values)
{
  guint32 number = G_MAXUINT32;
  const char *name = NULL;
  g_variant_lookup (values, "client", "u", &number);
  if (number >= journal->clients->len || !g_variant_lookup (values, "phase", "&s", &name))
    return FALSE;
  LpJournalClient *client = g_ptr_array_index (journal->clients, number);
  for (guint i = 0; i < LP_N_PHASES; i++)
    if (g_str_equal (phase_names[i], name)) {
      client->phase = i;
      return TRUE;
    }
  return FALSE;
}

static const struct {
  const char *word;
  gboolean (*take) (LpJournal *journal, GVariant *values);
} words[] = {
  { "receipt", on_receipt }, { "client", on_client }, { "step", on_step },
  { "start", on_start },     { "folder", on_folder }, { "done", on_done },
  { "phase", on_phase },     { "absent", on_absent },
};

gboolean
lp_journal_take_line (LpJournal *journal, const char *word, GVariant *values)
{
  g_return_val_if_fail (journal && word && values, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].take (journal, values);
  return FALSE;
}
