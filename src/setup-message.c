/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The proof after the proof: a message to oneself.
 */
#include "setup-message.h"

#include <string.h>

#include "base/worker.h"
#include "setup-private.h"

/* Sending, then a minute of looking. */
#define DEADLINE_MS 180000

typedef struct {
  LpAccount *account;
  LpCredentials *credentials[LP_N_SIDES];
  char *junk;
  gboolean allow_plaintext;
  guint timeout_ms;
  LpTranscript *transcript;
  LpTestMessage *message; /* (nullable): the one to remove */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  lp_account_free (job->account);
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_credentials_unref (job->credentials[side]);
  g_free (job->junk);
  lp_transcript_unref (job->transcript);
  lp_test_message_free (job->message);
  g_free (job);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const LpTestMessageOptions options = {
    .account = job->account,
    .incoming = job->credentials[LP_SIDE_INCOMING],
    .outgoing = job->credentials[LP_SIDE_OUTGOING],
    .junk = job->junk,
    .allow_plaintext = job->allow_plaintext,
    .timeout_ms = job->timeout_ms,
    .transcript = job->transcript,
  };

  return job->message != NULL ? lp_test_message_remove (job->message, &options, cancellable, error)
                              : lp_test_message_send (&options, cancellable, error);
}

/* "junk=NAME" among the folders with a task. */
static char *
dup_junk (const LpReport *report)
{
  char **folders
      = report != NULL && report->incoming != NULL ? report->incoming->special_folders : NULL;

  for (; folders != NULL && *folders != NULL; folders++)
    if (g_str_has_prefix (*folders, "junk="))
      return g_strdup (*folders + strlen ("junk="));
  return NULL;
}

static Job *
job_new (LpSetup *setup, const LpTestMessage *message)
{
  Job *job = g_new0 (Job, 1);

  job->account = lp_account_copy (setup->account);
  for (int side = 0; side < LP_N_SIDES; side++) {
    LpCredentials *credentials = lp_setup_get_credentials (setup, side);

    job->credentials[side] = credentials != NULL ? lp_credentials_ref (credentials) : NULL;
  }
  job->junk = dup_junk (setup->report);
  job->allow_plaintext = setup->allow_plaintext;
  job->timeout_ms = setup->timeout_ms;
  job->transcript = lp_transcript_ref (setup->transcript);
  job->message = lp_test_message_copy (message);
  return job;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LpSetup *setup = g_task_get_source_object (task);
  GError *error = NULL;
  LpTestMessage *message = lp_worker_run_finish (result, &error);

  if (message == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (setup->report != NULL) {
    lp_test_message_free (setup->report->test_message);
    setup->report->test_message = lp_test_message_copy (message);
  }
  g_task_return_pointer (task, message, (GDestroyNotify)lp_test_message_free);
}

static void
start (LpSetup *setup, const LpTestMessage *message, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  lp_worker_run_async (run, job_new (setup, message), job_free,
                       (GDestroyNotify)lp_test_message_free, DEADLINE_MS, cancellable, on_done,
                       task);
}

gboolean
lp_setup_can_send_test_message (LpSetup *setup)
{
  const LpReport *report;

  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  report = setup->report;
  return report != NULL && report->verdict == LP_VERDICT_OK && report->incoming != NULL
         && report->outgoing != NULL && setup->account->incoming != NULL
         && setup->account->outgoing != NULL;
}

void
lp_setup_send_test_message_async (LpSetup *setup, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (LP_IS_SETUP (setup) && lp_setup_can_send_test_message (setup));

  start (setup, NULL, cancellable, callback, user_data);
}

void
lp_setup_remove_test_message_async (LpSetup *setup, const LpTestMessage *message,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_return_if_fail (LP_IS_SETUP (setup) && message != NULL && message->found);

  start (setup, message, cancellable, callback, user_data);
}

LpTestMessage *
lp_setup_test_message_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
