/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "legacy/migration.h"

G_BEGIN_DECLS

/**
 * lp_cli_migrate:
 * @cli: a prepared run
 * @migration: what an old account becomes; it has an account
 *
 * Joins the road at discover: what the old program's own servers were goes on; what is left open, discovery
 * fills, and, where it finds nothing, the table of old hosts. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_migrate (LpCli *cli, const LpMigration *migration);

G_END_DECLS
