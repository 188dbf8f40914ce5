/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate fetchmail: runs fetchmail with the account that Letterplate wrote for it. fetchmail 6.4 asks neither a
 * keyring nor a command, so it is given its configuration through a pipe, with the password put in on the way. Without a
 * password it is not started at all: it would sign in with an empty one.
 */
#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/feed.h"
#include "clients/writer.h"
#include "secrets/account-secret.h"

/* Inside double quotes; three digits, so that what follows is not taken for a fourth. */
static const LpFeedEscape escapes[] = { { '"', "\\042" }, { '\\', "\\134" }, { 0 } };

/* Behind the line with the user's name: the first that begins so. */
static gsize
find_place_for_password (const char *text)
{
  const char *user = strstr (text, "\n  username ");
  const char *end = user != NULL ? strchr (user + 1, '\n') : NULL;

  return end != NULL ? (gsize)(end + 1 - text) : 0;
}

static gboolean
feed (int fd, const char *text, LpCredentials *secret)
{
  gsize place = find_place_for_password (text);
  g_autofree char *before = g_strndup (text, place);

  return lp_feed_write (fd, before) && lp_feed_write (fd, "  password ")
         && lp_feed_write_quoted (fd, lp_credentials_get_secret (secret), escapes)
         && lp_feed_write (fd, "\n") && lp_feed_write (fd, text + place);
}

static int
wait_for (GPid pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) ? WEXITSTATUS (status) : LP_EXIT_ENVIRONMENT;
}

static int
run (LpCli *cli, const char *program, const char *text, LpCredentials *secret)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  GPid pid;
  int input;

  g_strv_builder_add_many (builder, program, "-f", "-", NULL);
  g_strv_builder_addv (builder, (const char **)cli->arguments + 1);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                                 &input, NULL, NULL, &error))
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  /* One that ends before it read everything says why; writing on to it is no reason to die. */
  signal (SIGPIPE, SIG_IGN);
  feed (input, text, secret);
  close (input);
  return wait_for (pid);
}

int
lp_command_fetchmail (LpCli *cli)
{
  g_autoptr (LpPlaces) places = lp_places_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = lp_writer_make_include (places, cli->arguments[0], "fetchmailrc");
  g_autofree char *program = lp_places_find_program (places, "fetchmail");
  g_autofree char *text = NULL;

  if (strchr (cli->arguments[0], '/') != NULL || !g_file_get_contents (path, &text, NULL, NULL)
      || find_place_for_password (text) == 0)
    return lp_cli_fail (LP_EXIT_WRONG,
                        /* Translators: %s is an account's short id. */
                        _ ("“%s” is not an account that Letterplate set up for fetchmail."),
                        cli->arguments[0]);
  if (program == NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, _ ("fetchmail is not installed."));
  g_autoptr (LpCredentials) secret
      = lp_account_secret_get (cli->arguments[0], LP_SIDE_INCOMING, places->program,
                               isatty (STDIN_FILENO), NULL, cli->cancellable, &error);
  if (error != NULL)
    return lp_cli_fail_with (error);
  if (secret == NULL)
    return lp_cli_fail (LP_EXIT_WRONG, _ ("The keyring holds nothing for this account."));
  if (!lp_feed_is_clean (lp_credentials_get_secret (secret)))
    return lp_cli_fail (LP_EXIT_WRONG,
                        _ ("The secret cannot be given out: it has a line break or another control "
                           "character in it."));
  return run (cli, program, text, secret);
}
