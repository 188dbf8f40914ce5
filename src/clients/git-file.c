/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The configuration file of git, as git-config(1) describes it (git 2.39). Names are without regard to case, only what
 * stands in quotes behind a section's name is not.
 */
#include "clients/git-file.h"

#include "base/files.h"
#include "clients/text-file.h"

#include <string.h>

/* As deep as git itself follows includes (config.c, MAX_INCLUDE_DEPTH). */
#define MAX_DEPTH 10

typedef struct {
  const LpPlaces *places;
  GPtrArray *result;
  char *section;
  char *subsection;
  guint depth;
} Reader;

static void
setting_free (gpointer data)
{
  LpGitSetting *setting = data;
  g_free (setting->section);
  g_free (setting->subsection);
  g_free (setting->key);
  g_free (setting->value);
  g_free (setting->block);
  g_free (setting->path);
  g_free (setting);
}

/* `[section "subsection"]`, or the old `[section.subsection]`. Returns what follows it on the line. */
static const char *
parse_heading (Reader *reader, const char *at)
{
  GString *section = g_string_new (NULL), *subsection = g_string_new (NULL);
  gboolean in_quotes = FALSE;
  for (at++; *at && (in_quotes || *at != ']'); at++) {
    if (*at == '"')
      in_quotes = !in_quotes;
    else if (in_quotes && *at == '\\' && at[1])
      g_string_append_c (subsection, *++at);
    else if (in_quotes)
      g_string_append_c (subsection, *at);
    else if (!g_ascii_isspace (*at))
      g_string_append_c (section, g_ascii_tolower (*at));
  }
  char *dot = strchr (section->str, '.');
  if (dot) {
    g_string_assign (subsection, dot + 1);
    g_string_truncate (section, dot - section->str);
  }
  g_free (reader->section);
  g_free (reader->subsection);
  reader->section = g_string_free (section, FALSE);
  reader->subsection = g_string_free (subsection, FALSE);
  return *at == ']' ? at + 1 : at;
}

/* Blanks around it go, quotes go, a comment ends it. */
static char *
parse_value (const char *at)
{
  static const char letters[] = "ntb", meanings[] = "\n\t\b";
  GString *value = g_string_new (NULL);
  gsize length = 0; /* up to the last octet that is no blank outside quotes */
  gboolean in_quotes = FALSE;
  at += strspn (at, " \t");
  for (; *at && (in_quotes || !strchr ("#;", *at)); at++) {
    if (*at == '"') {
      in_quotes = !in_quotes;
      continue;
    }
    if (*at == '\\' && at[1]) {
      const char *letter = strchr (letters, *++at);
      g_string_append_c (value, letter ? meanings[letter - letters] : *at);
    } else
      g_string_append_c (value, *at);
    if (in_quotes || !g_ascii_isspace (*at))
      length = value->len;
  }
  g_string_truncate (value, length);
  return g_string_free (value, FALSE);
}

static void
parse_text (Reader *reader, const char *path, GBytes *text, const char *block);

static void
parse_include (Reader *reader, const char *path, const char *name, const char *block)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file = g_str_has_prefix (name, "~/")
                              ? g_build_filename (reader->places->home, name + 2, NULL)
                          : g_path_is_absolute (name) ? g_strdup (name)
                                                      : g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) text = reader->depth < MAX_DEPTH ? lp_files_read (file, NULL) : NULL;
  g_autofree char *section = g_steal_pointer (&reader->section);
  g_autofree char *subsection = g_steal_pointer (&reader->subsection);
  reader->depth++;
  if (text)
    parse_text (reader, file, text, block);
  reader->depth--;
  g_free (reader->section);
  g_free (reader->subsection);
  reader->section = g_steal_pointer (&section);
  reader->subsection = g_steal_pointer (&subsection);
}

static void
parse_line (Reader *reader, const char *path, guint number, const char *line, const char *block)
{
  const char *at = line + strspn (line, " \t\r");
  if (*at == '[')
    at = parse_heading (reader, at);
  at += strspn (at, " \t");
  gsize length = strcspn (at, "= \t#;");
  if (length == 0 || !reader->section)
    return;
  LpGitSetting *setting = g_new0 (LpGitSetting, 1);
  setting->section = g_strdup (reader->section);
  setting->subsection = g_strdup (reader->subsection);
  setting->key = g_ascii_strdown (at, (gssize)length);
  at += length;
  at += strspn (at, " \t");
  setting->value = *at == '=' ? parse_value (at + 1) : g_strdup ("true");
  setting->block = g_strdup (block);
  setting->path = g_strdup (path);
  setting->line = number;
  g_ptr_array_add (reader->result, setting);
  if (g_str_equal (setting->section, "include") && *setting->subsection == '\0'
      && g_str_equal (setting->key, "path"))
    parse_include (reader, path, setting->value, block);
}

/* A value whose line ends in a backslash goes on in the next. */
static void
parse_text (Reader *reader, const char *path, GBytes *text, const char *block)
{
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  g_autoptr (GString) whole = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    g_string_append (whole, line->text);
    gboolean is_comment = strchr ("#;", *g_strchug (line->text)) != NULL;
    if (!is_comment && g_str_has_suffix (whole->str, "\\")) {
      g_string_truncate (whole, whole->len - 1);
      continue;
    }
    parse_line (reader, path, i, whole->str, block ? block : line->block);
    g_string_truncate (whole, 0);
  }
}

GPtrArray *
lp_git_parse (const LpPlaces *places, const char *path, GBytes *text)
{
  g_return_val_if_fail (places && path, NULL);

  Reader reader = { places, g_ptr_array_new_with_free_func (setting_free), NULL, NULL, 0 };
  parse_text (&reader, path, text, NULL);
  g_free (reader.section);
  g_free (reader.subsection);
  return reader.result;
}

void
lp_git_append (GString *text, const char *key, const char *value)
{
  g_return_if_fail (text && key && value);

  gsize length = strlen (value);
  gboolean needs_quotes = strpbrk (value, "\"\\#;") != NULL
                          || (length > 0 && (value[0] == ' ' || value[length - 1] == ' '));
  const char *quote = needs_quotes ? "\"" : "";
  g_string_append_printf (text, "\t%s =%s%s", key, length > 0 ? " " : "", quote);
  for (const char *at = value; *at; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append_printf (text, "%s\n", quote);
}
