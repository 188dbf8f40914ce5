/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "check/report.h"

G_BEGIN_DECLS

/**
 * LpPatience:
 *
 * Waits before a check is made again: a busy server is tried again by itself when the time is over, an
 * account that its provider has locked is left alone for ten minutes, also from other pages, and a
 * check that failed for want of a network goes on when there is one.
 */
typedef struct _LpPatience LpPatience;

/**
 * lp_patience_new:
 * @on_tick: called each second while there is something to wait for
 * @on_over: called once the check may be made again by itself
 * @data: given to both; they are not called any more after lp_patience_free()
 *
 * Returns: (transfer full): a patience that waits for nothing
 */
LpPatience *
lp_patience_new (void (*on_tick) (gpointer data), void (*on_over) (gpointer data), gpointer data);

/**
 * lp_patience_free:
 * @patience: (nullable) (transfer full): a patience
 */
void
lp_patience_free (LpPatience *patience);

/**
 * lp_patience_begin:
 * @patience: a patience
 * @verdict: how the check ended
 * @report: (nullable): its report
 * @address: whose account
 *
 * Begins to wait as the verdict wants it, if it wants it.
 */
void
lp_patience_begin (LpPatience *patience, LpVerdict verdict, const LpReport *report,
                   const char *address);

/**
 * lp_patience_stop:
 * @patience: a patience
 *
 * Waits no more; a locked account stays locked.
 */
void
lp_patience_stop (LpPatience *patience);

/**
 * lp_patience_dup_words:
 * @patience: a patience
 *
 * Returns: (transfer full) (nullable): what is waited for, with the seconds that are left; %NULL for
 * nothing that is counted
 */
char *
lp_patience_dup_words (LpPatience *patience);

/**
 * lp_patience_is_locked:
 * @address: an account's address
 *
 * Returns: %TRUE if another try would make its lock longer
 */
gboolean
lp_patience_is_locked (const char *address);

G_END_DECLS
