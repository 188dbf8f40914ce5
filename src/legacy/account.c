/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legacy/account.h"

#include <string.h>

#include "model/old-host.h"

#define LONGEST_FIELD 1024

static const char *const kind_names[LP_N_LEGACY_KINDS] = {
  [LP_LEGACY_IMAP] = "imap",         [LP_LEGACY_POP3] = "pop3",       [LP_LEGACY_SMTP] = "smtp",
  [LP_LEGACY_HTTPMAIL] = "httpmail", [LP_LEGACY_WEBMAIL] = "webmail",
};

static const char *const sends_names[LP_N_LEGACY_SENDS] = {
  [LP_LEGACY_SENDS_UNKNOWN] = "unknown",         [LP_LEGACY_SENDS_WITHOUT] = "none",
  [LP_LEGACY_SENDS_AS_INCOMING] = "as-incoming", [LP_LEGACY_SENDS_PASSWORD] = "password",
  [LP_LEGACY_SENDS_OAUTH2] = "oauth2",
};

/* Which protocol of today a kind is; -1 for none. */
static const int protocols[LP_N_LEGACY_KINDS] = {
  [LP_LEGACY_IMAP] = LP_PROTOCOL_IMAP,
  [LP_LEGACY_POP3] = LP_PROTOCOL_POP3,
  [LP_LEGACY_SMTP] = LP_PROTOCOL_SMTP,
  [LP_LEGACY_HTTPMAIL] = -1,
  [LP_LEGACY_WEBMAIL] = -1,
};

G_DEFINE_BOXED_TYPE (LpLegacyAccount, lp_legacy_account, lp_legacy_account_copy,
                     lp_legacy_account_free)

char *
lp_legacy_dup_field (const char *text)
{
  if (text == NULL)
    return NULL;

  g_autofree char *valid = g_utf8_make_valid (text, strnlen (text, LONGEST_FIELD));
  g_autoptr (GString) field = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);

    g_string_append_unichar (field, g_unichar_iscntrl (letter) ? ' ' : letter);
  }
  g_strstrip (field->str);
  return field->str[0] != '\0' ? g_strdup (field->str) : NULL;
}

/* The port a file does not name: in clear text, SMTP's was 25 in those days. */
static guint16
get_usual_port (LpLegacyKind kind, LpSecurity security)
{
  if (protocols[kind] < 0)
    return 0;
  if (kind == LP_LEGACY_SMTP && security != LP_SECURITY_TLS)
    return 25;
  return lp_server_get_usual_port (protocols[kind], security);
}

/* "http://services.msn.com/svcs/…": the host alone. */
static char *
dup_host_of_url (const char *url)
{
  const char *start = strstr (url, "://");

  start = start != NULL ? start + 3 : url;
  return g_strndup (start, strcspn (start, "/:?#"));
}

LpLegacyServer *
lp_legacy_server_new (LpLegacyKind kind, const char *host, gint64 port, LpSecurity security,
                      const char *user)
{
  g_return_val_if_fail (kind < LP_N_LEGACY_KINDS, NULL);

  LpLegacyServer *server = g_new0 (LpLegacyServer, 1);

  server->kind = kind;
  server->host = lp_legacy_dup_field (host);
  server->security = security;
  server->port = port > 0 && port <= G_MAXUINT16 ? (guint16)port : get_usual_port (kind, security);
  server->user = lp_legacy_dup_field (user);
  server->sign_in = LP_SIGN_IN_PASSWORD;

  if (kind == LP_LEGACY_HTTPMAIL && server->host != NULL) {
    server->url = g_steal_pointer (&server->host);
    server->host = dup_host_of_url (server->url);
    server->port = 0;
  }
  return server;
}

static LpLegacyServer *
copy_server (const LpLegacyServer *server)
{
  if (server == NULL)
    return NULL;

  LpLegacyServer *copy = g_memdup2 (server, sizeof *server);

  copy->host = g_strdup (server->host);
  copy->url = g_strdup (server->url);
  copy->user = g_strdup (server->user);
  return copy;
}

void
lp_legacy_server_free (LpLegacyServer *server)
{
  if (server == NULL)
    return;

  g_free (server->host);
  g_free (server->url);
  g_free (server->user);
  g_free (server);
}

LpServer *
lp_legacy_server_to_server (const LpLegacyServer *server)
{
  if (server == NULL || server->host == NULL || protocols[server->kind] < 0)
    return NULL;

  g_autofree char *host = lp_server_host_to_ascii (server->host);

  if (host == NULL)
    return NULL;

  LpServer *today
      = lp_server_new (protocols[server->kind], host, server->port, server->security, server->user);

  today->sign_in = server->sign_in;
  return today;
}

gboolean
lp_legacy_server_is_local (const LpLegacyServer *server)
{
  return server != NULL && lp_old_gateway_is_local (server->host);
}

LpLegacyAccount *
lp_legacy_account_new (const char *format)
{
  LpLegacyAccount *account = g_new0 (LpLegacyAccount, 1);

  account->format = format;
  account->leave_on_server = LP_LEGACY_LEAVE_UNKNOWN;
  account->notes = g_ptr_array_new_with_free_func (g_free);
  return account;
}

static LpLegacyServer *
from_server (const LpServer *server)
{
  static const LpLegacyKind kinds[LP_N_PROTOCOLS] = {
    [LP_PROTOCOL_IMAP] = LP_LEGACY_IMAP,
    [LP_PROTOCOL_POP3] = LP_LEGACY_POP3,
    [LP_PROTOCOL_SMTP] = LP_LEGACY_SMTP,
  };

  if (server == NULL)
    return NULL;

  LpLegacyServer *old = lp_legacy_server_new (kinds[server->protocol], server->host, server->port,
                                              server->security, server->user);

  old->sign_in = server->sign_in;
  return old;
}

static LpLegacySends
get_sends (const LpServer *outgoing)
{
  if (outgoing == NULL)
    return LP_LEGACY_SENDS_UNKNOWN;
  if (outgoing->sign_in == LP_SIGN_IN_NONE)
    return LP_LEGACY_SENDS_WITHOUT;
  return outgoing->sign_in == LP_SIGN_IN_OAUTH2 ? LP_LEGACY_SENDS_OAUTH2 : LP_LEGACY_SENDS_PASSWORD;
}

LpLegacyAccount *
lp_legacy_account_from_account (const LpAccount *account, const char *format)
{
  g_return_val_if_fail (account != NULL, NULL);

  LpLegacyAccount *old = lp_legacy_account_new (format);

  old->name = g_strdup (account->name);
  old->address = lp_address_copy (account->address);
  old->incoming = from_server (account->incoming);
  old->outgoing = from_server (account->outgoing);
  old->sends = get_sends (account->outgoing);
  old->leave_on_server = account->leave_on_server;
  return old;
}

static gpointer
copy_note (gconstpointer note, gpointer user_data)
{
  return g_strdup (note);
}

LpLegacyAccount *
lp_legacy_account_copy (const LpLegacyAccount *account)
{
  if (account == NULL)
    return NULL;

  LpLegacyAccount *copy = g_memdup2 (account, sizeof *account);

  copy->file = g_strdup (account->file);
  copy->label = g_strdup (account->label);
  copy->group = g_strdup (account->group);
  copy->name = g_strdup (account->name);
  copy->address = lp_address_copy (account->address);
  copy->incoming = copy_server (account->incoming);
  copy->outgoing = copy_server (account->outgoing);
  copy->gateway = g_strdup (account->gateway);
  copy->exchange = g_strdup (account->exchange);
  copy->charset = g_strdup (account->charset);
  copy->notes = g_ptr_array_copy (account->notes, (GCopyFunc)copy_note, NULL);
  return copy;
}

void
lp_legacy_account_free (LpLegacyAccount *account)
{
  if (account == NULL)
    return;

  g_free (account->file);
  g_free (account->label);
  g_free (account->group);
  g_free (account->name);
  lp_address_free (account->address);
  lp_legacy_server_free (account->incoming);
  lp_legacy_server_free (account->outgoing);
  g_free (account->gateway);
  g_free (account->exchange);
  g_free (account->charset);
  g_ptr_array_unref (account->notes);
  g_free (account);
}

gboolean
lp_legacy_account_set_address (LpLegacyAccount *account, const char *text)
{
  g_return_val_if_fail (account != NULL, FALSE);

  g_autofree char *field = lp_legacy_dup_field (text);
  LpAddress *address = field != NULL ? lp_address_parse (field, NULL) : NULL;

  if (address != NULL) {
    lp_address_free (account->address);
    account->address = address;
  }
  return account->address != NULL;
}

void
lp_legacy_account_add_note (LpLegacyAccount *account, const char *word, const char *value)
{
  g_return_if_fail (account != NULL);

  g_ptr_array_add (account->notes,
                   value != NULL ? g_strdup_printf ("%s=%s", word, value) : g_strdup (word));
}

const char *
lp_legacy_kind_get_name (LpLegacyKind kind)
{
  g_return_val_if_fail (kind < LP_N_LEGACY_KINDS, NULL);

  return kind_names[kind];
}

const char *
lp_legacy_sends_get_name (LpLegacySends sends)
{
  g_return_val_if_fail (sends < LP_N_LEGACY_SENDS, NULL);

  return sends_names[sends];
}
