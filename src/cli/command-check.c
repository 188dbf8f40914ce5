/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate check: the whole proof, nothing written.
 */
#include "cli/cli.h"
#include "cli/json.h"

int
lp_command_check (LpCli *cli)
{
  g_autoptr (LpReport) report = NULL;
  int status = lp_cli_prepare (cli, cli->arguments[0]);

  if (status == LP_EXIT_OK)
    status = lp_cli_discover (cli);
  if (status == LP_EXIT_OK)
    status = lp_cli_read_password (cli);
  if (status == LP_EXIT_OK)
    status = lp_cli_check (cli, &report);
  if (report == NULL)
    return status;
  if (cli->json) {
    JsonBuilder *builder = lp_json_new ();

    lp_json_add_report (builder, report);
    lp_cli_print_json (builder);
  } else {
    lp_cli_print_report (report);
  }
  return status != LP_EXIT_OK ? status : (int)lp_verdict_get_exit (report->verdict);
}
