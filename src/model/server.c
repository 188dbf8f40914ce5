/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One server of an account, and the words for protocols, security and sign-in: one table for each.
 */
#include "model/server.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

static const char *const protocol_names[LP_N_PROTOCOLS] = {
  [LP_PROTOCOL_IMAP] = "imap",
  [LP_PROTOCOL_POP3] = "pop3",
  [LP_PROTOCOL_SMTP] = "smtp",
};

static const char *const security_names[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = "tls",
  [LP_SECURITY_STARTTLS] = "starttls",
  [LP_SECURITY_PLAIN] = "plain",
};

static const char *const sign_in_names[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = "automatic", [LP_SIGN_IN_PASSWORD] = "password",
  [LP_SIGN_IN_ENCRYPTED] = "encrypted", [LP_SIGN_IN_OAUTH2] = "oauth2",
  [LP_SIGN_IN_EXTERNAL] = "external",   [LP_SIGN_IN_GSSAPI] = "gssapi",
  [LP_SIGN_IN_NONE] = "none",
};

/* RFC 8314 §3.3 for TLS; RFC 9051, 1939 and 6409 for the others. */
static const guint16 usual_ports[LP_N_PROTOCOLS][LP_N_SECURITIES] = {
  [LP_PROTOCOL_IMAP] = { 993, 143, 143 },
  [LP_PROTOCOL_POP3] = { 995, 110, 110 },
  [LP_PROTOCOL_SMTP] = { 465, 587, 587 },
};

/* Scheme words of lp_server_parse(); without security_known it follows from the port. */
static const struct {
  const char *scheme;
  LpProtocolId protocol;
  LpSecurity security;
  gboolean security_known;
} schemes[] = {
  { "imap", LP_PROTOCOL_IMAP, LP_SECURITY_TLS, FALSE },
  { "imaps", LP_PROTOCOL_IMAP, LP_SECURITY_TLS, TRUE },
  { "pop", LP_PROTOCOL_POP3, LP_SECURITY_TLS, FALSE },
  { "pop3", LP_PROTOCOL_POP3, LP_SECURITY_TLS, FALSE },
  { "pop3s", LP_PROTOCOL_POP3, LP_SECURITY_TLS, TRUE },
  { "smtp", LP_PROTOCOL_SMTP, LP_SECURITY_TLS, FALSE },
  { "smtps", LP_PROTOCOL_SMTP, LP_SECURITY_TLS, TRUE },
  { "submission", LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS, FALSE },
  { "submissions", LP_PROTOCOL_SMTP, LP_SECURITY_TLS, TRUE },
};

G_DEFINE_BOXED_TYPE (LpServer, lp_server, lp_server_copy, lp_server_free)

static int
find_name (const char *const *names, int n_names, const char *name)
{
  for (int i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return -1;
}

static LpSecurity
security_of_port (LpProtocolId protocol, guint port, LpSecurity otherwise)
{
  if (port == usual_ports[protocol][LP_SECURITY_TLS])
    return LP_SECURITY_TLS;
  if (port == usual_ports[protocol][LP_SECURITY_STARTTLS] || port == 25)
    return LP_SECURITY_STARTTLS;
  return otherwise;
}

static gboolean
parse_scheme (const char *scheme, LpServer *server, gboolean *security_known)
{
  g_auto (GStrv) words = g_strsplit (scheme, "+", 2);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (words[0] == NULL || g_ascii_strcasecmp (words[0], schemes[i].scheme) != 0)
      continue;
    server->protocol = schemes[i].protocol;
    server->security = schemes[i].security;
    *security_known = schemes[i].security_known || words[1] != NULL;
    return words[1] == NULL || lp_security_from_name (words[1], &server->security);
  }
  return FALSE;
}

/* HOST, HOST:PORT, [V6] or [V6]:PORT. */
static gboolean
parse_authority (const char *text, LpServer *server)
{
  const char *colon = strrchr (text, ':');
  const char *bracket = strrchr (text, ']');
  guint64 port = 0;
  g_autofree char *host = NULL;

  if (colon != NULL && (bracket == NULL || colon > bracket)) {
    if (!g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
      return FALSE;
    host = g_strndup (text, colon - text);
  } else {
    host = g_strdup (text);
  }
  if (strchr (host, ':') != NULL && host[0] != '[')
    return FALSE; /* where would the port begin? */
  server->port = port;
  server->host = lp_server_host_to_ascii (host);
  return server->host != NULL;
}

LpServer *
lp_server_new (LpProtocolId protocol, const char *host, guint16 port, LpSecurity security,
               const char *user)
{
  LpServer *server;

  g_return_val_if_fail (host != NULL, NULL);

  server = g_new0 (LpServer, 1);
  server->protocol = protocol;
  server->security = security;
  server->host = lp_server_host_to_ascii (host);
  if (server->host == NULL)
    server->host = g_ascii_strdown (host, -1); /* connecting to it will say what is wrong */
  server->port = port != 0 ? port : lp_server_get_usual_port (protocol, security);
  server->user = g_strdup (user);
  return server;
}

LpServer *
lp_server_parse (const char *text, GError **error)
{
  g_autoptr (LpServer) server = g_new0 (LpServer, 1);
  const char *separator;
  const char *at;
  g_autofree char *scheme = NULL;
  g_autofree char *rest = NULL;
  gboolean security_known = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  separator = strstr (text, "://");
  scheme = separator != NULL ? g_strndup (text, separator - text) : NULL;
  if (scheme == NULL || !parse_scheme (scheme, server, &security_known)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 /* Translators: %s is what the person typed. */
                 _ ("“%s” is not a server. Write it like imap+tls://imap.example.org:993."), text);
    return NULL;
  }
  rest = g_strdup (separator + 3);
  if (g_str_has_suffix (rest, "/"))
    rest[strlen (rest) - 1] = '\0';
  at = strrchr (rest, '@');
  if (at != NULL) {
    g_autofree char *user = g_strndup (rest, at - rest);

    server->user = g_uri_unescape_string (user, NULL);
    if (server->user == NULL || !g_utf8_validate (server->user, -1, NULL))
      g_clear_pointer (&server->user, g_free);
  }
  if (!parse_authority (at != NULL ? at + 1 : rest, server) || (at != NULL && !server->user)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 /* Translators: %s is what the person typed. */
                 _ ("“%s” has no valid host, port or user. Write it like "
                    "imap+tls://imap.example.org:993."),
                 text);
    return NULL;
  }
  if (!security_known)
    server->security = security_of_port (server->protocol, server->port, server->security);
  if (server->port == 0)
    server->port = lp_server_get_usual_port (server->protocol, server->security);
  return g_steal_pointer (&server);
}

char *
lp_server_to_string (const LpServer *server)
{
  g_autofree char *user = NULL;
  gboolean is_v6;

  g_return_val_if_fail (server != NULL, NULL);

  is_v6 = strchr (server->host, ':') != NULL;
  if (server->user != NULL)
    user = g_uri_escape_string (server->user, "@", TRUE);
  return g_strdup_printf ("%s+%s://%s%s%s%s%s:%u", lp_protocol_get_name (server->protocol),
                          lp_security_get_name (server->security), user != NULL ? user : "",
                          user != NULL ? "@" : "", is_v6 ? "[" : "", server->host, is_v6 ? "]" : "",
                          server->port);
}

LpServer *
lp_server_copy (const LpServer *server)
{
  LpServer *copy;

  if (server == NULL)
    return NULL;
  copy = g_new (LpServer, 1);
  *copy = *server;
  copy->host = g_strdup (server->host);
  copy->user = g_strdup (server->user);
  copy->mechanism = g_strdup (server->mechanism);
  copy->pin = g_strdup (server->pin);
  return copy;
}

void
lp_server_free (LpServer *server)
{
  if (server == NULL)
    return;
  g_free (server->host);
  g_free (server->user);
  g_free (server->mechanism);
  g_free (server->pin);
  g_free (server);
}

gboolean
lp_server_equal (const LpServer *a, const LpServer *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->protocol == b->protocol && a->port == b->port && a->security == b->security
         && a->sign_in == b->sign_in && g_strcmp0 (a->host, b->host) == 0
         && g_strcmp0 (a->user, b->user) == 0 && g_strcmp0 (a->pin, b->pin) == 0;
}

guint16
lp_server_get_usual_port (LpProtocolId protocol, LpSecurity security)
{
  g_return_val_if_fail (protocol < LP_N_PROTOCOLS && security < LP_N_SECURITIES, 0);

  return usual_ports[protocol][security];
}

char *
lp_server_host_to_ascii (const char *host)
{
  g_autofree char *bare = NULL;
  g_autofree char *ascii = NULL;
  g_autoptr (GInetAddress) address = NULL;
  gsize length;

  g_return_val_if_fail (host != NULL, NULL);

  if (!g_utf8_validate (host, -1, NULL))
    return NULL;
  bare = g_strstrip (g_strdup (host));
  length = strlen (bare);
  if (length > 2 && bare[0] == '[' && bare[length - 1] == ']') {
    bare[length - 1] = '\0';
    memmove (bare, bare + 1, length - 1);
  } else if (length > 1 && bare[length - 1] == '.') {
    bare[length - 1] = '\0'; /* a trailing dot fails the certificate's name check */
  }
  /* g_hostname_is_ip_address() of GLib 2.74 takes ":" for one. */
  address = g_inet_address_new_from_string (bare);
  if (address != NULL)
    return g_inet_address_to_string (address);
  ascii = g_hostname_to_ascii (bare);
  if (ascii == NULL || ascii[0] == '\0' || strlen (ascii) > 253 || ascii[0] == '.'
      || strstr (ascii, "..") != NULL)
    return NULL;
  for (const char *p = ascii; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
      return NULL;
  return g_ascii_strdown (ascii, -1);
}

const char *
lp_protocol_get_name (LpProtocolId protocol)
{
  g_return_val_if_fail (protocol < LP_N_PROTOCOLS, "imap");

  return protocol_names[protocol];
}

gboolean
lp_protocol_from_name (const char *name, LpProtocolId *protocol)
{
  int found = find_name (protocol_names, LP_N_PROTOCOLS, name);

  if (found >= 0)
    *protocol = found;
  return found >= 0;
}

const char *
lp_security_get_name (LpSecurity security)
{
  g_return_val_if_fail (security < LP_N_SECURITIES, "tls");

  return security_names[security];
}

gboolean
lp_security_from_name (const char *name, LpSecurity *security)
{
  int found = find_name (security_names, LP_N_SECURITIES, name);

  if (found >= 0)
    *security = found;
  return found >= 0;
}

const char *
lp_sign_in_get_name (LpSignIn sign_in)
{
  g_return_val_if_fail (sign_in < LP_N_SIGN_INS, "automatic");

  return sign_in_names[sign_in];
}

gboolean
lp_sign_in_from_name (const char *name, LpSignIn *sign_in)
{
  int found = find_name (sign_in_names, LP_N_SIGN_INS, name);

  if (found >= 0)
    *sign_in = found;
  return found >= 0;
}

gboolean
lp_sign_in_takes_secret (LpSignIn sign_in)
{
  return sign_in != LP_SIGN_IN_NONE && sign_in != LP_SIGN_IN_EXTERNAL
         && sign_in != LP_SIGN_IN_GSSAPI;
}
