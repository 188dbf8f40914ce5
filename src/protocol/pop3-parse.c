/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POP3's replies: RFC 1939 §3, response codes of RFC 2449 §8 and 3206, challenges of RFC 5034 §4.
 */

#include "protocol/pop3-parse.h"

#include <string.h>

void
lp_pop3_reply_clear (LpPop3Reply *reply)
{
  g_clear_pointer (&reply->code, g_free);
  g_clear_pointer (&reply->text, g_free);
}

static const struct {
  const char *word;
  LpPop3Kind kind;
} words[] = {
  { "+OK", LP_POP3_OK },
  { "-ERR", LP_POP3_ERROR },
  { "+", LP_POP3_CONTINUATION },
};

/* "[SYS/TEMP] words"; only an error has one. */
static char *
dup_code (const char *text)
{
  const char *end = *text == '[' ? strpbrk (text, "] ") : NULL;

  return end != NULL && *end == ']' ? g_ascii_strup (text + 1, end - text - 1) : NULL;
}

gboolean
lp_pop3_reply_parse (const char *line, LpPop3Reply *reply)
{
  g_return_val_if_fail (line != NULL && reply != NULL, FALSE);

  *reply = (LpPop3Reply){ 0 };
  gsize length = strcspn (line, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strlen (words[i].word) != length || g_ascii_strncasecmp (words[i].word, line, length) != 0)
      continue;
    const char *text = line + length + strspn (line + length, " ");
    reply->kind = words[i].kind;
    reply->text = g_strdup (text);
    if (reply->kind == LP_POP3_ERROR)
      reply->code = dup_code (text);
    return TRUE;
  }
  return FALSE;
}

int
lp_pop3_parse_expire (const char *text)
{
  g_return_val_if_fail (text != NULL, -1);

  guint64 days = 0;
  g_autofree char *word = g_strndup (text, strcspn (text, " "));
  return g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT, &days, NULL) ? (int)days : -1;
}
