/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * LpAutoconfigServer:
 * @outgoing: an outgoingServer element, else an incomingServer
 * @type: (nullable): its type: "imap", "pop3", "smtp", or something we do not speak
 * @host: (nullable): hostname, maybe with placeholders
 * @port: (nullable): port
 * @socket: (nullable): socketType: "SSL", "STARTTLS" or "plain"
 * @user: (nullable): username, maybe with placeholders
 * @ways: (element-type utf8): authentication, in order of preference
 *
 * A server of an autoconfig document, in the document's own words.
 */
typedef struct {
  gboolean outgoing;
  char *type;
  char *host;
  char *port;
  char *socket;
  char *user;
  GPtrArray *ways;
} LpAutoconfigServer;

/**
 * lp_autoconfig_server_new:
 * @outgoing: for sending
 * @type: (nullable): its type
 *
 * Returns: (transfer full): a server of which nothing else is known
 */
LpAutoconfigServer *
lp_autoconfig_server_new (gboolean outgoing, const char *type);

/**
 * lp_autoconfig_server_free:
 * @server: (nullable) (transfer full): a server
 */
void
lp_autoconfig_server_free (LpAutoconfigServer *server);

/**
 * lp_autoconfig_server_read:
 * @server: a server
 * @address: whose account it will be
 * @incomplete: (inout): set to %TRUE if the user name cannot be told from the address
 *
 * Returns: (transfer full) (nullable): the server in our words; %NULL if it is none that we could use
 */
LpServer *
lp_autoconfig_server_read (const LpAutoconfigServer *server, const LpAddress *address,
                           gboolean *incomplete);

/**
 * lp_autoconfig_fill_host:
 * @template: (nullable): a host or domain, maybe with placeholders
 * @address: whose account it will be
 *
 * Returns: (transfer full) (nullable): the host in ASCII; %NULL if no host can be called so
 */
char *
lp_autoconfig_fill_host (const char *template, const LpAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpAutoconfigServer, lp_autoconfig_server_free)

G_END_DECLS
