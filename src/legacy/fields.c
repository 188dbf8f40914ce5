/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * GKeyFile refuses a whole file for one bad line and minds the case of names; old files have bad
 * lines and any case.
 */
#include "legacy/fields.h"

#include <string.h>

#include "legacy/text.h"

#define MOST_FIELDS 65536
#define MOST_SECTIONS 4096
#define LONGEST_LINE 8192

/* Like g_str_hash() and g_str_equal(), without case: fields are asked for far more often than set. */
static guint
hash_name (gconstpointer name)
{
  guint hash = 5381;

  for (const char *c = name; *c != '\0'; c++)
    hash = hash * 33 + (guchar)g_ascii_tolower (*c);
  return hash;
}

static gboolean
is_equal_name (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

LpFields *
lp_fields_new (const char *name)
{
  LpFields *fields = g_new0 (LpFields, 1);

  fields->name = g_strdup (name);
  fields->values = g_hash_table_new_full (hash_name, is_equal_name, g_free, g_free);
  return fields;
}

void
lp_fields_free (LpFields *fields)
{
  if (fields == NULL)
    return;

  g_free (fields->name);
  g_hash_table_unref (fields->values);
  g_free (fields);
}

void
lp_fields_set (LpFields *fields, const char *name, const char *value)
{
  g_return_if_fail (fields != NULL);
  g_return_if_fail (name != NULL);

  g_autofree char *key = g_ascii_strdown (name, -1);

  if (value == NULL)
    g_hash_table_remove (fields->values, key);
  else if (g_hash_table_size (fields->values) < MOST_FIELDS
           || g_hash_table_contains (fields->values, key))
    g_hash_table_replace (fields->values, g_steal_pointer (&key), g_strdup (value));
}

const char *
lp_fields_get (const LpFields *fields, const char *name)
{
  if (fields == NULL || name == NULL)
    return NULL;

  const char *value = g_hash_table_lookup (fields->values, name);

  return value != NULL && value[0] != '\0' ? value : NULL;
}

gint64
lp_fields_get_int (const LpFields *fields, const char *name, gint64 fallback)
{
  const char *value = lp_fields_get (fields, name);

  if (value == NULL)
    return fallback;

  gboolean is_hex = g_ascii_strncasecmp (value, "0x", 2) == 0;
  char *end = NULL;
  gint64 number = g_ascii_strtoll (value, &end, is_hex ? 16 : 10);

  return end != value && *end == '\0' ? number : fallback;
}

gboolean
lp_fields_get_bool (const LpFields *fields, const char *name, gboolean fallback)
{
  static const char *const yes[] = { "true", "yes", "on", NULL };
  static const char *const no[] = { "false", "no", "off", NULL };
  const char *value = lp_fields_get (fields, name);

  if (value == NULL)
    return fallback;

  g_autofree char *word = g_ascii_strdown (value, -1);

  if (g_strv_contains (yes, word))
    return TRUE;
  if (g_strv_contains (no, word))
    return FALSE;
  return lp_fields_get_int (fields, name, fallback) != 0;
}

/* FALSE: there are more sections than any honest file has. */
static gboolean
read_line (GPtrArray *sections, char *line)
{
  char *text = g_strstrip (line);
  char *equals = strchr (text, '=');

  if (text[0] == ';' || text[0] == '#')
    return TRUE;
  if (text[0] == '[') {
    text[strcspn (text, "]")] = '\0';
    g_ptr_array_add (sections, lp_fields_new (text + 1));
    return sections->len < MOST_SECTIONS;
  }
  if (equals == NULL)
    return TRUE;

  *equals = '\0';
  lp_fields_set (g_ptr_array_index (sections, sections->len - 1), g_strstrip (text),
                 g_strstrip (equals + 1));
  return TRUE;
}

GPtrArray *
lp_sections_read (char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  GPtrArray *sections = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_fields_free);

  g_ptr_array_add (sections, lp_fields_new (NULL));
  for (char *line = lp_text_take_line (&text); line != NULL; line = lp_text_take_line (&text))
    if (strlen (line) <= LONGEST_LINE && !read_line (sections, line))
      break;
  return sections;
}

LpFields *
lp_sections_find (GPtrArray *sections, const char *name)
{
  g_return_val_if_fail (sections != NULL, NULL);

  for (guint i = 0; i < sections->len; i++) {
    LpFields *fields = g_ptr_array_index (sections, i);

    if (fields->name != NULL && g_ascii_strcasecmp (fields->name, name) == 0)
      return fields;
  }
  return NULL;
}
