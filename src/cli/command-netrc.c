/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate netrc: the account's passwords in the form of ~/.netrc, for programs that read one from a command (s-nail's
 * netrc-pipe). Nothing is printed unless every password that the account has can be.
 */
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/feed.h"
#include "secrets/account-secret.h"

static const LpFeedEscape escapes[] = { { '"', "\\\"" }, { '\\', "\\\\" }, { 0 } };

typedef struct {
  LpCredentials *secret;
  GHashTable *item;
} Entry;

static void
entry_clear (Entry *entry)
{
  lp_credentials_unref (entry->secret);
  g_clear_pointer (&entry->item, g_hash_table_unref);
}

static gboolean
is_same (const Entry *a, const Entry *b)
{
  static const char *const names[] = { "host", "user" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (a->item == NULL || b->item == NULL
        || g_strcmp0 (g_hash_table_lookup (a->item, names[i]),
                      g_hash_table_lookup (b->item, names[i]))
               != 0)
      return FALSE;
  return TRUE;
}

static gboolean
print_entry (const Entry *entry)
{
  const char *host = g_hash_table_lookup (entry->item, "host");
  const char *user = g_hash_table_lookup (entry->item, "user");

  return lp_feed_write (STDOUT_FILENO, "machine ") && lp_feed_write (STDOUT_FILENO, host)
         && lp_feed_write (STDOUT_FILENO, " login ")
         && lp_feed_write_quoted (STDOUT_FILENO, user, escapes)
         && lp_feed_write (STDOUT_FILENO, " password ")
         && lp_feed_write_quoted (STDOUT_FILENO, lp_credentials_get_secret (entry->secret), escapes)
         && lp_feed_write (STDOUT_FILENO, "\n");
}

static gboolean
find_entry (LpCli *cli, LpSide side, const LpPlaces *places, Entry *entry, GError **error)
{
  GError *local_error = NULL;

  entry->secret = lp_account_secret_get (cli->arguments[0], side, places->program, FALSE,
                                         &entry->item, cli->cancellable, &local_error);
  if (entry->secret != NULL && !lp_feed_is_clean (lp_credentials_get_secret (entry->secret)))
    g_set_error_literal (
        &local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        _ ("The secret cannot be given out: it has a line break or another control "
           "character in it."));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static int
print_all (Entry *entries)
{
  gboolean is_done = TRUE;

  for (int side = 0; side < LP_N_SIDES; side++)
    if (entries[side].secret != NULL
        && (side == 0 || !is_same (&entries[side], &entries[side - 1])))
      is_done = is_done && print_entry (&entries[side]);
  return is_done ? (int)LP_EXIT_OK : lp_cli_fail_output ();
}

int
lp_command_netrc (LpCli *cli)
{
  g_autoptr (LpPlaces) places = lp_places_new ();
  g_autoptr (GError) error = NULL;
  Entry entries[LP_N_SIDES] = { { NULL, NULL } };
  int status = LP_EXIT_OK;

  for (int side = 0; error == NULL && side < LP_N_SIDES; side++)
    find_entry (cli, side, places, &entries[side], &error);
  if (error != NULL)
    status = lp_cli_fail_with (error);
  else if (entries[0].secret == NULL && entries[1].secret == NULL)
    status = lp_cli_fail (LP_EXIT_WRONG, _ ("The keyring holds nothing for this account."));
  else
    status = print_all (entries);
  for (int side = 0; side < LP_N_SIDES; side++)
    entry_clear (&entries[side]);
  return status;
}
