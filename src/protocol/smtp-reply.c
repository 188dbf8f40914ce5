/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP's replies: RFC 5321 §4.2, with the enhanced status codes of RFC 2034 and 3463. */

#include "protocol/smtp-reply.h"

#include <string.h>

void
lp_smtp_reply_clear (LpSmtpReply *reply)
{
  g_clear_pointer (&reply->enhanced, g_free);
  g_clear_pointer (&reply->lines, g_ptr_array_unref);
}

static gsize
skip_digits (const char *text, gsize most)
{
  gsize count = 0;

  while (count <= most && g_ascii_isdigit (text[count]))
    count++;
  return count <= most ? count : 0;
}

/* "5.7.139 words": class, subject and detail; the class is the reply code's first digit. */
static gsize
measure_enhanced (const char *text, guint code)
{
  if ((guint)(*text - '0') != code / 100 || text[1] != '.')
    return 0;
  gsize subject = skip_digits (text + 2, 3);
  if (subject == 0 || text[2 + subject] != '.')
    return 0;
  gsize detail = skip_digits (text + 3 + subject, 3);
  gsize length = 3 + subject + detail;
  return detail > 0 && (text[length] == ' ' || text[length] == '\0') ? length : 0;
}

static void
add_text (LpSmtpReply *reply, const char *text)
{
  gsize length = measure_enhanced (text, reply->code);

  if (length > 0 && reply->enhanced == NULL)
    reply->enhanced = g_strndup (text, length);
  if (length > 0)
    text += length + strspn (text + length, " ");
  g_ptr_array_add (reply->lines, g_strdup (text));
}

gboolean
lp_smtp_reply_add (LpSmtpReply *reply, const char *line, gboolean *is_last)
{
  g_return_val_if_fail (reply != NULL && line != NULL && is_last != NULL, FALSE);

  if (*line < '2' || *line > '5' || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return FALSE;
  char sign = line[3];
  guint code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if ((sign != ' ' && sign != '-' && sign != '\0') || (reply->lines != NULL && code != reply->code))
    return FALSE;

  if (reply->lines == NULL)
    reply->lines = g_ptr_array_new_with_free_func (g_free);
  reply->code = code;
  add_text (reply, sign != '\0' ? line + 4 : "");
  *is_last = sign != '-';
  return TRUE;
}

char *
lp_smtp_reply_dup_code (const LpSmtpReply *reply)
{
  if (reply->enhanced == NULL)
    return g_strdup_printf ("%u", reply->code);
  return g_strdup_printf ("%u %s", reply->code, reply->enhanced);
}

char *
lp_smtp_reply_dup_words (const LpSmtpReply *reply)
{
  GString *words = g_string_new (NULL);

  g_string_printf (words, "%u%s%s", reply->code, reply->enhanced != NULL ? " " : "",
                   reply->enhanced != NULL ? reply->enhanced : "");
  for (guint i = 0; reply->lines != NULL && i < reply->lines->len; i++)
    if (*(const char *)reply->lines->pdata[i] != '\0')
      g_string_append_printf (words, " %s", (const char *)reply->lines->pdata[i]);
  return g_string_free (words, FALSE);
}

char **
lp_smtp_reply_list_capabilities (const LpSmtpReply *reply)
{
  g_autoptr (GStrvBuilder) capabilities = g_strv_builder_new ();

  for (guint i = 1; reply->lines != NULL && i < reply->lines->len; i++) {
    const char *line = reply->lines->pdata[i];
    gsize length = strcspn (line, " =");
    g_autofree char *keyword = g_ascii_strup (line, length);
    const char *rest = line + length + strspn (line + length, " =");
    g_autofree char *whole
        = *rest != '\0' ? g_strconcat (keyword, " ", rest, NULL) : g_strdup (keyword);
    if (*keyword != '\0')
      g_strv_builder_add (capabilities, whole);
  }
  return g_strv_builder_end (capabilities);
}
