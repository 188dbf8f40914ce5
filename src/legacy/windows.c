/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The mail programs of Windows keep the same things under three sets of names. Sources: Microsoft's
 * account reference for Windows Mail (SMTPAUTHTYPE), the profile sections of Outlook's .prf
 * templates, and how Mozilla's importers read them: IMAP first, then POP3, then HTTPMail.
 */
#include "legacy/windows.h"

/* Microsoft's ENCRYPT_CONN. */
enum { CONNECTION_PLAIN, CONNECTION_TLS, CONNECTION_STARTTLS, CONNECTION_AUTOMATIC };

/* Microsoft's SMTPAUTHTYPE. */
enum { SICILY_NONE, SICILY_SPA, SICILY_AS_INCOMING, SICILY_OWN };

typedef struct {
  LpLegacyKind kind;
  const char *server;
  const char *user;
  const char *port;
  const char *secure;
  const char *spa;
} IncomingWords;

struct _LpWindowsWords {
  const char *label;
  const char *name;
  const char *address;
  IncomingWords incoming[3];
  const char *smtp_server;
  const char *smtp_user;
  const char *smtp_port;
  const char *smtp_secure;     /* yes or no */
  const char *smtp_connection; /* ENCRYPT_CONN */
  const char *smtp_sicily;     /* SMTPAUTHTYPE */
  const char *smtp_use_auth;
  const char *smtp_method; /* 0 as incoming, 1 own, 2 signs in to incoming first */
  const char *leave;
  const char *leave_expires; /* NULL: days and flags are packed into @leave */
  const char *leave_days;
};

const LpWindowsWords lp_windows_express = {
  .label = "Account Name",
  .name = "SMTP Display Name",
  .address = "SMTP Email Address",
  .incoming = {
    { LP_LEGACY_IMAP, "IMAP Server", "IMAP User Name", "IMAP Port", "IMAP Secure Connection", "IMAP Use Sicily" },
    { LP_LEGACY_POP3, "POP3 Server", "POP3 User Name", "POP3 Port", "POP3 Secure Connection", "POP3 Use Sicily" },
    { LP_LEGACY_HTTPMAIL, "HTTPMail Server", "HTTPMail User Name", NULL, NULL, "HTTPMail Use Sicily" },
  },
  .smtp_server = "SMTP Server",
  .smtp_user = "SMTP User Name",
  .smtp_port = "SMTP Port",
  .smtp_secure = "SMTP Secure Connection",
  .smtp_sicily = "SMTP Use Sicily",
  .leave = "Leave Mail On Server",
  .leave_expires = "Remove When Expired",
  .leave_days = "Expire Days",
};

const LpWindowsWords lp_windows_outlook = {
  .label = "Account Name",
  .name = "Display Name",
  .address = "Email",
  .incoming = {
    { LP_LEGACY_IMAP, "IMAP Server", "IMAP User", "IMAP Port", "IMAP Use SSL", "IMAP Use SPA" },
    { LP_LEGACY_POP3, "POP3 Server", "POP3 User", "POP3 Port", "POP3 Use SSL", "POP3 Use SPA" },
    { LP_LEGACY_HTTPMAIL, "HTTP Server URL", "HTTP User", NULL, NULL, NULL },
  },
  .smtp_server = "SMTP Server",
  .smtp_user = "SMTP User",
  .smtp_port = "SMTP Port",
  .smtp_secure = "SMTP Use SSL",
  .smtp_connection = "SMTP Secure Connection",
  .smtp_use_auth = "SMTP Use Auth",
  .smtp_method = "SMTP Auth Method",
  .leave = "Leave on Server",
};

const LpWindowsWords lp_windows_prf = {
  .label = "AccountName",
  .name = "DisplayName",
  .address = "EmailAddress",
  .incoming = {
    { LP_LEGACY_IMAP, "IMAPServer", "IMAPUserName", "IMAPPort", "IMAPUseSSL", "IMAPUseSPA" },
    { LP_LEGACY_POP3, "POP3Server", "POP3UserName", "POP3Port", "POP3UseSSL", "POP3UseSPA" },
    { LP_LEGACY_HTTPMAIL, "HttpServer", "UserName", NULL, NULL, NULL },
  },
  .smtp_server = "SMTPServer",
  .smtp_user = "SMTPUserName",
  .smtp_port = "SMTPPort",
  .smtp_secure = "SMTPUseSSL",
  .smtp_connection = "SMTPSecureConnection",
  .smtp_use_auth = "SMTPUseAuth",
  .smtp_method = "SMTPAuthMethod",
  .leave = "LeaveOnServer",
};

static LpLegacyServer *
read_incoming (const LpWindowsWords *words, const LpFields *fields)
{
  for (guint i = 0; i < G_N_ELEMENTS (words->incoming); i++) {
    const IncomingWords *incoming = &words->incoming[i];
    const char *host = lp_fields_get (fields, incoming->server);
    gboolean is_secure = lp_fields_get_bool (fields, incoming->secure, FALSE);

    if (host == NULL)
      continue;

    LpLegacyServer *server = lp_legacy_server_new (
        incoming->kind, host, lp_fields_get_int (fields, incoming->port, 0),
        is_secure ? LP_SECURITY_TLS : LP_SECURITY_PLAIN, lp_fields_get (fields, incoming->user));

    if (lp_fields_get_bool (fields, incoming->spa, FALSE))
      server->sign_in = LP_SIGN_IN_ENCRYPTED;
    return server;
  }
  return NULL;
}

/* These programs meant STARTTLS when they said "secure" on any port but 465. */
static LpSecurity
read_outgoing_security (const LpWindowsWords *words, const LpFields *fields, gint64 port)
{
  gboolean is_secure = lp_fields_get_bool (fields, words->smtp_secure, FALSE);
  gint64 connection = lp_fields_get_int (fields, words->smtp_connection, -1);

  if (connection == CONNECTION_PLAIN)
    return LP_SECURITY_PLAIN;
  if (connection == CONNECTION_TLS)
    return LP_SECURITY_TLS;
  if (connection == CONNECTION_STARTTLS || connection == CONNECTION_AUTOMATIC)
    return LP_SECURITY_STARTTLS;
  if (!is_secure)
    return LP_SECURITY_PLAIN;
  return port == 465 ? LP_SECURITY_TLS : LP_SECURITY_STARTTLS;
}

static LpLegacySends
read_sends (const LpWindowsWords *words, const LpFields *fields)
{
  gint64 sicily = lp_fields_get_int (fields, words->smtp_sicily, SICILY_NONE);
  gint64 method = lp_fields_get_int (fields, words->smtp_method, 0);
  gboolean has_user = lp_fields_get (fields, words->smtp_user) != NULL;

  if (words->smtp_sicily != NULL && sicily != SICILY_NONE)
    return sicily == SICILY_OWN || (sicily == SICILY_SPA && has_user) ? LP_LEGACY_SENDS_PASSWORD
                                                                      : LP_LEGACY_SENDS_AS_INCOMING;
  if (!lp_fields_get_bool (fields, words->smtp_use_auth, FALSE))
    return LP_LEGACY_SENDS_WITHOUT;
  return method == 1 && has_user ? LP_LEGACY_SENDS_PASSWORD : LP_LEGACY_SENDS_AS_INCOMING;
}

static void
read_outgoing (const LpWindowsWords *words, const LpFields *fields, LpLegacyAccount *account)
{
  const char *host = lp_fields_get (fields, words->smtp_server);
  gint64 port = lp_fields_get_int (fields, words->smtp_port, 0);

  if (host == NULL)
    return;

  account->sends = read_sends (words, fields);

  gboolean has_own_user = account->sends == LP_LEGACY_SENDS_PASSWORD;

  account->outgoing = lp_legacy_server_new (
      LP_LEGACY_SMTP, host, port, read_outgoing_security (words, fields, port),
      has_own_user ? lp_fields_get (fields, words->smtp_user) : NULL);
  account->outgoing->opportunistic
      = lp_fields_get_int (fields, words->smtp_connection, -1) == CONNECTION_AUTOMATIC;
  if (account->sends == LP_LEGACY_SENDS_WITHOUT)
    account->outgoing->sign_in = LP_SIGN_IN_NONE;
  else if (lp_fields_get_int (fields, words->smtp_sicily, SICILY_NONE) == SICILY_SPA)
    account->outgoing->sign_in = LP_SIGN_IN_ENCRYPTED;
}

/* Outlook packs days into the upper half and flags, of which the lowest is "leave", into the lower.
 */
static int
read_leave (const LpWindowsWords *words, const LpFields *fields)
{
  gint64 leave = lp_fields_get_int (fields, words->leave, -1);
  gboolean expires = lp_fields_get_bool (fields, words->leave_expires, FALSE);
  gint64 days = lp_fields_get_int (fields, words->leave_days, 0);

  if (leave < 0)
    return LP_LEGACY_LEAVE_UNKNOWN;
  if (words->leave_expires == NULL) {
    days = leave >> 16 & 0x7fff;
    expires = days > 0;
    leave &= 1;
  }
  if (leave == 0)
    return 0;
  return expires && days > 0 && days <= 3650 ? (int)days : LP_LEAVE_ALWAYS;
}

LpLegacyAccount *
lp_windows_read_account (const LpWindowsWords *words, const char *format, const LpFields *fields,
                         const char *charset)
{
  g_return_val_if_fail (words != NULL, NULL);

  LpLegacyServer *incoming = read_incoming (words, fields);

  if (incoming == NULL)
    return NULL;

  LpLegacyAccount *account = lp_legacy_account_new (format);

  account->incoming = incoming;
  account->label = lp_legacy_dup_field (lp_fields_get (fields, words->label));
  account->name = lp_legacy_dup_field (lp_fields_get (fields, words->name));
  lp_legacy_account_set_address (account, lp_fields_get (fields, words->address));
  read_outgoing (words, fields, account);
  if (incoming->kind == LP_LEGACY_POP3)
    account->leave_on_server = read_leave (words, fields);
  lp_legacy_account_finish (account, charset);
  return account;
}
