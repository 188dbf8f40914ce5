/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate accounts: what was set up, when, and for which mail apps.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"

static char *
join_clients (const LpReceipt *receipt)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < receipt->clients->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", (char *)receipt->clients->pdata[i]);
  return g_strdup (text->str);
}

static void
print_text (GPtrArray *receipts)
{
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];
    g_autofree char *clients = join_clients (receipt);

    if (receipt->damage == NULL)
      g_print ("%s  %-30s %-20s %s%s\n", receipt->id, receipt->address, receipt->account_id,
               clients, receipt->undone ? _ ("  (taken back)") : "");
  }
}

static void
print_json (GPtrArray *receipts)
{
  JsonBuilder *builder = lp_json_new ();

  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "receipt", receipt->id);
    lp_json_add_int (builder, "time", receipt->time);
    lp_json_add_string (builder, "account", receipt->account_id);
    lp_json_add_string (builder, "address", receipt->address);
    json_builder_set_member_name (builder, "clients");
    json_builder_begin_array (builder);
    for (guint j = 0; j < receipt->clients->len; j++)
      lp_json_add_element (builder, receipt->clients->pdata[j]);
    json_builder_end_array (builder);
    lp_json_add_bool (builder, "undone", receipt->undone);
    lp_json_add_string (builder, "damage", receipt->damage);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  lp_cli_print_json (builder);
}

int
lp_command_accounts (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = NULL;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  receipts = lp_setup_list_receipts (cli->setup, &error);
  if (receipts == NULL)
    return lp_cli_fail_with (error);
  if (cli->json)
    print_json (receipts);
  else
    print_text (receipts);
  return lp_cli_tell_damage (receipts, NULL);
}
