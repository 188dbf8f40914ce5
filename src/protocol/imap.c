/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IMAP4rev1 and rev2 (RFC 3501, 9051): greeting, capabilities, STARTTLS, and the commands of the
 * sign-in. */

#include "protocol/imap-private.h"
#include "protocol/response.h"

#include <string.h>

/* RFC 7162 §4 and RFC 2683 §3.2.1.5: a command line of 8192 octets is safe. */
#define LONGEST_INITIAL 8000
/* After a BYE the server owes at most the result of the command under way. */
#define AFTER_BYE_MS 2000

static void
take_capabilities (LpDialogue *dialogue, const char *text)
{
  LpOutcome *outcome = dialogue->outcome;

  g_strfreev (outcome->capabilities);
  outcome->capabilities = lp_imap_parse_capabilities (text);
  if (dialogue->is_signed_in)
    return;
  g_strfreev (outcome->mechanisms);
  outcome->mechanisms = lp_imap_list_mechanisms (outcome->capabilities);
}

static void
take_data (LpDialogue *dialogue, const LpImapResponse *response)
{
  if (g_strcmp0 (response->code, "CAPABILITY") == 0)
    take_capabilities (dialogue, response->code_text);
  if (g_strcmp0 (response->code, "OVERQUOTA") == 0)
    dialogue->outcome->mailbox_full = TRUE;
  if (g_strcmp0 (response->code, "ALERT") == 0) {
    g_free (dialogue->alert);
    dialogue->alert = g_strdup (response->text);
  }
  if (response->kind != LP_IMAP_DATA)
    return;
  if (strcmp (response->word, "CAPABILITY") == 0)
    take_capabilities (dialogue, response->text);
  else if (strcmp (response->word, "EXISTS") == 0)
    dialogue->outcome->messages = response->number;
  else if (strcmp (response->word, "LIST") == 0) {
    char *folder = lp_imap_parse_folder (response->text);
    if (folder != NULL)
      g_ptr_array_add (dialogue->folders, folder);
  }
}

/* Joins a line with its literals, each as a quoted string, so that what follows sees one kind of
 * string only. */
static char *
read_whole_line (LpDialogue *dialogue, GError **error)
{
  g_autofree char *first = lp_channel_read_line (dialogue->channel, error);
  if (first == NULL)
    return NULL;

  g_autoptr (GString) line = g_string_new (first);
  gsize start = 0;
  guint64 octets = 0;
  while (lp_imap_find_literal (line->str, &start, &octets)) {
    if (octets > LP_IMAP_LINE_OCTETS) {
      g_set_error_literal (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                           "The server announced too long a literal");
      return NULL;
    }
    g_autofree char *literal = lp_channel_read_octets (dialogue->channel, octets, error);
    g_autofree char *rest
        = literal != NULL ? lp_channel_read_line (dialogue->channel, error) : NULL;
    if (rest == NULL)
      return NULL;
    g_autofree char *quoted = lp_imap_quote (literal);
    g_string_truncate (line, start);
    g_string_append (line, quoted);
    g_string_append (line, rest);
  }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

gboolean
lp_imap_read_response (LpDialogue *dialogue, LpImapResponse *response, GError **error)
{
  *response = (LpImapResponse){ .number = -1 };
  g_autofree char *line = read_whole_line (dialogue, error);
  if (line == NULL)
    return FALSE;
  if (!lp_imap_response_parse (line, response))
    return lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, line, error,
                               "The server sent what is no response of IMAP");
  take_data (dialogue, response);
  return TRUE;
}

char *
lp_imap_dup_words (const LpImapResponse *response)
{
  if (response->code == NULL)
    return g_strdup_printf ("%s %s", response->word, response->text);
  return g_strdup_printf ("%s [%s%s%s] %s", response->word, response->code,
                          *response->code_text != '\0' ? " " : "", response->code_text,
                          response->text);
}

guint
lp_imap_take_tag (LpDialogue *dialogue)
{
  if (dialogue->riders > 0) {
    dialogue->tag += dialogue->riders;
    dialogue->lost_tag = dialogue->tag;
    dialogue->riders = 0;
  }
  return ++dialogue->tag;
}

/* The late answer to a command that was given up. */
static gboolean
is_lost (LpDialogue *dialogue, const char *tag)
{
  guint64 number = 0;

  return dialogue->lost_tag > 0 && g_ascii_toupper (*tag) == 'A'
         && g_ascii_string_to_unsigned (tag + 1, 10, 1, dialogue->lost_tag, &number, NULL);
}

static gboolean
refuse_bye (LpDialogue *dialogue, const char *code, const char *words, GError **error)
{
  LpVerdict verdict
      = lp_response_judge (LP_PROTOCOL_IMAP, dialogue->stage, code, LP_VERDICT_CLOSED);

  return lp_dialogue_refuse (dialogue, verdict, words, error, "The server said goodbye");
}

gboolean
lp_imap_read_result (LpDialogue *dialogue, guint tag, LpImapResponse *response, GError **error)
{
  g_autofree char *expected = g_strdup_printf ("A%u", tag);
  g_autofree char *bye_words = NULL;
  g_autofree char *bye_code = NULL;

  for (;;) {
    if (!lp_imap_read_response (dialogue, response, bye_words == NULL ? error : NULL))
      return bye_words != NULL ? refuse_bye (dialogue, bye_code, bye_words, error) : FALSE;
    if (response->kind == LP_IMAP_CONTINUATION)
      return TRUE;
    if (response->kind == LP_IMAP_TAGGED && !is_lost (dialogue, response->tag))
      break;
    if (response->kind == LP_IMAP_STATUS && strcmp (response->word, "BYE") == 0) {
      if (bye_words == NULL) /* once: a server that says it for ever must come to an end */
        lp_channel_begin (dialogue->channel, MIN (AFTER_BYE_MS, dialogue->reply_ms));
      g_free (bye_words);
      g_free (bye_code);
      bye_words = lp_imap_dup_words (response);
      bye_code = g_strdup (response->code);
    }
    lp_imap_response_clear (response);
  }
  if (g_ascii_strcasecmp (response->tag, expected) == 0)
    return TRUE;
  return lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, response->tag, error,
                             "The server answered a command that was not given");
}

static gboolean
greet (LpDialogue *dialogue, GError **error)
{
  g_auto (LpImapResponse) greeting = { 0 };

  if (!lp_imap_read_response (dialogue, &greeting, error))
    return FALSE;
  g_autofree char *words
      = greeting.kind == LP_IMAP_STATUS ? lp_imap_dup_words (&greeting) : g_strdup ("");
  if (g_strcmp0 (greeting.word, "OK") == 0)
    return TRUE;
  if (g_strcmp0 (greeting.word, "PREAUTH") == 0)
    /* Before TLS it leaves no place for STARTTLS (CVE-2021-33515's kin); inside, nothing proves the
     * password. */
    return lp_dialogue_refuse (dialogue,
                               dialogue->is_encrypted ? LP_VERDICT_AUTH_NOT_OFFERED
                                                      : LP_VERDICT_STARTTLS_MISSING,
                               words, error, "The server says that it knows us already");
  return lp_dialogue_refuse (dialogue,
                             lp_response_judge (LP_PROTOCOL_IMAP, LP_STAGE_GREETING, greeting.code,
                                                LP_VERDICT_GREETING_REFUSED),
                             words, error, "The server refused the connection");
}

static gboolean
ask (LpDialogue *dialogue, GError **error)
{
  g_auto (LpImapResponse) result = { 0 };

  if (dialogue->outcome->capabilities != NULL)
    return TRUE; /* they came with the greeting */
  if (!lp_dialogue_send (dialogue, error, "A%u CAPABILITY", lp_imap_take_tag (dialogue))
      || !lp_imap_read_result (dialogue, dialogue->tag, &result, error))
    return FALSE;
  if (dialogue->outcome->capabilities != NULL)
    return TRUE;
  /* A server that cannot say what it can may still let us in: LOGIN is in every IMAP server. */
  lp_channel_remark (dialogue->channel, "no capabilities");
  dialogue->outcome->capabilities = g_new0 (char *, 1);
  dialogue->outcome->mechanisms = g_new0 (char *, 1);
  return TRUE;
}

/* RFC 9051 §6.2.1. Where the greeting says that it is not there the command is not given. */
static gboolean
ask_for_tls (LpDialogue *dialogue, GError **error)
{
  g_auto (LpImapResponse) result = { 0 };

  if (dialogue->outcome->capabilities != NULL && !lp_dialogue_has_capability (dialogue, "STARTTLS"))
    return lp_dialogue_refuse (dialogue, LP_VERDICT_STARTTLS_MISSING, NULL, error,
                               "The server does not offer STARTTLS");
  if (!lp_dialogue_send (dialogue, error, "A%u STARTTLS", lp_imap_take_tag (dialogue))
      || !lp_imap_read_result (dialogue, dialogue->tag, &result, error))
    return FALSE;
  if (g_strcmp0 (result.word, "OK") == 0)
    return TRUE;
  g_autofree char *words = result.word != NULL ? lp_imap_dup_words (&result) : NULL;
  return lp_dialogue_refuse (dialogue, LP_VERDICT_STARTTLS_MISSING, words, error,
                             "The server refused STARTTLS");
}

static const char *
get_command (LpDialogue *dialogue)
{
  return lp_dialogue_has_capability (dialogue, "LOGINDISABLED") ? NULL : "IMAP LOGIN";
}

/* RFC 4959 */
static gsize
get_initial_limit (LpDialogue *dialogue, const char *mechanism)
{
  return lp_dialogue_has_capability (dialogue, "SASL-IR") ? LONGEST_INITIAL : 0;
}

static char *
dup_sasl_command (LpDialogue *dialogue, const char *mechanism, GError **error)
{
  return g_strdup_printf ("A%u AUTHENTICATE %s", lp_imap_take_tag (dialogue), mechanism);
}

static gboolean
read_answer (LpDialogue *dialogue, LpAnswer *answer, GError **error)
{
  g_auto (LpImapResponse) result = { 0 };

  if (!lp_imap_read_result (dialogue, dialogue->tag, &result, error))
    return FALSE;
  if (result.kind == LP_IMAP_CONTINUATION) {
    answer->kind = LP_ANSWER_CONTINUE;
    answer->challenge = g_steal_pointer (&result.text);
    return TRUE;
  }
  answer->kind = strcmp (result.word, "OK") == 0   ? LP_ANSWER_OK
                 : strcmp (result.word, "NO") == 0 ? LP_ANSWER_NO
                                                   : LP_ANSWER_BAD;
  answer->words = lp_imap_dup_words (&result);
  answer->code = g_steal_pointer (&result.code);
  /* The capabilities from before the sign-in no longer hold (RFC 9051 §6.2.2). */
  if (answer->kind == LP_ANSWER_OK && g_strcmp0 (answer->code, "CAPABILITY") != 0)
    g_clear_pointer (&dialogue->outcome->capabilities, g_strfreev);
  return TRUE;
}

static gboolean
read_go_ahead (LpDialogue *dialogue, GError **error)
{
  g_auto (LpImapResponse) go_ahead = { 0 };

  if (!lp_imap_read_result (dialogue, dialogue->tag, &go_ahead, error))
    return FALSE;
  return go_ahead.kind == LP_IMAP_CONTINUATION
         || lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, go_ahead.text, error,
                                "The server refused a literal");
}

/* A quoted string holds ASCII only: other letters go as a literal, which the server has to ask for. How long a
 * password is helps to guess it, so its length is not shown either. */
static gboolean
announce_literal (LpDialogue *dialogue, const char *before, const char *text, gboolean is_secret,
                  GError **error)
{
  g_autofree char *length = g_strdup_printf ("{%" G_GSIZE_FORMAT "}", strlen (text));
  gboolean ends_sign_in = dialogue->ends_sign_in;

  dialogue->ends_sign_in = FALSE;
  gboolean is_sent = is_secret ? lp_dialogue_send_secret (dialogue, before, length, error)
                               : lp_dialogue_send (dialogue, error, "%s%s", before, length);
  dialogue->ends_sign_in = ends_sign_in;
  return is_sent && read_go_ahead (dialogue, error);
}

static gboolean
send_password (LpDialogue *dialogue, const char *before, GError **error)
{
  const char *secret = lp_credentials_get_secret (dialogue->credentials);

  if (!g_str_is_ascii (secret))
    return announce_literal (dialogue, before, secret, TRUE, error)
           && lp_dialogue_send_secret (dialogue, "", secret, error);

  char *quoted = lp_imap_quote (secret);
  gboolean is_sent = lp_dialogue_send_secret (dialogue, before, quoted, error);
  lp_credentials_wipe (quoted, strlen (quoted));
  g_free (quoted);
  return is_sent;
}

/* RFC 9051 §6.2.3 */
static gboolean
sign_in_by_command (LpDialogue *dialogue, LpAnswer *answer, GError **error)
{
  const char *user = dialogue->outcome->server->user;
  g_autofree char *quoted = lp_imap_quote (user);
  g_autofree char *command = g_strdup_printf ("A%u LOGIN ", lp_imap_take_tag (dialogue));
  g_autofree char *before = NULL;

  if (g_str_is_ascii (user))
    before = g_strconcat (command, quoted, " ", NULL);
  else if (announce_literal (dialogue, command, user, FALSE, error))
    before = g_strconcat (user, " ", NULL);
  return before != NULL && send_password (dialogue, before, error)
         && read_answer (dialogue, answer, error);
}

static void
say_goodbye (LpDialogue *dialogue)
{
  lp_dialogue_send (dialogue, NULL, "A%u LOGOUT", lp_imap_take_tag (dialogue));
}

const LpProtocol lp_imap_protocol = {
  .id = LP_PROTOCOL_IMAP,
  .service = "imap",
  .line_limit = LP_IMAP_LINE_OCTETS,
  .greet = greet,
  .ask = ask,
  .ask_for_tls = ask_for_tls,
  .get_command = get_command,
  .get_initial_limit = get_initial_limit,
  .dup_sasl_command = dup_sasl_command,
  .read_answer = read_answer,
  .sign_in_by_command = sign_in_by_command,
  .dup_riders = lp_imap_dup_riders,
  .prove = lp_imap_prove,
  .find = lp_imap_find,
  .say_goodbye = say_goodbye,
};
