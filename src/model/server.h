/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum { LP_PROTOCOL_IMAP, LP_PROTOCOL_POP3, LP_PROTOCOL_SMTP, LP_N_PROTOCOLS } LpProtocolId;

/** RFC 8314: implicit TLS comes first. */
typedef enum {
  LP_SECURITY_TLS,
  LP_SECURITY_STARTTLS,
  LP_SECURITY_PLAIN,
  LP_N_SECURITIES
} LpSecurity;

/** How one signs in to a server. */
typedef enum {
  LP_SIGN_IN_AUTOMATIC, /* the strongest that the server offers and the credentials serve */
  LP_SIGN_IN_PASSWORD,  /* PLAIN or LOGIN */
  LP_SIGN_IN_ENCRYPTED, /* a challenge mechanism: SCRAM, CRAM-MD5 */
  LP_SIGN_IN_OAUTH2,    /* XOAUTH2 or OAUTHBEARER */
  LP_SIGN_IN_EXTERNAL,  /* a client certificate */
  LP_SIGN_IN_GSSAPI,
  LP_SIGN_IN_NONE, /* outgoing only: the server asks for no sign-in */
  LP_N_SIGN_INS
} LpSignIn;

/**
 * LpServer:
 * @protocol: what is spoken there
 * @host: name in lower case and ASCII, without a trailing dot, or an IP address without brackets
 * @port: in host byte order
 * @security: when TLS begins
 * @sign_in: how to sign in
 * @user: (nullable): the name to sign in with, UTF-8; %NULL while it is not known
 * @mechanism: (nullable): the SASL mechanism that a check has proved, upper case and without "-PLUS"; "IMAP LOGIN"
 * and "USER/PASS" for the protocols' own commands. Mail apps that must name one get this one. Not a setting:
 * lp_server_equal() does not look at it
 * @pin: (nullable): SHA-256 of the one certificate to accept, 64 lower-case hexadecimal digits
 *
 * One server of an account. A value.
 */
typedef struct {
  LpProtocolId protocol;
  char *host;
  guint16 port;
  LpSecurity security;
  LpSignIn sign_in;
  char *user;
  char *mechanism;
  char *pin;
} LpServer;

#define LP_TYPE_SERVER (lp_server_get_type ())
GType
lp_server_get_type (void);

/**
 * lp_server_new:
 * @protocol: the protocol
 * @host: the host; letters beyond ASCII become punycode, a trailing dot and brackets go
 * @port: the port, 0 for the usual one
 * @security: when TLS begins
 * @user: (nullable): the name to sign in with
 *
 * Returns: (transfer full): a server with automatic sign-in
 */
LpServer *
lp_server_new (LpProtocolId protocol, const char *host, guint16 port, LpSecurity security,
               const char *user);

/**
 * lp_server_parse:
 * @text: `imap|pop3|smtp[+tls|+starttls|+plain]://[USER@]HOST[:PORT]`; the aliases imaps, pop3s,
 * smtps and submissions mean TLS, pop means pop3, submission means smtp. USER may hold %-escapes or
 * an @.
 * @error: return location
 *
 * Reads a server from a command line. Without a security it follows from the port, else it is TLS.
 * Does not block.
 *
 * Returns: (transfer full) (nullable): the server, or %NULL with %G_IO_ERROR_INVALID_ARGUMENT and a
 *   translated sentence
 */
LpServer *
lp_server_parse (const char *text, GError **error);

/**
 * lp_server_to_string:
 * @server: a server
 *
 * Returns: (transfer full): the server in the form that lp_server_parse() reads
 */
char *
lp_server_to_string (const LpServer *server);

/**
 * lp_server_copy:
 * @server: (nullable): a server
 *
 * Returns: (transfer full) (nullable): a copy
 */
LpServer *
lp_server_copy (const LpServer *server);

/**
 * lp_server_free:
 * @server: (nullable) (transfer full): a server
 */
void
lp_server_free (LpServer *server);

/**
 * lp_server_equal:
 * @a: (nullable): a server
 * @b: (nullable): a server
 *
 * Returns: %TRUE if every setting is the same
 */
gboolean
lp_server_equal (const LpServer *a, const LpServer *b);

/**
 * lp_server_get_usual_port:
 * @protocol: a protocol
 * @security: when TLS begins
 *
 * Returns: the registered port: 993, 143, 995, 110, 465 (RFC 8314), 587 (RFC 6409; also in clear)
 */
guint16
lp_server_get_usual_port (LpProtocolId protocol, LpSecurity security);

/**
 * lp_server_host_to_ascii:
 * @host: a host name or an IP address as somebody typed it
 *
 * Returns: (transfer full) (nullable): lower case, ASCII, without trailing dot and brackets; %NULL
 *   if no host can be called so
 */
char *
lp_server_host_to_ascii (const char *host);

/**
 * lp_protocol_get_name:
 * @protocol: a protocol
 *
 * Returns: (transfer none): "imap", "pop3" or "smtp"; also the keyring's word for the service
 */
const char *
lp_protocol_get_name (LpProtocolId protocol);

/**
 * lp_protocol_from_name:
 * @name: "imap", "pop3" or "smtp"
 * @protocol: (out): untouched when unknown
 *
 * Returns: %TRUE if there is such a protocol
 */
gboolean
lp_protocol_from_name (const char *name, LpProtocolId *protocol);

/**
 * lp_security_get_name:
 * @security: when TLS begins
 *
 * Returns: (transfer none): "tls", "starttls" or "plain"
 */
const char *
lp_security_get_name (LpSecurity security);

/**
 * lp_security_from_name:
 * @name: "tls", "starttls" or "plain"
 * @security: (out): untouched when unknown
 *
 * Returns: %TRUE if there is such a word
 */
gboolean
lp_security_from_name (const char *name, LpSecurity *security);

/**
 * lp_sign_in_get_name:
 * @sign_in: a way to sign in
 *
 * Returns: (transfer none): "automatic", "password", "encrypted", "oauth2", "external", "gssapi" or
 * "none"
 */
const char *
lp_sign_in_get_name (LpSignIn sign_in);

/**
 * lp_sign_in_from_name:
 * @name: a word of lp_sign_in_get_name()
 * @sign_in: (out): untouched when unknown
 *
 * Returns: %TRUE if there is such a word
 */
gboolean
lp_sign_in_from_name (const char *name, LpSignIn *sign_in);

/**
 * lp_sign_in_takes_secret:
 * @sign_in: a way to sign in
 *
 * Returns: %TRUE if a password or a token is needed; %FALSE if a client certificate, a Kerberos
 * ticket or nothing is
 */
gboolean
lp_sign_in_takes_secret (LpSignIn sign_in);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpServer, lp_server_free)

G_END_DECLS
