/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* What is asked on the terminal. */

/**
 * lp_cli_ask:
 * @question: a translated question that ends in a blank
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the line that was typed, without blanks around it; %NULL if nobody is there to ask
 */
char *
lp_cli_ask (const char *question);

/**
 * lp_cli_agrees:
 * @cli: the run
 * @question: a translated question that ends in "[y/N] "
 *
 * Asks on the terminal. Blocks.
 *
 * Returns: %TRUE if the person said yes, now or with --yes; %FALSE if nobody is there to ask
 */
gboolean
lp_cli_agrees (LpCli *cli, const char *question);

/**
 * lp_cli_confirm:
 * @cli: the run
 * @question: a translated question that ends in "[y/N] "
 * @otherwise: a translated sentence: what did not happen
 *
 * As lp_cli_agrees(), where there is no going on without. Blocks.
 *
 * Returns: %LP_EXIT_OK, or %LP_EXIT_USAGE or %LP_EXIT_CANCELLED after having said what is wrong
 */
int
lp_cli_confirm (LpCli *cli, const char *question, const char *otherwise);

G_END_DECLS
