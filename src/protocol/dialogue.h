/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/address.h"
#include "model/credentials.h"
#include "protocol/outcome.h"
#include "protocol/transcript.h"

G_BEGIN_DECLS

/**
 * LpDialogue:
 *
 * One conversation with one server, on one connection: a table of stages run by one loop. A probe
 * runs it up to the capabilities and keeps the connection open; verify goes on from there. Used by
 * one thread at a time (any); hand it over, do not share it.
 */
typedef struct _LpDialogue LpDialogue;

/**
 * LpDialogueOptions:
 * @ca_file: (nullable): a further certificate authority in PEM
 * @client_certificate: (nullable): a PEM file with the person's certificate, its chain and its key
 * @allow_plaintext: the person said yes to a secret over an unencrypted connection to this host
 * @no_proxy: do not use the desktop's proxy for this server
 * @connect_ms: milliseconds for connecting (0: 10,000)
 * @tls_ms: milliseconds for the handshake (0: 10,000)
 * @greeting_ms: milliseconds for the greeting (0: as @reply_ms)
 * @reply_ms: milliseconds for a reply (0: 30,000; Microsoft's refusal takes about 17 s)
 * @sender: (nullable): SMTP: the address that sends
 * @elsewhere: (nullable): SMTP: a recipient in another domain, named and taken back
 * @on_stage: (nullable): called on the dialogue's own thread when a stage begins (@result %NULL)
 * and ends; must not block and must post to wherever it wants to act
 * @on_stage_data: given to @on_stage
 *
 * Strings are copied by lp_dialogue_new().
 */
typedef struct {
  const char *ca_file;
  const char *client_certificate;
  gboolean allow_plaintext;
  gboolean no_proxy;
  guint connect_ms;
  guint tls_ms;
  guint greeting_ms;
  guint reply_ms;
  const LpAddress *sender;
  const char *elsewhere;
  void (*on_stage) (const LpServer *server, LpStageId stage, const LpStageResult *result,
                    gpointer data);
  gpointer on_stage_data;
} LpDialogueOptions;

/**
 * lp_dialogue_new:
 * @server: the server to talk to
 * @options: (nullable): options
 * @transcript: (nullable): where to write down what is said
 * @who: this conversation's word in the transcript
 *
 * Makes a dialogue. Nothing is connected yet. Does not block.
 *
 * Returns: (transfer full): the dialogue
 */
LpDialogue *
lp_dialogue_new (const LpServer *server, const LpDialogueOptions *options, LpTranscript *transcript,
                 const char *who);

/**
 * lp_dialogue_free:
 * @dialogue: (nullable) (transfer full): a dialogue; its connection is closed without waiting
 */
void
lp_dialogue_free (LpDialogue *dialogue);

/**
 * lp_dialogue_probe:
 * @dialogue: a new dialogue
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Connects, encrypts, checks the certificate, reads greeting and capabilities; sends no secret. The
 * connection stays open. Blocks, at most the sum of the options' limits.
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR; the outcome holds verdict and stages either way
 */
gboolean
lp_dialogue_probe (LpDialogue *dialogue, GCancellable *cancellable, GError **error);

/**
 * lp_dialogue_verify:
 * @dialogue: a probed dialogue
 * @credentials: (nullable): the secret; %NULL only for a server whose sign-in is %LP_SIGN_IN_NONE,
 * EXTERNAL or GSSAPI
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Goes on from the probe: signs in once, then opens the inbox read-only and counts, or names sender
 * and recipients and resets. Reads, changes and sends no mail. A refused password is tried no
 * second time. Blocks.
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR; the outcome holds the rest
 */
gboolean
lp_dialogue_verify (LpDialogue *dialogue, LpCredentials *credentials, GCancellable *cancellable,
                    GError **error);

/**
 * lp_dialogue_prove_requirement:
 * @dialogue: a probed SMTP dialogue of its own, never one that signs in
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Tries to send without signing in: MAIL FROM, RCPT TO the own address, RCPT TO the other domain,
 * RSET, in one flight (RFC 2920) where pipelining is offered. Nothing reaches DATA. Fills
 * requirement, requirement_evidence and own_address_open of the outcome. Blocks.
 *
 * Returns: %TRUE if something was learnt, or %FALSE with %LP_ERROR
 */
gboolean
lp_dialogue_prove_requirement (LpDialogue *dialogue, GCancellable *cancellable, GError **error);

/**
 * lp_dialogue_enter:
 * @dialogue: a probed dialogue
 * @credentials: (nullable): as lp_dialogue_verify()
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Signs in once, and no more: the connection stays open for lp_dialogue_relay() or
 * lp_dialogue_submit(). Blocks.
 *
 * Returns: %TRUE, or %FALSE with %LP_ERROR; the outcome holds the rest
 */
gboolean
lp_dialogue_enter (LpDialogue *dialogue, LpCredentials *credentials, GCancellable *cancellable,
                   GError **error);

/**
 * lp_dialogue_relay:
 * @dialogue: an IMAP dialogue that was entered
 * @input: an open file descriptor, where a mail program's commands come from
 * @output: an open file descriptor, where the server's answers go
 * @error: return location
 *
 * Greets the mail program with PREAUTH (RFC 9051 §7.1.4) and the server's capabilities, then hands
 * everything through. Blocks until one side ends.
 *
 * Returns: %TRUE when a side has ended, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_dialogue_relay (LpDialogue *dialogue, int input, int output, GError **error);

/**
 * LpSubmission:
 * @sender: (nullable): who gets what cannot be delivered; %NULL for nobody (RFC 5321 §4.5.5)
 * @recipients: (element-type LpAddress): who gets the message; at least one
 * @message: the message, each line ended by CRLF
 * @notify: (nullable): when to report (RFC 3461 §4.1), for instance "FAILURE,DELAY"
 * @wants_headers: report with the headers only (RFC 3461 §4.3)
 *
 * One message and its envelope.
 */
typedef struct {
  const LpAddress *sender;
  GPtrArray *recipients;
  GBytes *message;
  const char *notify;
  gboolean wants_headers;
} LpSubmission;

/**
 * lp_dialogue_submit:
 * @dialogue: an SMTP dialogue that was entered
 * @submission: what to send
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Submits one message: to all recipients or to none. Blocks, as long as the server takes octets and
 * answers within ten minutes (RFC 5321 §4.5.3.2).
 *
 * Returns: %TRUE once the server is responsible for the message, or %FALSE with %LP_ERROR; the
 * outcome holds the server's words
 */
gboolean
lp_dialogue_submit (LpDialogue *dialogue, const LpSubmission *submission, GCancellable *cancellable,
                    GError **error);

/**
 * LpSearch:
 * @message_id: of the message that is looked for, with its angle brackets
 * @junk: (nullable): IMAP: a folder to look into after the inbox
 * @remove: take the message away where it is
 * @found: it is there
 * @removed: it is gone; %FALSE also where the server can only mark it (IMAP without UIDPLUS)
 * @folder: (nullable): IMAP: where it was found
 * @authentication_results: (nullable): what the receiving server found out about it (RFC 8601), safe to show
 *
 * A message that is looked for, and what came of it. Cleared by lp_search_clear().
 */
typedef struct {
  const char *message_id;
  const char *junk;
  gboolean remove;
  gboolean found;
  gboolean removed;
  char *folder;
  char *authentication_results;
} LpSearch;

/**
 * lp_search_clear:
 * @search: a search; what it found is freed
 */
void
lp_search_clear (LpSearch *search);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpSearch, lp_search_clear)

/**
 * lp_dialogue_find:
 * @dialogue: an IMAP or POP3 dialogue that was entered
 * @search: what to look for; gets what was found
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Looks once. Over IMAP the same dialogue may look again until it is found; POP3 shows a mailbox as it was at the
 * sign-in, so its conversation ends with each look. Blocks.
 *
 * Returns: %TRUE, found or not, or %FALSE with %LP_ERROR; the outcome holds the server's words
 */
gboolean
lp_dialogue_find (LpDialogue *dialogue, LpSearch *search, GCancellable *cancellable,
                  GError **error);

/**
 * lp_dialogue_is_open:
 * @dialogue: a dialogue
 *
 * Returns: %TRUE while the connection stands; looks whether the peer hung up, without blocking
 */
gboolean
lp_dialogue_is_open (LpDialogue *dialogue);

/**
 * lp_dialogue_watch:
 * @dialogue: a dialogue
 * @on_stage: (nullable): as in #LpDialogueOptions, from now on
 * @on_stage_data: given to @on_stage
 *
 * For who takes over a dialogue that somebody else began.
 */
void
lp_dialogue_watch (LpDialogue *dialogue,
                   void (*on_stage) (const LpServer *server, LpStageId stage,
                                     const LpStageResult *result, gpointer data),
                   gpointer on_stage_data);

/**
 * lp_dialogue_get_outcome:
 * @dialogue: a dialogue
 *
 * Returns: (transfer none): what is known so far
 */
const LpOutcome *
lp_dialogue_get_outcome (LpDialogue *dialogue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpDialogue, lp_dialogue_free)

G_END_DECLS
