/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An account in Thunderbird's preferences, both ways. Four numbered branches make one:
 *
 *     mail.account.account1 ──► mail.server.server1                           incoming
 *                           └─► mail.identity.id1 ──► mail.smtpserver.smtp1   outgoing
 *
 * Ours carries its id in mail.account.account1.letterplate: Thunderbird keeps what it does not know
 * there, and drops it with the account.
 */
#include "clients/thunderbird-account.h"

#include <string.h>

#define ACCOUNTS "mail.accountmanager.accounts"
#define DEFAULT_ACCOUNT "mail.accountmanager.defaultaccount"
#define LAST_KEY "mail.account.lastKey"
#define SMTP_SERVERS "mail.smtpservers"
#define DEFAULT_SMTP "mail.smtp.defaultserver"
#define MARK "letterplate"

#define ACCOUNT_BRANCH "mail.account."
#define SERVER_BRANCH "mail.server."
#define IDENTITY_BRANCH "mail.identity."
#define SMTP_BRANCH "mail.smtpserver."

static const char *const types[LP_N_PROTOCOLS] = {
  [LP_PROTOCOL_IMAP] = "imap",
  [LP_PROTOCOL_POP3] = "pop3",
  [LP_PROTOCOL_SMTP] = "smtp",
};

/* socketType and try_ssl. In old profiles 1 was "STARTTLS if there is any". */
static const int securities[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = 3,
  [LP_SECURITY_STARTTLS] = 2,
  [LP_SECURITY_PLAIN] = 0,
};

/* nsMsgAuthMethod. What is read means the last row with its number. */
static const int auth_methods[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = 3, [LP_SIGN_IN_PASSWORD] = 3, [LP_SIGN_IN_ENCRYPTED] = 4,
  [LP_SIGN_IN_OAUTH2] = 10,   [LP_SIGN_IN_EXTERNAL] = 7, [LP_SIGN_IN_GSSAPI] = 5,
  [LP_SIGN_IN_NONE] = 1,
};

/* The names of the branches an account is made of, for instance "server1"; NULL for what is not
 * there. */
typedef struct {
  char *account;
  char *server;
  char *identity;
  char *smtp;
} Keys;

static void
keys_clear (Keys *keys)
{
  g_free (keys->account);
  g_free (keys->server);
  g_free (keys->identity);
  g_free (keys->smtp);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, keys_clear)

static Keys
steal_keys (Keys *keys)
{
  Keys stolen = *keys;

  *keys = (Keys){ 0 };
  return stolen;
}

static char *
get_string (const LpPrefs *prefs, const char *branch, const char *key, const char *name)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  return lp_prefs_dup_string (prefs, whole);
}

static int
get_int (const LpPrefs *prefs, const char *branch, const char *key, const char *name)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  return lp_prefs_get_int (prefs, whole, 0);
}

static gboolean
get_bool (const LpPrefs *prefs, const char *branch, const char *key, const char *name)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  return lp_prefs_get_bool (prefs, whole, FALSE);
}

static void
set_string (LpPrefs *prefs, const char *branch, const char *key, const char *name,
            const char *value)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  if (value != NULL)
    lp_prefs_set_string (prefs, whole, value);
  else
    lp_prefs_remove (prefs, whole);
}

static void
set_int (LpPrefs *prefs, const char *branch, const char *key, const char *name, int value)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  lp_prefs_set_int (prefs, whole, value);
}

static void
set_bool (LpPrefs *prefs, const char *branch, const char *key, const char *name, gboolean value)
{
  g_autofree char *whole = g_strconcat (branch, key, ".", name, NULL);

  lp_prefs_set_bool (prefs, whole, value);
}

/* Lists are comma-separated: "account1,account2". */
static char **
get_list (const LpPrefs *prefs, const char *name)
{
  g_autofree char *value = lp_prefs_dup_string (prefs, name);
  char **items = g_strsplit (value != NULL ? value : "", ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    g_strstrip (items[i]);
  return items;
}

static void
add_to_list (LpPrefs *prefs, const char *name, const char *item)
{
  g_autofree char *value = lp_prefs_dup_string (prefs, name);
  g_auto (GStrv) items = get_list (prefs, name);
  g_autofree char *longer = g_strconcat (value != NULL ? value : "",
                                         value != NULL && *value != '\0' ? "," : "", item, NULL);

  if (!g_strv_contains ((const char *const *)items, item))
    lp_prefs_set_string (prefs, name, longer);
}

static void
remove_from_list (LpPrefs *prefs, const char *name, const char *item)
{
  g_auto (GStrv) items = get_list (prefs, name);
  g_autoptr (GString) shorter = g_string_new (NULL);

  if (!g_strv_contains ((const char *const *)items, item))
    return;
  for (guint i = 0; items[i] != NULL; i++)
    if (strcmp (items[i], item) != 0)
      g_string_append_printf (shorter, "%s%s", shorter->len > 0 ? "," : "", items[i]);
  lp_prefs_set_string (prefs, name, shorter->str);
}

static Keys
read_keys (const LpPrefs *prefs, const char *account)
{
  g_autofree char *name = g_strconcat (ACCOUNT_BRANCH, account, ".identities", NULL);
  g_auto (GStrv) identities = get_list (prefs, name);
  Keys keys = { .account = g_strdup (account), .identity = g_strdup (identities[0]) };

  keys.server = get_string (prefs, ACCOUNT_BRANCH, account, "server");
  if (keys.identity != NULL)
    keys.smtp = get_string (prefs, IDENTITY_BRANCH, keys.identity, "smtpServer");
  return keys;
}

static void
read_words (LpServer *server, int security, int auth_method)
{
  server->security = LP_SECURITY_STARTTLS;
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (securities[i] == security)
      server->security = i;
  for (guint i = 0; i < LP_N_SIGN_INS; i++)
    if (auth_methods[i] == auth_method)
      server->sign_in = i;
}

static LpServer *
read_server (const LpPrefs *prefs, LpProtocolId protocol, const char *branch, const char *key)
{
  gboolean sends = protocol == LP_PROTOCOL_SMTP;
  g_autofree char *host = get_string (prefs, branch, key, "hostname");
  g_autofree char *user = get_string (prefs, branch, key, sends ? "username" : "userName");
  int port = get_int (prefs, branch, key, "port");
  LpServer words = { 0 };

  if (host == NULL || *host == '\0' || port < 0 || port > G_MAXUINT16)
    return NULL;
  read_words (&words, get_int (prefs, branch, key, sends ? "try_ssl" : "socketType"),
              get_int (prefs, branch, key, "authMethod"));
  LpServer *server = lp_server_new (protocol, host, port, words.security, user);
  server->sign_in = words.sign_in;
  /* It asks for no password where no user is named. */
  if (sends && (user == NULL || *user == '\0'))
    server->sign_in = LP_SIGN_IN_NONE;
  return server;
}

static void
read_incoming (const LpPrefs *prefs, const Keys *keys, LpAccount *account)
{
  g_autofree char *type = get_string (prefs, SERVER_BRANCH, keys->server, "type");

  for (guint i = 0; i <= LP_PROTOCOL_POP3; i++)
    if (g_strcmp0 (type, types[i]) == 0)
      account->incoming = read_server (prefs, i, SERVER_BRANCH, keys->server);
  if (g_strcmp0 (type, types[LP_PROTOCOL_POP3]) != 0)
    return;
  account->leave_on_server = 0;
  if (get_bool (prefs, SERVER_BRANCH, keys->server, "leave_on_server"))
    account->leave_on_server
        = get_bool (prefs, SERVER_BRANCH, keys->server, "delete_by_age_from_server")
              ? get_int (prefs, SERVER_BRANCH, keys->server, "num_days_to_leave_on_server")
              : LP_LEAVE_ALWAYS;
}

static void
read_issuer (LpAccount *account)
{
  const LpServer *server = account->incoming;

  if (server != NULL && server->sign_in == LP_SIGN_IN_OAUTH2)
    account->issuer = g_strdup (lp_thunderbird_find_issuer (server->host));
}

/* Returns NULL for local folders, news and feeds. */
static LpFoundAccount *
read_account (const LpPrefs *prefs, const char *key, const char *where)
{
  g_auto (Keys) keys = read_keys (prefs, key);
  if (keys.identity == NULL || keys.server == NULL)
    return NULL;
  g_autofree char *address = get_string (prefs, IDENTITY_BRANCH, keys.identity, "useremail");
  g_autofree char *label = get_string (prefs, SERVER_BRANCH, keys.server, "name");
  LpFoundAccount *found = lp_found_account_new (address, label, where);
  if (found == NULL)
    return NULL;

  LpAccount *account = found->account;
  account->name = get_string (prefs, IDENTITY_BRANCH, keys.identity, "fullName");
  account->id = get_string (prefs, ACCOUNT_BRANCH, key, MARK);
  found->ours = account->id != NULL;
  read_incoming (prefs, &keys, account);
  found->tls_if_available = get_int (prefs, SERVER_BRANCH, keys.server, "socketType") == 1;
  if (keys.smtp == NULL)
    keys.smtp = lp_prefs_dup_string (prefs, DEFAULT_SMTP);
  if (keys.smtp != NULL)
    account->outgoing = read_server (prefs, LP_PROTOCOL_SMTP, SMTP_BRANCH, keys.smtp);
  read_issuer (account);
  return found;
}

GPtrArray *
lp_thunderbird_accounts_read (const LpPrefs *prefs, const char *where)
{
  g_return_val_if_fail (prefs != NULL, NULL);

  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) keys = get_list (prefs, ACCOUNTS);
  for (guint i = 0; keys[i] != NULL; i++) {
    LpFoundAccount *found = read_account (prefs, keys[i], where);
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  return accounts;
}

/* A number is never used twice, also not one of a branch whose account is gone: caches and folders
 * may still go by it. */
static char *
make_key (const LpPrefs *prefs, const char *branch, const char *stem, int last)
{
  g_autofree char *prefix = g_strconcat (branch, stem, NULL);
  g_autoptr (GPtrArray) names = lp_prefs_get_names (prefs, prefix);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    guint64 number = g_ascii_strtoull (name + strlen (prefix), NULL, 10);
    if (number < G_MAXINT)
      last = MAX (last, (int)number);
  }
  return g_strdup_printf ("%s%d", stem, last + 1);
}

static gboolean
find_ours (const LpPrefs *prefs, const char *account_id, Keys *keys)
{
  g_auto (GStrv) accounts = get_list (prefs, ACCOUNTS);

  for (guint i = 0; accounts[i] != NULL; i++) {
    g_autofree char *id = get_string (prefs, ACCOUNT_BRANCH, accounts[i], MARK);
    if (g_strcmp0 (id, account_id) != 0)
      continue;
    *keys = read_keys (prefs, accounts[i]);
    return keys->server != NULL && keys->identity != NULL;
  }
  return FALSE;
}

/* An account that somebody else made for this address, receiving by the same protocol: it becomes ours. */
static gboolean
adopt_foreign (LpPrefs *prefs, const LpAccount *account, Keys *keys)
{
  g_auto (GStrv) accounts = get_list (prefs, ACCOUNTS);

  for (guint i = 0; account->takes_over && accounts[i] != NULL; i++) {
    g_auto (Keys) found = read_keys (prefs, accounts[i]);
    g_autofree char *id = get_string (prefs, ACCOUNT_BRANCH, accounts[i], MARK);
    if (id != NULL || found.server == NULL || found.identity == NULL)
      continue;
    g_autofree char *address = get_string (prefs, IDENTITY_BRANCH, found.identity, "useremail");
    g_autofree char *type = get_string (prefs, SERVER_BRANCH, found.server, "type");
    if (address == NULL || g_ascii_strcasecmp (address, account->address->text) != 0
        || g_strcmp0 (type, types[account->incoming->protocol]) != 0)
      continue;
    set_string (prefs, ACCOUNT_BRANCH, accounts[i], MARK, account->id);
    *keys = steal_keys (&found);
    return TRUE;
  }
  return FALSE;
}

static void
write_server (LpPrefs *prefs, const char *branch, const char *key, const LpServer *server,
              const char *address)
{
  gboolean sends = server->protocol == LP_PROTOCOL_SMTP;
  const char *user = server->user != NULL ? server->user : address;

  set_string (prefs, branch, key, "type", types[server->protocol]);
  set_string (prefs, branch, key, "hostname", server->host);
  set_int (prefs, branch, key, "port", server->port);
  set_int (prefs, branch, key, sends ? "try_ssl" : "socketType", securities[server->security]);
  set_int (prefs, branch, key, "authMethod", auth_methods[server->sign_in]);
  set_string (prefs, branch, key, sends ? "username" : "userName",
              server->sign_in != LP_SIGN_IN_NONE ? user : NULL);
}

static void
write_incoming (LpPrefs *prefs, const Keys *keys, const LpAccount *account)
{
  g_autofree char *old_type = get_string (prefs, SERVER_BRANCH, keys->server, "type");
  gboolean is_pop = account->incoming->protocol == LP_PROTOCOL_POP3;
  int days = account->leave_on_server;

  if (old_type != NULL && strcmp (old_type, types[account->incoming->protocol]) != 0) {
    /* IMAP and POP3 keep their folders in different places. */
    set_string (prefs, SERVER_BRANCH, keys->server, "directory", NULL);
    set_string (prefs, SERVER_BRANCH, keys->server, "directory-rel", NULL);
  }
  write_server (prefs, SERVER_BRANCH, keys->server, account->incoming, account->address->text);
  if (!is_pop)
    return;
  set_bool (prefs, SERVER_BRANCH, keys->server, "leave_on_server", days != 0);
  set_bool (prefs, SERVER_BRANCH, keys->server, "delete_by_age_from_server", days > 0);
  if (days > 0)
    set_int (prefs, SERVER_BRANCH, keys->server, "num_days_to_leave_on_server", days);
}

static void
write_outgoing (LpPrefs *prefs, Keys *keys, const LpAccount *account)
{
  if (account->outgoing == NULL)
    return;
  if (keys->smtp == NULL) {
    g_autofree char *default_key = lp_prefs_dup_string (prefs, DEFAULT_SMTP);
    keys->smtp = make_key (prefs, SMTP_BRANCH, "smtp", 0);
    add_to_list (prefs, SMTP_SERVERS, keys->smtp);
    set_string (prefs, IDENTITY_BRANCH, keys->identity, "smtpServer", keys->smtp);
    if (default_key == NULL || *default_key == '\0')
      lp_prefs_set_string (prefs, DEFAULT_SMTP, keys->smtp);
  }
  write_server (prefs, SMTP_BRANCH, keys->smtp, account->outgoing, account->address->text);
}

/* Makes the branches and what is only a proposal in them. */
static void
begin_account (LpPrefs *prefs, Keys *keys, const LpAccount *account)
{
  g_autofree char *default_key = lp_prefs_dup_string (prefs, DEFAULT_ACCOUNT);
  int last_key = lp_prefs_get_int (prefs, LAST_KEY, 0);

  keys->account = make_key (prefs, ACCOUNT_BRANCH, "account", last_key);
  keys->server = make_key (prefs, SERVER_BRANCH, "server", 0);
  keys->identity = make_key (prefs, IDENTITY_BRANCH, "id", 0);
  add_to_list (prefs, ACCOUNTS, keys->account);
  lp_prefs_set_int (prefs, LAST_KEY, atoi (keys->account + strlen ("account")));
  if (default_key == NULL || *default_key == '\0')
    lp_prefs_set_string (prefs, DEFAULT_ACCOUNT, keys->account);
  set_string (prefs, ACCOUNT_BRANCH, keys->account, "server", keys->server);
  set_string (prefs, ACCOUNT_BRANCH, keys->account, "identities", keys->identity);
  set_string (prefs, ACCOUNT_BRANCH, keys->account, MARK, account->id);
  set_bool (prefs, IDENTITY_BRANCH, keys->identity, "valid", TRUE);
  set_string (prefs, SERVER_BRANCH, keys->server, "name", account->address->text);
  set_bool (prefs, SERVER_BRANCH, keys->server, "login_at_startup", TRUE);
  set_bool (prefs, SERVER_BRANCH, keys->server, "check_new_mail", TRUE);
  set_int (prefs, SERVER_BRANCH, keys->server, "check_time", 10);
  if (account->incoming->protocol == LP_PROTOCOL_POP3)
    set_bool (prefs, SERVER_BRANCH, keys->server, "download_on_biff", TRUE);
}

void
lp_thunderbird_account_write (LpPrefs *prefs, const LpAccount *account)
{
  g_return_if_fail (prefs != NULL && account != NULL && account->incoming != NULL);

  g_auto (Keys) keys = { 0 };
  if (!find_ours (prefs, account->id, &keys)) {
    keys_clear (&keys);
    keys = (Keys){ 0 };
    if (!adopt_foreign (prefs, account, &keys))
      begin_account (prefs, &keys, account);
  }
  set_string (prefs, IDENTITY_BRANCH, keys.identity, "useremail", account->address->text);
  if (account->name != NULL)
    set_string (prefs, IDENTITY_BRANCH, keys.identity, "fullName", account->name);
  write_incoming (prefs, &keys, account);
  write_outgoing (prefs, &keys, account);
}

static gboolean
smtp_is_used (const LpPrefs *prefs, const char *smtp)
{
  g_autoptr (GPtrArray) names = lp_prefs_get_names (prefs, IDENTITY_BRANCH);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *value
        = g_str_has_suffix (name, ".smtpServer") ? lp_prefs_dup_string (prefs, name) : NULL;
    if (g_strcmp0 (value, smtp) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
remove_branch (LpPrefs *prefs, const char *branch, const char *key)
{
  g_autofree char *prefix = g_strconcat (branch, key, ".", NULL);

  lp_prefs_remove_branch (prefs, prefix);
}

static void
remove_key (LpPrefs *prefs, const char *list, const char *default_name, const char *key)
{
  g_autofree char *default_key = lp_prefs_dup_string (prefs, default_name);

  remove_from_list (prefs, list, key);
  if (g_strcmp0 (default_key, key) != 0)
    return;
  g_auto (GStrv) rest = get_list (prefs, list);
  if (rest[0] != NULL && *rest[0] != '\0')
    lp_prefs_set_string (prefs, default_name, rest[0]);
  else
    lp_prefs_remove (prefs, default_name);
}

void
lp_thunderbird_account_remove (LpPrefs *prefs, const char *account_id)
{
  g_return_if_fail (prefs != NULL && account_id != NULL);

  g_auto (Keys) keys = { 0 };
  if (!find_ours (prefs, account_id, &keys))
    return;
  g_autofree char *name = g_strconcat (ACCOUNT_BRANCH, keys.account, ".identities", NULL);
  g_auto (GStrv) identities = get_list (prefs, name);
  for (guint i = 0; identities[i] != NULL; i++)
    remove_branch (prefs, IDENTITY_BRANCH, identities[i]);
  remove_key (prefs, ACCOUNTS, DEFAULT_ACCOUNT, keys.account);
  remove_branch (prefs, ACCOUNT_BRANCH, keys.account);
  remove_branch (prefs, SERVER_BRANCH, keys.server);
  if (keys.smtp == NULL || smtp_is_used (prefs, keys.smtp))
    return;
  remove_key (prefs, SMTP_SERVERS, DEFAULT_SMTP, keys.smtp);
  remove_branch (prefs, SMTP_BRANCH, keys.smtp);
}
