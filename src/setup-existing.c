/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account that was set up before. The mail apps' own files are the truth: a terminal person's
 * msmtp knows the outgoing half and mbsync the incoming one, so the halves are put together.
 */
#include <glib/gi18n.h>

#include "base/worker.h"
#include "setup-private.h"

typedef struct {
  char *name; /* the account's id or its address */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->name);
  g_free (job);
}

static gboolean
is_wanted (const LpFoundAccount *found, const char *name)
{
  const LpAccount *account = found->account;

  return (found->ours && g_strcmp0 (account->id, name) == 0)
         || (account->address != NULL && g_ascii_strcasecmp (account->address->text, name) == 0);
}

static void
take_half (LpServer **half, const LpServer *found)
{
  if (*half == NULL)
    *half = lp_server_copy (found);
}

/* What Letterplate wrote comes before what the person wrote by hand. */
static void
collect (LpAccount **account, GPtrArray *found, const char *name, gboolean ours)
{
  for (guint i = 0; i < found->len; i++) {
    const LpFoundAccount *one = found->pdata[i];

    if (one->ours != ours || one->account->address == NULL || !is_wanted (one, name))
      continue;
    if (*account == NULL) {
      *account = lp_account_copy (one->account);
      continue;
    }
    take_half (&(*account)->incoming, one->account->incoming);
    take_half (&(*account)->outgoing, one->account->outgoing);
    if ((*account)->ca_file == NULL)
      (*account)->ca_file = g_strdup (one->account->ca_file);
    if ((*account)->name == NULL)
      (*account)->name = g_strdup (one->account->name);
  }
}

static gpointer
find_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (LpPlaces) places = lp_places_new ();
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  LpAccount *account = NULL;
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);

  for (guint i = 0; i < n_clients && !g_cancellable_is_cancelled (cancellable); i++) {
    GPtrArray *found = clients[i].read != NULL ? clients[i].read (places, NULL) : NULL;

    if (found != NULL)
      g_ptr_array_add (lists, found);
  }
  for (int ours = TRUE; ours >= FALSE; ours--)
    for (guint i = 0; i < lists->len; i++)
      collect (&account, lists->pdata[i], job->name, ours);
  if (account == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 /* Translators: %s is an address or an account's short id. */
                 _ ("No mail app of this computer has an account “%s”. “letterplate clients” lists "
                    "what they have."),
                 job->name);
  return account;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (LpAccount) account = lp_worker_run_finish (result, &error);

  if (account == NULL) {
    g_task_return_error (task, error);
    return;
  }
  lp_setup_set_account (g_task_get_source_object (task), account);
  g_task_return_boolean (task, TRUE);
}

void
lp_setup_find_account_async (LpSetup *setup, const char *name, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (LP_IS_SETUP (setup) && name != NULL);

  task = g_task_new (setup, cancellable, callback, user_data);
  job = g_new0 (Job, 1);
  job->name = g_strdup (name);
  lp_worker_run_async (find_run, job, job_free, (GDestroyNotify)lp_account_free, 0, cancellable,
                       on_found, task);
}

gboolean
lp_setup_find_account_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
