/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/failure.h"
#include "gui/window.h"

G_BEGIN_DECLS

/**
 * lp_cure_is_possible:
 * @window: the window
 * @cure: a cure
 *
 * Returns: %TRUE if it can be offered: a cure that opens a web page needs one to open
 */
gboolean
lp_cure_is_possible (LpWindow *window, LpCure cure);

/**
 * lp_cure_choose:
 * @window: the window
 * @cure: a cure
 *
 * Returns: the cure, or another in its place, if it is possible; else %LP_CURE_NONE
 */
LpCure
lp_cure_choose (LpWindow *window, LpCure cure);

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
