/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which clients there are and what they have already. Detecting and reading may block shortly, so
 * it is done on a pool thread; only the places are used there, and they never change.
 */
#include "base/worker.h"
#include "setup-private.h"

typedef struct {
  LpSetup *setup; /* for its places */
  LpAddress *address;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->setup);
  lp_address_free (job->address);
  g_free (job);
}

static gboolean
has_address (GPtrArray *accounts, const LpAddress *address)
{
  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const LpFoundAccount *found = accounts->pdata[i];

    if (found->account->address != NULL && lp_address_equal (found->account->address, address))
      return TRUE;
  }
  return FALSE;
}

static gpointer
list_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const LpPlaces *places = job->setup->places;
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_info_free);

  for (guint i = 0; i < n_clients; i++) {
    LpClientInfo *info = g_new0 (LpClientInfo, 1);

    info->client = &clients[i];
    clients[i].detect (places, &info->state);
    if (info->state.installed && clients[i].read != NULL)
      info->accounts = clients[i].read (places, NULL);
    info->has_account = job->address != NULL && has_address (info->accounts, job->address);
    g_ptr_array_add (infos, info);
  }
  return infos;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *infos = lp_worker_run_finish (result, &error);

  if (infos != NULL)
    g_task_return_pointer (task, infos, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
lp_setup_list_clients_async (LpSetup *setup, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (LP_IS_SETUP (setup));

  task = g_task_new (setup, NULL, callback, user_data);
  job = g_new0 (Job, 1);
  job->setup = g_object_ref (setup);
  job->address = lp_address_copy (setup->address);
  lp_worker_run_async (list_run, job, job_free, (GDestroyNotify)g_ptr_array_unref, 0, cancellable,
                       on_listed, task);
}

GPtrArray *
lp_setup_list_clients_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lp_client_info_free (LpClientInfo *info)
{
  if (info == NULL)
    return;
  lp_client_state_clear (&info->state);
  g_clear_pointer (&info->accounts, g_ptr_array_unref);
  g_free (info);
}
