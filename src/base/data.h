/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_data_build_path:
 * @data_dir: (nullable): folder named by the caller
 * @name: a table's file name, for instance "providers.ini"
 *
 * Says where one of our own tables is: in @data_dir, else in the build folder or the source tree if the
 * program itself runs out of its build folder, else where it was installed. No environment variable can point a
 * program at other tables: they decide which hosts are trusted. Does not block.
 *
 * Returns: (transfer full): the path; the file need not be there
 */
char *
lp_data_build_path (const char *data_dir, const char *name);

/**
 * lp_data_dup_sentence:
 * @file: a table, loaded with %G_KEY_FILE_KEEP_TRANSLATIONS
 * @group: a group of it
 * @key: a key that holds words for people
 *
 * Gives the words in the language gettext speaks in: GLib's own look-up follows LANGUAGE even in the locale C,
 * whose words scripts rely on. Does not block.
 *
 * Returns: (transfer full) (nullable): the words; %NULL without the key
 */
char *
lp_data_dup_sentence (GKeyFile *file, const char *group, const char *key);

G_END_DECLS
