/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is a list of lines that, one after the other, give the same octets again.
 */
#include "clients/ini.h"

#include <string.h>

/**
 * Line:
 * @text: the line with its end
 * @group: the group it stands in; empty before the first one
 * @key: (nullable): its key, if it has one
 * @is_heading: it begins the group
 */
typedef struct {
  char *text;
  char *group;
  char *key;
  gboolean is_heading;
} Line;

struct _LpIni {
  GPtrArray *lines;
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->text);
  g_free (line->group);
  g_free (line->key);
  g_free (line);
}

/* Takes @text, one line with its end. */
static Line *
line_new (char *text, const char *group)
{
  const char *start = text + strspn (text, " \t");
  const char *close = strrchr (start, ']');
  const char *equals = strchr (start, '=');
  Line *line = g_new0 (Line, 1);

  line->text = text;
  line->is_heading = *start == '[' && close != NULL;
  line->group = line->is_heading ? g_strndup (start + 1, close - start - 1) : g_strdup (group);
  if (!line->is_heading && *start != '#' && *start != ';' && equals != NULL) {
    g_autofree char *key = g_strndup (start, equals - start);
    line->key = g_strdup (g_strchomp (key));
  }
  return line;
}

LpIni *
lp_ini_parse (GBytes *contents)
{
  LpIni *ini = g_new0 (LpIni, 1);
  gsize size = 0;
  const char *data = contents != NULL ? g_bytes_get_data (contents, &size) : NULL;
  const char *group = "";

  if (data == NULL) /* so are empty bytes */
    data = "";
  ini->lines = g_ptr_array_new_with_free_func (line_free);
  for (const char *at = data, *end = data + size; at < end;) {
    const char *feed = memchr (at, '\n', end - at);
    const char *next = feed != NULL ? feed + 1 : end;
    Line *line = line_new (g_strndup (at, next - at), group);
    g_ptr_array_add (ini->lines, line);
    group = line->group;
    at = next;
  }
  return ini;
}

void
lp_ini_free (LpIni *ini)
{
  if (ini == NULL)
    return;
  g_ptr_array_unref (ini->lines);
  g_free (ini);
}

GBytes *
lp_ini_to_bytes (const LpIni *ini)
{
  g_return_val_if_fail (ini != NULL, NULL);

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < ini->lines->len; i++)
    g_string_append (text, ((const Line *)g_ptr_array_index (ini->lines, i))->text);
  return g_string_free_to_bytes (text);
}

char **
lp_ini_get_groups (const LpIni *ini, const char *prefix)
{
  g_return_val_if_fail (ini != NULL && prefix != NULL, NULL);

  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < ini->lines->len; i++) {
    const Line *line = g_ptr_array_index (ini->lines, i);
    if (line->is_heading && g_str_has_prefix (line->group, prefix)
        && g_hash_table_add (seen, line->group))
      g_strv_builder_add (groups, line->group);
  }
  return g_strv_builder_end (groups);
}

gboolean
lp_ini_has_group (const LpIni *ini, const char *group)
{
  g_return_val_if_fail (ini != NULL && group != NULL, FALSE);

  for (guint i = 0; i < ini->lines->len; i++) {
    const Line *line = g_ptr_array_index (ini->lines, i);
    if (line->is_heading && strcmp (line->group, group) == 0)
      return TRUE;
  }
  return FALSE;
}

static Line *
find_line (const LpIni *ini, const char *group, const char *key)
{
  for (guint i = ini->lines->len; i-- > 0;) {
    Line *line = g_ptr_array_index (ini->lines, i);
    if (g_strcmp0 (line->key, key) == 0 && strcmp (line->group, group) == 0)
      return line;
  }
  return NULL;
}

char *
lp_ini_dup (const LpIni *ini, const char *group, const char *key)
{
  g_return_val_if_fail (ini != NULL && group != NULL && key != NULL, NULL);

  const Line *line = find_line (ini, group, key);
  return line != NULL ? g_strstrip (g_strdup (strchr (line->text, '=') + 1)) : NULL;
}

int
lp_ini_get_int (const LpIni *ini, const char *group, const char *key, int otherwise)
{
  g_return_val_if_fail (ini != NULL && group != NULL && key != NULL, otherwise);

  g_autofree char *text = lp_ini_dup (ini, group, key);
  gint64 value;
  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT, G_MAXINT, &value, NULL))
    return otherwise;
  return value;
}

static const char *
find_line_end (const LpIni *ini)
{
  const Line *first = ini->lines->len > 0 ? g_ptr_array_index (ini->lines, 0) : NULL;

  return first != NULL && g_str_has_suffix (first->text, "\r\n") ? "\r\n" : "\n";
}

static gboolean
is_blank (const Line *line)
{
  return line->text[strspn (line->text, " \t\r\n")] == '\0';
}

static void
insert_line (LpIni *ini, guint index, const char *text, const char *group)
{
  const char *line_end = find_line_end (ini);

  if (index > 0) {
    Line *previous = g_ptr_array_index (ini->lines, index - 1);
    if (!g_str_has_suffix (previous->text, "\n")) {
      char *ended = g_strconcat (previous->text, line_end, NULL);
      g_free (previous->text);
      previous->text = ended;
    }
  }
  g_ptr_array_insert (ini->lines, index, line_new (g_strconcat (text, line_end, NULL), group));
}

/* Behind the group's last line that is not blank; the group is made if it is not there. */
static guint
find_place (LpIni *ini, const char *group)
{
  for (guint i = ini->lines->len; i-- > 0;) {
    const Line *line = g_ptr_array_index (ini->lines, i);
    if (strcmp (line->group, group) == 0 && !is_blank (line))
      return i + 1;
  }
  g_autofree char *heading = g_strdup_printf ("[%s]", group);
  if (ini->lines->len > 0 && !is_blank (g_ptr_array_index (ini->lines, ini->lines->len - 1)))
    insert_line (ini, ini->lines->len, "", "");
  insert_line (ini, ini->lines->len, heading, "");
  return ini->lines->len;
}

void
lp_ini_set (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_return_if_fail (ini != NULL && group != NULL && key != NULL && value != NULL);

  Line *line = find_line (ini, group, key);
  if (line == NULL) {
    g_autofree char *text = g_strconcat (key, "=", value, NULL);
    insert_line (ini, find_place (ini, group), text, group);
    return;
  }
  const char *start = strchr (line->text, '=') + 1;
  start += strspn (start, " \t");
  gsize length = strcspn (start, "\r\n");
  while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\t'))
    length--;
  if (strlen (value) == length && memcmp (start, value, length) == 0)
    return;
  char *text
      = g_strdup_printf ("%.*s%s%s", (int)(start - line->text), line->text, value, start + length);
  g_free (line->text);
  line->text = text;
}

void
lp_ini_set_int (LpIni *ini, const char *group, const char *key, int value)
{
  g_return_if_fail (ini != NULL && group != NULL && key != NULL);

  g_autofree char *text = g_strdup_printf ("%d", value);
  lp_ini_set (ini, group, key, text);
}

void
lp_ini_unset (LpIni *ini, const char *group, const char *key)
{
  g_return_if_fail (ini != NULL && group != NULL && key != NULL);

  for (Line *line; (line = find_line (ini, group, key)) != NULL;)
    g_ptr_array_remove (ini->lines, line);
}

void
lp_ini_remove_group (LpIni *ini, const char *group)
{
  g_return_if_fail (ini != NULL && group != NULL);

  g_autofree char *name = g_strdup (group);
  for (guint i = ini->lines->len; i-- > 0;) {
    const Line *line = g_ptr_array_index (ini->lines, i);
    if (strcmp (line->group, name) != 0)
      continue;
    gboolean is_heading = line->is_heading;
    g_ptr_array_remove_index (ini->lines, i);
    if (is_heading && i > 0 && is_blank (g_ptr_array_index (ini->lines, i - 1)))
      g_ptr_array_remove_index (ini->lines, --i);
  }
}

void
lp_ini_rename_group (LpIni *ini, const char *group, const char *name)
{
  g_return_if_fail (ini != NULL && group != NULL && name != NULL);

  for (guint i = 0; i < ini->lines->len; i++) {
    Line *line = g_ptr_array_index (ini->lines, i);
    if (strcmp (line->group, group) != 0)
      continue;
    g_free (line->group);
    line->group = g_strdup (name);
    if (!line->is_heading)
      continue;
    g_free (line->text);
    line->text = g_strdup_printf ("[%s]\n", name);
  }
}

char *
lp_ini_escape (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  GString *text = g_string_new (NULL);
  gsize length = strlen (value);
  for (gsize i = 0; i < length; i++)
    if (value[i] == '\\')
      g_string_append (text, "\\\\");
    else if (value[i] == ' ' && (i == 0 || i == length - 1))
      g_string_append (text, "\\s");
    else
      g_string_append_c (text, value[i]);
  return g_string_free (text, FALSE);
}

char *
lp_ini_unescape (const char *value)
{
  static const char letters[] = "sntr\\", meanings[] = " \n\t\r\\";

  if (value == NULL)
    return NULL;
  GString *text = g_string_new (NULL);
  for (const char *at = value; *at != '\0'; at++) {
    const char *letter = at[0] == '\\' && at[1] != '\0' ? strchr (letters, at[1]) : NULL;
    g_string_append_c (text, letter != NULL ? meanings[letter - letters] : *at);
    at += letter != NULL;
  }
  return g_string_free (text, FALSE);
}
