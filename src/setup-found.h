/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/* What discovery found, as far as a person has to say something to it. */

/**
 * lp_setup_is_discovered:
 * @setup: a set-up
 *
 * Returns: %TRUE if lp_setup_discover_async() has nothing to do: the servers are known
 */
gboolean
lp_setup_is_discovered (LpSetup *setup);

/**
 * lp_setup_get_chosen:
 * @setup: a set-up
 *
 * Returns: (transfer none) (nullable): the candidate that the account's servers came from; %NULL
 * where the person or a mail app named them
 */
const LpCandidate *
lp_setup_get_chosen (LpSetup *setup);

/**
 * lp_setup_get_user_field:
 * @setup: a set-up
 *
 * Returns: (transfer none) (nullable): what the provider calls the user name that only the person
 * knows, a customer number for instance; %NULL where the name is known
 */
const char *
lp_setup_get_user_field (LpSetup *setup);

/**
 * lp_setup_set_user:
 * @setup: a set-up whose account has servers
 * @user: the user name
 *
 * Signs in to both servers under this name.
 */
void
lp_setup_set_user (LpSetup *setup, const char *user);

G_END_DECLS
