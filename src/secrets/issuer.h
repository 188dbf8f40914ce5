/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/account.h"

G_BEGIN_DECLS

/**
 * LpIssuer:
 * @id: the row's name
 * @name: what people call it
 * @identifier: (nullable): what its answers call it (RFC 9207, RFC 8414)
 * @authorization: (nullable): the page where a person signs in
 * @token: (nullable): where codes and refresh tokens are traded
 * @device: (nullable): where a code to type elsewhere is had (RFC 8628)
 * @scopes: (nullable): what to ask for, for each protocol
 * @scope: (nullable): what to ask for always, separated by blanks
 * @redirect_host: the loopback host as it was registered, "127.0.0.1" or "localhost"
 * @parameters: (nullable): further parameters of the authorization request, encoded
 * @client_id: (nullable): who asks; %NULL: this sign-in is not offered
 * @client_secret: (nullable): what goes with it where an issuer wants one of desktop programs too
 * @ca_file: (nullable): a further certificate authority in PEM
 * @has_metadata: the addresses come from the issuer's own metadata
 * @wants_identifier: its metadata says that every answer has "iss"
 *
 * Who gives access tokens: a row of data/oauth2.ini with what the machine's own files say. A value.
 */
typedef struct {
  char *id;
  char *name;
  char *identifier;
  char *authorization;
  char *token;
  char *device;
  char *scopes[LP_N_PROTOCOLS];
  char *scope;
  char *redirect_host;
  char *parameters;
  char *client_id;
  char *client_secret;
  char *ca_file;
  gboolean has_metadata;
  gboolean wants_identifier;
} LpIssuer;

#define LP_TYPE_ISSUER (lp_issuer_get_type ())
GType
lp_issuer_get_type (void);

/**
 * lp_issuer_load:
 * @id: (nullable): an issuer's id
 * @data_dir: (nullable): instead of the installed tables
 * @error: return location
 *
 * Reads an issuer's row: data/oauth2.ini, on top of it the client IDs of the build, then
 * letterplate/oauth2.d/(star).ini of $XDG_CONFIG_DIRS (/etc/xdg) and of $XDG_CONFIG_HOME, each by
 * name; what comes later wins. Reads files, asks no network.
 *
 * Returns: (transfer full) (nullable): the issuer, perhaps without a client ID; %NULL with
 * %G_IO_ERROR_NOT_FOUND if there is no such row
 */
LpIssuer *
lp_issuer_load (const char *id, const char *data_dir, GError **error);

/**
 * lp_issuer_is_offered:
 * @id: (nullable): an issuer's id
 * @data_dir: (nullable): instead of the installed tables
 *
 * Returns: %TRUE if signing in with the browser is possible there: there is a client ID for it.
 * Reads files
 */
gboolean
lp_issuer_is_offered (const char *id, const char *data_dir);

/**
 * lp_issuer_complete:
 * @issuer: an issuer
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Fetches the addresses from the issuer's metadata if its row wants that, first in the place of RFC
 * 8414, then in OpenID Connect's. A document that calls itself otherwise than @issuer is a lie (RFC
 * 8414 section 3.3). Blocks.
 *
 * Returns: %TRUE if the addresses are known, else %FALSE with %LP_ERROR or what the network said
 */
gboolean
lp_issuer_complete (LpIssuer *issuer, GCancellable *cancellable, GError **error);

/**
 * lp_issuer_make_scope:
 * @issuer: an issuer
 * @account: an account
 *
 * Returns: (transfer full): the scopes that the account's servers need, each once, separated by
 * blanks
 */
char *
lp_issuer_make_scope (const LpIssuer *issuer, const LpAccount *account);

/**
 * lp_issuer_find_missing_scope:
 * @issuer: an issuer
 * @account: an account
 * @granted: (nullable): what the issuer says it granted; %NULL: all
 *
 * Compares only what mail needs, and by its last word: Microsoft answers with another host than it
 * was asked with, and leaves out offline_access.
 *
 * Returns: (transfer none) (nullable): a scope that mail needs and that was not granted
 */
const char *
lp_issuer_find_missing_scope (const LpIssuer *issuer, const LpAccount *account,
                              const char *granted);

/**
 * lp_issuer_copy:
 * @issuer: (nullable): an issuer
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpIssuer *
lp_issuer_copy (const LpIssuer *issuer);

/**
 * lp_issuer_free:
 * @issuer: (nullable) (transfer full): an issuer
 */
void
lp_issuer_free (LpIssuer *issuer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpIssuer, lp_issuer_free)

G_END_DECLS
