/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * LpCircumstances:
 * @now: seconds since 1970, as this computer has it
 * @available: it has a network at all
 * @connectivity: how far that leads, as the desktop found out (NetworkManager); never asked of the net by us
 * @told: seconds since 1970, as somebody else has it; 0 if nobody was asked or told
 * @fits: the server's certificate is valid at @told
 *
 * What the computer itself may have to do with a failure.
 */
typedef struct {
  gint64 now;
  gboolean available;
  GNetworkConnectivity connectivity;
  gint64 told;
  gboolean fits;
} LpCircumstances;

/**
 * lp_circumstances_look:
 *
 * Asks the clock and GIO's network monitor, which listens to NetworkManager where that runs. Does not block beyond one
 * call on the system bus.
 *
 * Returns: what is so now
 */
LpCircumstances
lp_circumstances_look (void);

/**
 * lp_circumstances_judge:
 * @circumstances: what is so
 * @verdict: how a conversation ended
 *
 * Tells a server's fault from this computer's: no network from a dead name service, a network that wants a sign-in on a
 * web page from a stranger's certificate, a wrong clock from a certificate that is too young. A pure function.
 *
 * Returns: the more exact verdict, or @verdict
 */
LpVerdict
lp_circumstances_judge (const LpCircumstances *circumstances, LpVerdict verdict);

G_END_DECLS
