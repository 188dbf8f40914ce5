/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "legacy/merge.h"
#include "legacy/migration.h"
#include "legacy/scan.h"

G_BEGIN_DECLS

/**
 * LpImport:
 * @context: what judging needs
 * @scan: what was found
 * @migrations: (element-type LpMigration): what each account of @scan becomes
 * @mailboxes: (element-type LpLegacyMerged): the accounts, those of the same address put together
 * @decisions: (element-type LpMigration): what each mailbox becomes
 *
 * Old set-ups, found and judged.
 */
typedef struct {
  LpFindingContext context;
  LpLegacyScan *scan;
  GPtrArray *migrations;
  GPtrArray *mailboxes;
  GPtrArray *decisions;
} LpImport;

/**
 * lp_import_print_json:
 * @import: what was found
 *
 * Prints it as one JSON document.
 */
void
lp_import_print_json (const LpImport *import);

/**
 * lp_import_print_failures:
 * @import: what was found
 *
 * Says on standard error which files could not be read, or not wholly, or hold no account to import.
 */
void
lp_import_print_failures (const LpImport *import);

/**
 * lp_import_print:
 * @import: what was found
 *
 * Prints it for people: mailboxes on standard output, files that could not be read on standard error.
 */
void
lp_import_print (const LpImport *import);

/**
 * lp_import_print_mailbox:
 * @import: what was found
 * @index: which mailbox
 *
 * Prints one mailbox for people: what it was, what happened, what it becomes.
 */
void
lp_import_print_mailbox (const LpImport *import, guint index);

G_END_DECLS
