/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sylpheed 3.8. It neither reads the keyring nor can be given a password by a command, and its own file
 * would hold one in clear text: so it asks once each time it runs.
 */
#include <glib/gi18n.h>
#include <unistd.h>

#include "clients/rows.h"
#include "clients/sylpheed-file.h"
#include "clients/writer.h"

static const LpSylpheedDialect dialect = {
  .client_id = "sylpheed",
  .name = "Sylpheed",
  .folder = ".sylpheed-2.0",
  .imap = 3,
};

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *program = lp_places_find_program (places, "sylpheed");
  g_autofree char *name = g_strdup_printf ("sylpheed-%u", getuid ());
  g_autofree char *socket
      = places->temporary != NULL ? g_build_filename (places->temporary, name, NULL) : NULL;

  state->installed = program != NULL;
  state->running = socket != NULL && lp_sylpheed_socket_answers (socket);
  state->place = g_build_filename (places->home, dialect.folder, "accountrc", NULL);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  return lp_sylpheed_read (&dialect, places, error);
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };

  if (account->incoming == NULL) {
    lp_writer_refuse (error, _ ("Sylpheed has no accounts that only send."));
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL && servers[i]->sign_in >= LP_SIGN_IN_OAUTH2
        && servers[i]->sign_in != LP_SIGN_IN_NONE) {
      lp_writer_refuse (error, _ ("Sylpheed signs in with a password only."));
      return FALSE;
    }
  return TRUE;
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  const LpSylpheedCommands none = { 0 };

  if (!check_account (account, error))
    return NULL;
  LpPlan *result = lp_sylpheed_plan (&dialect, places, account, &none, error);
  if (result == NULL || lp_plan_is_empty (result))
    return result;
  lp_plan_add_note (result, _ ("Sylpheed cannot use the keyring: it asks for the password once "
                               "after each start."));
  if (account->ca_file != NULL || account->incoming->pin != NULL
      || (account->outgoing != NULL && account->outgoing->pin != NULL))
    lp_plan_add_note (result, _ ("Sylpheed decides about certificates by itself: unless the system "
                                 "trusts the server’s, it asks once."));
  return result;
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  return lp_sylpheed_plan_removal (&dialect, places, account_id, error);
}

const LpClient lp_client_sylpheed = {
  .id = "sylpheed",
  .name = "Sylpheed",
  .desktop_id = "sylpheed.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_ASKS | LP_REWRITES | LP_CAN_TAKE_OVER
         | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
