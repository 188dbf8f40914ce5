/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate check: the whole proof, nothing written.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"

static void
print (LpCli *cli, const LpReport *report)
{
  JsonBuilder *builder;

  if (!cli->json) {
    lp_cli_print_report (report);
    return;
  }
  builder = lp_json_new ();
  lp_json_add_report (builder, report);
  lp_cli_print_json (builder);
}

/* CLIENT:N, as "letterplate clients" counts. */
static int
parse_account (const char *text, const LpClient **client, guint *number)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 n = 1;

  *client = parts[0] != NULL ? lp_clients_find (parts[0]) : NULL;
  if (*client == NULL
      || (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, 10000, &n, NULL)))
    return lp_cli_fail (
        LP_EXIT_USAGE,
        _ ("“%s” is not an account of a mail app. Name it like msmtp:1; “letterplate "
           "clients” lists them."),
        text);
  *number = n;
  return LP_EXIT_OK;
}

/* Takes the account as a client has it; joins the road at probe. */
static int
take_existing (LpCli *cli)
{
  const LpClient *client = NULL;
  guint number = 0;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  const LpFoundAccount *account;
  int status = parse_account (cli->account, &client, &number);

  if (status != LP_EXIT_OK || client == NULL)
    return status;
  if (client->read != NULL)
    found = client->read (lp_setup_get_places (cli->setup), &error);
  if (error != NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  if (found == NULL || number > found->len)
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("%s has no account number %u; “letterplate clients” counts "
                           "them."),
                        client->name, number);
  account = found->pdata[number - 1];
  if (account->account->address == NULL)
    return lp_cli_fail (LP_EXIT_WRONG, _ ("The account “%s” of %s names no mail address."),
                        account->label, client->name);
  lp_setup_set_account (cli->setup, account->account);
  return LP_EXIT_OK;
}

static int
find_settings (LpCli *cli)
{
  int status;

  if (cli->account == NULL && cli->arguments[0] == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name an address, --account or --batch."));
  status = lp_cli_prepare (cli, cli->account == NULL ? cli->arguments[0] : NULL);
  if (status != LP_EXIT_OK)
    return status;
  return cli->account != NULL ? take_existing (cli) : lp_cli_discover (cli);
}

int
lp_command_check (LpCli *cli)
{
  g_autoptr (LpReport) report = NULL;
  int status;

  if (cli->batch != NULL)
    return lp_cli_check_batch (cli);
  status = find_settings (cli);
  if (status == LP_EXIT_OK)
    status = lp_cli_read_password (cli);
  if (status == LP_EXIT_OK)
    status = lp_cli_check (cli, &report);
  if (report == NULL)
    return status;
  print (cli, report);
  return status != LP_EXIT_OK ? status : (int)lp_verdict_get_exit (report->verdict);
}
