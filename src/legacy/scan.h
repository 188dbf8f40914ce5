/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "legacy/legacy.h"

G_BEGIN_DECLS

/** Files read in one search, and octets held of them; a search that meets more says so. */
#define LP_LEGACY_SCAN_FILES 2000
#define LP_LEGACY_SCAN_SIZE (128 * 1024 * 1024)

/**
 * LpLegacyFailure:
 * @file: the file
 * @message: translated sentence: why it was refused, or how far it could be read
 */
typedef struct {
  char *file;
  char *message;
} LpLegacyFailure;

/**
 * LpLegacyScan:
 * @accounts: (element-type LpLegacyAccount): every account found, in the order of the files
 * @failures: (element-type LpLegacyFailure): files that could not be read, or not wholly
 * @notes: (element-type LpLegacyFailure): files without an account to import, and why (news,
 * Exchange, switched off)
 * @is_incomplete: there was more than one search may read
 *
 * What was found on a disk.
 */
typedef struct {
  GPtrArray *accounts;
  GPtrArray *failures;
  GPtrArray *notes;
  gboolean is_incomplete;
} LpLegacyScan;

/**
 * lp_legacy_scan_new:
 *
 * Returns: (transfer full): an empty search
 */
LpLegacyScan *
lp_legacy_scan_new (void);

/**
 * lp_legacy_scan_free:
 * @scan: (nullable) (transfer full): a search
 */
void
lp_legacy_scan_free (LpLegacyScan *scan);

/**
 * lp_legacy_scan_add:
 * @scan: a search
 * @path: a file that somebody named, or a folder: a home, an old home, a mounted Windows disk or a
 * person's folder on it, or one where exported files lie
 * @charset: (nullable): code page of 8-bit text that does not name its own; %NULL guesses
 * @cancellable: (nullable): ends it between two files
 * @error: return location
 *
 * Reads the file; or looks, below the folder, at the places where mail programs keep or kept their
 * accounts, and at exported files in the folder itself, its Desktop, Documents and Downloads. Never
 * walks a whole tree. Blocks; call it from a worker.
 *
 * Returns: %TRUE, also if nothing was found; %FALSE with %G_IO_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
lp_legacy_scan_add (LpLegacyScan *scan, const char *path, const char *charset,
                    GCancellable *cancellable, GError **error);

/**
 * lp_legacy_scan_add_machine:
 * @scan: a search
 * @home: the person's home folder
 * @charset: (nullable): as for lp_legacy_scan_add()
 * @cancellable: (nullable): ends it between two files
 * @error: return location
 *
 * Looks at one's own home and at this machine's own gateways (/etc), not at other people's homes. Blocks.
 *
 * Returns: %TRUE, also if nothing was found; %FALSE with %G_IO_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
lp_legacy_scan_add_machine (LpLegacyScan *scan, const char *home, const char *charset,
                            GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLegacyScan, lp_legacy_scan_free)

G_END_DECLS
