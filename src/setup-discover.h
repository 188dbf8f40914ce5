/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/survey.h"
#include "setup.h"

G_BEGIN_DECLS

/**
 * lp_setup_has_servers:
 * @setup: a set-up
 *
 * Returns: %TRUE if the account has a server
 */
gboolean
lp_setup_has_servers (LpSetup *setup);

/**
 * lp_setup_discover_is_needed:
 * @setup: a set-up
 *
 * The road's step that searches for servers.
 *
 * Returns: %TRUE if no server is known
 */
gboolean
lp_setup_discover_is_needed (LpSetup *setup);

/**
 * lp_setup_discover_prepare:
 * @setup: a set-up with an address
 *
 * Returns: (transfer full): the job's data
 */
gpointer
lp_setup_discover_prepare (LpSetup *setup);

/**
 * lp_setup_discover_job_free:
 * @data: (transfer full): the job's data
 */
void
lp_setup_discover_job_free (gpointer data);

/**
 * lp_setup_discover_run:
 * @data: the job's data
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Reads the opened file or searches. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the candidates, and connections that tell which of them answer; %NULL
 * with an error of lp_discovery_run()
 */
gpointer
lp_setup_discover_run (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lp_setup_discover_found_free:
 * @data: (transfer full): what the job found
 */
void
lp_setup_discover_found_free (gpointer data);

/**
 * lp_setup_discover_take:
 * @setup: the set-up
 * @result: (transfer full): what was found
 * @error: return location
 *
 * Takes the candidates, and the best one's servers for the account.
 *
 * Returns: %FALSE with %LP_VERDICT_NO_SETTINGS if there are none
 */
gboolean
lp_setup_discover_take (LpSetup *setup, gpointer result, GError **error);

/**
 * lp_setup_choose_candidate:
 * @setup: a set-up with candidates
 * @index: which one; none if there are fewer
 *
 * Puts a candidate's servers into the account, completed by what the person said.
 */
void
lp_setup_choose_candidate (LpSetup *setup, guint index);

/**
 * lp_setup_join_survey:
 * @setup: a set-up with an address
 * @survey: a survey of the address's domain
 *
 * The search will ask nobody for what the survey asks for already.
 */
void
lp_setup_join_survey (LpSetup *setup, const LpSurvey *survey);

/**
 * lp_setup_leave_survey:
 * @setup: a set-up
 *
 * Undoes lp_setup_join_survey(), for another address.
 */
void
lp_setup_leave_survey (LpSetup *setup);

G_END_DECLS
