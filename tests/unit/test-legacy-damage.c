/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What must not hurt a reader of old files: every file of tests/legacy cut off at every octet,
 * zeros, random octets, endless repetition, sizes beyond the cap. Nothing may crash, leak or take
 * long, and every answer keeps its promises.
 */
#include "legacy/legacy.h"

#include <string.h>

#define REPEATED_SIZE (64 * 1024)
#define N_RANDOM 40
#define LONGEST_SECONDS 20

static void
assert_sound_text (const char *text)
{
  if (text == NULL)
    return;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), >, 0);
  g_assert_cmpuint (strlen (text), <=, 3 * 1024);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
}

static void
assert_sound_server (const LpLegacyServer *server)
{
  if (server == NULL)
    return;

  assert_sound_text (server->user);
  assert_sound_text (server->url);
  g_assert_true ((server->port == 0)
                 == (server->kind == LP_LEGACY_HTTPMAIL || server->kind == LP_LEGACY_WEBMAIL));

  LpServer *today = lp_legacy_server_to_server (server);

  if (today != NULL)
    g_assert_cmpstr (today->host, !=, "");
  lp_server_free (today);
}

static void
assert_sound (const LpLegacyReading *reading)
{
  g_assert_cmpuint (reading->accounts->len, <=, LP_LEGACY_MAX_ACCOUNTS);
  g_assert_true (reading->accounts->len > 0 || reading->error != NULL || reading->notes->len > 0);

  for (guint i = 0; i < reading->accounts->len; i++) {
    const LpLegacyAccount *account = g_ptr_array_index (reading->accounts, i);
    g_autoptr (LpLegacyAccount) copy = lp_legacy_account_copy (account);

    g_assert_cmpstr (copy->format, ==, reading->format);
    g_assert_true (account->incoming != NULL || account->outgoing != NULL
                   || account->address != NULL);
    assert_sound_text (account->label);
    assert_sound_text (account->name);
    assert_sound_text (account->group);
    assert_sound_server (account->incoming);
    assert_sound_server (account->outgoing);
  }
}

static void
read_bytes (const LpLegacy *format, const char *name, const void *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);
  LpLegacyFile files[] = { { name, bytes }, { "live-identity.source", bytes } };
  g_autoptr (LpLegacyReading) reading = lp_legacy_read (format, files, G_N_ELEMENTS (files), NULL);

  assert_sound (reading);
}

static void
read_everywhere (const void *data, gsize length)
{
  guint n_formats;
  const LpLegacy *const *formats = lp_legacy_get (&n_formats);

  for (guint i = 0; i < n_formats; i++)
    read_bytes (formats[i], "x", data, length);
}

/* A copy of its own, exactly as long as the text: the sanitizer then sees every step beyond the
 * end. */
static void
test_cut (gconstpointer user_data)
{
  const char *path = user_data;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));

  LpLegacyFile whole = { path, g_bytes_new_static (contents, length) };
  const LpLegacy *format = lp_legacy_sniff (&whole);

  for (gsize end = 0; end <= length; end++) {
    g_autofree char *cut = g_memdup2 (contents, end);

    read_bytes (format, path, cut != NULL ? cut : "", end);
  }
  g_bytes_unref (whole.bytes);
}

/* The file over and over, and its second half after its first over and over. */
static void
test_repeated (gconstpointer user_data)
{
  const char *path = user_data;
  g_autofree char *contents = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GTimer) timer = g_timer_new ();
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_string_append_len (text, contents, length);
  while (text->len < REPEATED_SIZE)
    g_string_append_len (text, contents + length / 2, length - length / 2);

  LpLegacyFile whole = { path, g_bytes_new_static (contents, length) };

  read_bytes (lp_legacy_sniff (&whole), path, text->str, MIN (text->len, REPEATED_SIZE));
  g_bytes_unref (whole.bytes);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, LONGEST_SECONDS);
}

static void
test_zeros (void)
{
  g_autofree guint8 *zeros = g_malloc0 (64 * 1024);

  read_everywhere (zeros, 64 * 1024);
  read_everywhere (zeros, 1);
}

#define START(text)                                                                                \
  {                                                                                                \
    text, sizeof text - 1                                                                          \
  }

/* Octets that bring random ones past a reader's first look. */
static const struct {
  const char *octets;
  gsize length;
} starts[] = {
  START (""),
  START ("fMAI\0\0\5\0\1\0\0\0"),
  START ("fMAI\0\0\7\0\1\0\0\0\360\003\304\023\4\0\0\0pop\0"),
  START ("REGEDIT4\r\n[\\Internet Account Manager\\Accounts\\1]\r\n"),
  START ("\xff\xfe"),
  START ("<MessageAccount><POP3_Server type=\"SZ\">"),
  START ("<gconf><entry name=\"accounts\"><stringvalue>"),
  START ("user_pref(\""),
  START ("[Account: 1]\n"),
  START ("[Data Source]\n[Mail Account]\n"),
  START ("poll a user b "),
};

static void
test_random (void)
{
  for (guint run = 0; run < N_RANDOM; run++) {
    guint start = run % G_N_ELEMENTS (starts);
    gsize length = starts[start].length + (gsize)g_test_rand_int_range (0, 4096);
    g_autofree guint8 *data = g_malloc (length + 1);

    memcpy (data, starts[start].octets, starts[start].length);
    for (gsize i = starts[start].length; i < length; i++)
      data[i] = (guint8)g_test_rand_int_range (0, 256);
    read_everywhere (data, length);
  }
}

/* One line, one section, one entry without end. */
static void
test_endless (void)
{
  static const char units[] = "a[\"\\<{='`%;,0\n \xc3";

  for (const char *unit = units; *unit != '\0'; unit++) {
    g_autofree char *data = g_malloc (REPEATED_SIZE);

    memset (data, *unit, REPEATED_SIZE);
    read_everywhere (data, REPEATED_SIZE);
  }
}

static void
test_too_large (void)
{
  guint n_formats;
  const LpLegacy *const *formats = lp_legacy_get (&n_formats);

  for (guint i = 0; i < n_formats; i++) {
    gsize length = formats[i]->max_size + 1;
    g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (length), length);
    LpLegacyFile file = { "x", bytes };
    g_autoptr (GTimer) timer = g_timer_new ();
    g_autoptr (LpLegacyReading) reading = lp_legacy_read (formats[i], &file, 1, NULL);

    g_assert_nonnull (reading->error);
    g_assert_cmpuint (reading->accounts->len, ==, 0);
    g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 1);
  }
}

/* ---- each format ---- */

typedef struct {
  const LpLegacy *format;
  GString *text; /* a file of this format, over and over, as large as it may be */
  guint n_files;
  guint n_accounts;
} Reach;

static void
reach_file (Reach *reach, const char *path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));

  g_autoptr (GBytes) bytes = g_bytes_new_static (contents, length);
  LpLegacyFile file = { path, bytes };

  if (lp_legacy_sniff (&file) != reach->format)
    return;

  g_autoptr (LpLegacyReading) reading = lp_legacy_read (NULL, &file, 1, NULL);

  reach->n_files++;
  reach->n_accounts += reading->accounts->len;
  while (reading->accounts->len > 0 && reach->text->len < reach->format->max_size)
    g_string_append_len (reach->text, contents,
                         (gssize)MIN (length, reach->format->max_size - reach->text->len));
}

static void
reach_folder (Reach *reach, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      reach_folder (reach, path);
    else
      reach_file (reach, path);
  }
}

/* The corpus holds files that this reader takes for its own and finds accounts in, so cutting and fuzzing them reaches
 * it; and as much of such a file as is ever read takes no long time. */
static void
test_format (gconstpointer user_data)
{
  g_autofree char *corpus = g_test_build_filename (G_TEST_DIST, "legacy", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GTimer) timer = g_timer_new ();
  Reach reach = { .format = user_data, .text = text };

  reach_folder (&reach, corpus);
  g_assert_cmpuint (reach.n_accounts, >, 0);
  g_timer_start (timer);
  read_bytes (reach.format, "x", text->str, text->len);
  g_test_message ("%s: %u files, %u accounts; %" G_GSIZE_FORMAT " KiB in %.1f s", reach.format->id,
                  reach.n_files, reach.n_accounts, text->len / 1024, g_timer_elapsed (timer, NULL));
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, LONGEST_SECONDS);
}

static void
add_formats (void)
{
  guint n_formats;
  const LpLegacy *const *formats = lp_legacy_get (&n_formats);

  for (guint i = 0; i < n_formats; i++) {
    g_autofree char *name = g_strdup_printf ("/legacy-damage/format/%s", formats[i]->id);

    g_test_add_data_func (name, formats[i], test_format);
  }
}

static void
add_tests (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (folder, name, NULL);
    g_autofree char *cut = g_strdup_printf ("/legacy-damage/cut/%s", name);
    g_autofree char *repeated = g_strdup_printf ("/legacy-damage/repeated/%s", name);

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      add_tests (path);
      g_free (path);
    } else if (!g_str_equal (name, "expected.ini")) {
      g_test_add_data_func (repeated, path, test_repeated);
      g_test_add_data_func_full (cut, path, test_cut, g_free);
    } else {
      g_free (path);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_autofree char *corpus = g_test_build_filename (G_TEST_DIST, "legacy", NULL);

  add_tests (corpus);
  add_formats ();
  g_test_add_func ("/legacy-damage/zeros", test_zeros);
  g_test_add_func ("/legacy-damage/random", test_random);
  g_test_add_func ("/legacy-damage/endless", test_endless);
  g_test_add_func ("/legacy-damage/too-large", test_too_large);
  return g_test_run ();
}
