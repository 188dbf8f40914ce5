/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lp_authority_vouches:
 * @ca_file: (nullable): absolute path of a further certificate authority in PEM
 * @peer: the certificate a server showed, with its chain
 * @identity: whom it must name
 *
 * For "accept-certificate" handlers: asks whether a certificate that the system's authorities do
 * not vouch for is vouched for by one more authority, valid today and for @identity. Reads a file
 * and checks signatures: some milliseconds. Safe on any thread.
 *
 * Returns: %TRUE if it does; %FALSE also if @ca_file is %NULL or cannot be read
 */
gboolean
lp_authority_vouches (const char *ca_file, GTlsCertificate *peer, GSocketConnectable *identity);

G_END_DECLS
