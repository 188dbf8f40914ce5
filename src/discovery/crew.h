/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpCrew:
 *
 * Blocking jobs that run side by side and whose results are taken in the order they come: the first
 * good answer need not wait for a silent host. Threads come from a pool without a bound, because
 * jobs start crews of their own and a bounded pool would wait for itself. Used by the one thread
 * that made it.
 */
typedef struct _LpCrew LpCrew;

/**
 * LpCrewFunc:
 * @task: what lp_crew_start() was given
 * @cancellable: triggered when the crew's is, or the crew is freed
 *
 * Returns: (transfer full) (nullable): the result
 */
typedef gpointer (*LpCrewFunc) (gpointer task, GCancellable *cancellable);

/**
 * lp_crew_new:
 * @result_free: (nullable): frees results that nobody takes
 * @cancellable: (nullable): ends all jobs and the waiting at once
 *
 * Returns: (transfer full): a crew without work
 */
LpCrew *
lp_crew_new (GDestroyNotify result_free, GCancellable *cancellable);

/**
 * lp_crew_start:
 * @crew: a crew
 * @func: the job
 * @task: (transfer full): given to @func
 * @task_free: (nullable): frees @task on the job's thread
 *
 * Starts a job. Does not block.
 */
void
lp_crew_start (LpCrew *crew, LpCrewFunc func, gpointer task, GDestroyNotify task_free);

/**
 * lp_crew_wait:
 * @crew: a crew
 * @until: monotonic time in microseconds, or -1 to wait as long as there are jobs
 * @result: (out) (transfer full) (nullable): what the job gave
 *
 * Waits for the next result. Blocks.
 *
 * Returns: %TRUE with a result; %FALSE when no job is left, the time is over or it was cancelled
 */
gboolean
lp_crew_wait (LpCrew *crew, gint64 until, gpointer *result);

/**
 * lp_crew_get_busy:
 * @crew: a crew
 *
 * Returns: how many jobs have not given their result to lp_crew_wait() yet
 */
guint
lp_crew_get_busy (LpCrew *crew);

/**
 * lp_crew_free:
 * @crew: (nullable) (transfer full): a crew
 *
 * Cancels what is under way and does not wait for it.
 */
void
lp_crew_free (LpCrew *crew);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpCrew, lp_crew_free)

G_END_DECLS
