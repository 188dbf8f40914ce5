/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * msmtp sends mail for programs that cannot. Tested with 1.8.23. It reads the keyring itself: host,
 * service "smtp" and user.
 */
#include "clients/existing.h"
#include "clients/msmtp-file.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "msmtp");
  state->place = lp_msmtp_find_place (places, "msmtp");
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  return lp_msmtp_read ("msmtp", LP_PROTOCOL_SMTP, places, error);
}

/* Is there a default account that is not of this account's own block? */
static gboolean
has_other_default (const LpMsmtpFile *file, const char *id)
{
  const LpMsmtpSection *section = lp_msmtp_file_find (file, "default");
  return section && g_strcmp0 (section->block, id) != 0;
}

static char *
make_body (const LpPlaces *places, const LpAccount *account, const LpMsmtpFile *file,
           const char *name, GError **error)
{
  const LpServer *server = account->outgoing;
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *from = lp_address_to_ascii (account->address);
  g_autofree char *command
      = server->sign_in == LP_SIGN_IN_OAUTH2 || !lp_msmtp_reads_keyring (places, "msmtp")
            ? lp_writer_make_command (places, account, LP_SIDE_OUTGOING)
            : NULL;
  lp_msmtp_append (body, "account", name);
  lp_msmtp_append (body, "from", from);
  if (!lp_msmtp_append_server (body, file, account, server, command, error))
    return NULL;
  if (!has_other_default (file, account->id))
    g_string_append_printf (body, "account default : %s\n", name);
  if (!lp_msmtp_check_lines (body->str, error))
    return NULL;
  return g_string_free (g_steal_pointer (&body), FALSE);
}

static void
add_notes (LpPlan *plan, const LpMsmtpFile *file, const char *account_id, const char *name)
{
  if (!has_other_default (file, account_id))
    return;
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is the account's short id; “msmtp -a ID” is a command. */
      _ ("msmtp already has a default account, which stays. Send with this one by “msmtp -a %s”."),
      name);
  lp_plan_add_note (plan, note);
}

/* Makes the lines of a foreign account our block where the person agreed; else leaves all as it is. */
static GBytes *
adopt_foreign (GBytes *text, LpMsmtpFile **file, GPtrArray *found, const LpAccount *account)
{
  const LpFoundAccount *foreign = lp_existing_find_foreign (found, account);
  const LpMsmtpSection *section
      = foreign != NULL ? lp_msmtp_file_find (*file, foreign->label) : NULL;
  if (section == NULL || section->block != NULL)
    return text != NULL ? g_bytes_ref (text) : NULL;
  GBytes *adopted
      = lp_text_block_adopt (text, "#", account->id, section->first_line, section->n_lines);
  lp_msmtp_file_free (*file);
  *file = lp_msmtp_file_parse (adopted);
  return adopted;
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = lp_msmtp_find_place (places, "msmtp");
  g_autoptr (GBytes) before = NULL;
  if (!account->outgoing)
    return lp_writer_refuse (error, _ ("msmtp only sends, and this account only receives."));
  if (!lp_writer_check_values (account, error) || !lp_text_file_read (path, &before, error))
    return NULL;

  g_autoptr (LpMsmtpFile) file = lp_msmtp_file_parse (before);
  g_autoptr (LpPlan) result = lp_plan_new ("msmtp", account->id);
  g_autoptr (GPtrArray) found = lp_msmtp_file_to_found (file, LP_PROTOCOL_SMTP, path);
  gboolean is_there;
  if (!lp_writer_check_existing (found, account, LP_SIDE_OUTGOING, "msmtp", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autoptr (GBytes) adopted = adopt_foreign (before, &file, found, account);
  g_autofree char *name = lp_msmtp_file_choose_name (file, account->id);
  g_autofree char *body = make_body (places, account, file, name, error);
  g_autoptr (GBytes) after
      = body ? lp_text_block_put (adopted, "#", account->id, body, error) : NULL;
  if (!after)
    return NULL;
  lp_plan_add_file (result, path, before, after, 0600);
  add_notes (result, file, account->id, name);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = lp_msmtp_find_place (places, "msmtp");
  return lp_writer_plan_block_removal ("msmtp", path, "#", account_id, error);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  return lp_msmtp_plan_move ("msmtp", LP_SIDE_OUTGOING, places, account, found, secrets, error);
}

/* Prints the settings it would use; the password, were there one, as a star. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "msmtp");
  g_autofree char *name = lp_msmtp_find_own_name ("msmtp", places, account->id);
  const char *const argv[] = { program, "-P", "-a", name, NULL };
  return program && name ? g_strdupv ((char **)argv) : NULL;
}

const LpClient lp_client_msmtp = {
  .id = "msmtp",
  .name = "msmtp",
  .can = LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_PIN | LP_CAN_CA | LP_CAN_LIVE
         | LP_CAN_TAKE_OVER,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
