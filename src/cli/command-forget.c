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
  return !receipt->undone && receipt->damage == NULL
         && (g_str_equal (receipt->account_id, name)
             || g_ascii_strcasecmp (receipt->address, name) == 0);
}

static GPtrArray *
list_wanted (LpCli *cli, GPtrArray *receipts)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    if (is_wanted (receipt, cli->arguments[0]))
      g_ptr_array_add (wanted, g_strdup (receipt->id));
  }
  return wanted;
}

static gboolean
has_account (const LpClient *client, const LpPlaces *places, const char *name)
{
  g_autoptr (GPtrArray) accounts = client->read != NULL ? client->read (places, NULL) : NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const LpFoundAccount *found = accounts->pdata[i];

    if (found->ours
        && (g_strcmp0 (found->account->id, name) == 0
            || g_ascii_strcasecmp (found->account->address->text, name) == 0))
      return TRUE;
  }
  return FALSE;
}

/* Somebody may have thrown the receipts away: then the mail apps still know. */
static int
fail_to_find (LpCli *cli)
{
  const char *name = cli->arguments[0];
  g_autoptr (GString) apps = g_string_new (NULL);
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);

  for (guint i = 0; i < n_clients; i++)
    if (has_account (&clients[i], lp_setup_get_places (cli->setup), name))
      g_string_append_printf (apps, "%s%s", apps->len > 0 ? ", " : "", clients[i].name);
  if (apps->len == 0)
    return lp_cli_fail (LP_EXIT_WRONG,
                        _ ("Nothing was set up for “%s”. “letterplate accounts” lists what was."),
                        name);
  return lp_cli_fail (LP_EXIT_WRONG,
                      /* Translators: a mail address, and a list of mail apps. */
                      _ ("There is no record of the set-up of “%s” any more. Take the account out "
                         "by hand: of the keyring, and of %s."),
                      name, apps->str);
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
forget (LpCli *cli, GPtrArray *wanted, GPtrArray *receipts)
{
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  int status = LP_EXIT_OK;

  for (guint i = 0; status == LP_EXIT_OK && i < wanted->len; i++)
    status = lp_cli_take_back (cli, wanted->pdata[i], results);
  if (status == LP_EXIT_OK)
    status = lp_cli_tell_damage (receipts, cli->arguments[0]);
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
  g_autoptr (GPtrArray) receipts = NULL;
  g_autoptr (GPtrArray) wanted = NULL;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  receipts = lp_setup_list_receipts (cli->setup, &error);
  if (receipts == NULL)
    return lp_cli_fail_with (error);
  wanted = list_wanted (cli, receipts);
  if (wanted->len == 0) {
    status = lp_cli_tell_damage (receipts, cli->arguments[0]);
    return status == LP_EXIT_OK ? fail_to_find (cli) : status;
  }
  status = confirm (cli);
  return status == LP_EXIT_OK ? forget (cli, wanted, receipts) : status;
}
