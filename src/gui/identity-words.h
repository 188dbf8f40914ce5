/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/* What the first page says below the address while that is typed: Pango markup, with links. */

/**
 * lp_identity_words_looking:
 * @address: what was typed
 *
 * Returns: (transfer full): that its settings are looked for
 */
char *
lp_identity_words_looking (const LpAddress *address);

/**
 * lp_identity_words_found:
 * @address: what was typed
 * @best: (nullable): the best that was found; %NULL or a guess: nothing is published
 *
 * Returns: (transfer full): who publishes the settings, and what that spares the person
 */
char *
lp_identity_words_found (const LpAddress *address, const LpCandidate *best);

/**
 * lp_identity_words_trouble:
 * @address: what was typed
 * @verdict: how looking for settings failed
 *
 * Returns: (transfer full) (nullable): the sentence; %NULL if only nothing was found
 */
char *
lp_identity_words_trouble (const LpAddress *address, LpVerdict verdict);

/**
 * lp_identity_words_typo:
 * @address: what was typed
 *
 * Returns: (transfer full) (nullable): what was probably meant, as the link "address:"
 */
char *
lp_identity_words_typo (const LpAddress *address);

/**
 * lp_identity_words_dup_meant:
 * @address: what was typed
 *
 * Returns: (transfer full) (nullable): the address that was probably meant
 */
char *
lp_identity_words_dup_meant (const LpAddress *address);

/**
 * lp_identity_words_old:
 *
 * Returns: (transfer full): that an old set-up can be brought back, with the link "old:"
 */
char *
lp_identity_words_old (void);

G_END_DECLS
