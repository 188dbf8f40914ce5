/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_printable_new:
 * @data: any octets, NUL among them
 * @length: octets, or -1 if zero-terminated
 * @max: most characters of the result; longer text ends in an ellipsis
 *
 * Makes foreign text safe to show, to log and to paste: control characters become their symbols
 * (U+2400 and following), octets that are no UTF-8 become `\xNN`, and characters that turn the
 * direction of writing or cannot be seen become `\uNNNN`. Markup is left alone: who puts it into a
 * label escapes it there.
 *
 * Returns: (transfer full): valid UTF-8 on one line
 */
char *
lp_printable_new (const char *data, gssize length, gsize max);

G_END_DECLS
