/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/finding.h"
#include "legacy/legacy.h"
#include "model/account.h"

G_BEGIN_DECLS

/**
 * LpMigration:
 * @account: (nullable): what the old account becomes; a missing server is left to discovery by the
 * address. %NULL: the old file names no address, the person has to
 * @sign_in: "oauth2", "app-password", "password", or "keep-gateway" where DavMail is the way to go
 * on
 * @gateway: (nullable): the program on this computer that stood between, as people call it
 * @leaves_gateway: it is not needed any more
 * @keeps_incoming: the old program's own server goes on; else discovery may know better than the table
 * @keeps_outgoing: the same for sending
 * @password_is_useful: a password stored for the old account may still open the new one
 * @findings: (element-type LpFinding): what was wrong with the old one
 * @words: (element-type utf8): everything about it in words for scripts: findings,
 * "leave-on-server=14d", "password-readable", "microsoft365", "oauth2-already" …
 * @happened: (nullable): translated sentence: what happened to the old way
 * @now: (nullable): translated sentence: what is done now
 * @warning: (nullable): translated sentence: what not to lose on the way
 *
 * What an old account becomes, and why.
 */
typedef struct {
  LpAccount *account;
  const char *sign_in;
  char *gateway;
  gboolean leaves_gateway;
  gboolean keeps_incoming;
  gboolean keeps_outgoing;
  gboolean password_is_useful;
  GPtrArray *findings;
  GPtrArray *words;
  char *happened;
  char *now;
  char *warning;
} LpMigration;

/**
 * lp_migration_new:
 * @context: what judging needs
 * @old: an account out of an old file
 *
 * Decides by the table what an old account becomes. Hosts that are gone, DAV and gateways never get
 * into the new one; others stay, with encryption and a port for sending. Does not block and asks no
 * server.
 *
 * Returns: (transfer full): the decision
 */
LpMigration *
lp_migration_new (const LpFindingContext *context, const LpLegacyAccount *old);

/**
 * lp_migration_free:
 * @migration: (nullable) (transfer full): a decision
 */
void
lp_migration_free (LpMigration *migration);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpMigration, lp_migration_free)

G_END_DECLS
