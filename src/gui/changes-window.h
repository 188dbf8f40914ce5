/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/window.h"

G_BEGIN_DECLS

/**
 * lp_changes_window_show:
 * @window: the assistant
 * @client_ids: (array zero-terminated=1): the chosen apps
 *
 * Shows what would be written, file by file, in a window of its own. Nothing is written. Secrets
 * are not in a plan, so none can be shown.
 */
void
lp_changes_window_show (LpWindow *window, const char *const *client_ids);

G_END_DECLS
