/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our block in a text file that a person keeps by hand.
 */
#include "clients/text-file.h"

#include "base/files.h"
#include "clients/line-diff.h"

#include <glib/gi18n.h>
#include <string.h>

#define BEGIN ">>>"
#define END "<<<"

gboolean
lp_text_file_read (const char *path, GBytes **contents, GError **error)
{
  g_return_val_if_fail (path && contents, FALSE);

  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = lp_files_read (path, &local_error);
  if (!bytes && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (bytes && memchr (g_bytes_get_data (bytes, NULL), '\0', g_bytes_get_size (bytes))) {
    g_autofree char *name = g_filename_display_name (path);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("“%s” is not a text file that Letterplate could edit."), name);
    return FALSE;
  }
  *contents = g_steal_pointer (&bytes);
  return TRUE;
}

gboolean
lp_text_value_is_clean (const char *value)
{
  for (const char *at = value; at && *at; at++)
    if (g_ascii_iscntrl (*at))
      return FALSE;
  return TRUE;
}

/* The line without LF or CR LF, as a string. */
static char *
chomp (const LpLine *line)
{
  gsize length = line->length;
  if (length > 0 && line->text[length - 1] == '\n')
    length--;
  if (length > 0 && length < line->length && line->text[length - 1] == '\r')
    length--;
  return g_strndup (line->text, length);
}

static char *
make_marker (const char *comment, const char *arrows, const char *id)
{
  return g_strdup_printf ("%s %s letterplate %s %s", comment, arrows, id, arrows);
}

/* The id in a marker line of this kind, or %NULL. */
static char *
parse_marker (const char *text, const char *comment, const char *arrows)
{
  g_autofree char *start = g_strdup_printf ("%s %s letterplate ", comment, arrows);
  if (!g_str_has_prefix (text, start) || !g_str_has_suffix (text, arrows))
    return NULL;
  g_autofree char *id = g_strdup (text + strlen (start));
  char *blank = strchr (id, ' ');
  if (!blank || strcmp (blank + 1, arrows) != 0)
    return NULL;
  *blank = '\0';
  return g_steal_pointer (&id);
}

static void
text_line_free (gpointer data)
{
  LpTextLine *line = data;
  g_free (line->text);
  g_free (line->block);
  g_free (line);
}

GPtrArray *
lp_text_lines (GBytes *text, const char *comment)
{
  g_return_val_if_fail (comment, NULL);

  GPtrArray *result = g_ptr_array_new_with_free_func (text_line_free);
  g_autoptr (GArray) lines = lp_lines_split (text);
  g_autofree char *block = NULL;
  for (guint i = 0; i < lines->len; i++) {
    LpTextLine *line = g_new0 (LpTextLine, 1);
    line->text = chomp (&g_array_index (lines, LpLine, i));
    g_autofree char *begun = parse_marker (line->text, comment, BEGIN);
    g_autofree char *ended = parse_marker (line->text, comment, END);
    if (begun && !block)
      block = g_steal_pointer (&begun);
    line->block = g_strdup (block);
    if (ended)
      g_clear_pointer (&block, g_free);
    g_ptr_array_add (result, line);
  }
  return result;
}

/* Where a block stands among the lines, its markers included; @n_lines is 0 if there is none. */
typedef struct {
  guint first;
  guint n_lines;
} Span;

static gboolean
fail_damaged (const char *id, GError **error)
{
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      /* Translators: %s is an account's short id; the lines begin with “# >>> letterplate”. */
      _ ("The comment lines that mark the account “%s” in the file are damaged. Take its part out "
         "by hand, "
         "then try again."),
      id);
  return FALSE;
}

static gboolean
find_block (const GPtrArray *lines, const char *comment, const char *id, Span *span, GError **error)
{
  g_autofree char *begin = make_marker (comment, BEGIN, id);
  g_autofree char *end = make_marker (comment, END, id);
  guint n_begins = 0, n_ends = 0, first = 0, last = 0;
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    if (strcmp (line->text, begin) == 0) {
      first = i;
      n_begins++;
    } else if (strcmp (line->text, end) == 0) {
      last = i;
      n_ends++;
    }
  }
  if (n_begins == 0 && n_ends == 0) {
    *span = (Span){ 0, 0 };
    return TRUE;
  }
  if (n_begins != 1 || n_ends != 1 || last < first)
    return fail_damaged (id, error);
  *span = (Span){ first, last - first + 1 };
  return TRUE;
}

static const char *
get_line_end (const GArray *lines)
{
  const LpLine *line = lines->len > 0 ? &g_array_index (lines, LpLine, 0) : NULL;
  return line && line->length > 1 && memcmp (line->text + line->length - 2, "\r\n", 2) == 0 ? "\r\n"
                                                                                            : "\n";
}

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *)text, strlen (text));
}

static void
append_lines (GByteArray *out, const GArray *lines, guint first, guint end)
{
  for (guint i = first; i < end; i++) {
    const LpLine *line = &g_array_index (lines, LpLine, i);
    g_byte_array_append (out, (const guint8 *)line->text, line->length);
  }
}

static void
append_block (GByteArray *out, const char *comment, const char *id, const char *body,
              const char *line_end)
{
  g_autofree char *begin = make_marker (comment, BEGIN, id);
  g_autofree char *end = make_marker (comment, END, id);
  g_autofree char *whole = g_strdup_printf ("%s\n%s%s\n", begin, body, end);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  for (guint i = 0; lines[i + 1]; i++) {
    append_text (out, lines[i]);
    append_text (out, line_end);
  }
}

/* A new block follows the last line: is that one over? */
static gboolean
finish_last_line (GByteArray *out, const GArray *lines, const char *line_end, GError **error)
{
  if (lines->len == 0)
    return TRUE;
  const LpLine *last = &g_array_index (lines, LpLine, lines->len - 1);
  g_autofree char *text = chomp (last);
  if (g_str_has_suffix (text, "\\")) {
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        _ ("The last line of the file is not finished: it ends in a backslash. Finish it, then try "
           "again."));
    return FALSE;
  }
  if (last->text[last->length - 1] != '\n')
    append_text (out, line_end);
  return TRUE;
}

char *
lp_text_block_get (GBytes *text, const char *comment, const char *id)
{
  g_return_val_if_fail (comment && id, NULL);

  g_autoptr (GPtrArray) lines = lp_text_lines (text, comment);
  Span span;
  if (!find_block (lines, comment, id, &span, NULL) || span.n_lines == 0)
    return NULL;
  GString *body = g_string_new (NULL);
  for (guint i = span.first + 1; i + 1 < span.first + span.n_lines; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    g_string_append_printf (body, "%s\n", line->text);
  }
  return g_string_free (body, FALSE);
}

GBytes *
lp_text_block_put (GBytes *text, const char *comment, const char *id, const char *body,
                   GError **error)
{
  g_return_val_if_fail (comment && id && body, NULL);
  g_return_val_if_fail (*body == '\0' || g_str_has_suffix (body, "\n"), NULL);

  g_autoptr (GPtrArray) parsed = lp_text_lines (text, comment);
  g_autoptr (GArray) lines = lp_lines_split (text);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *line_end = get_line_end (lines);
  Span span;
  if (!find_block (parsed, comment, id, &span, error))
    return NULL;
  if (span.n_lines == 0)
    span.first = lines->len;

  append_lines (out, lines, 0, span.first);
  if (span.n_lines == 0 && !finish_last_line (out, lines, line_end, error))
    return NULL;
  append_block (out, comment, id, body, line_end);
  append_lines (out, lines, span.first + span.n_lines, lines->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
lp_text_replace_lines (GBytes *text, const char *comment,
                       char *(*replace) (const LpTextLine *line, gpointer data), gpointer data)
{
  g_return_val_if_fail (text && comment && replace, NULL);

  g_autoptr (GPtrArray) parsed = lp_text_lines (text, comment);
  g_autoptr (GArray) lines = lp_lines_split (text);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean is_replaced = FALSE;
  for (guint i = 0; i < lines->len; i++) {
    const LpLine *line = &g_array_index (lines, LpLine, i);
    const LpTextLine *own = g_ptr_array_index (parsed, i);
    g_autofree char *new = replace (own, data);
    gsize length = new ? strlen (own->text) : 0;
    is_replaced |= new != NULL;
    g_string_append (out, new ? new : "");
    g_string_append_len (out, line->text + length, (gssize)(line->length - length));
  }
  return is_replaced ? g_string_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

char *
lp_text_find_block (GBytes *text, const char *comment, const char *line)
{
  g_return_val_if_fail (comment && line, NULL);

  g_autoptr (GPtrArray) lines = lp_text_lines (text, comment);
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *one = g_ptr_array_index (lines, i);
    if (one->block && g_str_equal (one->text, line))
      return g_strdup (one->block);
  }
  return NULL;
}

GBytes *
lp_text_block_adopt (GBytes *text, const char *comment, const char *id, guint first, guint n_lines)
{
  g_return_val_if_fail (text && comment && id && n_lines > 0, NULL);

  g_autoptr (GArray) lines = lp_lines_split (text);
  g_return_val_if_fail (first + n_lines <= lines->len, NULL);
  GByteArray *out = g_byte_array_new ();
  const char *line_end = get_line_end (lines);
  const char *const arrows[] = { BEGIN, END };
  const guint ends[] = { first, first + n_lines };
  guint done = 0;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *marker = make_marker (comment, arrows[i], id);
    append_lines (out, lines, done, ends[i]);
    if (out->len > 0 && out->data[out->len - 1] != '\n')
      append_text (out, line_end);
    append_text (out, marker);
    append_text (out, line_end);
    done = ends[i];
  }
  append_lines (out, lines, done, lines->len);
  return g_byte_array_free_to_bytes (out);
}

gboolean
lp_text_block_remove (GBytes *text, const char *comment, const char *id, GBytes **rest,
                      GError **error)
{
  g_return_val_if_fail (comment && id && rest, FALSE);

  g_autoptr (GPtrArray) parsed = lp_text_lines (text, comment);
  g_autoptr (GArray) lines = lp_lines_split (text);
  Span span;
  if (!find_block (parsed, comment, id, &span, error))
    return FALSE;
  GByteArray *out = g_byte_array_new ();
  append_lines (out, lines, 0, span.first);
  append_lines (out, lines, span.first + span.n_lines, lines->len);
  *rest = g_byte_array_free_to_bytes (out);
  if (g_bytes_get_size (*rest) == 0)
    g_clear_pointer (rest, g_bytes_unref);
  return TRUE;
}
