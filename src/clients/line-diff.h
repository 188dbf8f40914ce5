/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpLine:
 * @text: where it begins; not ended by NUL
 * @length: octets, with the line end
 *
 * One line of a text that somebody else owns.
 */
typedef struct {
  const char *text;
  gsize length;
} LpLine;

/**
 * LpHunk:
 * @old_start: first line that differs, counted from 0
 * @old_length: how many lines go
 * @new_start: first line of the other text that differs
 * @new_length: how many lines come
 *
 * One place where two texts differ.
 */
typedef struct {
  guint old_start;
  guint old_length;
  guint new_start;
  guint new_length;
} LpHunk;

/**
 * lp_lines_split:
 * @text: (nullable): any octets; %NULL is an empty text
 *
 * Cuts after each line feed; only the last line may be without one. Does not block.
 *
 * Returns: (transfer full) (element-type LpLine): the lines, pointing into @text
 */
GArray *
lp_lines_split (GBytes *text);

/**
 * lp_lines_diff:
 * @old_lines: (element-type LpLine): a text
 * @new_lines: (element-type LpLine): another
 *
 * Finds a shortest way from one text to the other (E. W. Myers, "An O(ND) difference algorithm and
 * its variations", 1986). Texts with thousands of differences come back as one hunk. Does not
 * block.
 *
 * Returns: (transfer full) (element-type LpHunk): the places where they differ, in order
 */
GArray *
lp_lines_diff (const GArray *old_lines, const GArray *new_lines);

/**
 * lp_lines_merge:
 * @base: (nullable): the text both started from
 * @ours: (nullable): what one made of it
 * @theirs: (nullable): what the other made of it
 * @conflict_line: (out) (optional): where they disagree, a line of @theirs counted from 1
 *
 * Makes both changes. Where the two changed the same lines in different ways, or neighbouring lines
 * in ways whose order is not plain, nothing is guessed. Taking lines away next to a change of
 * theirs is plain, and so is text of theirs beside a change of ours. Does not block.
 *
 * Returns: (transfer full) (nullable): the merged text, or %NULL if they disagree
 */
GBytes *
lp_lines_merge (GBytes *base, GBytes *ours, GBytes *theirs, guint *conflict_line);

G_END_DECLS
