/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/receipt.h"

G_BEGIN_DECLS

/**
 * lp_run:
 * @argv: (array zero-terminated=1): a program of the system with arguments of ours, nothing out of a person's file
 * @timeout_ms: milliseconds until it is ended
 * @errors: what it says on standard error counts as output, too
 * @status: (out) (optional): its exit status; -1 if it was ended, or could not be run
 *
 * Runs a program in the C locale, without standard input. Blocks.
 *
 * Returns: (transfer full) (nullable): the first 64 KiB of what it printed; %NULL if it could not be run
 */
char *
lp_run (const char *const *argv, guint timeout_ms, gboolean errors, int *status);

/**
 * lp_run_own_test:
 * @places: places
 * @account: an account that was just written
 * @may_sign_in: the password was proved, so that a test which signs in costs nothing
 * @result: the client's result; gets the test's outcome
 *
 * Runs the client's own harmless test of the account, where it has one and where @places are this process's own. Blocks,
 * for ten seconds at most.
 *
 * Returns: %TRUE if there was a test
 */
gboolean
lp_run_own_test (const LpPlaces *places, const LpAccount *account, gboolean may_sign_in,
                 LpClientResult *result);

G_END_DECLS
