/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* What to know before anything is tried: a mistyped domain, old server names, what the provider wants. */

/**
 * lp_cli_dup_meant:
 * @cli: a prepared run with an address
 *
 * Returns: (transfer full) (nullable): the address that was meant, if its domain looks like a slip of the finger for a
 * large provider's
 */
char *
lp_cli_dup_meant (LpCli *cli);

/**
 * lp_cli_tell_domain:
 * @cli: a prepared run with an address
 *
 * Says on standard error if there is such an address.
 *
 * Returns: %TRUE if there is
 */
gboolean
lp_cli_tell_domain (LpCli *cli);

/**
 * lp_cli_offer_domain:
 * @cli: a prepared run with an address
 *
 * As lp_cli_tell_domain(), and on a terminal the person may take the other domain. It is never taken unasked: the one
 * that was typed may be real. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_offer_domain (LpCli *cli);

/**
 * lp_cli_put_right:
 * @cli: a run whose account has servers
 *
 * Tells of server names that have been replaced, and takes the new ones with --yes or when the person on the terminal
 * agrees. Blocks.
 */
void
lp_cli_put_right (LpCli *cli);

/**
 * lp_cli_tell_hints:
 * @cli: a run whose account has servers
 *
 * Tells on standard error what the provider wants: an app password, IMAP switched on, the browser …
 */
void
lp_cli_tell_hints (LpCli *cli);

/**
 * lp_cli_take_user:
 * @cli: a run whose account has servers
 *
 * Takes the user name that no address tells (a customer number) from --user, else asks on the terminal. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_take_user (LpCli *cli);

/**
 * lp_cli_add_advice:
 * @cli: a prepared run with an address
 * @builder: a builder inside an object
 *
 * Adds the members "did_you_mean" and "hints".
 */
void
lp_cli_add_advice (LpCli *cli, JsonBuilder *builder);

G_END_DECLS
