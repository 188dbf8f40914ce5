/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/window.h"

G_BEGIN_DECLS

/**
 * lp_consent_dialog_ask:
 * @window: the window
 * @on_answer: called with what the person said
 * @data: given to @on_answer; nothing is called any more once it is gone
 *
 * Shows the account's servers, found over a way that nobody protected, and asks whether the password may go there.
 */
void
lp_consent_dialog_ask (LpWindow *window, void (*on_answer) (gboolean accepted, GObject *data),
                       GObject *data);

G_END_DECLS
