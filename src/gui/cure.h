/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/failure.h"
#include "gui/window.h"

G_BEGIN_DECLS

/**
 * LpCures:
 * @primary: what the page's button does; never %LP_CURE_NONE
 * @secondary: what the other one does
 *
 * The two things that a person can do about a failure, here and now.
 */
typedef struct {
  LpCure primary;
  LpCure secondary;
} LpCures;

/**
 * lp_cures_choose:
 * @window: the window
 * @failure: a failure
 *
 * Takes the failure's cures as far as they are possible (one that opens a web page needs one to
 * open), or others in their place.
 *
 * Returns: what to offer
 */
LpCures
lp_cures_choose (LpWindow *window, const LpFailure *failure);

/**
 * lp_cure_dup_label:
 * @window: the window
 * @cure: a cure that is possible
 *
 * Returns: (transfer full) (nullable): the label of its button, with a mnemonic; %NULL for none
 */
char *
lp_cure_dup_label (LpWindow *window, LpCure cure);

/**
 * lp_cure_do:
 * @window: the window
 * @cure: a cure
 *
 * Does what the button says.
 *
 * Returns: %TRUE if the check should begin again now
 */
gboolean
lp_cure_do (LpWindow *window, LpCure cure);

G_END_DECLS
