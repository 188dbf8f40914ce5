/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder with all that is in it, as a value that can be compared. Everything aborts on an error
 * of the system. */

/**
 * tree_read:
 * @folder: a folder; one that does not exist is empty
 *
 * Returns: (transfer full) (element-type utf8 GBytes): path below @folder to what is there: "f",
 * four octal digits and the contents of a file, "l" and the target of a link, "d" for a folder with
 * nothing in it
 */
GHashTable *
tree_read (const char *folder);

/**
 * tree_copy:
 * @from: a folder
 * @to: where its entries go; made if it is missing
 * @home: (nullable): what "@HOME@" in files becomes
 *
 * Copies files (mode 0600, or 0700 with an x), links and folders.
 */
void
tree_copy (const char *from, const char *to, const char *home);

/**
 * tree_keep_empty_folders:
 * @folder: a folder
 * @keep: %TRUE puts a file ".empty-folder" into every folder below that has nothing in it, as git
 * wants it; %FALSE takes all such files away
 */
void
tree_keep_empty_folders (const char *folder, gboolean keep);

/**
 * tree_remove:
 * @folder: goes with all that is in it
 */
void
tree_remove (const char *folder);

/**
 * tree_assert_equal:
 * @what: said when they differ
 * @is: (element-type utf8 GBytes): a tree
 * @expected: (element-type utf8 GBytes): another
 * @with_modes: whether modes of files count
 *
 * Fails the test with the first difference.
 */
void
tree_assert_equal (const char *what, GHashTable *is, GHashTable *expected, gboolean with_modes);

G_END_DECLS
