/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Stands between this program and the C library, and counts every call that changes something below
 * the watched folders, or brings it to the disk: open for writing, write, fsync, close of what was
 * written, ftruncate, fchmod, fchown, rename, unlink, mkdir, rmdir. The n-th can be made to fail or
 * to be the last thing that the process does. Each is one point.
 *
 * fsync() is counted but not passed on: the folders are gone in a minute anyway.
 */

/** What happens at the point that was armed. */
typedef enum {
  SHIM_KILL,      /* the process ends before the call */
  SHIM_KILL_TORN, /* the process ends in the middle of it: half of a write is done, anything else
                     whole */
  SHIM_FAIL,      /* the call fails */
  SHIM_FAIL_TORN, /* half of a write is done, the next one fails; anything else just fails */
  SHIM_N_ACTIONS
} ShimAction;

/**
 * shim_watch:
 * @folder: a folder's real path; up to four
 */
void
shim_watch (const char *folder);

/**
 * shim_unwatch:
 *
 * Forgets all folders.
 */
void
shim_unwatch (void);

/**
 * shim_arm:
 * @at: the point at which it happens, counted from 1; 0: never
 * @action: what happens
 * @code: errno of a call that fails; calls that never fail with it do not
 * @for_good: all points after that fail, too
 *
 * Counts from here on.
 */
void
shim_arm (guint at, ShimAction action, int code, gboolean for_good);

/**
 * shim_has_fired:
 *
 * Returns: %TRUE if something was made to fail since shim_arm()
 */
gboolean
shim_has_fired (void);

/**
 * shim_point:
 * @what: what is going to happen
 *
 * A point that is no call to the C library.
 *
 * Returns: 0, or the errno with which it has to fail
 */
int
shim_point (const char *what);

/**
 * shim_get_log:
 *
 * Returns: (transfer none) (element-type utf8): one line for each point since shim_arm(), "fsync
 * /home/file"
 */
GPtrArray *
shim_get_log (void);

G_END_DECLS
