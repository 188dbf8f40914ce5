/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses of IMAP, one a line. */

#include "fuzz/fuzz.h"

#include "protocol/imap-parse.h"

static void
parse (const char *line)
{
  g_auto (LpImapResponse) response = { 0 };
  gsize start = 0;
  guint64 octets = 0;

  if (lp_imap_find_literal (line, &start, &octets))
    g_assert_true (line[start] == '{');
  g_autofree char *quoted = lp_imap_quote (line);
  if (!lp_imap_response_parse (line, &response))
    return;
  g_assert_nonnull (response.text);
  g_assert_true (response.kind == LP_IMAP_CONTINUATION || response.word != NULL);
  g_autofree char *folder = lp_imap_parse_folder (response.text);
  g_assert_true (folder == NULL || g_utf8_validate (folder, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    parse (*line);
  return 0;
}
