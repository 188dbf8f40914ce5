/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanisms that libgsasl computes. Around it: a cap for SCRAM's rounds, and a look at what
 * its return codes mean. */

#include "protocol/sasl-private.h"

#include <stdlib.h>
#include <string.h>

/* PBKDF2 with a million rounds takes about a second; a hostile server asks for 2,147,483,647. */
#define MOST_ROUNDS 1000000

static gboolean
is_scram (const LpSasl *sasl)
{
  return g_str_has_prefix (sasl->mechanism->name, "SCRAM-");
}

static void
set_properties (LpSasl *sasl)
{
  const LpSaslIdentity *identity = sasl->identity;

  /* EXTERNAL without an identity lets the certificate's own count; GSSAPI asks for one expressly.
   */
  if (strcmp (sasl->mechanism->name, "GSSAPI") == 0)
    gsasl_property_set (sasl->session, GSASL_AUTHZID, identity->user);
  gsasl_property_set (sasl->session, GSASL_AUTHID, identity->user);
  gsasl_property_set (sasl->session, GSASL_SERVICE, identity->service);
  gsasl_property_set (sasl->session, GSASL_HOSTNAME, identity->host);
  if (identity->credentials != NULL)
    gsasl_property_set (sasl->session, GSASL_PASSWORD,
                        lp_credentials_get_secret (identity->credentials));
  if (sasl->mechanism->traits & LP_TRAIT_BINDS)
    gsasl_property_set (sasl->session,
                        identity->binding_is_exporter ? GSASL_CB_TLS_EXPORTER : GSASL_CB_TLS_UNIQUE,
                        identity->binding);
}

/* server-first-message of RFC 5802 §7: "r=...,s=...,i=4096". */
static gboolean
check_rounds (const char *challenge, gsize length, GError **error)
{
  /* The library reads on behind a NUL, and would find there what was not looked at here. */
  if (strlen (challenge) != length) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                         "The server's challenge holds a NUL");
    return FALSE;
  }
  g_auto (GStrv) attributes = g_strsplit (challenge, ",", 16);

  for (char **attribute = attributes; *attribute != NULL; attribute++) {
    if (!g_str_has_prefix (*attribute, "i="))
      continue;
    if (g_ascii_strtoull (*attribute + 2, NULL, 10) <= MOST_ROUNDS)
      return TRUE;
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                 "The server asks for more than %d rounds of SCRAM", MOST_ROUNDS);
    return FALSE;
  }
  return TRUE;
}

static void
set_error (LpSasl *sasl, int result, GError **error)
{
  /* A password that SASLprep forbids, or no Kerberos ticket: nothing was refused, something else
   * may do. */
  gboolean unusable = result != GSASL_MECHANISM_PARSE_ERROR && result != GSASL_AUTHENTICATION_ERROR
                      && result != GSASL_MECHANISM_CALLED_TOO_MANY_TIMES;

  if (result == GSASL_AUTHENTICATION_ERROR && (sasl->mechanism->traits & LP_TRAIT_PROVES))
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                         "The server did not prove that it knows the password");
  else
    g_set_error (error, LP_ERROR, unusable ? LP_VERDICT_NO_MECHANISM : LP_VERDICT_PROTOCOL_BROKEN,
                 "%s: %s", sasl->mechanism->name, gsasl_strerror (result));
}

char *
lp_sasl_respond_library (LpSasl *sasl, const char *challenge, gsize length, gsize *response_length,
                         GError **error)
{
  char *output = NULL;

  if (gsasl_property_fast (sasl->session, GSASL_AUTHID) == NULL)
    set_properties (sasl);
  if (is_scram (sasl) && g_str_has_prefix (challenge, "e=")) {
    g_free (sasl->complaint);
    sasl->complaint = g_strdup (challenge);
    return g_strdup ("");
  }
  /* CRAM-MD5 would go on answering: no server gets more answers than the mechanism has. */
  if (sasl->is_complete) {
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                 "The server challenges after the end of %s", sasl->mechanism->name);
    return NULL;
  }
  if (is_scram (sasl) && !check_rounds (challenge, length, error))
    return NULL;

  int result = gsasl_step (sasl->session, challenge, length, &output, response_length);
  if (result != GSASL_OK && result != GSASL_NEEDS_MORE) {
    set_error (sasl, result, error);
    return NULL;
  }
  sasl->is_complete = result == GSASL_OK;
  char *response = g_malloc (*response_length + 1);
  memcpy (response, output != NULL ? output : "", *response_length);
  response[*response_length] = '\0';
  if (output != NULL)
    lp_credentials_wipe (output, *response_length);
  gsasl_free (output);
  return response;
}
