/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our own pool of threads for work that blocks. GTask's pool has ten threads which the resolver and
 * the TLS handshake use too: measured, eighteen healthy servers waited 7 s behind twelve silent
 * ones; on a pool of our own 1.2 s.
 *
 * A job is shared by its thread and the caller's context. Whoever is first decides: the job's
 * result, the caller's cancel or the deadline. The loser's result is freed.
 */
#include "base/worker.h"

#define N_THREADS 32

typedef struct {
  gatomicrefcount references;
  LpWorkerFunc func;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
  GCancellable *inner; /* what the job sees */
  GTask *task;         /* what the caller gets; touched under the lock until it is answered */
  GMutex lock;
  gboolean answered;
  GSource *deadline;
  GCancellable *outer;
  gulong outer_handler;
} Job;

static Job *
job_ref (Job *job)
{
  g_atomic_ref_count_inc (&job->references);
  return job;
}

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->references))
    return;
  g_clear_object (&job->inner);
  g_clear_object (&job->outer);
  g_clear_object (&job->task);
  g_clear_pointer (&job->deadline, g_source_unref);
  g_mutex_clear (&job->lock);
  g_free (job);
}

/* Returns the task to the first who asks, %NULL to everybody after. */
static GTask *
job_take_task (Job *job)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&job->lock);

  if (job->answered)
    return NULL;
  job->answered = TRUE;
  return g_steal_pointer (&job->task);
}

static void
answer_with_error (Job *job, int code, const char *message)
{
  g_autoptr (GTask) task = job_take_task (job);

  if (task == NULL)
    return;
  g_cancellable_cancel (job->inner);
  g_task_return_new_error (task, G_IO_ERROR, code, "%s", message);
}

static gboolean
on_deadline (gpointer user_data)
{
  answer_with_error (user_data, G_IO_ERROR_TIMED_OUT, "The work took too long");
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  answer_with_error (user_data, G_IO_ERROR_CANCELLED, "Operation was cancelled");
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  gpointer result = NULL;

  if (!g_cancellable_set_error_if_cancelled (job->inner, &error))
    result = job->func (job->data, job->inner, &error);
  if (job->data_free != NULL)
    job->data_free (job->data);

  task = job_take_task (job);
  if (task != NULL && error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (task != NULL)
    g_task_return_pointer (task, result, job->result_free);
  else if (result != NULL && job->result_free != NULL)
    job->result_free (result);

  /* From here on neither the deadline nor the caller's cancellable can reach the job. */
  if (job->deadline != NULL)
    g_source_destroy (job->deadline);
  if (job->outer != NULL)
    g_cancellable_disconnect (job->outer, job->outer_handler);
  job_unref (job);
}

static GThreadPool *
get_pool (void)
{
  static gsize pool = 0;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize)g_thread_pool_new (run_job, NULL, N_THREADS, FALSE, NULL));
  return (GThreadPool *)pool;
}

void
lp_worker_run_async (LpWorkerFunc func, gpointer data, GDestroyNotify data_free,
                     GDestroyNotify result_free, guint deadline_ms, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (func != NULL);

  g_atomic_ref_count_init (&job->references);
  g_mutex_init (&job->lock);
  job->func = func;
  job->data = data;
  job->data_free = data_free;
  job->result_free = result_free;
  job->inner = g_cancellable_new ();
  /* The task must not look at the cancellable itself: it would turn a finished result into an
   * error. */
  job->task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (job->task, lp_worker_run_async);

  if (deadline_ms > 0) {
    job->deadline = g_timeout_source_new (deadline_ms);
    g_source_set_callback (job->deadline, on_deadline, job_ref (job), job_unref);
    g_source_attach (job->deadline, g_task_get_context (job->task));
  }
  if (cancellable != NULL) {
    job->outer = g_object_ref (cancellable);
    job->outer_handler
        = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), job_ref (job), job_unref);
  }
  g_thread_pool_push (get_pool (), job, NULL);
}

gpointer
lp_worker_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
