/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate forget: takes every set-up of one account back, newest first, so that no trace of it stays: neither in a
 * mail app nor in the keyring.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/question.h"

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
  g_autofree char *question
      /* Translators: %s is a mail address. */
      = g_strdup_printf (_ ("Remove the account %s from every mail app and the keyring? [y/N] "),
                         cli->arguments[0]);

  return lp_cli_confirm (cli, question, _ ("Nothing was changed."));
}

static int
forget (LpCli *cli, GPtrArray *wanted)
{
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  int status = LP_EXIT_OK;

  for (guint i = 0; status == LP_EXIT_OK && i < wanted->len; i++)
    status = lp_cli_take_back (cli, wanted->pdata[i], results);
  if (cli->json) {
    JsonBuilder *builder = lp_json_new ();

    lp_json_add_string (builder, "account", cli->arguments[0]);
    lp_json_add_results (builder, results);
    lp_cli_print_json (builder);
  } else if (status == LP_EXIT_OK) {
    /* Translators: %s is a mail address. */
    g_print (_ ("Every trace of %s is gone.\n"), cli->arguments[0]);
  }
  return status;
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
  return status == LP_EXIT_OK ? forget (cli, wanted) : status;
}
