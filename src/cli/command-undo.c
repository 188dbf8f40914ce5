/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate undo: takes a set-up back, the last one unless another receipt is named.
 */
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/json.h"

static const LpReceipt *
find_receipt (GPtrArray *receipts, const char *id)
{
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    if (!receipt->undone && (id == NULL || g_str_equal (receipt->id, id)))
      return receipt;
  }
  return NULL;
}

static int
confirm (LpCli *cli, const LpReceipt *receipt)
{
  char answer[16] = "";

  if (cli->yes)
    return LP_EXIT_OK;
  if (!isatty (STDIN_FILENO))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Nobody is there to agree. Agree with --yes."));
  /* Translators: a mail address, and the name of a receipt. */
  g_printerr (_ ("Take back the set-up of %s (%s)? [y/N] "), receipt->address, receipt->id);
  if (fgets (answer, sizeof answer, stdin) == NULL || g_ascii_tolower (answer[0]) != 'y')
    return lp_cli_fail (LP_EXIT_CANCELLED, _ ("Nothing was changed."));
  return LP_EXIT_OK;
}

static void
start_undo (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_undo_async (cli->setup, data, NULL, cli->cancellable, lp_cli_on_ready, wait);
}

static void
print_results (GPtrArray *results)
{
  for (guint i = 0; results != NULL && i < results->len; i++) {
    const LpClientResult *result = results->pdata[i];
    const LpClient *client = lp_clients_find (result->client_id);
    const char *name = client != NULL ? client->name : result->client_id;

    if (result->done || result->unchanged)
      /* Translators: %s is a mail app. */
      g_print (_ ("%s: as it was before.\n"), name);
    else
      g_printerr (_ ("%s: not taken back. %s\n"), name,
                  result->message != NULL ? result->message : "");
  }
}

static int
undo (LpCli *cli, const LpReceipt *receipt)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_undo, receipt->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  gboolean all = lp_setup_undo_finish (cli->setup, result, &results, &error);

  if (cli->json) {
    JsonBuilder *builder = lp_json_new ();

    lp_json_add_string (builder, "receipt", receipt->id);
    lp_json_add_results (builder, results);
    lp_cli_print_json (builder);
  } else {
    print_results (results);
  }
  if (all)
    return LP_EXIT_OK;
  if (results == NULL)
    return lp_cli_fail_with (error);
  return lp_cli_fail (LP_EXIT_WRONG, "%s", error->message);
}

int
lp_command_undo (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = NULL;
  const LpReceipt *receipt;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  receipts = lp_setup_list_receipts (cli->setup, &error);
  if (receipts == NULL)
    return lp_cli_fail_with (error);
  receipt = find_receipt (receipts, cli->arguments[0]);
  if (receipt == NULL)
    return lp_cli_fail (LP_EXIT_WRONG, _ ("There is nothing to take back. “letterplate accounts” "
                                          "lists what was set up."));
  status = confirm (cli, receipt);
  return status == LP_EXIT_OK ? undo (cli, receipt) : status;
}
