/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** How far one gets at a port. */
typedef enum {
  LP_REACH_MISSING, /* the host has no address */
  LP_REACH_REFUSED,
  LP_REACH_SILENT,
  LP_REACH_NO_TLS, /* open, but no TLS could be agreed on */
  LP_REACH_OPEN,   /* open; TLS was not asked for */
  LP_REACH_BAD_CERTIFICATE,
  LP_REACH_SECURE, /* TLS with a good certificate for the host's name */
} LpReach;

/**
 * LpReachRequest:
 * @host: a host in ASCII
 * @port: a port
 * @tls: whether to shake hands for TLS
 * @ca_file: (nullable): a further certificate authority in PEM
 * @deadline_ms: milliseconds for connecting, and the same in whole seconds for the handshake
 * @on_connected: (nullable): called on the calling thread once the port is open
 * @user_data: given to @on_connected
 */
typedef struct {
  const char *host;
  guint16 port;
  gboolean tls;
  const char *ca_file;
  guint deadline_ms;
  void (*on_connected) (gpointer user_data);
  gpointer user_data;
} LpReachRequest;

/**
 * lp_reach:
 * @request: where to go
 * @names: (out) (optional) (transfer full) (nullable) (array zero-terminated=1): for a bad
 * certificate, the DNS names it is for
 * @cancellable: (nullable): ends it at once
 *
 * Tries whether somebody is at home, without a word of the protocol: that is the probe's business.
 * A host's addresses are tried staggered; desktop proxies, meant for the web, are left aside.
 * Blocks.
 *
 * Returns: how far it got
 */
LpReach
lp_reach (const LpReachRequest *request, char ***names, GCancellable *cancellable);

G_END_DECLS
