/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_database_find_url:
 *
 * Says which public data base of providers is asked: the one in letterplate/discovery.ini of $XDG_CONFIG_HOME or
 * $XDG_CONFIG_DIRS, else Thunderbird's. Reads a small file or two.
 *
 *     [Discovery]
 *     PublicDatabase=https://ispdb.example.net/
 *
 * Returns: (transfer full): a URL to which a domain is appended; "" if none is to be asked
 */
char *
lp_database_find_url (void);

G_END_DECLS
