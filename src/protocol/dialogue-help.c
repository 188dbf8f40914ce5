/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the protocols' stages have in common. */

#include "protocol/dialogue-private.h"

#include <stdarg.h>
#include <string.h>

void
lp_answer_clear (LpAnswer *answer)
{
  g_clear_pointer (&answer->code, g_free);
  g_clear_pointer (&answer->words, g_free);
  g_clear_pointer (&answer->challenge, g_free);
}

void
lp_dialogue_set_detail (LpDialogue *dialogue, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (dialogue->stage_detail);
  dialogue->stage_detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* An alert that came before the refusal often tells more than the refusal. */
static char *
join_alert (LpDialogue *dialogue, const char *words)
{
  const char *alert = dialogue->alert;

  if (alert == NULL || (words != NULL && strstr (words, alert) != NULL))
    return g_strdup (words);
  return words != NULL ? g_strconcat (words, " / ", alert, NULL) : g_strdup (alert);
}

gboolean
lp_dialogue_refuse (LpDialogue *dialogue, LpVerdict verdict, const char *words, GError **error,
                    const char *detail)
{
  g_clear_pointer (&dialogue->outcome->server_text, g_free);
  g_autofree char *all = join_alert (dialogue, words);
  if (all != NULL)
    dialogue->outcome->server_text = lp_channel_scrub (dialogue->channel, all);
  g_set_error_literal (error, LP_ERROR, verdict, detail);
  return FALSE;
}

gboolean
lp_dialogue_send (LpDialogue *dialogue, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_vprintf (text, format, arguments);
  va_end (arguments);
  g_string_append (text, "\r\n");
  lp_channel_begin (dialogue->channel, dialogue->reply_ms);
  return lp_channel_write (dialogue->channel, text->str, text->len, NULL, error);
}

gboolean
lp_dialogue_send_secret (LpDialogue *dialogue, const char *before, const char *secret,
                         GError **error)
{
  g_autofree char *riders
      = dialogue->proves && dialogue->ends_sign_in && dialogue->protocol->dup_riders != NULL
            ? dialogue->protocol->dup_riders (dialogue)
            : NULL;
  g_autofree char *after = riders != NULL ? g_strconcat ("\r\n", riders, NULL) : g_strdup ("");
  gsize length = strlen (before) + strlen (secret) + strlen (after) + 2;
  g_autofree char *shown = g_strconcat (before, "[secret]", after, NULL);
  /* Room for the whole line from the start, so that no half of it stays behind in freed memory. */
  char *line = g_malloc (length + 1);

  dialogue->ends_sign_in = FALSE;
  g_snprintf (line, length + 1, "%s%s%s\r\n", before, secret, after);
  lp_channel_begin (dialogue->channel, dialogue->reply_ms);
  gboolean is_sent = lp_channel_write (dialogue->channel, line, length, shown, error);
  lp_credentials_wipe (line, length);
  g_free (line);
  return is_sent;
}

const char *
lp_dialogue_get_capability (LpDialogue *dialogue, const char *name)
{
  gsize length = strlen (name);

  for (char **line = dialogue->outcome->capabilities; line != NULL && *line != NULL; line++) {
    if (g_ascii_strncasecmp (*line, name, length) != 0)
      continue;
    if ((*line)[length] == '\0')
      return "";
    if ((*line)[length] == ' ')
      return *line + length + 1;
  }
  return NULL;
}

gboolean
lp_dialogue_has_capability (LpDialogue *dialogue, const char *name)
{
  return lp_dialogue_get_capability (dialogue, name) != NULL;
}

gboolean
lp_dialogue_is_dismissed (LpDialogue *dialogue)
{
  g_autofree char *unread = lp_channel_dup_unread (dialogue->channel);

  if (dialogue->protocol->id != LP_PROTOCOL_IMAP)
    return *unread != '\0';
  return g_ascii_strncasecmp (unread, "* BYE", 5) == 0 || strstr (unread, "\n* BYE") != NULL;
}

void
lp_dialogue_forget (LpDialogue *dialogue)
{
  g_clear_pointer (&dialogue->outcome->capabilities, g_strfreev);
  g_clear_pointer (&dialogue->outcome->mechanisms, g_strfreev);
  g_clear_pointer (&dialogue->alert, g_free);
  g_ptr_array_set_size (dialogue->folders, 0);
  dialogue->outcome->messages = -1;
  dialogue->outcome->mailbox_full = FALSE;
  dialogue->outcome->size_limit = 0;
}
