/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/merge.h"
#include "legacy/migration.h"
#include "setup.h"

G_BEGIN_DECLS

/**
 * LpOldMailbox:
 * @old: the mailbox as old set-ups have it, put together from all of them
 * @migration: what it becomes, and why
 * @differences: (element-type LpLegacyDifference) (nullable): where the old set-ups contradict each other
 * @is_dead: its connection does not work any more
 *
 * A mailbox that old set-ups of this computer, or files that somebody named, have. A value.
 */
typedef struct {
  LpLegacyAccount *old;
  LpMigration *migration;
  GPtrArray *differences;
  gboolean is_dead;
} LpOldMailbox;

/**
 * lp_old_mailbox_free:
 * @mailbox: (nullable) (transfer full): a mailbox
 */
void
lp_old_mailbox_free (LpOldMailbox *mailbox);

/**
 * lp_setup_scan_old_async:
 * @setup: a set-up
 * @paths: (nullable) (array zero-terminated=1): files and folders to read; %NULL for this computer
 * @charset: (nullable): code page of old text that does not name its own; %NULL guesses
 * @cancellable: (nullable): ends it between two files
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Looks for accounts of old set-ups. Reads local files only, asks nobody.
 */
void
lp_setup_scan_old_async (LpSetup *setup, const char *const *paths, const char *charset,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * lp_setup_scan_old_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpOldMailbox) (nullable): mailboxes whose address is known,
 * maybe none; %NULL with %G_IO_ERROR, also if a file that was named could not be read at all
 */
GPtrArray *
lp_setup_scan_old_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_take_old:
 * @setup: a set-up
 * @mailbox: an old mailbox
 *
 * Begins anew with what @mailbox becomes: address, name, and the servers that go on; the others come
 * from discovery. Secrets of another address are forgotten.
 */
void
lp_setup_take_old (LpSetup *setup, const LpOldMailbox *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpOldMailbox, lp_old_mailbox_free)

G_END_DECLS
