/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reaches the eyes of people: printable text, a transcript's cap, and secrets that come back.
 */

#include "protocol/printable.h"
#include "protocol/scrub.h"
#include "protocol/transcript.h"

#include <string.h>

static const struct {
  const char *name;
  const char *data;
  gssize length;
  gsize max;
  const char *printable;
} printables[] = {
  { "plain", "250 OK", -1, 99, "250 OK" },
  { "letters", "Grüße", -1, 99, "Grüße" },
  { "escape", "\x1b[31mred", -1, 99, "␛[31mred" },
  { "nul", "a\0b", 3, 99, "a␀b" },
  { "line-ends", "a\r\nb", -1, 99, "a␍␊b" },
  { "latin-1", "Gr\xfc\xdf", -1, 99, "Gr\\xfc\\xdf" },
  { "cut", "a\xc3", -1, 99, "a\\xc3" },
  { "override", "abc\u202etxt", -1, 99, "abc\\u202etxt" },
  { "c1",
    "a\xc2\x85"
    "b",
    -1, 99, "a\\u0085b" },
  { "long", "abcdef", -1, 3, "abc…" },
  { "just", "abc", -1, 3, "abc" },
  { "empty", "", -1, 3, "" },
};

static void
test_printable (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *text
      = lp_printable_new (printables[i].data, printables[i].length, printables[i].max);

  g_assert_cmpstr (text, ==, printables[i].printable);
}

static const struct {
  const char *name;
  const char *secret;
  const char *line;
  const char *clean;
} scrubs[] = {
  { "plain", "correct horse", "535 no correct horse here", "535 no [secret] here" },
  { "twice", "correct horse", "correct horsecorrect horse", "[secret][secret]" },
  { "absent", "correct horse", "535 correct  horse", "535 correct  horse" },
  /* base64 of NUL user NUL "correct horse", of user:… and of the secret alone */
  { "base64-plain", "correct horse", "-ERR AHVzZXIAY29ycmVjdCBob3JzZQ==", "-ERR [secret]" },
  { "base64-second", "correct horse", "x dXNlcmNvcnJlY3QgaG9yc2U= y", "x [secret] y" },
  { "base64-third", "correct horse", "x dXNlcjpjb3JyZWN0IGhvcnNl y", "x [secret] y" },
  { "quoted", "say \"friend\"", "NO LOGIN x \"say \\\"friend\\\"\"", "NO LOGIN x \"[secret]\"" },
  { "short", "abc", "535 that abc is wrong", "535 [words left out: they repeat the secret]" },
  { "short-first", "abc", "abc is wrong", " [words left out: they repeat the secret]" },
  { "short-absent", "abc", "535 that is wrong", "535 that is wrong" },
};

static void
test_scrub (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (LpCredentials) credentials
      = lp_credentials_new (LP_SECRET_PASSWORD, scrubs[i].secret, -1);
  g_autoptr (LpScrub) scrub = lp_scrub_new (credentials);
  g_autofree char *clean = lp_scrub_line (scrub, scrubs[i].line);

  g_assert_cmpstr (clean, ==, scrubs[i].clean);
}

static void
test_transcript_lines (void)
{
  g_autoptr (LpTranscript) transcript = lp_transcript_new ();

  lp_transcript_add (transcript, "imap", 'S', "* OK ready");
  lp_transcript_add (transcript, "imap", 'C', "A1 \x01");
  g_autofree char *text = lp_transcript_to_string (transcript);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_suffix (lines[0], " imap S: * OK ready"));
  g_assert_true (g_str_has_suffix (lines[1], " imap C: A1 ␁"));
}

static void
test_transcript_cap (void)
{
  g_autoptr (LpTranscript) transcript = lp_transcript_new ();
  g_autofree char *filler = g_strnfill (1000, 'x');

  lp_transcript_add (transcript, "imap", 'S', "the very first");
  for (int i = 0; i < 5000; i++)
    lp_transcript_add (transcript, "imap", 'S', filler);
  lp_transcript_add (transcript, "imap", 'S', "the very last");
  g_autofree char *text = lp_transcript_to_string (transcript);

  g_assert_cmpuint (strlen (text), <=, 1024 * 1024 + 100);
  g_assert_nonnull (strstr (text, "the very first"));
  g_assert_nonnull (strstr (text, "the very last"));
  g_assert_nonnull (strstr (text, " lines left out)"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (printables); i++) {
    g_autofree char *path = g_strdup_printf ("/printable/%s", printables[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_printable);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (scrubs); i++) {
    g_autofree char *path = g_strdup_printf ("/scrub/%s", scrubs[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_scrub);
  }
  g_test_add_func ("/transcript/lines", test_transcript_lines);
  g_test_add_func ("/transcript/cap", test_transcript_cap);
  return g_test_run ();
}
