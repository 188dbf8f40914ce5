/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpSmtpReply:
 * @code: reply code, 200 to 599
 * @enhanced: (nullable): enhanced status code (RFC 3463) of the first line that has one
 * @lines: (element-type utf8): the lines' texts, without both codes
 *
 * A reply of RFC 5321 §4.2 with all its lines.
 */
typedef struct {
  guint code;
  char *enhanced;
  GPtrArray *lines;
} LpSmtpReply;

/**
 * lp_smtp_reply_add:
 * @reply: (inout): a reply that begins as `{ 0 }`; clear it with lp_smtp_reply_clear() in any case
 * @line: its next line
 * @is_last: (out): whether it ends here
 *
 * Returns: %TRUE if the line belongs to a reply: three digits, the same in each line
 */
gboolean
lp_smtp_reply_add (LpSmtpReply *reply, const char *line, gboolean *is_last);

/**
 * lp_smtp_reply_clear:
 * @reply: a reply
 */
void
lp_smtp_reply_clear (LpSmtpReply *reply);

/**
 * lp_smtp_reply_dup_code:
 * @reply: a reply
 *
 * Returns: (transfer full): "535 5.7.8" or "535"
 */
char *
lp_smtp_reply_dup_code (const LpSmtpReply *reply);

/**
 * lp_smtp_reply_dup_words:
 * @reply: a reply
 *
 * Returns: (transfer full): codes and all lines in one: "535 5.7.8 Error: authentication failed"
 */
char *
lp_smtp_reply_dup_words (const LpSmtpReply *reply);

/**
 * lp_smtp_reply_list_capabilities:
 * @reply: the reply to EHLO
 *
 * Returns: (transfer full): the lines behind the first, keywords in upper case; the old
 * "AUTH=LOGIN" becomes "AUTH LOGIN"
 */
char **
lp_smtp_reply_list_capabilities (const LpSmtpReply *reply);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpSmtpReply, lp_smtp_reply_clear)

G_END_DECLS
