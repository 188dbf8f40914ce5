/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** No configuration file that a person keeps by hand comes near this many octets. */
#define LP_FILES_MAX_SIZE (16 * 1024 * 1024)

/**
 * lp_files_read:
 * @path: the file's absolute path
 * @error: return location
 *
 * Reads a whole file, through symbolic links. Blocks. Files over %LP_FILES_MAX_SIZE octets and
 * anything that is not a regular file are refused with %G_IO_ERROR_NOT_SUPPORTED.
 *
 * Returns: (transfer full) (nullable): the contents, or %NULL with an error of %G_IO_ERROR;
 *   %G_IO_ERROR_NOT_FOUND when there is no such file
 */
GBytes *
lp_files_read (const char *path, GError **error);

/**
 * lp_files_replace:
 * @path: the file's absolute path; may be a symbolic link, even a dangling one
 * @contents: what the file holds afterwards
 * @mode: permissions of a file that does not exist yet, usually 0600; an existing one keeps its own
 * @error: return location
 *
 * Replaces a file in one step: readers see the old contents or the new, never a part. The link
 * stays, its target is replaced (dotfiles live behind links). Missing folders are made with 0700.
 * Contents and folder entry are on disk when this returns. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR and the old file untouched
 */
gboolean
lp_files_replace (const char *path, GBytes *contents, mode_t mode, GError **error);

/**
 * lp_files_remove:
 * @path: the file's absolute path
 * @error: return location
 *
 * Removes a file; a link goes with what it points at only if that is what was asked by path, that
 * is: the name itself is removed and nothing is followed. A file that is not there is no error.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_remove (const char *path, GError **error);

G_END_DECLS
