/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate forget: takes every set-up of one account back, newest first, so that no trace of it stays: neither in a
 * mail app nor in the keyring.
 */
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/json.h"

static gboolean
is_wanted (const LpReceipt *receipt, const char *name)
{
  return !receipt->undone
         && (g_str_equal (receipt->account_id, name)
             || g_ascii_strcasecmp (receipt->address, name) == 0);
}

static GPtrArray *
list_wanted (LpCli *cli, GError **error)
{
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (cli->setup, error);
  GPtrArray *wanted;

  if (receipts == NULL)
    return NULL;
  wanted = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    if (is_wanted (receipt, cli->arguments[0]))
      g_ptr_array_add (wanted, g_strdup (receipt->id));
  }
  return wanted;
}

static int
confirm (LpCli *cli)
{
  char answer[16] = "";

  if (cli->yes)
    return LP_EXIT_OK;
  if (!isatty (STDIN_FILENO))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Nobody is there to agree. Agree with --yes."));
  /* Translators: %s is a mail address. */
  g_printerr (_ ("Remove the account %s from every mail app and the keyring? [y/N] "),
              cli->arguments[0]);
  if (fgets (answer, sizeof answer, stdin) == NULL || g_ascii_tolower (answer[0]) != 'y')
    return lp_cli_fail (LP_EXIT_CANCELLED, _ ("Nothing was changed."));
  return LP_EXIT_OK;
}

static void
start_undo (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_undo_async (cli->setup, data, NULL, cli->cancellable, lp_cli_on_ready, wait);
}

static int
undo (LpCli *cli, char *receipt_id)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_undo, receipt_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;

  if (lp_setup_undo_finish (cli->setup, result, &results, &error))
    return LP_EXIT_OK;
  for (guint i = 0; results != NULL && i < results->len; i++) {
    const LpClientResult *one = results->pdata[i];

    if (!one->done && one->message != NULL)
      g_printerr ("%s: %s\n", one->client_id, one->message);
  }
  return lp_cli_fail (LP_EXIT_WRONG, "%s", error->message);
}

int
lp_command_forget (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wanted = NULL;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  wanted = list_wanted (cli, &error);
  if (wanted == NULL)
    return lp_cli_fail_with (error);
  if (wanted->len == 0)
    return lp_cli_fail (LP_EXIT_WRONG,
                        _ ("Nothing was set up for “%s”. “letterplate accounts” lists what was."),
                        cli->arguments[0]);
  status = confirm (cli);
  for (guint i = 0; status == LP_EXIT_OK && i < wanted->len; i++)
    status = undo (cli, wanted->pdata[i]);
  if (status == LP_EXIT_OK && !cli->json)
    /* Translators: %s is a mail address. */
    g_print (_ ("Every trace of %s is gone.\n"), cli->arguments[0]);
  return status;
}
