/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/probe.h"
#include "check/report.h"

G_BEGIN_DECLS

/** The connections of a probe. */
typedef enum {
  LP_LANE_INCOMING,
  LP_LANE_OUTGOING,
  LP_LANE_OPEN, /* tries to send without signing in */
  LP_N_LANES
} LpLaneId;

/**
 * lp_probe_get_account:
 * @probe: a probe
 *
 * Returns: (transfer none): whose servers are probed
 */
const LpAccount *
lp_probe_get_account (LpProbe *probe);

/**
 * lp_probe_wait:
 * @probe: a probe
 * @lane: which connection
 * @cancellable: (nullable): ends the wait at once
 *
 * Waits until a connection has got as far as it can without a secret. Blocks.
 *
 * Returns: (transfer none) (nullable): the dialogue, the caller's own from now on until the probe
 * goes; %NULL if the account has no such server or the wait was cancelled
 */
LpDialogue *
lp_probe_wait (LpProbe *probe, LpLaneId lane, GCancellable *cancellable);

/**
 * lp_probe_get_correction:
 * @probe: a probe
 * @lane: a connection that lp_probe_wait() gave
 *
 * Returns: (transfer none) (nullable): the setting that was put right on the way; %NULL if the one
 * that was set works or none does
 */
const LpSuggestion *
lp_probe_get_correction (LpProbe *probe, LpLaneId lane);

/**
 * lp_probe_host_answers:
 * @probe: a probe
 * @lane: a connection that lp_probe_wait() gave
 *
 * Returns: %TRUE if another port of the host answered in any way while the one that was set stayed silent
 */
gboolean
lp_probe_host_answers (LpProbe *probe, LpLaneId lane);

/**
 * lp_probe_set_user:
 * @probe: a probe whose incoming lane is done
 * @user: the other user name
 *
 * Signs in under another name from now on: connections that were meant for the first one are opened
 * anew when they are next asked for.
 */
void
lp_probe_set_user (LpProbe *probe, const char *user);

/**
 * lp_probe_is_stale:
 * @probe: a probe
 * @lane: which connection
 *
 * Returns: %TRUE if lp_probe_set_user() made this connection useless
 */
gboolean
lp_probe_is_stale (LpProbe *probe, LpLaneId lane);

/**
 * lp_probe_reopen:
 * @probe: a probe
 * @lane: which connection
 * @cancellable: (nullable): ends it at once
 *
 * Opens a connection again that the server closed while it stood idle. Blocks.
 *
 * Returns: (transfer none): the new dialogue
 */
LpDialogue *
lp_probe_reopen (LpProbe *probe, LpLaneId lane, GCancellable *cancellable);

/**
 * lp_probe_watch_sign_in:
 * @probe: a probe
 * @on_signed_in: called once on the dialogue's thread when the incoming server accepted the sign-in
 * @data: given to @on_signed_in
 *
 * For the one who goes on from the probe, so that the outgoing server need not wait for the inbox.
 */
void
lp_probe_watch_sign_in (LpProbe *probe, void (*on_signed_in) (gpointer data), gpointer data);

G_END_DECLS
