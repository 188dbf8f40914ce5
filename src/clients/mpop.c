/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mpop fetches mail over POP3. Tested with 1.4.18. It would read the keyring itself, but sends an empty password when
 * that is locked, and a timer doing so can lock the account; the helper fails instead.
 */
#include "clients/msmtp-file.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "mpop");
  state->place = lp_msmtp_find_place (places, "mpop");
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  return lp_msmtp_read ("mpop", LP_PROTOCOL_POP3, places, error);
}

static char *
make_body (const LpPlaces *places, const LpAccount *account, const LpMsmtpFile *file,
           const char *name, GError **error)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_INCOMING);
  g_autofree char *delivery = g_strdup_printf ("maildir ~/Mail/%s", name);
  lp_msmtp_append (body, "account", name);
  if (!lp_msmtp_append_server (body, file, account, account->incoming, command, error))
    return NULL;
  /* Off if it is not said: the mail would be gone from the server. */
  lp_msmtp_append (body, "keep", account->leave_on_server == 0 ? "off" : "on");
  lp_msmtp_append (body, "delivery", delivery);
  if (!lp_msmtp_check_lines (body->str, error))
    return NULL;
  return g_string_free (g_steal_pointer (&body), FALSE);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = lp_msmtp_find_place (places, "mpop");
  g_autoptr (GBytes) before = NULL;
  if (!account->incoming || account->incoming->protocol != LP_PROTOCOL_POP3)
    return lp_writer_refuse (error, _ ("mpop reads POP3 only, and this account has none."));
  if (!lp_writer_check_values (account, error) || !lp_text_file_read (path, &before, error))
    return NULL;

  g_autoptr (LpMsmtpFile) file = lp_msmtp_file_parse (before);
  g_autoptr (LpPlan) result = lp_plan_new ("mpop", account->id);
  g_autoptr (GPtrArray) found = lp_msmtp_file_to_found (file, LP_PROTOCOL_POP3, path);
  gboolean is_there;
  if (!lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "mpop", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autofree char *name = lp_msmtp_file_choose_name (file, account->id);
  g_autofree char *body = make_body (places, account, file, name, error);
  g_autoptr (GBytes) after
      = body ? lp_text_block_put (before, "#", account->id, body, error) : NULL;
  if (!after)
    return NULL;
  lp_writer_add_maildir (result, places, name);
  lp_plan_add_file (result, path, before, after, 0600);
  if (account->leave_on_server > 0)
    lp_writer_add_days_note (result, "mpop");
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = lp_msmtp_find_place (places, "mpop");
  return lp_writer_plan_block_removal ("mpop", path, "#", account_id, error);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  return lp_msmtp_plan_move ("mpop", LP_SIDE_INCOMING, places, account, found, secrets, error);
}

/* Prints the settings it would use; the password as a star. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "mpop");
  g_autofree char *name = lp_msmtp_find_own_name ("mpop", places, account->id);
  const char *const argv[] = { program, "-P", name, NULL };
  return program && name ? g_strdupv ((char **)argv) : NULL;
}

const LpClient lp_client_mpop = {
  .id = "mpop",
  .name = "mpop",
  .can
  = LP_CAN_POP3 | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_PIN | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
