/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"

G_BEGIN_DECLS

/** What an old set-up spoke. The last three have no place in an #LpServer. */
typedef enum {
  LP_LEGACY_IMAP,
  LP_LEGACY_POP3,
  LP_LEGACY_SMTP,
  LP_LEGACY_HTTPMAIL, /* Hotmail's WebDAV, as Outlook Express spoke it */
  LP_LEGACY_WEBMAIL,  /* web pages, scraped */
  LP_N_LEGACY_KINDS
} LpLegacyKind;

/** How an old set-up signed in for sending. */
typedef enum {
  LP_LEGACY_SENDS_UNKNOWN,     /* the file does not say */
  LP_LEGACY_SENDS_WITHOUT,     /* no sign-in: "my server requires authentication" was off */
  LP_LEGACY_SENDS_AS_INCOMING, /* same user and password as for receiving */
  LP_LEGACY_SENDS_PASSWORD,    /* a user name of its own */
  LP_LEGACY_SENDS_OAUTH2,
  LP_N_LEGACY_SENDS
} LpLegacySends;

/** LpLegacyAccount.leave_on_server when the file does not say; see also %LP_LEAVE_ALWAYS. */
#define LP_LEGACY_LEAVE_UNKNOWN G_MININT

/**
 * LpLegacyServer:
 * @kind: what is spoken there
 * @host: (nullable): as the file has it; the host of @url for HTTPMail
 * @url: (nullable): HTTPMail's entry point
 * @port: the port; the usual one where the file is silent; 0 for HTTPMail and web pages
 * @security: when TLS begins; see @opportunistic
 * @opportunistic: "TLS if available": it goes on in clear when the server offers none
 * @sign_in: how the program signed in
 * @user: (nullable): the name to sign in with
 *
 * A server as an old file names it. A value.
 */
typedef struct {
  LpLegacyKind kind;
  char *host;
  char *url;
  guint16 port;
  LpSecurity security;
  gboolean opportunistic;
  LpSignIn sign_in;
  char *user;
} LpLegacyServer;

/**
 * LpLegacyAccount:
 * @format: id of the format it was read in
 * @file: (nullable): the file it was read from
 * @label: (nullable): what the old program called the account
 * @group: (nullable): the identity or profile it belonged to, where the old program had several
 * @name: (nullable): the person's name for outgoing mail
 * @address: (nullable): the mail address; gateways' own files have none
 * @incoming: (nullable): where mail came from
 * @outgoing: (nullable): where mail went
 * @sends: how it signed in for sending
 * @leave_on_server: POP3: days on the server, %LP_LEAVE_ALWAYS, or %LP_LEGACY_LEAVE_UNKNOWN
 * @is_default: the old program's default account
 * @has_password: the file holds a password that can be read; lp_iaf_read_password() does so,
 * nothing else
 * @clear_text_secret: a password lies in clear text in the file; it was not read
 * @disabled: switched off in the old program
 * @gateway: (nullable): the servers are a gateway on the person's own machine: "hotway",
 * "freepops", "davmail" …
 * @exchange: (nullable): the Exchange server behind a gateway
 * @charset: (nullable): the code page its 8-bit text was taken to be in; %NULL for ASCII and
 * Unicode
 * @notes: (element-type utf8): further findings of the reader, "word" or "word=value"
 *
 * One account as an old file has it. A value; nothing in it was executed, expanded or looked up.
 */
typedef struct {
  const char *format;
  char *file;
  char *label;
  char *group;
  char *name;
  LpAddress *address;
  LpLegacyServer *incoming;
  LpLegacyServer *outgoing;
  LpLegacySends sends;
  int leave_on_server;
  gboolean is_default;
  gboolean has_password;
  gboolean clear_text_secret;
  gboolean disabled;
  char *gateway;
  char *exchange;
  char *charset;
  GPtrArray *notes;
} LpLegacyAccount;

#define LP_TYPE_LEGACY_ACCOUNT (lp_legacy_account_get_type ())
GType
lp_legacy_account_get_type (void);

/**
 * lp_legacy_account_new:
 * @format: id of the format, a static string
 *
 * Returns: (transfer full): an account that says nothing yet
 */
LpLegacyAccount *
lp_legacy_account_new (const char *format);

/**
 * lp_legacy_account_copy:
 * @account: (nullable): an account
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpLegacyAccount *
lp_legacy_account_copy (const LpLegacyAccount *account);

/**
 * lp_legacy_account_free:
 * @account: (nullable) (transfer full): an account
 */
void
lp_legacy_account_free (LpLegacyAccount *account);

/**
 * lp_legacy_account_from_account:
 * @account: an account of today
 * @format: what stands in LpLegacyAccount.format, a static string
 *
 * Looks at an account that a mail program of today has as if it came from an old file, so that the same rules serve both.
 *
 * Returns: (transfer full): the account
 */
LpLegacyAccount *
lp_legacy_account_from_account (const LpAccount *account, const char *format);

/**
 * lp_legacy_account_set_address:
 * @account: an account
 * @text: (nullable): what the file calls the address
 *
 * Sets the address. Text that is none (a user name, a variable to be filled in) leaves it alone; an
 * earlier address stays.
 *
 * Returns: %TRUE if the account has an address now
 */
gboolean
lp_legacy_account_set_address (LpLegacyAccount *account, const char *text);

/**
 * lp_legacy_account_add_note:
 * @account: an account
 * @word: a finding's word
 * @value: (nullable): its value
 */
void
lp_legacy_account_add_note (LpLegacyAccount *account, const char *word, const char *value);

/**
 * lp_legacy_server_new:
 * @kind: what is spoken there
 * @host: (nullable): host, or the URL for %LP_LEGACY_HTTPMAIL
 * @port: port; 0 (or one that cannot be) for the usual one
 * @security: when TLS begins
 * @user: (nullable): the name to sign in with
 *
 * Returns: (transfer full): the server; texts are trimmed, capped and freed of control characters
 */
LpLegacyServer *
lp_legacy_server_new (LpLegacyKind kind, const char *host, gint64 port, LpSecurity security,
                      const char *user);

/**
 * lp_legacy_server_free:
 * @server: (nullable) (transfer full): a server
 */
void
lp_legacy_server_free (LpLegacyServer *server);

/**
 * lp_legacy_server_to_server:
 * @server: (nullable): a server
 *
 * Returns: (transfer full) (nullable): the same as a value of today; %NULL for HTTPMail and web
 * pages, and where there is no host
 */
LpServer *
lp_legacy_server_to_server (const LpLegacyServer *server);

/**
 * lp_legacy_server_is_local:
 * @server: (nullable): a server
 *
 * Returns: %TRUE for localhost, 127.0.0.0/8 and ::1: no mail provider, but a gateway on the
 * person's machine
 */
gboolean
lp_legacy_server_is_local (const LpLegacyServer *server);

/**
 * lp_legacy_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): "imap", "pop3", "smtp", "httpmail" or "webmail"
 */
const char *
lp_legacy_kind_get_name (LpLegacyKind kind);

/**
 * lp_legacy_sends_get_name:
 * @sends: a way to sign in for sending
 *
 * Returns: (transfer none): "unknown", "none", "as-incoming", "password" or "oauth2"
 */
const char *
lp_legacy_sends_get_name (LpLegacySends sends);

/**
 * lp_legacy_dup_field:
 * @text: (nullable): text from a file
 *
 * Returns: (transfer full) (nullable): valid UTF-8 without blanks around it and without control
 * characters, at most 1,024 octets; %NULL if nothing is left
 */
char *
lp_legacy_dup_field (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLegacyAccount, lp_legacy_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLegacyServer, lp_legacy_server_free)

G_END_DECLS
