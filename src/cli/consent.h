/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/**
 * lp_cli_accept_servers:
 * @cli: a prepared run whose account has servers
 *
 * Asks for consent to servers that came over a way that nobody protected: with --yes it is given, on a terminal the
 * person is asked, elsewhere nobody can give it. To be called before any secret is taken. Blocks.
 *
 * Returns: %LP_EXIT_OK, or %LP_EXIT_CONSENT or %LP_EXIT_CANCELLED after having said what is wrong
 */
int
lp_cli_accept_servers (LpCli *cli);

G_END_DECLS
