/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/error.h"
#include "model/server.h"
#include "protocol/certificate.h"

G_BEGIN_DECLS

/** The stages of a conversation in their order. JSON names: lp_stage_get_name(). */
typedef enum {
  LP_STAGE_LOOK_UP,
  LP_STAGE_CONNECT,
  LP_STAGE_TLS, /* handshake; with STARTTLS after GREETING, CAPABILITIES and STARTTLS */
  LP_STAGE_CERTIFICATE,
  LP_STAGE_GREETING,
  LP_STAGE_CAPABILITIES,
  LP_STAGE_STARTTLS,
  LP_STAGE_SIGN_IN,
  LP_STAGE_MAILBOX, /* incoming: opened read-only, counted */
  LP_STAGE_SENDER,  /* outgoing: sender and recipients named, then reset */
  LP_STAGE_GOODBYE,
  LP_N_STAGES
} LpStageId;

typedef enum { LP_TRI_UNKNOWN = -1, LP_TRI_FALSE = 0, LP_TRI_TRUE = 1 } LpTri;

/** Does the outgoing server require a sign-in? */
typedef enum {
  LP_REQUIREMENT_UNKNOWN,
  LP_REQUIREMENT_PROVED,       /* refused to send elsewhere without sign-in */
  LP_REQUIREMENT_NOT_REQUIRED, /* took mail for another domain without sign-in */
} LpRequirement;

/**
 * LpStageResult:
 * @stage: the stage
 * @verdict: how it ended
 * @ms: milliseconds it took
 * @detail: (nullable): one technical line for people who know: "192.0.2.7", "TLS 1.3", "PLAIN"
 */
typedef struct {
  LpStageId stage;
  LpVerdict verdict;
  guint ms;
  char *detail;
} LpStageResult;

/**
 * LpOutcome:
 * @server: the server as it was tried
 * @verdict: %LP_VERDICT_OK or what stopped the conversation
 * @stages: (element-type LpStageResult): the stages that ran, in the order they ran
 * @server_text: (nullable): the server's own words that belong to @verdict, made safe to show; at
 *   most 500 characters. With %LP_VERDICT_OK, an [ALERT] of IMAP's: it has to be shown (RFC 9051 §7.1)
 * @detail: (nullable): our technical sentence that goes with @verdict, English
 * @mechanism: (nullable): the SASL mechanism of the sign-in
 * @tls_version: (nullable): "TLS 1.3"
 * @cipher: (nullable): its suite's name
 * @certificate: (nullable): what the server showed
 * @capabilities: (nullable): what it offers, after TLS, and after sign-in once signed in
 * @mechanisms: (nullable): SASL mechanisms offered after TLS, before sign-in
 * @signed_in: (nullable): of %LP_VERDICT_ANOTHER_ACCOUNT: the address of who signed in
 * @messages: incoming: messages in the inbox; -1 unknown
 * @special_folders: (nullable): IMAP: folders with a task (RFC 6154), each "sent=NAME", with NAME
 * in UTF-8
 * @size_limit: outgoing: largest message in octets (RFC 1870); 0 unknown
 * @leave_works: POP3: whether "leave a copy on the server" will work (UIDL, EXPIRE)
 * @expire_days: POP3: days the server keeps mail (RFC 2449 EXPIRE); -1 for ever or unknown
 * @login_delay: POP3: seconds the server wants between two sign-ins (RFC 2449 LOGIN-DELAY); 0 none
 * or unknown
 * @requirement: outgoing: whether sign-in is required
 * @requirement_evidence: (nullable): the server's words that prove it
 * @own_address_open: outgoing: takes mail for its own users without sign-in
 * @sender_accepted: outgoing: the signed-in sender and both recipients were accepted
 * @also_tried: (nullable): hosts of other settings that were known and did not answer either; of one
 * that could not be reached
 * @mailbox_full: the server says so (RFC 5530 OVERQUOTA, RFC 3463 X.2.2), and yet all works
 * @elapsed_ms: milliseconds from start to verdict
 *
 * What one conversation found out. A value.
 */
typedef struct {
  LpServer *server;
  LpVerdict verdict;
  GPtrArray *stages;
  char *server_text;
  char *detail;
  char *mechanism;
  char *tls_version;
  char *cipher;
  LpCertificate *certificate;
  char **capabilities;
  char **mechanisms;
  char *signed_in;
  gint64 messages;
  char **special_folders;
  guint64 size_limit;
  LpTri leave_works;
  int expire_days;
  guint login_delay;
  LpRequirement requirement;
  char *requirement_evidence;
  LpTri own_address_open;
  LpTri sender_accepted;
  char **also_tried;
  gboolean mailbox_full;
  guint elapsed_ms;
} LpOutcome;

#define LP_TYPE_OUTCOME (lp_outcome_get_type ())
GType
lp_outcome_get_type (void);

/**
 * lp_outcome_new:
 * @server: the server that is tried
 *
 * Returns: (transfer full): an outcome in which nothing is known yet; its verdict is
 * %LP_VERDICT_INTERNAL
 */
LpOutcome *
lp_outcome_new (const LpServer *server);

/**
 * lp_outcome_copy:
 * @outcome: (nullable): an outcome
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpOutcome *
lp_outcome_copy (const LpOutcome *outcome);

/**
 * lp_outcome_free:
 * @outcome: (nullable) (transfer full): an outcome
 */
void
lp_outcome_free (LpOutcome *outcome);

/**
 * lp_outcome_add_stage:
 * @outcome: an outcome
 * @stage: the stage that ended
 * @verdict: how
 * @ms: milliseconds it took
 * @detail: (nullable): one technical line
 */
void
lp_outcome_add_stage (LpOutcome *outcome, LpStageId stage, LpVerdict verdict, guint ms,
                      const char *detail);

/**
 * lp_stage_get_name:
 * @stage: a stage
 *
 * Returns: (transfer none): "look-up", "connect", "tls", "certificate", "greeting", "capabilities",
 *   "starttls", "sign-in", "mailbox", "sender" or "goodbye"
 */
const char *
lp_stage_get_name (LpStageId stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpOutcome, lp_outcome_free)

G_END_DECLS
