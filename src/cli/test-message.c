/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --send-test-message: after the proof a message to oneself, and away with it if the person says so.
 */
#include <glib/gi18n.h>

#include "check/explain.h"
#include "cli/question.h"
#include "setup-message.h"

static void
start_send (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_send_test_message_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

static void
start_remove (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_remove_test_message_async (cli->setup, data, cli->cancellable, lp_cli_on_ready, wait);
}

static LpTestMessage *
run (LpCli *cli, void (*start) (LpCli *cli, gpointer data, gpointer wait), gpointer data,
     GError **error)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start, data);

  return lp_setup_test_message_finish (cli->setup, result, error);
}

int
lp_cli_send_test_message (LpCli *cli, LpReport *report)
{
  g_autoptr (GError) error = NULL;

  if (!lp_setup_can_send_test_message (cli->setup))
    return LP_EXIT_OK; /* the proof has failed: there is nothing to prove any more */
  report->test_message = run (cli, start_send, NULL, &error);
  if (report->test_message != NULL && report->test_message->found
      && lp_cli_agrees (cli, _ ("The test message has arrived. Delete it again? [y/N] "))) {
    g_autoptr (LpTestMessage) found = g_steal_pointer (&report->test_message);
    report->test_message = run (cli, start_remove, found, &error);
  }
  return error != NULL ? lp_cli_fail_with (error) : (int)LP_EXIT_OK;
}

LpExit
lp_cli_judge_report (const LpReport *report)
{
  const LpTestMessage *message = report->test_message;

  if (report->verdict != LP_VERDICT_OK || message == NULL)
    return lp_verdict_get_exit (report->verdict);
  if (message->verdict != LP_VERDICT_OK)
    return lp_verdict_get_exit (message->verdict);
  return message->found ? LP_EXIT_OK : LP_EXIT_WRONG;
}

static void
print_stopped (const LpTestMessage *message)
{
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (message->verdict, NULL);

  g_printerr ("%s: %s %s\n", g_get_prgname (),
              message->sent ? _ ("The test message was sent, but could not be looked for.")
                            : _ ("The test message could not be sent."),
              explanation->sentence);
  if (message->server_text != NULL)
    g_printerr (_ ("The server said: %s\n"), message->server_text);
}

void
lp_cli_print_test_message (const LpTestMessage *message)
{
  double seconds = message->elapsed_ms / 1000.0;

  if (message->verdict != LP_VERDICT_OK) {
    print_stopped (message);
    return;
  }
  if (!message->found) {
    g_printerr (_ ("The test message was sent, but has not arrived after %.0f s. Look into the "
                   "mailbox later, also among the junk.\n"),
                seconds);
    return;
  }
  if (message->folder != NULL)
    /* Translators: seconds, and the name of a folder. */
    g_print (_ ("The test message arrived after %.1f s, in %s.\n"), seconds, message->folder);
  else
    g_print (_ ("The test message arrived after %.1f s.\n"), seconds);
  if (message->authentication_results != NULL)
    /* Translators: a line of a message's header. */
    g_print (_ ("What the receiving server found out about it: %s\n"),
             message->authentication_results);
  if (message->removed)
    g_print (_ ("It was deleted again.\n"));
}
