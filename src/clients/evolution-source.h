/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"

G_BEGIN_DECLS

/** The sources that make up one account. The first is the parent of the others, which go with it.
 */
typedef enum {
  LP_EVOLUTION_ACCOUNT,
  LP_EVOLUTION_IDENTITY,
  LP_EVOLUTION_TRANSPORT,
  LP_EVOLUTION_N_SOURCES
} LpEvolutionSource;

/**
 * lp_evolution_source_make_uid:
 * @source: which source
 * @account_id: the account's id
 *
 * Returns: (transfer full): the source's uid, the same each time
 */
char *
lp_evolution_source_make_uid (LpEvolutionSource source, const char *account_id);

/**
 * lp_evolution_source_get_account_id:
 * @uid: uid of a source with a mail account
 *
 * Returns: (transfer none) (nullable): the id of the account, if it is one of ours
 */
const char *
lp_evolution_source_get_account_id (const char *uid);

/**
 * lp_evolution_source_can_sign_in:
 * @account: the account; its issuer counts
 * @server: one of its servers
 *
 * Returns: %TRUE if Evolution has the way to sign in that @server wants
 */
gboolean
lp_evolution_source_can_sign_in (const LpAccount *account, const LpServer *server);

/**
 * lp_evolution_source_change:
 * @source: the account or the transport
 * @file: its key file, which somebody else made
 * @account: an account that Evolution can sign in to
 *
 * Puts the account's server into a source and leaves everything else.
 */
void
lp_evolution_source_change (LpEvolutionSource source, GKeyFile *file, const LpAccount *account);

/**
 * lp_evolution_source_fill:
 * @source: which source
 * @file: its key file; empty for a new one
 * @account: an account with an id, which Evolution can sign in to
 * @is_new: also set what is only a proposal
 *
 * Puts the account's settings into a source. What Letterplate answers for is brought up to date in
 * a source that exists; what the person changed in Evolution besides stays.
 */
void
lp_evolution_source_fill (LpEvolutionSource source, GKeyFile *file, const LpAccount *account,
                          gboolean is_new);

/**
 * lp_evolution_source_read_incoming:
 * @file: a source with a mail account
 * @account: gets the incoming server, and with it issuer and days on the server
 */
void
lp_evolution_source_read_incoming (GKeyFile *file, LpAccount *account);

/**
 * lp_evolution_source_read_outgoing:
 * @file: a source with a mail transport
 * @account: gets the outgoing server, and with it the issuer
 */
void
lp_evolution_source_read_outgoing (GKeyFile *file, LpAccount *account);

/**
 * lp_evolution_source_get_string:
 * @file: a source
 * @group: a group
 * @key: a key
 *
 * Returns: (transfer full): its value, empty if it is not there
 */
char *
lp_evolution_source_get_string (GKeyFile *file, const char *group, const char *key);

G_END_DECLS
