/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/knock.h"
#include "setup.h"

G_BEGIN_DECLS

/**
 * LpKnocking:
 *
 * Which candidates answer: the job of the step between discovery and probe, and what the search asks before it decides.
 */
typedef struct _LpKnocking LpKnocking;

/**
 * lp_knocking_new:
 * @setup: a set-up with an address
 *
 * Goes on with the connections that the set-up has, if any. What the person said of the servers is copied, so that the
 * search may use it on its own thread.
 *
 * Returns: (transfer full): a job that knocks at nobody yet
 */
LpKnocking *
lp_knocking_new (LpSetup *setup);

/**
 * lp_knocking_add:
 * @knocking: the job
 * @candidates: (element-type LpCandidate): candidates, best first
 *
 * Begins to knock at the candidates' servers. Does not block.
 */
void
lp_knocking_add (LpKnocking *knocking, const GPtrArray *candidates);

/**
 * lp_knocking_ask:
 * @candidate: a candidate
 * @data: the job
 *
 * Begins to knock at one candidate's servers, once, and tells whether somebody is there; a #LpDiscoveryKnock.
 * Where there were too many already to knock at these too, they tell nothing.
 *
 * Returns: whether they accept connections; whether they are good for anything is lp_knocking_run()'s business
 */
LpAnswer
lp_knocking_ask (const LpCandidate *candidate, gpointer data);

/**
 * lp_knocking_free:
 * @data: (transfer full): the job
 */
void
lp_knocking_free (gpointer data);

/**
 * lp_knocking_run:
 * @data: the job
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Waits until it is known which candidate is the best that answers. Blocks, for six seconds at
 * most.
 *
 * Returns: (transfer full) (nullable) (element-type LpAnswer): a #GArray with what is known of each
 * candidate, or %NULL with %G_IO_ERROR_CANCELLED
 */
gpointer
lp_knocking_run (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lp_knocking_rank:
 * @answers: (element-type LpAnswer): what lp_knocking_run() gave
 * @candidates: (element-type LpCandidate): the candidates, as they were when it began
 *
 * Notes in each candidate whether it answers; those that do not fall behind.
 */
void
lp_knocking_rank (const GArray *answers, GPtrArray *candidates);

/**
 * lp_knocking_list_silent:
 * @setup: a set-up whose candidates were knocked at
 *
 * Returns: (transfer full) (element-type LpServer): servers that did not answer
 */
GPtrArray *
lp_knocking_list_silent (LpSetup *setup);

/**
 * lp_knocking_note_silent:
 * @silent: (nullable) (element-type LpServer): servers that did not answer
 * @outcome: (nullable): of the server that was taken
 *
 * Notes in an outcome that did not reach its server which other hosts were tried for the same.
 */
void
lp_knocking_note_silent (const GPtrArray *silent, LpOutcome *outcome);

/**
 * lp_knocking_ref_knock:
 * @knocking: the job
 *
 * Returns: (transfer full): the connections
 */
LpKnock *
lp_knocking_ref_knock (const LpKnocking *knocking);

G_END_DECLS
