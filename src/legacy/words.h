/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_words_take:
 * @cursor: (inout): where to go on
 * @breaks: characters that stand for themselves as a word, for instance "=\n"
 *
 * Takes the next word of a text in which ' and " quote, a backslash escapes and # begins a comment
 * to the end of the line. What is quoted by ` is taken as it stands: it would be code, and is never
 * run.
 *
 * Returns: (transfer full) (nullable): the word, without its quotes; %NULL at the end
 */
char *
lp_words_take (const char **cursor, const char *breaks);

G_END_DECLS
