/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POP3's proof: STAT opens the mailbox (Gmail tells only here that POP is off), UIDL and EXPIRE
 * tell whether mail can be left on the server and found again. UIDL is asked for one message: the
 * whole list may have megabytes. */

#include "protocol/pop3-private.h"
#include "protocol/response.h"

#include <string.h>

static gboolean
refuse_mailbox (LpDialogue *dialogue, const LpPop3Reply *reply, GError **error)
{
  g_autofree char *words = lp_pop3_dup_words (reply);
  LpVerdict verdict = lp_response_judge (LP_PROTOCOL_POP3, LP_STAGE_MAILBOX, reply->code,
                                         LP_VERDICT_MAILBOX_REFUSED);

  return lp_dialogue_refuse (dialogue, verdict, words, error, "The mailbox could not be opened");
}

/* "+OK 12 34567" */
static gboolean
take_count (LpDialogue *dialogue, const LpPop3Reply *reply)
{
  guint64 count = 0;
  g_autofree char *word = g_strndup (reply->text, strcspn (reply->text, " "));

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT64, &count, NULL))
    return FALSE;
  dialogue->outcome->messages = count;
  return TRUE;
}

static gboolean
read_stat (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.kind != LP_POP3_OK)
    return refuse_mailbox (dialogue, &reply, error);
  return take_count (dialogue, &reply)
         || lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, reply.text, error,
                                "The server did not count the messages");
}

static gboolean
read_unique_id (LpDialogue *dialogue, LpTri *works, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.kind == LP_POP3_OK)
    *works = LP_TRI_TRUE;
  else if (dialogue->outcome->messages > 0)
    *works = LP_TRI_FALSE;
  return TRUE;
}

#define TOGETHER "STAT\r\nUIDL 1\r\nCAPA"
static const char *const questions[] = { "STAT", "UIDL 1", "CAPA" };

char *
lp_pop3_dup_riders (LpDialogue *dialogue)
{
  if (!lp_dialogue_has_capability (dialogue, "PIPELINING"))
    return NULL;
  dialogue->riders = G_N_ELEMENTS (questions);
  return g_strdup (TOGETHER);
}

gboolean
lp_pop3_skip_riders (LpDialogue *dialogue, GError **error)
{
  if (dialogue->riders == 0)
    return TRUE;
  dialogue->riders = 0;
  for (guint i = 0; i + 1 < G_N_ELEMENTS (questions); i++) {
    g_auto (LpPop3Reply) reply = { 0 };
    if (!lp_pop3_read_reply (dialogue, &reply, error))
      return FALSE;
  }
  return lp_pop3_read_capabilities (dialogue, error);
}

/* Asks all at once where the server takes that, unless it was asked with the sign-in's last line. */
static gboolean
ask_together (LpDialogue *dialogue, GError **error)
{
  if (dialogue->riders == 0)
    return lp_dialogue_send (dialogue, error, TOGETHER);
  dialogue->riders = 0;
  lp_channel_begin (dialogue->channel, dialogue->reply_ms);
  return TRUE;
}

static gboolean
ask_all (LpDialogue *dialogue, LpTri *unique_ids, GError **error)
{
  gboolean together = lp_dialogue_has_capability (dialogue, "PIPELINING");
  gsize count = dialogue->has_capabilities ? 3 : 2;

  if (together && !ask_together (dialogue, error))
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    if (!together && !lp_dialogue_send (dialogue, error, "%s", questions[i]))
      return FALSE;
    gboolean is_read = i == 0   ? read_stat (dialogue, error)
                       : i == 1 ? read_unique_id (dialogue, unique_ids, error)
                                : lp_pop3_read_capabilities (dialogue, error);
    if (!is_read)
      return FALSE;
  }
  return TRUE;
}

static void
conclude (LpDialogue *dialogue, LpTri unique_ids)
{
  LpOutcome *outcome = dialogue->outcome;
  const char *expire = lp_dialogue_get_capability (dialogue, "EXPIRE");
  const char *delay = lp_dialogue_get_capability (dialogue, "LOGIN-DELAY");
  guint64 seconds = 0;

  if (unique_ids == LP_TRI_UNKNOWN && lp_dialogue_has_capability (dialogue, "UIDL"))
    unique_ids = LP_TRI_TRUE;
  outcome->expire_days = expire != NULL ? lp_pop3_parse_expire (expire) : -1;
  /* EXPIRE 0: what was fetched is gone (RFC 2449 §6.7). */
  outcome->leave_works = outcome->expire_days == 0 ? LP_TRI_FALSE : unique_ids;

  g_autofree char *word
      = g_strndup (delay != NULL ? delay : "", delay != NULL ? strcspn (delay, " ") : 0);
  if (g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT, &seconds, NULL))
    outcome->login_delay = seconds;
}

gboolean
lp_pop3_prove (LpDialogue *dialogue, GError **error)
{
  LpTri unique_ids = LP_TRI_UNKNOWN;

  if (!ask_all (dialogue, &unique_ids, error))
    return FALSE;
  conclude (dialogue, unique_ids);
  lp_dialogue_set_detail (dialogue, "%" G_GINT64_FORMAT " messages", dialogue->outcome->messages);
  return TRUE;
}
