/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_session_bus_prepare:
 *
 * Lets a command that cron or ssh started find its person's session bus: if neither
 * DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR says where it is, and /run/user/UID holds a bus of
 * this user, both are set in this process. Call it first in a program's main(), before there is a
 * second thread.
 */
void
lp_session_bus_prepare (void);

G_END_DECLS
