/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_json_is_tame:
 * @text: (array length=length): a document from outside
 * @length: its octets
 *
 * To be asked before json-glib parses: that one goes into the depth without a limit (measured with
 * 1.6: 30,000 brackets end the process).
 *
 * Returns: %TRUE if it is UTF-8 and opens no more objects and arrays than an honest document
 */
gboolean
lp_json_is_tame (const char *text, gsize length);

G_END_DECLS
