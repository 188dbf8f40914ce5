/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpIni:
 *
 * A file of groups and keys that can be edited: `[group]`, `key=value`. What is not edited keeps its
 * octets: comments, blanks, order, line ends, letters of any encoding, lines that are neither. A group
 * may stand there in several parts; if a key stands there twice, the last one counts. Formats differ
 * in how they escape values, so values here are as they stand in the file; lp_ini_escape() does
 * what GLib's key files and KDE's configuration have in common.
 */
typedef struct _LpIni LpIni;

/**
 * lp_ini_parse:
 * @contents: (nullable): the file's contents, without NUL octets; %NULL for none
 *
 * Returns: (transfer full): the file
 */
LpIni *
lp_ini_parse (GBytes *contents);

/**
 * lp_ini_free:
 * @ini: (nullable) (transfer full): a file
 */
void
lp_ini_free (LpIni *ini);

/**
 * lp_ini_to_bytes:
 * @ini: a file
 *
 * Returns: (transfer full): its contents
 */
GBytes *
lp_ini_to_bytes (const LpIni *ini);

/**
 * lp_ini_get_groups:
 * @ini: a file
 * @prefix: what the names begin with
 *
 * Returns: (transfer full) (array zero-terminated=1): names of its groups, each once, in order
 */
char **
lp_ini_get_groups (const LpIni *ini, const char *prefix);

/**
 * lp_ini_has_group:
 * @ini: a file
 * @group: a group
 *
 * Returns: %TRUE if there is such a group
 */
gboolean
lp_ini_has_group (const LpIni *ini, const char *group);

/**
 * lp_ini_dup:
 * @ini: a file
 * @group: a group
 * @key: a key
 *
 * Returns: (transfer full) (nullable): its value as it stands there, without blanks around it
 */
char *
lp_ini_dup (const LpIni *ini, const char *group, const char *key);

/**
 * lp_ini_get_int:
 * @ini: a file
 * @group: a group
 * @key: a key
 * @otherwise: what to return if it is not set or no number
 *
 * Returns: its number
 */
int
lp_ini_get_int (const LpIni *ini, const char *group, const char *key, int otherwise);

/**
 * lp_ini_set:
 * @ini: a file
 * @group: a group; one that is not there is made at the end
 * @key: a key; one that is not there is added at the end of its group
 * @value: its value, escaped as the format wants it, in one line
 *
 * An equal value is not touched.
 */
void
lp_ini_set (LpIni *ini, const char *group, const char *key, const char *value);

/**
 * lp_ini_set_int:
 * @ini: a file
 * @group: a group
 * @key: a key
 * @value: its number
 *
 * As lp_ini_set().
 */
void
lp_ini_set_int (LpIni *ini, const char *group, const char *key, int value);

/**
 * lp_ini_unset:
 * @ini: a file
 * @group: a group
 * @key: a key
 *
 * Takes the lines of a key out.
 */
void
lp_ini_unset (LpIni *ini, const char *group, const char *key);

/**
 * lp_ini_remove_group:
 * @ini: a file
 * @group: a group
 *
 * Takes a group out, with one blank line in front of it.
 */
void
lp_ini_remove_group (LpIni *ini, const char *group);

/**
 * lp_ini_rename_group:
 * @ini: a file
 * @group: a group; nothing happens if there is none
 * @name: its new name, which no other group has
 *
 * Gives a group another name, with all that stands in it.
 */
void
lp_ini_rename_group (LpIni *ini, const char *group, const char *name);

/**
 * lp_ini_escape:
 * @value: a value in one line
 *
 * Returns: (transfer full): the value with backslashes, and blanks at its beginning and end, escaped as
 *   GLib's key files and KDE's configuration read them
 */
char *
lp_ini_escape (const char *value);

/**
 * lp_ini_unescape:
 * @value: (nullable): a value as it stands in such a file
 *
 * Returns: (transfer full) (nullable): the value
 */
char *
lp_ini_unescape (const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpIni, lp_ini_free)

G_END_DECLS
