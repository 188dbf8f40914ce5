/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test message without any server: it arrives at once, and goes again. */
#include "fake-setup.h"
#include "setup-message.h"

gboolean
lp_setup_can_send_test_message (LpSetup *setup)
{
  return setup->report != NULL && setup->report->verdict == LP_VERDICT_OK;
}

static gboolean
on_time (gpointer data)
{
  g_autoptr (GTask) task = data;
  LpTestMessage *message = g_new0 (LpTestMessage, 1);

  message->message_id = g_strdup ("<1@example.org>");
  message->sent = message->found = TRUE;
  message->removed = g_task_get_task_data (task) != NULL;
  message->elapsed_ms = 1234;
  message->folder = g_strdup ("INBOX");
  message->authentication_results = g_strdup ("mail.example.org; dkim=pass");
  g_task_return_pointer (task, message, (GDestroyNotify)lp_test_message_free);
  return G_SOURCE_REMOVE;
}

void
lp_setup_send_test_message_async (LpSetup *setup, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_timeout_add (fake_get_speed (), on_time, g_task_new (setup, cancellable, callback, user_data));
}

void
lp_setup_remove_test_message_async (LpSetup *setup, const LpTestMessage *message,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (message->message_id), g_free);
  g_timeout_add (fake_get_speed (), on_time, task);
}

LpTestMessage *
lp_setup_test_message_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
