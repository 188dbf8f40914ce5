/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what an old account becomes onto the road.
 */
#include "cli/migrate.h"

static gboolean
has_both (const LpAccount *account)
{
  return account->incoming != NULL && account->outgoing != NULL;
}

/* Discovery has nothing to add where both servers are settled; where it finds nothing the table serves. */
static int
find_servers (LpCli *cli, const LpMigration *migration)
{
  const LpAccount *wanted = migration->account;
  gboolean is_settled = has_both (wanted) && migration->keeps_incoming && migration->keeps_outgoing;
  int status = is_settled ? LP_EXIT_WRONG : lp_cli_discover (cli);

  if (status == LP_EXIT_OK || !has_both (wanted))
    return status;
  lp_setup_set_account (cli->setup, wanted);
  return lp_cli_put_options (cli, cli->setup);
}

int
lp_cli_migrate (LpCli *cli, const LpMigration *migration)
{
  const LpAccount *wanted = migration->account;
  g_autoptr (LpAccount) account = NULL;
  int status;

  lp_setup_set_name (cli->setup, cli->name != NULL ? cli->name : wanted->name);
  lp_setup_set_given (cli->setup, migration->keeps_incoming ? wanted->incoming : NULL,
                      migration->keeps_outgoing ? wanted->outgoing : NULL);
  lp_setup_set_address (cli->setup, wanted->address);
  status = find_servers (cli, migration);
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
