/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An init file of Emacs, read without evaluating it: a run of symbols, strings and numbers. That a symbol is followed by
 * its value holds for setq, for customize's lists and for the lists of Gnus alike.
 */
#include "clients/emacs-file.h"

#include "base/files.h"
#include "clients/text-file.h"

#include <string.h>

#define MAX_DEPTH 8

typedef struct {
  const LpPlaces *places;
  GPtrArray *result;
  guint depth;
} Reader;

static void
settings_free (gpointer data)
{
  LpEmacsSettings *settings = data;
  g_free (settings->block);
  g_hash_table_unref (settings->values);
  g_free (settings);
}

static LpEmacsSettings *
get_settings (GPtrArray *result, const char *block)
{
  for (guint i = 0; i < result->len; i++) {
    LpEmacsSettings *settings = g_ptr_array_index (result, i);
    if (g_strcmp0 (settings->block, block) == 0)
      return settings;
  }
  LpEmacsSettings *settings = g_new0 (LpEmacsSettings, 1);
  settings->block = g_strdup (block);
  settings->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (result, settings);
  return settings;
}

/* From $XDG_CONFIG_HOME only where nothing lies in the old places (startup.el, Emacs 28). */
char *
lp_emacs_find_place (const LpPlaces *places)
{
  static const char *const names[] = { ".emacs.el", ".emacs" };
  g_return_val_if_fail (places, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_build_filename (places->home, names[i], NULL);
    if (g_file_test (file, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
      return g_steal_pointer (&file);
  }
  g_autofree char *old = g_build_filename (places->home, ".emacs.d", NULL);
  g_autofree char *folder = g_build_filename (places->config, "emacs", NULL);
  gboolean is_xdg
      = !g_file_test (old, G_FILE_TEST_EXISTS) && g_file_test (folder, G_FILE_TEST_EXISTS);
  return g_build_filename (is_xdg ? folder : old, "init.el", NULL);
}

/* Up to the closing quote. */
static char *
take_string (const char **at)
{
  GString *text = g_string_new (NULL);
  for ((*at)++; **at && **at != '"'; (*at)++) {
    if (**at == '\\' && (*at)[1])
      (*at)++;
    g_string_append_c (text, **at);
  }
  if (**at)
    (*at)++;
  return g_string_free (text, FALSE);
}

/* The next string or word; parentheses, quotes and comments are passed over. %NULL at the end. */
static char *
next_token (const char **at, gboolean *is_string)
{
  for (;;) {
    *at += strspn (*at, " \t\r\n()[]'`,#.");
    if (**at != ';')
      break;
    *at += strcspn (*at, "\n");
  }
  *is_string = **at == '"';
  if (**at == '\0')
    return NULL;
  if (*is_string)
    return take_string (at);
  const char *start = *at;
  if (*start == '?' && start[1]) /* a character, which may be a quote */
    *at += start[1] == '\\' && start[2] ? 3 : 2;
  *at += strcspn (*at, " \t\r\n()[]'`,;\"");
  return g_strndup (start, MAX (*at - start, 0));
}

static void
parse_text (Reader *reader, const char *text, const char *block);

static void
parse_load (Reader *reader, const char *name, const char *block)
{
  g_autofree char *path = g_str_has_prefix (name, "~/")
                              ? g_build_filename (reader->places->home, name + 2, NULL)
                              : g_strdup (name);
  g_autoptr (GBytes) text = NULL;
  if (reader->depth >= MAX_DEPTH || !g_path_is_absolute (path)
      || !lp_text_file_read (path, &text, NULL) || !text)
    return;
  g_autofree char *copy = g_strndup (g_bytes_get_data (text, NULL) ?: "", g_bytes_get_size (text));
  reader->depth++;
  parse_text (reader, copy, block);
  reader->depth--;
}

static void
parse_text (Reader *reader, const char *text, const char *block)
{
  g_autofree char *symbol = NULL;
  gboolean is_string;
  for (char *token; (token = next_token (&text, &is_string));) {
    if (symbol && is_string && g_str_equal (symbol, "load"))
      parse_load (reader, token, block);
    else if (symbol)
      g_hash_table_replace (get_settings (reader->result, block)->values, g_strdup (symbol),
                            g_strdup (token));
    g_free (symbol);
    symbol = is_string ? NULL : g_strdup (token);
    g_free (token);
  }
}

/* Runs of lines in the same block, or outside all, are read together: Lisp does not end at a line's end. */
GPtrArray *
lp_emacs_parse (const LpPlaces *places, GBytes *text)
{
  g_return_val_if_fail (places, NULL);

  Reader reader = { places, g_ptr_array_new_with_free_func (settings_free), 0 };
  g_autoptr (GPtrArray) lines = lp_text_lines (text, ";;");
  g_autoptr (GString) run = g_string_new (NULL);
  get_settings (reader.result, NULL);
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    const LpTextLine *next = i + 1 < lines->len ? g_ptr_array_index (lines, i + 1) : NULL;
    g_string_append_printf (run, "%s\n", line->text);
    if (next && g_strcmp0 (next->block, line->block) == 0)
      continue;
    parse_text (&reader, run->str, line->block);
    g_string_truncate (run, 0);
  }
  return reader.result;
}

void
lp_emacs_append_string (GString *text, const char *value)
{
  g_return_if_fail (text && value);

  g_string_append_c (text, '"');
  for (const char *at = value; *at; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append_c (text, '"');
}
