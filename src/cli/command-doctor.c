/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate doctor: every account of every mail app: obsolete, insecure, contradictory? And with
 * --online: still working?
 */
#include <glib/gi18n.h>

#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/json.h"

static void
add_finding (JsonBuilder *builder, const LpFinding *finding)
{
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "code", finding->code);
  lp_json_add_string (builder, "severity", lp_severity_get_name (finding->severity));
  lp_json_add_string (builder, "word", finding->word);
  lp_json_add_string (builder, "detail", finding->detail);
  lp_json_add_string (builder, "fix", finding->fix);
  json_builder_end_object (builder);
}

static void
add_patient (JsonBuilder *builder, const LpPatient *patient)
{
  const LpAccount *account = patient->found->account;
  g_autofree char *number = g_strdup_printf ("%s:%u", patient->client->id, patient->number);

  json_builder_begin_object (builder);
  lp_json_add_string (builder, "client", patient->client->id);
  lp_json_add_string (builder, "account", patient->found->label);
  lp_json_add_string (builder, "id", number);
  lp_json_add_string (builder, "where", patient->found->where);
  lp_json_add_string (builder, "address", account->address->text);
  lp_json_add_server (builder, "incoming", account->incoming);
  lp_json_add_server (builder, "outgoing", account->outgoing);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < patient->findings->len; i++)
    add_finding (builder, patient->findings->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *patients, GPtrArray *errors)
{
  JsonBuilder *builder = lp_json_new ();

  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < patients->len; i++)
    add_patient (builder, patients->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "errors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < errors->len; i++)
    lp_json_add_element (builder, errors->pdata[i]);
  json_builder_end_array (builder);
  lp_cli_print_json (builder);
}

static void
print_patient (const LpPatient *patient)
{
  const LpAccount *account = patient->found->account;

  g_print ("%s:%u  %s  %s\n", patient->client->id, patient->number, account->address->text,
           patient->findings->len == 0 ? _ ("nothing to complain about") : "");
  for (guint i = 0; i < patient->findings->len; i++) {
    const LpFinding *finding = patient->findings->pdata[i];

    g_print ("  %s (%s): %s\n    %s\n", lp_severity_get_name (finding->severity), finding->code,
             finding->detail, finding->fix);
  }
}

static void
complain (GPtrArray *errors)
{
  for (guint i = 0; i < errors->len; i++)
    g_printerr ("%s: %s\n", g_get_prgname (), (char *)errors->pdata[i]);
}

static void
print (GPtrArray *patients, GPtrArray *errors)
{
  for (guint i = 0; i < patients->len; i++)
    print_patient (patients->pdata[i]);
  if (patients->len == 0)
    g_print ("%s\n", _ ("No mail app of this computer has an account."));
  complain (errors);
}

static int
get_status (GPtrArray *patients, GPtrArray *errors)
{
  if (errors->len > 0)
    return LP_EXIT_ENVIRONMENT;
  return lp_doctor_get_severity (patients) > LP_SEVERITY_NOTE ? LP_EXIT_WRONG : LP_EXIT_OK;
}

/* Whose set-up cannot be taken back any more should know it before the day it is needed. */
static void
add_damage (LpCli *cli, GPtrArray *errors)
{
  g_autoptr (GPtrArray) receipts = lp_setup_list_receipts (cli->setup, NULL);

  for (guint i = 0; receipts != NULL && i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    if (receipt->damage != NULL)
      g_ptr_array_add (errors, g_strdup (receipt->damage));
  }
}

int
lp_command_doctor (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (cli->data_dir, &error);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (LpPlaces) places = lp_places_new ();
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
  const LpFindingContext context
      = { .table = table, .today = today, .listens = lp_doctor_is_listened_to };
  g_autoptr (GPtrArray) patients = NULL;
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  if (table == NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  patients = lp_doctor_examine (&context, places, errors);
  add_damage (cli, errors);
  if (cli->online)
    status = lp_doctor_prove (cli, patients);
  if (status != LP_EXIT_OK)
    return status;
  if (cli->fix) {
    complain (errors);
    return lp_doctor_fix (cli, &context, patients);
  }
  if (cli->arguments[0] != NULL)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Only --fix takes an account."));
  if (cli->json)
    print_json (patients, errors);
  else
    print (patients, errors);
  return get_status (patients, errors);
}
