/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What readers of old formats share: how they put what they find into a reading, and how they get
 * at text.
 */
#include "legacy/legacy.h"

G_BEGIN_DECLS

/**
 * lp_legacy_reading_new:
 * @format: (nullable): id of the format, a static string
 *
 * Returns: (transfer full): an empty reading
 */
LpLegacyReading *
lp_legacy_reading_new (const char *format);

/**
 * lp_legacy_reading_add:
 * @reading: a reading
 * @account: (transfer full): an account; dropped, and said so, beyond %LP_LEGACY_MAX_ACCOUNTS
 */
void
lp_legacy_reading_add (LpLegacyReading *reading, LpLegacyAccount *account);

/**
 * lp_legacy_reading_add_note:
 * @reading: a reading
 * @word: a finding's word
 * @value: (nullable): its value
 */
void
lp_legacy_reading_add_note (LpLegacyReading *reading, const char *word, const char *value);

/**
 * lp_legacy_reading_set_damage:
 * @reading: a reading
 * @sentence: translated sentence; the first one stays
 */
void
lp_legacy_reading_set_damage (LpLegacyReading *reading, const char *sentence);

/**
 * lp_legacy_reading_set_error:
 * @reading: a reading
 * @sentence: translated sentence; the first one stays
 */
void
lp_legacy_reading_set_error (LpLegacyReading *reading, const char *sentence);

/**
 * lp_legacy_damaged_line:
 *
 * Returns: (transfer none): translated sentence for a line that breaks off
 */
const char *
lp_legacy_damaged_line (void);

/**
 * lp_legacy_damaged_part:
 *
 * Returns: (transfer none): translated sentence for a file that is sound only up to some place
 */
const char *
lp_legacy_damaged_part (void);

/**
 * lp_legacy_file_get_base:
 * @file: a file
 *
 * Returns: (transfer none): the last part of its name
 */
const char *
lp_legacy_file_get_base (const LpLegacyFile *file);

/**
 * lp_legacy_file_has_start:
 * @file: a file
 * @start: octets, a string
 *
 * Returns: %TRUE if the file begins so
 */
gboolean
lp_legacy_file_has_start (const LpLegacyFile *file, const char *start);

/**
 * lp_legacy_file_dup_head:
 * @file: a file
 *
 * Returns: (transfer full): the first 4 KiB as text, for sniffing
 */
char *
lp_legacy_file_dup_head (const LpLegacyFile *file);

/**
 * lp_legacy_file_dup_text:
 * @file: a file
 * @charset: (nullable): the code page to take 8-bit text for
 * @used: (out) (optional) (transfer none): the code page taken; %NULL for ASCII and Unicode
 *
 * Returns: (transfer full): the whole file as text, see lp_text_decode()
 */
char *
lp_legacy_file_dup_text (const LpLegacyFile *file, const char *charset, const char **used);

/**
 * lp_legacy_file_name_has:
 * @file: a file
 * @part: lower-case letters
 *
 * Returns: %TRUE if the last part of its name holds @part, in any case
 */
gboolean
lp_legacy_file_name_has (const LpLegacyFile *file, const char *part);

/**
 * lp_legacy_file_head_has:
 * @file: a file
 * @part: text
 *
 * Returns: %TRUE if the first 4 KiB hold @part
 */
gboolean
lp_legacy_file_head_has (const LpLegacyFile *file, const char *part);

/**
 * lp_legacy_sign_in_of_mechanism:
 * @mechanism: (nullable): a name of a SASL mechanism or an old program's word for one
 *
 * Returns: how one signs in with it; %LP_SIGN_IN_PASSWORD where it is unknown
 */
LpSignIn
lp_legacy_sign_in_of_mechanism (const char *mechanism);

/**
 * lp_legacy_account_finish:
 * @account: an account whose fields are read
 * @charset: (nullable): the code page its text was in
 *
 * Draws the conclusions that hold in every format: which gateway a server on this machine was, and
 * an address where only the user name has it.
 */
void
lp_legacy_account_finish (LpLegacyAccount *account, const char *charset);

G_END_DECLS
