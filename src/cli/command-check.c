/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate check: the whole proof, nothing written.
 */
#include <glib/gi18n.h>

#include "cli/advice.h"
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
  lp_cli_add_advice (cli, builder);
  lp_cli_print_json (builder);
}

static int
find_settings (LpCli *cli)
{
  int status;

  status = lp_cli_prepare (cli, cli->account == NULL ? cli->arguments[0] : NULL);
  if (status != LP_EXIT_OK)
    return status;
  if (cli->account != NULL)
    return lp_cli_take_existing (cli);
  status = lp_cli_offer_domain (cli);
  return status == LP_EXIT_OK ? lp_cli_discover (cli) : status;
}

int
lp_command_check (LpCli *cli)
{
  g_autoptr (LpReport) report = NULL;
  int status;

  if ((cli->batch != NULL) + (cli->account != NULL) + (cli->arguments[0] != NULL) != 1)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name an address, --account or --batch."));
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
  return status != LP_EXIT_OK ? status : (int)lp_cli_judge_report (report);
}
