/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POP3 (RFC 1939) with CAPA (2449), STLS (2595) and AUTH (5034). */

#include "protocol/pop3-private.h"
#include "protocol/response.h"

#include <string.h>

/* RFC 2449 §4: a command line has 255 octets with its CRLF; a longer initial response waits for
 * "+". */
#define LONGEST_COMMAND 253
#define MOST_CAPABILITIES 512

gboolean
lp_pop3_read_reply (LpDialogue *dialogue, LpPop3Reply *reply, GError **error)
{
  *reply = (LpPop3Reply){ 0 };
  g_autofree char *line = lp_channel_read_line (dialogue->channel, error);

  if (line == NULL)
    return FALSE;
  return lp_pop3_reply_parse (line, reply)
         || lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, line, error,
                                "The server sent what is no reply of POP3");
}

char *
lp_pop3_dup_words (const LpPop3Reply *reply)
{
  return g_strdup_printf ("%s %s", reply->kind == LP_POP3_OK ? "+OK" : "-ERR", reply->text);
}

static gboolean
greet (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) greeting = { 0 };

  if (!lp_pop3_read_reply (dialogue, &greeting, error))
    return FALSE;
  if (greeting.kind == LP_POP3_OK)
    return TRUE;
  g_autofree char *words = lp_pop3_dup_words (&greeting);
  LpVerdict verdict = lp_response_judge (LP_PROTOCOL_POP3, LP_STAGE_GREETING, greeting.code,
                                         LP_VERDICT_GREETING_REFUSED);
  return lp_dialogue_refuse (dialogue, verdict, words, error, "The server refused the connection");
}

static void
take_capability (const char *line, GPtrArray *capabilities)
{
  gsize length = strcspn (line, " ");
  g_autofree char *keyword = g_ascii_strup (line, length);

  if (capabilities->len < MOST_CAPABILITIES && length > 0)
    g_ptr_array_add (capabilities, g_strconcat (keyword, line + length, NULL));
}

static char **
list_mechanisms (LpDialogue *dialogue)
{
  const char *sasl = lp_dialogue_get_capability (dialogue, "SASL");
  g_autofree char *upper = g_ascii_strup (sasl != NULL ? sasl : "", -1);
  g_auto (GStrv) words = g_strsplit (upper, " ", -1);
  g_autoptr (GStrvBuilder) mechanisms = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_strv_builder_add (mechanisms, *word);
  return g_strv_builder_end (mechanisms);
}

gboolean
lp_pop3_read_capabilities (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };
  g_autoptr (GPtrArray) capabilities = g_ptr_array_new_with_free_func (g_free);
  LpOutcome *outcome = dialogue->outcome;

  if (!lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  while (reply.kind == LP_POP3_OK) {
    g_autofree char *line = lp_channel_read_line (dialogue->channel, error);
    if (line == NULL)
      return FALSE;
    if (strcmp (line, ".") == 0)
      break;
    take_capability (line, capabilities);
  }
  g_ptr_array_add (capabilities, NULL);
  g_strfreev (outcome->capabilities);
  outcome->capabilities = g_strdupv ((char **)capabilities->pdata);
  if (!dialogue->is_signed_in) {
    g_strfreev (outcome->mechanisms);
    outcome->mechanisms = list_mechanisms (dialogue);
    dialogue->has_capabilities = reply.kind == LP_POP3_OK;
  }
  return TRUE;
}

static gboolean
ask (LpDialogue *dialogue, GError **error)
{
  return lp_dialogue_send (dialogue, error, "CAPA") && lp_pop3_read_capabilities (dialogue, error);
}

/* RFC 2595 §4 lets STLS be given without asking for CAPA first. */
static gboolean
ask_for_tls (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!lp_dialogue_send (dialogue, error, "STLS") || !lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.kind == LP_POP3_OK)
    return TRUE;
  g_autofree char *words = lp_pop3_dup_words (&reply);
  return lp_dialogue_refuse (dialogue, LP_VERDICT_STARTTLS_MISSING, words, error,
                             "The server refused STLS");
}

/* Without CAPA there is nothing but USER; with it USER must be named (RFC 2449 §6.3). */
static const char *
get_command (LpDialogue *dialogue)
{
  return !dialogue->has_capabilities || lp_dialogue_has_capability (dialogue, "USER") ? "USER/PASS"
                                                                                      : NULL;
}

static gsize
get_initial_limit (LpDialogue *dialogue, const char *mechanism)
{
  return LONGEST_COMMAND - strlen ("AUTH  ") - strlen (mechanism);
}

static char *
dup_sasl_command (LpDialogue *dialogue, const char *mechanism, GError **error)
{
  return lp_pop3_skip_riders (dialogue, error) ? g_strconcat ("AUTH ", mechanism, NULL) : NULL;
}

static gboolean
read_answer (LpDialogue *dialogue, LpAnswer *answer, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };

  if (!lp_pop3_read_reply (dialogue, &reply, error))
    return FALSE;
  if (reply.kind == LP_POP3_CONTINUATION) {
    answer->kind = LP_ANSWER_CONTINUE;
    answer->challenge = g_steal_pointer (&reply.text);
    return TRUE;
  }
  answer->kind = reply.kind == LP_POP3_OK ? LP_ANSWER_OK : LP_ANSWER_NO;
  answer->words = lp_pop3_dup_words (&reply);
  answer->code = g_steal_pointer (&reply.code);
  return TRUE;
}

/* RFC 6856 §2: letters beyond ASCII in USER and PASS after the command UTF8, if that serves the
 * sign-in. */
static gboolean
prepare_letters (LpDialogue *dialogue, GError **error)
{
  g_auto (LpPop3Reply) reply = { 0 };
  const char *utf8 = lp_dialogue_get_capability (dialogue, "UTF8");

  if (utf8 == NULL || strstr (utf8, "USER") == NULL
      || (g_str_is_ascii (dialogue->outcome->server->user)
          && g_str_is_ascii (lp_credentials_get_secret (dialogue->credentials))))
    return TRUE;
  return lp_dialogue_send (dialogue, error, "UTF8") && lp_pop3_read_reply (dialogue, &reply, error);
}

static gboolean
sign_in_by_command (LpDialogue *dialogue, LpAnswer *answer, GError **error)
{
  const char *user = dialogue->outcome->server->user;
  const char *secret = lp_credentials_get_secret (dialogue->credentials);
  gboolean together = lp_dialogue_has_capability (dialogue, "PIPELINING");

  if (!lp_pop3_skip_riders (dialogue, error) || !prepare_letters (dialogue, error))
    return FALSE;
  g_autofree char *both = g_strdup_printf ("USER %s\r\nPASS ", user);
  if (together ? !lp_dialogue_send_secret (dialogue, both, secret, error)
               : !lp_dialogue_send (dialogue, error, "USER %s", user))
    return FALSE;
  if (!read_answer (dialogue, answer, error))
    return FALSE;
  if (answer->kind != LP_ANSWER_OK) {
    g_auto (LpAnswer) consequence = { 0 }; /* to a PASS that is on its way already */
    return !together || read_answer (dialogue, &consequence, error);
  }
  lp_answer_clear (answer);
  return (together || lp_dialogue_send_secret (dialogue, "PASS ", secret, error))
         && read_answer (dialogue, answer, error);
}

static void
say_goodbye (LpDialogue *dialogue)
{
  lp_dialogue_send (dialogue, NULL, "QUIT");
}

const LpProtocol lp_pop3_protocol = {
  .id = LP_PROTOCOL_POP3,
  .service = "pop",
  .line_limit = LP_LINE_OCTETS,
  .greet = greet,
  .ask = ask,
  .ask_for_tls = ask_for_tls,
  .get_command = get_command,
  .get_initial_limit = get_initial_limit,
  .dup_sasl_command = dup_sasl_command,
  .read_answer = read_answer,
  .sign_in_by_command = sign_in_by_command,
  .dup_riders = lp_pop3_dup_riders,
  .prove = lp_pop3_prove,
  .find = lp_pop3_find,
  .say_goodbye = say_goodbye,
};
