/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation: three short tables of stages and the loop that runs them.
 *
 *     TLS       look-up · connect · tls · certificate · greeting · capabilities
 *     STARTTLS  look-up · connect · greeting · capabilities* · starttls · tls · certificate ·
 * capabilities plain     look-up · connect · greeting · capabilities then      sign-in · mailbox or
 * sender · goodbye
 *
 * (*) only what the RFCs want before STARTTLS: SMTP's EHLO. What is learnt there is forgotten.
 */

#include "protocol/smtp-private.h"

#include <stdarg.h>
#include <string.h>

#define CONNECT_MS 10000
#define TLS_MS 10000
#define REPLY_MS 30000

#define ON(security) (1u << LP_SECURITY_##security)
#define ALWAYS (ON (TLS) | ON (STARTTLS) | ON (PLAIN))

typedef struct {
  LpStageId stage;
  guint securities;
  guint protocols;
  gboolean (*run) (LpDialogue *dialogue, GError **error);
} Stage;

#define IMAP (1u << LP_PROTOCOL_IMAP)
#define POP3 (1u << LP_PROTOCOL_POP3)
#define SMTP (1u << LP_PROTOCOL_SMTP)
#define ALL (IMAP | POP3 | SMTP)

static gboolean
greet (LpDialogue *dialogue, GError **error)
{
  return lp_dialogue_check_greeting (dialogue, error)
         && dialogue->protocol->greet (dialogue, error);
}

static gboolean
ask (LpDialogue *dialogue, GError **error)
{
  return dialogue->protocol->ask (dialogue, error);
}

static gboolean
ask_for_tls (LpDialogue *dialogue, GError **error)
{
  return dialogue->protocol->ask_for_tls (dialogue, error);
}

static gboolean
encrypt_after_asking (LpDialogue *dialogue, GError **error)
{
  lp_dialogue_forget (dialogue);
  return lp_dialogue_encrypt (dialogue, error);
}

static gboolean
prove (LpDialogue *dialogue, GError **error)
{
  return dialogue->protocol->prove (dialogue, error);
}

static gboolean
find (LpDialogue *dialogue, GError **error)
{
  return dialogue->protocol->find (dialogue, error);
}

static gboolean
say_goodbye (LpDialogue *dialogue, GError **error)
{
  dialogue->protocol->say_goodbye (dialogue);
  return TRUE;
}

static const Stage probe_stages[] = {
  { LP_STAGE_LOOK_UP, ALWAYS, ALL, lp_dialogue_reach },
  { LP_STAGE_TLS, ON (TLS), ALL, lp_dialogue_encrypt },
  { LP_STAGE_CERTIFICATE, ON (TLS), ALL, lp_dialogue_judge_certificate },
  { LP_STAGE_GREETING, ALWAYS, ALL, greet },
  { LP_STAGE_CAPABILITIES, ON (STARTTLS), SMTP, ask },
  { LP_STAGE_STARTTLS, ON (STARTTLS), ALL, ask_for_tls },
  { LP_STAGE_TLS, ON (STARTTLS), ALL, encrypt_after_asking },
  { LP_STAGE_CERTIFICATE, ON (STARTTLS), ALL, lp_dialogue_judge_certificate },
  { LP_STAGE_CAPABILITIES, ALWAYS, ALL, ask },
};

static const Stage verify_stages[] = {
  { LP_STAGE_SIGN_IN, ALWAYS, ALL, lp_dialogue_sign_in },
  { LP_STAGE_MAILBOX, ALWAYS, IMAP | POP3, prove },
  { LP_STAGE_SENDER, ALWAYS, SMTP, prove },
  { LP_STAGE_GOODBYE, ALWAYS, ALL, say_goodbye },
};

static const Stage requirement_stages[] = {
  { LP_STAGE_SENDER, ALWAYS, SMTP, lp_smtp_prove_requirement },
  { LP_STAGE_GOODBYE, ALWAYS, SMTP, say_goodbye },
};

static const Stage enter_stages[] = {
  { LP_STAGE_SIGN_IN, ALWAYS, ALL, lp_dialogue_sign_in },
};

static const Stage submit_stages[] = {
  { LP_STAGE_SENDER, ALWAYS, SMTP, lp_smtp_submit },
  { LP_STAGE_GOODBYE, ALWAYS, SMTP, say_goodbye },
};

static const Stage find_stages[] = {
  { LP_STAGE_MAILBOX, ALWAYS, IMAP | POP3, find },
};

static const LpProtocol *const protocols[LP_N_PROTOCOLS] = {
  [LP_PROTOCOL_IMAP] = &lp_imap_protocol,
  [LP_PROTOCOL_POP3] = &lp_pop3_protocol,
  [LP_PROTOCOL_SMTP] = &lp_smtp_protocol,
};

/* Goes into a command, so only what is an address goes. */
static char *
dup_recipient (const char *text)
{
  g_autoptr (LpAddress) address = text != NULL ? lp_address_parse (text, NULL) : NULL;

  return address != NULL ? lp_address_to_ascii (address) : NULL;
}

LpDialogue *
lp_dialogue_new (const LpServer *server, const LpDialogueOptions *options, LpTranscript *transcript,
                 const char *who)
{
  g_return_val_if_fail (server != NULL && who != NULL, NULL);

  static const LpDialogueOptions defaults = { 0 };
  LpDialogue *dialogue = g_new0 (LpDialogue, 1);
  if (options == NULL)
    options = &defaults;
  dialogue->protocol = protocols[server->protocol];
  dialogue->outcome = lp_outcome_new (server);
  dialogue->transcript = transcript != NULL ? lp_transcript_ref (transcript) : NULL;
  dialogue->who = g_strdup (who);
  dialogue->ca_file = g_strdup (options->ca_file);
  dialogue->client_certificate = g_strdup (options->client_certificate);
  dialogue->allow_plaintext = options->allow_plaintext;
  dialogue->no_proxy = options->no_proxy;
  dialogue->connect_ms = options->connect_ms > 0 ? options->connect_ms : CONNECT_MS;
  dialogue->tls_ms = options->tls_ms > 0 ? options->tls_ms : TLS_MS;
  dialogue->reply_ms = options->reply_ms > 0 ? options->reply_ms : REPLY_MS;
  dialogue->greeting_ms = options->greeting_ms > 0 ? options->greeting_ms : dialogue->reply_ms;
  dialogue->sender = lp_address_copy (options->sender);
  dialogue->elsewhere = dup_recipient (options->elsewhere);
  dialogue->on_stage = options->on_stage;
  dialogue->on_stage_data = options->on_stage_data;
  dialogue->folders = g_ptr_array_new_with_free_func (g_free);
  return dialogue;
}

void
lp_dialogue_free (LpDialogue *dialogue)
{
  if (dialogue == NULL)
    return;

  lp_channel_free (dialogue->channel);
  lp_outcome_free (dialogue->outcome);
  lp_transcript_unref (dialogue->transcript);
  g_free (dialogue->who);
  g_free (dialogue->ca_file);
  g_free (dialogue->client_certificate);
  lp_address_free (dialogue->sender);
  g_free (dialogue->elsewhere);
  g_free (dialogue->stage_detail);
  g_ptr_array_unref (dialogue->folders);
  g_free (dialogue->alert);
  g_free (dialogue);
}

void
lp_dialogue_begin_stage (LpDialogue *dialogue, LpStageId stage)
{
  dialogue->in_stage = TRUE;
  dialogue->stage = stage;
  dialogue->stage_begun = g_get_monotonic_time ();
  g_clear_pointer (&dialogue->stage_detail, g_free);
  if (dialogue->on_stage != NULL)
    dialogue->on_stage (dialogue->outcome->server, stage, NULL, dialogue->on_stage_data);
}

void
lp_dialogue_end_stage (LpDialogue *dialogue, LpVerdict verdict)
{
  LpOutcome *outcome = dialogue->outcome;
  guint ms = (g_get_monotonic_time () - dialogue->stage_begun) / 1000;

  lp_outcome_add_stage (outcome, dialogue->stage, verdict, ms, dialogue->stage_detail);
  dialogue->in_stage = FALSE;
  if (dialogue->on_stage != NULL)
    dialogue->on_stage (outcome->server, dialogue->stage,
                        outcome->stages->pdata[outcome->stages->len - 1], dialogue->on_stage_data);
}

/* The error keeps its message and takes the verdict for its code. */
static gboolean
fail (LpDialogue *dialogue, GError *failure, GError **error)
{
  LpOutcome *outcome = dialogue->outcome;

  outcome->verdict = lp_verdict_from_error (failure);
  g_free (outcome->detail);
  outcome->detail = g_strdup (failure->message);
  lp_dialogue_end_stage (dialogue, outcome->verdict);
  if (dialogue->channel != NULL) {
    LpFamily family = lp_verdict_get_family (outcome->verdict);
    if (family == LP_FAMILY_SIGN_IN || family == LP_FAMILY_SEND)
      dialogue->protocol->say_goodbye (dialogue);
    lp_channel_remark (dialogue->channel, "%s: %s", lp_verdict_get_name (outcome->verdict),
                       failure->message);
  }
  g_set_error_literal (error, LP_ERROR, outcome->verdict, failure->message);
  g_clear_pointer (&dialogue->channel, lp_channel_free);
  return FALSE;
}

static gboolean
run_stages (LpDialogue *dialogue, const Stage *stages, gsize n_stages, GError **error)
{
  const LpServer *server = dialogue->outcome->server;

  for (gsize i = 0; i < n_stages; i++) {
    if (!(stages[i].securities & (1u << server->security))
        || !(stages[i].protocols & (1u << server->protocol)))
      continue;
    g_autoptr (GError) failure = NULL;
    lp_dialogue_begin_stage (dialogue, stages[i].stage);
    if (!stages[i].run (dialogue, &failure))
      return fail (dialogue, failure, error);
    lp_dialogue_end_stage (dialogue, LP_VERDICT_OK);
  }
  dialogue->outcome->verdict = LP_VERDICT_OK;
  return TRUE;
}

static gboolean
run (LpDialogue *dialogue, const Stage *stages, gsize n_stages, LpCredentials *credentials,
     GCancellable *cancellable, GError **error)
{
  gint64 begun = g_get_monotonic_time ();

  dialogue->cancellable = cancellable;
  dialogue->credentials = credentials;
  g_clear_pointer (&dialogue->outcome->server_text, g_free);
  g_clear_pointer (&dialogue->outcome->detail, g_free);
  if (dialogue->channel != NULL)
    lp_channel_set_cancellable (dialogue->channel, cancellable);

  gboolean is_done = run_stages (dialogue, stages, n_stages, error);

  if (is_done && dialogue->alert != NULL) {
    g_free (dialogue->outcome->server_text);
    dialogue->outcome->server_text = lp_channel_scrub (dialogue->channel, dialogue->alert);
  }
  dialogue->outcome->elapsed_ms += (g_get_monotonic_time () - begun) / 1000;
  if (dialogue->channel != NULL)
    lp_channel_set_cancellable (dialogue->channel, NULL);
  dialogue->cancellable = NULL;
  dialogue->credentials = NULL;
  /* After the goodbye nothing is expected any more, not even the answer to it. */
  if (is_done && dialogue->stage == LP_STAGE_GOODBYE)
    g_clear_pointer (&dialogue->channel, lp_channel_free);
  return is_done;
}

gboolean
lp_dialogue_probe (LpDialogue *dialogue, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (dialogue != NULL && dialogue->outcome->stages->len == 0, FALSE);

  return run (dialogue, probe_stages, G_N_ELEMENTS (probe_stages), NULL, cancellable, error);
}

static gboolean
require_channel (LpDialogue *dialogue, GError **error)
{
  if (dialogue->channel != NULL)
    return TRUE;
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_CLOSED, "There is no connection");
  return FALSE;
}

static gboolean
go_on_with (LpDialogue *dialogue, const Stage *stages, gsize n_stages, LpCredentials *credentials,
            GCancellable *cancellable, GError **error)
{
  if (!require_channel (dialogue, error))
    return FALSE;
  lp_channel_is_open (dialogue->channel); /* takes in what was said meanwhile */
  lp_channel_set_credentials (dialogue->channel, credentials);
  return run (dialogue, stages, n_stages, credentials, cancellable, error);
}

gboolean
lp_dialogue_verify (LpDialogue *dialogue, LpCredentials *credentials, GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (dialogue != NULL, FALSE);

  dialogue->proves = TRUE;
  return go_on_with (dialogue, verify_stages, G_N_ELEMENTS (verify_stages), credentials,
                     cancellable, error);
}

gboolean
lp_dialogue_enter (LpDialogue *dialogue, LpCredentials *credentials, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (dialogue != NULL, FALSE);

  return go_on_with (dialogue, enter_stages, G_N_ELEMENTS (enter_stages), credentials, cancellable,
                     error);
}

gboolean
lp_dialogue_submit (LpDialogue *dialogue, const LpSubmission *submission, GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (dialogue != NULL && submission != NULL, FALSE);
  g_return_val_if_fail (dialogue->protocol->id == LP_PROTOCOL_SMTP, FALSE);
  g_return_val_if_fail (submission->recipients->len > 0, FALSE);

  dialogue->submission = submission;
  gboolean is_done
      = require_channel (dialogue, error)
        && run (dialogue, submit_stages, G_N_ELEMENTS (submit_stages), NULL, cancellable, error);
  dialogue->submission = NULL;
  return is_done;
}

void
lp_search_clear (LpSearch *search)
{
  g_clear_pointer (&search->folder, g_free);
  g_clear_pointer (&search->authentication_results, g_free);
}

gboolean
lp_dialogue_find (LpDialogue *dialogue, LpSearch *search, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (dialogue != NULL && search != NULL && search->message_id != NULL, FALSE);
  g_return_val_if_fail (dialogue->protocol->find != NULL, FALSE);

  dialogue->search = search;
  gboolean is_done
      = require_channel (dialogue, error)
        && run (dialogue, find_stages, G_N_ELEMENTS (find_stages), NULL, cancellable, error);
  dialogue->search = NULL;
  if (is_done && search->found && dialogue->protocol->id == LP_PROTOCOL_IMAP)
    dialogue->protocol->say_goodbye (dialogue);
  return is_done;
}

gboolean
lp_dialogue_prove_requirement (LpDialogue *dialogue, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (dialogue != NULL, FALSE);
  g_return_val_if_fail (dialogue->protocol->id == LP_PROTOCOL_SMTP && !dialogue->is_signed_in,
                        FALSE);

  return require_channel (dialogue, error)
         && run (dialogue, requirement_stages, G_N_ELEMENTS (requirement_stages), NULL, cancellable,
                 error);
}

gboolean
lp_dialogue_is_open (LpDialogue *dialogue)
{
  g_return_val_if_fail (dialogue != NULL, FALSE);

  return dialogue->channel != NULL && lp_channel_is_open (dialogue->channel)
         && !lp_dialogue_is_dismissed (dialogue);
}

void
lp_dialogue_watch (LpDialogue *dialogue,
                   void (*on_stage) (const LpServer *server, LpStageId stage,
                                     const LpStageResult *result, gpointer data),
                   gpointer on_stage_data)
{
  g_return_if_fail (dialogue != NULL);

  dialogue->on_stage = on_stage;
  dialogue->on_stage_data = on_stage_data;
}

const LpOutcome *
lp_dialogue_get_outcome (LpDialogue *dialogue)
{
  g_return_val_if_fail (dialogue != NULL, NULL);

  return dialogue->outcome;
}
