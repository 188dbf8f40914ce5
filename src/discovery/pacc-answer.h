/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/inquiry.h"

G_BEGIN_DECLS

/**
 * lp_pacc_answer_new:
 * @asker: who asks for the document
 *
 * What comes of asking for a domain's PACC document: one asks, and others wait for the same answer. Safe on any thread.
 *
 * Returns: (transfer full): an answer that is not there yet
 */
LpPaccAnswer *
lp_pacc_answer_new (LpInquiry *asker);

/**
 * lp_pacc_answer_ref:
 * @answer: an answer
 *
 * Returns: (transfer full): the same
 */
LpPaccAnswer *
lp_pacc_answer_ref (LpPaccAnswer *answer);

/**
 * lp_pacc_answer_unref:
 * @answer: (nullable) (transfer full): an answer
 */
void
lp_pacc_answer_unref (LpPaccAnswer *answer);

/**
 * lp_pacc_answer_give:
 * @answer: an answer
 * @candidates: (transfer full) (nullable) (element-type LpCandidate): what lp_pacc_ask() gave
 * @error: (nullable): why there are none
 *
 * Tells all who wait. To be called once, by the one who asked.
 */
void
lp_pacc_answer_give (LpPaccAnswer *answer, GPtrArray *candidates, const GError *error);

/**
 * lp_pacc_answer_wait:
 * @answer: an answer
 * @inquiry: who waits; it talks while the asker does, and meets the same signs
 * @error: return location
 *
 * Waits until the answer is there. Blocks; ended by the inquiry's cancellable.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): a copy of the candidates; %NULL with the asker's error
 * or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
lp_pacc_answer_wait (LpPaccAnswer *answer, LpInquiry *inquiry, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpPaccAnswer, lp_pacc_answer_unref)

G_END_DECLS
