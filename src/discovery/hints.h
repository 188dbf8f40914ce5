/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * lp_hints_add:
 * @candidate: a candidate
 * @domain: (nullable): the domain of its address
 * @data_dir: (nullable): folder of provider-hints.ini; %NULL for the usual one
 *
 * Adds what data/provider-hints.ini knows of the candidate's provider, and of the domain, in the
 * person's language. Kinds that the candidate has already are left out. Safe on any thread.
 */
void
lp_hints_add (LpCandidate *candidate, const char *domain, const char *data_dir);

G_END_DECLS
