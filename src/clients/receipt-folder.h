/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/journal.h"
#include "clients/receipt.h"

G_BEGIN_DECLS

/*
 * The folder of all receipts:
 *
 *     receipts/lock       locked while somebody changes something
 *     receipts/open       the id of the receipt in hand; left behind by a crash
 *     receipts/left       the id of one that was in hand and is damaged
 *     receipts/ID/…       one receipt
 */

struct _LpReceipts {
  char *folder;
  const LpPlaces *places;
};

/**
 * lp_receipts_lock:
 * @receipts: receipts
 * @error: return location
 *
 * Makes the folder if it is missing and keeps other Letterplates out, of this user on this machine
 * and, over NFS, on others. Waits up to five seconds for one that is busy. Blocks.
 *
 * Returns: a file descriptor whose closing ends the lock, or -1 with an error of %G_IO_ERROR,
 *   %G_IO_ERROR_BUSY and a translated sentence
 */
int
lp_receipts_lock (const LpReceipts *receipts, GError **error);

/**
 * lp_receipts_read_open:
 * @receipts: receipts
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the id of the receipt in hand
 */
char *
lp_receipts_read_open (const LpReceipts *receipts);

/**
 * lp_receipts_write_open:
 * @receipts: receipts, locked
 * @id: (nullable): the receipt that is taken in hand; %NULL: none is any more
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_receipts_write_open (const LpReceipts *receipts, const char *id, GError **error);

/**
 * lp_receipts_read_left:
 * @receipts: receipts
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the id of the receipt that was in hand, and was left because it is damaged
 */
char *
lp_receipts_read_left (const LpReceipts *receipts);

/**
 * lp_receipts_write_left:
 * @receipts: receipts, locked
 * @id: (nullable): the receipt that is left; %NULL: none is any more
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_receipts_write_left (const LpReceipts *receipts, const char *id, GError **error);

/**
 * lp_receipts_make_id:
 * @receipts: receipts, locked
 *
 * Returns: (transfer full): an id that sorts after all others
 */
char *
lp_receipts_make_id (const LpReceipts *receipts);

/**
 * lp_receipts_load_all:
 * @receipts: receipts
 *
 * Reads all journals, also damaged ones. Blocks.
 *
 * Returns: (transfer full) (element-type LpJournal): the journals, oldest first
 */
GPtrArray *
lp_receipts_load_all (const LpReceipts *receipts);

G_END_DECLS
