/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate git-credential: git's credential protocol (gitcredentials(7), git-credential(1)). Answers "get" for the
 * account's own outgoing server and ignores "store" and "erase": git would otherwise replace or delete the item that
 * every other program reads.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "secrets/account-secret.h"

/* What git says about the server: "key=value" lines up to an empty one */
static GHashTable *
read_question (void)
{
  GHashTable *question = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  char line[1024];

  while (fgets (line, sizeof line, stdin) != NULL) {
    g_auto (GStrv) parts = NULL;

    line[strcspn (line, "\r\n")] = '\0';
    if (*line == '\0')
      break;
    parts = g_strsplit (line, "=", 2);
    if (parts[1] != NULL)
      g_hash_table_insert (question, g_strdup (parts[0]), g_strdup (parts[1]));
  }
  return question;
}

static const char *
get (GHashTable *table, const char *name)
{
  const char *value = g_hash_table_lookup (table, name);

  return value != NULL ? value : "";
}

/* The secret goes to its own server only, whatever git's configuration says. */
static gboolean
is_for (GHashTable *question, GHashTable *item)
{
  g_auto (GStrv) host = g_strsplit (get (question, "host"), ":", 2);
  const char *user = get (question, "username");

  return g_str_equal (get (question, "protocol"), "smtp") && host[0] != NULL
         && g_ascii_strcasecmp (host[0], get (item, "host")) == 0
         && (*user == '\0' || g_str_equal (user, get (item, "user")));
}

/* git reads no further than it is told: nothing is an answer too, and it goes on to ask the person. */
static int
answer (LpCli *cli)
{
  g_autoptr (GHashTable) question = read_question ();
  g_autoptr (GHashTable) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpPlaces) places = lp_places_new ();
  g_autoptr (LpCredentials) secret = lp_account_secret_get (
      cli->arguments[0], LP_SIDE_OUTGOING, places->program, FALSE, &item, cli->cancellable, &error);

  if (error != NULL)
    return lp_cli_fail_with (error);
  if (secret == NULL || !is_for (question, item))
    return LP_EXIT_OK;
  g_print ("username=%s\npassword=", get (item, "user"));
  fflush (stdout);
  if (lp_credentials_write_line (secret, STDOUT_FILENO, &error))
    return LP_EXIT_OK;
  return lp_cli_fail_with (error);
}

int
lp_command_git_credential (LpCli *cli)
{
  return g_str_equal (cli->arguments[1], "get") ? answer (cli) : LP_EXIT_OK;
}
