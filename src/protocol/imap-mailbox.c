/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IMAP's proof: the inbox opened read-only, so that nothing changes, its messages counted, and the
 * folders with a task (RFC 6154). The inbox is opened in the flight of the sign-in's last line; the
 * list goes along where it is known already, else in the next flight. */

#include "protocol/imap-private.h"
#include "protocol/response.h"

#include <string.h>

#define LIST_MS 5000
#define RIDERS_MS 3000

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
  guint tag = lp_imap_take_tag (dialogue);
  guint examine_tag = lp_imap_take_tag (dialogue);

  return lp_dialogue_send (dialogue, error,
                           "A%u ID (\"name\" \"Letterplate\")\r\n"
                           "A%u EXAMINE INBOX",
                           tag, examine_tag)
         && read_examine (dialogue, tag, result, error)
         && read_examine (dialogue, examine_tag, result, error);
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
  if (!lp_imap_read_result (dialogue, tag, &result, NULL))
    g_clear_pointer (&dialogue->outcome->server_text, g_free);
  return !g_cancellable_set_error_if_cancelled (dialogue->cancellable, error);
}

/* Adds a command to a flight; returns its tag. */
static guint
add_command (GString *flight, guint tag, const char *command)
{
  g_string_append_printf (flight, "%sA%u %s", flight->len > 0 ? "\r\n" : "", tag, command);
  return tag;
}

char *
lp_imap_dup_riders (LpDialogue *dialogue)
{
  const char *list = get_list_command (dialogue);
  GString *flight = g_string_new (NULL);

  add_command (flight, dialogue->tag + 1, "EXAMINE INBOX");
  if (list != NULL)
    add_command (flight, dialogue->tag + 2, list);
  dialogue->riders = list != NULL ? 2 : 1;
  return g_string_free (flight, FALSE);
}

/* What went with the sign-in. Some proxies between lose what comes before their own server has
 * accepted the sign-in: after a while without an answer it is said again. */
static gboolean
read_riders (LpDialogue *dialogue, LpImapResponse *result, gboolean *has_list, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint riders = dialogue->riders;

  *has_list = FALSE;
  if (riders == 0)
    return TRUE;
  lp_channel_begin (dialogue->channel, MIN (RIDERS_MS, dialogue->reply_ms));
  if (read_examine (dialogue, dialogue->tag + 1, result, &failure)) {
    dialogue->tag += riders;
    dialogue->riders = 0;
    *has_list = riders > 1;
    return riders < 2 || read_list (dialogue, dialogue->tag, error);
  }
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
ask_rest (LpDialogue *dialogue, gboolean has_list, LpImapResponse *result, GError **error)
{
  gboolean knows = dialogue->outcome->capabilities != NULL;
  const char *list = knows && !has_list ? get_list_command (dialogue) : NULL;
  g_autoptr (GString) flight = g_string_new (NULL);
  g_auto (LpImapResponse) capabilities = { 0 };
  guint ask_tag = 0, examine_tag = 0, list_tag = 0;

  if (!knows)
    ask_tag = add_command (flight, lp_imap_take_tag (dialogue), "CAPABILITY");
  if (result->word == NULL)
    examine_tag = add_command (flight, lp_imap_take_tag (dialogue), "EXAMINE INBOX");
  if (list != NULL)
    list_tag = add_command (flight, lp_imap_take_tag (dialogue), list);
  if (flight->len == 0)
    return TRUE;
  return lp_dialogue_send (dialogue, error, "%s", flight->str)
         && (ask_tag == 0 || read_examine (dialogue, ask_tag, &capabilities, error))
         && (examine_tag == 0 || read_examine (dialogue, examine_tag, result, error))
         && (list_tag == 0 || read_list (dialogue, list_tag, error));
}

/* The list that could not go with the first flight because nobody knew whether the server has it.
 */
static gboolean
list_later (LpDialogue *dialogue, GError **error)
{
  const char *list = get_list_command (dialogue);

  if (list == NULL || dialogue->folders->len > 0)
    return TRUE;
  return lp_dialogue_send (dialogue, error, "A%u %s", lp_imap_take_tag (dialogue), list)
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
  gboolean has_list = FALSE;

  if (!read_riders (dialogue, &result, &has_list, error)
      || !ask_rest (dialogue, has_list, &result, error))
    return FALSE;
  if (g_strcmp0 (result.word, "OK") != 0 && lp_dialogue_has_capability (dialogue, "ID")
      && !examine_with_id (dialogue, &result, error))
    return FALSE;
  if (g_strcmp0 (result.word, "OK") != 0) {
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
