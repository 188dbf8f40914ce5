/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --account CLIENT:N: an account that a mail app has joins the road at probe. To be tried, it stays as it is; to be set
 * up in other mail apps, it gets what it lacks, and what does not work any more is replaced.
 */
#include <glib/gi18n.h>

#include "cli/doctor.h"
#include "cli/migrate.h"

/* CLIENT:N, as "letterplate clients" counts. */
static int
parse_account (const char *text, const LpClient **client, guint *number)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 n = 1;

  *client = parts[0] != NULL ? lp_clients_find (parts[0]) : NULL;
  if (*client == NULL
      || (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, 10000, &n, NULL)))
    return lp_cli_fail (
        LP_EXIT_USAGE,
        _ ("“%s” is not an account of a mail app. Name it like msmtp:1; “letterplate "
           "clients” lists them."),
        text);
  *number = n;
  return LP_EXIT_OK;
}

int
lp_cli_take_existing (LpCli *cli)
{
  const LpClient *client = NULL;
  guint number = 0;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  const LpFoundAccount *account;
  int status = parse_account (cli->account, &client, &number);

  if (status != LP_EXIT_OK || client == NULL)
    return status;
  if (client->read != NULL)
    found = client->read (lp_setup_get_places (cli->setup), &error);
  if (error != NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  if (found == NULL || number > found->len)
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("%s has no account number %u; “letterplate clients” counts "
                           "them."),
                        client->name, number);
  account = found->pdata[number - 1];
  if (account->account->address == NULL)
    return lp_cli_fail (LP_EXIT_WRONG, _ ("The account “%s” of %s names no mail address."),
                        account->label, client->name);
  lp_setup_set_account (cli->setup, account->account);
  return LP_EXIT_OK;
}

/* ---- for other mail apps ---- */

static void
start_find (LpCli *cli, gpointer address, gpointer wait)
{
  lp_setup_find_account_async (cli->setup, address, cli->cancellable, lp_cli_on_ready, wait);
}

static void
take_half (LpServer **half, const LpServer *other)
{
  if (*half == NULL)
    *half = lp_server_copy (other);
}

/* msmtp knows where mail goes, mbsync where it comes from: the other half is another mail app's. */
static void
complete (LpCli *cli, LpAccount *account)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_find, account->address->text);
  const LpAccount *whole;

  if (!lp_setup_find_account_finish (cli->setup, result, NULL))
    return;
  whole = lp_setup_get_account (cli->setup);
  take_half (&account->incoming, whole->incoming);
  take_half (&account->outgoing, whole->outgoing);
  if (account->name == NULL)
    account->name = g_strdup (whole->name);
  if (account->ca_file == NULL)
    account->ca_file = g_strdup (whole->ca_file);
}

static gboolean
is_sound (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (((LpFinding *)findings->pdata[i])->severity == LP_SEVERITY_ERROR)
      return FALSE;
  return TRUE;
}

/* Settings that work are spread as they are; others, and a half that nobody has, become what an old account becomes. */
static int
modernise (LpCli *cli, const LpAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (cli->data_dir, &error);
  g_autoptr (LpLegacyAccount) old = lp_legacy_account_from_account (account, "account");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  const LpFindingContext context
      = { .table = table, .today = today, .listens = lp_doctor_is_listened_to };
  g_autoptr (LpMigration) migration = NULL;

  if (table == NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  migration = lp_migration_new (&context, old);
  if (account->incoming == NULL || account->outgoing == NULL || !is_sound (migration->findings))
    return lp_cli_migrate (cli, migration);
  lp_setup_set_account (cli->setup, account);
  return lp_cli_put_options (cli, cli->setup);
}

int
lp_cli_spread_existing (LpCli *cli)
{
  g_autoptr (LpAccount) account = NULL;
  int status = lp_cli_take_existing (cli);

  if (status != LP_EXIT_OK)
    return status;
  account = lp_account_copy (lp_setup_get_account (cli->setup));
  if (account->incoming == NULL || account->outgoing == NULL)
    complete (cli, account);
  if (cli->name != NULL) {
    g_free (account->name);
    account->name = g_strdup (cli->name);
  }
  lp_setup_set_keep_settings (cli->setup, FALSE);
  return modernise (cli, account);
}
