/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"
#include "check/test-message.h"
#include "model/secret-item.h"
#include "protocol/outcome.h"

G_BEGIN_DECLS

/** LpSuggestion.code: sign in with the password itself, a second attempt that the person has to want. */
#define LP_OFFER_PASSWORD "password-over-tls"

/**
 * LpSuggestion:
 * @code: stable word for JSON and tests, for instance "port-switched"
 * @side: which server it is about
 * @was: the setting as it was, as a server
 * @now: the setting that works
 * @text: translated sentence: your setting was X; Y works because Z
 * @applied: the check itself went on with @now
 */
typedef struct {
  char *code;
  LpSide side;
  LpServer *was;
  LpServer *now;
  char *text;
  gboolean applied;
} LpSuggestion;

/**
 * LpReport:
 * @account: the account as it was proved (after corrections)
 * @verdict: %LP_VERDICT_OK only if both servers were really signed in to
 * @elapsed_ms: milliseconds from asking to the verdict, as whoever asked counts them
 * @incoming: (nullable): what the receiving server said
 * @outgoing: (nullable): what the sending server said
 * @suggestions: (element-type LpSuggestion): what was put right or could be
 * @source: (nullable): id of the discovery source the settings came from
 * @evidence: (nullable): where exactly
 * @authenticated: every hop to the settings was authenticated
 * @test_message: (nullable): the message to oneself, if the person asked for one
 *
 * The whole proof. A value.
 */
typedef struct {
  LpAccount *account;
  LpVerdict verdict;
  guint elapsed_ms;
  LpOutcome *incoming;
  LpOutcome *outgoing;
  GPtrArray *suggestions;
  char *source;
  char *evidence;
  gboolean authenticated;
  LpTestMessage *test_message;
} LpReport;

#define LP_TYPE_REPORT (lp_report_get_type ())
GType
lp_report_get_type (void);

/**
 * lp_report_new:
 * @account: the account that is checked
 *
 * Returns: (transfer full): an empty report whose verdict is %LP_VERDICT_INTERNAL
 */
LpReport *
lp_report_new (const LpAccount *account);

/**
 * lp_report_copy:
 * @report: (nullable): a report
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpReport *
lp_report_copy (const LpReport *report);

/**
 * lp_report_free:
 * @report: (nullable) (transfer full): a report
 */
void
lp_report_free (LpReport *report);

/**
 * lp_report_to_text:
 * @report: a report
 * @mask: replace address and user by "user@domain"
 *
 * Returns: (transfer full): what was tried, with times, verdicts and replies, to copy into a
 * request for help
 */
char *
lp_report_to_text (const LpReport *report, gboolean mask);

/**
 * lp_report_mask:
 * @report: a report
 * @text: any text about it, for instance a transcript
 *
 * Returns: (transfer full): the text with address and user replaced by "user@domain"
 */
char *
lp_report_mask (const LpReport *report, const char *text);

/**
 * lp_report_find_offer:
 * @report: a report
 * @code: a suggestion's code
 *
 * Returns: (transfer none) (nullable): the suggestion with this code that was not applied
 */
const LpSuggestion *
lp_report_find_offer (const LpReport *report, const char *code);

/**
 * lp_suggestion_copy:
 * @suggestion: (nullable): a suggestion
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpSuggestion *
lp_suggestion_copy (const LpSuggestion *suggestion);

/**
 * lp_suggestion_free:
 * @suggestion: (nullable) (transfer full): a suggestion
 */
void
lp_suggestion_free (LpSuggestion *suggestion);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpReport, lp_report_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpSuggestion, lp_suggestion_free)

G_END_DECLS
