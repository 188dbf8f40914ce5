/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of all receipts, and how two Letterplates keep out of each other's way there.
 */
#include "clients/receipt-folder.h"

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <unistd.h>

#define LOCK_WAIT_US (5 * G_USEC_PER_SEC)
#define LOCK_PAUSE_US (50 * 1000)

static gboolean
fail (GError **error, const char *path)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", name, g_strerror (code));
  return FALSE;
}

/* Not flock(2), which some network file systems keep on one machine; and of the open file, not of
 * the process, so that two threads keep each other out, too. */
static gboolean
lock_file (int fd, const char *path, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + LOCK_WAIT_US;
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  while (fcntl (fd, F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR)
      return fail (error, path);
    if (g_get_monotonic_time () > deadline) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                           _ ("Another Letterplate is changing mail programs just now. Let it "
                              "finish, then try again."));
      return FALSE;
    }
    g_usleep (LOCK_PAUSE_US);
  }
  return TRUE;
}

int
lp_receipts_lock (const LpReceipts *receipts, GError **error)
{
  g_return_val_if_fail (receipts, -1);

  g_autofree char *path = g_build_filename (receipts->folder, "lock", NULL);
  if (!lp_files_make_folder (receipts->folder, 0700, error))
    return -1;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    fail (error, path);
    return -1;
  }
  if (lock_file (fd, path, error))
    return fd;
  close (fd);
  return -1;
}

/* A mark is a file with a receipt's id. */
static char *
read_mark (const LpReceipts *receipts, const char *name)
{
  g_autofree char *path = g_build_filename (receipts->folder, name, NULL);
  g_autoptr (GBytes) text = lp_files_read (path, NULL);
  return text ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;
}

static gboolean
write_mark (const LpReceipts *receipts, const char *name, const char *id, GError **error)
{
  g_autofree char *path = g_build_filename (receipts->folder, name, NULL);
  if (!id)
    return lp_files_remove (path, error);
  g_autoptr (GBytes) text = g_bytes_new (id, strlen (id));
  return lp_files_replace (path, text, 0600, error);
}

char *
lp_receipts_read_open (const LpReceipts *receipts)
{
  g_return_val_if_fail (receipts, NULL);

  return read_mark (receipts, "open");
}

gboolean
lp_receipts_write_open (const LpReceipts *receipts, const char *id, GError **error)
{
  g_return_val_if_fail (receipts, FALSE);

  return write_mark (receipts, "open", id, error);
}

char *
lp_receipts_read_left (const LpReceipts *receipts)
{
  g_return_val_if_fail (receipts, NULL);

  return read_mark (receipts, "left");
}

gboolean
lp_receipts_write_left (const LpReceipts *receipts, const char *id, GError **error)
{
  g_return_val_if_fail (receipts, FALSE);

  return write_mark (receipts, "left", id, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Names of the receipts' folders, sorted; they begin with a digit of the year. */
static GPtrArray *
list_ids (const LpReceipts *receipts)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) entries = g_dir_open (receipts->folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));)
    if (g_ascii_isdigit (*name))
      g_ptr_array_add (ids, g_strdup (name));
  g_ptr_array_sort (ids, compare_names);
  return ids;
}

/* Time in UTC, to the microsecond; one more than the last if the clock went back. */
char *
lp_receipts_make_id (const LpReceipts *receipts)
{
  g_return_val_if_fail (receipts, NULL);

  g_autoptr (GPtrArray) ids = list_ids (receipts);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *id = g_date_time_format (now, "%Y%m%d-%H%M%S-%f");
  const char *last = ids->len > 0 ? g_ptr_array_index (ids, ids->len - 1) : "";
  return strcmp (id, last) > 0 ? g_steal_pointer (&id) : g_strconcat (last, "0", NULL);
}

GPtrArray *
lp_receipts_load_all (const LpReceipts *receipts)
{
  g_return_val_if_fail (receipts, NULL);

  GPtrArray *journals = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_journal_free);
  g_autoptr (GPtrArray) ids = list_ids (receipts);
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *folder = g_build_filename (receipts->folder, g_ptr_array_index (ids, i), NULL);
    LpJournal *journal = lp_journal_load (folder);
    if (journal)
      g_ptr_array_add (journals, journal);
  }
  return journals;
}
