/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IMAP's proof: the inbox opened read-only, so that nothing changes, its messages counted, and the
 * folders with a task (RFC 6154). All in one flight where the capabilities are known. */

#include "protocol/imap-private.h"
#include "protocol/response.h"

#include <string.h>

#define LIST_MS 5000

static gboolean
read_examine (LpDialogue *dialogue, guint tag, LpImapResponse *result, GError **error)
{
  lp_imap_response_clear (result);
  if (!lp_imap_read_result (dialogue, tag, result, error))
    return FALSE;
  return result->kind == LP_IMAP_TAGGED
         || lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, result->text, error,
                                "The server asks for more where nothing is missing");
}

/* 163.com and its kin open a mailbox only for programs that gave their name (RFC 2971). */
static gboolean
examine_with_id (LpDialogue *dialogue, LpImapResponse *result, GError **error)
{
  guint tag = dialogue->tag;

  dialogue->tag += 2;
  return lp_dialogue_send (dialogue, error,
                           "A%u ID (\"name\" \"Letterplate\")\r\n"
                           "A%u EXAMINE INBOX",
                           tag + 1, tag + 2)
         && read_examine (dialogue, tag + 1, result, error)
         && read_examine (dialogue, tag + 2, result, error);
}

/* Without LIST-EXTENDED a server tells tasks in a plain LIST, if at all; one level of it is enough
 * and not too long. */
static const char *
get_list_command (LpDialogue *dialogue)
{
  if (!lp_dialogue_has_capability (dialogue, "SPECIAL-USE"))
    return NULL;
  return lp_dialogue_has_capability (dialogue, "LIST-EXTENDED") ? "LIST (SPECIAL-USE) \"\" \"*\""
                                                                : "LIST \"\" \"%\"";
}

/* A server that refuses the list, or has none to give in time, has shown the inbox all the same. */
static gboolean
read_list (LpDialogue *dialogue, guint tag, GError **error)
{
  g_auto (LpImapResponse) result = { 0 };

  lp_channel_begin (dialogue->channel, MIN (LIST_MS, dialogue->reply_ms));
  lp_imap_read_result (dialogue, tag, &result, NULL);
  return !g_cancellable_set_error_if_cancelled (dialogue->cancellable, error);
}

static gboolean
examine (LpDialogue *dialogue, LpImapResponse *result, GError **error)
{
  gboolean knows = dialogue->outcome->capabilities != NULL;
  const char *list = knows ? get_list_command (dialogue) : NULL;
  guint tag = ++dialogue->tag;
  g_autoptr (GString) flight = g_string_new (NULL);

  if (!knows)
    g_string_append_printf (flight, "A%u CAPABILITY\r\n", dialogue->tag++);
  guint examine_tag = dialogue->tag;
  g_string_append_printf (flight, "A%u EXAMINE INBOX", examine_tag);
  if (list != NULL)
    g_string_append_printf (flight, "\r\nA%u %s", ++dialogue->tag, list);
  if (!lp_dialogue_send (dialogue, error, "%s", flight->str))
    return FALSE;
  if (!knows && !read_examine (dialogue, tag, result, error))
    return FALSE;
  if (!read_examine (dialogue, examine_tag, result, error))
    return FALSE;
  return list == NULL || read_list (dialogue, dialogue->tag, error);
}

/* The list that could not go with the first flight because nobody knew whether the server has it.
 */
static gboolean
list_later (LpDialogue *dialogue, GError **error)
{
  const char *list = get_list_command (dialogue);

  if (list == NULL || dialogue->folders->len > 0)
    return TRUE;
  return lp_dialogue_send (dialogue, error, "A%u %s", ++dialogue->tag, list)
         && read_list (dialogue, dialogue->tag, error);
}

static void
keep_folders (LpDialogue *dialogue)
{
  if (dialogue->folders->len == 0)
    return;
  g_ptr_array_add (dialogue->folders, NULL);
  g_strfreev (dialogue->outcome->special_folders);
  dialogue->outcome->special_folders = g_strdupv ((char **)dialogue->folders->pdata);
  g_ptr_array_set_size (dialogue->folders, 0);
}

gboolean
lp_imap_prove (LpDialogue *dialogue, GError **error)
{
  g_auto (LpImapResponse) result = { 0 };
  gboolean knew = dialogue->outcome->capabilities != NULL;

  if (!examine (dialogue, &result, error))
    return FALSE;
  if (strcmp (result.word, "OK") != 0 && lp_dialogue_has_capability (dialogue, "ID")
      && !examine_with_id (dialogue, &result, error))
    return FALSE;
  if (strcmp (result.word, "OK") != 0) {
    g_autofree char *words = lp_imap_dup_words (&result);
    LpVerdict verdict = lp_response_judge (LP_PROTOCOL_IMAP, LP_STAGE_MAILBOX, result.code,
                                           LP_VERDICT_MAILBOX_REFUSED);
    return lp_dialogue_refuse (dialogue, verdict, words, error, "The inbox could not be opened");
  }
  if (!knew && !list_later (dialogue, error))
    return FALSE;
  keep_folders (dialogue);
  lp_dialogue_set_detail (dialogue, "%" G_GINT64_FORMAT " messages", dialogue->outcome->messages);
  return TRUE;
}
