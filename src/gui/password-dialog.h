/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/window.h"
#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * lp_password_dialog_ask:
 * @window: the window
 * @address: whose password
 * @on_password: called with the password that was typed; not called when the person cancels
 * @data: given to @on_password; nothing is called any more once it is gone
 *
 * Asks for the password of an account that is there already.
 */
void
lp_password_dialog_ask (LpWindow *window, const char *address,
                        void (*on_password) (LpCredentials *password, GObject *data),
                        GObject *data);

G_END_DECLS
