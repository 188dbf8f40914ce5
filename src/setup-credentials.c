/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets of an account that is in the keyring already: found by host, service and user, so also
 * those that other programs or a person stored there.
 */
#include <glib/gi18n.h>

#include "base/worker.h"
#include "secrets/account-secret.h"
#include "secrets/keyring.h"
#include "setup-private.h"

typedef struct {
  LpAccount *account;
  char *program;
  gboolean may_unlock;
} Job;

typedef struct {
  LpCredentials *credentials[LP_N_SIDES];
} Found;

static void
job_free (gpointer data)
{
  Job *job = data;

  lp_account_free (job->account);
  g_free (job->program);
  g_free (job);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  for (int side = 0; side < LP_N_SIDES; side++)
    lp_credentials_unref (found->credentials[side]);
  g_free (found);
}

static LpCredentials *
look_up (Job *job, LpSide side, GCancellable *cancellable, GError **error)
{
  const LpServer *server
      = side == LP_SIDE_INCOMING ? job->account->incoming : job->account->outgoing;
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

  if (server == NULL || server->user == NULL)
    return NULL;
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    return lp_account_secret_get (job->account->id != NULL ? job->account->id : server->user, side,
                                  job->program, job->may_unlock, NULL, cancellable, error);
  g_hash_table_insert (attributes, (gpointer) "host", server->host);
  g_hash_table_insert (attributes, (gpointer) "user", server->user);
  g_hash_table_insert (attributes, (gpointer) "service",
                       (gpointer)lp_protocol_get_name (server->protocol));
  return lp_keyring_lookup (attributes, job->may_unlock, cancellable, error);
}

static gpointer
load_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  Found *found = g_new0 (Found, 1);
  GError *lookup_error = NULL;

  found->credentials[LP_SIDE_INCOMING]
      = look_up (job, LP_SIDE_INCOMING, cancellable, &lookup_error);
  if (lookup_error == NULL)
    found->credentials[LP_SIDE_OUTGOING]
        = look_up (job, LP_SIDE_OUTGOING, cancellable, &lookup_error);
  if (lookup_error == NULL)
    return found;
  g_propagate_error (error, lookup_error);
  found_free (found);
  return NULL;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LpSetup *setup = g_task_get_source_object (task);
  GError *error = NULL;
  Found *found = lp_worker_run_finish (result, &error);
  LpSide first = setup->account->incoming != NULL ? LP_SIDE_INCOMING : LP_SIDE_OUTGOING;

  if (found == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (found->credentials[first] != NULL) {
    for (int side = 0; side < LP_N_SIDES; side++)
      lp_setup_set_credentials (setup, side, found->credentials[side]);
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             _ ("The keyring has no password for %s."),
                             setup->account->address->text);
  }
  found_free (found);
}

void
lp_setup_load_credentials_async (LpSetup *setup, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL);

  task = g_task_new (setup, cancellable, callback, user_data);
  job = g_new0 (Job, 1);
  job->account = lp_account_copy (setup->account);
  job->program = g_strdup (setup->places->program);
  job->may_unlock = setup->may_unlock;
  lp_worker_run_async (load_run, job, job_free, found_free, 0, cancellable, on_loaded, task);
}

gboolean
lp_setup_load_credentials_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  LpReceipts *receipts; /* the set-up's; the task keeps that alive */
  char *account_id;
  gboolean may_unlock;
  LpCredentials *credentials[LP_N_SIDES];
} StoreJob;

static void
store_job_free (gpointer data)
{
  StoreJob *job = data;

  for (int side = 0; side < LP_N_SIDES; side++)
    lp_credentials_unref (job->credentials[side]);
  g_free (job->account_id);
  g_free (job);
}

static gpointer
store_run (gpointer data, GCancellable *cancellable, GError **error)
{
  StoreJob *job = data;
  g_autoptr (GPtrArray) items = lp_receipts_list_items (job->receipts, job->account_id);

  if (!lp_keyring_check (job->may_unlock, cancellable, error))
    return NULL;
  for (guint i = 0; i < items->len; i++) {
    const LpSecretItem *item = items->pdata[i];

    if (!lp_keyring_store (item, job->credentials[item->side], cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&items);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) items = lp_worker_run_finish (result, &error);

  if (items != NULL)
    g_task_return_int (task, items->len);
  else
    g_task_return_error (task, error);
}

void
lp_setup_store_credentials_async (LpSetup *setup, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  StoreJob *job;

  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && setup->account->id != NULL);
  g_return_if_fail (setup->credentials[LP_SIDE_INCOMING] != NULL);

  task = g_task_new (setup, cancellable, callback, user_data);
  job = g_new0 (StoreJob, 1);
  job->receipts = setup->receipts;
  job->account_id = g_strdup (setup->account->id);
  job->may_unlock = setup->may_unlock;
  for (int side = 0; side < LP_N_SIDES; side++)
    job->credentials[side] = lp_credentials_ref (lp_setup_get_credentials (setup, side));
  /* Once begun it is finished: half the places with the new password would be worse than none. */
  lp_worker_run_async (store_run, job, store_job_free, (GDestroyNotify)g_ptr_array_unref, 0, NULL,
                       on_stored, task);
}

int
lp_setup_store_credentials_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
