/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-import.h"

G_BEGIN_DECLS

/**
 * LpOldSearch:
 *
 * Knows whether this computer has an old set-up for an address whose connection is dead. Looks once.
 */
typedef struct _LpOldSearch LpOldSearch;

/**
 * lp_old_search_new:
 * @on_found: called when the search is over
 * @data: given to @on_found; not called any more after lp_old_search_free()
 *
 * Returns: (transfer full): a search that has not begun
 */
LpOldSearch *
lp_old_search_new (void (*on_found) (gpointer data), gpointer data);

/**
 * lp_old_search_free:
 * @search: (nullable) (transfer full): a search; it is cancelled
 */
void
lp_old_search_free (LpOldSearch *search);

/**
 * lp_old_search_begin:
 * @search: a search
 * @setup: a set-up
 *
 * Begins, if it has not begun yet. Reads local files only, on a worker.
 */
void
lp_old_search_begin (LpOldSearch *search, LpSetup *setup);

/**
 * lp_old_search_has:
 * @search: a search
 * @address: an address
 *
 * Returns: %TRUE if a dead set-up of this address was found
 */
gboolean
lp_old_search_has (LpOldSearch *search, const LpAddress *address);

G_END_DECLS
