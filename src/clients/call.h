/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/plan.h"

G_BEGIN_DECLS

/* Strings in a call's parameters that stand for something only known when the call is made. The
 * whole string has to be this; what comes instead may be of another type. */
#define LP_CALL_INCOMING_SECRET "\001incoming-secret"
#define LP_CALL_OUTGOING_SECRET "\001outgoing-secret"
/* The first value of the answer to the last call with @keeps_answer. */
#define LP_CALL_ANSWER "\001answer"

/**
 * LpCallContext:
 * @bus: the session bus
 * @get_secret: (nullable): a side's secret; %NULL if there is none. What it returns must live until
 * the call is made.
 * @data: given to @get_secret
 * @answer: (nullable): kept between the calls of one client; cleared with lp_call_context_clear()
 *
 * What the calls of one client's plan share while they are made, one after the other.
 */
typedef struct {
  GDBusConnection *bus;
  const char *(*get_secret) (LpSide side, gpointer data);
  gpointer data;
  GVariant *answer;
} LpCallContext;

/**
 * lp_call_context_clear:
 * @context: its answer is dropped
 */
void
lp_call_context_clear (LpCallContext *context);

/**
 * lp_call_was_taken:
 * @error: why lp_call_run() failed
 *
 * Returns: whether something may have been done all the same; not where the service does not exist or could not be started
 */
gboolean
lp_call_was_taken (const GError *error);

/**
 * lp_call_run:
 * @call: the call
 * @context: shared with the other calls of the plan
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Makes one call on the session bus: finds its object, puts in what its placeholders stand for,
 * waits for its service if it says so (15 seconds at most) and for the answer (30 seconds). Blocks.
 *
 * Returns: %TRUE if it was answered, or if its object is not there and @may_be_gone is set; else
 * %FALSE with an error of %G_IO_ERROR or %G_DBUS_ERROR; %G_IO_ERROR_NOT_FOUND if there is nothing
 * that a placeholder stands for
 */
gboolean
lp_call_run (const LpDbusCall *call, LpCallContext *context, GCancellable *cancellable,
             GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpCallContext, lp_call_context_clear)

G_END_DECLS
