/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that belong to somebody else: read whole, replaced whole.
 *
 * The new contents go into a file of their own beside the old one (not O_TMPFILE, which NFS lacks),
 * are brought to the disk, and take the old name by rename(2). Whatever happens in between, the old
 * name shows the old contents or the new ones.
 */
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

/* As the kernel (man 7 path_resolution). */
#define MAX_LINKS 40

/* What stands between the file's name and eight random digits in the name of a file being written.
 */
#define NEW_MARK ".lp-"

/* What a person can do about what the system says. */
static const struct {
  int code;
  const char *advice;
} advices[] = {
  { ENOSPC, N_ ("Make room on the disk, then try again.") },
  { EDQUOT, N_ ("Make room on the disk, then try again.") },
  { EROFS, N_ ("Nothing can be written there. Make the disk writable, then try again.") },
  { EACCES, N_ ("Change who may read and write there, then try again.") },
  { EPERM, N_ ("Change who may read and write there, then try again.") },
  { ENOENT, N_ ("Look whether the folder is there and is yours, then try again.") },
  { ENOTDIR, N_ ("Something else lies where a folder should be. Move it away, then try again.") },
};

static gboolean
fail (GError **error, int code, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  const char *advice = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (advices[i].code == code)
      advice = _ (advices[i].advice);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s%s%s", name,
               g_strerror (code), advice ? ". " : "", advice ? advice : "");
  return FALSE;
}

static gboolean
refuse (GError **error, GIOErrorEnum code, const char *path, const char *why)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, code, "%s: %s", name, why);
  return FALSE;
}

static gboolean
read_all (int fd, char *buffer, gsize size, gsize *n_read)
{
  for (*n_read = 0; *n_read < size;) {
    gssize n = read (fd, buffer + *n_read, size - *n_read);
    if (n == 0)
      break;
    if (n < 0 && errno != EINTR)
      return FALSE;
    *n_read += MAX (n, 0);
  }
  return TRUE;
}

static gboolean
write_all (int fd, GBytes *contents)
{
  gsize size;
  const char *data = g_bytes_get_data (contents, &size);
  while (size > 0) {
    gssize n = write (fd, data, size);
    if (n < 0 && errno != EINTR)
      return FALSE;
    data += MAX (n, 0);
    size -= MAX (n, 0);
  }
  return TRUE;
}

/* One octet more than the size is asked for, so that a file that grows meanwhile is seen whole or
 * refused. */
static GBytes *
read_open_file (int fd, const char *path, GError **error)
{
  struct stat info;
  if (fstat (fd, &info) != 0) {
    fail (error, errno, path);
    return NULL;
  }
  if (!S_ISREG (info.st_mode) || info.st_size > LP_FILES_MAX_SIZE) {
    refuse (error, G_IO_ERROR_NOT_SUPPORTED, path,
            S_ISREG (info.st_mode) ? _ ("It is too large for a configuration file.")
                                   : _ ("It is not a file."));
    return NULL;
  }

  gsize size = info.st_size + 1, n_read;
  g_autofree char *buffer = g_malloc (size);
  if (!read_all (fd, buffer, size, &n_read)) {
    fail (error, errno, path);
    return NULL;
  }
  if (n_read == size) {
    fail (error, EBUSY, path);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&buffer), n_read);
}

GBytes *
lp_files_read (const char *path, GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path), NULL);

  /* O_NONBLOCK: opening a pipe that nobody writes to must not wait. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    fail (error, errno, path);
    return NULL;
  }
  GBytes *contents = read_open_file (fd, path, error);
  close (fd);
  return contents;
}

char *
lp_files_resolve (const char *path, GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path), NULL);

  g_autofree char *current = g_strdup (path);
  for (guint i = 0; i < MAX_LINKS; i++) {
    char target[PATH_MAX];
    gssize length = readlink (current, target, sizeof target - 1);
    if (length < 0 && (errno == EINVAL || errno == ENOENT))
      return g_steal_pointer (&current);
    if (length < 0) {
      fail (error, errno, path);
      return NULL;
    }
    target[length] = '\0';
    g_autofree char *folder = g_path_get_dirname (current);
    g_free (current);
    current
        = g_path_is_absolute (target) ? g_strdup (target) : g_build_filename (folder, target, NULL);
  }
  fail (error, ELOOP, path);
  return NULL;
}

/* A file system without fsync() for folders says EINVAL; there is nothing better to do there. */
gboolean
lp_files_sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return fail (error, errno, folder);
  int code = fsync (fd) == 0 ? 0 : errno;
  close (fd);
  return code == 0 || code == EINVAL ? TRUE : fail (error, code, folder);
}

gboolean
lp_files_make_folder (const char *folder, mode_t mode, GError **error)
{
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_autofree char *parent = g_path_get_dirname (folder);
  if (!lp_files_make_folder (parent, mode, error))
    return FALSE;
  if (mkdir (folder, mode) != 0 && errno != EEXIST)
    return fail (error, errno, folder);
  return lp_files_sync_folder (parent, error);
}

/* May the file be replaced without taking something from somebody? @info is zeroed when it does not
 * exist. */
static gboolean
check_old_file (const char *path, struct stat *info, GError **error)
{
  if (lstat (path, info) != 0) {
    *info = (struct stat){ 0 };
    return errno == ENOENT || errno == ENOTDIR ? TRUE : fail (error, errno, path);
  }
  if (!S_ISREG (info->st_mode))
    return refuse (error, G_IO_ERROR_NOT_REGULAR_FILE, path, _ ("It is not a file."));
  if (!(info->st_mode & S_IWUSR))
    return refuse (error, G_IO_ERROR_PERMISSION_DENIED, path,
                   _ ("The file is write-protected. Make it writable, then try again."));
  if (geteuid () != 0 && info->st_uid != geteuid ())
    return refuse (error, G_IO_ERROR_PERMISSION_DENIED, path,
                   _ ("The file belongs to another user. Make it your own, then try again."));
  if (info->st_nlink > 1)
    return refuse (error, G_IO_ERROR_NOT_SUPPORTED, path,
                   _ ("The file has a second name (a hard link) that would not change with it. Use "
                      "a symbolic link instead, then try again."));
  return TRUE;
}

gboolean
lp_files_check_replaceable (const char *path, GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path), FALSE);

  struct stat info;
  g_autofree char *file = lp_files_resolve (path, error);
  if (!file || !check_old_file (file, &info, error))
    return FALSE;
  g_autofree char *folder = g_path_get_dirname (file);
  return access (folder, W_OK) == 0 || errno == ENOENT ? TRUE : fail (error, errno, folder);
}

/* The new file is like the old one: permissions, and owner and group where that is possible. */
static gboolean
fill_new_file (int fd, GBytes *contents, mode_t mode, const struct stat *old)
{
  if (old->st_nlink > 0 && (old->st_uid != geteuid () || old->st_gid != getegid ())
      && fchown (fd, old->st_uid, old->st_gid) != 0 && errno != EPERM)
    return FALSE;
  return fchmod (fd, old->st_nlink > 0 ? old->st_mode & 07777 : mode) == 0
         && write_all (fd, contents) && fsync (fd) == 0;
}

/* Writes the new file beside @path; its name, or %NULL with nothing left behind. */
static char *
write_new_file (const char *path, GBytes *contents, mode_t mode, const struct stat *old,
                GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = NULL;
  int fd;
  do {
    g_free (name);
    name = g_strdup_printf ("%s/.%s" NEW_MARK "%08x", folder, base, g_random_int ());
    fd = open (name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  } while (fd < 0 && errno == EEXIST);
  if (fd < 0) {
    fail (error, errno, path);
    return NULL;
  }

  int code = fill_new_file (fd, contents, mode, old) ? 0 : errno;
  /* NFS reports a full disk only here. */
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code != 0) {
    unlink (name);
    fail (error, code, path);
    return NULL;
  }
  return g_steal_pointer (&name);
}

/* Compares what is at @path with @expected (%NULL: nothing). */
static gboolean
check_expected (const char *path, GBytes *expected, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) now = lp_files_read (path, &local_error);
  if (!now && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (now && expected ? g_bytes_equal (now, expected) : now == expected)
    return TRUE;
  return refuse (error, G_IO_ERROR_WRONG_ETAG, path,
                 _ ("The file was changed by someone else meanwhile. Try again."));
}

static gboolean
replace (const char *path, gboolean compare, GBytes *expected, GBytes *contents, mode_t mode,
         GError **error)
{
  struct stat old;
  g_autofree char *file = lp_files_resolve (path, error);
  if (!file || !check_old_file (file, &old, error))
    return FALSE;
  g_autofree char *folder = g_path_get_dirname (file);
  if (!lp_files_make_folder (folder, 0700, error))
    return FALSE;
  g_autofree char *new_file = write_new_file (file, contents, mode, &old, error);
  if (!new_file)
    return FALSE;

  if ((compare && !check_expected (file, expected, error))
      || (rename (new_file, file) != 0 && !fail (error, errno, path))) {
    unlink (new_file);
    return FALSE;
  }
  return lp_files_sync_folder (folder, error);
}

gboolean
lp_files_replace (const char *path, GBytes *contents, mode_t mode, GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path) && contents, FALSE);

  return replace (path, FALSE, NULL, contents, mode, error);
}

static gboolean
remove_if (const char *path, GBytes *expected, GError **error)
{
  struct stat old;
  g_autofree char *file = lp_files_resolve (path, error);
  if (!file || !check_old_file (file, &old, error) || !check_expected (file, expected, error))
    return FALSE;
  return lp_files_remove (file, error);
}

gboolean
lp_files_replace_if (const char *path, GBytes *expected, GBytes *contents, mode_t mode,
                     GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path), FALSE);

  return contents ? replace (path, TRUE, expected, contents, mode, error)
                  : remove_if (path, expected, error);
}

gboolean
lp_files_remove (const char *path, GError **error)
{
  g_return_val_if_fail (path && g_path_is_absolute (path), FALSE);

  if (unlink (path) != 0)
    return errno == ENOENT || errno == ENOTDIR ? TRUE : fail (error, errno, path);
  g_autofree char *folder = g_path_get_dirname (path);
  return lp_files_sync_folder (folder, error);
}

gboolean
lp_files_remove_leftovers (const char *path, GError **error)
{
  g_autofree char *file = lp_files_resolve (path, NULL);
  if (!file)
    return TRUE;
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *start = g_strdup_printf (".%s" NEW_MARK, base);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    if (!g_str_has_prefix (name, start) || strlen (name) != strlen (start) + 8)
      continue;
    g_autofree char *leftover = g_build_filename (folder, name, NULL);
    if (unlink (leftover) != 0 && errno != ENOENT)
      return fail (error, errno, leftover);
  }
  return TRUE;
}
