/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "legacy/account.h"

G_BEGIN_DECLS

/** Accounts taken from one file; what is beyond is reported as damage. */
#define LP_LEGACY_MAX_ACCOUNTS 256

/** The largest files of the formats are registry exports; see the row's own maximum. */
#define LP_LEGACY_MAX_SIZE (16 * 1024 * 1024)

/**
 * LpLegacyFile:
 * @name: path or base name; readers look at the last part only
 * @bytes: contents
 */
typedef struct {
  const char *name;
  GBytes *bytes;
} LpLegacyFile;

/**
 * LpLegacyReading:
 * @format: (nullable): id of the format; %NULL if it is none we know
 * @accounts: (element-type LpLegacyAccount): what was found, maybe nothing
 * @notes: (element-type utf8): findings about the whole file, "word" or "word=value":
 * "not-a-mail-account", "exchange-only", "disabled" …
 * @damage: (nullable): translated sentence: the file was read only as far as it is sound
 * @error: (nullable): translated sentence: the file was refused
 * @is_full: the file holds more accounts than %LP_LEGACY_MAX_ACCOUNTS: no need to read on
 *
 * What became of one file.
 */
typedef struct {
  const char *format;
  GPtrArray *accounts;
  GPtrArray *notes;
  char *damage;
  char *error;
  gboolean is_full;
} LpLegacyReading;

/**
 * LpLegacy:
 * @id: id of the format: "iaf", "reg" …
 * @name: what people call it (untranslated: names of programs)
 * @max_size: octets; larger files are refused
 * @companions: (array zero-terminated=1) (nullable): patterns of base names in the same folder that
 * belong to an account of this format and are read along
 * @sniff: tells whether a file has this format, from its base name and its first octets
 * @read: adds accounts, notes, damage or error to a reading. A pure function over bytes: executes,
 * expands and looks up nothing, does not block; time and memory grow with the size of the files
 * only
 *
 * A row of the table in legacy.c. One file for each format, declared in formats.h.
 */
typedef struct {
  const char *id;
  const char *name;
  gsize max_size;
  const char *companions[4];
  gboolean (*sniff) (const LpLegacyFile *file);
  void (*read) (const LpLegacyFile *files, guint n_files, const char *charset,
                LpLegacyReading *reading);
} LpLegacy;

/**
 * lp_legacy_get:
 * @n_formats: (out): how many
 *
 * Returns: (transfer none) (array length=n_formats): the table, in the order of sniffing
 */
const LpLegacy *const *
lp_legacy_get (guint *n_formats);

/**
 * lp_legacy_sniff:
 * @file: a file
 *
 * Returns: (transfer none) (nullable): its format
 */
const LpLegacy *
lp_legacy_sniff (const LpLegacyFile *file);

/**
 * lp_legacy_find:
 * @id: a format's id
 *
 * Returns: (transfer none) (nullable): its row
 */
const LpLegacy *
lp_legacy_find (const char *id);

/**
 * lp_legacy_read:
 * @format: (nullable): the format; %NULL to find it out
 * @files: (array length=n_files): the file, and after it its companions
 * @n_files: how many, at least one
 * @charset: (nullable): code page of 8-bit text that does not name its own, for instance
 * "WINDOWS-1251"; %NULL guesses
 *
 * Reads the accounts of a file. Does not block and touches nothing but the bytes.
 *
 * Returns: (transfer full): what was found, or why nothing was
 */
LpLegacyReading *
lp_legacy_read (const LpLegacy *format, const LpLegacyFile *files, guint n_files,
                const char *charset);

/**
 * lp_legacy_reading_free:
 * @reading: (nullable) (transfer full): a reading
 */
void
lp_legacy_reading_free (LpLegacyReading *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLegacyReading, lp_legacy_reading_free)

G_END_DECLS
