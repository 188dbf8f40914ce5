/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/worker.h"

typedef struct {
  GMainLoop *loop;
  GAsyncResult *result;
  guint waiting;
} Wait;

static int n_freed;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  g_set_object (&wait->result, result);
  if (--wait->waiting == 0)
    g_main_loop_quit (wait->loop);
}

static void
wait_init (Wait *wait, guint n)
{
  *wait = (Wait){ g_main_loop_new (NULL, FALSE), NULL, n };
}

static gpointer
wait_run (Wait *wait, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_main_loop_run (wait->loop);
  g_main_loop_unref (wait->loop);
  result = wait->result;
  return lp_worker_run_finish (result, error);
}

static void
count_free (gpointer data)
{
  g_atomic_int_inc (&n_freed);
  g_free (data);
}

static gpointer
echo (gpointer data, GCancellable *cancellable, GError **error)
{
  return g_strdup (data);
}

static gpointer
fail (gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return NULL;
}

/* Ignores its cancellable for a while, as a call into a foreign library may. */
static gpointer
be_deaf (gpointer data, GCancellable *cancellable, GError **error)
{
  g_usleep (300 * 1000);
  return g_strdup ("late");
}

static gpointer
listen_well (gpointer data, GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  g_poll (&fd, 1, 20000);
  g_cancellable_release_fd (cancellable);
  g_cancellable_set_error_if_cancelled (cancellable, error);
  return NULL;
}

static void
test_result (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Wait wait;

  wait_init (&wait, 1);
  lp_worker_run_async (echo, g_strdup ("hello"), g_free, g_free, 0, NULL, on_ready, &wait);
  text = wait_run (&wait, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  Wait wait;

  wait_init (&wait, 1);
  lp_worker_run_async (fail, NULL, NULL, NULL, 0, NULL, on_ready, &wait);
  g_assert_null (wait_run (&wait, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
test_deadline (void)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  Wait wait;

  wait_init (&wait, 1);
  lp_worker_run_async (listen_well, NULL, NULL, NULL, 50, NULL, on_ready, &wait);
  g_assert_null (wait_run (&wait, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

static gboolean
cancel_now (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* The answer does not wait for a job that does not listen, and its late result is freed. */
static void
test_cancel_deaf_job (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Wait wait;

  n_freed = 0;
  wait_init (&wait, 1);
  lp_worker_run_async (be_deaf, NULL, NULL, count_free, 0, cancellable, on_ready, &wait);
  g_timeout_add (30, cancel_now, cancellable);
  g_assert_null (wait_run (&wait, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, 0);
  while (g_atomic_int_get (&n_freed) == 0)
    g_usleep (1000);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Wait wait;

  g_cancellable_cancel (cancellable);
  wait_init (&wait, 1);
  lp_worker_run_async (listen_well, NULL, NULL, NULL, 0, cancellable, on_ready, &wait);
  g_assert_null (wait_run (&wait, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Twelve silent jobs do not keep eighteen quick ones waiting. */
static void
test_silent_neighbours (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *last = NULL;
  Wait silent, quick;

  wait_init (&silent, 12);
  wait_init (&quick, 18);
  for (int i = 0; i < 12; i++)
    lp_worker_run_async (listen_well, NULL, NULL, NULL, 0, cancellable, on_ready, &silent);
  for (int i = 0; i < 18; i++)
    lp_worker_run_async (echo, g_strdup ("quick"), g_free, g_free, 0, NULL, on_ready, &quick);
  last = wait_run (&quick, &error);
  g_assert_cmpstr (last, ==, "quick");
  g_assert_cmpuint (silent.waiting, ==, 12);
  g_cancellable_cancel (cancellable);
  g_assert_null (wait_run (&silent, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/result", test_result);
  g_test_add_func ("/worker/error", test_error);
  g_test_add_func ("/worker/deadline", test_deadline);
  g_test_add_func ("/worker/cancel/deaf-job", test_cancel_deaf_job);
  g_test_add_func ("/worker/cancel/before", test_cancelled_before);
  g_test_add_func ("/worker/silent-neighbours", test_silent_neighbours);
  return g_test_run ();
}
