/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message submitted (RFC 5321 §3.3), to all of its recipients or to none: half a delivery is
 * one that nobody remembers.
 *
 *     MAIL FROM · RCPT TO … (in flights, with PIPELINING) · DATA · the message · .
 */

#include "protocol/response.h"
#include "protocol/smtp-private.h"

#include <string.h>

/* Their answers fit into any socket's buffer, so that neither side waits for the other. */
#define FLIGHT 50
#define PIECE_OCTETS (64 * 1024)
/* RFC 5321 §4.5.3.2.5 and .6: three minutes for a block of the message, ten for the answer to it. */
#define PIECE_MS (3 * 60 * 1000)
#define END_MS (10 * 60 * 1000)

static gboolean
is_ascii (GBytes *message)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (message, &length);

  for (gsize i = 0; i < length; i++)
    if (data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static gboolean
needs_utf8 (const LpSubmission *submission)
{
  gboolean needs = submission->sender != NULL && !g_str_is_ascii (submission->sender->local);

  for (guint i = 0; i < submission->recipients->len; i++)
    needs |= !g_str_is_ascii (((LpAddress *)submission->recipients->pdata[i])->local);
  return needs;
}

static gboolean
refuse (LpDialogue *dialogue, const LpSmtpReply *reply, const char *detail, GError **error)
{
  g_autofree char *code = lp_smtp_reply_dup_code (reply);
  g_autofree char *words = lp_smtp_reply_dup_words (reply);
  LpVerdict otherwise
      = reply->code / 100 == 4 ? LP_VERDICT_SERVER_UNAVAILABLE : LP_VERDICT_SENDER_REFUSED;

  return lp_dialogue_refuse (dialogue,
                             lp_response_judge (LP_PROTOCOL_SMTP, LP_STAGE_SENDER, code, otherwise),
                             words, error, detail);
}

/* What the server cannot take at all, before anything is said. */
static gboolean
check_limits (LpDialogue *dialogue, GError **error)
{
  const LpSubmission *submission = dialogue->submission;
  guint64 limit = dialogue->outcome->size_limit;
  gsize size = g_bytes_get_size (submission->message);

  if (limit > 0 && size > limit) {
    g_autofree char *detail
        = g_strdup_printf ("The message has %" G_GSIZE_FORMAT " octets, the server takes "
                           "%" G_GUINT64_FORMAT,
                           size, limit);
    return lp_dialogue_refuse (dialogue, LP_VERDICT_SENDER_REFUSED, NULL, error, detail);
  }
  if (needs_utf8 (submission) && !lp_dialogue_has_capability (dialogue, "SMTPUTF8"))
    return lp_dialogue_refuse (
        dialogue, LP_VERDICT_SENDER_REFUSED, NULL, error,
        "The server does not take addresses with letters beyond ASCII (no SMTPUTF8)");
  return TRUE;
}

static char *
dup_mail_command (LpDialogue *dialogue)
{
  const LpSubmission *submission = dialogue->submission;
  g_autofree char *sender
      = submission->sender != NULL ? lp_address_to_ascii (submission->sender) : g_strdup ("");
  g_autoptr (GString) command = g_string_new (NULL);

  g_string_printf (command, "MAIL FROM:<%s>", sender);
  if (lp_dialogue_has_capability (dialogue, "SIZE"))
    g_string_append_printf (command, " SIZE=%" G_GSIZE_FORMAT,
                            g_bytes_get_size (submission->message));
  if (!is_ascii (submission->message) && lp_dialogue_has_capability (dialogue, "8BITMIME"))
    g_string_append (command, " BODY=8BITMIME");
  if (needs_utf8 (submission))
    g_string_append (command, " SMTPUTF8");
  if (lp_dialogue_has_capability (dialogue, "DSN") && submission->wants_headers)
    g_string_append (command, " RET=HDRS");
  return g_string_free (g_steal_pointer (&command), FALSE);
}

static gboolean
name_sender (LpDialogue *dialogue, GError **error)
{
  g_autofree char *command = dup_mail_command (dialogue);
  g_auto (LpSmtpReply) reply = { 0 };

  if (!lp_dialogue_send (dialogue, error, "%s", command)
      || !lp_smtp_read_reply (dialogue, &reply, error))
    return FALSE;
  return reply.code / 100 == 2
         || refuse (dialogue, &reply, "The sender's address was refused", error);
}

static char *
dup_recipient_commands (LpDialogue *dialogue, guint first, guint end)
{
  const LpSubmission *submission = dialogue->submission;
  gboolean has_notify = submission->notify != NULL && lp_dialogue_has_capability (dialogue, "DSN");
  g_autoptr (GString) commands = g_string_new (NULL);

  for (guint i = first; i < end; i++) {
    g_autofree char *recipient = lp_address_to_ascii (submission->recipients->pdata[i]);
    g_string_append_printf (commands, "%sRCPT TO:<%s>%s%s", i > first ? "\r\n" : "", recipient,
                            has_notify ? " NOTIFY=" : "", has_notify ? submission->notify : "");
  }
  return g_string_free (g_steal_pointer (&commands), FALSE);
}

/* Reads all answers of a flight; the first refusal decides. */
static gboolean
name_flight (LpDialogue *dialogue, guint first, guint end, GError **error)
{
  g_autofree char *commands = dup_recipient_commands (dialogue, first, end);
  g_autoptr (GError) refusal = NULL;

  if (!lp_dialogue_send (dialogue, error, "%s", commands))
    return FALSE;
  for (guint i = first; i < end; i++) {
    g_auto (LpSmtpReply) reply = { 0 };
    if (!lp_smtp_read_reply (dialogue, &reply, error))
      return FALSE;
    if (reply.code / 100 == 2 || refusal != NULL)
      continue;
    const LpAddress *recipient = dialogue->submission->recipients->pdata[i];
    g_autofree char *detail = g_strdup_printf ("The recipient %s was refused", recipient->text);
    refuse (dialogue, &reply, detail, &refusal);
  }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
name_recipients (LpDialogue *dialogue, GError **error)
{
  guint flight = lp_dialogue_has_capability (dialogue, "PIPELINING") ? FLIGHT : 1;
  guint count = dialogue->submission->recipients->len;

  for (guint first = 0; first < count; first += flight)
    if (!name_flight (dialogue, first, MIN (first + flight, count), error))
      return FALSE;
  return TRUE;
}

/* A dot that begins a line is doubled (RFC 5321 §4.5.2). A CR or LF by itself must not go out
 * (§2.3.8): some servers take it for a line's end, and so "CR . CR" for the end of the message. */
static GByteArray *
stuff (GBytes *message)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (message, &length);
  GByteArray *stuffed = g_byte_array_sized_new (length + 64);
  gboolean at_start = TRUE;

  for (gsize i = 0; i < length; i++) {
    gboolean is_bare_return = data[i] == '\r' && (i + 1 == length || data[i + 1] != '\n');
    if (at_start && data[i] == '.')
      g_byte_array_append (stuffed, (const guint8 *)".", 1);
    if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
      g_byte_array_append (stuffed, (const guint8 *)"\r", 1);
    g_byte_array_append (stuffed, is_bare_return ? (const guint8 *)" " : data + i, 1);
    at_start = data[i] == '\n';
  }
  if (!at_start)
    g_byte_array_append (stuffed, (const guint8 *)"\r\n", 2);
  g_byte_array_append (stuffed, (const guint8 *)".\r\n", 3);
  return stuffed;
}

static gboolean
send_message (LpDialogue *dialogue, GError **error)
{
  g_autoptr (GByteArray) stuffed = stuff (dialogue->submission->message);

  lp_channel_remark (dialogue->channel, "a message of %u octets", stuffed->len);
  for (gsize sent = 0; sent < stuffed->len; sent += PIECE_OCTETS) {
    lp_channel_begin (dialogue->channel, PIECE_MS);
    if (!lp_channel_write (dialogue->channel, (const char *)stuffed->data + sent,
                           MIN (PIECE_OCTETS, stuffed->len - sent), "", error))
      return FALSE;
  }
  lp_channel_begin (dialogue->channel, END_MS);
  return TRUE;
}

static gboolean
hand_over (LpDialogue *dialogue, GError **error)
{
  g_auto (LpSmtpReply) go_ahead = { 0 };
  g_auto (LpSmtpReply) answer = { 0 };

  if (!lp_dialogue_send (dialogue, error, "DATA")
      || !lp_smtp_read_reply (dialogue, &go_ahead, error))
    return FALSE;
  if (go_ahead.code != 354)
    return refuse (dialogue, &go_ahead, "The server does not take the message", error);
  if (!send_message (dialogue, error) || !lp_smtp_read_reply (dialogue, &answer, error))
    return FALSE;
  return answer.code / 100 == 2 || refuse (dialogue, &answer, "The message was refused", error);
}

gboolean
lp_smtp_submit (LpDialogue *dialogue, GError **error)
{
  return check_limits (dialogue, error) && name_sender (dialogue, error)
         && name_recipients (dialogue, error) && hand_over (dialogue, error);
}
