/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A small internet inside the test: every address outside loopback leads to where
 * network_add_route() says, all of it on loopback, and every other one refuses. It lives in
 * connect(), which the test program defines for itself and GIO, so no privileges, no fixed ports
 * and no real address are needed. */

/* @port 0: all ports of the address. @to (transfer none): where connections really go. */
void
network_add_route (const char *address, guint16 port, GSocketAddress *to);

/* The same for an address that never answers. */
void
network_add_silence (const char *address, guint16 port);

void
network_clear (void);

/* How often an address was connected to since network_clear(). */
guint
network_count_connections (const char *address);

/* What GNetworkMonitor says. */
void
network_set_state (gboolean available, GNetworkConnectivity connectivity);
void
network_register_monitor (void);
