/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * lp_sentence_fill:
 * @template: a translated sentence with words in braces: {host} {port} {user} {protocol} {certificate} {issuer}
 * {mechanisms} {others} {signed_in} {address}
 * @outcome: (nullable): what is known; other words stand in for what is not
 *
 * Returns: (transfer full): the sentence
 */
char *
lp_sentence_fill (const char *template, const LpOutcome *outcome);

G_END_DECLS
