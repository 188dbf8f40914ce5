/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies of POP3, one a line. */

#include "fuzz/fuzz.h"

#include "protocol/pop3-parse.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    g_auto (LpPop3Reply) reply = { 0 };
    if (lp_pop3_reply_parse (*line, &reply))
      g_assert_nonnull (reply.text);
    g_assert_cmpint (lp_pop3_parse_expire (*line), >=, -1);
  }
  return 0;
}
