/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/account.h"

G_BEGIN_DECLS

/**
 * LpLegacyUrl:
 * @server: what the URL names
 * @mechanism: (nullable): the part after ";auth=" (Evolution)
 * @parameters: (nullable): what stands behind the path: ";use_ssl=always"
 * @has_password: a password stood in the URL; it was not kept
 *
 * A mail server's URL taken apart.
 */
typedef struct {
  LpLegacyServer *server;
  char *mechanism;
  char *parameters;
  gboolean has_password;
} LpLegacyUrl;

/**
 * lp_legacy_url_parse:
 * @text: (nullable):
 * `imap|imaps|pop|pops|pop3|pop3s|smtp|smtps://[USER[:PASSWORD][;auth=MECHANISM]@]HOST[:PORT]/…`;
 *   USER may hold an @ or %-escapes
 *
 * Reads the URLs of mutt and of Evolution's old configuration.
 *
 * Returns: (transfer full) (nullable): its parts; %NULL if it is no mail server's URL
 */
LpLegacyUrl *
lp_legacy_url_parse (const char *text);

/**
 * lp_legacy_url_free:
 * @url: (nullable) (transfer full): the parts
 */
void
lp_legacy_url_free (LpLegacyUrl *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLegacyUrl, lp_legacy_url_free)

G_END_DECLS
