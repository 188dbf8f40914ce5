/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/call.h"
#include "clients/journal.h"
#include "clients/receipt.h"

G_BEGIN_DECLS

/**
 * LpRun:
 * @journal: the receipt in hand
 * @journals: (element-type LpJournal): all receipts, oldest first, with the one in hand
 * @hooks: how to reach the keyring
 * @places: (nullable): see lp_receipts_set_places()
 * @calls: what calls on the session bus share
 * @cancellable: (nullable): cancels
 *
 * What doing a step needs.
 */
typedef struct {
  LpJournal *journal;
  GPtrArray *journals;
  const LpKeyringHooks *hooks;
  const LpPlaces *places;
  LpCallContext *calls;
  GCancellable *cancellable;
} LpRun;

/**
 * lp_step_check_running:
 * @run: a run
 * @client_id: a client
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_BUSY and a translated sentence if the client runs and
 *   would overwrite what is written
 */
gboolean
lp_step_check_running (const LpRun *run, const char *client_id, GError **error);

/**
 * lp_step_do:
 * @run: a run
 * @step: a step
 * @operation: the operation it stands for
 * @error: return location
 *
 * Does one operation, with its lines in the journal. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error; the step may be half done then and has to be reversed
 */
gboolean
lp_step_do (const LpRun *run, LpStep *step, const LpOperation *operation, GError **error);

/**
 * lp_step_reverse:
 * @run: a run
 * @client_id: whose step it is
 * @step: a step that was started, perhaps not finished, perhaps reversed already
 * @error: return location
 *
 * Takes one operation back. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error, %G_IO_ERROR_WRONG_ETAG for a conflict
 */
gboolean
lp_step_reverse (const LpRun *run, const char *client_id, LpStep *step, GError **error);

/**
 * lp_step_find_original:
 * @run: a run
 * @client_id: whose step it is
 * @step: a step with a file
 * @current: (out) (transfer full) (nullable): what is there now
 * @target: (out) (transfer full) (nullable): what has to be there when it is taken back
 * @error: return location
 *
 * Decides what a file becomes when a step is taken back: its old contents if it is as the step left
 * it; else what is there now without our lines. Changes nothing. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error, %G_IO_ERROR_WRONG_ETAG and a translated sentence if the
 *   same lines were changed since
 */
gboolean
lp_step_find_original (const LpRun *run, const char *client_id, const LpStep *step,
                       GBytes **current, GBytes **target, GError **error);

G_END_DECLS
