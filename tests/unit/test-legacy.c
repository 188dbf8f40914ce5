/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Every file of tests/legacy is read and compared, column by column, with
 * tests/legacy/expected.ini; a file without an entry there and an entry without a file are
 * failures.
 */
#include "legacy/iaf.h"
#include "legacy/legacy.h"
#include "legacy/migration.h"
#include "legacy/text.h"

#include <string.h>

static char *
get_corpus (void)
{
  return g_test_build_filename (G_TEST_DIST, "legacy", NULL);
}

static GBytes *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  gsize length = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

/* The file itself comes first, then the others of its folder that its format reads along. */
static GArray *
load_files (const char *corpus, const char *name, GPtrArray *names)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (LpLegacyFile));
  LpLegacyFile first = { name, load (corpus, name) };
  const LpLegacy *format = lp_legacy_sniff (&first);
  g_autofree char *folder = g_path_get_dirname (name);

  g_array_append_val (files, first);
  for (guint i = 0; i < names->len && format != NULL; i++) {
    const char *other = g_ptr_array_index (names, i);
    g_autofree char *other_folder = g_path_get_dirname (other);
    g_autofree char *base = g_path_get_basename (other);

    for (guint p = 0; p < G_N_ELEMENTS (format->companions) && format->companions[p] != NULL; p++)
      if (!g_str_equal (name, other) && g_str_equal (folder, other_folder)
          && g_pattern_match_simple (format->companions[p], base)) {
        LpLegacyFile companion = { other, load (corpus, other) };

        g_array_append_val (files, companion);
        break;
      }
  }
  return files;
}

static void
free_files (GArray *files)
{
  for (guint i = 0; i < files->len; i++)
    g_bytes_unref (g_array_index (files, LpLegacyFile, i).bytes);
  g_array_unref (files);
}

static void
set_server (GKeyFile *found, const char *group, const char *side, const LpLegacyServer *server)
{
  if (server == NULL)
    return;

  const struct {
    const char *key;
    const char *value;
  } texts[] = {
    { "host", server->host },
    { "user", server->user },
    { "security", server->port != 0 ? lp_security_get_name (server->security) : NULL },
    { "type", g_str_equal (side, "in") ? lp_legacy_kind_get_name (server->kind) : NULL },
    { "sign-in", server->sign_in != LP_SIGN_IN_PASSWORD && server->sign_in != LP_SIGN_IN_NONE
                     ? lp_sign_in_get_name (server->sign_in)
                     : NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *key = g_strdup_printf ("%s-%s", side, texts[i].key);

    if (texts[i].value != NULL)
      g_key_file_set_string (found, group, key, texts[i].value);
  }

  g_autofree char *port = g_strdup_printf ("%s-port", side);

  if (server->port != 0)
    g_key_file_set_integer (found, group, port, server->port);
}

static void
set_text (GKeyFile *found, const char *group, const char *key, const char *value)
{
  if (value != NULL)
    g_key_file_set_string (found, group, key, value);
}

static void
set_notes (GKeyFile *found, const char *group, const LpLegacyAccount *account)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  if (account->gateway != NULL)
    g_ptr_array_add (notes, g_strdup_printf ("gateway=%s", account->gateway));
  if (account->has_password)
    g_ptr_array_add (notes, g_strdup ("password-readable"));
  if (account->leave_on_server > 0)
    g_ptr_array_add (notes, g_strdup_printf ("leave-on-server=%dd", account->leave_on_server));
  if (account->exchange != NULL)
    g_ptr_array_add (notes, g_strdup_printf ("exchange=%s", account->exchange));
  if (account->is_default)
    g_ptr_array_add (notes, g_strdup ("default-account"));
  if (account->clear_text_secret)
    g_ptr_array_add (notes, g_strdup ("clear-text-secret"));
  if (account->disabled)
    g_ptr_array_add (notes, g_strdup ("disabled"));
  for (guint i = 0; i < account->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (g_ptr_array_index (account->notes, i)));
  if (notes->len > 0)
    g_key_file_set_string_list (found, group, "notes", (const char *const *)notes->pdata,
                                notes->len);
}

static void
set_becomes (GKeyFile *found, const char *group, const char *key, const LpServer *server)
{
  g_autofree char *text = server != NULL ? lp_server_to_string (server) : NULL;
  g_autofree char *whole
      = text != NULL ? g_strdup_printf ("%s %s", text, lp_sign_in_get_name (server->sign_in))
                     : NULL;

  set_text (found, group, key, whole);
}

static void
set_migration (GKeyFile *found, const char *group, const LpFindingContext *context,
               const LpLegacyAccount *old)
{
  g_autoptr (LpMigration) migration = lp_migration_new (context, old);
  const LpAccount *account = migration->account;

  set_text (found, group, "sign-in", migration->sign_in);
  if (account != NULL) {
    set_becomes (found, group, "becomes-incoming", account->incoming);
    set_becomes (found, group, "becomes-outgoing", account->outgoing);
    set_text (found, group, "issuer", account->issuer);
    if (account->leave_on_server != LP_LEAVE_ALWAYS)
      g_key_file_set_integer (found, group, "becomes-leave", account->leave_on_server);
  }
  if (migration->words->len > 0)
    g_key_file_set_string_list (found, group, "words", (const char *const *)migration->words->pdata,
                                migration->words->len);
  for (guint i = 0; i < migration->findings->len; i++) {
    const LpFinding *finding = g_ptr_array_index (migration->findings, i);

    g_assert_nonnull (finding->detail);
    g_assert_nonnull (finding->fix);
  }
  g_assert_nonnull (migration->now);
  g_assert_true ((migration->findings->len > 0) == (migration->happened != NULL));
}

static void
set_account (GKeyFile *found, const char *group, const LpLegacyAccount *account)
{
  set_text (found, group, "label", account->label);
  set_text (found, group, "group", account->group);
  set_text (found, group, "name", account->name);
  set_text (found, group, "address", account->address != NULL ? account->address->text : NULL);
  set_text (found, group, "charset", account->charset);
  set_server (found, group, "in", account->incoming);
  set_server (found, group, "out", account->outgoing);
  if (account->outgoing != NULL && account->sends != LP_LEGACY_SENDS_UNKNOWN)
    set_text (found, group, "out-sends", lp_legacy_sends_get_name (account->sends));
  set_notes (found, group, account);
}

static void
set_reading (GKeyFile *found, const char *name, const LpLegacyReading *reading)
{
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (g_getenv ("LETTERPLATE_DATA"), NULL);
  LpFindingContext context = { .table = table, .today = "2026-11-01" };

  g_key_file_set_integer (found, name, "accounts", (int)reading->accounts->len);
  if (reading->error != NULL)
    g_key_file_set_boolean (found, name, "error", TRUE);
  if (reading->damage != NULL)
    g_key_file_set_boolean (found, name, "damage", TRUE);
  if (reading->notes->len > 0)
    g_key_file_set_string_list (found, name, "notes", (const char *const *)reading->notes->pdata,
                                reading->notes->len);
  for (guint i = 0; i < reading->accounts->len; i++) {
    g_autofree char *group = g_strdup_printf ("%s account %u", name, i + 1);

    set_account (found, group, g_ptr_array_index (reading->accounts, i));
    set_migration (found, group, &context, g_ptr_array_index (reading->accounts, i));
  }
}

static void
assert_same_group (GKeyFile *found, GKeyFile *expected, const char *group)
{
  g_auto (GStrv) found_keys = g_key_file_get_keys (found, group, NULL, NULL);
  g_auto (GStrv) expected_keys = g_key_file_get_keys (expected, group, NULL, NULL);

  g_test_message ("[%s]", group);
  for (guint i = 0; found_keys != NULL && found_keys[i] != NULL; i++) {
    g_autofree char *is = g_key_file_get_string (found, group, found_keys[i], NULL);
    g_autofree char *shall = g_key_file_get_string (expected, group, found_keys[i], NULL);

    g_test_message ("  %s=%s", found_keys[i], is);
    g_assert_cmpstr (is, ==, shall);
  }
  for (guint i = 0; expected_keys != NULL && expected_keys[i] != NULL; i++) {
    g_test_message ("  expected: %s", expected_keys[i]);
    g_assert_true (g_key_file_has_key (found, group, expected_keys[i], NULL));
  }
}

static GPtrArray *
list_names (GKeyFile *expected)
{
  g_auto (GStrv) groups = g_key_file_get_groups (expected, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; groups[i] != NULL; i++)
    if (strstr (groups[i], " account ") == NULL)
      g_ptr_array_add (names, g_strdup (groups[i]));
  return names;
}

static GKeyFile *
load_expected (const char *corpus)
{
  g_autofree char *path = g_build_filename (corpus, "expected.ini", NULL);
  g_autoptr (GError) error = NULL;
  GKeyFile *expected = g_key_file_new ();

  g_key_file_load_from_file (expected, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return expected;
}

static void
test_fixture (gconstpointer data)
{
  const char *name = data;
  g_autofree char *corpus = get_corpus ();
  g_autoptr (GKeyFile) expected = load_expected (corpus);
  g_autoptr (GKeyFile) found = g_key_file_new ();
  g_autoptr (GPtrArray) names = list_names (expected);
  GArray *files = load_files (corpus, name, names);
  g_autoptr (LpLegacyReading) reading
      = lp_legacy_read (NULL, (const LpLegacyFile *)files->data, files->len, NULL);

  set_reading (found, name, reading);

  g_auto (GStrv) groups = g_key_file_get_groups (found, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    assert_same_group (found, expected, groups[i]);
  free_files (files);
}

static void
test_iaf_password (void)
{
  g_autofree char *corpus = get_corpus ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = load (corpus, "iaf/isp-pop3-ssl.iaf");
  g_autoptr (LpCredentials) incoming = lp_iaf_read_password (bytes, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lp_credentials_get_secret (incoming), ==, "S3cret-Grün");

  g_autoptr (LpCredentials) outgoing = lp_iaf_read_password (bytes, TRUE, &error);

  g_assert_null (outgoing);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Names as they stand in account files: to the last letter, which iconv holds back in Hebrew. */
static const struct {
  const char *charset;
  const char *text;
} old_texts[] = {
  { "WINDOWS-1250", "Grażyna Brzęczyszczykiewicz" },
  { "WINDOWS-1251", "Почта Марии Ивановой" },
  { "WINDOWS-1252", "François Müller, Århus" },
  { "WINDOWS-1253", "Γιώργος Παπαδόπουλος" },
  { "WINDOWS-1254", "Ayşegül Yıldız" },
  { "WINDOWS-1255", "דואר של משה" },
  { "WINDOWS-1256", "بريد محمد" },
};

static void
test_old_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (old_texts); i++) {
    g_autoptr (GError) error = NULL;
    const char *used = NULL;
    gsize length;
    g_autofree char *octets
        = g_convert (old_texts[i].text, -1, old_texts[i].charset, "UTF-8", NULL, &length, &error);

    g_assert_no_error (error);

    g_autofree char *text
        = lp_text_decode ((const guint8 *)octets, length, old_texts[i].charset, &used);

    g_assert_cmpstr (text, ==, old_texts[i].text);
    g_assert_cmpstr (used, ==, old_texts[i].charset);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_autofree char *corpus = get_corpus ();
  g_autoptr (GKeyFile) expected = load_expected (corpus);
  g_autoptr (GPtrArray) names = list_names (expected);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *path = g_strdup_printf ("/legacy/%s", name);

    g_test_add_data_func (path, name, test_fixture);
  }
  g_test_add_func ("/legacy/iaf-password", test_iaf_password);
  g_test_add_func ("/legacy/old-text", test_old_text);
  return g_test_run ();
}
