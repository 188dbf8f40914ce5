/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpWorkerFunc:
 * @data: what lp_worker_run_async() was given
 * @cancellable: triggered by the caller's cancellable and by the deadline
 * @error: return location
 *
 * One job. Runs on a thread of the pool and may block; every blocking call in it takes
 * @cancellable.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 */
typedef gpointer (*LpWorkerFunc) (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lp_worker_run_async:
 * @func: the job
 * @data: (transfer full): given to @func
 * @data_free: (nullable): frees @data once the job is over, on the pool's thread
 * @result_free: (nullable): frees a result that nobody collects (the caller cancelled first)
 * @deadline_ms: milliseconds the whole job may take; 0 for no limit
 * @cancellable: (nullable): cancels the job
 * @callback: called in the caller's thread-default main context
 * @user_data: given to @callback
 *
 * Runs a blocking job on a thread of our own pool (32 threads). Not GTask's pool: its ten threads
 * are shared with the resolver and with TLS, and healthy servers starve behind silent ones.
 *
 * Does not block. @callback comes at once when @cancellable is triggered or the deadline passes,
 * even if the job is still on its way out; such a job's late result is freed with @result_free.
 * A missed deadline is %G_IO_ERROR_TIMED_OUT.
 */
void
lp_worker_run_async (LpWorkerFunc func, gpointer data, GDestroyNotify data_free,
                     GDestroyNotify result_free, guint deadline_ms, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_worker_run_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Collects the result of lp_worker_run_async(). Does not block.
 *
 * Returns: (transfer full) (nullable): the job's result, or %NULL with the job's error,
 *   %G_IO_ERROR_CANCELLED or %G_IO_ERROR_TIMED_OUT
 */
gpointer
lp_worker_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
