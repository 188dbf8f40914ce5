/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate explain: a verdict in words.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"

static int
print_one (LpCli *cli, LpVerdict verdict)
{
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (verdict, NULL);
  JsonBuilder *builder;

  if (!cli->json) {
    g_print ("%s (%s)\n%s\n%s\n%s\n", explanation->title, lp_verdict_get_name (verdict),
             explanation->sentence, explanation->reason, explanation->next_step);
    if (explanation->for_owner != NULL)
      g_print (_ ("For whoever runs the server: %s\n"), explanation->for_owner);
    return LP_EXIT_OK;
  }
  builder = lp_json_new ();
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (verdict));
  lp_json_add_string (builder, "title", explanation->title);
  lp_json_add_string (builder, "explanation", explanation->sentence);
  lp_json_add_string (builder, "reason", explanation->reason);
  lp_json_add_string (builder, "next_step", explanation->next_step);
  lp_json_add_string (builder, "for_owner", explanation->for_owner);
  lp_json_add_int (builder, "exit", lp_verdict_get_exit (verdict));
  lp_cli_print_json (builder);
  return LP_EXIT_OK;
}

int
lp_command_explain (LpCli *cli)
{
  LpVerdict verdict;

  if (cli->arguments[0] == NULL) {
    for (int i = 0; i < LP_N_VERDICTS; i++)
      g_print ("%s\n", lp_verdict_get_name (i));
    return LP_EXIT_OK;
  }
  if (!lp_verdict_from_name (cli->arguments[0], &verdict))
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("There is no verdict “%s”. “letterplate explain” lists "
                           "them."),
                        cli->arguments[0]);
  return print_one (cli, verdict);
}
