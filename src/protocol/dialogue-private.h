/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/channel.h"
#include "protocol/dialogue.h"
#include "protocol/sasl.h"

G_BEGIN_DECLS

/** How a server took a command. */
typedef enum {
  LP_ANSWER_OK,
  LP_ANSWER_CONTINUE, /* it wants more: a challenge */
  LP_ANSWER_NO,       /* understood and refused */
  LP_ANSWER_BAD,      /* not understood */
} LpAnswerKind;

/**
 * LpAnswer:
 * @kind: how it was taken
 * @code: (nullable): the code as lp_response_judge() reads it
 * @words: (nullable): the server's words with their code, for people; may still hold a secret
 * @challenge: (nullable): base64
 *
 * An answer to a command of the sign-in, the same for all protocols.
 */
typedef struct {
  LpAnswerKind kind;
  char *code;
  char *words;
  char *challenge;
} LpAnswer;

/**
 * LpProtocol:
 * @id: which
 * @service: its name for SASL
 * @line_limit: octets of the longest line it may send
 * @greet: reads the greeting
 * @ask: asks for the capabilities, unless they are known
 * @ask_for_tls: asks to begin TLS and reads the go-ahead; where the RFC lets it, without asking
 * first whether it is offered
 * @get_command: (nullable): the row of the command that signs in without SASL, if the server takes
 * it now
 * @get_initial_limit: octets of the longest base64 that may go with the command, 0 for none
 * @dup_sasl_command: (transfer full): the command that begins SASL, without initial response and
 * CRLF; NULL with an error
 * @read_answer: reads what comes then
 * @sign_in_by_command: (nullable): the sign-in without SASL
 * @dup_riders: (nullable): the commands of @prove that may go in the same flight as the last line of
 * the sign-in, without the last CRLF; sets their number in the dialogue; %NULL for none
 * @prove: after sign-in: opens the mailbox, or names sender and recipients
 * @find: (nullable): after sign-in: looks for the dialogue's search
 * @say_goodbye: ends the conversation without waiting
 *
 * A row for each protocol: what the stages do in it. Functions that return gboolean set an error
 * when they fail.
 */
typedef struct {
  LpProtocolId id;
  const char *service;
  gsize line_limit;
  gboolean (*greet) (LpDialogue *dialogue, GError **error);
  gboolean (*ask) (LpDialogue *dialogue, GError **error);
  gboolean (*ask_for_tls) (LpDialogue *dialogue, GError **error);
  const char *(*get_command) (LpDialogue *dialogue);
  gsize (*get_initial_limit) (LpDialogue *dialogue, const char *mechanism);
  char *(*dup_sasl_command) (LpDialogue *dialogue, const char *mechanism, GError **error);
  gboolean (*read_answer) (LpDialogue *dialogue, LpAnswer *answer, GError **error);
  gboolean (*sign_in_by_command) (LpDialogue *dialogue, LpAnswer *answer, GError **error);
  char *(*dup_riders) (LpDialogue *dialogue);
  gboolean (*prove) (LpDialogue *dialogue, GError **error);
  gboolean (*find) (LpDialogue *dialogue, GError **error);
  void (*say_goodbye) (LpDialogue *dialogue);
} LpProtocol;

extern const LpProtocol lp_imap_protocol;
extern const LpProtocol lp_pop3_protocol;
extern const LpProtocol lp_smtp_protocol;

struct _LpDialogue {
  const LpProtocol *protocol;
  LpOutcome *outcome;
  LpChannel *channel;
  LpTranscript *transcript;
  char *who;

  /* what the caller wants */
  char *ca_file;
  char *client_certificate;
  gboolean allow_plaintext;
  gboolean no_proxy;
  guint connect_ms;
  guint tls_ms;
  guint reply_ms;
  guint greeting_ms;
  LpAddress *sender;
  char *elsewhere;
  void (*on_stage) (const LpServer *server, LpStageId stage, const LpStageResult *result,
                    gpointer data);
  gpointer on_stage_data;

  /* the call under way */
  GCancellable *cancellable;
  LpCredentials *credentials;
  const LpSubmission *submission;
  LpSearch *search;
  gboolean in_stage;
  LpStageId stage;
  gint64 stage_begun;
  char *stage_detail;

  /* what the conversation has come to */
  gboolean is_encrypted; /* inside TLS with a certificate that was accepted */
  gboolean is_signed_in;
  gboolean has_capabilities; /* POP3: the server knows CAPA */
  char *alert;               /* IMAP: the last one */
  guint tag;                 /* IMAP: number of the last command */
  guint lost_tag;            /* IMAP: up to this one nobody waits for answers any more */
  gboolean proves;           /* after the sign-in comes @prove, and nothing else */
  gboolean ends_sign_in;     /* the next secret is the sign-in's last line */
  guint riders;              /* commands that went with it and are not answered yet */
  GPtrArray *folders;        /* IMAP: "sent=NAME" */
};

/**
 * lp_dialogue_begin_stage:
 * @dialogue: a dialogue
 * @stage: what begins
 */
void
lp_dialogue_begin_stage (LpDialogue *dialogue, LpStageId stage);

/**
 * lp_dialogue_end_stage:
 * @dialogue: a dialogue
 * @verdict: how the stage under way ended
 */
void
lp_dialogue_end_stage (LpDialogue *dialogue, LpVerdict verdict);

/**
 * lp_dialogue_set_detail:
 * @dialogue: a dialogue
 * @format: one technical line about the stage under way
 * @...: its values
 */
void
lp_dialogue_set_detail (LpDialogue *dialogue, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * lp_dialogue_refuse:
 * @dialogue: a dialogue
 * @verdict: what stopped it
 * @words: (nullable): the server's words that belong to it; cleaned here
 * @error: return location
 * @detail: our technical sentence
 *
 * Keeps the server's words and sets the error.
 *
 * Returns: %FALSE always, with %LP_ERROR
 */
gboolean
lp_dialogue_refuse (LpDialogue *dialogue, LpVerdict verdict, const char *words, GError **error,
                    const char *detail);

/**
 * lp_dialogue_send:
 * @dialogue: a dialogue
 * @error: return location
 * @format: one or more commands without the last CRLF
 * @...: their values; nothing secret
 *
 * Begins an exchange and sends. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_send (LpDialogue *dialogue, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * lp_dialogue_send_secret:
 * @dialogue: a dialogue
 * @before: what stands before the secret
 * @secret: what the transcript must not show
 * @error: return location
 *
 * Begins an exchange and sends one line with a secret at its end; with the sign-in's last line go
 * the protocol's riders. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_send_secret (LpDialogue *dialogue, const char *before, const char *secret,
                         GError **error);

/**
 * lp_dialogue_has_capability:
 * @dialogue: a dialogue
 * @name: a capability's first word, upper case
 *
 * Returns: %TRUE if the server offers it now
 */
gboolean
lp_dialogue_has_capability (LpDialogue *dialogue, const char *name);

/**
 * lp_dialogue_get_capability:
 * @dialogue: a dialogue
 * @name: a capability's first word, upper case
 *
 * Returns: (transfer none) (nullable): what stands behind the word, perhaps ""; %NULL if it is not
 * offered
 */
const char *
lp_dialogue_get_capability (LpDialogue *dialogue, const char *name);

/**
 * lp_dialogue_forget:
 * @dialogue: a dialogue
 *
 * Forgets everything learnt before TLS: whoever sits between may have said it.
 */
void
lp_dialogue_forget (LpDialogue *dialogue);

/**
 * lp_dialogue_check_greeting:
 * @dialogue: a dialogue before its greeting
 * @error: return location
 *
 * Looks at the first octets: TLS where clear text was expected, another protocol, garbage. Where a
 * server in clear says nothing at all it is asked in TLS, which tells a TLS port from a slow one.
 * Blocks.
 *
 * Returns: %TRUE if a greeting of this protocol may follow, or %FALSE with an error
 */
gboolean
lp_dialogue_check_greeting (LpDialogue *dialogue, GError **error);

/**
 * lp_dialogue_reach:
 * @dialogue: a new dialogue
 * @error: return location
 *
 * Looks the host up and connects: two stages in one call of GIO's. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_reach (LpDialogue *dialogue, GError **error);

/**
 * lp_dialogue_adopt:
 * @dialogue: a new dialogue
 * @channel: (transfer full): a connection that somebody else made
 *
 * Gives a dialogue its connection, so that its probe need not look up and connect. For tests.
 */
void
lp_dialogue_adopt (LpDialogue *dialogue, LpChannel *channel);

/**
 * lp_dialogue_encrypt:
 * @dialogue: a connected dialogue
 * @error: return location
 *
 * Shakes hands; refuses versions below TLS 1.2. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_encrypt (LpDialogue *dialogue, GError **error);

/**
 * lp_dialogue_judge_certificate:
 * @dialogue: an encrypted dialogue
 * @error: return location
 *
 * Accepts a certificate without a fault, or exactly the pinned one.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_judge_certificate (LpDialogue *dialogue, GError **error);

/**
 * lp_dialogue_is_dismissed:
 * @dialogue: a dialogue
 *
 * Returns: %TRUE if the server spoke while it was not asked: in POP3 and SMTP whatever it says then is a goodbye, in
 *   IMAP only BYE is
 */
gboolean
lp_dialogue_is_dismissed (LpDialogue *dialogue);

/**
 * lp_dialogue_sign_in:
 * @dialogue: a probed dialogue with credentials
 * @error: return location
 *
 * Signs in once; the next mechanism is tried only where the server does not know the one before.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_dialogue_sign_in (LpDialogue *dialogue, GError **error);

/**
 * lp_smtp_prove_requirement:
 * @dialogue: a probed SMTP dialogue that is not signed in
 * @error: return location
 *
 * Tries to send without signing in. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_smtp_prove_requirement (LpDialogue *dialogue, GError **error);

/**
 * lp_answer_clear:
 * @answer: an answer; its strings are freed
 */
void
lp_answer_clear (LpAnswer *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpAnswer, lp_answer_clear)

G_END_DECLS
