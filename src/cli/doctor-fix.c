/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate doctor --fix: one account, down the road, in the place of its old settings.
 */
#include <glib/gi18n.h>

#include "cli/doctor.h"
#include "cli/migrate.h"

static gboolean
is_meant (const LpPatient *patient, const char *name)
{
  g_autofree char *number = g_strdup_printf ("%s:%u", patient->client->id, patient->number);

  return g_str_equal (number, name)
         || g_ascii_strcasecmp (patient->found->account->address->text, name) == 0;
}

/* NULL where no account, or more than one, is meant; then it is said. */
static const LpPatient *
choose (GPtrArray *patients, const char *name)
{
  const LpPatient *meant = NULL;
  guint n_meant = 0;

  for (guint i = 0; i < patients->len; i++)
    if (is_meant (patients->pdata[i], name)) {
      meant = patients->pdata[i];
      n_meant++;
    }
  if (n_meant == 1)
    return meant;
  lp_cli_fail (LP_EXIT_USAGE,
               n_meant == 0
                   ? _ ("No mail app has an account “%s”. “letterplate doctor” lists them.")
                   : _ ("Several mail apps have the account “%s”. Name one like msmtp:2; "
                        "“letterplate doctor” lists them."),
               name);
  return NULL;
}

static gboolean
has_code (const LpPatient *patient, const char *code)
{
  for (guint i = 0; i < patient->findings->len; i++)
    if (g_str_equal (((LpFinding *)patient->findings->pdata[i])->code, code))
      return TRUE;
  return FALSE;
}

/* Whether the server wants a sign-in to send, the proof tells; one that is asked for has a name. */
static void
sign_in_to_send (LpAccount *account, const LpPatient *patient)
{
  if (account->outgoing == NULL || !has_code (patient, "outgoing-without-sign-in"))
    return;
  account->outgoing->sign_in = LP_SIGN_IN_AUTOMATIC;
  if (account->outgoing->user == NULL)
    account->outgoing->user
        = g_strdup (account->incoming != NULL ? account->incoming->user : account->address->text);
}

/* A mail app that only sends, or only receives, goes on so. */
static void
keep_sides (LpSetup *setup, const LpPatient *patient)
{
  const LpAccount *found = patient->found->account;
  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));

  if (found->incoming == NULL)
    g_clear_pointer (&account->incoming, lp_server_free);
  if (found->outgoing == NULL)
    g_clear_pointer (&account->outgoing, lp_server_free);
  sign_in_to_send (account, patient);
  account->takes_over = !patient->found->ours;
  if (patient->found->ours)
    account->id = g_strdup (found->id);
  lp_setup_set_account (setup, account);
}

/* Where mail apps contradict each other, discovery decides. */
static void
let_discovery_decide (LpMigration *migration, const LpPatient *patient)
{
  if (!has_code (patient, "differs-between-clients"))
    return;
  migration->keeps_incoming = FALSE;
  migration->keeps_outgoing = FALSE;
}

static gboolean
is_only_in_clear_text (const LpPatient *patient)
{
  return patient->client->plan_move != NULL && patient->findings->len == 1
         && has_code (patient, "secret-in-clear-text");
}

/* The settings stay as they are: the file's own password is proved, and moves into the keyring. */
static int
move (LpCli *cli, const LpPatient *patient)
{
  g_autoptr (LpAccount) account = lp_account_copy (patient->found->account);
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  cli->take_over = TRUE;
  lp_setup_set_keep_settings (cli->setup, TRUE);
  lp_setup_set_account (cli->setup, account);
  status = lp_cli_put_options (cli, cli->setup);
  if (status != LP_EXIT_OK)
    return status;
  cli->has_password
      = cli->password_fd < 0 && lp_setup_take_clear_text (cli->setup, patient->client->id);
  return lp_cli_set_up (cli);
}

static int
fix (LpCli *cli, const LpFindingContext *context, const LpPatient *patient)
{
  LpFindingContext in_use = *context;
  g_autoptr (LpLegacyAccount) old
      = lp_legacy_account_from_account (patient->found->account, patient->client->id);
  g_autoptr (LpMigration) migration = NULL;
  int status;

  g_free (cli->clients);
  cli->clients = g_strdup (patient->client->id);
  if (is_only_in_clear_text (patient))
    return move (cli, patient);
  status = lp_cli_prepare (cli, NULL);
  in_use.keeps_protocol = TRUE;
  migration = lp_migration_new (&in_use, old);
  let_discovery_decide (migration, patient);
  if (status == LP_EXIT_OK)
    status = lp_cli_migrate (cli, migration);
  if (status != LP_EXIT_OK)
    return status;
  keep_sides (cli->setup, patient);
  return lp_cli_set_up (cli);
}

int
lp_doctor_fix (LpCli *cli, const LpFindingContext *context, GPtrArray *patients)
{
  const LpPatient *patient;

  if (cli->arguments[0] == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name the account to put right, like msmtp:2."));
  patient = choose (patients, cli->arguments[0]);
  if (patient == NULL)
    return LP_EXIT_USAGE;
  if (patient->findings->len == 0) {
    g_print ("%s\n", _ ("There is nothing to put right."));
    return LP_EXIT_OK;
  }
  return fix (cli, context, patient);
}
