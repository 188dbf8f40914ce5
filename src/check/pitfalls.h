/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/report.h"
#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * lp_pitfalls_find:
 * @credentials: the password that was refused
 * @outcome: how it was refused
 *
 * Points out what is odd about a refused password before the server is blamed: blanks at its ends, the blanks of an app
 * password that was shown in groups, Caps Lock. Says only that, nothing of the password itself; changes nothing.
 *
 * Returns: (transfer full) (nullable): what to look at; its servers are both the one that was tried
 */
LpSuggestion *
lp_pitfalls_find (LpCredentials *credentials, const LpOutcome *outcome);

/**
 * lp_pitfalls_has:
 * @code: a suggestion's code
 *
 * Returns: %TRUE if it is one of those
 */
gboolean
lp_pitfalls_has (const char *code);

G_END_DECLS
