/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * LpDiagnosis:
 * @id: its group in data/server-errors.ini
 * @verdict: what the server's words mean
 * @advice: (nullable): key of a next step better than the verdict's own
 * @help: (nullable): the provider's own page about it, https
 *
 * What a provider's own words mean, beyond what RFCs define.
 */
typedef struct {
  char *id;
  LpVerdict verdict;
  char *advice;
  char *help;
} LpDiagnosis;

/**
 * lp_diagnosis_find:
 * @outcome: an outcome with a server's words
 *
 * Looks the words up in data/server-errors.ini, which is read once. Reads a small file the first
 * time; callable on any thread.
 *
 * Returns: (transfer none) (nullable): what they mean; %NULL if the table does not know them
 */
const LpDiagnosis *
lp_diagnosis_find (const LpOutcome *outcome);

/**
 * lp_diagnosis_refine:
 * @outcome: an outcome
 *
 * Puts the more exact verdict into an outcome that a server's refusal ended, and into the stage
 * that failed.
 */
void
lp_diagnosis_refine (LpOutcome *outcome);

/**
 * lp_diagnosis_load:
 * @data_dir: (nullable): folder of the tables; %NULL for the installed one
 * @error: return location
 *
 * Reads the table, for a test that wants to see every row of it. Blocks.
 *
 * Returns: (transfer full) (element-type LpDiagnosis) (nullable): the rows, or %NULL with an error
 * of %G_FILE_ERROR or %G_KEY_FILE_ERROR
 */
GPtrArray *
lp_diagnosis_load (const char *data_dir, GError **error);

G_END_DECLS
