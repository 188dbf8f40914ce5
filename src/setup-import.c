/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Old set-ups join the road here: found on disk, put together, judged by the table of old hosts, and
 * one of them taken as the account.
 */
#include "setup-import.h"

#include "base/worker.h"
#include "legacy/scan.h"
#include "legacy/text.h"
#include "setup-private.h"

typedef struct {
  char **paths; /* %NULL: this computer */
  char *charset;
  char *home;
  char *data_dir;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_strfreev (job->paths);
  g_free (job->charset);
  g_free (job->home);
  g_free (job->data_dir);
  g_free (job);
}

void
lp_old_mailbox_free (LpOldMailbox *mailbox)
{
  if (mailbox == NULL)
    return;
  lp_legacy_account_free (mailbox->old);
  lp_migration_free (mailbox->migration);
  g_clear_pointer (&mailbox->differences, g_ptr_array_unref);
  g_free (mailbox);
}

static gboolean
scan_all (LpLegacyScan *scan, const Job *job, GCancellable *cancellable, GError **error)
{
  const char *charset = job->charset != NULL
                            ? job->charset
                            : lp_text_charset_of_language (g_get_language_names ()[0]);

  if (job->paths == NULL)
    return lp_legacy_scan_add_machine (scan, job->home, charset, cancellable, error);
  for (char **path = job->paths; *path != NULL; path++)
    if (!lp_legacy_scan_add (scan, *path, charset, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_dead (const LpMigration *migration)
{
  static const char *const dead[] = { "dead-host", "dead-method", "gateway-gone", NULL };

  for (guint i = 0; i < migration->findings->len; i++) {
    const LpFinding *finding = migration->findings->pdata[i];

    if (g_strv_contains (dead, finding->code))
      return TRUE;
  }
  return FALSE;
}

static LpOldMailbox *
judge (const LpFindingContext *context, const LpLegacyMerged *merged)
{
  LpOldMailbox *mailbox = g_new0 (LpOldMailbox, 1);

  mailbox->old = lp_legacy_account_copy (merged->account);
  mailbox->migration = lp_migration_new (context, merged->account);
  mailbox->differences = g_ptr_array_ref (merged->differences);
  mailbox->is_dead = is_dead (mailbox->migration);
  return mailbox;
}

static GPtrArray *
judge_all (const LpLegacyScan *scan, const LpOldHosts *table)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  LpFindingContext context = { .table = table, .today = today };
  g_autoptr (GPtrArray) merged = lp_legacy_merge (scan->accounts);
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_old_mailbox_free);

  for (guint i = 0; i < merged->len; i++) {
    g_autoptr (LpOldMailbox) mailbox = judge (&context, merged->pdata[i]);

    if (mailbox->migration->account != NULL && !mailbox->old->disabled)
      g_ptr_array_add (mailboxes, g_steal_pointer (&mailbox));
  }
  return mailboxes;
}

static gpointer
scan_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (LpLegacyScan) scan = lp_legacy_scan_new ();
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (job->data_dir, error);

  if (table == NULL || !scan_all (scan, job, cancellable, error))
    return NULL;
  if (job->paths != NULL && scan->accounts->len == 0 && scan->failures->len > 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         ((LpLegacyFailure *)scan->failures->pdata[0])->message);
    return NULL;
  }
  return judge_all (scan, table);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *mailboxes = lp_worker_run_finish (result, &error);

  if (mailboxes != NULL)
    g_task_return_pointer (task, mailboxes, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
lp_setup_scan_old_async (LpSetup *setup, const char *const *paths, const char *charset,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (LP_IS_SETUP (setup));

  task = g_task_new (setup, NULL, callback, user_data);
  job = g_new0 (Job, 1);
  job->paths = g_strdupv ((char **)paths);
  job->charset = g_strdup (charset);
  job->home = g_strdup (setup->places->home);
  job->data_dir = g_strdup (setup->data_dir);
  lp_worker_run_async (scan_run, job, job_free, (GDestroyNotify)g_ptr_array_unref, 0, cancellable,
                       on_scanned, task);
}

GPtrArray *
lp_setup_scan_old_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lp_setup_take_old (LpSetup *setup, const LpOldMailbox *mailbox)
{
  const LpMigration *migration = mailbox->migration;
  const LpAccount *wanted = migration->account;

  g_return_if_fail (LP_IS_SETUP (setup) && wanted != NULL);

  for (int side = 0; side < LP_N_SIDES; side++)
    lp_setup_set_credentials (setup, side, NULL);
  lp_setup_set_name (setup, wanted->name);
  lp_setup_set_given (setup, migration->keeps_incoming ? wanted->incoming : NULL,
                      migration->keeps_outgoing ? wanted->outgoing : NULL);
  lp_setup_set_address (setup, wanted->address);
  setup->account->leave_on_server = wanted->leave_on_server;
  setup->account->issuer = g_strdup (wanted->issuer);
}
