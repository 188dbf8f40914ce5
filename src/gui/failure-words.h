/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/**
 * LpFailureWords:
 * @title: headline of the page
 * @body: what happened and what to do, one or two sentences
 *
 * A failure in the window's words, translated. They go before those of check/explain.c, which must
 * also fit a terminal. Addresses and hosts are isolated.
 */
typedef struct {
  char *title;
  char *body;
} LpFailureWords;

/**
 * lp_failure_words_new:
 * @setup: a set-up with an address
 * @verdict: the failure
 * @outcome: (nullable): of the server that failed; %NULL if the search for settings failed
 *
 * Returns: (transfer full): the words
 */
LpFailureWords *
lp_failure_words_new (LpSetup *setup, LpVerdict verdict, const LpOutcome *outcome);

/**
 * lp_failure_words_free:
 * @words: (nullable) (transfer full): words
 */
void
lp_failure_words_free (LpFailureWords *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpFailureWords, lp_failure_words_free)

G_END_DECLS
