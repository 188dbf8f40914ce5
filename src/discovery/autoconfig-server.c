/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/autoconfig-server.h"

LpAutoconfigServer *
lp_autoconfig_server_new (gboolean outgoing, const char *type)
{
  LpAutoconfigServer *server = g_new0 (LpAutoconfigServer, 1);

  server->outgoing = outgoing;
  server->type = g_strdup (type);
  server->ways = g_ptr_array_new_with_free_func (g_free);
  return server;
}

void
lp_autoconfig_server_free (LpAutoconfigServer *server)
{
  if (server == NULL)
    return;

  g_free (server->type);
  g_free (server->host);
  g_free (server->port);
  g_free (server->socket);
  g_free (server->user);
  g_ptr_array_unref (server->ways);
  g_free (server);
}

/* The words of the document for how to sign in; the old ones are of version 1.0. Others (NTLM,
 * client-IP-address) are passed over. */
static const struct {
  const char *word;
  LpSignIn sign_in;
} sign_ins[] = {
  { "OAuth2", LP_SIGN_IN_OAUTH2 },
  { "password-cleartext", LP_SIGN_IN_PASSWORD },
  { "plain", LP_SIGN_IN_PASSWORD },
  { "password-encrypted", LP_SIGN_IN_ENCRYPTED },
  { "secure", LP_SIGN_IN_ENCRYPTED },
  { "GSSAPI", LP_SIGN_IN_GSSAPI },
  { "TLS-client-cert", LP_SIGN_IN_EXTERNAL },
  { "none", LP_SIGN_IN_NONE },
};

/* One way is taken at its word; of several the person's credentials decide. */
static gboolean
choose_sign_in (const LpAutoconfigServer *server, LpSignIn *sign_in)
{
  guint known = 0;

  for (guint i = 0; i < server->ways->len; i++) {
    for (guint n = 0; n < G_N_ELEMENTS (sign_ins); n++) {
      if (!g_str_equal (server->ways->pdata[i], sign_ins[n].word))
        continue;
      *sign_in = known == 0 || *sign_in == sign_ins[n].sign_in ? sign_ins[n].sign_in
                                                               : LP_SIGN_IN_AUTOMATIC;
      known++;
    }
  }
  return known > 0 || server->ways->len == 0;
}

static const struct {
  const char *word;
  LpSecurity security;
} sockets[] = {
  { "SSL", LP_SECURITY_TLS },
  { "STARTTLS", LP_SECURITY_STARTTLS },
  { "plain", LP_SECURITY_PLAIN },
};

static gboolean
choose_security (const LpAutoconfigServer *server, LpSecurity *security)
{
  for (guint i = 0; i < G_N_ELEMENTS (sockets); i++) {
    if (g_strcmp0 (server->socket, sockets[i].word) == 0) {
      *security = sockets[i].security;
      return TRUE;
    }
  }
  return FALSE;
}

char *
lp_autoconfig_fill_host (const char *template, const LpAddress *address)
{
  g_return_val_if_fail (address != NULL, NULL);

  g_autofree char *filled
      = template != NULL ? lp_candidate_fill_template (template, address) : NULL;

  return filled != NULL ? lp_server_host_to_ascii (filled) : NULL;
}

static gboolean
choose_protocol (const LpAutoconfigServer *server, LpProtocolId *protocol)
{
  return server->type != NULL && lp_protocol_from_name (server->type, protocol)
         && (*protocol == LP_PROTOCOL_SMTP) == server->outgoing;
}

static gboolean
choose_port (const LpAutoconfigServer *server, guint16 *port)
{
  guint64 number;

  if (server->port == NULL
      || !g_ascii_string_to_unsigned (server->port, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint16)number;
  return TRUE;
}

LpServer *
lp_autoconfig_server_read (const LpAutoconfigServer *server, const LpAddress *address,
                           gboolean *incomplete)
{
  g_return_val_if_fail (server != NULL && address != NULL && incomplete != NULL, NULL);

  LpProtocolId protocol;
  LpSecurity security;
  LpSignIn sign_in = LP_SIGN_IN_AUTOMATIC;
  guint16 port;
  g_autofree char *host = lp_autoconfig_fill_host (server->host, address);
  if (host == NULL || !choose_protocol (server, &protocol) || !choose_port (server, &port)
      || !choose_security (server, &security) || !choose_sign_in (server, &sign_in))
    return NULL;

  const char *template
      = server->user != NULL && *server->user != '\0' ? server->user : "%EMAILADDRESS%";
  g_autofree char *user
      = sign_in != LP_SIGN_IN_NONE ? lp_candidate_fill_template (template, address) : NULL;
  if (user == NULL && sign_in != LP_SIGN_IN_NONE)
    *incomplete = TRUE;
  if (user != NULL && !lp_candidate_is_user (user))
    return NULL;
  LpServer *result = lp_server_new (protocol, host, port, security, user);
  result->sign_in = sign_in;
  return result;
}
