/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Edits of Mozilla's prefs.js: what is edited changes, and not one octet besides.
 */
#include <gio/gio.h>
#include <string.h>

#include "clients/prefs.h"

#define N_RANDOM_FILES 300

static LpPrefs *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  LpPrefs *prefs = lp_prefs_parse (bytes, &error);

  g_assert_no_error (error);
  return prefs;
}

static void
assert_text (const LpPrefs *prefs, const char *expected)
{
  g_autoptr (GBytes) bytes = lp_prefs_to_bytes (prefs);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
}

static void
test_read (void)
{
  g_autoptr (LpPrefs) prefs
      = parse ("// Mozilla User Preferences\r\n"
               "user_pref(\"a\", \"x\\\"y\\\\z\\u00e9\\x41\\n\");\n"
               "user_pref ( 'b' , -12 ) ; /* note */ user_pref(\"c\", true);\n"
               "# more\n"
               "user_pref(\"d\", 'it\"s');user_pref(\"a.b\", false);\n"
               "user_pref(\"c\", false);");
  g_autofree char *a = lp_prefs_dup_string (prefs, "a");
  g_autofree char *d = lp_prefs_dup_string (prefs, "d");
  g_autoptr (GPtrArray) names = lp_prefs_get_names (prefs, "");

  g_assert_cmpstr (a, ==,
                   "x\"y\\zé"
                   "A\n");
  g_assert_cmpstr (d, ==, "it\"s");
  g_assert_cmpint (lp_prefs_get_int (prefs, "b", 0), ==, -12);
  g_assert_false (lp_prefs_get_bool (prefs, "c", TRUE));
  g_assert_cmpint (lp_prefs_get_int (prefs, "a", 7), ==, 7);
  g_assert_null (lp_prefs_dup_string (prefs, "b"));
  g_assert_cmpuint (names->len, ==, 5);
}

static void
test_edit (void)
{
  g_autoptr (LpPrefs) prefs = parse ("# top\n"
                                     "user_pref(\"a\", 1);\n"
                                     "  user_pref(\"b\",\t\"old\") ; // why\n"
                                     "user_pref(\"c\", true); user_pref(\"d\", 4);\n"
                                     "user_pref(\"e\", 5);");

  lp_prefs_set_int (prefs, "a", 1);
  lp_prefs_set_string (prefs, "b", "new \"one\"");
  lp_prefs_remove (prefs, "a");
  lp_prefs_remove (prefs, "c");
  lp_prefs_set_bool (prefs, "f", TRUE);
  lp_prefs_set_string (prefs, "g", "\\");
  assert_text (prefs, "# top\n"
                      "  user_pref(\"b\",\t\"new \\\"one\\\"\") ; // why\n"
                      " user_pref(\"d\", 4);\n"
                      "user_pref(\"e\", 5);\n"
                      "user_pref(\"f\", true);\n"
                      "user_pref(\"g\", \"\\\\\");\n");
}

static void
test_remove_branch (void)
{
  g_autoptr (LpPrefs) prefs = parse ("user_pref(\"m.s1.a\", 1);\nuser_pref(\"m.s1.b\", 1);\n"
                                     "user_pref(\"m.s10.a\", 1);\nuser_pref(\"m.s1.c\", 1);\n");

  lp_prefs_remove_branch (prefs, "m.s1.");
  assert_text (prefs, "user_pref(\"m.s10.a\", 1);\n");
}

static void
test_refuse (void)
{
  static const struct {
    const char *text;
    const char *line;
  } rows[] = {
    { "user_pref(\"a\", 1)\nuser_pref(\"b\", 2);", "1" },
    { "\nuser_pref(\"a\", \"x);\n", "2" },
    { "/* open", "1" },
    { "user_pref(a, 1);", "1" },
    { "user_pref(\"a\", 1);\n\ngarbage\n", "3" },
    { "user_pref(\"a\", 1.5);", "1" },
    { "user_pref(\"\\q\", 1);", "1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (rows[i].text, strlen (rows[i].text));
    g_autoptr (GError) error = NULL;
    g_assert_null (lp_prefs_parse (bytes, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_nonnull (strstr (error->message, rows[i].line));
  }
  g_autoptr (GBytes) nul = g_bytes_new_static ("user_pref(\"a\", 1);\0", 19);
  g_assert_null (lp_prefs_parse (nul, NULL));
}

static const char *
pick (const char *const *words, guint n_words)
{
  return words[g_test_rand_int_range (0, n_words)];
}

/* What people, programs and other systems leave between two statements; some in no known encoding.
 */
static const char *const gaps[] = { "\n",
                                    "\n",
                                    "\r\n",
                                    "\n\n",
                                    " ",
                                    "\t\n",
                                    "// note\n",
                                    "# \"quoted\n",
                                    "/* user_pref(\"x\", 1); */\n",
                                    "\n// caf\xe9\n",
                                    "" };
static const char *const values[] = { "1",
                                      "-3",
                                      "true",
                                      "false",
                                      "\"\"",
                                      "\"a b\"",
                                      "'x\"'",
                                      "\"\\\"\"",
                                      "\"caf\xe9\"",
                                      "\"m\xc3\xbcller\"",
                                      "\"user_pref(\\\"y\\\", 2);\"" };
static const char *const shapes[] = { "user_pref(\"%s\", %s);", "user_pref( \"%s\" ,%s ) ;",
                                      "user_pref('%s',\n  %s);", "user_pref(/* n */\"%s\", %s);" };

static char *
make_statement (const char *name, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (pick (shapes, G_N_ELEMENTS (shapes)), "%s", 3);

  return g_strconcat (parts[0], name, parts[1], value, parts[2], NULL);
}

/* For any file: parsed and written is the same; a new name that is added and taken out again leaves
 * the file as it was, but for the end of a last line; changing a value and changing it back is the
 * same. */
static void
test_random (void)
{
  for (guint n = 0; n < N_RANDOM_FILES; n++) {
    g_autoptr (GString) text = g_string_new (NULL);
    guint n_statements = g_test_rand_int_range (0, 12);
    for (guint i = 0; i < n_statements; i++) {
      g_autofree char *name = g_strdup_printf ("mail.n%d", g_test_rand_int_range (0, 9));
      g_autofree char *statement = make_statement (name, pick (values, G_N_ELEMENTS (values)));
      g_string_append (text, pick (gaps, G_N_ELEMENTS (gaps)));
      g_string_append (text, statement);
    }
    g_string_append (text, pick (gaps, G_N_ELEMENTS (gaps)));
    g_autoptr (LpPrefs) prefs = parse (text->str);
    assert_text (prefs, text->str);

    lp_prefs_set_string (prefs, "letterplate.new", "é\"\\\r\n");
    lp_prefs_set_int (prefs, "letterplate.number", 4);
    g_autoptr (GBytes) bytes = lp_prefs_to_bytes (prefs);
    g_autoptr (LpPrefs) again = lp_prefs_parse (bytes, NULL);
    g_assert_nonnull (again);
    g_autofree char *value = lp_prefs_dup_string (again, "letterplate.new");
    g_assert_cmpstr (value, ==, "é\"\\\r\n");
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), text->len, text->str, text->len);

    lp_prefs_remove_branch (prefs, "letterplate.");
    if (text->len > 0 && text->str[text->len - 1] != '\n')
      g_string_append_c (text, '\n');
    assert_text (prefs, text->str);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prefs/read", test_read);
  g_test_add_func ("/prefs/edit", test_edit);
  g_test_add_func ("/prefs/remove-branch", test_remove_branch);
  g_test_add_func ("/prefs/refuse", test_refuse);
  g_test_add_func ("/prefs/random", test_random);
  return g_test_run ();
}
