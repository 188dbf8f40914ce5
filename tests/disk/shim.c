/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program's own functions come before the C library's, also for the libraries it uses; the real
 * ones are asked for by dlsym(RTLD_NEXT). Built without _FILE_OFFSET_BITS, so that open and open64
 * are two names.
 */
#include "disk/shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 1024

static char *folders[4];
static char *file_paths[MAX_FILES];
static GPtrArray *point_log;
static guint armed_at;
static ShimAction armed_action;
static int armed_code;
static gboolean armed_for_good;
static gboolean is_torn;
static gboolean has_fired;

#define REAL(name) ((__typeof__ (&name))dlsym (RTLD_NEXT, #name))

void
shim_watch (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    if (folders[i])
      continue;
    folders[i] = g_strdup (folder);
    return;
  }
  g_assert_not_reached ();
}

void
shim_unwatch (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_clear_pointer (&folders[i], g_free);
  g_clear_pointer (&point_log, g_ptr_array_unref);
}

void
shim_arm (guint at, ShimAction action, int code, gboolean for_good)
{
  g_clear_pointer (&point_log, g_ptr_array_unref);
  point_log = g_ptr_array_new_with_free_func (g_free);
  armed_at = at;
  armed_action = action;
  armed_code = code;
  armed_for_good = for_good;
  is_torn = FALSE;
  has_fired = FALSE;
}

gboolean
shim_has_fired (void)
{
  return has_fired;
}

GPtrArray *
shim_get_log (void)
{
  return point_log;
}

static gboolean
is_watched (const char *path)
{
  for (guint i = 0; path && i < G_N_ELEMENTS (folders) && folders[i]; i++)
    if (g_str_has_prefix (path, folders[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_watched_file (int fd)
{
  return fd >= 0 && fd < MAX_FILES && file_paths[fd];
}

/* Which calls fail with which error (their manual pages); a keyring fails with anything. */
static gboolean
can_fail (const char *call)
{
  static const struct {
    int code;
    const char *calls;
  } rows[] = {
    { ENOSPC, "open write fsync close mkdir keyring" },
    { EIO, "open write fsync close ftruncate fchmod rename unlink mkdir rmdir keyring" },
    { EROFS, "open fchmod rename unlink mkdir rmdir" },
    { EACCES, "open rename unlink mkdir rmdir" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == armed_code)
      return strstr (rows[i].calls, call) != NULL;
  return FALSE;
}

/* One point passes by. What has to happen now: -1 for nothing. */
static int
pass (const char *call, const char *path)
{
  g_ptr_array_add (point_log, g_strdup_printf ("%s %s", call, path));
  gboolean is_now
      = armed_at > 0 && (armed_for_good ? point_log->len >= armed_at : point_log->len == armed_at);
  if (!is_now && !is_torn)
    return -1;
  if (is_now && armed_action == SHIM_KILL)
    raise (SIGKILL);
  if (armed_action == SHIM_KILL_TORN)
    return SHIM_KILL_TORN;
  if (!can_fail (call))
    return -1;
  has_fired = TRUE;
  return is_torn ? SHIM_FAIL : (int)armed_action;
}

/* Like pass(), for calls that cannot be done by halves: TRUE when it has to fail, errno set. */
static gboolean
must_fail (const char *call, const char *path)
{
  int action = point_log ? pass (call, path) : -1;
  if (action != SHIM_FAIL && action != SHIM_FAIL_TORN)
    return FALSE;
  errno = armed_code;
  return TRUE;
}

/* The call is done; was this the end? */
static int
end (int result)
{
  int code = errno;
  if (point_log && armed_at == point_log->len && armed_action == SHIM_KILL_TORN)
    raise (SIGKILL);
  errno = code;
  return result;
}

int
shim_point (const char *what)
{
  return must_fail ("keyring", what) ? armed_code : end (0);
}

static int
open_file (int (*real) (const char *, int, ...), const char *path, int flags, mode_t mode)
{
  gboolean counts = is_watched (path) && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC));
  if (counts && must_fail ("open", path))
    return -1;
  int fd = real (path, flags, mode);
  /* fclose() closes inside the C library, unseen here: what an old number was called is stale by now. */
  if (fd >= 0 && fd < MAX_FILES) {
    g_free (file_paths[fd]);
    file_paths[fd] = is_watched (path) ? g_strdup (path) : NULL;
  }
  return counts ? end (fd) : fd;
}

int
open (const char *path, int flags, ...)
{
  va_list arguments;
  va_start (arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return open_file (REAL (open), path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list arguments;
  va_start (arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg (arguments, mode_t) : 0;
  va_end (arguments);
  return open_file (REAL (open64), path, flags, mode);
}

int
close (int fd)
{
  if (!is_watched_file (fd))
    return REAL (close) (fd);
  g_autofree char *path = g_steal_pointer (&file_paths[fd]);
  gboolean was_written = (REAL (fcntl) (fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
  gboolean fails = was_written && must_fail ("close", path);
  int result = REAL (close) (fd);
  if (!fails)
    return was_written ? end (result) : result;
  errno = armed_code;
  return -1;
}

ssize_t
write (int fd, const void *data, size_t size)
{
  if (!is_watched_file (fd) || !point_log)
    return REAL (write) (fd, data, size);
  int action = pass ("write", file_paths[fd]);
  if (action == SHIM_FAIL || (action == SHIM_FAIL_TORN && size < 2)) {
    errno = armed_code;
    return -1;
  }
  gboolean by_halves = action == SHIM_FAIL_TORN || action == SHIM_KILL_TORN;
  ssize_t n = REAL (write) (fd, data, by_halves ? size / 2 : size);
  is_torn = action == SHIM_FAIL_TORN;
  return (ssize_t)end ((int)n);
}

int
fsync (int fd)
{
  if (!is_watched_file (fd))
    return REAL (fsync) (fd);
  return must_fail ("fsync", file_paths[fd]) ? -1 : end (0);
}

int
ftruncate (int fd, off_t size)
{
  if (!is_watched_file (fd))
    return REAL (ftruncate) (fd, size);
  return must_fail ("ftruncate", file_paths[fd]) ? -1 : end (REAL (ftruncate) (fd, size));
}

int
ftruncate64 (int fd, off64_t size)
{
  return ftruncate (fd, size);
}

int
fchmod (int fd, mode_t mode)
{
  if (!is_watched_file (fd))
    return REAL (fchmod) (fd, mode);
  return must_fail ("fchmod", file_paths[fd]) ? -1 : end (REAL (fchmod) (fd, mode));
}

int
fchown (int fd, uid_t user, gid_t group)
{
  if (!is_watched_file (fd))
    return REAL (fchown) (fd, user, group);
  return must_fail ("fchown", file_paths[fd]) ? -1 : end (REAL (fchown) (fd, user, group));
}

int
rename (const char *from, const char *to)
{
  g_autofree char *paths = NULL;
  if (!is_watched (from) && !is_watched (to))
    return REAL (rename) (from, to);
  paths = g_strdup_printf ("%s %s", from, to);
  return must_fail ("rename", paths) ? -1 : end (REAL (rename) (from, to));
}

int
unlink (const char *path)
{
  if (!is_watched (path))
    return REAL (unlink) (path);
  return must_fail ("unlink", path) ? -1 : end (REAL (unlink) (path));
}

int
mkdir (const char *path, mode_t mode)
{
  if (!is_watched (path))
    return REAL (mkdir) (path, mode);
  return must_fail ("mkdir", path) ? -1 : end (REAL (mkdir) (path, mode));
}

int
rmdir (const char *path)
{
  if (!is_watched (path))
    return REAL (rmdir) (path);
  return must_fail ("rmdir", path) ? -1 : end (REAL (rmdir) (path));
}
