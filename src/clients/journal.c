/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal of one receipt: writing it. Reading it is in journal-load.c, what its lines mean in
 * journal-words.c.
 */
#include "clients/journal.h"

#include "base/files.h"
#include "clients/journal-values.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

LpJournal *
lp_journal_new (const char *folder)
{
  g_return_val_if_fail (folder, NULL);

  LpJournal *journal = g_new0 (LpJournal, 1);
  journal->id = g_path_get_basename (folder);
  journal->folder = g_strdup (folder);
  journal->clients = lp_journal_clients_new ();
  return journal;
}

void
lp_journal_free (LpJournal *journal)
{
  if (!journal)
    return;
  g_free (journal->id);
  g_free (journal->folder);
  g_free (journal->account_id);
  g_free (journal->address);
  g_free (journal->damage);
  g_ptr_array_unref (journal->clients);
  g_free (journal);
}

static char *
journal_path (const char *folder)
{
  return g_build_filename (folder, "journal", NULL);
}

static gboolean
fail (GError **error, const char *path)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", name, g_strerror (code));
  return FALSE;
}

/* How long the journal is without a torn last line, which goes. */
static gboolean
cut_torn_line (int fd, const char *path, gsize *whole, GError **error)
{
  g_autoptr (GBytes) text = lp_files_read (path, error);
  if (!text)
    return FALSE;
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  const char *end = data && size > 0 ? memrchr (data, '\n', size) : NULL;
  *whole = end ? (gsize)(end - data) + 1 : 0;
  return *whole == size || ftruncate (fd, *whole) == 0 ? TRUE : fail (error, path);
}

/* A line that may not have got to the disk is taken out again; if not even that works, nobody
 * knows. */
static gboolean
append_line (LpJournal *journal, const char *line, GError **error)
{
  g_autofree char *path = journal_path (journal->folder);
  int fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail (error, path);
  gsize length = strlen (line), whole;
  gboolean ok = cut_torn_line (fd, path, &whole, error);
  if (ok && (write (fd, line, length) != (gssize)length || fsync (fd) != 0)) {
    ok = fail (error, path);
    journal->is_uncertain |= ftruncate (fd, whole) != 0 || fsync (fd) != 0;
  }
  close (fd);
  return ok;
}

/* Pairs of a name and a floating value, ended by NULL. */
static gboolean
append (LpJournal *journal, GError **error, const char *word, ...)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  va_list pairs;
  va_start (pairs, word);
  for (const char *name; (name = va_arg (pairs, const char *));)
    g_variant_builder_add (&builder, "{sv}", name, va_arg (pairs, GVariant *));
  va_end (pairs);

  g_autoptr (GVariant) values = g_variant_ref_sink (g_variant_builder_end (&builder));
  g_autoptr (GVariant) record = g_variant_ref_sink (g_variant_new ("(s@a{sv})", word, values));
  g_autofree char *text = g_variant_print (record, TRUE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  if (!append_line (journal, line, error))
    return FALSE;
  if (!lp_journal_take_line (journal, word, values))
    g_critical ("The journal does not understand its own line: %s", text);
  return TRUE;
}

LpJournal *
lp_journal_begin (const char *folder, const char *account_id, const char *address, GError **error)
{
  g_return_val_if_fail (folder && account_id && address, NULL);

  g_autoptr (LpJournal) journal = lp_journal_new (folder);
  if (!lp_files_make_folder (folder, 0700, error)
      || !append (journal, error, "receipt", "account", g_variant_new_string (account_id),
                  "address", g_variant_new_string (address), "time",
                  g_variant_new_int64 (g_get_real_time () / G_USEC_PER_SEC), NULL)
      || !lp_files_sync_folder (folder, error))
    return NULL;
  return g_steal_pointer (&journal);
}

LpJournal *
lp_journal_find (GPtrArray *journals, const char *id)
{
  g_return_val_if_fail (journals && id, NULL);

  for (guint i = 0; i < journals->len; i++) {
    LpJournal *journal = g_ptr_array_index (journals, i);
    if (g_str_equal (journal->id, id))
      return journal;
  }
  return NULL;
}

gboolean
lp_journal_has_phase (const LpJournal *journal, LpPhase phase)
{
  g_return_val_if_fail (journal, FALSE);

  for (guint i = 0; i < journal->clients->len; i++)
    if (((const LpJournalClient *)g_ptr_array_index (journal->clients, i))->phase == phase)
      return TRUE;
  return FALSE;
}

static char *
backup_path (const LpJournal *journal, guint number, gboolean after)
{
  g_autofree char *name = g_strdup_printf ("%u-%s", number, after ? "after" : "before");
  return g_build_filename (journal->folder, name, NULL);
}

static gboolean
write_backup (const LpJournal *journal, guint number, gboolean after, GBytes *contents,
              GError **error)
{
  g_autofree char *path = backup_path (journal, number, after);
  return !contents || lp_files_replace (path, contents, 0600, error);
}

/* A file that has to be made anew when undoing gets the permissions it has now. */
static guint
get_mode (const LpOperation *operation)
{
  struct stat info;
  if (operation->kind == LP_OPERATION_FILE && operation->before
      && stat (operation->path, &info) == 0)
    return info.st_mode & 07777;
  return operation->mode;
}

static gboolean
add_file_step (LpJournal *journal, const LpOperation *operation, GError **error)
{
  guint number = journal->n_steps;
  return write_backup (journal, number, FALSE, operation->before, error)
         && write_backup (journal, number, TRUE, operation->after, error)
         && append (journal, error, "step", "kind", g_variant_new_uint32 (operation->kind), "path",
                    g_variant_new_bytestring (operation->path), "mode",
                    g_variant_new_uint32 (get_mode (operation)), "before",
                    g_variant_new_boolean (operation->before != NULL), "after",
                    g_variant_new_boolean (operation->after != NULL), NULL);
}

static gboolean
add_step (LpJournal *journal, const LpOperation *operation, GError **error)
{
  GVariant *kind = g_variant_new_uint32 (operation->kind);
  switch (operation->kind) {
  case LP_OPERATION_KEYRING:
    return append (journal, error, "step", "kind", kind, "item",
                   lp_journal_value_from_item (operation->item), NULL);
  case LP_OPERATION_DBUS:
    return append (journal, error, "step", "kind", kind, operation->inverse ? "inverse" : NULL,
                   operation->inverse ? lp_journal_value_from_call (operation->inverse) : NULL,
                   NULL);
  default:
    g_variant_unref (g_variant_ref_sink (kind));
    return add_file_step (journal, operation, error);
  }
}

LpJournalClient *
lp_journal_add_client (LpJournal *journal, const LpPlan *plan, GError **error)
{
  g_return_val_if_fail (journal && plan, NULL);

  if (!append (journal, error, "client", "id", g_variant_new_string (plan->client_id), "steps",
               g_variant_new_uint32 (plan->operations->len), NULL))
    return NULL;
  for (guint i = 0; i < plan->operations->len; i++)
    if (!add_step (journal, g_ptr_array_index (plan->operations, i), error))
      return NULL;
  return g_ptr_array_index (journal->clients, journal->clients->len - 1);
}

gboolean
lp_journal_set_phase (LpJournal *journal, LpJournalClient *client, LpPhase phase, GError **error)
{
  g_return_val_if_fail (journal && client && phase < LP_N_PHASES, FALSE);

  guint number;
  if (!g_ptr_array_find (journal->clients, client, &number))
    g_return_val_if_reached (FALSE);
  return append (journal, error, "phase", "client", g_variant_new_uint32 (number), "phase",
                 g_variant_new_string (lp_phase_get_name (phase)), NULL);
}

gboolean
lp_journal_start_step (LpJournal *journal, LpStep *step, gboolean was_there, GError **error)
{
  g_return_val_if_fail (journal && step, FALSE);

  return append (journal, error, "start", "step", g_variant_new_uint32 (step->number), "was-there",
                 g_variant_new_boolean (was_there), NULL);
}

gboolean
lp_journal_add_folder (LpJournal *journal, LpStep *step, const char *folder, GError **error)
{
  g_return_val_if_fail (journal && step && folder, FALSE);

  return append (journal, error, "folder", "step", g_variant_new_uint32 (step->number), "path",
                 g_variant_new_bytestring (folder), NULL);
}

gboolean
lp_journal_finish_step (LpJournal *journal, LpStep *step, GError **error)
{
  g_return_val_if_fail (journal && step, FALSE);

  return append (journal, error, "done", "step", g_variant_new_uint32 (step->number), NULL);
}

gboolean
lp_journal_read_backup (const LpJournal *journal, const LpStep *step, gboolean after,
                        GBytes **contents, GError **error)
{
  g_return_val_if_fail (journal && step && contents, FALSE);

  g_autofree char *path = backup_path (journal, step->number, after);
  gboolean has_contents = after ? step->has_after : step->has_before;
  g_autoptr (GError) reason = NULL;
  *contents = has_contents ? lp_files_read (path, &reason) : NULL;
  if (reason)
    g_set_error (error, reason->domain, reason->code,
                 /* Translators: %s is a file and what is wrong with it. */
                 _ ("The copy that taking this back needs cannot be read. Take the account out by "
                    "hand. (%s)"),
                 reason->message);
  return reason == NULL;
}

gboolean
lp_journal_replace_backup (LpJournal *journal, LpStep *step, gboolean after, GBytes *contents,
                           GError **error)
{
  g_return_val_if_fail (journal && step && (contents || !after), FALSE);
  g_return_val_if_fail (after ? step->has_after : step->has_before, FALSE);

  return contents
             ? write_backup (journal, step->number, after, contents, error)
             : append (journal, error, "absent", "step", g_variant_new_uint32 (step->number), NULL);
}

void
lp_journal_drop_backups (const LpJournal *journal)
{
  g_return_if_fail (journal);

  for (guint i = 0; i < journal->n_steps; i++) {
    g_autofree char *before = backup_path (journal, i, FALSE);
    g_autofree char *after = backup_path (journal, i, TRUE);
    g_unlink (before);
    g_unlink (after);
  }
}

void
lp_journal_remove (const char *folder)
{
  g_return_if_fail (folder);

  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  g_autofree char *journal = journal_path (folder);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (!g_str_equal (path, journal))
      g_unlink (path);
  }
  g_unlink (journal);
  g_rmdir (folder);
}
