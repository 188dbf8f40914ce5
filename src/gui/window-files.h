/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/window.h"

G_BEGIN_DECLS

/**
 * lp_window_accept_drops:
 * @window: the window
 *
 * Files may be dropped anywhere on it; they are opened with lp_window_open_files().
 */
void
lp_window_accept_drops (LpWindow *window);

G_END_DECLS
