/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/account.h"
#include "model/old-host.h"

G_BEGIN_DECLS

typedef enum {
  LP_SEVERITY_NOTE,    /* good to know */
  LP_SEVERITY_WARNING, /* works, but should not stay so */
  LP_SEVERITY_ERROR    /* does not work any more, or gives the password away */
} LpSeverity;

/**
 * LpFinding:
 * @code: what it is, for scripts: "dead-host", "dead-method", "method-ends", "old-name",
 * "plaintext", "port-25", "tls-if-available", "outgoing-without-sign-in", "gateway-gone",
 * "gateway", "secret-in-clear-text"
 * @word: (nullable): a more particular word: "hotmail-dav", "live-legacy",
 * "microsoft-needs-oauth2", "gateway=hotway"
 * @severity: how bad it is
 * @detail: translated sentence: what was found
 * @fix: translated sentence: what helps
 *
 * One thing to know about an account's settings.
 */
typedef struct {
  const char *code;
  char *word;
  LpSeverity severity;
  char *detail;
  char *fix;
} LpFinding;

/**
 * LpFindingContext:
 * @table: what became of old servers
 * @today: YYYY-MM-DD; endings after it are warnings, before it facts
 * @keeps_protocol: an account in use goes on with POP3, where its mail is
 * @listens: (nullable): tells whether a program listens on an address and port of this machine; %NULL where
 * nobody may look
 * @user_data: given to @listens
 *
 * What judging needs besides the account.
 */
typedef struct {
  const LpOldHosts *table;
  const char *today;
  gboolean keeps_protocol;
  gboolean (*listens) (const char *host, guint16 port, gpointer user_data);
  gpointer user_data;
} LpFindingContext;

/**
 * lp_findings_of_account:
 * @context: what judging needs
 * @account: an account as a file or a mail program has it
 *
 * Holds the settings against the rules, both servers and the whole. Sends nothing and asks no
 * server; @listens alone may look at this machine.
 *
 * Returns: (transfer full) (element-type LpFinding): what was found, the worst first
 */
GPtrArray *
lp_findings_of_account (const LpFindingContext *context, const LpLegacyAccount *account);

/**
 * lp_finding_free:
 * @finding: (nullable) (transfer full): a finding
 */
void
lp_finding_free (LpFinding *finding);

/**
 * lp_finding_get_word:
 * @finding: a finding
 *
 * Returns: (transfer none): its particular word, or its code
 */
const char *
lp_finding_get_word (const LpFinding *finding);

/**
 * lp_severity_get_name:
 * @severity: how bad it is
 *
 * Returns: (transfer none): "note", "warning" or "error"
 */
const char *
lp_severity_get_name (LpSeverity severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpFinding, lp_finding_free)

G_END_DECLS
