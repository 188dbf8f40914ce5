/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IMAP's responses (RFC 9051 §7 and §9), as far as a check needs them. Lenient about blanks and
 * case, strict about what a response is. */

#include "protocol/imap-parse.h"

#include <string.h>

void
lp_imap_response_clear (LpImapResponse *response)
{
  g_clear_pointer (&response->tag, g_free);
  g_clear_pointer (&response->word, g_free);
  g_clear_pointer (&response->code, g_free);
  g_clear_pointer (&response->code_text, g_free);
  g_clear_pointer (&response->text, g_free);
}

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, " ");
}

/* Takes the next word off @text. */
static char *
take_word (const char **text)
{
  gsize length = strcspn (*text, " ");
  char *word = g_strndup (*text, length);

  *text = skip_blanks (*text + length);
  return word;
}

static char *
take_upper_word (const char **text)
{
  g_autofree char *word = take_word (text);

  return g_ascii_strup (word, -1);
}

/* "[CODE arguments] words"; a code without its bracket's end is no code. */
static void
parse_status_text (const char *text, LpImapResponse *response)
{
  const char *end = *text == '[' ? strchr (text, ']') : NULL;

  if (end != NULL) {
    g_autofree char *inside = g_strndup (text + 1, end - text - 1);
    const char *rest = inside;
    response->code = take_upper_word (&rest);
    response->code_text = g_strdup (rest);
    text = skip_blanks (end + 1);
  }
  response->text = g_strdup (text);
}

static gboolean
is_status (const char *word)
{
  static const char *const words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH", NULL };

  return g_strv_contains (words, word);
}

static gboolean
parse_number (const char *word, gint64 *number)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *number = value;
  return TRUE;
}

static gboolean
parse_untagged (const char *text, LpImapResponse *response)
{
  response->word = take_upper_word (&text);
  if (parse_number (response->word, &response->number)) {
    g_free (response->word);
    response->word = take_upper_word (&text);
  }
  if (*response->word == '\0')
    return FALSE;
  if (response->number < 0 && is_status (response->word)) {
    response->kind = LP_IMAP_STATUS;
    parse_status_text (text, response);
  } else {
    response->kind = LP_IMAP_DATA;
    response->text = g_strdup (text);
  }
  return TRUE;
}

gboolean
lp_imap_response_parse (const char *line, LpImapResponse *response)
{
  g_return_val_if_fail (line != NULL && response != NULL, FALSE);

  *response = (LpImapResponse){ .number = -1 };
  if (*line == '+' && (line[1] == ' ' || line[1] == '\0')) {
    response->kind = LP_IMAP_CONTINUATION;
    response->text = g_strdup (skip_blanks (line + 1));
    return TRUE;
  }
  if (g_str_has_prefix (line, "* "))
    return parse_untagged (skip_blanks (line + 1), response);

  response->kind = LP_IMAP_TAGGED;
  response->tag = take_word (&line);
  response->word = take_upper_word (&line);
  parse_status_text (line, response);
  return *response->tag != '\0' && is_status (response->word);
}

gboolean
lp_imap_find_literal (const char *line, gsize *start, guint64 *octets)
{
  g_return_val_if_fail (line != NULL && start != NULL && octets != NULL, FALSE);

  const char *open = strrchr (line, '{');
  if (open == NULL || !g_str_has_suffix (open, "}"))
    return FALSE;
  g_autofree char *digits = g_strndup (open + 1, strlen (open) - 2);
  if (g_str_has_suffix (digits, "+"))
    digits[strlen (digits) - 1] = '\0';
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, octets, NULL))
    return FALSE;
  *start = open - line;
  return TRUE;
}

char *
lp_imap_quote (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  GString *quoted = g_string_sized_new (2 * strlen (text) + 3);
  g_string_append_c (quoted, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_c (quoted, '\\');
    g_string_append_c (quoted, *text);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

char **
lp_imap_parse_capabilities (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  while (*text != '\0') {
    char *word = take_upper_word (&text);
    if (*word != '\0' && !g_hash_table_contains (seen, word))
      g_strv_builder_add (words, word);
    g_hash_table_add (seen, word);
  }
  return g_strv_builder_end (words);
}

char **
lp_imap_list_mechanisms (char **capabilities)
{
  g_autoptr (GStrvBuilder) mechanisms = g_strv_builder_new ();

  for (char **word = capabilities; word != NULL && *word != NULL; word++)
    if (g_str_has_prefix (*word, "AUTH=") && (*word)[5] != '\0')
      g_strv_builder_add (mechanisms, *word + 5);
  return g_strv_builder_end (mechanisms);
}

/* Takes an astring: a quoted string, or an atom. */
static char *
take_string (const char **text)
{
  if (**text != '"')
    return take_word (text);

  GString *string = g_string_new (NULL);
  const char *next = *text + 1;
  while (*next != '\0' && *next != '"') {
    if (*next == '\\' && next[1] != '\0')
      next++;
    g_string_append_c (string, *next++);
  }
  *text = skip_blanks (*next == '"' ? next + 1 : next);
  return g_string_free (string, FALSE);
}

/* "&AOQ-" to "ä" (RFC 3501 §5.1.3): base64 of UTF-16 with a comma for the slash. */
static char *
decode_shifted (const char *digits, gsize length)
{
  g_autofree char *base64 = g_strndup (digits, length);
  gsize octets = 0;

  g_strdelimit (base64, ",", '/');
  g_autofree char *padded = g_strconcat (base64, &"==="[3 - (4 - length % 4) % 4], NULL);
  g_autofree guchar *utf16 = g_base64_decode (padded, &octets);
  return g_convert ((char *)utf16, octets, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
}

static char *
decode_name (const char *name)
{
  g_autoptr (GString) decoded = g_string_new (NULL);

  for (const char *next = name; *next != '\0'; next++) {
    const char *end = *next == '&' ? strchr (next, '-') : NULL;
    if (end == NULL) {
      g_string_append_c (decoded, *next);
      continue;
    }
    g_autofree char *letters
        = end == next + 1 ? g_strdup ("&") : decode_shifted (next + 1, end - next - 1);
    if (letters == NULL)
      return g_strdup (name);
    g_string_append (decoded, letters);
    next = end;
  }
  return g_string_free (g_steal_pointer (&decoded), FALSE);
}

static char *
find_task (const char *attributes)
{
  static const char *const tasks[]
      = { "\\Drafts", "\\Sent", "\\Junk", "\\Trash", "\\Archive", "\\All", "\\Flagged" };
  g_auto (GStrv) words = g_strsplit (attributes, " ", -1);

  for (char **word = words; *word != NULL; word++)
    for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
      if (g_ascii_strcasecmp (*word, tasks[i]) == 0)
        return g_ascii_strdown (tasks[i] + 1, -1);
  return NULL;
}

char *
lp_imap_parse_folder (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  const char *end = strchr (text, ')');
  if (*text != '(' || end == NULL)
    return NULL;
  g_autofree char *attributes = g_strndup (text + 1, end - text - 1);
  g_autofree char *task = find_task (attributes);
  if (task == NULL)
    return NULL;

  const char *rest = skip_blanks (end + 1);
  g_autofree char *delimiter = take_string (&rest);
  g_autofree char *name = take_string (&rest);
  g_autofree char *decoded = decode_name (name);
  g_autofree char *valid = g_utf8_make_valid (decoded, -1);
  return *valid != '\0' ? g_strdup_printf ("%s=%s", task, valid) : NULL;
}
