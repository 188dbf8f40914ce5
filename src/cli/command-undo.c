/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate undo: takes a set-up back, the last one unless another receipt is named.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/question.h"

/* What is not taken back yet: the named one, else the last. That may be damaged: then no other is what was meant. */
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
  g_autofree char *question
      /* Translators: a mail address, and the name of a receipt. */
      = g_strdup_printf (_ ("Take back the set-up of %s (%s)? [y/N] "), receipt->address,
                         receipt->id);

  return lp_cli_confirm (cli, question, _ ("Nothing was changed."));
}

static void
start_undo (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_undo_async (cli->setup, data, NULL, cli->cancellable, lp_cli_on_ready, wait);
}

static const char *
get_name (const LpClientResult *result)
{
  const LpClient *client = lp_clients_find (result->client_id);

  return client != NULL ? client->name : result->client_id;
}

static void
complain (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const LpClientResult *result = results->pdata[i];

    if (!result->done && !result->unchanged)
      g_printerr (result->left == LP_LEFT_ALONE ? _ ("%s: not taken back. %s\n") : "%s: %s\n",
                  get_name (result), result->message != NULL ? result->message : "");
  }
}

/* A keyring that is locked or silent is not the set-up's fault. */
static int
get_failure_status (const GError *error)
{
  return error->domain == LP_ERROR ? (int)lp_verdict_get_exit (lp_verdict_from_error (error))
                                   : LP_EXIT_WRONG;
}

int
lp_cli_take_back (LpCli *cli, const char *receipt_id, GPtrArray *results)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_undo, (gpointer)receipt_id);
  g_autoptr (GError) error = NULL;
  GPtrArray *clients = NULL;
  gboolean all = lp_setup_undo_finish (cli->setup, result, &clients, &error);

  if (clients == NULL)
    return lp_cli_fail_with (error);
  complain (clients);
  g_ptr_array_extend_and_steal (results, clients);
  if (all)
    return LP_EXIT_OK;
  return g_cancellable_is_cancelled (cli->cancellable)
             ? lp_cli_fail_stopped ()
             : lp_cli_fail (get_failure_status (error), "%s", error->message);
}

static void
print_text (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const LpClientResult *result = results->pdata[i];

    if (result->done || result->unchanged)
      /* Translators: %s is a mail app. */
      g_print (_ ("%s: as it was before.\n"), get_name (result));
  }
}

/* Newest first: the first that is in the way and can be taken back. */
static const LpReceipt *
find_later (GPtrArray *receipts, const LpReceipt *receipt)
{
  for (guint i = 0; i < receipts->len && receipts->pdata[i] != receipt; i++) {
    const LpReceipt *later = receipts->pdata[i];

    if (!later->undone && later->damage == NULL
        && g_str_equal (later->account_id, receipt->account_id))
      return later;
  }
  return NULL;
}

static int
undo (LpCli *cli, const LpReceipt *receipt)
{
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  int status = lp_cli_take_back (cli, receipt->id, results);

  if (cli->json) {
    JsonBuilder *builder = lp_json_new ();

    lp_json_add_string (builder, "receipt", receipt->id);
    lp_json_add_results (builder, results);
    lp_cli_print_json (builder);
  } else {
    print_text (results);
  }
  return status;
}

/* Returns the status after having said why there is nothing to do. */
static int
fail_to_find (const char *id)
{
  if (id != NULL)
    return lp_cli_fail (LP_EXIT_WRONG,
                        /* Translators: %s is the name of a receipt. */
                        _ ("There is no set-up “%s”, or it was taken back already. “letterplate "
                           "accounts” lists what was set up."),
                        id);
  return lp_cli_fail (LP_EXIT_WRONG, _ ("There is nothing to take back. “letterplate accounts” "
                                        "lists what was set up."));
}

int
lp_command_undo (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = NULL;
  const LpReceipt *receipt, *later;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  receipts = lp_setup_list_receipts (cli->setup, &error);
  if (receipts == NULL)
    return lp_cli_fail_with (error);
  receipt = find_receipt (receipts, cli->arguments[0]);
  if (receipt == NULL)
    return fail_to_find (cli->arguments[0]);
  if (receipt->damage != NULL)
    return lp_cli_fail (
        LP_EXIT_ENVIRONMENT,
        /* Translators: %s is some sentences. */
        _ ("%s To take back another one, choose it from what “letterplate accounts” "
           "lists."),
        receipt->damage);
  status = confirm (cli, receipt);
  if (status == LP_EXIT_OK)
    status = undo (cli, receipt);
  later = find_later (receipts, receipt);
  if (status == LP_EXIT_WRONG && later != NULL)
    /* Translators: %s is the name of a receipt. */
    g_printerr (_ ("A later set-up of this account wrote there too. Take it back first, with "
                   "“letterplate undo %s”.\n"),
                later->id);
  return status;
}
