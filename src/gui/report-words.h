/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/report.h"
#include "gui/note.h"
#include "gui/page.h"
#include "gui/server-row.h"

G_BEGIN_DECLS

/**
 * lp_report_words_find_change:
 * @report: a report
 * @side: which server
 *
 * Returns: (transfer none) (nullable): the first thing that the check put right there
 */
const LpSuggestion *
lp_report_words_find_change (const LpReport *report, LpSide side);

/**
 * lp_report_words_show_success:
 * @report: a report of success
 * @page: gets it as its head
 * @note: is shown if there is more to know: what was changed, that the mailbox is full
 */
void
lp_report_words_show_success (const LpReport *report, LpPage *page, LpNote *note);

/**
 * lp_report_words_show_pitfall:
 * @report: a report of failure
 * @note: is shown if the password looks as if it was typed or pasted wrongly
 */
void
lp_report_words_show_pitfall (const LpReport *report, LpNote *note);

/**
 * lp_report_words_count_changes:
 * @report: a report
 *
 * Returns: how many settings the check put right
 */
guint
lp_report_words_count_changes (const LpReport *report);

/**
 * lp_report_words_get_failed:
 * @report: a report
 *
 * Returns: (transfer none) (nullable): the conversation that the report's verdict is about
 */
const LpOutcome *
lp_report_words_get_failed (const LpReport *report);

/**
 * lp_report_words_dup_changes:
 * @report: a report
 *
 * Returns: (transfer full): what was put right, a sentence a line
 */
char *
lp_report_words_dup_changes (const LpReport *report);

/**
 * lp_report_words_dup_success:
 * @report: a report whose verdict is %LP_VERDICT_OK
 *
 * Returns: (transfer full): the sentence below "Everything Works"
 */
char *
lp_report_words_dup_success (const LpReport *report);

/**
 * lp_report_words_dup_server_words:
 * @report: a report
 *
 * Returns: (transfer full): what the servers said to what failed and their alerts, empty if nothing
 */
char *
lp_report_words_dup_server_words (const LpReport *report);

/**
 * lp_report_words_get_not_tried:
 * @verdict: what ended the check
 *
 * Returns: (transfer none): why the rest was not tried
 */
const char *
lp_report_words_get_not_tried (LpVerdict verdict);

/**
 * lp_report_words_has_certificate_fault:
 * @report: a report
 *
 * Returns: %TRUE if what failed is a certificate that can be shown
 */
gboolean
lp_report_words_has_certificate_fault (const LpReport *report);

/**
 * lp_report_words_dup_stopped:
 * @incoming: how far the incoming server came
 * @outgoing: how far the outgoing one came
 *
 * Returns: (transfer full): what a check that was stopped had found out
 */
char *
lp_report_words_dup_stopped (LpProgress incoming, LpProgress outgoing);

G_END_DECLS
