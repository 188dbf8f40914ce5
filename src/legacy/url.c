/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legacy/url.h"

#include <string.h>

static const struct {
  const char *scheme;
  LpLegacyKind kind;
  LpSecurity security;
} schemes[] = {
  { "imap", LP_LEGACY_IMAP, LP_SECURITY_PLAIN },  { "imaps", LP_LEGACY_IMAP, LP_SECURITY_TLS },
  { "imapx", LP_LEGACY_IMAP, LP_SECURITY_PLAIN }, { "imap4", LP_LEGACY_IMAP, LP_SECURITY_PLAIN },
  { "pop", LP_LEGACY_POP3, LP_SECURITY_PLAIN },   { "pops", LP_LEGACY_POP3, LP_SECURITY_TLS },
  { "pop3", LP_LEGACY_POP3, LP_SECURITY_PLAIN },  { "pop3s", LP_LEGACY_POP3, LP_SECURITY_TLS },
  { "smtp", LP_LEGACY_SMTP, LP_SECURITY_PLAIN },  { "smtps", LP_LEGACY_SMTP, LP_SECURITY_TLS },
};

/* "user:password;auth=PLAIN": the user is returned, the rest noted. */
static char *
take_user (char *userinfo, LpLegacyUrl *url)
{
  char *semicolon = strchr (userinfo, ';');
  char *colon;

  if (semicolon != NULL) {
    *semicolon = '\0';
    if (g_ascii_strncasecmp (semicolon + 1, "auth=", 5) == 0)
      url->mechanism = g_strdup (semicolon + 6);
  }
  colon = strchr (userinfo, ':');
  if (colon != NULL) {
    *colon = '\0';
    url->has_password = TRUE;
  }

  char *user = g_uri_unescape_string (userinfo, NULL);

  return user != NULL ? user : g_strdup (userinfo);
}

static LpLegacyServer *
parse_authority (const char *authority, guint scheme, LpLegacyUrl *url)
{
  const char *at = strrchr (authority, '@');
  g_autofree char *userinfo = at != NULL ? g_strndup (authority, at - authority) : NULL;
  g_autofree char *user = userinfo != NULL ? take_user (userinfo, url) : NULL;
  g_autofree char *host = g_strdup (at != NULL ? at + 1 : authority);
  char *colon = strrchr (host, ':');
  gint64 port = 0;

  if (colon != NULL && strchr (colon, ']') == NULL) {
    *colon = '\0';
    port = g_ascii_strtoll (colon + 1, NULL, 10);
  }
  if (host[0] == '\0')
    return NULL;
  return lp_legacy_server_new (schemes[scheme].kind, host, port, schemes[scheme].security, user);
}

static const char *
find_scheme (const char *text, guint *scheme)
{
  const char *colon = strstr (text, "://");
  g_autofree char *name = colon != NULL ? g_ascii_strdown (text, colon - text) : NULL;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].scheme, name)) {
      *scheme = i;
      return colon + 3;
    }
  return NULL;
}

LpLegacyUrl *
lp_legacy_url_parse (const char *text)
{
  guint scheme = 0;
  const char *rest = text != NULL ? find_scheme (text, &scheme) : NULL;

  if (rest == NULL)
    return NULL;

  gsize length = strcspn (rest, "/");
  g_autofree char *authority = g_strndup (rest, length);
  g_autoptr (LpLegacyUrl) url = g_new0 (LpLegacyUrl, 1);
  const char *parameters = strchr (rest + length, ';');

  url->server = parse_authority (authority, scheme, url);
  url->parameters = g_strdup (parameters);
  return url->server != NULL ? g_steal_pointer (&url) : NULL;
}

void
lp_legacy_url_free (LpLegacyUrl *url)
{
  if (url == NULL)
    return;

  lp_legacy_server_free (url->server);
  g_free (url->mechanism);
  g_free (url->parameters);
  g_free (url);
}
