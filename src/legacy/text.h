/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_text_decode:
 * @data: (array length=length) (nullable): text in an unknown character set
 * @length: octets
 * @charset: (nullable): what to take it for if it is neither Unicode nor ASCII; %NULL guesses
 * @used: (out) (optional) (transfer none): the code page taken; %NULL for ASCII and Unicode
 *
 * Makes UTF-8 of old text: a byte order mark decides (UTF-8, UTF-16 either way); then UTF-8 if it
 * is valid; then
 * @charset or the guess. What cannot be read becomes U+FFFD; a NUL becomes a blank. Never fails.
 *
 * Returns: (transfer full): UTF-8
 */
char *
lp_text_decode (const guint8 *data, gsize length, const char *charset, const char **used);

/**
 * lp_text_from_utf16:
 * @data: (array length=length) (nullable): UTF-16 without byte order mark
 * @length: octets; an odd last one is dropped
 * @big_endian: order of octets
 *
 * Reads text up to the first NUL or to its end.
 *
 * Returns: (transfer full): UTF-8
 */
char *
lp_text_from_utf16 (const guint8 *data, gsize length, gboolean big_endian);

/**
 * lp_text_guess_charset:
 * @data: (array length=length): 8-bit text of Windows
 * @length: octets
 *
 * Guesses a Windows code page: the one under which the text has the most of the letters that are
 * frequent in its languages. Western (1252) where nothing speaks for another.
 *
 * Returns: (transfer none): an iconv name, for instance "WINDOWS-1251"
 */
const char *
lp_text_guess_charset (const guint8 *data, gsize length);

/**
 * lp_text_charset_of_language:
 * @language: a locale's name, for instance "ru_RU.UTF-8"
 *
 * Returns: (transfer none) (nullable): the Windows code page of that language; %NULL for Western
 * ones, where the guess is better
 */
const char *
lp_text_charset_of_language (const char *language);

/**
 * lp_text_take_line:
 * @cursor: (inout): where to go on, in text that may be written to
 *
 * Cuts the next line off: ended by LF, CR LF or CR; its end is overwritten with NUL.
 *
 * Returns: (transfer none) (nullable): the line; %NULL at the end
 */
char *
lp_text_take_line (char **cursor);

G_END_DECLS
