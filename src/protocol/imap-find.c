/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message found again by its Message-ID (RFC 9051 §6.4.4), in the inbox or among the junk, and taken away on wish:
 * by its UID, so that nothing else goes (RFC 4315).
 *
 *     EXAMINE or SELECT · UID SEARCH HEADER · UID FETCH of one header field · UID STORE · UID EXPUNGE
 */

#include "protocol/header.h"
#include "protocol/imap-private.h"

#include <string.h>

#define RESULTS "Authentication-Results"

typedef struct {
  guint64 uid;  /* 0: not there */
  char *header; /* (nullable) */
} Hit;

static void
hit_clear (Hit *hit)
{
  g_free (hit->header);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hit, hit_clear)

/* The header came as a literal, which is a quoted string by now. Some servers quote the fields'
 * names too, in the brackets before it. */
static char *
dup_quoted (const char *text)
{
  const char *section = strchr (text, ']');
  const char *start = strchr (section != NULL ? section : text, '"');
  GString *value;

  if (start == NULL)
    return NULL;
  value = g_string_new (NULL);
  for (const char *c = start + 1; *c != '\0' && *c != '"'; c++) {
    if (*c == '\\' && c[1] != '\0')
      c++;
    g_string_append_c (value, *c);
  }
  return g_string_free (value, FALSE);
}

static void
take (Hit *hit, const LpImapResponse *response)
{
  if (response->kind != LP_IMAP_DATA)
    return;
  if (strcmp (response->word, "SEARCH") == 0 && hit->uid == 0) {
    hit->uid = g_ascii_strtoull (response->text, NULL, 10);
  } else if (strcmp (response->word, "FETCH") == 0 && hit->header == NULL) {
    hit->header = dup_quoted (response->text);
  }
}

/* One command with all of its responses. */
static gboolean
ask (LpDialogue *dialogue, Hit *hit, const char *command, GError **error)
{
  g_autofree char *tag = g_strdup_printf ("A%u", lp_imap_take_tag (dialogue));

  if (!lp_dialogue_send (dialogue, error, "%s %s", tag, command))
    return FALSE;
  for (;;) {
    g_auto (LpImapResponse) response = { 0 };

    if (!lp_imap_read_response (dialogue, &response, error))
      return FALSE;
    if (response.kind == LP_IMAP_TAGGED && g_ascii_strcasecmp (response.tag, tag) == 0) {
      g_autofree char *words = lp_imap_dup_words (&response);
      return strcmp (response.word, "OK") == 0
             || lp_dialogue_refuse (dialogue, LP_VERDICT_MAILBOX_REFUSED, words, error,
                                    "The server did not look for the message");
    }
    take (hit, &response);
  }
}

static gboolean
open_folder (LpDialogue *dialogue, const char *folder, GError **error)
{
  g_auto (Hit) nothing = { 0 };
  g_autofree char *quoted = lp_imap_quote (folder);
  g_autofree char *command
      = g_strdup_printf ("%s %s", dialogue->search->remove ? "SELECT" : "EXAMINE", quoted);

  return ask (dialogue, &nothing, command, error);
}

/* There are servers whose search finds everything; what is not ours must never be taken away. */
static gboolean
is_ours (const Hit *hit, const char *message_id)
{
  g_autofree char *id = hit->header != NULL ? lp_header_get (hit->header, "Message-ID") : NULL;

  return g_strcmp0 (id, message_id) == 0;
}

static gboolean
look_at (LpDialogue *dialogue, Hit *hit, GError **error)
{
  g_autofree char *id = lp_imap_quote (dialogue->search->message_id);
  g_autofree char *search = g_strdup_printf ("UID SEARCH HEADER Message-ID %s", id);

  if (!ask (dialogue, hit, search, error))
    return FALSE;
  if (hit->uid == 0)
    return TRUE;
  g_autofree char *fetch = g_strdup_printf ("UID FETCH %" G_GUINT64_FORMAT
                                            " (BODY.PEEK[HEADER.FIELDS (Message-ID " RESULTS ")])",
                                            hit->uid);
  if (!ask (dialogue, hit, fetch, error))
    return FALSE;
  if (!is_ours (hit, dialogue->search->message_id))
    hit->uid = 0;
  return TRUE;
}

/* Without UIDPLUS the message is only marked: EXPUNGE alone would take everything that is marked. */
static gboolean
take_away (LpDialogue *dialogue, guint64 uid, GError **error)
{
  g_auto (Hit) nothing = { 0 };
  g_autofree char *store
      = g_strdup_printf ("UID STORE %" G_GUINT64_FORMAT " +FLAGS.SILENT (\\Deleted)", uid);
  g_autofree char *expunge = g_strdup_printf ("UID EXPUNGE %" G_GUINT64_FORMAT, uid);

  if (!ask (dialogue, &nothing, store, error))
    return FALSE;
  if (!lp_dialogue_has_capability (dialogue, "UIDPLUS"))
    return TRUE;
  dialogue->search->removed = ask (dialogue, &nothing, expunge, error);
  return dialogue->search->removed;
}

static gboolean
find_in (LpDialogue *dialogue, const char *folder, GError **error)
{
  LpSearch *search = dialogue->search;
  g_auto (Hit) hit = { 0 };

  if (!open_folder (dialogue, folder, error) || !look_at (dialogue, &hit, error))
    return FALSE;
  if (hit.uid == 0)
    return TRUE;
  g_autofree char *results = hit.header != NULL ? lp_header_get (hit.header, RESULTS) : NULL;
  search->found = TRUE;
  search->folder = g_strdup (folder);
  search->authentication_results
      = results != NULL ? lp_channel_scrub (dialogue->channel, results) : NULL;
  return !search->remove || take_away (dialogue, hit.uid, error);
}

gboolean
lp_imap_find (LpDialogue *dialogue, GError **error)
{
  const LpSearch *search = dialogue->search;
  g_auto (Hit) nothing = { 0 };

  if (dialogue->outcome->capabilities == NULL && !ask (dialogue, &nothing, "CAPABILITY", error))
    return FALSE;
  if (!find_in (dialogue, "INBOX", error))
    return FALSE;
  /* The name of a folder beyond ASCII would have to go in modified UTF-7. */
  return search->found || search->junk == NULL || !g_str_is_ascii (search->junk)
         || find_in (dialogue, search->junk, error);
}
