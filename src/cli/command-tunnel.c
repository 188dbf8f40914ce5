/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate tunnel: signs in to IMAP and hands standard input and output through, for mail
 * programs that can run a command but cannot ask the keyring. They see a server that knows them
 * already.
 */
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/enter.h"

/* The mail program shows what the server says, and nobody sees our standard error. */
static int
say_bye (LpExit status, const char *sentence)
{
  g_autofree char *line = g_strdup_printf ("* BYE %s\r\n", sentence);

  g_strdelimit (line, "\r\n", ' ');
  g_print ("%s\r\n", g_strchomp (line));
  return lp_cli_fail (status, "%s", sentence);
}

static int
relay (LpCli *cli)
{
  g_autoptr (LpOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpDialogue) dialogue = lp_cli_enter (cli, LP_SIDE_INCOMING, &outcome, &error);

  if (dialogue != NULL && lp_dialogue_relay (dialogue, STDIN_FILENO, STDOUT_FILENO, &error))
    return LP_EXIT_OK;
  g_autofree char *sentence = lp_cli_describe_failure (error, outcome);
  LpVerdict verdict = lp_verdict_from_error (error);
  int status = verdict != LP_VERDICT_INTERNAL ? (int)lp_verdict_get_exit (verdict) : LP_EXIT_WRONG;
  /* Once the conversation is handed through, standard output is the server's. */
  return dialogue != NULL ? lp_cli_fail (status, "%s", sentence) : say_bye (status, sentence);
}

void
lp_tunnel_say_no (void)
{
  g_print ("* BYE %s\r\n", _ ("Letterplate cannot take this account; its standard error says "
                              "why."));
}

int
lp_command_tunnel (LpCli *cli)
{
  int status = lp_cli_take_account (cli);

  signal (SIGPIPE, SIG_IGN);
  if (status != LP_EXIT_OK) {
    lp_tunnel_say_no ();
    return status;
  }
  const LpServer *server = lp_setup_get_account (cli->setup)->incoming;
  if (server != NULL && server->protocol != LP_PROTOCOL_IMAP)
    return say_bye (LP_EXIT_WRONG, _ ("This account receives by POP3; only IMAP goes through a "
                                      "tunnel."));
  return relay (cli);
}
