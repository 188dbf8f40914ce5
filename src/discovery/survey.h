/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"
#include "discovery/service.h"

G_BEGIN_DECLS

/**
 * LpSurvey:
 *
 * A look at what a domain offers beside mail: JMAP, calendars, contacts. It runs beside the search for mail servers and
 * has no part in it, so that nothing there waits for it. Used by one thread.
 */
typedef struct _LpSurvey LpSurvey;

/**
 * lp_survey_new:
 * @address: whose services are wanted
 * @options: (nullable): options of the search; nobody is asked if it is offline
 * @cancellable: (nullable): ends it at once
 *
 * Begins to ask: SRV records with their TXT (RFC 6764, RFC 8620 §2.2), /.well-known of the domain's own site, and the
 * domain's PACC document. Nobody signs in, and the address is not sent. Does not block.
 *
 * Returns: (transfer full): the survey
 */
LpSurvey *
lp_survey_new (const LpAddress *address, const LpDiscoveryOptions *options,
               GCancellable *cancellable);

/**
 * lp_survey_get_pacc:
 * @survey: a survey
 *
 * Returns: (transfer none) (nullable): what comes of asking for the domain's PACC document, for a search beside the
 * survey; %NULL if nobody is asked
 */
LpPaccAnswer *
lp_survey_get_pacc (const LpSurvey *survey);

/**
 * lp_survey_wait:
 * @survey: a survey
 * @until: monotonic time in microseconds
 *
 * Waits until all have answered, or as long as it may. Blocks.
 *
 * Returns: (transfer full) (element-type LpService): what was found by then, by kind, the better source first
 */
GPtrArray *
lp_survey_wait (LpSurvey *survey, gint64 until);

/**
 * lp_survey_free:
 * @survey: (nullable) (transfer full): a survey
 *
 * Cancels what is under way and does not wait for it.
 */
void
lp_survey_free (LpSurvey *survey);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpSurvey, lp_survey_free)

G_END_DECLS
