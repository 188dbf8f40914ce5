/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/address.h"

G_BEGIN_DECLS

/**
 * lp_address_list_add:
 * @addresses: (element-type LpAddress): the addresses are added here, each once
 * @text: a list as it stands in a header or on a command line (RFC 5322 §3.4): names, comments,
 *   quoted strings, groups; empty places count as nothing
 * @error: return location
 *
 * Reads a list of addresses. Does not block.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence; what came
 *   before the mistake was added
 */
gboolean
lp_address_list_add (GPtrArray *addresses, const char *text, GError **error);

G_END_DECLS
