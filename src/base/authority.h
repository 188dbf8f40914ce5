/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lp_authority_new:
 * @ca_file: (nullable): absolute path of a further certificate authority in PEM
 *
 * Who is asked whether a certificate is good, to be set as the database of TLS connections: first
 * the further authority, then those of the system. They are read once for the whole program, when
 * the first certificate asks for them: that takes some 15 ms. Connections that are not told whom to
 * ask read them anew each time (glib-networking 2.74). Safe on any thread.
 *
 * Returns: (transfer full): the database; a @ca_file that cannot be read is as none
 */
GTlsDatabase *
lp_authority_new (const char *ca_file);

G_END_DECLS
