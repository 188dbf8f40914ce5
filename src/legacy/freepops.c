/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * FreePOPs made POP3 of web mailers, on port 2000 unless told otherwise. /etc/default/freepops:
 *
 *     DAEMON_OPTS="-n -p 2000 -b 127.0.0.1"        (-p, --port; -b, --bind; -P is a proxy)
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/reading.h"
#include "legacy/text.h"

#define LARGEST_FILE (64 * 1024)
#define USUAL_PORT 2000
#define MOST_WORDS 256

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "freepops");
}

/* The value of "-p 2000", "-p2000", "--port 2000" or "--port=2000". */
static const char *
find_option (char **words, const char *brief, const char *full)
{
  for (guint i = 0; words[i] != NULL; i++) {
    gsize length = strlen (full);

    if (g_str_equal (words[i], brief) || g_str_equal (words[i], full))
      return words[i + 1];
    if (g_str_has_prefix (words[i], full) && words[i][length] == '=')
      return words[i] + length + 1;
    if (g_str_has_prefix (words[i], brief))
      return words[i] + strlen (brief);
  }
  return NULL;
}

static void
add_account (char **words, LpLegacyReading *reading)
{
  const char *port = find_option (words, "-p", "--port");
  const char *bind = find_option (words, "-b", "--bind");
  gint64 number = port != NULL ? g_ascii_strtoll (port, NULL, 10) : 0;
  LpLegacyAccount *account = lp_legacy_account_new ("freepops");

  account->incoming
      = lp_legacy_server_new (LP_LEGACY_POP3, bind != NULL && bind[0] != '\0' ? bind : "127.0.0.1",
                              number > 0 ? number : USUAL_PORT, LP_SECURITY_PLAIN, NULL);
  account->gateway = g_strdup ("freepops");
  lp_legacy_account_finish (account, NULL);
  lp_legacy_reading_add (reading, account);
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, NULL);
  char *cursor = text;

  for (char *line = lp_text_take_line (&cursor); line != NULL; line = lp_text_take_line (&cursor)) {
    char *word = g_strstrip (line);
    char *equals = strchr (word, '=');

    if (!g_str_has_prefix (word, "DAEMON_OPTS") || equals == NULL)
      continue;

    g_auto (GStrv) words = g_strsplit_set (equals + 1, " \t\"'", MOST_WORDS);

    add_account (words, reading);
    return;
  }
}

const LpLegacy lp_legacy_freepops = {
  .id = "freepops",
  .name = "FreePOPs",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
