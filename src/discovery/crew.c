/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/crew.h"

struct _LpCrew {
  gatomicrefcount references; /* the owner's and one for each job */
  GMutex lock;
  GCond changed;
  GQueue results;
  guint busy;
  GDestroyNotify result_free;
  GCancellable *inner; /* what jobs see */
  GCancellable *outer;
  gulong handler;
};

typedef struct {
  LpCrew *crew;
  LpCrewFunc func;
  gpointer task;
  GDestroyNotify task_free;
} Job;

static void
crew_unref (LpCrew *crew)
{
  if (!g_atomic_ref_count_dec (&crew->references))
    return;

  gpointer result;
  while ((result = g_queue_pop_head (&crew->results)) != NULL) {
    if (result != crew && crew->result_free != NULL)
      crew->result_free (result);
  }
  g_object_unref (crew->inner);
  g_clear_object (&crew->outer);
  g_mutex_clear (&crew->lock);
  g_cond_clear (&crew->changed);
  g_free (crew);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  LpCrew *crew = user_data;

  g_cancellable_cancel (crew->inner);
  g_mutex_lock (&crew->lock);
  g_cond_broadcast (&crew->changed);
  g_mutex_unlock (&crew->lock);
}

LpCrew *
lp_crew_new (GDestroyNotify result_free, GCancellable *cancellable)
{
  LpCrew *crew = g_new0 (LpCrew, 1);

  g_atomic_ref_count_init (&crew->references);
  g_mutex_init (&crew->lock);
  g_cond_init (&crew->changed);
  g_queue_init (&crew->results);
  crew->result_free = result_free;
  crew->inner = g_cancellable_new ();
  if (cancellable != NULL) {
    crew->outer = g_object_ref (cancellable);
    crew->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), crew, NULL);
  }
  return crew;
}

/* A queue cannot hold NULL: a job without a result puts its crew there instead. */
static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  LpCrew *crew = job->crew;
  gpointer result = job->func (job->task, crew->inner);

  if (job->task_free != NULL)
    job->task_free (job->task);
  g_free (job);
  g_mutex_lock (&crew->lock);
  g_queue_push_tail (&crew->results, result != NULL ? result : crew);
  g_cond_broadcast (&crew->changed);
  g_mutex_unlock (&crew->lock);
  crew_unref (crew);
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (run_job, NULL, -1, FALSE, NULL));
  return pool;
}

void
lp_crew_start (LpCrew *crew, LpCrewFunc func, gpointer task, GDestroyNotify task_free)
{
  g_return_if_fail (crew != NULL && func != NULL);

  Job *job = g_new0 (Job, 1);
  job->crew = crew;
  job->func = func;
  job->task = task;
  job->task_free = task_free;
  g_atomic_ref_count_inc (&crew->references);
  g_mutex_lock (&crew->lock);
  crew->busy++;
  g_mutex_unlock (&crew->lock);
  g_thread_pool_push (get_pool (), job, NULL);
}

static gboolean
wait_for_change (LpCrew *crew, gint64 until)
{
  if (until >= 0)
    return g_cond_wait_until (&crew->changed, &crew->lock, until);
  g_cond_wait (&crew->changed, &crew->lock);
  return TRUE;
}

gboolean
lp_crew_wait (LpCrew *crew, gint64 until, gpointer *result)
{
  g_return_val_if_fail (crew != NULL && result != NULL, FALSE);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&crew->lock);
  while (g_queue_is_empty (&crew->results)) {
    if (crew->busy == 0 || g_cancellable_is_cancelled (crew->inner))
      return FALSE;
    if (!wait_for_change (crew, until) && g_queue_is_empty (&crew->results))
      return FALSE;
  }
  gpointer next = g_queue_pop_head (&crew->results);
  crew->busy--;
  *result = next != crew ? next : NULL;
  return TRUE;
}

guint
lp_crew_get_busy (LpCrew *crew)
{
  g_return_val_if_fail (crew != NULL, 0);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&crew->lock);
  return crew->busy;
}

void
lp_crew_free (LpCrew *crew)
{
  if (crew == NULL)
    return;

  g_cancellable_disconnect (crew->outer, crew->handler);
  g_cancellable_cancel (crew->inner);
  crew_unref (crew);
}
