/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"
#include "legacy/finding.h"

G_BEGIN_DECLS

/**
 * LpPatient:
 * @client: (transfer none): the mail app
 * @number: which of its accounts, as “letterplate clients” counts
 * @found: the account as the mail app has it
 * @findings: (element-type LpFinding): what was found, the worst first
 *
 * One account of one mail app.
 */
typedef struct {
  const LpClient *client;
  guint number;
  LpFoundAccount *found;
  GPtrArray *findings;
} LpPatient;

/**
 * lp_doctor_examine:
 * @context: what judging needs
 * @places: where the mail apps' files are
 * @errors: (element-type utf8): gets a sentence for each mail app whose files could not be read
 *
 * Reads every account of every mail app and holds it against the rules; then accounts of the same
 * address against each other. Blocks; asks no server.
 *
 * Returns: (transfer full) (element-type LpPatient): the accounts, in the order of the mail apps
 */
GPtrArray *
lp_doctor_examine (const LpFindingContext *context, const LpPlaces *places, GPtrArray *errors);

/**
 * lp_doctor_is_listened_to:
 * @host: an address of this machine, or "localhost"
 * @port: a port
 * @user_data: ignored
 *
 * Opens and closes a connection to @port there; asks no name server. Blocks for a second at most.
 *
 * Returns: %TRUE if something listens there
 */
gboolean
lp_doctor_is_listened_to (const char *host, guint16 port, gpointer user_data);

/**
 * lp_doctor_get_severity:
 * @patients: (element-type LpPatient): accounts
 *
 * Returns: the worst there is; %LP_SEVERITY_NOTE also if there is nothing
 */
LpSeverity
lp_doctor_get_severity (GPtrArray *patients);

/**
 * lp_doctor_fix:
 * @cli: the run; its argument names the account, like msmtp:2, or the address where there is one such account
 * @context: what judging needs
 * @patients: (element-type LpPatient): accounts
 *
 * Takes one account down the road, with its settings as they should be today, into the mail app it is
 * in, in the place of the old settings; or, with --diff, shows what would change. Blocks.
 *
 * Returns: the exit status
 */
int
lp_doctor_fix (LpCli *cli, const LpFindingContext *context, GPtrArray *patients);

/**
 * lp_doctor_prove:
 * @cli: the run
 * @patients: (element-type LpPatient): accounts
 *
 * Tries the accounts on their servers, each mailbox and server once, with the secret that the keyring
 * has; without one, only as far as no secret is needed. Accounts whose settings are dead already are
 * not tried. Adds a finding for each server that fails. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_doctor_prove (LpCli *cli, GPtrArray *patients);

G_END_DECLS
