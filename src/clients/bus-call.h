/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/plan.h"

G_BEGIN_DECLS

/**
 * lp_bus_call_run:
 * @bus: (nullable): the session bus
 * @call: a call of a plan, or the inverse of one
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Makes the call, after looking for its object where it names one by what it holds. An object,
 * method or service that is not there is no error for a call that may be gone. Blocks, for at most
 * 25 seconds.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR or %G_DBUS_ERROR, without the name of the
 * error on the bus
 */
gboolean
lp_bus_call_run (GDBusConnection *bus, const LpDbusCall *call, GCancellable *cancellable,
                 GError **error);

G_END_DECLS
