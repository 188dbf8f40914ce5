/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message found again by its Message-ID among the newest of a POP3 mailbox, and taken away on wish. The mailbox is
 * shown as it was at the sign-in, and what is deleted goes with QUIT (RFC 1939 §6): so each look ends the conversation.
 *
 *     STAT · TOP n 0 … · DELE n · QUIT
 */

#include "protocol/header.h"
#include "protocol/pop3-private.h"

#include <string.h>

#define MOST_MESSAGES 30
#define MOST_LINES 2000

static gboolean
ask (LpDialogue *dialogue, LpPop3Reply *reply, GError **error, const char *command, guint64 number)
{
  gboolean is_sent
      = number > 0 ? lp_dialogue_send (dialogue, error, "%s %" G_GUINT64_FORMAT, command, number)
                   : lp_dialogue_send (dialogue, error, "%s", command);

  return is_sent && lp_pop3_read_reply (dialogue, reply, error);
}

static gboolean
refuse (LpDialogue *dialogue, const LpPop3Reply *reply, GError **error)
{
  g_autofree char *words = lp_pop3_dup_words (reply);

  return lp_dialogue_refuse (dialogue, LP_VERDICT_MAILBOX_REFUSED, words, error,
                             "The server did not look for the message");
}

/* The header of a message, all of it read up to the dot. */
static char *
read_header (LpDialogue *dialogue, GError **error)
{
  g_autoptr (GString) header = g_string_new (NULL);

  for (guint i = 0; i < MOST_LINES; i++) {
    g_autofree char *line = lp_channel_read_line (dialogue->channel, error);
    if (line == NULL)
      return NULL;
    if (strcmp (line, ".") == 0)
      return g_string_free (g_steal_pointer (&header), FALSE);
    g_string_append_printf (header, "%s\n", line);
  }
  lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, NULL, error, "A header without end");
  return NULL;
}

static gboolean
take (LpDialogue *dialogue, const char *header, guint64 number, GError **error)
{
  LpSearch *search = dialogue->search;
  g_autofree char *results = lp_header_get (header, "Authentication-Results");
  g_auto (LpPop3Reply) reply = { 0 };

  search->found = TRUE;
  search->authentication_results
      = results != NULL ? lp_channel_scrub (dialogue->channel, results) : NULL;
  if (!search->remove)
    return TRUE;
  if (!ask (dialogue, &reply, error, "DELE", number))
    return FALSE;
  return reply.kind == LP_POP3_OK || refuse (dialogue, &reply, error);
}

static gboolean
look_at (LpDialogue *dialogue, guint64 number, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!lp_dialogue_send (dialogue, error, "TOP %" G_GUINT64_FORMAT " 0", number)
      || !lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.kind != LP_POP3_OK)
    return refuse (dialogue, &reply, error);
  g_autofree char *header = read_header (dialogue, error);
  if (header == NULL)
    return FALSE;
  g_autofree char *id = lp_header_get (header, "Message-ID");
  return g_strcmp0 (id, dialogue->search->message_id) != 0
         || take (dialogue, header, number, error);
}

static gboolean
look_through (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!ask (dialogue, &reply, error, "STAT", 0))
    return FALSE;
  if (reply.kind != LP_POP3_OK)
    return refuse (dialogue, &reply, error);
  guint64 count = g_ascii_strtoull (reply.text, NULL, 10);
  guint64 last = count > MOST_MESSAGES ? count - MOST_MESSAGES : 0;
  for (guint64 number = count; number > last && !dialogue->search->found; number--)
    if (!look_at (dialogue, number, error))
      return FALSE;
  return TRUE;
}

gboolean
lp_pop3_find (LpDialogue *dialogue, GError **error)
{
  LpSearch *search = dialogue->search;
  g_auto (LpPop3Reply) goodbye = { 0 };

  if (!look_through (dialogue, error) || !ask (dialogue, &goodbye, error, "QUIT", 0))
    return FALSE;
  search->removed = search->found && search->remove && goodbye.kind == LP_POP3_OK;
  return TRUE;
}
