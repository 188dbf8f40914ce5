/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * KMail 5.22, the files of its identities and outgoing servers, and of Akonadi's resources (those are
 * only read here; Akonadi itself writes them).
 */
#include "clients/kmail-files.h"

#include <string.h>

#include "base/files.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#define IDENTITY_GROUP "Identity #"
#define TRANSPORT_GROUP "Transport "
#define MARK "Letterplate"
#define RESOURCE_MARK "LetterplateResource"
#define COUNTER "\\InstanceCounter"

static const char *const names[LP_KMAIL_N_FILES] = {
  [LP_KMAIL_IDENTITIES] = "emailidentities",
  [LP_KMAIL_TRANSPORTS] = "mailtransports",
  [LP_KMAIL_SETTINGS] = "kmail2rc",
};

/* What mailtransports calls them; "TLS" is STARTTLS there. */
static const char *const encryptions[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = "SSL",
  [LP_SECURITY_STARTTLS] = "TLS",
  [LP_SECURITY_PLAIN] = "None",
};

/* What the resources call them. */
static const char *const safeties[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = "SSL",
  [LP_SECURITY_STARTTLS] = "STARTTLS",
  [LP_SECURITY_PLAIN] = "None",
};

static const char *const auth_types[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = "PLAIN",
  [LP_SIGN_IN_PASSWORD] = "PLAIN",
  [LP_SIGN_IN_ENCRYPTED] = "CRAM-MD5",
  [LP_SIGN_IN_GSSAPI] = "GSSAPI",
};

/* Of what was proved, what KMail's transports can name. */
static const char *
get_auth_type (const LpServer *server)
{
  static const char *const known[] = { "LOGIN", "PLAIN", "CRAM-MD5", "DIGEST-MD5", "GSSAPI", NULL };

  return server->mechanism != NULL && g_strv_contains (known, server->mechanism)
             ? server->mechanism
             : auth_types[server->sign_in];
}

gboolean
lp_kmail_files_read (LpKmailFiles *files, const LpPlaces *places, GError **error)
{
  g_return_val_if_fail (files != NULL && places != NULL, FALSE);

  files->places = places;
  for (guint i = 0; i < LP_KMAIL_N_FILES; i++) {
    files->paths[i] = g_build_filename (places->config, names[i], NULL);
    if (!lp_text_file_read (files->paths[i], &files->before[i], error))
      return FALSE;
    files->inis[i] = lp_ini_parse (files->before[i]);
  }
  return TRUE;
}

void
lp_kmail_files_clear (LpKmailFiles *files)
{
  for (guint i = 0; i < LP_KMAIL_N_FILES; i++) {
    g_clear_pointer (&files->paths[i], g_free);
    g_clear_pointer (&files->before[i], g_bytes_unref);
    g_clear_pointer (&files->inis[i], lp_ini_free);
  }
}

void
lp_kmail_files_plan (const LpKmailFiles *files, LpPlan *plan)
{
  g_return_if_fail (files != NULL && plan != NULL);

  for (guint i = 0; i < LP_KMAIL_N_FILES; i++) {
    g_autoptr (GBytes) after = lp_ini_to_bytes (files->inis[i]);
    if (files->before[i] != NULL || g_bytes_get_size (after) > 0)
      lp_plan_add_file (plan, files->paths[i], files->before[i], after, 0600);
  }
}

static LpIni *
read_ini (const LpKmailFiles *files, const char *name)
{
  g_autofree char *path = g_build_filename (files->places->config, name, NULL);
  g_autoptr (GBytes) contents = lp_files_read (path, NULL);

  return lp_ini_parse (contents);
}

static char *
get_string (const LpIni *ini, const char *group, const char *key)
{
  g_autofree char *raw = lp_ini_dup (ini, group, key);

  return lp_ini_unescape (raw);
}

static void
set_string (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_autofree char *raw = lp_ini_escape (value);

  lp_ini_set (ini, group, key, raw);
}

char *
lp_kmail_files_find (const LpKmailFiles *files, const char *account_id)
{
  g_return_val_if_fail (files != NULL && account_id != NULL, NULL);

  const LpIni *ini = files->inis[LP_KMAIL_IDENTITIES];
  g_auto (GStrv) groups = lp_ini_get_groups (ini, IDENTITY_GROUP);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *id = lp_ini_dup (ini, groups[i], MARK);
    if (g_strcmp0 (id, account_id) == 0)
      return g_strdup (groups[i]);
  }
  return NULL;
}

char *
lp_kmail_files_dup_resource (const LpKmailFiles *files, const char *identity)
{
  g_return_val_if_fail (files != NULL && identity != NULL, NULL);

  return lp_ini_dup (files->inis[LP_KMAIL_IDENTITIES], identity, RESOURCE_MARK);
}

char *
lp_kmail_files_predict_resource (const LpKmailFiles *files, const char *type)
{
  g_return_val_if_fail (files != NULL && type != NULL, NULL);

  g_autoptr (LpIni) agents = read_ini (files, "akonadi/agentsrc");
  g_autofree char *key = g_strconcat (type, COUNTER, NULL);
  return g_strdup_printf ("%s_%d", type, lp_ini_get_int (agents, "InstanceCounters", key, 0));
}

/* Akonadi leaves out what is as it would be anyway. */
static LpServer *
read_imap (const LpIni *ini)
{
  g_autofree char *host = get_string (ini, "network", "ImapServer");
  g_autofree char *user = get_string (ini, "network", "UserName");
  g_autofree char *safety = lp_ini_dup (ini, "network", "Safety");
  LpSecurity security = LP_SECURITY_TLS;

  if (host == NULL || *host == '\0')
    return NULL;
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (g_strcmp0 (safeties[i], safety) == 0)
      security = i;
  return lp_server_new (LP_PROTOCOL_IMAP, host, lp_ini_get_int (ini, "network", "ImapPort", 993),
                        security, user);
}

static gboolean
get_flag (const LpIni *ini, const char *key)
{
  g_autofree char *value = lp_ini_dup (ini, "General", key);

  return g_strcmp0 (value, "true") == 0;
}

static void
read_pop3 (const LpIni *ini, LpAccount *account)
{
  g_autofree char *host = get_string (ini, "General", "host");
  g_autofree char *user = get_string (ini, "General", "login");
  LpSecurity security = get_flag (ini, "useSSL")   ? LP_SECURITY_TLS
                        : get_flag (ini, "useTLS") ? LP_SECURITY_STARTTLS
                                                   : LP_SECURITY_PLAIN;

  if (host == NULL || *host == '\0')
    return;
  account->incoming = lp_server_new (LP_PROTOCOL_POP3, host,
                                     lp_ini_get_int (ini, "General", "port", 110), security, user);
  account->leave_on_server = get_flag (ini, "leaveOnServer")
                                 ? lp_ini_get_int (ini, "General", "leaveOnServerDays", -1)
                                 : 0;
}

void
lp_kmail_files_read_resource (const LpKmailFiles *files, const char *resource, LpAccount *account)
{
  g_return_if_fail (files != NULL && resource != NULL && account != NULL);

  g_autofree char *name = g_strconcat (resource, "rc", NULL);
  g_autoptr (LpIni) ini = read_ini (files, name);
  if (g_str_has_prefix (resource, "akonadi_imap_resource"))
    account->incoming = read_imap (ini);
  else if (g_str_has_prefix (resource, "akonadi_pop3_resource"))
    read_pop3 (ini, account);
}

static LpServer *
read_transport (const LpKmailFiles *files, const char *id)
{
  const LpIni *ini = files->inis[LP_KMAIL_TRANSPORTS];
  g_autofree char *group = g_strconcat (TRANSPORT_GROUP, id, NULL);
  g_autofree char *host = get_string (ini, group, "host");
  g_autofree char *user = get_string (ini, group, "user");
  g_autofree char *encryption = lp_ini_dup (ini, group, "encryption");
  g_autofree char *auth = lp_ini_dup (ini, group, "auth");
  LpSecurity security = LP_SECURITY_PLAIN;

  if (host == NULL || *host == '\0')
    return NULL;
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (g_strcmp0 (encryptions[i], encryption) == 0)
      security = i;
  LpServer *server = lp_server_new (LP_PROTOCOL_SMTP, host, lp_ini_get_int (ini, group, "port", 0),
                                    security, user);
  server->sign_in = g_strcmp0 (auth, "true") == 0 ? LP_SIGN_IN_PASSWORD : LP_SIGN_IN_NONE;
  return server;
}

/* Of resources that are not ours nothing says to which identity they belong but the user's name. */
static void
find_resource (const LpKmailFiles *files, LpAccount *account)
{
  g_autoptr (LpIni) agents = read_ini (files, "akonadi/agentsrc");
  g_autoptr (GDir) folder = g_dir_open (files->places->config, 0, NULL);

  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;) {
    g_autoptr (LpAccount) other = lp_account_new (account->address);
    g_autofree char *resource = g_strndup (name, MAX (strlen (name), 2) - 2);
    if (!g_str_has_suffix (name, "rc") || !g_str_has_prefix (name, "akonadi_"))
      continue;
    lp_kmail_files_read_resource (files, resource, other);
    if (other->incoming == NULL || other->incoming->user == NULL
        || g_ascii_strcasecmp (other->incoming->user, account->address->text) != 0)
      continue;
    account->leave_on_server = other->leave_on_server;
    g_clear_pointer (&account->incoming, lp_server_free);
    account->incoming = g_steal_pointer (&other->incoming);
  }
}

static LpFoundAccount *
read_account (const LpKmailFiles *files, const char *group)
{
  const LpIni *ini = files->inis[LP_KMAIL_IDENTITIES];
  g_autofree char *address = get_string (ini, group, "Email Address");
  g_autofree char *label = get_string (ini, group, "Identity");
  g_autofree char *transport = lp_ini_dup (ini, group, "Transport");
  g_autofree char *resource = lp_kmail_files_dup_resource (files, group);
  g_autofree char *default_transport
      = lp_ini_dup (files->inis[LP_KMAIL_TRANSPORTS], "General", "default-transport");
  LpFoundAccount *found = lp_found_account_new (address, label, files->paths[LP_KMAIL_IDENTITIES]);

  if (found == NULL)
    return NULL;
  if (transport == NULL)
    transport = g_steal_pointer (&default_transport);
  found->account->name = get_string (ini, group, "Name");
  found->account->id = lp_ini_dup (ini, group, MARK);
  found->ours = found->account->id != NULL;
  if (transport != NULL)
    found->account->outgoing = read_transport (files, transport);
  if (resource != NULL)
    lp_kmail_files_read_resource (files, resource, found->account);
  else
    find_resource (files, found->account);
  return found;
}

GPtrArray *
lp_kmail_files_read_accounts (const LpKmailFiles *files)
{
  g_return_val_if_fail (files != NULL, NULL);

  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = lp_ini_get_groups (files->inis[LP_KMAIL_IDENTITIES], IDENTITY_GROUP);
  for (guint i = 0; groups[i] != NULL; i++) {
    LpFoundAccount *found = read_account (files, groups[i]);
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  return accounts;
}

/* KMail draws these numbers; any that is free will do, so the account's id gives one that is always the same. */
static char *
make_number (const char *account_id, const LpIni *ini, const char *group, const char *key)
{
  g_auto (GStrv) groups = lp_ini_get_groups (ini, group);
  guint number = 100000000 + g_str_hash (account_id) % 900000000;

  for (guint i = 0; groups[i] != NULL; i++)
    if ((guint)lp_ini_get_int (ini, groups[i], key, 0) == number) {
      number++;
      i = -1;
    }
  return g_strdup_printf ("%u", number);
}

static char *
make_identity (const LpIni *ini)
{
  g_auto (GStrv) groups = lp_ini_get_groups (ini, IDENTITY_GROUP);
  int next = 0;

  for (guint i = 0; groups[i] != NULL; i++)
    next = MAX (next, atoi (groups[i] + strlen (IDENTITY_GROUP)) + 1);
  return g_strdup_printf (IDENTITY_GROUP "%d", next);
}

static void
set_default (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_autofree char *old = lp_ini_dup (ini, group, key);

  if (old == NULL || *old == '\0')
    lp_ini_set (ini, group, key, value);
}

static void
write_transport (LpIni *ini, const LpAccount *account, const char *id)
{
  const LpServer *server = account->outgoing;
  gboolean signs_in = server->sign_in != LP_SIGN_IN_NONE;
  g_autofree char *group = g_strconcat (TRANSPORT_GROUP, id, NULL);
  g_autofree char *list = lp_ini_dup (ini, "General", "Transports");
  g_auto (GStrv) items = g_strsplit (list != NULL ? list : "", ",", -1);
  g_autofree char *longer
      = list != NULL && *list != '\0' ? g_strconcat (list, ",", id, NULL) : g_strdup (id);

  if (!g_strv_contains ((const char *const *)items, id))
    lp_ini_set (ini, "General", "Transports", longer);
  set_default (ini, "General", "default-transport", id);
  lp_ini_set (ini, group, "id", id);
  set_default (ini, group, "name", account->address->text);
  lp_ini_set (ini, group, "identifier", "SMTP");
  set_string (ini, group, "host", server->host);
  lp_ini_set_int (ini, group, "port", server->port);
  lp_ini_set (ini, group, "encryption", encryptions[server->security]);
  lp_ini_set (ini, group, "auth", signs_in ? "true" : "false");
  if (!signs_in)
    return;
  lp_ini_set (ini, group, "authtype", get_auth_type (server));
  set_string (ini, group, "user", lp_writer_get_user (account, server));
  lp_ini_set (ini, group, "storepass", "true");
}

void
lp_kmail_files_write (LpKmailFiles *files, const LpAccount *account, const char *resource,
                      char **transport, int *identity)
{
  g_return_if_fail (files != NULL && account != NULL && resource != NULL && transport != NULL
                    && identity != NULL);

  LpIni *ini = files->inis[LP_KMAIL_IDENTITIES];
  g_autofree char *group = lp_kmail_files_find (files, account->id);
  gboolean is_new = group == NULL;
  g_autofree char *number = NULL;
  if (is_new) {
    group = make_identity (ini);
    number = make_number (account->id, ini, IDENTITY_GROUP, "uoid");
    lp_ini_set (ini, group, "uoid", number);
    set_string (ini, group, "Identity", account->address->text);
  }
  lp_ini_set (ini, group, MARK, account->id);
  lp_ini_set (ini, group, RESOURCE_MARK, resource);
  set_string (ini, group, "Name", account->name != NULL ? account->name : "");
  set_string (ini, group, "Email Address", account->address->text);
  *identity = lp_ini_get_int (ini, group, "uoid", 0);
  g_autofree char *text = g_strdup_printf ("%d", *identity);
  set_default (ini, "General", "Default Identity", text);
  set_default (files->inis[LP_KMAIL_SETTINGS], "General", "first-start", "false");

  *transport = NULL;
  if (account->outgoing == NULL)
    return;
  *transport = lp_ini_dup (ini, group, "Transport");
  if (*transport == NULL)
    *transport = make_number (account->id, files->inis[LP_KMAIL_TRANSPORTS], TRANSPORT_GROUP, "id");
  lp_ini_set (ini, group, "Transport", *transport);
  write_transport (files->inis[LP_KMAIL_TRANSPORTS], account, *transport);
}

static void
remove_transport (LpIni *ini, const char *id)
{
  g_autofree char *group = g_strconcat (TRANSPORT_GROUP, id, NULL);
  g_autofree char *list = lp_ini_dup (ini, "General", "Transports");
  g_autofree char *default_id = lp_ini_dup (ini, "General", "default-transport");
  g_auto (GStrv) items = g_strsplit (list != NULL ? list : "", ",", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  lp_ini_remove_group (ini, group);
  for (guint i = 0; items[i] != NULL; i++)
    if (strcmp (items[i], id) != 0)
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? "," : "", items[i]);
  if (list != NULL)
    lp_ini_set (ini, "General", "Transports", rest->str);
  if (g_strcmp0 (default_id, id) == 0)
    lp_ini_unset (ini, "General", "default-transport");
}

void
lp_kmail_files_remove (LpKmailFiles *files, const char *account_id)
{
  g_return_if_fail (files != NULL && account_id != NULL);

  LpIni *ini = files->inis[LP_KMAIL_IDENTITIES];
  g_autofree char *group = lp_kmail_files_find (files, account_id);
  if (group == NULL)
    return;
  g_autofree char *transport = lp_ini_dup (ini, group, "Transport");
  g_autofree char *number = lp_ini_dup (ini, group, "uoid");
  g_autofree char *default_number = lp_ini_dup (ini, "General", "Default Identity");
  if (transport != NULL)
    remove_transport (files->inis[LP_KMAIL_TRANSPORTS], transport);
  if (g_strcmp0 (number, default_number) == 0)
    lp_ini_unset (ini, "General", "Default Identity");
  lp_ini_remove_group (ini, group);
}
