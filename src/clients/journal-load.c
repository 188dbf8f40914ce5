/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the journal of one receipt as a whole. A torn last line is what a crash leaves; anything
 * else that cannot be understood is damage, and steps that are counted wrongly would put one file's
 * old contents into another.
 */
#include "clients/journal.h"

#include "base/files.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
take_text (LpJournal *journal, const char *line)
{
  g_autoptr (GVariant) record
      = g_variant_parse (G_VARIANT_TYPE ("(sa{sv})"), line, NULL, NULL, NULL);
  if (!record)
    return FALSE;
  const char *word = NULL;
  g_autoptr (GVariant) values = g_variant_get_child_value (record, 1);
  g_variant_get_child (record, 0, "&s", &word);
  return lp_journal_take_line (journal, word, values);
}

static gboolean
step_is_whole (const LpStep *step)
{
  switch (step->kind) {
  case LP_OPERATION_FILE:
  case LP_OPERATION_FOLDER:
    return step->path != NULL;
  case LP_OPERATION_KEYRING:
    return step->item != NULL;
  case LP_OPERATION_DBUS:
    return TRUE;
  default:
    return FALSE;
  }
}

/* All steps are written down before the first is begun. */
static gboolean
client_is_whole (const LpJournalClient *client)
{
  gboolean is_begun = client->phase != LP_PHASE_APPLYING;
  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    if (!step_is_whole (step))
      return FALSE;
    is_begun |= step->is_started;
  }
  return client->id && (!is_begun || client->steps->len == client->n_steps);
}

static gboolean
is_whole (const LpJournal *journal)
{
  for (guint i = 0; i < journal->clients->len; i++)
    if (!client_is_whole (g_ptr_array_index (journal->clients, i)))
      return FALSE;
  return journal->account_id && journal->address;
}

/* @detail: a file, and what is wrong with it. */
static void
set_damage (LpJournal *journal, const char *detail)
{
  journal->damage = g_strdup_printf (
      /* Translators: %s is a file and what is wrong with it. */
      _ ("The record of a set-up is damaged, so that it cannot be taken back; it is left as it is. "
         "Put the file back from a copy, or take the account out of the mail apps by hand and then "
         "delete the folder of the record. (%s)"),
      detail);
}

/* @what: (transfer full): what is wrong with the file. */
static void
set_damage_of (LpJournal *journal, const char *path, char *what)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, what);
  set_damage (journal, detail);
  g_free (what);
}

/* @end: after the last whole line. */
static void
take_lines (LpJournal *journal, const char *path, const char *text, const char *end)
{
  guint number = 1;
  for (const char *next; text < end; text = next, number++) {
    next = (const char *)memchr (text, '\n', end - text) + 1;
    g_autofree char *line = g_strndup (text, next - text - 1);
    gboolean is_text = strlen (line) == (gsize)(next - text) - 1;
    if ((is_text && take_text (journal, line)) || journal->damage)
      continue;
    set_damage_of (journal, path, g_strdup_printf (_ ("Line %u cannot be understood."), number));
  }
  if (!journal->damage && !is_whole (journal))
    set_damage_of (journal, path, g_strdup (_ ("A part is missing.")));
}

/* Backups are written after the journal's first line, and removed before it. */
static gboolean
was_begun (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));)
    if (!g_str_equal (name, "journal"))
      return TRUE;
  return FALSE;
}

LpJournal *
lp_journal_load (const char *folder)
{
  g_return_val_if_fail (folder, NULL);

  g_autofree char *path = g_build_filename (folder, "journal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = lp_files_read (path, &error);
  gboolean is_missing = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                        || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  const char *last = text && size > 0 ? memrchr (text, '\n', size) : NULL;
  if (!last && (bytes || is_missing) && !was_begun (folder))
    return NULL;
  LpJournal *journal = lp_journal_new (folder);
  if (last)
    take_lines (journal, path, text, last + 1);
  else if (error)
    set_damage (journal, error->message);
  else
    set_damage_of (journal, path, g_strdup (_ ("A part is missing.")));
  return journal;
}
