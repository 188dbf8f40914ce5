/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of talks. See README in this folder for what can stand in them. */

#include "script.h"

#include <string.h>

static const struct {
  const char *word;
  StepKind kind;
} steps[] = {
  { "S:", STEP_SAY },  { "s:", STEP_SEND },     { "C:", STEP_HEAR },         { "ANY", STEP_ANY },
  { "TLS", STEP_TLS }, { "CLOSE", STEP_CLOSE }, { "SILENCE", STEP_SILENCE },
};

static void
free_step (gpointer data)
{
  Step *step = data;

  g_free (step->text);
  g_free (step);
}

static void
free_expectation (gpointer data)
{
  Expectation *expectation = data;

  g_free (expectation->key);
  g_free (expectation->value);
  g_free (expectation);
}

static void
free_talk (gpointer data)
{
  Talk *talk = data;

  g_free (talk->path);
  g_free (talk->file);
  g_hash_table_unref (talk->settings);
  g_ptr_array_unref (talk->steps);
  g_ptr_array_unref (talk->expectations);
  g_free (talk);
}

static GHashTable *
copy_settings (GHashTable *settings)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

static Talk *
begin_talk (const char *file, const char *name, GHashTable *settings)
{
  g_autofree char *base = g_path_get_basename (file);
  Talk *talk = g_new0 (Talk, 1);

  base[strcspn (base, ".")] = '\0';
  talk->path = g_strdup_printf ("/talks/%s/%s", base, name);
  talk->file = g_strdup (file);
  talk->settings = copy_settings (settings);
  talk->steps = g_ptr_array_new_with_free_func (free_step);
  talk->expectations = g_ptr_array_new_with_free_func (free_expectation);
  return talk;
}

static gboolean
add_step (Talk *talk, const char *line, guint number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    gsize length = strlen (steps[i].word);
    if (strncmp (line, steps[i].word, length) != 0 || (line[length] != ' ' && line[length] != '\0'))
      continue;
    Step *step = g_new0 (Step, 1);
    step->kind = steps[i].kind;
    step->text = g_strdup (line[length] == ' ' ? line + length + 1 : "");
    step->line = number;
    g_ptr_array_add (talk->steps, step);
    return TRUE;
  }
  return FALSE;
}

/* "=> key value" */
static gboolean
add_expectation (Talk *talk, const char *line, guint number)
{
  if (!g_str_has_prefix (line, "=> "))
    return FALSE;
  gsize length = strcspn (line + 3, " ");
  Expectation *expectation = g_new0 (Expectation, 1);
  expectation->key = g_strndup (line + 3, length);
  expectation->value = g_strdup (line[3 + length] == ' ' ? line + 4 + length : "");
  expectation->line = number;
  g_ptr_array_add (talk->expectations, expectation);
  return TRUE;
}

static gboolean
add_setting (GHashTable *settings, const char *line)
{
  const char *colon = strstr (line, ": ");

  if (colon == NULL)
    return FALSE;
  g_hash_table_insert (settings, g_strndup (line, colon - line), g_strdup (colon + 2));
  return TRUE;
}

GPtrArray *
script_read (const char *file)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *talks = g_ptr_array_new_with_free_func (free_talk);
  g_autoptr (GHashTable) shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Talk *talk = NULL;

  if (!g_file_get_contents (file, &text, NULL, &error))
    g_error ("%s", error->message);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];
    if (*line == '\0' || *line == '#')
      continue;
    if (g_str_has_prefix (line, "== ")) {
      talk = begin_talk (file, line + 3, shared);
      g_ptr_array_add (talks, talk);
    } else if (talk == NULL ? !add_setting (shared, line)
                            : !add_step (talk, line, i + 1) && !add_expectation (talk, line, i + 1)
                                  && !add_setting (talk->settings, line)) {
      g_error ("%s:%u: %s", file, i + 1, line);
    }
  }
  return talks;
}

const char *
script_get (const Talk *talk, const char *key, const char *otherwise)
{
  const char *value = g_hash_table_lookup (talk->settings, key);

  return value != NULL ? value : otherwise;
}

static const char *
append_escape (GString *text, const char *next)
{
  switch (next[1]) {
  case 'r':
    g_string_append_c (text, '\r');
    return next + 2;
  case 'n':
    g_string_append_c (text, '\n');
    return next + 2;
  case '0':
    g_string_append_c (text, '\0');
    return next + 2;
  case 'x':
    g_string_append_c (text, g_ascii_xdigit_value (next[2]) * 16 + g_ascii_xdigit_value (next[3]));
    return next + 4;
  default:
    g_string_append_c (text, next[1]);
    return next + 2;
  }
}

/* "b64:…" or "repeat:N:…" */
static gboolean
append_macro (GString *text, const char *macro)
{
  if (g_str_has_prefix (macro, "b64:")) {
    GString *inner = script_expand (macro + 4);
    g_autofree char *encoded = g_base64_encode ((guchar *)inner->str, inner->len);
    g_string_append (text, encoded);
    g_string_free (inner, TRUE);
    return TRUE;
  }
  if (g_str_has_prefix (macro, "repeat:")) {
    char *rest = NULL;
    guint64 count = g_ascii_strtoull (macro + 7, &rest, 10);
    GString *inner = script_expand (rest + 1);
    for (guint64 i = 0; i < count; i++)
      g_string_append_len (text, inner->str, inner->len);
    g_string_free (inner, TRUE);
    return TRUE;
  }
  return FALSE;
}

GString *
script_expand (const char *text)
{
  GString *expanded = g_string_new (NULL);

  while (*text != '\0') {
    const char *end = *text == '{' ? strchr (text, '}') : NULL;
    g_autofree char *macro = end != NULL ? g_strndup (text + 1, end - text - 1) : NULL;
    if (macro != NULL && append_macro (expanded, macro))
      text = end + 1;
    else if (*text == '\\' && text[1] != '\0')
      text = append_escape (expanded, text);
    else
      g_string_append_c (expanded, *text++);
  }
  return expanded;
}
