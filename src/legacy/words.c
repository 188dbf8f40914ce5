/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legacy/words.h"

#include <string.h>

#define LONGEST_WORD 4096

static const char *
skip_blanks (const char *c, const char *breaks)
{
  while (*c != '\0' && strchr (breaks, *c) == NULL) {
    if (*c == '#')
      c += strcspn (c, "\n");
    else if (g_ascii_isspace (*c))
      c++;
    else
      break;
  }
  return c;
}

/* @c stands on the opening mark; an unended quotation ends with the line. */
static const char *
take_quoted (const char *c, GString *word)
{
  const char quote = *c++;

  if (quote == '`')
    g_string_append_c (word, quote);
  for (; *c != quote && *c != '\0' && *c != '\n'; c++) {
    if (*c == '\\' && quote == '"' && c[1] != '\0' && c[1] != '\n')
      c++;
    g_string_append_c (word, *c);
  }
  return *c == quote ? c + 1 : c;
}

char *
lp_words_take (const char **cursor, const char *breaks)
{
  const char *c = skip_blanks (*cursor, breaks);
  g_autoptr (GString) word = g_string_new (NULL);

  if (*c == '\0') {
    *cursor = c;
    return NULL;
  }
  if (strchr (breaks, *c) != NULL) {
    *cursor = c + 1;
    return g_strndup (c, 1);
  }

  while (*c != '\0' && !g_ascii_isspace (*c) && strchr (breaks, *c) == NULL) {
    if (*c == '"' || *c == '\'' || *c == '`') {
      c = take_quoted (c, word);
      continue;
    }
    if (*c == '\\' && c[1] != '\0')
      c++;
    g_string_append_c (word, *c++);
  }
  *cursor = c;
  g_string_truncate (word, MIN (word->len, LONGEST_WORD));
  return g_string_free (g_steal_pointer (&word), FALSE);
}
