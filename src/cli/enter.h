/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "model/secret-item.h"
#include "protocol/dialogue.h"

G_BEGIN_DECLS

/* What the commands share that mail programs run to reach a server: tunnel and sendmail. */

/**
 * lp_cli_take_account:
 * @cli: a run whose first argument is an account's id or address
 *
 * Takes the account as the mail apps have it, and puts --incoming, --outgoing, --pin and --ca on
 * top. Puts nothing right that an interrupted change left, so that several can run at once. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_take_account (LpCli *cli);

/**
 * lp_cli_enter:
 * @cli: a run that took its account
 * @side: which of its servers
 * @outcome: (out) (transfer full) (nullable): what is known of the server, if it was spoken to
 * @error: return location
 *
 * Connects and signs in with the secret of the keyring, which goes to no other host than the one it
 * was stored for. A token that the server refuses is renewed and tried once more. Blocks.
 *
 * Returns: (transfer full) (nullable): the dialogue, or %NULL with an error: of %LP_ERROR, its
 * message the technical detail; else a translated sentence
 */
LpDialogue *
lp_cli_enter (LpCli *cli, LpSide side, LpOutcome **outcome, GError **error);

/**
 * lp_cli_describe_failure:
 * @error: an error of lp_cli_enter() or of what was done with its dialogue
 * @outcome: (nullable): what is known of the server
 *
 * Returns: (transfer full): in one line what is wrong, what to do and what the server said
 */
char *
lp_cli_describe_failure (const GError *error, const LpOutcome *outcome);

G_END_DECLS
