/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate token: the access token of an account, renewed when needed.
 */
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/commands.h"
#include "secrets/grant.h"

/* An issuer that cannot be reached or asked has refused nothing: whoever asks on, asks later. */
static int
fail (const GError *error)
{
  int status = lp_cli_fail_sign_in (error);
  LpFamily family = lp_verdict_get_family (lp_verdict_from_error (error));

  return status == LP_EXIT_WRONG && family != LP_FAMILY_SIGN_IN ? LP_EXIT_ENVIRONMENT : status;
}

static int
renew (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpCredentials) token = lp_grant_renew (cli->arguments[0], cli->data_dir, NULL, &error);

  if (token == NULL || !lp_credentials_write_line (token, STDOUT_FILENO, &error))
    return fail (error);
  return LP_EXIT_OK;
}

int
lp_command_token (LpCli *cli)
{
  const char *side = cli->arguments[1];

  if (side != NULL && !g_str_equal (side, "incoming") && !g_str_equal (side, "outgoing"))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("The side is “incoming” or “outgoing”."));
  return lp_cli_run_apart (cli, renew);
}
