/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sign-in stage, the same for all protocols: choose, try once, say what a refusal means. */

#include "protocol/dialogue-private.h"
#include "protocol/response.h"

#include <string.h>

/* The longest mechanism here takes four rounds; a server that goes on challenging wants no end. */
#define MOST_ROUNDS 8

/* Words of servers that refuse an unknown mechanism without a code of its own: Dovecot's POP3 says
 * "[AUTH] Unsupported authentication mechanism." to USER and PASS where PLAIN is switched off. */
static gboolean
tells_unsupported (const char *words)
{
  static const char *const signs[]
      = { "unsupported",  "not supported", "unknown",          "unrecognized",
          "unrecognised", "not available", "invalid mechanism" };
  g_autofree char *lower = g_ascii_strdown (words != NULL ? words : "", -1);

  if (strstr (lower, "mechanism") == NULL && strstr (lower, "auth type") == NULL
      && strstr (lower, "authentication type") == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (lower, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
offers_plain (LpDialogue *dialogue)
{
  const char *const *offered = (const char *const *)dialogue->outcome->mechanisms;

  return dialogue->is_encrypted
         && ((offered != NULL
              && (g_strv_contains (offered, "PLAIN") || g_strv_contains (offered, "LOGIN")))
             || dialogue->protocol->get_command (dialogue) != NULL);
}

static LpVerdict
judge_refusal (LpDialogue *dialogue, const LpMechanism *mechanism, const LpSasl *sasl,
               const LpAnswer *answer)
{
  LpVerdict otherwise
      = answer->kind == LP_ANSWER_BAD ? LP_VERDICT_NO_MECHANISM : LP_VERDICT_WRONG_CREDENTIALS;
  LpVerdict verdict
      = tells_unsupported (answer->words)
            ? LP_VERDICT_NO_MECHANISM
            : lp_response_judge (dialogue->protocol->id, LP_STAGE_SIGN_IN, answer->code, otherwise);

  if (verdict == LP_VERDICT_NO_MECHANISM && sasl != NULL && lp_sasl_has_answered (sasl))
    verdict = LP_VERDICT_WRONG_CREDENTIALS;
  if (verdict != LP_VERDICT_WRONG_CREDENTIALS)
    return verdict;
  if (mechanism->traits & LP_TRAIT_TOKEN)
    return LP_VERDICT_TOKEN_REFUSED;
  /* SCRAM's challenge comes after the user's name, so a server that sends one has the user's
   * verifier; the challenges of CRAM-MD5 and DIGEST-MD5 are the same for everybody. */
  gboolean has_form = (mechanism->traits & LP_TRAIT_PROVES)
                      && (mechanism->traits & LP_TRAIT_CLIENT_FIRST) && sasl != NULL
                      && lp_sasl_has_answered (sasl);
  gboolean may_lack_form = (mechanism->traits & LP_TRAIT_STORED) && !has_form;
  return may_lack_form && offers_plain (dialogue) ? LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT
                                                  : verdict;
}

static gboolean
refuse (LpDialogue *dialogue, const LpMechanism *mechanism, const LpSasl *sasl,
        const LpAnswer *answer, GError **error)
{
  LpVerdict verdict = judge_refusal (dialogue, mechanism, sasl, answer);
  const char *complaint = sasl != NULL ? lp_sasl_get_complaint (sasl) : NULL;
  g_autofree char *clean
      = complaint != NULL ? lp_channel_scrub (dialogue->channel, complaint) : NULL;
  g_autofree char *detail = g_strdup_printf ("%s was refused%s%s", mechanism->name,
                                             clean != NULL ? ": " : "", clean != NULL ? clean : "");

  return lp_dialogue_refuse (dialogue, verdict, answer->words, error, detail);
}

/* A response, or "*" to give up. */
static gboolean
send_response (LpDialogue *dialogue, const char *response, GError **error)
{
  return lp_dialogue_send_secret (dialogue, "", response, error);
}

/* Ends an exchange that cannot go on (RFC 4422 §3.5, "*"), and reads the server's answer to that.
 */
static gboolean
give_up (LpDialogue *dialogue, const GError *reason)
{
  g_auto (LpAnswer) answer = { 0 };

  lp_channel_remark (dialogue->channel, "%s", reason->message);
  dialogue->ends_sign_in = FALSE;
  return send_response (dialogue, "*", NULL)
         && dialogue->protocol->read_answer (dialogue, &answer, NULL)
         && answer.kind != LP_ANSWER_CONTINUE && answer.kind != LP_ANSWER_OK;
}

static gboolean
accept (LpDialogue *dialogue, const LpMechanism *mechanism, const LpSasl *sasl,
        const LpAnswer *answer, GError **error)
{
  if (sasl != NULL && !lp_sasl_is_proved (sasl))
    return lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, answer->words, error,
                               "The server let us in without proving that it knows the password");
  dialogue->is_signed_in = TRUE;
  return TRUE;
}

static gboolean
respond (LpDialogue *dialogue, LpSasl *sasl, const char *challenge, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *response = lp_sasl_respond (sasl, challenge, &failure);

  if (response == NULL) {
    give_up (dialogue, failure);
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  dialogue->ends_sign_in = lp_sasl_is_complete (sasl);
  gboolean is_sent = send_response (dialogue, response, error);
  lp_credentials_wipe (response, strlen (response));
  g_free (response);
  return is_sent;
}

/* After the command: challenges and responses until the server says yes or no. @pending is the
 * initial response that did not go with the command. */
static gboolean
exchange (LpDialogue *dialogue, const LpMechanism *mechanism, LpSasl *sasl, const char *pending,
          GError **error)
{
  for (int round = 0; round < MOST_ROUNDS; round++) {
    g_auto (LpAnswer) answer = { 0 };
    if (!dialogue->protocol->read_answer (dialogue, &answer, error))
      return FALSE;
    if (answer.kind == LP_ANSWER_OK)
      return accept (dialogue, mechanism, sasl, &answer, error);
    if (answer.kind != LP_ANSWER_CONTINUE)
      return refuse (dialogue, mechanism, sasl, &answer, error);
    gboolean is_sent = pending != NULL ? send_response (dialogue, pending, error)
                                       : respond (dialogue, sasl, answer.challenge, error);
    if (!is_sent)
      return FALSE;
    pending = NULL;
  }
  return lp_dialogue_refuse (dialogue, LP_VERDICT_PROTOCOL_BROKEN, NULL, error,
                             "The server challenges without end");
}

/* An initial response that is empty is told from none by "=" (RFC 4954 §4, RFC 5034 §4, RFC 4959 §3). */
static gboolean
begin_sasl (LpDialogue *dialogue, const LpMechanism *mechanism, const char *initial, GError **error)
{
  g_autofree char *command
      = dialogue->protocol->dup_sasl_command (dialogue, mechanism->name, error);

  if (command == NULL)
    return FALSE;
  if (initial == NULL)
    return lp_dialogue_send (dialogue, error, "%s", command);
  g_autofree char *before = g_strconcat (command, " ", NULL);
  return lp_dialogue_send_secret (dialogue, before, *initial != '\0' ? initial : "=", error);
}

static gboolean
run_sasl (LpDialogue *dialogue, const LpMechanism *mechanism, const LpSaslIdentity *identity,
          GError **error)
{
  g_autoptr (LpSasl) sasl = lp_sasl_new (mechanism, identity, error);
  char *initial = NULL;

  if (sasl == NULL)
    return FALSE;
  if (mechanism->traits & LP_TRAIT_CLIENT_FIRST) {
    initial = lp_sasl_respond (sasl, NULL, error);
    if (initial == NULL)
      return FALSE;
  }
  gsize limit = dialogue->protocol->get_initial_limit (dialogue, mechanism->name);
  gboolean goes_along = initial != NULL && strlen (initial) <= limit && limit > 0;
  dialogue->ends_sign_in = initial != NULL && lp_sasl_is_complete (sasl);
  gboolean is_done = begin_sasl (dialogue, mechanism, goes_along ? initial : NULL, error)
                     && exchange (dialogue, mechanism, sasl, goes_along ? NULL : initial, error);
  if (initial != NULL)
    lp_credentials_wipe (initial, strlen (initial));
  g_free (initial);
  return is_done;
}

/* A command's arguments end with the line; in base64 anything may stand. */
static gboolean
fits_command (LpDialogue *dialogue)
{
  const char *user = dialogue->outcome->server->user;

  return user != NULL && strpbrk (user, "\r\n") == NULL
         && strpbrk (lp_credentials_get_secret (dialogue->credentials), "\r\n") == NULL;
}

static gboolean
run_command (LpDialogue *dialogue, const LpMechanism *mechanism, GError **error)
{
  g_auto (LpAnswer) answer = { 0 };

  if (!fits_command (dialogue)) {
    g_set_error (error, LP_ERROR, LP_VERDICT_NO_MECHANISM,
                 "A line break in name or password does not fit into %s", mechanism->name);
    return FALSE;
  }
  dialogue->ends_sign_in = TRUE;
  if (!dialogue->protocol->sign_in_by_command (dialogue, &answer, error))
    return FALSE;
  if (answer.kind == LP_ANSWER_OK)
    return accept (dialogue, mechanism, NULL, &answer, error);
  return refuse (dialogue, mechanism, NULL, &answer, error);
}

static gboolean
try_each (LpDialogue *dialogue, GPtrArray *chosen, const LpSaslIdentity *identity, GError **error)
{
  for (guint i = 0; i < chosen->len; i++) {
    const LpMechanism *mechanism = chosen->pdata[i];
    g_autoptr (GError) failure = NULL;

    g_free (dialogue->outcome->mechanism);
    dialogue->outcome->mechanism = g_strdup (mechanism->name);
    lp_dialogue_set_detail (dialogue, "%s", mechanism->name);
    gboolean is_done = mechanism->traits & LP_TRAIT_COMMAND
                           ? run_command (dialogue, mechanism, &failure)
                           : run_sasl (dialogue, mechanism, identity, &failure);
    if (is_done)
      return TRUE;
    if (i + 1 == chosen->len || !g_error_matches (failure, LP_ERROR, LP_VERDICT_NO_MECHANISM)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    lp_channel_remark (dialogue->channel, "%s; the next mechanism is tried", failure->message);
  }
  return TRUE;
}

static gboolean
explain_choice (LpDialogue *dialogue, LpVerdict verdict, GError **error)
{
  g_autofree char *offered = dialogue->outcome->mechanisms != NULL
                                 ? g_strjoinv (" ", dialogue->outcome->mechanisms)
                                 : g_strdup ("");

  if (verdict == LP_VERDICT_AUTH_NOT_OFFERED
      && lp_dialogue_has_capability (dialogue, "LOGINDISABLED"))
    verdict = LP_VERDICT_LOGIN_DISABLED;
  g_set_error (error, LP_ERROR, verdict, "No way to sign in that serves; offered: %s",
               *offered != '\0' ? offered : "none");
  return FALSE;
}

gboolean
lp_dialogue_sign_in (LpDialogue *dialogue, GError **error)
{
  const LpServer *server = dialogue->outcome->server;
  LpTls *tls = lp_channel_get_tls (dialogue->channel);
  gboolean is_exporter = FALSE;
  g_autofree char *binding = tls != NULL ? lp_tls_dup_binding (tls, &is_exporter) : NULL;
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  if (server->sign_in == LP_SIGN_IN_NONE)
    return TRUE;
  if (lp_dialogue_is_dismissed (dialogue)) {
    /* Its words must not be taken for the answer to a password that it has never seen. */
    g_autofree char *words = lp_channel_dup_unread (dialogue->channel);
    words[strcspn (words, "\r\n")] = '\0';
    return lp_dialogue_refuse (dialogue, LP_VERDICT_CLOSED, words, error,
                               "The server ended the conversation while it waited");
  }
  LpSaslTerms terms = {
    .offered = (const char *const *)dialogue->outcome->mechanisms,
    .command = dialogue->protocol->get_command (dialogue),
    .sign_in = server->sign_in,
    .has_secret = dialogue->credentials != NULL,
    .kind = dialogue->credentials != NULL ? lp_credentials_get_kind (dialogue->credentials)
                                          : LP_SECRET_PASSWORD,
    .encrypted = dialogue->is_encrypted,
    .can_bind = binding != NULL,
    .allow_plaintext = dialogue->allow_plaintext,
  };
  LpVerdict verdict = lp_sasl_choose (&terms, chosen);
  if (verdict != LP_VERDICT_OK)
    return explain_choice (dialogue, verdict, error);

  LpSaslIdentity identity = {
    .user = server->user != NULL ? server->user : "",
    .credentials = dialogue->credentials,
    .service = dialogue->protocol->service,
    .host = server->host,
    .port = server->port,
    .binding = binding,
    .binding_is_exporter = is_exporter,
  };
  lp_channel_hide_challenges (dialogue->channel, TRUE);
  gboolean is_done = try_each (dialogue, chosen, &identity, error);
  lp_channel_hide_challenges (dialogue->channel, FALSE);
  return is_done;
}
