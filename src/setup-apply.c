/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the proof to the receipt and back. Here keyring and clients are introduced to each other: a
 * plan names items of the keyring, this hands them to secrets/keyring with the secret of their
 * side.
 */
#include "setup-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/worker.h"
#include "clients/run.h"
#include "secrets/account-secret.h"
#include "secrets/grant.h"
#include "secrets/keyring.h"

typedef struct {
  LpReceipts *receipts; /* the set-up's; the task keeps that alive */
  GPtrArray *plans;
  char *account_id;
  char *address;
  char *receipt_id;
  char *client_id;
  LpAccount *account; /* to be tested; in an undo none is */
  gboolean is_proved;
  gboolean may_unlock;
  LpCredentials *credentials[LP_N_SIDES];
  LpGrant *grant;
  GCancellable
      *cancellable; /* not the worker's own, which would not wait for what is being put back */
  GMainContext *context;
  LpSetup *setup; /* only to emit signals, in its context */
} Job;

typedef struct {
  GPtrArray *results;
  char *receipt_id;
  guint n_recovered;
  GError *error; /* of an undo that worked in part */
} Answer;

/* News about a client on its way to the main context. */
typedef struct {
  LpSetup *setup;
  char *client_id;
  LpClientResult *result;
} News;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->plans, g_ptr_array_unref);
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_credentials_unref (job->credentials[side]);
  lp_grant_free (job->grant);
  lp_account_free (job->account);
  g_free (job->account_id);
  g_free (job->address);
  g_free (job->receipt_id);
  g_free (job->client_id);
  g_clear_object (&job->cancellable);
  g_main_context_unref (job->context);
  g_object_unref (job->setup);
  g_free (job);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->results, g_ptr_array_unref);
  g_free (answer->receipt_id);
  g_clear_error (&answer->error);
  g_free (answer);
}

static Job *
job_new (LpSetup *setup, GCancellable *cancellable)
{
  Job *job = g_new0 (Job, 1);

  job->receipts = setup->receipts;
  job->may_unlock = setup->may_unlock;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  job->context = g_main_context_ref_thread_default ();
  job->setup = g_object_ref (setup);
  job->grant = lp_grant_copy (setup->grant);
  for (int side = 0; side < LP_N_SIDES; side++) {
    LpCredentials *credentials = lp_setup_get_credentials (setup, side);

    job->credentials[side] = credentials != NULL ? lp_credentials_ref (credentials) : NULL;
  }
  return job;
}

/* ---- the keyring, as clients/receipt sees it ---- */

static gboolean
is_grant (const LpSecretItem *item)
{
  return strcmp (item->schema, LP_GRANT_SCHEMA) == 0;
}

/* Somebody's own item in the place of ours does not count: storing sets it aside, removing brings it
 * back. */
static gboolean
find_item (const LpSecretItem *item, gboolean *is_there, gpointer data, GCancellable *cancellable,
           GError **error)
{
  return lp_keyring_has (item, is_there, cancellable, error);
}

/* A sign-in that is in the keyring already stays as it is unless the person signed in again. */
static gboolean
store_grant (Job *job, GCancellable *cancellable, GError **error)
{
  if (job->grant != NULL)
    return lp_grant_store (job->grant, job->account_id, cancellable, error);
  if (job->credentials[LP_SIDE_INCOMING] != NULL)
    return TRUE;
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
                       "there is no sign-in to store");
  return FALSE;
}

static gboolean
store_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (is_grant (item))
    return store_grant (job, cancellable, error);
  if (job->credentials[item->side] == NULL) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_INTERNAL,
                         _ ("There is no password to store."));
    return FALSE;
  }
  return lp_keyring_store (item, job->credentials[item->side], cancellable, error);
}

static gboolean
remove_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  if (is_grant (item))
    return lp_grant_remove (g_hash_table_lookup (item->attributes, "account"), cancellable, error);
  return lp_keyring_remove (item, cancellable, error);
}

static const char *
get_secret (LpSide side, gpointer data)
{
  Job *job = data;

  return job->credentials[side] != NULL ? lp_credentials_get_secret (job->credentials[side]) : NULL;
}

static LpKeyringHooks
make_hooks (Job *job)
{
  return (LpKeyringHooks){ .find = find_item,
                           .store = store_item,
                           .remove = remove_item,
                           .get_secret = get_secret,
                           .data = job };
}

/* Is this secret in the keyring already, so that storing it would change nothing? */
static gboolean
is_stored (const LpSecretItem *item, Job *job, GCancellable *cancellable)
{
  gboolean is_there = FALSE;

  if (is_grant (item))
    return job->grant == NULL && lp_keyring_has (item, &is_there, cancellable, NULL) && is_there;

  g_autoptr (LpCredentials) stored
      = lp_keyring_lookup (item->attributes, job->may_unlock, cancellable, NULL);
  LpCredentials *wanted = job->credentials[item->side];

  return stored != NULL && wanted != NULL && item->prefix == NULL && item->suffix == NULL
         && strcmp (lp_credentials_get_secret (stored), lp_credentials_get_secret (wanted)) == 0;
}

/* A plan that would only store what the keyring holds already is no change: applying twice is
 * applying once. */
static void
drop_needless_items (LpPlan *plan, Job *job, GCancellable *cancellable)
{
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = plan->operations->pdata[i];

    if (operation->kind != LP_OPERATION_KEYRING || !is_stored (operation->item, job, cancellable))
      return;
  }
  g_ptr_array_set_size (plan->operations, 0);
}

/* ---- results ---- */

static LpClientResult *
result_copy (const LpClientResult *result)
{
  LpClientResult *copy = lp_setup_result_new (result->client_id);

  copy->done = result->done;
  copy->left = result->left;
  copy->unchanged = result->unchanged;
  copy->message = g_strdup (result->message);
  for (guint i = 0; i < result->files->len; i++)
    g_ptr_array_add (copy->files, g_strdup (result->files->pdata[i]));
  return copy;
}

/* ---- recover ---- */

static gpointer
recover_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  LpKeyringHooks hooks = make_hooks (job);
  Answer *answer = g_new0 (Answer, 1);

  if (lp_receipts_recover (job->receipts, &hooks, &answer->n_recovered, job->cancellable, error))
    return answer;
  answer_free (answer);
  return NULL;
}

/* ---- apply ---- */

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->setup);
  g_free (news->client_id);
  lp_client_result_free (news->result);
  g_free (news);
}

static gboolean
tell_news (gpointer data)
{
  News *news = data;

  g_signal_emit_by_name (news->setup, "client", news->client_id, news->result);
  return G_SOURCE_REMOVE;
}

static void
on_client (const char *client_id, const LpClientResult *result, gpointer data)
{
  Job *job = data;
  News *news = g_new0 (News, 1);

  news->setup = g_object_ref (job->setup);
  news->client_id = g_strdup (client_id);
  news->result = result != NULL ? result_copy (result) : NULL;
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, tell_news, news, news_free);
}

static gboolean
needs_keyring (GPtrArray *plans)
{
  for (guint i = 0; i < plans->len; i++)
    if (lp_setup_plan_has_items (plans->pdata[i]))
      return TRUE;
  return FALSE;
}

/* After all is written: a test may ask for what another client's item holds. */
static void
test_clients (const Job *job, GPtrArray *results)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    if (!g_cancellable_is_cancelled (job->cancellable))
      lp_run_own_test (job->setup->places, job->account, job->is_proved, results->pdata[i]);
}

static gpointer
apply_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  LpKeyringHooks hooks = make_hooks (job);
  Answer *answer;
  GError *apply_error = NULL;

  /* Before anything is changed: a locked or missing keyring stops the whole. */
  if (needs_keyring (job->plans) && !lp_keyring_check (job->may_unlock, job->cancellable, error))
    return NULL;
  for (guint i = 0; i < job->plans->len; i++)
    drop_needless_items (job->plans->pdata[i], job, job->cancellable);

  answer = g_new0 (Answer, 1);
  answer->receipt_id
      = lp_receipts_apply (job->receipts, job->account_id, job->address, job->plans, &hooks,
                           on_client, job, &answer->results, job->cancellable, &apply_error);
  if (apply_error == NULL) {
    test_clients (job, answer->results);
    return answer;
  }
  g_propagate_error (error, apply_error);
  answer_free (answer);
  return NULL;
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GPtrArray *refused = g_task_get_task_data (task);
  GError *error = NULL;
  Answer *answer = lp_worker_run_finish (result, &error);

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (answer->results == NULL)
    answer->results = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  g_ptr_array_extend_and_steal (answer->results, g_ptr_array_ref (refused));
  g_task_return_pointer (task, answer, answer_free);
}

static void
start_apply (GTask *task)
{
  LpSetup *setup = g_task_get_source_object (task);
  GPtrArray *refused = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  Job *job = job_new (setup, g_task_get_cancellable (task));

  job->plans = lp_setup_make_plans (setup, g_task_get_task_data (task), refused);
  job->account = lp_account_copy (setup->account);
  job->is_proved = setup->report != NULL && setup->report->verdict == LP_VERDICT_OK;
  job->account_id = g_strdup (setup->account->id);
  job->address = g_strdup (setup->account->address->text);
  g_task_set_task_data (task, refused, (GDestroyNotify)g_ptr_array_unref);
  lp_worker_run_async (apply_run, job, job_free, answer_free, 0, NULL, on_applied, task);
}

/* A damaged record stays as it is, and the rest can go on. */
static void
on_put_right (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  Answer *answer = lp_worker_run_finish (result, &error);

  if (answer != NULL)
    answer_free (answer);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)) {
    start_apply (task);
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

/* What was left half-way is put right first: a plan that takes it for the account's would change
 * nothing, and then it is taken back. */
void
lp_setup_apply_async (LpSetup *setup, const char *const *client_ids, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && client_ids != NULL);

  task = g_task_new (setup, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdupv ((char **)client_ids), (GDestroyNotify)g_strfreev);
  lp_worker_run_async (recover_run, job_new (setup, cancellable), job_free, answer_free, 0, NULL,
                       on_put_right, task);
}

GPtrArray *
lp_setup_apply_finish (LpSetup *setup, GAsyncResult *result, char **receipt_id, GError **error)
{
  Answer *answer;
  GPtrArray *results;

  g_return_val_if_fail (g_task_is_valid (result, setup), NULL);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return NULL;
  if (receipt_id != NULL)
    *receipt_id = g_steal_pointer (&answer->receipt_id);
  results = g_steal_pointer (&answer->results);
  answer_free (answer);
  return results;
}

/* ---- undo ---- */

static gpointer
undo_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  LpKeyringHooks hooks = make_hooks (job);
  Answer *answer = g_new0 (Answer, 1);

  lp_receipts_undo (job->receipts, job->receipt_id, job->client_id, &hooks, &answer->results,
                    job->cancellable, &answer->error);
  return answer;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Answer *answer = lp_worker_run_finish (result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, answer_free);
  else
    g_task_return_error (task, error);
}

void
lp_setup_undo_async (LpSetup *setup, const char *receipt_id, const char *client_id,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (LP_IS_SETUP (setup));

  task = g_task_new (setup, cancellable, callback, user_data);
  job = job_new (setup, cancellable);
  job->receipt_id = g_strdup (receipt_id);
  job->client_id = g_strdup (client_id);
  g_task_set_check_cancellable (task, FALSE);
  lp_worker_run_async (undo_run, job, job_free, answer_free, 0, NULL, on_answer, task);
}

gboolean
lp_setup_undo_finish (LpSetup *setup, GAsyncResult *result, GPtrArray **results, GError **error)
{
  Answer *answer;
  gboolean all_undone;

  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return FALSE;
  if (results != NULL)
    *results = g_steal_pointer (&answer->results);
  all_undone = answer->error == NULL;
  if (!all_undone)
    g_propagate_error (error, g_steal_pointer (&answer->error));
  answer_free (answer);
  return all_undone;
}

void
lp_setup_recover_async (LpSetup *setup, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LP_IS_SETUP (setup));

  task = g_task_new (setup, NULL, callback, user_data);
  lp_worker_run_async (recover_run, job_new (setup, NULL), job_free, answer_free, 0, NULL,
                       on_answer, task);
}

gboolean
lp_setup_recover_finish (LpSetup *setup, GAsyncResult *result, guint *n_recovered, GError **error)
{
  Answer *answer;

  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return FALSE;
  if (n_recovered != NULL)
    *n_recovered = answer->n_recovered;
  answer_free (answer);
  return TRUE;
}

GPtrArray *
lp_setup_list_receipts (LpSetup *setup, GError **error)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return lp_receipts_list (setup->receipts, error);
}
