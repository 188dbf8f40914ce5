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
 * lp_files_resolve:
 * @path: a file's absolute path
 * @error: return location
 *
 * Follows the symbolic links that the last component of @path may be, up to 40 of them, also
 * to a target that does not exist. Blocks.
 *
 * Returns: (transfer full) (nullable): the path of the file itself, or %NULL with an error of
 *   %G_IO_ERROR; %G_IO_ERROR_TOO_MANY_LINKS for a circle
 */
char *
lp_files_resolve (const char *path, GError **error);

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
 * Refused with a translated sentence: a file that is write-protected (its mode, not only our
 * rights, is asked: also root respects 0400), that belongs to somebody else, or that has a second
 * name (hard link), which would go on showing the old contents.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR and the old file untouched
 */
gboolean
lp_files_replace (const char *path, GBytes *contents, mode_t mode, GError **error);

/**
 * lp_files_replace_if:
 * @path: the file's absolute path
 * @expected: (nullable): what must be there; %NULL: no such file
 * @contents: (nullable): what the file holds afterwards; %NULL: it is removed, its link stays
 * @mode: permissions of a file that does not exist yet
 * @error: return location
 *
 * As lp_files_replace(), but only over the expected contents, compared as late as can be: when the
 * new file lies ready and only the renaming is left. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR; %G_IO_ERROR_WRONG_ETAG when something
 *   else is there
 */
gboolean
lp_files_replace_if (const char *path, GBytes *expected, GBytes *contents, mode_t mode,
                     GError **error);

/**
 * lp_files_check_replaceable:
 * @path: the file's absolute path
 * @error: return location
 *
 * Looks whether lp_files_replace() would refuse the file, or could not write in its folder. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_check_replaceable (const char *path, GError **error);

/**
 * lp_files_remove:
 * @path: the file's absolute path
 * @error: return location
 *
 * Removes a name; nothing is followed, so of a symbolic link the link goes. A name that is not
 * there is no error. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_remove (const char *path, GError **error);

/**
 * lp_files_remove_leftovers:
 * @path: the file's absolute path
 * @error: return location
 *
 * Removes what a killed lp_files_replace() may have left beside the file: the half-written new one.
 * Only for who keeps other writers out. Blocks.
 *
 * Returns: %TRUE if nothing is left, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_remove_leftovers (const char *path, GError **error);

/**
 * lp_files_sync_folder:
 * @folder: a folder's path
 * @error: return location
 *
 * Waits until the entries of a folder are on disk, where its file system can. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_sync_folder (const char *folder, GError **error);

/**
 * lp_files_make_folder:
 * @folder: a folder's absolute path
 * @mode: permissions of those that are made
 * @error: return location
 *
 * Makes a folder and those above it that are missing, and waits until they are on disk. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_files_make_folder (const char *folder, mode_t mode, GError **error);

G_END_DECLS
