/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/address.h"
#include "model/server.h"

G_BEGIN_DECLS

/**
 * LpMailProvider:
 * @id: group of data/old-hosts.ini without "provider "
 * @name: what people call it
 * @imap: (nullable): today's server for receiving, without a user name
 * @pop3: (nullable): the same for POP3
 * @smtp: (nullable): today's server for sending
 * @takes: (array zero-terminated=1): "oauth2", "app-password", "password", the preferred first
 * @issuer: (nullable): OAuth2 issuer's row
 * @password_ended: (nullable): day (YYYY-MM-DD) from which the account's own password opens nothing
 * @happened: (nullable): translated sentence: what happened to the old way
 * @now: (nullable): translated sentence: what is done now
 *
 * A mail service whose old ways are known to have ended.
 */
typedef struct {
  char *id;
  char *name;
  LpServer *imap;
  LpServer *pop3;
  LpServer *smtp;
  char **takes;
  char *issuer;
  char *password_ended;
  char *happened;
  char *now;
  /*< private >*/
  char **domains;
  char **hosts;
  char **password_ended_protocols;
} LpMailProvider;

/**
 * LpOldHost:
 * @id: group of data/old-hosts.ini without "host "
 * @finding: code for people and scripts: "hotmail-dav", "live-legacy", "old-name"
 * @provider: (transfer none): whose host it was: what to use instead is there
 * @renamed: the name still leads to the server; only newer ones are better
 * @ended: (nullable): day (YYYY-MM-DD) it ended
 * @happened: translated sentence: what happened to it
 *
 * A host that old configurations hold and that nobody should use any more.
 */
typedef struct {
  char *id;
  char *finding;
  const LpMailProvider *provider;
  gboolean renamed;
  char *ended;
  char *happened;
  /*< private >*/
  char **hosts;
  gboolean only_own_domains;
} LpOldHost;

/**
 * LpOldEnd:
 * @id: group of data/old-hosts.ini without "end "
 * @provider: (transfer none): where
 * @date: the day, YYYY-MM-DD; it may be still to come
 * @happened: translated sentence: what ends
 * @now: translated sentence: what to do
 *
 * A day on which signing in with a password ends.
 */
typedef struct {
  char *id;
  const LpMailProvider *provider;
  char *date;
  char *happened;
  char *now;
  /*< private >*/
  char **protocols;
} LpOldEnd;

/**
 * LpOldGateway:
 * @id: group of data/old-hosts.ini without "gateway "
 * @name: what people call it
 * @closed: what it reached is gone; it cannot work even if it still runs
 * @happened: translated sentence
 * @now: translated sentence
 *
 * A program on the person's own machine that stood between a mail program and a provider.
 */
typedef struct {
  char *id;
  char *name;
  gboolean closed;
  char *happened;
  char *now;
} LpOldGateway;

/**
 * LpOldHosts:
 *
 * The table data/old-hosts.ini. Immutable once loaded; threads may share it.
 */
typedef struct _LpOldHosts LpOldHosts;

/**
 * lp_old_hosts_load:
 * @data_dir: (nullable): folder of old-hosts.ini; %NULL for our own
 * @error: return location
 *
 * Reads the table. Blocks shortly (one small file). A row that names an unknown provider or a
 * server that cannot be read is a broken installation and refused.
 *
 * Returns: (transfer full) (nullable): the table, or %NULL with an error of %G_FILE_ERROR,
 *   %G_KEY_FILE_ERROR or %G_IO_ERROR
 */
LpOldHosts *
lp_old_hosts_load (const char *data_dir, GError **error);

/**
 * lp_old_hosts_free:
 * @hosts: (nullable) (transfer full): the table
 */
void
lp_old_hosts_free (LpOldHosts *hosts);

/**
 * lp_old_hosts_find:
 * @hosts: the table
 * @host: a host name, in any case
 * @address: (nullable): the person's address; some names are old for personal mailboxes only
 *
 * Returns: (transfer none) (nullable): the row, if nobody should use @host any more
 */
const LpOldHost *
lp_old_hosts_find (const LpOldHosts *hosts, const char *host, const LpAddress *address);

/**
 * lp_old_hosts_find_provider:
 * @hosts: the table
 * @host: (nullable): a host name, in any case
 * @address: (nullable): an address
 *
 * The address's domain decides; only when it belongs to nobody, the host does. (A personal mailbox
 * and a company's share hosts at Microsoft.)
 *
 * Returns: (transfer none) (nullable): the provider
 */
const LpMailProvider *
lp_old_hosts_find_provider (const LpOldHosts *hosts, const char *host, const LpAddress *address);

/**
 * lp_old_hosts_find_end:
 * @hosts: the table
 * @provider: a provider
 * @protocol: which of its servers
 *
 * Returns: (transfer none) (nullable): the day on which password sign-in ends there, past or to
 * come
 */
const LpOldEnd *
lp_old_hosts_find_end (const LpOldHosts *hosts, const LpMailProvider *provider,
                       LpProtocolId protocol);

/**
 * lp_old_hosts_find_gateway:
 * @hosts: the table
 * @id: (nullable): "hotway", "davmail" …
 *
 * Returns: (transfer none) (nullable): the gateway
 */
const LpOldGateway *
lp_old_hosts_find_gateway (const LpOldHosts *hosts, const char *id);

/**
 * lp_old_gateway_find_by_port:
 * @port: a port of this machine
 *
 * Which gateway listened there in those days.
 *
 * Returns: (transfer none): an id for lp_old_hosts_find_gateway(); "unknown" for other ports
 */
const char *
lp_old_gateway_find_by_port (guint16 port);

/**
 * lp_old_gateway_is_local:
 * @host: (nullable): a host as a configuration names it
 *
 * Returns: %TRUE for localhost, 127.0.0.0/8 and ::1: no mail provider, but a program on the
 * person's machine
 */
gboolean
lp_old_gateway_is_local (const char *host);

/**
 * lp_mail_provider_takes:
 * @provider: a provider
 * @way: "oauth2", "app-password" or "password"
 *
 * Returns: %TRUE if it lets people in that way
 */
gboolean
lp_mail_provider_takes (const LpMailProvider *provider, const char *way);

/**
 * lp_mail_provider_refuses_password:
 * @provider: a provider
 * @protocol: which of its servers
 *
 * Returns: %TRUE if neither the account's password nor an app password opens that server
 */
gboolean
lp_mail_provider_refuses_password (const LpMailProvider *provider, LpProtocolId protocol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpOldHosts, lp_old_hosts_free)

G_END_DECLS
