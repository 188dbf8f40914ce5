/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign text made safe: a server's words reach windows, terminals and pasted reports. */

#include "protocol/printable.h"

#include <string.h>

/* Escape sequences, overrides of direction (CVE-2021-42574), blanks of no width, line separators.
 */
static gboolean
is_hidden (gunichar letter)
{
  switch (g_unichar_type (letter)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_UNASSIGNED:
    return TRUE;
  default:
    return FALSE;
  }
}

/* How many of the next letters, at most @max, are printable ASCII: nearly all that servers say. */
static gsize
count_plain (const char *data, gsize max)
{
  gsize count = 0;

  while (count < max && data[count] >= 0x20 && data[count] < 0x7f)
    count++;
  return count;
}

static void
append_letter (GString *text, gunichar letter)
{
  if (letter < 0x20)
    g_string_append_unichar (text, 0x2400 + letter);
  else if (letter == 0x7f)
    g_string_append_unichar (text, 0x2421);
  else if (is_hidden (letter))
    g_string_append_printf (text, "\\u%04x", letter);
  else
    g_string_append_unichar (text, letter);
}

char *
lp_printable_new (const char *data, gssize length, gsize max)
{
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  gsize left = length < 0 ? strlen (data) : (gsize)length;
  GString *text = g_string_sized_new (MIN (left, max) + 1);

  for (gsize count = 0; left > 0; count++) {
    gsize plain = count_plain (data, MIN (left, max - count));

    g_string_append_len (text, data, plain);
    count += plain;
    data += plain;
    left -= plain;
    if (left == 0)
      break;
    if (count == max) {
      g_string_append (text, "…");
      break;
    }
    gunichar letter = g_utf8_get_char_validated (data, left);
    gsize width = 1;
    /* A NUL reads as -2 ("not complete") when a length is given. */
    if (*data == '\0')
      append_letter (text, 0);
    else if (letter == (gunichar)-1 || letter == (gunichar)-2)
      g_string_append_printf (text, "\\x%02x", (guchar)*data);
    else {
      append_letter (text, letter);
      width = (guchar)g_utf8_skip[(guchar)*data];
    }
    data += width;
    left -= width;
  }
  return g_string_free (text, FALSE);
}
