/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doing one operation and taking it back. Taking back looks at what is there, never at what should
 * be: after a crash nobody knows how far a step had come.
 */
#include "clients/step.h"

#include "base/files.h"
#include "clients/line-diff.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

static gboolean
bytes_are_same (GBytes *a, GBytes *b)
{
  return a && b ? g_bytes_equal (a, b) : a == b;
}

static gboolean
read_current (const char *path, GBytes **current, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  *current = lp_files_read (path, &local_error);
  if (*current || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
lp_step_check_running (const LpRun *run, const char *client_id, GError **error)
{
  g_return_val_if_fail (run && client_id, FALSE);

  const LpClient *client = lp_clients_find (client_id);
  if (!run->places || !client || client->can & LP_CAN_LIVE)
    return TRUE;
  g_auto (LpClientState) state = { 0 };
  client->detect (run->places, &state);
  if (!state.running)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               /* Translators: %s is a mail program. */
               _ ("%s is running and would overwrite the change. Close it, then try again."),
               client->name);
  return FALSE;
}

/* Makes a folder and those above it, each with its line in the journal first. */
static gboolean
make_folders (const LpRun *run, LpStep *step, const char *folder, guint mode, GError **error)
{
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autofree char *parent = g_path_get_dirname (folder);
  return make_folders (run, step, parent, 0700, error)
         && lp_journal_add_folder (run->journal, step, folder, error)
         && lp_files_make_folder (folder, mode, error);
}

/* Looked at before the step is begun, so that nothing has to be taken back; and again when it is done. */
static gboolean
check_before (const LpOperation *operation, GError **error)
{
  g_autoptr (GBytes) now = NULL;
  if (!read_current (operation->path, &now, error))
    return FALSE;
  if (bytes_are_same (now, operation->before))
    return TRUE;
  g_autofree char *name = g_filename_display_name (operation->path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "%s: %s", name,
               _ ("The file was changed by someone else meanwhile. Try again."));
  return FALSE;
}

static gboolean
do_file (const LpRun *run, LpStep *step, const LpOperation *operation, GError **error)
{
  g_autofree char *file = lp_files_resolve (operation->path, error);
  g_autofree char *folder = file ? g_path_get_dirname (file) : NULL;
  return file && make_folders (run, step, folder, 0700, error)
         && lp_files_replace_if (operation->path, operation->before, operation->after,
                                 operation->mode, error);
}

/* A client of some receipt, other than @step's own, that is set up and needs the same item. What can still be read of
 * a damaged record needs it too, but does not know whether it was there before. */
static const LpStep *
find_other_owner (const LpRun *run, const LpStep *step, gboolean is_sound)
{
  for (guint i = 0; i < run->journals->len; i++) {
    const LpJournal *journal = g_ptr_array_index (run->journals, i);
    for (guint j = 0; !(is_sound && journal->damage) && j < journal->clients->len; j++) {
      const LpJournalClient *client = g_ptr_array_index (journal->clients, j);
      if (client->phase != LP_PHASE_DONE || g_ptr_array_find (client->steps, step, NULL))
        continue;
      for (guint k = 0; k < client->steps->len; k++) {
        const LpStep *other = g_ptr_array_index (client->steps, k);
        if (other->item && other->is_done && lp_secret_item_equal (other->item, step->item))
          return other;
      }
    }
  }
  return NULL;
}

/* Was the item there before Letterplate? One that an earlier receipt stored was not. */
static gboolean
find_item (const LpRun *run, const LpStep *step, gboolean *was_there, GError **error)
{
  const LpStep *other = find_other_owner (run, step, TRUE);
  if (other) {
    *was_there = other->was_there;
    return TRUE;
  }
  return run->hooks->find (step->item, was_there, run->hooks->data, run->cancellable, error);
}

/* What nobody took needs no inverse, which nobody would take either. */
static gboolean
do_call (const LpRun *run, LpStep *step, const LpDbusCall *call, GError **error)
{
  g_autoptr (GError) problem = NULL;
  if (lp_call_run (call, run->calls, run->cancellable, &problem))
    return TRUE;
  if (!lp_call_was_taken (problem))
    g_clear_pointer (&step->inverse, lp_dbus_call_free);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
run_operation (const LpRun *run, LpStep *step, const LpOperation *operation, GError **error)
{
  switch (step->kind) {
  case LP_OPERATION_FILE:
    return do_file (run, step, operation, error);
  case LP_OPERATION_FOLDER:
    return make_folders (run, step, operation->path, operation->mode, error);
  case LP_OPERATION_KEYRING:
    return run->hooks->store (operation->item, run->hooks->data, run->cancellable, error);
  case LP_OPERATION_DBUS:
    return do_call (run, step, operation->call, error);
  default:
    g_return_val_if_reached (FALSE);
  }
}

gboolean
lp_step_do (const LpRun *run, LpStep *step, const LpOperation *operation, GError **error)
{
  g_return_val_if_fail (run && step && operation, FALSE);

  gboolean was_there = FALSE;
  if ((step->item && !find_item (run, step, &was_there, error))
      || (step->kind == LP_OPERATION_FILE && !check_before (operation, error)))
    return FALSE;
  return lp_journal_start_step (run->journal, step, was_there, error)
         && run_operation (run, step, operation, error)
         && lp_journal_finish_step (run->journal, step, error);
}

static gboolean
is_blank (GBytes *text)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace (data[i]))
      return FALSE;
  return TRUE;
}

static gboolean
has_line (const GArray *lines, const LpLine *line)
{
  for (guint i = 0; i < lines->len; i++) {
    const LpLine *other = &g_array_index (lines, LpLine, i);
    if (other->length == line->length && memcmp (other->text, line->text, line->length) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Lines that nobody else writes: they have our name in them. */
static gboolean
is_marked (const LpLine *line)
{
  return memmem (line->text, line->length, "letterplate", strlen ("letterplate")) != NULL;
}

/* Is a line there that came with the step? @only_marked: others a person may have written, too. */
static gboolean
has_our_line (GBytes *text, GBytes *before, GBytes *after, gboolean only_marked)
{
  g_autoptr (GArray) before_lines = lp_lines_split (before);
  g_autoptr (GArray) after_lines = lp_lines_split (after);
  g_autoptr (GArray) lines = lp_lines_split (text);
  for (guint i = 0; i < after_lines->len; i++) {
    const LpLine *line = &g_array_index (after_lines, LpLine, i);
    if ((!only_marked || is_marked (line)) && !has_line (before_lines, line)
        && has_line (lines, line))
      return TRUE;
  }
  return FALSE;
}

/* Is one of our lines still there, because it was moved to another place? */
static gboolean
has_leftover (const char *client_id, GBytes *before, GBytes *after, GBytes *merged)
{
  const LpClient *client = lp_clients_find (client_id);
  return has_our_line (merged, before, after, !client || !(client->can & LP_REWRITES));
}

/* A step that was begun and whose end is not known: did it come to writing before somebody else did? */
static gboolean
was_written (GBytes *before, GBytes *after, GBytes *current)
{
  gboolean has_marks = has_our_line (after, before, after, TRUE);
  return has_our_line (current, before, after, has_marks);
}

static gboolean
fail_conflict (const LpStep *step, guint line, GError **error)
{
  g_autofree char *name = g_filename_display_name (step->path);
  if (line > 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                 /* Translators: the number is a line's, %s is a file. */
                 _ ("Line %u of %s was changed since in a place that Letterplate had written. Take "
                    "the account out there by hand."),
                 line, name);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                 _ ("%s was rearranged since, and Letterplate's lines in it cannot be told from "
                    "yours. Take the account out there by hand."),
                 name);
  return FALSE;
}

/* The file is neither as the step left it nor as it found it. */
static gboolean
merge (const char *client_id, const LpStep *step, GBytes *before, GBytes *after, GBytes *current,
       GBytes **target, GError **error)
{
  guint line = 0;
  g_autoptr (GBytes) merged = after ? lp_lines_merge (after, before, current, &line) : NULL;
  if (!merged || has_leftover (client_id, before, after, merged))
    return fail_conflict (step, merged ? 0 : line, error);
  if (before || !is_blank (merged))
    *target = g_steal_pointer (&merged);
  return TRUE;
}

gboolean
lp_step_find_original (const LpRun *run, const char *client_id, const LpStep *step,
                       GBytes **current, GBytes **target, GError **error)
{
  g_return_val_if_fail (run && client_id && step && current && target, FALSE);

  g_autoptr (GBytes) now = NULL, before = NULL, after = NULL, original = NULL;
  if (!read_current (step->path, &now, error)
      || !lp_journal_read_backup (run->journal, step, FALSE, &before, error)
      || !lp_journal_read_backup (run->journal, step, TRUE, &after, error))
    return FALSE;
  if (bytes_are_same (now, before) || bytes_are_same (now, after)) {
    original = before ? g_bytes_ref (before) : NULL;
  } else if (now && !step->is_done && !was_written (before, after, now)) {
    original = g_bytes_ref (now);
  } else if (now && !merge (client_id, step, before, after, now, &original, error)) {
    return FALSE;
  }
  *current = g_steal_pointer (&now);
  *target = g_steal_pointer (&original);
  return TRUE;
}

/* A folder that somebody else uses by now is not empty and stays. */
static gboolean
remove_folders (const LpStep *step, GError **error)
{
  for (guint i = step->folders->len; i > 0; i--) {
    const char *folder = g_ptr_array_index (step->folders, i - 1);
    if (rmdir (folder) == 0 || errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT
        || errno == ENOTDIR)
      continue;
    int code = errno;
    g_autofree char *name = g_filename_display_name (folder);
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", name,
                 g_strerror (code));
    return FALSE;
  }
  return TRUE;
}

static gboolean
reverse_file (const LpRun *run, const char *client_id, const LpStep *step, GError **error)
{
  g_autoptr (GBytes) current = NULL, target = NULL;
  if (!lp_files_remove_leftovers (step->path, error)
      || !lp_step_find_original (run, client_id, step, &current, &target, error))
    return FALSE;
  if (!bytes_are_same (current, target)
      && (!lp_step_check_running (run, client_id, error)
          || !lp_files_replace_if (step->path, current, target, step->mode, error)))
    return FALSE;
  return remove_folders (step, error);
}

static gboolean
reverse_call (const LpRun *run, const LpStep *step, GError **error)
{
  if (!step->inverse)
    return TRUE;
  g_autoptr (LpDbusCall) inverse = lp_dbus_call_copy (step->inverse);
  inverse->may_be_gone |= !step->is_done;
  return lp_call_run (inverse, run->calls, run->cancellable, error);
}

gboolean
lp_step_reverse (const LpRun *run, const char *client_id, LpStep *step, GError **error)
{
  g_return_val_if_fail (run && client_id && step, FALSE);

  switch (step->kind) {
  case LP_OPERATION_FILE:
    return reverse_file (run, client_id, step, error);
  case LP_OPERATION_FOLDER:
    return remove_folders (step, error);
  case LP_OPERATION_KEYRING:
    return step->was_there || find_other_owner (run, step, FALSE)
           || run->hooks->remove (step->item, run->hooks->data, run->cancellable, error);
  case LP_OPERATION_DBUS:
    return reverse_call (run, step, error);
  default:
    g_return_val_if_reached (FALSE);
  }
}
