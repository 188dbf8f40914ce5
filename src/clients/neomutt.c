/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NeoMutt. What it shares with its sibling is in mutt-file.c and mutt-plan.c.
 */
#include "clients/mutt-file.h"
#include "clients/rows.h"

/* Tested with 20220429. It reads the first that exists and no other; a new one high up in the list
 * would hide what the person has. */
static const char *const files[]
    = { "@neomutt/neomuttrc", "@neomutt/muttrc", "@mutt/neomuttrc",    "@mutt/muttrc",
        ".neomutt/neomuttrc", ".neomutt/muttrc", ".mutt/neomuttrc",    ".mutt/muttrc",
        ".neomuttrc",         ".muttrc",         "@neomutt/neomuttrc", NULL };
static const LpMutt program = { "neomutt", "NeoMutt", files };

static void
detect (const LpPlaces *places, LpClientState *state)
{
  lp_mutt_detect (&program, places, state);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  return lp_mutt_read (&program, places, error);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  return lp_mutt_plan (&program, places, account, error);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  return lp_mutt_plan_removal (&program, places, account_id, error);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  return lp_mutt_plan_move (&program, places, account, found, secrets, error);
}

static char **
test (const LpPlaces *places, const LpAccount *account)
{
  return lp_mutt_test (&program, places, account);
}

const LpClient lp_client_neomutt = {
  .id = "neomutt",
  .name = "NeoMutt",
  .desktop_id = "neomutt.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND
         | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
