/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which clients there are and what they have already. Detecting and reading may block shortly, so
 * it is done on a pool thread; only the places are used there, and they never change.
 */
#include "setup-clients.h"

#include "base/worker.h"
#include "setup-private.h"
#include "setup-sign-in.h"

typedef struct {
  LpSetup *setup; /* for its places */
  LpAddress *address;
  LpAbilities sign_in; /* one of these is needed; 0: a password will do */
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
    info->can_sign_in = job->sign_in == 0 || (clients[i].can & job->sign_in) != 0;
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

/* Without a sign-in of ours only those can that sign in by themselves. */
static LpAbilities
get_needed_sign_in (LpSetup *setup)
{
  if (!lp_setup_wants_browser (setup))
    return 0;
  return setup->grant != NULL ? LP_CAN_OAUTH2_OWN | LP_CAN_OAUTH2_COMMAND : LP_CAN_OAUTH2_OWN;
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
  job->sign_in = get_needed_sign_in (setup);
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

void
lp_setup_set_without_keyring (LpSetup *setup, gboolean without)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  setup->without_keyring = without;
}

gboolean
lp_setup_is_without_keyring (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  return setup->without_keyring;
}
