/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate clients: what is installed, running, and where it keeps its configuration.
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/json.h"

static void
add_found (JsonBuilder *builder, const LpFoundAccount *found)
{
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "label", found->label);
  lp_json_add_string (builder, "where", found->where);
  lp_json_add_string (builder, "address",
                      found->account->address != NULL ? found->account->address->text : NULL);
  lp_json_add_server (builder, "incoming", found->account->incoming);
  lp_json_add_server (builder, "outgoing", found->account->outgoing);
  lp_json_add_bool (builder, "ours", found->ours);
  lp_json_add_bool (builder, "clear_text_secret", found->clear_text_secret);
  json_builder_end_object (builder);
}

static GPtrArray *
read_accounts (const LpClient *client, const LpPlaces *places)
{
  GPtrArray *accounts = client->read != NULL ? client->read (places, NULL) : NULL;

  return accounts != NULL ? accounts : g_ptr_array_new ();
}

/* What a client can do, in a few letters for a table and words for a legend. */
static char *
describe_abilities (LpAbilities can)
{
  static const struct {
    LpAbilities can;
    const char *word;
  } words[] = {
    { LP_CAN_IMAP, "imap" },
    { LP_CAN_POP3, "pop3" },
    { LP_CAN_SMTP, "smtp" },
    { LP_CAN_KEYRING, "keyring" },
    { LP_CAN_OWN_COPY, "own-copy" },
    { LP_CAN_ASKS, "asks" },
    { LP_CAN_OAUTH2_OWN, "browser" },
    { LP_CAN_OAUTH2_COMMAND, "token" },
    { LP_CAN_PIN, "pin" },
    { LP_CAN_CA, "ca" },
    { LP_ASKS_ABOUT_CERTIFICATE, "asks-about-certificate" },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (can & words[i].can)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i].word);
  if (!(can & (LP_CAN_PIN | LP_ASKS_ABOUT_CERTIFICATE)))
    g_string_append (text, " no-pin");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_client (JsonBuilder *builder, const LpClient *client, const LpPlaces *places)
{
  g_auto (LpClientState) state = { 0 };
  g_autoptr (GPtrArray) accounts = read_accounts (client, places);
  g_autofree char *abilities = describe_abilities (client->can);
  g_auto (GStrv) words = g_strsplit (abilities, " ", -1);

  client->detect (places, &state);
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "id", client->id);
  lp_json_add_string (builder, "name", client->name);
  lp_json_add_bool (builder, "installed", state.installed);
  lp_json_add_bool (builder, "running", state.running);
  lp_json_add_string (builder, "place", state.place);
  lp_json_add_string (builder, "note", state.note);
  json_builder_set_member_name (builder, "can");
  json_builder_begin_array (builder);
  for (char **word = words; *word != NULL; word++)
    json_builder_add_string_value (builder, *word);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < accounts->len; i++)
    add_found (builder, accounts->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_client (const LpClient *client, const LpPlaces *places)
{
  g_auto (LpClientState) state = { 0 };
  g_autoptr (GPtrArray) accounts = read_accounts (client, places);
  g_autofree char *abilities = describe_abilities (client->can);

  client->detect (places, &state);
  g_print ("%-12s %-14s %-8s %2u  %-44s %s\n", client->id,
           state.installed ? _ ("installed") : _ ("not installed"),
           state.running ? _ ("running") : "", accounts->len,
           state.place != NULL ? state.place : "", abilities);
  if (state.note != NULL)
    g_print ("             %s\n", state.note);
}

int
lp_command_clients (LpCli *cli)
{
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);
  g_autoptr (LpPlaces) places = lp_places_new ();
  JsonBuilder *builder;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  for (guint i = 0; !cli->json && i < n_clients; i++)
    print_client (&clients[i], places);
  if (!cli->json)
    return LP_EXIT_OK;
  builder = lp_json_new ();
  json_builder_set_member_name (builder, "clients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_clients; i++)
    add_client (builder, &clients[i], places);
  json_builder_end_array (builder);
  lp_cli_print_json (builder);
  return LP_EXIT_OK;
}
