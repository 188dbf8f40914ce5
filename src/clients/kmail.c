/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * KMail 5.22 and Akonadi. Three things make an account: a resource of Akonadi, which reads, made over the session bus; an
 * outgoing server and an identity, in files that KMail keeps in memory, so that it has to be closed
 * (Akonadi need not). Passwords are in KDE's wallet, which is written only when it is open already.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/bus.h"
#include "clients/call.h"
#include "clients/existing.h"
#include "clients/kmail-files.h"
#include "clients/rows.h"
#include "clients/writer.h"

#define NAME "KMail"
#define CONTROL "org.freedesktop.Akonadi.Control"
#define MANAGER_PATH "/AgentManager"
#define MANAGER_INTERFACE "org.freedesktop.Akonadi.AgentManager"
#define RESOURCE_NAME "org.freedesktop.Akonadi.Resource."
#define SETTINGS_PATH "/Settings"
#define WALLET_NAME "org.kde.kwalletd"
#define WALLET_INTERFACE "org.kde.KWallet"
#define APPLICATION "Letterplate"

/* KDE's MailTransport::Transport::EnumAuthenticationType; -1: KMail cannot. */
static const int auth_numbers[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = 1, [LP_SIGN_IN_PASSWORD] = 1,  [LP_SIGN_IN_ENCRYPTED] = 2,
  [LP_SIGN_IN_OAUTH2] = -1,   [LP_SIGN_IN_EXTERNAL] = -1, [LP_SIGN_IN_GSSAPI] = 4,
  [LP_SIGN_IN_NONE] = 0,
};

/* The same enumeration by mechanism, for one that was proved. */
static const struct {
  const char *mechanism;
  int number;
} mechanism_numbers[] = {
  { "LOGIN", 0 },  { "PLAIN", 1 },      { "CRAM-MD5", 2 },  { "DIGEST-MD5", 3 },
  { "GSSAPI", 4 }, { "IMAP LOGIN", 7 }, { "USER/PASS", 7 },
};

static int
get_auth_number (const LpServer *server)
{
  for (guint i = 0; server->mechanism != NULL && i < G_N_ELEMENTS (mechanism_numbers); i++)
    if (strcmp (mechanism_numbers[i].mechanism, server->mechanism) == 0)
      return mechanism_numbers[i].number;
  return auth_numbers[server->sign_in];
}

/* The wallet that is open now: its service, and its own name. */
typedef struct {
  char *bus_name;
  char *path;
  char *wallet;
} Wallet;

static void
wallet_clear (Wallet *wallet)
{
  g_free (wallet->bus_name);
  g_free (wallet->path);
  g_free (wallet->wallet);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wallet, wallet_clear)

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "kmail");
  state->running = lp_bus_has_owner (places->bus, "org.kde.kmail2")
                   || lp_bus_has_owner (places->bus, "org.kde.kontact");
  state->place = g_build_filename (places->config, "emailidentities", NULL);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_auto (LpKmailFiles) files = { 0 };

  return lp_kmail_files_read (&files, places, error) ? lp_kmail_files_read_accounts (&files) : NULL;
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };

  if (account->incoming == NULL) {
    lp_writer_refuse (error, _ ("KMail has no accounts that only send."));
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL && auth_numbers[servers[i]->sign_in] < 0) {
      lp_writer_refuse (error, _ ("KMail signs in with a password or with Kerberos only. For "
                                  "browser sign-in add the account in KMail itself."));
      return FALSE;
    }
  return lp_writer_check_values (account, error);
}

/* Nothing is asked of a wallet that does not run: that alone could open its assistant. */
static gboolean
find_wallet (const LpPlaces *places, Wallet *wallet)
{
  gboolean is_owned = FALSE, is_open = FALSE;
  g_autofree char *name = lp_bus_find_name (places->bus, WALLET_NAME, &is_owned);
  if (name == NULL || !is_owned)
    return FALSE;
  g_autofree char *path = g_strconcat ("/modules/", strrchr (name, '.') + 1, NULL);
  g_autoptr (GVariant) answer
      = lp_bus_ask (places->bus, name, path, WALLET_INTERFACE, "networkWallet", NULL, "(s)");
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(s)", &wallet->wallet);
  g_autoptr (GVariant) state = lp_bus_ask (places->bus, name, path, WALLET_INTERFACE, "isOpen",
                                           g_variant_new ("(s)", wallet->wallet), "(b)");
  if (state != NULL)
    g_variant_get (state, "(b)", &is_open);
  wallet->bus_name = g_steal_pointer (&name);
  wallet->path = g_steal_pointer (&path);
  return is_open;
}

static LpDbusCall *
call_wallet (const Wallet *wallet, const char *method, GVariant *parameters)
{
  return lp_dbus_call_new (wallet->bus_name, wallet->path, WALLET_INTERFACE, method, parameters);
}

static LpDbusCall *
call_open (const Wallet *wallet)
{
  LpDbusCall *call = call_wallet (
      wallet, "open", g_variant_new ("(sxs)", wallet->wallet, G_GINT64_CONSTANT (0), APPLICATION));

  call->keeps_answer = call->may_be_gone = TRUE;
  return call;
}

static LpDbusCall *
call_close (const Wallet *wallet)
{
  LpDbusCall *call
      = call_wallet (wallet, "close", g_variant_new ("(sbs)", LP_CALL_ANSWER, FALSE, APPLICATION));

  call->may_be_gone = TRUE;
  return call;
}

static void
plan_entry (LpPlan *plan, const Wallet *wallet, const char *folder, const char *key, LpSide side)
{
  const char *secret = side == LP_SIDE_INCOMING ? LP_CALL_INCOMING_SECRET : LP_CALL_OUTGOING_SECRET;
  LpDbusCall *inverse = call_wallet (
      wallet, "removeEntry", g_variant_new ("(ssss)", LP_CALL_ANSWER, folder, key, APPLICATION));

  inverse->may_be_gone = TRUE;
  lp_plan_add_call (plan,
                    call_wallet (wallet, "createFolder",
                                 g_variant_new ("(sss)", LP_CALL_ANSWER, folder, APPLICATION)),
                    NULL);
  lp_plan_add_call (
      plan,
      call_wallet (wallet, "writePassword",
                   g_variant_new ("(sssss)", LP_CALL_ANSWER, folder, key, secret, APPLICATION)),
      inverse);
}

static gboolean
has_password (const LpServer *server)
{
  return server != NULL && server->sign_in <= LP_SIGN_IN_ENCRYPTED;
}

/* Folders and keys as the resources and MailTransport choose them. Taken back backwards, the wallet is opened
 * first and closed last. */
static void
plan_wallet (LpPlan *plan, const Wallet *wallet, const LpAccount *account, const char *resource,
             const char *transport)
{
  gboolean is_imap = account->incoming->protocol == LP_PROTOCOL_IMAP;
  g_autofree char *imap_key = g_strconcat (resource, "rc", NULL);

  lp_plan_add_call (plan, call_open (wallet), call_close (wallet));
  if (has_password (account->incoming))
    plan_entry (plan, wallet, is_imap ? "imap" : "pop3", is_imap ? imap_key : resource,
                LP_SIDE_INCOMING);
  if (has_password (account->outgoing))
    plan_entry (plan, wallet, "mailtransports", transport, LP_SIDE_OUTGOING);
  lp_plan_add_call (plan, call_close (wallet), call_open (wallet));
}

static LpDbusCall *
call_manager (const char *method, GVariant *parameters)
{
  return lp_dbus_call_new (CONTROL, MANAGER_PATH, MANAGER_INTERFACE, method, parameters);
}

static LpDbusCall *
call_setting (const char *resource, const char *interface, const char *method, GVariant *parameters)
{
  g_autofree char *name = g_strconcat (RESOURCE_NAME, resource, NULL);
  LpDbusCall *call = lp_dbus_call_new (name, SETTINGS_PATH, interface, method, parameters);

  call->waits = TRUE;
  return call;
}

typedef struct {
  const char *method;
  GVariant *value;
} Setting;

/* Each is called with one value. A list ends with a method of NULL. */
static void
list_imap_settings (const LpAccount *account, int identity, Setting *settings)
{
  static const char *const safeties[LP_N_SECURITIES] = { "SSL", "STARTTLS", "None" };
  const LpServer *server = account->incoming;
  const Setting list[] = {
    { "setImapServer", g_variant_new_string (server->host) },
    { "setImapPort", g_variant_new_int32 (server->port) },
    { "setUserName", g_variant_new_string (lp_writer_get_user (account, server)) },
    { "setSafety", g_variant_new_string (safeties[server->security]) },
    { "setAuthentication", g_variant_new_int32 (get_auth_number (server)) },
    { "setSubscriptionEnabled", g_variant_new_boolean (FALSE) },
    { "setUseDefaultIdentity", g_variant_new_boolean (FALSE) },
    { "setAccountIdentity", g_variant_new_int32 (identity) },
    { NULL },
  };

  memcpy (settings, list, sizeof list);
}

static void
list_pop3_settings (const LpAccount *account, Setting *settings)
{
  const LpServer *server = account->incoming;
  const Setting list[] = {
    { "setHost", g_variant_new_string (server->host) },
    { "setPort", g_variant_new_uint32 (server->port) },
    { "setLogin", g_variant_new_string (lp_writer_get_user (account, server)) },
    { "setUseSSL", g_variant_new_boolean (server->security == LP_SECURITY_TLS) },
    { "setUseTLS", g_variant_new_boolean (server->security == LP_SECURITY_STARTTLS) },
    { "setAuthenticationMethod", g_variant_new_int32 (get_auth_number (server)) },
    { "setLeaveOnServer", g_variant_new_boolean (account->leave_on_server != 0) },
    { "setLeaveOnServerDays",
      g_variant_new_int32 (account->leave_on_server > 0 ? account->leave_on_server : -1) },
    { "setIntervalCheckEnabled", g_variant_new_boolean (TRUE) },
    { NULL },
  };

  memcpy (settings, list, sizeof list);
}

/* @old: what the resource has now, NULL for a new one. */
static void
plan_settings (LpPlan *plan, const LpAccount *account, const LpAccount *old, const char *resource,
               int identity)
{
  gboolean is_imap = account->incoming->protocol == LP_PROTOCOL_IMAP;
  const char *interface = is_imap ? "org.kde.Akonadi.Imap.Settings"
                                  : "org.kde.Akonadi.POP3.Settings";
  Setting settings[12] = { 0 }, old_settings[12] = { 0 };

  if (is_imap)
    list_imap_settings (account, identity, settings);
  else
    list_pop3_settings (account, settings);
  if (old != NULL && is_imap)
    list_imap_settings (old, identity, old_settings);
  else if (old != NULL)
    list_pop3_settings (old, old_settings);

  /* Taken back backwards, so that what is first here saves the old settings. */
  if (old != NULL)
    lp_plan_add_call (plan, call_setting (resource, interface, "save", NULL),
                      call_setting (resource, interface, "save", NULL));
  for (guint i = 0; settings[i].method != NULL; i++)
    lp_plan_add_call (plan,
                      call_setting (resource, interface, settings[i].method,
                                    g_variant_new_tuple (&settings[i].value, 1)),
                      old == NULL ? NULL
                                  : call_setting (resource, interface, settings[i].method,
                                                  g_variant_new_tuple (&old_settings[i].value, 1)));
  lp_plan_add_call (plan, call_setting (resource, interface, "save", NULL), NULL);
}

static const char *
get_type_name (const LpAccount *account)
{
  return account->incoming->protocol == LP_PROTOCOL_IMAP ? "akonadi_imap_resource"
                                                         : "akonadi_pop3_resource";
}

static void
plan_new_resource (LpPlan *plan, const LpAccount *account, const char *resource, int identity)
{
  LpDbusCall *inverse = call_manager ("removeAgentInstance", g_variant_new ("(s)", resource));

  inverse->may_be_gone = TRUE;
  lp_plan_add_call (
      plan, call_manager ("createAgentInstance", g_variant_new ("(s)", get_type_name (account))),
      inverse);
  lp_plan_add_call (plan,
                    call_manager ("setAgentInstanceName",
                                  g_variant_new ("(ss)", resource, account->address->text)),
                    NULL);
  plan_settings (plan, account, NULL, resource, identity);
  lp_plan_add_call (
      plan, call_manager ("setAgentInstanceOnline", g_variant_new ("(sb)", resource, TRUE)), NULL);
  lp_plan_add_call (plan, call_manager ("restartAgentInstance", g_variant_new ("(s)", resource)),
                    NULL);
}

static void
plan_notes (LpPlan *plan, const LpAccount *account, gboolean has_wallet)
{
  const LpServer *outgoing = account->outgoing;

  if (account->ca_file != NULL || account->incoming->pin != NULL
      || (outgoing != NULL && outgoing->pin != NULL))
    lp_plan_add_note (plan, _ ("KMail decides about certificates by itself: unless the system "
                               "trusts the server’s, it asks once."));
  if (!has_password (account->incoming) && !has_password (outgoing))
    return;
  lp_plan_add_note (plan, has_wallet ? _ ("The password is put into KDE’s wallet as well, because "
                                          "KMail reads it there only.")
                                     : _ ("KDE’s wallet is not open, so KMail asks for the "
                                          "password once for receiving and once for sending."));
}

/* What Akonadi has is compared with what is wanted: the files say nothing about it. */
static void
plan_resource (LpPlan *plan, const LpKmailFiles *files, const LpAccount *account,
               const char *resource, gboolean is_new, int identity)
{
  g_autoptr (LpAccount) old = lp_account_new (account->address);

  if (is_new) {
    plan_new_resource (plan, account, resource, identity);
    return;
  }
  lp_kmail_files_read_resource (files, resource, old);
  if (lp_existing_server_is_same (old->incoming, account->incoming)
      && (account->incoming->protocol == LP_PROTOCOL_IMAP
          || old->leave_on_server == account->leave_on_server))
    return;
  plan_settings (plan, account, old, resource, identity);
  lp_plan_add_call (plan, call_manager ("restartAgentInstance", g_variant_new ("(s)", resource)),
                    NULL);
}

/* IMAP and POP3 are resources of different types; and the person may have removed the one that we made. */
static gboolean
has_resource (LpKmailFiles *files, const char *resource, const LpAccount *account)
{
  g_autoptr (LpAccount) old = lp_account_new (account->address);

  if (resource == NULL || !g_str_has_prefix (resource, get_type_name (account)))
    return FALSE;
  lp_kmail_files_read_resource (files, resource, old);
  return old->incoming != NULL;
}

static LpPlan *
plan_account (const LpPlaces *places, LpKmailFiles *files, const LpAccount *account)
{
  g_autoptr (LpPlan) plan = lp_plan_new ("kmail", account->id);
  g_autoptr (LpPlan) changes = lp_plan_new ("kmail", account->id);
  g_autofree char *group = lp_kmail_files_find (files, account->id);
  g_autofree char *resource = group != NULL ? lp_kmail_files_dup_resource (files, group) : NULL;
  g_autofree char *transport = NULL;
  g_auto (Wallet) wallet = { 0 };
  int identity = 0;
  gboolean is_new = !has_resource (files, resource, account);

  if (is_new) {
    g_free (resource);
    resource = lp_kmail_files_predict_resource (files, get_type_name (account));
  }
  lp_kmail_files_write (files, account, resource, &transport, &identity);
  /* Akonadi that is started by the first call and finds no identity would write one of its own. */
  lp_kmail_files_plan (files, changes);
  plan_resource (changes, files, account, resource, is_new, identity);
  if (lp_plan_is_empty (changes))
    return g_steal_pointer (&plan);

  gboolean has_wallet = find_wallet (places, &wallet);
  if (has_wallet)
    plan_wallet (plan, &wallet, account, resource, transport);
  g_ptr_array_extend_and_steal (plan->operations, g_steal_pointer (&changes->operations));
  changes->operations = g_ptr_array_new ();
  plan_notes (plan, account, has_wallet);
  return g_steal_pointer (&plan);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_auto (LpKmailFiles) files = { 0 };
  gboolean is_there = FALSE;

  if (!check_account (account, error) || !lp_kmail_files_read (&files, places, error))
    return NULL;
  g_autoptr (GPtrArray) found = lp_kmail_files_read_accounts (&files);
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  return is_there ? lp_plan_new ("kmail", account->id) : plan_account (places, &files, account);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autoptr (LpPlan) removal = lp_plan_new ("kmail", account_id);
  g_auto (LpKmailFiles) files = { 0 };

  if (!lp_kmail_files_read (&files, places, error))
    return NULL;
  g_autofree char *group = lp_kmail_files_find (&files, account_id);
  g_autofree char *resource = group != NULL ? lp_kmail_files_dup_resource (&files, group) : NULL;
  if (resource != NULL) {
    LpDbusCall *call = call_manager ("removeAgentInstance", g_variant_new ("(s)", resource));
    call->may_be_gone = TRUE;
    lp_plan_add_call (removal, call, NULL);
  }
  lp_kmail_files_remove (&files, account_id);
  lp_kmail_files_plan (&files, removal);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_kmail = {
  .id = "kmail",
  .name = NAME,
  .desktop_id = "org.kde.kmail2.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_OWN_COPY | LP_CAN_ASKS | LP_REWRITES
         | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
