/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two mechanisms of access tokens: one message each. A refusal comes as a challenge with JSON
 * inside, or with nothing (Gmail's POP3); only after that is answered comes the refusal itself, and a
 * client that does not answer waits for ever. */

#include "protocol/sasl-private.h"

#include <string.h>

static char *
keep_complaint (LpSasl *sasl, const char *challenge, const char *answer, gsize *response_length)
{
  if (*challenge != '\0') {
    g_free (sasl->complaint);
    sasl->complaint = g_strdup (challenge);
  }
  *response_length = strlen (answer);
  return g_strdup (answer);
}

/* saslname of RFC 5801 §4 */
static char *
escape_name (const char *name)
{
  g_autoptr (GString) escaped = g_string_new (name);

  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

char *
lp_sasl_respond_xoauth2 (LpSasl *sasl, const char *challenge, gsize length, gsize *response_length,
                         GError **error)
{
  if (sasl->has_told)
    return keep_complaint (sasl, challenge, "", response_length);

  sasl->has_told = TRUE;
  char *response = g_strdup_printf ("user=%s\x01"
                                    "auth=Bearer %s\x01\x01",
                                    sasl->identity->user,
                                    lp_credentials_get_secret (sasl->identity->credentials));
  *response_length = strlen (response);
  return response;
}

char *
lp_sasl_respond_oauthbearer (LpSasl *sasl, const char *challenge, gsize length,
                             gsize *response_length, GError **error)
{
  if (sasl->has_told)
    return keep_complaint (sasl, challenge, "\x01", response_length);

  sasl->has_told = TRUE;
  g_autofree char *user = escape_name (sasl->identity->user);
  char *response = g_strdup_printf ("n,a=%s,\x01host=%s\x01port=%u\x01"
                                    "auth=Bearer %s\x01\x01",
                                    user, sasl->identity->host, sasl->identity->port,
                                    lp_credentials_get_secret (sasl->identity->credentials));
  *response_length = strlen (response);
  return response;
}
