/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a command gets the password from: a file descriptor, the keyring, or the terminal. Never an
 * argument and never the environment, where every other program could read it.
 */
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "cli/advice.h"
#include "cli/consent.h"
#include "setup-sign-in.h"

/* What Ctrl-C must put back: a terminal that stays silent is worse than a lost password. */
static struct termios terminal_before;
static int terminal = -1;

static void
on_interrupt (int signal_number)
{
  tcsetattr (terminal, TCSAFLUSH, &terminal_before);
  _exit (LP_EXIT_CANCELLED);
}

static LpCredentials *
read_silently (const char *prompt, GError **error)
{
  const struct sigaction interrupt = { .sa_handler = on_interrupt };
  struct sigaction interrupt_before;
  struct termios silent = terminal_before;
  LpCredentials *credentials;

  silent.c_lflag &= ~ECHO;
  silent.c_lflag |= ECHONL;
  sigaction (SIGINT, &interrupt, &interrupt_before);
  /* In this order: what is typed once the prompt stands there is neither shown nor thrown away. */
  tcsetattr (terminal, TCSAFLUSH, &silent);
  dprintf (terminal, "%s", prompt);
  credentials = lp_credentials_read_fd (LP_SECRET_PASSWORD, terminal, error);
  tcsetattr (terminal, TCSAFLUSH, &terminal_before);
  sigaction (SIGINT, &interrupt_before, NULL);
  return credentials;
}

static LpCredentials *
ask_on_terminal (const char *prompt, GError **error)
{
  LpCredentials *credentials = NULL;

  terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal >= 0 && tcgetattr (terminal, &terminal_before) == 0)
    credentials = read_silently (prompt, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("There is no terminal to ask for the password. Give it with "
                            "--password-fd, for instance --password-fd 3 3<file."));
  if (terminal >= 0)
    close (terminal);
  return credentials;
}

static void
start_load (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_load_credentials_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

/* Whether the keyring has the secret already; a keyring that cannot be asked has not. */
static gboolean
load_from_keyring (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_load, NULL);

  return lp_setup_load_credentials_finish (cli->setup, result, NULL);
}

LpCredentials *
lp_cli_take_password (LpCli *cli, const char *prompt, GError **error)
{
  return cli->password_fd >= 0
             ? lp_credentials_read_fd (LP_SECRET_PASSWORD, cli->password_fd, error)
             : ask_on_terminal (prompt, error);
}

static gboolean
takes_secret (const LpServer *server)
{
  return server != NULL && lp_sign_in_takes_secret (server->sign_in);
}

int
lp_cli_take_outgoing_password (LpCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (cli->outgoing_password_fd < 0)
    return LP_EXIT_OK;
  g_autoptr (LpCredentials) credentials
      = lp_credentials_read_fd (LP_SECRET_PASSWORD, cli->outgoing_password_fd, &error);
  if (credentials == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  lp_setup_set_credentials (cli->setup, LP_SIDE_OUTGOING, credentials);
  return LP_EXIT_OK;
}

static int
read_password (LpCli *cli)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpCredentials) credentials = NULL;
  /* Translators: %s is a mail address. */
  g_autofree char *prompt = g_strdup_printf (_ ("Password of %s: "), account->address->text);
  int status = lp_cli_accept_servers (cli);

  if (status == LP_EXIT_OK)
    status = lp_cli_take_user (cli);
  if (status != LP_EXIT_OK)
    return status;
  if (!takes_secret (account->incoming) && !takes_secret (account->outgoing))
    return LP_EXIT_OK;
  if (!cli->has_password && cli->password_fd < 0 && lp_setup_wants_browser (cli->setup))
    return lp_cli_sign_in (cli);
  if (cli->has_password || (cli->password_fd < 0 && load_from_keyring (cli)))
    return LP_EXIT_OK;
  if (!cli->json)
    lp_cli_tell_hints (cli);
  credentials = lp_cli_take_password (cli, prompt, &error);
  if (credentials == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  lp_setup_set_credentials (cli->setup, LP_SIDE_INCOMING, credentials);
  return LP_EXIT_OK;
}

int
lp_cli_read_password (LpCli *cli)
{
  int status = read_password (cli);

  return status == LP_EXIT_OK ? lp_cli_take_outgoing_password (cli) : status;
}
