/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate password: proves a new password on the servers, then changes it once for every client that was set up.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"

static void
start_find (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_find_account_async (cli->setup, cli->arguments[0], cli->cancellable, lp_cli_on_ready,
                               wait);
}

int
lp_cli_find_account (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_find, NULL);
  g_autoptr (GError) error = NULL;

  if (lp_setup_find_account_finish (cli->setup, result, &error))
    return LP_EXIT_OK;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
             ? lp_cli_fail (LP_EXIT_WRONG, "%s", error->message)
             : lp_cli_fail_with (error);
}

static int
take_new_password (LpCli *cli)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  g_autoptr (GError) error = NULL;
  /* Translators: %s is a mail address. */
  g_autofree char *prompt = g_strdup_printf (_ ("New password of %s: "), account->address->text);
  g_autoptr (LpCredentials) credentials = NULL;

  if (account->id == NULL)
    return lp_cli_fail (
        LP_EXIT_WRONG,
        _ ("The account of %s was not set up by Letterplate; change its password in "
           "the mail app itself."),
        account->address->text);
  credentials = lp_cli_take_password (cli, prompt, &error);
  if (credentials == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  lp_setup_set_credentials (cli->setup, LP_SIDE_INCOMING, credentials);
  return lp_cli_take_outgoing_password (cli);
}

static int
prove (LpCli *cli)
{
  g_autoptr (LpReport) report = NULL;
  int status;

  if (cli->no_check)
    return LP_EXIT_OK;
  status = lp_cli_check (cli, &report);
  if (report == NULL)
    return status;
  if (report->verdict != LP_VERDICT_OK)
    lp_cli_print_report (report);
  return lp_verdict_get_exit (report->verdict);
}

static void
start_store (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_store_credentials_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

static int
store (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_store, NULL);
  g_autoptr (GError) error = NULL;
  int n_items = lp_setup_store_credentials_finish (cli->setup, result, &error);

  if (n_items < 0)
    return lp_cli_fail_with (error);
  if (n_items == 0)
    return lp_cli_fail (LP_EXIT_WRONG,
                        _ ("The keyring has no password of this account to change. Set "
                           "it up again with “letterplate setup”."));
  g_print (ngettext ("The password was changed in %d place; every mail app uses it from now on.\n",
                     "The password was changed in %d places; every mail app uses it from now on.\n",
                     n_items),
           n_items);
  return LP_EXIT_OK;
}

/* The places that a damaged record names may have the old password still. */
static int
tell_damage (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (cli->setup, &error);

  return receipts != NULL ? lp_cli_tell_damage (receipts, cli->arguments[0])
                          : lp_cli_fail_with (error);
}

int
lp_command_password (LpCli *cli)
{
  int status = lp_cli_prepare (cli, NULL);

  if (status == LP_EXIT_OK)
    status = lp_cli_find_account (cli);
  if (status == LP_EXIT_OK)
    status = take_new_password (cli);
  if (status == LP_EXIT_OK)
    status = prove (cli);
  if (status == LP_EXIT_OK)
    status = store (cli);
  return status == LP_EXIT_OK ? tell_damage (cli) : status;
}
