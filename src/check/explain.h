/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * LpExplanation:
 * @title: headline in header capitals, ux.md §6 ("Password Not Accepted")
 * @sentence: what happened, one sentence
 * @reason: why, one sentence
 * @next_step: what to do, one sentence
 * @for_owner: (nullable): how the server's owner mends it
 * @url: (nullable): a page that helps
 *
 * A verdict in words for people, translated.
 */
typedef struct {
  char *title;
  char *sentence;
  char *reason;
  char *next_step;
  char *for_owner;
  char *url;
} LpExplanation;

/**
 * lp_explain_verdict:
 * @verdict: a verdict
 * @outcome: (nullable): fills host, port, user and the like into the sentences
 *
 * Returns: (transfer full): the explanation
 */
LpExplanation *
lp_explain_verdict (LpVerdict verdict, const LpOutcome *outcome);

/**
 * lp_explain_search:
 * @verdict: how a search for settings ended
 * @domain: the domain in the person's letters
 *
 * Returns: (transfer full): the explanation, about the domain rather than about a server
 */
LpExplanation *
lp_explain_search (LpVerdict verdict, const char *domain);

/**
 * lp_explain_has_advice:
 * @key: (nullable): an Advice= of data/server-errors.ini
 *
 * Returns: %TRUE if there is a sentence for it
 */
gboolean
lp_explain_has_advice (const char *key);

/**
 * lp_explanation_free:
 * @explanation: (nullable) (transfer full): an explanation
 */
void
lp_explanation_free (LpExplanation *explanation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpExplanation, lp_explanation_free)

G_END_DECLS
