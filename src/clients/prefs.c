/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is cut into pieces that, one after the other, give the same octets again. A piece is
 * either a statement or what stands between two of them:
 *
 *     // comment\n | user_pref("mail.a", 1); | \n | user_pref("mail.b", "x"); | \n
 */
#include "clients/prefs.h"

#include <glib/gi18n.h>
#include <string.h>

#define STATEMENT "user_pref"

/**
 * Piece:
 * @name: (nullable): name of the preference, without escapes; NULL between statements
 * @before: a statement's text up to its value; or all of what stands between
 * @value: (nullable): the value as it is written
 * @after: (nullable): the rest of the statement
 */
typedef struct {
  char *name;
  char *before;
  char *value;
  char *after;
} Piece;

struct _LpPrefs {
  GPtrArray *pieces;
};

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->name);
  g_free (piece->before);
  g_free (piece->value);
  g_free (piece->after);
  g_free (piece);
}

/* Returns where blanks and comments end; NULL if a comment does not end. */
static const char *
skip_space (const char *at)
{
  for (;;) {
    at += strspn (at, " \t\r\n\v\f");
    if (at[0] == '#' || (at[0] == '/' && at[1] == '/'))
      at += strcspn (at, "\r\n");
    else if (at[0] == '/' && at[1] == '*') {
      const char *end = strstr (at + 2, "*/");
      if (end == NULL)
        return NULL;
      at = end + 2;
    } else
      return at;
  }
}

static const char *
skip_string (const char *at)
{
  char quote = *at;

  if (quote != '"' && quote != '\'')
    return NULL;
  for (at++; *at != quote; at++)
    if (*at == '\0' || (*at == '\\' && *++at == '\0'))
      return NULL;
  return at + 1;
}

static const char *
skip_value (const char *at)
{
  static const char *const words[] = { "true", "false" };
  gsize n_digits;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (at, words[i]))
      return at + strlen (words[i]);
  if (*at == '"' || *at == '\'')
    return skip_string (at);
  at += *at == '-' || *at == '+';
  n_digits = strspn (at, "0123456789");
  return n_digits > 0 ? at + n_digits : NULL;
}

static const char *
skip_mark (const char *at, char mark)
{
  at = at != NULL ? skip_space (at) : NULL;
  return at != NULL && *at == mark ? at + 1 : NULL;
}

static gboolean
append_escape (GString *text, const char **at)
{
  static const char letters[] = "nr\"'\\", meanings[] = "\n\r\"'\\";
  char kind = **at;
  const char *letter = strchr (letters, kind);
  int n_digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
  gunichar c = 0;

  (*at)++;
  if (letter != NULL && kind != '\0') {
    g_string_append_c (text, meanings[letter - letters]);
    return TRUE;
  }
  for (int i = 0; i < n_digits; i++, (*at)++) {
    if (!g_ascii_isxdigit (**at))
      return FALSE;
    c = c * 16 + g_ascii_xdigit_value (**at);
  }
  /* Halves of a surrogate pair are rare enough to be left alone. */
  if (n_digits == 0 || c == 0 || !g_unichar_validate (c))
    return FALSE;
  g_string_append_unichar (text, c);
  return TRUE;
}

/* Returns the text of a quoted string, NULL if it is none. */
static char *
unquote (const char *quoted)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize length = strlen (quoted);

  if (length < 2 || (*quoted != '"' && *quoted != '\''))
    return NULL;
  for (const char *at = quoted + 1; at < quoted + length - 1;) {
    if (*at != '\\') {
      g_string_append_c (text, *at++);
      continue;
    }
    at++;
    if (!append_escape (text, &at))
      return NULL;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = text; *at != '\0'; at++)
    switch (*at) {
    case '\n':
      g_string_append (quoted, "\\n");
      break;
    case '\r':
      g_string_append (quoted, "\\r");
      break;
    case '"':
    case '\\':
      g_string_append_c (quoted, '\\');
      G_GNUC_FALLTHROUGH;
    default:
      g_string_append_c (quoted, *at);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* Reads `user_pref ("name", value);` at @at. Returns where it ends, NULL if it is none. */
static const char *
parse_statement (const char *at, Piece *piece)
{
  const char *start = at, *name, *name_end, *value, *value_end;
  g_autofree char *quoted = NULL;

  if (!g_str_has_prefix (at, STATEMENT))
    return NULL;
  at = skip_mark (at + strlen (STATEMENT), '(');
  name = at != NULL ? skip_space (at) : NULL;
  name_end = name != NULL ? skip_string (name) : NULL;
  at = skip_mark (name_end, ',');
  value = at != NULL ? skip_space (at) : NULL;
  value_end = value != NULL ? skip_value (value) : NULL;
  at = skip_mark (skip_mark (value_end, ')'), ';');
  if (at == NULL)
    return NULL;
  quoted = g_strndup (name, name_end - name);
  piece->name = unquote (quoted);
  piece->before = g_strndup (start, value - start);
  piece->value = g_strndup (value, value_end - value);
  piece->after = g_strndup (value_end, at - value_end);
  return piece->name != NULL ? at : NULL;
}

static gboolean
refuse (const char *text, const char *at, GError **error)
{
  guint line = 1;

  for (; text < at; text++)
    line += *text == '\n';
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("Line %u is not understood, so the file is left as it is."), line);
  return FALSE;
}

static gboolean
parse (LpPrefs *prefs, const char *text, GError **error)
{
  for (const char *at = text; *at != '\0';) {
    const char *next = skip_space (at);
    if (next == NULL)
      return refuse (text, at, error);
    Piece *piece = g_new0 (Piece, 1);
    g_ptr_array_add (prefs->pieces, piece);
    if (next == at)
      next = parse_statement (at, piece);
    else
      piece->before = g_strndup (at, next - at);
    if (next == NULL)
      return refuse (text, at, error);
    at = next;
  }
  return TRUE;
}

LpPrefs *
lp_prefs_parse (GBytes *contents, GError **error)
{
  g_autoptr (LpPrefs) prefs = g_new0 (LpPrefs, 1);
  gsize size = 0;
  const char *data = contents != NULL ? g_bytes_get_data (contents, &size) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);

  prefs->pieces = g_ptr_array_new_with_free_func (piece_free);
  if (strlen (text) != size) {
    refuse (text, text + strlen (text), error);
    return NULL;
  }
  return parse (prefs, text, error) ? g_steal_pointer (&prefs) : NULL;
}

void
lp_prefs_free (LpPrefs *prefs)
{
  if (prefs == NULL)
    return;
  g_ptr_array_unref (prefs->pieces);
  g_free (prefs);
}

GBytes *
lp_prefs_to_bytes (const LpPrefs *prefs)
{
  g_return_val_if_fail (prefs != NULL, NULL);

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < prefs->pieces->len; i++) {
    const Piece *piece = g_ptr_array_index (prefs->pieces, i);
    g_string_append (text, piece->before);
    if (piece->name != NULL)
      g_string_append (g_string_append (text, piece->value), piece->after);
  }
  return g_string_free_to_bytes (text);
}

static Piece *
find_piece (const LpPrefs *prefs, const char *name)
{
  for (guint i = prefs->pieces->len; i-- > 0;) {
    Piece *piece = g_ptr_array_index (prefs->pieces, i);
    if (g_strcmp0 (piece->name, name) == 0)
      return piece;
  }
  return NULL;
}

char *
lp_prefs_dup_string (const LpPrefs *prefs, const char *name)
{
  g_return_val_if_fail (prefs != NULL && name != NULL, NULL);

  const Piece *piece = find_piece (prefs, name);
  return piece != NULL ? unquote (piece->value) : NULL;
}

int
lp_prefs_get_int (const LpPrefs *prefs, const char *name, int otherwise)
{
  g_return_val_if_fail (prefs != NULL && name != NULL, otherwise);

  const Piece *piece = find_piece (prefs, name);
  gint64 value;
  if (piece == NULL
      || !g_ascii_string_to_signed (piece->value, 10, G_MININT, G_MAXINT, &value, NULL))
    return otherwise;
  return value;
}

gboolean
lp_prefs_get_bool (const LpPrefs *prefs, const char *name, gboolean otherwise)
{
  g_return_val_if_fail (prefs != NULL && name != NULL, otherwise);

  const Piece *piece = find_piece (prefs, name);
  if (piece == NULL || !g_ascii_isalpha (*piece->value))
    return otherwise;
  return strcmp (piece->value, "true") == 0;
}

GPtrArray *
lp_prefs_get_names (const LpPrefs *prefs, const char *prefix)
{
  g_return_val_if_fail (prefs != NULL && prefix != NULL, NULL);

  GPtrArray *names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < prefs->pieces->len; i++) {
    const Piece *piece = g_ptr_array_index (prefs->pieces, i);
    if (piece->name != NULL && g_str_has_prefix (piece->name, prefix)
        && g_hash_table_add (seen, piece->name))
      g_ptr_array_add (names, piece->name);
  }
  return names;
}

static void
append_line (LpPrefs *prefs, const char *name, const char *value)
{
  const Piece *last
      = prefs->pieces->len > 0 ? g_ptr_array_index (prefs->pieces, prefs->pieces->len - 1) : NULL;
  Piece *line = g_new0 (Piece, 1);
  Piece *end = g_new0 (Piece, 1);
  g_autofree char *quoted = quote (name);
  gboolean is_open = last != NULL && (last->name != NULL || !g_str_has_suffix (last->before, "\n"));

  line->name = g_strdup (name);
  line->before = g_strdup_printf ("%s" STATEMENT "(%s, ", is_open ? "\n" : "", quoted);
  line->value = g_strdup (value);
  line->after = g_strdup (");");
  end->before = g_strdup ("\n");
  g_ptr_array_add (prefs->pieces, line);
  g_ptr_array_add (prefs->pieces, end);
}

static void
set_value (LpPrefs *prefs, const char *name, const char *value)
{
  Piece *piece = find_piece (prefs, name);

  if (piece == NULL)
    append_line (prefs, name, value);
  else if (strcmp (piece->value, value) != 0) {
    g_free (piece->value);
    piece->value = g_strdup (value);
  }
}

void
lp_prefs_set_string (LpPrefs *prefs, const char *name, const char *value)
{
  g_return_if_fail (prefs != NULL && name != NULL && value != NULL);

  g_autofree char *old = lp_prefs_dup_string (prefs, name);
  g_autofree char *quoted = quote (value);
  if (g_strcmp0 (old, value) != 0)
    set_value (prefs, name, quoted);
}

void
lp_prefs_set_int (LpPrefs *prefs, const char *name, int value)
{
  g_return_if_fail (prefs != NULL && name != NULL);

  g_autofree char *text = g_strdup_printf ("%d", value);
  set_value (prefs, name, text);
}

void
lp_prefs_set_bool (LpPrefs *prefs, const char *name, gboolean value)
{
  g_return_if_fail (prefs != NULL && name != NULL);

  set_value (prefs, name, value ? "true" : "false");
}

/* If the statement stood alone on its line, what follows it loses its line end. */
static void
remove_piece (LpPrefs *prefs, guint index)
{
  Piece *previous = index > 0 ? g_ptr_array_index (prefs->pieces, index - 1) : NULL;
  Piece *next
      = index + 1 < prefs->pieces->len ? g_ptr_array_index (prefs->pieces, index + 1) : NULL;
  gboolean at_start
      = previous == NULL || (previous->name == NULL && g_str_has_suffix (previous->before, "\n"));

  if (at_start && next != NULL && next->name == NULL) {
    gsize line_end = strspn (next->before, " \t\r");
    if (next->before[line_end] == '\n')
      memmove (next->before, next->before + line_end + 1, strlen (next->before + line_end));
    if (*next->before == '\0')
      g_ptr_array_remove_index (prefs->pieces, index + 1);
  }
  g_ptr_array_remove_index (prefs->pieces, index);
}

void
lp_prefs_remove (LpPrefs *prefs, const char *name)
{
  g_return_if_fail (prefs != NULL && name != NULL);

  for (guint i = prefs->pieces->len; i-- > 0;) {
    const Piece *piece = g_ptr_array_index (prefs->pieces, i);
    if (g_strcmp0 (piece->name, name) == 0)
      remove_piece (prefs, i);
  }
}

void
lp_prefs_remove_branch (LpPrefs *prefs, const char *prefix)
{
  g_return_if_fail (prefs != NULL && prefix != NULL);

  for (guint i = prefs->pieces->len; i-- > 0;) {
    const Piece *piece = g_ptr_array_index (prefs->pieces, i);
    if (piece->name != NULL && g_str_has_prefix (piece->name, prefix))
      remove_piece (prefs, i);
  }
}
