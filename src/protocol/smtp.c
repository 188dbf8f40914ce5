/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Submission (RFC 5321, 6409): greeting, EHLO, STARTTLS (RFC 3207) and AUTH (RFC 4954). */

#include "protocol/response.h"
#include "protocol/smtp-private.h"

#include <string.h>

/* RFC 4954 §4: an initial response must fit the command line of RFC 5321 §4.5.3.1.4; a longer one
 * waits for 334. */
#define LONGEST_COMMAND 510

gboolean
lp_smtp_read_reply (LpDialogue *dialogue, LpSmtpReply *reply, GError **error)
{
  gboolean is_last = FALSE;

  *reply = (LpSmtpReply){ 0 };
  while (!is_last) {
    g_autofree char *line = lp_channel_read_line (dialogue->channel, error);
    if (line == NULL)
      return FALSE;
    if (!lp_smtp_reply_add (reply, line, &is_last))
      return lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, line, error,
                                 "The server sent what is no reply of SMTP");
  }
  if (reply->code != 421)
    return TRUE;
  g_autofree char *words = lp_smtp_reply_dup_words (reply);
  return lp_dialogue_refuse (dialogue, LP_VERDICT_SERVER_UNAVAILABLE, words, error,
                             "The server ends the conversation");
}

static gboolean
greet (LpDialogue *dialogue, GError **error)
{
  g_auto (LpSmtpReply) greeting = { 0 };

  if (!lp_smtp_read_reply (dialogue, &greeting, error))
    return FALSE;
  if (greeting.code == 220)
    return TRUE;
  g_autofree char *words = lp_smtp_reply_dup_words (&greeting);
  return lp_dialogue_refuse (dialogue,
                             greeting.code / 100 == 4 ? LP_VERDICT_SERVER_UNAVAILABLE
                                                      : LP_VERDICT_GREETING_REFUSED,
                             words, error, "The server refused the connection");
}

/* Our address as a literal (RFC 5321 §4.1.3): a desktop's own name is rarely one that a server
 * accepts. */
static char *
dup_own_name (LpDialogue *dialogue)
{
  g_autoptr (GInetAddress) local = lp_channel_dup_local (dialogue->channel);
  g_autofree char *text = local != NULL ? g_inet_address_to_string (local) : g_strdup ("127.0.0.1");

  if (local == NULL || g_inet_address_get_family (local) == G_SOCKET_FAMILY_IPV4)
    return g_strdup_printf ("[%s]", text);
  text[strcspn (text, "%")] = '\0'; /* a scope is ours alone */
  return g_strdup_printf ("[IPv6:%s]", text);
}

static void
take_capabilities (LpDialogue *dialogue, const LpSmtpReply *reply)
{
  LpOutcome *outcome = dialogue->outcome;

  lp_dialogue_forget (dialogue);
  outcome->capabilities = lp_smtp_reply_list_capabilities (reply);
  const char *auth = lp_dialogue_get_capability (dialogue, "AUTH");
  g_autofree char *upper = g_ascii_strup (auth != NULL ? auth : "", -1);
  g_auto (GStrv) words = g_strsplit (upper, " ", -1);
  g_autoptr (GStrvBuilder) mechanisms = g_strv_builder_new ();
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0') /* Dovecot: "AUTH" alone means none for now */
      g_strv_builder_add (mechanisms, *word);
  outcome->mechanisms = g_strv_builder_end (mechanisms);

  const char *size = lp_dialogue_get_capability (dialogue, "SIZE");
  if (size != NULL)
    g_ascii_string_to_unsigned (size, 10, 0, G_MAXUINT64, &outcome->size_limit, NULL);
}

static gboolean
refuse_hello (LpDialogue *dialogue, const LpSmtpReply *reply, GError **error)
{
  g_autofree char *words = lp_smtp_reply_dup_words (reply);

  /* 5xx to both: FTP greets with 220 as well, and knows neither. */
  return lp_dialogue_refuse (dialogue,
                             reply->code / 100 == 4 ? LP_VERDICT_SERVER_UNAVAILABLE
                             : reply->code <= 502   ? LP_VERDICT_NOT_THIS_PROTOCOL
                                                    : LP_VERDICT_GREETING_REFUSED,
                             words, error, "The server refused our greeting");
}

static gboolean
ask (LpDialogue *dialogue, GError **error)
{
  g_auto (LpSmtpReply) extended = { 0 };
  g_auto (LpSmtpReply) plain = { 0 };
  g_autofree char *name = dup_own_name (dialogue);

  if (!lp_dialogue_send (dialogue, error, "EHLO %s", name)
      || !lp_smtp_read_reply (dialogue, &extended, error))
    return FALSE;
  if (extended.code == 250) {
    take_capabilities (dialogue, &extended);
    return TRUE;
  }
  /* RFC 5321 §3.2: a server that does not know EHLO knows HELO, and offers nothing. */
  if (!lp_dialogue_send (dialogue, error, "HELO %s", name)
      || !lp_smtp_read_reply (dialogue, &plain, error))
    return FALSE;
  if (plain.code != 250)
    return refuse_hello (dialogue, &plain, error);
  take_capabilities (dialogue, &plain);
  return TRUE;
}

static gboolean
ask_for_tls (LpDialogue *dialogue, GError **error)
{
  g_auto (LpSmtpReply) reply = { 0 };

  if (!lp_dialogue_has_capability (dialogue, "STARTTLS"))
    return lp_dialogue_refuse (dialogue, LP_VERDICT_STARTTLS_MISSING, NULL, error,
                               "The server does not offer STARTTLS");
  if (!lp_dialogue_send (dialogue, error, "STARTTLS")
      || !lp_smtp_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.code == 220)
    return TRUE;
  g_autofree char *words = lp_smtp_reply_dup_words (&reply);
  return lp_dialogue_refuse (dialogue, LP_VERDICT_STARTTLS_MISSING, words, error,
                             "The server refused STARTTLS");
}

static const char *
get_command (LpDialogue *dialogue)
{
  return NULL;
}

static gsize
get_initial_limit (LpDialogue *dialogue, const char *mechanism)
{
  return LONGEST_COMMAND - strlen ("AUTH  ") - strlen (mechanism);
}

static char *
dup_sasl_command (LpDialogue *dialogue, const char *mechanism, GError **error)
{
  return g_strconcat ("AUTH ", mechanism, NULL);
}

static gboolean
read_answer (LpDialogue *dialogue, LpAnswer *answer, GError **error)
{
  g_auto (LpSmtpReply) reply = { 0 };

  if (!lp_smtp_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.code == 334) {
    answer->kind = LP_ANSWER_CONTINUE;
    answer->challenge = g_strdup (reply.lines->pdata[0]);
    return TRUE;
  }
  answer->kind = reply.code / 100 == 2 ? LP_ANSWER_OK : LP_ANSWER_NO;
  answer->code = lp_smtp_reply_dup_code (&reply);
  answer->words = lp_smtp_reply_dup_words (&reply);
  return TRUE;
}

static void
say_goodbye (LpDialogue *dialogue)
{
  lp_dialogue_send (dialogue, NULL, "QUIT");
}

const LpProtocol lp_smtp_protocol = {
  .id = LP_PROTOCOL_SMTP,
  .service = "smtp",
  .line_limit = LP_LINE_OCTETS,
  .greet = greet,
  .ask = ask,
  .ask_for_tls = ask_for_tls,
  .get_command = get_command,
  .get_initial_limit = get_initial_limit,
  .dup_sasl_command = dup_sasl_command,
  .read_answer = read_answer,
  .prove = lp_smtp_prove,
  .say_goodbye = say_goodbye,
};
