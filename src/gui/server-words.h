/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpServerWords:
 *
 * What the Server Said: the server's own words, one click away, to read and to copy. Hidden while there are none.
 */
#define LP_TYPE_SERVER_WORDS (lp_server_words_get_type ())
G_DECLARE_FINAL_TYPE (LpServerWords, lp_server_words, LP, SERVER_WORDS, AdwBin)

/**
 * lp_server_words_set:
 * @words: the widget
 * @text: what the server said, made safe to show; empty hides the widget
 */
void
lp_server_words_set (LpServerWords *words, const char *text);

G_END_DECLS
