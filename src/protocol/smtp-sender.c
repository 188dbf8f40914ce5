/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP's proofs: sender and recipients named, then RSET, so that nothing is sent. Signed in they
 * tell whether sending works; not signed in, whether it needs the sign-in.
 *
 *     MAIL FROM:<own> · RCPT TO:<own> · RCPT TO:<elsewhere> · RSET      one flight with PIPELINING
 * (RFC 2920)
 */

#include "protocol/response.h"
#include "protocol/smtp-private.h"

#include <string.h>

typedef enum { STEP_MAIL, STEP_OWN, STEP_ELSEWHERE, STEP_RESET, N_STEPS } Step;

typedef struct {
  char *commands[N_STEPS]; /* NULL: left out */
  LpSmtpReply replies[N_STEPS];
} Envelope;

static void
clear_envelope (Envelope *envelope)
{
  for (int i = 0; i < N_STEPS; i++) {
    g_free (envelope->commands[i]);
    lp_smtp_reply_clear (&envelope->replies[i]);
  }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Envelope, clear_envelope)

static gboolean
is_accepted (const Envelope *envelope, Step step)
{
  return envelope->replies[step].code / 100 == 2;
}

static gboolean
is_refused (const Envelope *envelope, Step step)
{
  return envelope->replies[step].code / 100 == 5;
}

static void
prepare (LpDialogue *dialogue, Envelope *envelope)
{
  g_autofree char *own = lp_address_to_ascii (dialogue->sender);
  /* RFC 6531 §3.4: letters beyond ASCII need the parameter, and a server that offers it. */
  const char *utf8 = g_str_is_ascii (own) ? "" : " SMTPUTF8";

  envelope->commands[STEP_MAIL] = g_strdup_printf ("MAIL FROM:<%s>%s", own, utf8);
  envelope->commands[STEP_OWN] = g_strdup_printf ("RCPT TO:<%s>", own);
  if (dialogue->elsewhere != NULL)
    envelope->commands[STEP_ELSEWHERE] = g_strdup_printf ("RCPT TO:<%s>", dialogue->elsewhere);
  envelope->commands[STEP_RESET] = g_strdup ("RSET");
}

static gboolean
send_in_one_flight (LpDialogue *dialogue, Envelope *envelope, GError **error)
{
  g_autoptr (GString) flight = g_string_new (NULL);

  for (int i = 0; i < N_STEPS; i++)
    if (envelope->commands[i] != NULL)
      g_string_append_printf (flight, "%s%s", i > 0 ? "\r\n" : "", envelope->commands[i]);
  if (!lp_dialogue_send (dialogue, error, "%s", flight->str))
    return FALSE;
  for (int i = 0; i < N_STEPS; i++)
    if (envelope->commands[i] != NULL
        && !lp_smtp_read_reply (dialogue, &envelope->replies[i], error))
      return FALSE;
  return TRUE;
}

/* Without PIPELINING, and without asking what a refused MAIL has answered already. */
static gboolean
send_one_by_one (LpDialogue *dialogue, Envelope *envelope, GError **error)
{
  for (int i = 0; i < N_STEPS; i++) {
    gboolean is_recipient = i == STEP_OWN || i == STEP_ELSEWHERE;
    if (envelope->commands[i] == NULL || (is_recipient && !is_accepted (envelope, STEP_MAIL)))
      continue;
    if (!lp_dialogue_send (dialogue, error, "%s", envelope->commands[i])
        || !lp_smtp_read_reply (dialogue, &envelope->replies[i], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
converse (LpDialogue *dialogue, Envelope *envelope, GError **error)
{
  if (!g_str_is_ascii (dialogue->sender->local)
      && !lp_dialogue_has_capability (dialogue, "SMTPUTF8"))
    return lp_dialogue_refuse (
        dialogue, LP_VERDICT_SENDER_REFUSED, NULL, error,
        "The server does not take addresses with letters beyond ASCII (no SMTPUTF8)");
  prepare (dialogue, envelope);
  return lp_dialogue_has_capability (dialogue, "PIPELINING")
             ? send_in_one_flight (dialogue, envelope, error)
             : send_one_by_one (dialogue, envelope, error);
}

static gboolean
refuse_step (LpDialogue *dialogue, const Envelope *envelope, Step step, LpVerdict verdict,
             const char *detail, GError **error)
{
  g_autofree char *words = lp_smtp_reply_dup_words (&envelope->replies[step]);

  dialogue->outcome->sender_accepted = LP_TRI_FALSE;
  return lp_dialogue_refuse (dialogue, verdict, words, error, detail);
}

static LpVerdict
judge_step (const Envelope *envelope, Step step)
{
  g_autofree char *code = lp_smtp_reply_dup_code (&envelope->replies[step]);

  return lp_response_judge (LP_PROTOCOL_SMTP, LP_STAGE_SENDER, code, LP_VERDICT_SENDER_REFUSED);
}

/* Nothing about sending: the own mailbox has no room (RFC 3463 §3.3). */
static gboolean
is_full (const Envelope *envelope, Step step)
{
  g_autofree char *code = lp_smtp_reply_dup_code (&envelope->replies[step]);

  return g_str_has_suffix (code, " 4.2.2") || g_str_has_suffix (code, " 5.2.2");
}

gboolean
lp_smtp_prove (LpDialogue *dialogue, GError **error)
{
  g_auto (Envelope) envelope = { 0 };

  if (dialogue->sender == NULL)
    return TRUE;
  if (!converse (dialogue, &envelope, error))
    return FALSE;
  if (!is_accepted (&envelope, STEP_MAIL))
    return refuse_step (dialogue, &envelope, STEP_MAIL, judge_step (&envelope, STEP_MAIL),
                        "The sender's address was refused", error);
  /* Postfix speaks of the sender only here. */
  dialogue->outcome->mailbox_full = is_full (&envelope, STEP_OWN);
  if (!is_accepted (&envelope, STEP_OWN) && !dialogue->outcome->mailbox_full)
    return refuse_step (dialogue, &envelope, STEP_OWN, judge_step (&envelope, STEP_OWN),
                        "Mail from the own address to itself was refused", error);
  if (dialogue->elsewhere == NULL || is_accepted (&envelope, STEP_ELSEWHERE)) {
    dialogue->outcome->sender_accepted = dialogue->elsewhere != NULL ? LP_TRI_TRUE : LP_TRI_UNKNOWN;
    return TRUE;
  }
  LpVerdict verdict = judge_step (&envelope, STEP_ELSEWHERE);
  if (verdict == LP_VERDICT_SENDER_REFUSED || verdict == LP_VERDICT_AUTHENTICATION_REQUIRED)
    return refuse_step (dialogue, &envelope, STEP_ELSEWHERE, verdict,
                        "Mail to another domain was refused", error);
  /* An address that is not there, or a server that wants to be asked again: nothing about sending.
   */
  lp_dialogue_set_detail (dialogue, "the recipient elsewhere was not taken");
  return TRUE;
}

/* Exim, and others without enhanced codes, say it in words only. */
static const char *const relay_signs[]
    = { "relay", "authenticat", "sign in", "log in", "rcpthosts", "not local", NULL };
static const char *const tls_signs[] = { "starttls", NULL };

static gboolean
has_words (const LpSmtpReply *reply, const char *const *signs)
{
  g_autofree char *words = lp_smtp_reply_dup_words (reply);
  g_autofree char *lower = g_ascii_strdown (words, -1);

  for (; *signs != NULL; signs++)
    if (strstr (lower, *signs) != NULL)
      return TRUE;
  return FALSE;
}

/* Refused for want of a sign-in or for relaying: 530 (RFC 4954 §6), 5.7.x (RFC 3463 §3.8, security
 * and policy). */
static gboolean
wants_sign_in (const LpSmtpReply *reply)
{
  /* "Must issue a STARTTLS command first" wants TLS; what comes after it is not known. */
  if (reply->code / 100 != 5 || has_words (reply, tls_signs))
    return FALSE;
  if (reply->code == 530)
    return TRUE;
  if (reply->enhanced != NULL && g_str_has_prefix (reply->enhanced, "5.7."))
    return TRUE;
  return has_words (reply, relay_signs);
}

static void
conclude (LpDialogue *dialogue, const Envelope *envelope)
{
  LpOutcome *outcome = dialogue->outcome;
  Step step = is_accepted (envelope, STEP_MAIL) ? STEP_ELSEWHERE : STEP_MAIL;
  gboolean is_own_open = is_accepted (envelope, STEP_MAIL) && is_accepted (envelope, STEP_OWN);
  const LpSmtpReply *decisive = &envelope->replies[step];
  g_autofree char *words = lp_smtp_reply_dup_words (decisive);

  if (decisive->code / 100 == 2)
    outcome->requirement = LP_REQUIREMENT_NOT_REQUIRED;
  else if (wants_sign_in (decisive) || (is_own_open && is_refused (envelope, step)))
    outcome->requirement = LP_REQUIREMENT_PROVED;
  else
    outcome->requirement = LP_REQUIREMENT_UNKNOWN;

  if (is_own_open)
    outcome->own_address_open = LP_TRI_TRUE;
  else if (is_refused (envelope, STEP_MAIL) || is_refused (envelope, STEP_OWN))
    outcome->own_address_open = LP_TRI_FALSE;
  g_free (outcome->requirement_evidence);
  outcome->requirement_evidence = lp_channel_scrub (dialogue->channel, words);
  lp_dialogue_set_detail (dialogue, "%s", outcome->requirement_evidence);
}

gboolean
lp_smtp_prove_requirement (LpDialogue *dialogue, GError **error)
{
  g_auto (Envelope) envelope = { 0 };

  if (dialogue->sender == NULL || dialogue->elsewhere == NULL)
    return lp_dialogue_refuse (dialogue, LP_VERDICT_INTERNAL, NULL, error,
                               "The proof needs a sender and a recipient elsewhere");
  if (!converse (dialogue, &envelope, error))
    return FALSE;
  conclude (dialogue, &envelope);
  return TRUE;
}
