/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running a command apart: in a child process of a session of its own, which goes on when whoever waits for it is
 * killed. A token that is being renewed must reach the keyring: the issuer has forgotten the old one.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

/* A token and a sentence fit into the pipes, so nobody waits for the other to read. */
static void
become_apart (const int *output, const int *words)
{
  setsid ();
  signal (SIGPIPE, SIG_IGN);
  dup2 (output[1], STDOUT_FILENO);
  dup2 (words[1], STDERR_FILENO);
  for (int end = 0; end < 2; end++) {
    close (output[end]);
    close (words[end]);
  }
}

static void
pass_words (int fd)
{
  char piece[512];
  gssize n;

  while ((n = read (fd, piece, sizeof piece)) > 0)
    if (write (STDERR_FILENO, piece, n) < 0)
      return;
}

static int
wait_for (pid_t child)
{
  int status;

  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      return LP_EXIT_ENVIRONMENT;
  return WIFEXITED (status) ? WEXITSTATUS (status) : LP_EXIT_ENVIRONMENT;
}

int
lp_cli_run_apart (LpCli *cli, int (*run) (LpCli *cli))
{
  g_autoptr (LpCredentials) secret = NULL;
  int output[2], words[2];
  pid_t child;
  int status;

  if (pipe (output) != 0 || pipe (words) != 0 || (child = fork ()) < 0)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", g_strerror (errno));
  if (child == 0) {
    become_apart (output, words);
    _exit (run (cli));
  }
  close (output[1]);
  close (words[1]);
  secret = lp_credentials_read_fd (LP_SECRET_ACCESS_TOKEN, output[0], NULL);
  pass_words (words[0]);
  status = wait_for (child);
  if (secret != NULL && status == LP_EXIT_OK
      && !lp_credentials_write_line (secret, STDOUT_FILENO, NULL))
    return lp_cli_fail_output ();
  return status;
}
