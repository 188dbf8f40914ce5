/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What every client with a hand-made text file needs: the file's octets are the person's, our part
 * of it stands in a block between two comment lines, here with the comment mark "#" and the
 * account's id "a1":
 *
 *     # >>> letterplate a1 >>>
 *     account a1
 *     # <<< letterplate a1 <<<
 */

/**
 * LpTextLine:
 * @text: one line without its line end, as it stands in the file (any encoding)
 * @block: (nullable): id of the account in whose block it stands; marker lines belong to it
 *
 * A line as a client's parser wants it.
 */
typedef struct {
  char *text;
  char *block;
} LpTextLine;

/**
 * lp_text_file_read:
 * @path: absolute path
 * @contents: (out) (transfer full) (nullable): what is there; %NULL if there is no such file
 * @error: return location
 *
 * Reads a file that might not exist. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR, %G_IO_ERROR_INVALID_DATA and a translated
 * sentence when it holds NUL octets and is no text that could be edited
 */
gboolean
lp_text_file_read (const char *path, GBytes **contents, GError **error);

/**
 * lp_text_lines:
 * @text: (nullable): a file's contents
 * @comment: the format's comment mark, for instance "#"
 *
 * Returns: (transfer full) (element-type LpTextLine): its lines
 */
GPtrArray *
lp_text_lines (GBytes *text, const char *comment);

/**
 * lp_text_replace_lines:
 * @text: a file's contents
 * @comment: the format's comment mark
 * @replace: (scope call): returns (transfer full) (nullable) what stands in the place of a line, %NULL to leave it
 * @data: given to @replace, which is called for each line in order
 *
 * Every line keeps its end.
 *
 * Returns: (transfer full) (nullable): the new contents; %NULL if all lines were left
 */
GBytes *
lp_text_replace_lines (GBytes *text, const char *comment,
                       char *(*replace) (const LpTextLine *line, gpointer data), gpointer data);

/**
 * lp_text_find_block:
 * @text: (nullable): a file's contents
 * @comment: the format's comment mark
 * @line: a whole line
 *
 * Returns: (transfer full) (nullable): id of the account in whose block such a line stands
 */
char *
lp_text_find_block (GBytes *text, const char *comment, const char *line);

/**
 * lp_text_value_is_clean:
 * @value: (nullable): a value for a configuration
 *
 * Returns: %TRUE if @value has no control characters, so that it cannot end its line
 */
gboolean
lp_text_value_is_clean (const char *value);

/**
 * lp_text_block_get:
 * @text: (nullable): a file's contents
 * @comment: the comment mark
 * @id: the account's id
 *
 * Returns: (transfer full) (nullable): the block's lines without the markers, each ended by a line
 * feed; %NULL if there is none
 */
char *
lp_text_block_get (GBytes *text, const char *comment, const char *id);

/**
 * lp_text_block_put:
 * @text: (nullable): a file's contents
 * @comment: the comment mark
 * @id: the account's id
 * @body: the block's lines, each ended by a line feed; the file's own line ends are used instead
 * @error: return location
 *
 * Puts a block at the end, or in the place of the one with the same id. Every octet around it
 * stays, except that a last line without an end gets one.
 *
 * Returns: (transfer full) (nullable): the new contents, or %NULL with %G_IO_ERROR_INVALID_DATA and
 * a translated sentence when the markers are damaged or the last line is unfinished
 */
GBytes *
lp_text_block_put (GBytes *text, const char *comment, const char *id, const char *body,
                   GError **error);

/**
 * lp_text_block_adopt:
 * @text: a file's contents
 * @comment: the comment mark
 * @id: the account's id
 * @first: number of the first line, from 0
 * @n_lines: how many, at least one
 *
 * Makes the person's own lines the account's block by putting the two markers around them, so that
 * lp_text_block_put() goes into their place.
 *
 * Returns: (transfer full): the new contents
 */
GBytes *
lp_text_block_adopt (GBytes *text, const char *comment, const char *id, guint first, guint n_lines);

/**
 * lp_text_block_remove:
 * @text: (nullable): a file's contents
 * @comment: the comment mark
 * @id: the account's id
 * @rest: (out) (transfer full) (nullable): the contents without the block; %NULL if nothing is left
 * @error: return location
 *
 * Takes a block out with its markers; one that is not there is no error.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_DATA and a translated sentence when the
 * markers are damaged
 */
gboolean
lp_text_block_remove (GBytes *text, const char *comment, const char *id, GBytes **rest,
                      GError **error);

G_END_DECLS
