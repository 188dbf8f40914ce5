/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { LP_POP3_OK, LP_POP3_ERROR, LP_POP3_CONTINUATION } LpPop3Kind;

/**
 * LpPop3Reply:
 * @kind: what it is
 * @code: (nullable): ERROR: the response code (RFC 2449 §8), upper case
 * @text: what stands behind +OK, -ERR or +
 *
 * The first line of a reply of RFC 1939 §3 or a challenge of RFC 5034.
 */
typedef struct {
  LpPop3Kind kind;
  char *code;
  char *text;
} LpPop3Reply;

/**
 * lp_pop3_reply_parse:
 * @line: a line
 * @reply: (out caller-allocates): its parts; clear it with lp_pop3_reply_clear() in any case
 *
 * Returns: %TRUE if @line begins a reply
 */
gboolean
lp_pop3_reply_parse (const char *line, LpPop3Reply *reply);

/**
 * lp_pop3_reply_clear:
 * @reply: a reply
 */
void
lp_pop3_reply_clear (LpPop3Reply *reply);

/**
 * lp_pop3_parse_expire:
 * @text: what stands behind EXPIRE: "60", "NEVER", "0 USER"
 *
 * Returns: days that the server keeps mail; -1 for ever or not understood
 */
int
lp_pop3_parse_expire (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpPop3Reply, lp_pop3_reply_clear)

G_END_DECLS
