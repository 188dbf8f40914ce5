/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of a message's header. */

#include "protocol/header.h"

#include <string.h>

static gboolean
is_field (const char *line, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':';
}

static void
append_line (GString *value, const char *line)
{
  g_autofree char *stripped = g_strstrip (g_strdup (line));

  if (value->len > 0 && *stripped != '\0')
    g_string_append_c (value, ' ');
  g_string_append (value, stripped);
}

char *
lp_header_get (const char *header, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (header, "\n", -1);
  GString *value = NULL;

  for (char **line = lines; *line != NULL; line++) {
    gboolean goes_on = **line == ' ' || **line == '\t';

    if (value != NULL && !goes_on)
      break;
    if (value != NULL) {
      append_line (value, *line);
    } else if (is_field (*line, name)) {
      value = g_string_new (NULL);
      append_line (value, *line + strlen (name) + 1);
    }
  }
  return value != NULL ? g_string_free (value, FALSE) : NULL;
}
