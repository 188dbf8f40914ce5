/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/account.h"

G_BEGIN_DECLS

/**
 * LpLegacyDifference:
 * @field: "incoming", "outgoing", "name", "leave-on-server"
 * @file: (nullable): the source that differs
 * @value: what it says
 * @chosen: what was taken
 */
typedef struct {
  char *field;
  char *file;
  char *value;
  char *chosen;
} LpLegacyDifference;

/**
 * LpLegacyMerged:
 * @account: the account: the best source, with what it lacks from the others
 * @sources: (element-type guint): indexes of the accounts it was merged from, the best first
 * @differences: (element-type LpLegacyDifference): where sources contradict each other
 *
 * One mailbox, whichever programs had it.
 */
typedef struct {
  LpLegacyAccount *account;
  GArray *sources;
  GPtrArray *differences;
} LpLegacyMerged;

/**
 * lp_legacy_merge:
 * @accounts: (element-type LpLegacyAccount): what was found
 *
 * Puts accounts of the same address together. Accounts without an address (a gateway's own files)
 * stay alone. Does not block.
 *
 * Returns: (transfer full) (element-type LpLegacyMerged): mailboxes, in the order they were first
 * met
 */
GPtrArray *
lp_legacy_merge (GPtrArray *accounts);

/**
 * lp_legacy_server_describe:
 * @server: (nullable): a server
 *
 * Returns: (transfer full) (nullable): one line for people, like "pop3+tls://me@pop3.live.com:995"
 */
char *
lp_legacy_server_describe (const LpLegacyServer *server);

G_END_DECLS
