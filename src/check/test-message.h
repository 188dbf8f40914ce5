/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"
#include "model/credentials.h"
#include "model/secret-item.h"
#include "protocol/outcome.h"
#include "protocol/transcript.h"

G_BEGIN_DECLS

/**
 * LpTestMessage:
 * @verdict: %LP_VERDICT_OK unless a server stopped it
 * @side: whose server did
 * @message_id: its Message-ID with angle brackets
 * @sent: the outgoing server is responsible for it
 * @found: it arrived while we waited
 * @removed: it was taken out of the mailbox again
 * @elapsed_ms: milliseconds from sent to found, or how long was waited
 * @folder: (nullable): IMAP: where it lay
 * @authentication_results: (nullable): what the receiving server found out about it (RFC 8601)
 * @server_text: (nullable): the server's words that belong to @verdict
 *
 * A message to oneself, and what became of it. A value.
 */
typedef struct {
  LpVerdict verdict;
  LpSide side;
  char *message_id;
  gboolean sent;
  gboolean found;
  gboolean removed;
  guint elapsed_ms;
  char *folder;
  char *authentication_results;
  char *server_text;
} LpTestMessage;

/**
 * LpTestMessageOptions:
 * @account: the account as it was proved, with both servers
 * @incoming: (nullable): secret of the incoming server
 * @outgoing: (nullable): secret of the outgoing server
 * @junk: (nullable): IMAP: the folder for junk, where it is looked for too
 * @allow_plaintext: the person said yes to unencrypted connections
 * @timeout_ms: milliseconds for one reply (0: 30,000)
 * @patience_ms: milliseconds to wait for it to arrive (0: 60,000)
 * @transcript: (nullable): where to write down what is said
 */
typedef struct {
  const LpAccount *account;
  LpCredentials *incoming;
  LpCredentials *outgoing;
  const char *junk;
  gboolean allow_plaintext;
  guint timeout_ms;
  guint patience_ms;
  LpTranscript *transcript;
} LpTestMessageOptions;

/**
 * lp_test_message_send:
 * @options: what is needed
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Sends a message to the account's own address and looks for it there until it has arrived. The one place of a check
 * that gives a server mail; only for somebody who asked for it. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): what became of it, also when something is wrong; %NULL only with
 * %LP_VERDICT_CANCELLED
 */
LpTestMessage *
lp_test_message_send (const LpTestMessageOptions *options, GCancellable *cancellable,
                      GError **error);

/**
 * lp_test_message_remove:
 * @message: a message that was found
 * @options: what is needed
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Takes the message out of the mailbox again, and nothing else. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the message as it stands now, or %NULL with %LP_VERDICT_CANCELLED
 */
LpTestMessage *
lp_test_message_remove (const LpTestMessage *message, const LpTestMessageOptions *options,
                        GCancellable *cancellable, GError **error);

/**
 * lp_test_message_copy:
 * @message: (nullable): a message
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpTestMessage *
lp_test_message_copy (const LpTestMessage *message);

/**
 * lp_test_message_free:
 * @message: (nullable) (transfer full): a message
 */
void
lp_test_message_free (LpTestMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpTestMessage, lp_test_message_free)

G_END_DECLS
