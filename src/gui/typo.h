/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_typo_find_domain:
 * @domain: a domain that was typed, in lower case
 *
 * Finds the one of the commonest providers' domains that differs from @domain by one letter typed
 * wrong, too much, missing or changed places with its neighbour.
 *
 * Returns: (transfer none) (nullable): that domain; %NULL if there is none, or @domain is one
 * itself
 */
const char *
lp_typo_find_domain (const char *domain);

G_END_DECLS
