/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about an app on the page where apps are chosen. A new case is a row. */
#include "gui/app-case.h"

#include <glib/gi18n.h>

static gboolean
wants_browser (const LpAccount *account)
{
  return account->incoming && account->incoming->sign_in == LP_SIGN_IN_OAUTH2;
}

static LpAbilities
get_ability_of (const LpServer *server)
{
  static const LpAbilities abilities[LP_N_PROTOCOLS] = { LP_CAN_IMAP, LP_CAN_POP3, LP_CAN_SMTP };
  return server ? abilities[server->protocol] : 0;
}

static gboolean
cannot_browse (const LpClientInfo *info, const LpAccount *account)
{
  return !info->can_sign_in;
}

static gboolean
browses_itself (const LpClientInfo *info, const LpAccount *account)
{
  return wants_browser (account) && (info->client->can & LP_CAN_OAUTH2_OWN);
}

static gboolean
cannot_receive_so (const LpClientInfo *info, const LpAccount *account)
{
  LpAbilities wanted = get_ability_of (account->incoming) | get_ability_of (account->outgoing);
  return (info->client->can & wanted) == 0;
}

/* A certificate was accepted for a server that this app would use, and the app cannot be told. */
static gboolean
lacks_pin (const LpClientInfo *info, const LpServer *server)
{
  return server && server->pin && (info->client->can & get_ability_of (server))
         && !(info->client->can & LP_CAN_PIN);
}

static gboolean
asks_about_certificate (const LpClientInfo *info, const LpAccount *account)
{
  return lacks_pin (info, account->incoming) || lacks_pin (info, account->outgoing);
}

static gboolean
cannot_pin (const LpClientInfo *info, const LpAccount *account)
{
  return asks_about_certificate (info, account) && !(info->client->can & LP_ASKS_ABOUT_CERTIFICATE);
}

static gboolean
is_running (const LpClientInfo *info, const LpAccount *account)
{
  return info->state.running && !(info->client->can & LP_CAN_LIVE);
}

static gboolean
has_account (const LpClientInfo *info, const LpAccount *account)
{
  return info->has_account;
}

static gboolean
keeps_own_copy (const LpClientInfo *info, const LpAccount *account)
{
  return (info->client->can & LP_CAN_OWN_COPY) != 0;
}

static gboolean
asks_once (const LpClientInfo *info, const LpAccount *account)
{
  return (info->client->can & LP_CAN_ASKS) && !(info->client->can & LP_CAN_KEYRING);
}

static gboolean
sends_only (const LpClientInfo *info, const LpAccount *account)
{
  return !(info->client->can & (LP_CAN_IMAP | LP_CAN_POP3));
}

static gboolean
receives_only (const LpClientInfo *info, const LpAccount *account)
{
  return !(info->client->can & LP_CAN_SMTP);
}

static gboolean
always (const LpClientInfo *info, const LpAccount *account)
{
  return TRUE;
}

static const struct {
  gboolean (*fits) (const LpClientInfo *info, const LpAccount *account);
  LpAppCase answer;
} cases[] = {
  { cannot_browse, { FALSE, FALSE, FALSE, N_ ("Cannot sign in with the browser") } },
  { cannot_receive_so, { FALSE, FALSE, FALSE, N_ ("Cannot use this kind of account") } },
  { cannot_pin,
    { FALSE, FALSE, FALSE, N_ ("Cannot be told to trust the certificate you accepted") } },
  { is_running,
    { TRUE, TRUE, FALSE, N_ ("Running – close it first, or the account is lost when it quits") } },
  { has_account,
    { TRUE, FALSE, FALSE, N_ ("Already has this account – its settings will be updated") } },
  { asks_about_certificate, { TRUE, FALSE, FALSE, N_ ("Will ask about the certificate once") } },
  { browses_itself, { TRUE, FALSE, FALSE, N_ ("Signs in with the browser when first opened") } },
  { keeps_own_copy, { TRUE, FALSE, TRUE, N_ ("Keeps its own copy of the password") } },
  { asks_once, { TRUE, FALSE, TRUE, N_ ("Asks for the password once when first opened") } },
  { sends_only, { TRUE, FALSE, TRUE, N_ ("Sends mail, uses the password from the keyring") } },
  { receives_only, { TRUE, FALSE, TRUE, N_ ("Fetches mail, uses the password from the keyring") } },
  { always, { TRUE, FALSE, TRUE, N_ ("Uses the password from the keyring") } },
};

const LpAppCase *
lp_app_case_find (const LpClientInfo *info, const LpAccount *account)
{
  gsize i = 0;
  while (!cases[i].fits (info, account))
    i++;
  return &cases[i].answer;
}

static const LpClientInfo *
find_info (GPtrArray *infos, const char *client_id)
{
  for (guint i = 0; i < infos->len; i++) {
    const LpClientInfo *info = g_ptr_array_index (infos, i);
    if (g_str_equal (info->client->id, client_id))
      return info;
  }
  return NULL;
}

GPtrArray *
lp_app_case_find_set (GPtrArray *infos, const LpAccount *account)
{
  static const char *const ids[] = { "mutt", "msmtp", "mbsync" };
  GPtrArray *clients = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    const LpClientInfo *info = find_info (infos, ids[i]);
    if (!info || !info->state.installed || info->state.note
        || !lp_app_case_find (info, account)->is_usual) {
      g_ptr_array_set_size (clients, 0);
      return clients;
    }
    g_ptr_array_add (clients, (gpointer)info->client);
  }
  return clients;
}
