/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letterplate-secret ACCOUNT incoming|outgoing [--unlock]
 *
 * The command that mail programs run at every synchronisation: prints the password or a fresh
 * access token on one line, for the program that asks, and nothing when there is none. It links
 * GLib and libsecret only, so that it costs what secret-tool costs. An access token that must be
 * renewed first is left to "letterplate token", which takes this process's place.
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/start.h"
#include "model/error.h"
#include "secrets/account-secret.h"
#include "secrets/session-bus.h"

typedef struct {
  const char *account;
  LpSide side;
  gboolean may_unlock;
} Arguments;

/* A translation is loaded only once there is something to say. */
static LpExit
complain (LpExit status, const char *sentence, const char *detail)
{
  setlocale (LC_ALL, "");
  bindtextdomain (LP_GETTEXT_PACKAGE, LP_LOCALEDIR);
  textdomain (LP_GETTEXT_PACKAGE);
  g_printerr ("letterplate-secret: %s", gettext (sentence));
  if (detail != NULL)
    g_printerr (" (%s)", detail);
  g_printerr ("\n");
  return status;
}

static gboolean
parse_side (const char *word, LpSide *side)
{
  if (g_strcmp0 (word, "incoming") != 0 && g_strcmp0 (word, "outgoing") != 0)
    return FALSE;
  *side = *word == 'i' ? LP_SIDE_INCOMING : LP_SIDE_OUTGOING;
  return TRUE;
}

static gboolean
parse_arguments (int argc, char **argv, Arguments *arguments)
{
  const char *words[2] = { NULL, NULL };
  guint n_words = 0;

  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], "--unlock") == 0)
      arguments->may_unlock = TRUE;
    else if (*argv[i] == '-' || *argv[i] == '\0' || n_words == G_N_ELEMENTS (words))
      return FALSE;
    else
      words[n_words++] = argv[i];
  }
  arguments->account = words[0];
  return n_words == G_N_ELEMENTS (words) && g_utf8_validate (words[0], -1, NULL)
         && parse_side (words[1], &arguments->side);
}

static LpExit
print_secret (LpCredentials *credentials)
{
  g_autoptr (GError) error = NULL;

  if (lp_credentials_write_line (credentials, STDOUT_FILENO, &error))
    return LP_EXIT_OK;
  return complain (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
                       ? LP_EXIT_WRONG
                       : LP_EXIT_ENVIRONMENT,
                   N_ ("The secret cannot be given out."), error->message);
}

/* Becomes "letterplate token": the one beside this program before the installed one */
static LpExit
renew (const Arguments *arguments)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, "letterplate", NULL) : NULL;
  const char *program = beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE)
                            ? beside
                            : LP_BINDIR "/letterplate";
  const char *side = arguments->side == LP_SIDE_INCOMING ? "incoming" : "outgoing";
  const char *argv[] = { program, "token", arguments->account, side, NULL };

  execv (program, (char *const *)argv);
  return complain (
      LP_EXIT_ENVIRONMENT,
      N_ ("The access token has expired, and the program that renews it cannot be started."),
      g_strerror (errno));
}

static LpExit
explain_failure (const GError *error)
{
  if (error == NULL)
    return complain (LP_EXIT_WRONG,
                     N_ ("The keyring holds nothing for this account. Set it up again with "
                         "\"letterplate setup\"."),
                     NULL);
  if (g_error_matches (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED))
    return complain (LP_EXIT_ENVIRONMENT,
                     N_ ("The keyring is locked. Sign in to the desktop with your password, or "
                         "run this command with --unlock."),
                     error->message);
  if (g_error_matches (error, LP_ERROR, LP_VERDICT_KEYRING_MISSING))
    return complain (LP_EXIT_ENVIRONMENT,
                     N_ ("No keyring can be reached. It needs a desktop session of yours that is "
                         "still running."),
                     error->message);
  if (g_error_matches (error, LP_ERROR, LP_VERDICT_KEYRING_SILENT))
    return complain (
        LP_EXIT_ENVIRONMENT,
        N_ ("The program that keeps the passwords did not answer. Look for a window of "
            "it, or start it again."),
        error->message);
  return complain (error->domain == G_IO_ERROR ? LP_EXIT_WRONG : LP_EXIT_ENVIRONMENT,
                   N_ ("What the keyring answered cannot be used."), error->message);
}

int
main (int argc, char **argv)
{
  Arguments arguments = { .may_unlock = isatty (STDIN_FILENO) && isatty (STDERR_FILENO) };
  gboolean stale = FALSE;
  g_autoptr (GError) error = NULL;

  lp_start_fill_streams ();
  lp_credentials_protect_process (FALSE);
  if (!parse_arguments (argc, argv, &arguments))
    return complain (LP_EXIT_USAGE,
                     N_ ("Usage: letterplate-secret ACCOUNT incoming|outgoing [--unlock]"), NULL);

  lp_session_bus_prepare ();
  g_autoptr (LpCredentials) credentials = lp_account_secret_find (
      arguments.account, arguments.side, arguments.may_unlock, &stale, NULL, NULL, &error);
  if (credentials != NULL)
    return print_secret (credentials);
  return stale ? renew (&arguments) : explain_failure (error);
}
