/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_header_get:
 * @header: the lines of a message's header
 * @name: a field's name, in any case
 *
 * Returns: (transfer full) (nullable): the value of the first field of that name in one line (RFC 5322 §2.2.3), without
 *   blanks around it; %NULL if there is none
 */
char *
lp_header_get (const char *header, const char *name);

G_END_DECLS
