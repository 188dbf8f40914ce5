/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate import: old set-ups, from files that are named or from this machine; what they become,
 * and, with --setup, down the road.
 */
#include <glib/gi18n.h>

#include "base/files.h"
#include "base/worker.h"
#include "cli/commands.h"
#include "cli/import-report.h"
#include "cli/migrate.h"
#include "legacy/iaf.h"
#include "legacy/text.h"

/* ---- finding ---- */

typedef struct {
  char **paths; /* empty: this machine */
  char *charset;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_strfreev (job->paths);
  g_free (job->charset);
  g_free (job);
}

static gpointer
run_scan (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  g_autoptr (LpLegacyScan) scan = lp_legacy_scan_new ();

  if (job->paths[0] == NULL
      && !lp_legacy_scan_add_machine (scan, g_get_home_dir (), job->charset, cancellable, error))
    return NULL;
  for (char **path = job->paths; *path != NULL; path++)
    if (!lp_legacy_scan_add (scan, *path, job->charset, cancellable, error))
      return NULL;
  return g_steal_pointer (&scan);
}

static void
start_scan (LpCli *cli, gpointer data, gpointer wait)
{
  lp_worker_run_async (run_scan, data, job_free, (GDestroyNotify)lp_legacy_scan_free, 0,
                       cli->cancellable, lp_cli_on_ready, wait);
}

static LpLegacyScan *
scan (LpCli *cli, GError **error)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GAsyncResult) result = NULL;

  job->paths = g_strdupv (cli->arguments);
  job->charset = cli->charset != NULL
                     ? g_strdup (cli->charset)
                     : g_strdup (lp_text_charset_of_language (g_get_language_names ()[0]));
  result = lp_cli_run (cli, start_scan, job);
  return lp_worker_run_finish (result, error);
}

/* ---- judging ---- */

static void
judge (LpImport *import)
{
  import->migrations = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_migration_free);
  import->decisions = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_migration_free);
  import->mailboxes = lp_legacy_merge (import->scan->accounts);

  for (guint i = 0; i < import->scan->accounts->len; i++)
    g_ptr_array_add (import->migrations,
                     lp_migration_new (&import->context, import->scan->accounts->pdata[i]));
  for (guint i = 0; i < import->mailboxes->len; i++) {
    const LpLegacyMerged *merged = import->mailboxes->pdata[i];

    g_ptr_array_add (import->decisions, lp_migration_new (&import->context, merged->account));
  }
}

static void
import_clear (LpImport *import)
{
  lp_legacy_scan_free (import->scan);
  g_ptr_array_unref (import->migrations);
  g_ptr_array_unref (import->decisions);
  g_ptr_array_unref (import->mailboxes);
}

/* ---- down the road ---- */

/* Scrambled, not encrypted: read only on the person's wish, and only where it still opens something. */
static void
take_stored_password (LpCli *cli, const LpLegacyAccount *old, const LpMigration *migration)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LpCredentials) password = NULL;

  cli->has_password = FALSE;
  if (!cli->stored_passwords || !old->has_password || !migration->password_is_useful)
    return;
  path = g_canonicalize_filename (old->file, NULL);
  bytes = lp_files_read (path, NULL);
  password = bytes != NULL ? lp_iaf_read_password (bytes, FALSE, NULL) : NULL;
  if (password == NULL)
    return;
  lp_setup_set_credentials (cli->setup, LP_SIDE_INCOMING, password);
  cli->has_password = TRUE;
  g_printerr (
      _ ("%s holds the password as good as in clear text. Delete the file when all works.\n"),
      old->file);
}

static int
set_up (LpCli *cli, const LpLegacyAccount *old, const LpMigration *migration)
{
  int status;

  g_clear_object (&cli->setup);
  status = lp_cli_prepare (cli, NULL);
  if (status == LP_EXIT_OK)
    status = lp_cli_migrate (cli, migration);
  if (status != LP_EXIT_OK)
    return status;
  take_stored_password (cli, old, migration);
  return lp_cli_set_up (cli);
}

/* Every mailbox that has an address and is not switched off; the worst status stands for all. */
static int
set_up_all (LpCli *cli, const LpImport *import)
{
  int worst
      = cli->arguments[0] != NULL && import->scan->failures->len > 0 ? LP_EXIT_WRONG : LP_EXIT_OK;

  lp_import_print_failures (import);
  for (guint i = 0; i < import->mailboxes->len && worst != LP_EXIT_CANCELLED; i++) {
    const LpLegacyMerged *merged = import->mailboxes->pdata[i];
    const LpMigration *migration = import->decisions->pdata[i];

    if (!cli->json)
      lp_import_print_mailbox (import, i);
    if (migration->account == NULL || merged->account->disabled)
      continue;

    int status = set_up (cli, merged->account, migration);

    if (status != LP_EXIT_OK)
      worst = status;
  }
  return worst;
}

int
lp_command_import (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (cli->data_dir, &error);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  LpImport import = { .context = { .table = table, .today = today } };
  int status;

  if (table == NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  import.scan = scan (cli, &error);
  if (import.scan == NULL)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
               ? LP_EXIT_CANCELLED
               : lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);

  judge (&import);
  status = cli->arguments[0] != NULL && import.scan->failures->len > 0 ? LP_EXIT_WRONG : LP_EXIT_OK;
  if (cli->set_up)
    status = set_up_all (cli, &import);
  else if (cli->json)
    lp_import_print_json (&import);
  else
    lp_import_print (&import);
  import_clear (&import);
  return status;
}
