/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What Evolution 3.46 keeps in the key files of its sources, both ways. Three of them make an
 * account:
 *
 *     letterplate-ID             [Mail Account]   incoming server
 *     letterplate-ID-identity    [Mail Identity]  name, address; names the transport
 *     letterplate-ID-transport   [Mail Transport] outgoing server
 */
#include "clients/evolution-source.h"

#include <string.h>

#include "clients/writer.h"

#define UID_PREFIX "letterplate-"

static const char *const security_names[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = "ssl-on-alternate-port",
  [LP_SECURITY_STARTTLS] = "starttls-on-standard-port",
  [LP_SECURITY_PLAIN] = "none",
};

/* Camel's authentication types. Written is the one that was proved, else the first row of a way to
 * sign in; all are understood. */
static const struct {
  LpSignIn sign_in;
  const char *method;
} methods[] = {
  { LP_SIGN_IN_PASSWORD, "PLAIN" },
  { LP_SIGN_IN_PASSWORD, "LOGIN" },
  { LP_SIGN_IN_PASSWORD, "" },
  { LP_SIGN_IN_ENCRYPTED, "CRAM-MD5" },
  { LP_SIGN_IN_ENCRYPTED, "DIGEST-MD5" },
  { LP_SIGN_IN_ENCRYPTED, "SCRAM-SHA-1" },
  { LP_SIGN_IN_ENCRYPTED, "SCRAM-SHA-256" },
  { LP_SIGN_IN_ENCRYPTED, "+APOP" },
  { LP_SIGN_IN_GSSAPI, "GSSAPI" },
  { LP_SIGN_IN_NONE, "none" },
  { LP_SIGN_IN_AUTOMATIC, "PLAIN" },
};

/* Issuers (data/oauth2.ini) that Evolution signs in to by itself, in a window of its own. */
static const struct {
  const char *issuer;
  const char *method;
} issuers[] = {
  { "google", "Google" },
  { "microsoft", "Outlook" },
  { "microsoft", "Office365" },
  { "yahoo", "Yahoo" },
};

char *
lp_evolution_source_get_string (GKeyFile *file, const char *group, const char *key)
{
  char *value = g_key_file_get_string (file, group, key, NULL);

  return value != NULL ? value : g_strdup ("");
}

static LpSecurity
find_security (const char *name)
{
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (strcmp (security_names[i], name) == 0)
      return i;
  return LP_SECURITY_PLAIN;
}

static void
read_method (const char *method, LpServer *server, char **issuer)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].method, method) == 0) {
      server->sign_in = methods[i].sign_in;
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    if (strcmp (issuers[i].method, method) == 0) {
      server->sign_in = LP_SIGN_IN_OAUTH2;
      g_free (*issuer);
      *issuer = g_strdup (issuers[i].issuer);
    }
}

static LpServer *
read_server (GKeyFile *file, LpProtocolId protocol, char **issuer)
{
  g_autofree char *host = lp_evolution_source_get_string (file, "Authentication", "Host");
  g_autofree char *user = lp_evolution_source_get_string (file, "Authentication", "User");
  g_autofree char *method = lp_evolution_source_get_string (file, "Authentication", "Method");
  g_autofree char *security = lp_evolution_source_get_string (file, "Security", "Method");
  int port = g_key_file_get_integer (file, "Authentication", "Port", NULL);

  if (*host == '\0' || port < 0 || port > G_MAXUINT16)
    return NULL;
  LpServer *server
      = lp_server_new (protocol, host, port, find_security (security), *user != '\0' ? user : NULL);
  read_method (method, server, issuer);
  return server;
}

void
lp_evolution_source_read_incoming (GKeyFile *file, LpAccount *account)
{
  g_autofree char *backend = lp_evolution_source_get_string (file, "Mail Account", "BackendName");

  if (strcmp (backend, "imapx") == 0)
    account->incoming = read_server (file, LP_PROTOCOL_IMAP, &account->issuer);
  if (strcmp (backend, "pop") != 0)
    return;
  int days = g_key_file_get_integer (file, "Pop Backend", "DeleteAfterDays", NULL);
  gboolean keeps = g_key_file_get_boolean (file, "Pop Backend", "KeepOnServer", NULL);
  account->incoming = read_server (file, LP_PROTOCOL_POP3, &account->issuer);
  account->leave_on_server = !keeps ? 0 : days > 0 ? days : LP_LEAVE_ALWAYS;
}

/* The one that was proved, if it is in the table. */
static const char *
find_proved (const LpServer *server)
{
  for (guint i = 0; server->mechanism != NULL && i < G_N_ELEMENTS (methods); i++)
    if ((server->sign_in == LP_SIGN_IN_AUTOMATIC || server->sign_in == methods[i].sign_in)
        && strcmp (methods[i].method, server->mechanism) == 0)
      return methods[i].method;
  return NULL;
}

/* Returns NULL where Evolution has no such way to sign in. */
static const char *
choose_method (const LpAccount *account, const LpServer *server)
{
  if (server->sign_in == LP_SIGN_IN_OAUTH2) {
    for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
      if (g_strcmp0 (issuers[i].issuer, account->issuer) == 0)
        return issuers[i].method;
    return NULL;
  }
  const char *proved = find_proved (server);
  for (guint i = 0; proved == NULL && i < G_N_ELEMENTS (methods); i++)
    if (methods[i].sign_in == server->sign_in)
      return methods[i].method;
  return proved;
}

/* What Letterplate answers for is brought up to date in a source that exists; the rest is a
 * proposal for a new one, and what the person changes in Evolution afterwards stays. */
static void
set_server (GKeyFile *file, const LpAccount *account, const LpServer *server, gboolean is_new)
{
  const char *user = server->sign_in != LP_SIGN_IN_NONE ? lp_writer_get_user (account, server) : "";

  g_key_file_set_string (file, "Authentication", "Host", server->host);
  g_key_file_set_integer (file, "Authentication", "Port", server->port);
  g_key_file_set_string (file, "Authentication", "User", user);
  g_key_file_set_string (file, "Authentication", "Method", choose_method (account, server));
  g_key_file_set_string (file, "Security", "Method", security_names[server->security]);
  if (is_new) {
    g_key_file_set_boolean (file, "Authentication", "RememberPassword", TRUE);
    g_key_file_set_string (file, "Authentication", "ProxyUid", "system-proxy");
  }
}

static void
set_heading (GKeyFile *file, const LpAccount *account, const char *parent)
{
  g_key_file_set_string (file, "Data Source", "DisplayName", account->address->text);
  g_key_file_set_boolean (file, "Data Source", "Enabled", TRUE);
  g_key_file_set_string (file, "Data Source", "Parent", parent);
}

static void
fill_account (GKeyFile *file, const LpAccount *account, const char *uid, gboolean is_new)
{
  gboolean is_pop = account->incoming != NULL && account->incoming->protocol == LP_PROTOCOL_POP3;
  g_autofree char *identity = g_strconcat (uid, "-identity", NULL);

  g_key_file_set_string (file, "Mail Account", "IdentityUid", identity);
  g_key_file_set_string (file, "Mail Account", "BackendName",
                         account->incoming == NULL ? "none"
                         : is_pop                  ? "pop"
                                                   : "imapx");
  if (is_new)
    g_key_file_set_boolean (file, "Mail Account", "NeedsInitialSetup", FALSE);
  if (account->incoming == NULL)
    return;
  set_server (file, account, account->incoming, is_new);
  if (is_pop) {
    g_key_file_set_boolean (file, "Pop Backend", "KeepOnServer", account->leave_on_server != 0);
    g_key_file_set_integer (file, "Pop Backend", "DeleteAfterDays",
                            MAX (account->leave_on_server, 0));
  } else if (is_new) {
    g_key_file_set_boolean (file, "Imapx Backend", "UseIdle", TRUE);
    g_key_file_set_boolean (file, "Imapx Backend", "UseSubscriptions", FALSE);
    g_key_file_set_boolean (file, "Imapx Backend", "CheckAll", TRUE);
  }
  if (is_new) {
    g_key_file_set_boolean (file, "Refresh", "Enabled", TRUE);
    g_key_file_set_integer (file, "Refresh", "IntervalMinutes", 10);
  }
}

static void
fill_identity (GKeyFile *file, const LpAccount *account, const char *uid, gboolean is_new)
{
  gboolean is_imap = account->incoming != NULL && account->incoming->protocol == LP_PROTOCOL_IMAP;
  g_autofree char *transport = g_strconcat (uid, "-transport", NULL);
  /* Our uids need no escaping in the address of a folder. */
  g_autofree char *drafts = g_strdup_printf ("folder://%s/Drafts", is_imap ? uid : "local");
  g_autofree char *sent = g_strdup_printf ("folder://%s/Sent", is_imap ? uid : "local");

  g_key_file_set_string (file, "Mail Identity", "Name", account->name != NULL ? account->name : "");
  g_key_file_set_string (file, "Mail Identity", "Address", account->address->text);
  g_key_file_set_string (file, "Mail Submission", "TransportUid",
                         account->outgoing != NULL ? transport : "");
  if (!is_new)
    return;
  g_key_file_set_string (file, "Mail Identity", "SignatureUid", "none");
  g_key_file_set_string (file, "Mail Submission", "SentFolder", sent);
  g_key_file_set_boolean (file, "Mail Submission", "UseSentFolder", TRUE);
  g_key_file_set_string (file, "Mail Composition", "DraftsFolder", drafts);
  g_key_file_set_string (file, "Mail Composition", "TemplatesFolder", "folder://local/Templates");
}

static void
fill_transport (GKeyFile *file, const LpAccount *account, const char *uid, gboolean is_new)
{
  g_key_file_set_string (file, "Mail Transport", "BackendName", "smtp");
  set_server (file, account, account->outgoing, is_new);
}

static const struct {
  const char *suffix;
  void (*fill) (GKeyFile *file, const LpAccount *account, const char *uid, gboolean is_new);
} parts[LP_EVOLUTION_N_SOURCES] = {
  [LP_EVOLUTION_ACCOUNT] = { "", fill_account },
  [LP_EVOLUTION_IDENTITY] = { "-identity", fill_identity },
  [LP_EVOLUTION_TRANSPORT] = { "-transport", fill_transport },
};

char *
lp_evolution_source_make_uid (LpEvolutionSource source, const char *account_id)
{
  g_return_val_if_fail (source < LP_EVOLUTION_N_SOURCES && account_id != NULL, NULL);

  return g_strconcat (UID_PREFIX, account_id, parts[source].suffix, NULL);
}

const char *
lp_evolution_source_get_account_id (const char *uid)
{
  g_return_val_if_fail (uid != NULL, NULL);

  return g_str_has_prefix (uid, UID_PREFIX) ? uid + strlen (UID_PREFIX) : NULL;
}

gboolean
lp_evolution_source_can_sign_in (const LpAccount *account, const LpServer *server)
{
  g_return_val_if_fail (account != NULL && server != NULL, FALSE);

  return choose_method (account, server) != NULL;
}

void
lp_evolution_source_change (LpEvolutionSource source, GKeyFile *file, const LpAccount *account)
{
  g_return_if_fail (file != NULL && account != NULL);

  const LpServer *server = source == LP_EVOLUTION_TRANSPORT ? account->outgoing : account->incoming;
  if (server != NULL)
    set_server (file, account, server, FALSE);
}

void
lp_evolution_source_fill (LpEvolutionSource source, GKeyFile *file, const LpAccount *account,
                          gboolean is_new)
{
  g_return_if_fail (source < LP_EVOLUTION_N_SOURCES && file != NULL && account != NULL);

  g_autofree char *uid = lp_evolution_source_make_uid (LP_EVOLUTION_ACCOUNT, account->id);
  if (is_new)
    set_heading (file, account, source == LP_EVOLUTION_ACCOUNT ? "" : uid);
  parts[source].fill (file, account, uid, is_new);
}

void
lp_evolution_source_read_outgoing (GKeyFile *file, LpAccount *account)
{
  g_return_if_fail (file != NULL && account != NULL);

  account->outgoing = read_server (file, LP_PROTOCOL_SMTP, &account->issuer);
}
