/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpPrefs:
 *
 * A Mozilla prefs.js that can be edited: statements `user_pref("name", value);` with comments and
 * blanks between them (modules/libpref/parser in Firefox and Thunderbird 153). What is not edited
 * keeps its octets. If a name stands there twice, the last one counts.
 */
typedef struct _LpPrefs LpPrefs;

/**
 * lp_prefs_parse:
 * @contents: (nullable): the file's contents; %NULL for none
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the preferences, or %NULL with %G_IO_ERROR_INVALID_DATA and
 * the number of the first line that Mozilla's own parser would not take
 */
LpPrefs *
lp_prefs_parse (GBytes *contents, GError **error);

/**
 * lp_prefs_free:
 * @prefs: (nullable) (transfer full): preferences
 */
void
lp_prefs_free (LpPrefs *prefs);

/**
 * lp_prefs_to_bytes:
 * @prefs: preferences
 *
 * Returns: (transfer full): the file's contents
 */
GBytes *
lp_prefs_to_bytes (const LpPrefs *prefs);

/**
 * lp_prefs_dup_string:
 * @prefs: preferences
 * @name: name of a preference
 *
 * Returns: (transfer full) (nullable): its text, or %NULL if it is not set or no text
 */
char *
lp_prefs_dup_string (const LpPrefs *prefs, const char *name);

/**
 * lp_prefs_get_int:
 * @prefs: preferences
 * @name: name of a preference
 * @otherwise: what to return if it is not set or no number
 *
 * Returns: its number
 */
int
lp_prefs_get_int (const LpPrefs *prefs, const char *name, int otherwise);

/**
 * lp_prefs_get_bool:
 * @prefs: preferences
 * @name: name of a preference
 * @otherwise: what to return if it is not set or neither true nor false
 *
 * Returns: its value
 */
gboolean
lp_prefs_get_bool (const LpPrefs *prefs, const char *name, gboolean otherwise);

/**
 * lp_prefs_get_names:
 * @prefs: preferences
 * @prefix: what the names begin with
 *
 * Returns: (transfer container) (element-type utf8): the names, each once, in the file's order;
 * valid until the next edit
 */
GPtrArray *
lp_prefs_get_names (const LpPrefs *prefs, const char *prefix);

/**
 * lp_prefs_set_string:
 * @prefs: preferences
 * @name: name of a preference
 * @value: its text, UTF-8
 *
 * Changes the value where it stands, or adds a line at the end. An equal value is not touched.
 */
void
lp_prefs_set_string (LpPrefs *prefs, const char *name, const char *value);

/**
 * lp_prefs_set_int:
 * @prefs: preferences
 * @name: name of a preference
 * @value: its number
 *
 * As lp_prefs_set_string().
 */
void
lp_prefs_set_int (LpPrefs *prefs, const char *name, int value);

/**
 * lp_prefs_set_bool:
 * @prefs: preferences
 * @name: name of a preference
 * @value: its value
 *
 * As lp_prefs_set_string().
 */
void
lp_prefs_set_bool (LpPrefs *prefs, const char *name, gboolean value);

/**
 * lp_prefs_remove:
 * @prefs: preferences
 * @name: name of a preference
 *
 * Takes every statement of this name out, with its line if nothing else stands there.
 */
void
lp_prefs_remove (LpPrefs *prefs, const char *name);

/**
 * lp_prefs_remove_branch:
 * @prefs: preferences
 * @prefix: what the names begin with, usually ended by a dot
 *
 * Takes all of a branch out.
 */
void
lp_prefs_remove_branch (LpPrefs *prefs, const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpPrefs, lp_prefs_free)

G_END_DECLS
