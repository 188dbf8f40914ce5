/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what an old account becomes onto the road.
 */
#include "cli/migrate.h"

/* A server that is named now, in the place of the one by the table; on the same host one signs in as the table says. */
static void
replace (LpServer **server, LpServer *named)
{
  const LpServer *old = *server;

  if (old != NULL && g_ascii_strcasecmp (old->host, named->host) == 0) {
    named->sign_in = old->sign_in;
    if (named->user == NULL)
      named->user = g_strdup (old->user);
  }
  lp_server_free (*server);
  *server = named;
}

/* What the person says now comes before what the old program had. */
static int
put_named (LpCli *cli, LpAccount *wanted, gboolean is_settled[LP_N_SIDES])
{
  LpServer *incoming = NULL, *outgoing = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_understood = lp_cli_parse_given (cli, &incoming, &outgoing, &error);

  if (incoming != NULL)
    replace (&wanted->incoming, incoming);
  if (outgoing != NULL)
    replace (&wanted->outgoing, outgoing);
  else if (cli->outgoing != NULL)
    g_clear_pointer (&wanted->outgoing, lp_server_free);
  is_settled[LP_SIDE_INCOMING] |= cli->incoming != NULL;
  is_settled[LP_SIDE_OUTGOING] |= cli->outgoing != NULL;
  return is_understood ? LP_EXIT_OK : lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
}

/* Discovery has nothing to add where both sides are settled; where it finds nothing the table serves. */
static int
find_servers (LpCli *cli, const LpAccount *wanted, const gboolean is_settled[LP_N_SIDES])
{
  gboolean is_whole
      = wanted->incoming != NULL && (wanted->outgoing != NULL || cli->outgoing != NULL);
  int status = LP_EXIT_WRONG;

  if (!is_whole || !is_settled[LP_SIDE_INCOMING] || !is_settled[LP_SIDE_OUTGOING])
    status = lp_cli_discover (cli);
  if (status == LP_EXIT_OK || !is_whole)
    return status;
  lp_setup_set_account (cli->setup, wanted);
  return lp_cli_put_options (cli, cli->setup);
}

int
lp_cli_migrate (LpCli *cli, const LpMigration *migration)
{
  gboolean is_settled[LP_N_SIDES] = {
    [LP_SIDE_INCOMING] = migration->keeps_incoming,
    [LP_SIDE_OUTGOING] = migration->keeps_outgoing,
  };
  g_autoptr (LpAccount) wanted = lp_account_copy (migration->account);
  g_autoptr (LpAccount) account = NULL;
  int status = put_named (cli, wanted, is_settled);

  if (status != LP_EXIT_OK)
    return status;
  lp_setup_set_name (cli->setup, cli->name != NULL ? cli->name : wanted->name);
  lp_setup_set_given (cli->setup, is_settled[LP_SIDE_INCOMING] ? wanted->incoming : NULL,
                      is_settled[LP_SIDE_OUTGOING] ? wanted->outgoing : NULL);
  lp_setup_set_address (cli->setup, wanted->address);
  status = find_servers (cli, wanted, is_settled);
  if (status != LP_EXIT_OK)
    return status;

  account = lp_account_copy (lp_setup_get_account (cli->setup));
  if (cli->leave_on_server == NULL)
    account->leave_on_server = wanted->leave_on_server;
  if (account->issuer == NULL)
    account->issuer = g_strdup (wanted->issuer);
  lp_setup_set_account (cli->setup, account);
  return LP_EXIT_OK;
}
