/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Challenges: the first octet chooses the mechanism; each line is one challenge, encoded here, or with a "!" as it is. */

#include "fuzz/fuzz.h"

#include "protocol/sasl.h"

#include <string.h>

static const struct {
  const char *name;
  LpSignIn sign_in;
  LpSecretKind kind;
} mechanisms[] = {
  { "PLAIN", LP_SIGN_IN_PASSWORD, LP_SECRET_PASSWORD },
  { "LOGIN", LP_SIGN_IN_PASSWORD, LP_SECRET_PASSWORD },
  { "CRAM-MD5", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD },
  { "DIGEST-MD5", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD },
  { "SCRAM-SHA-1", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD },
  { "SCRAM-SHA-256", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD },
  { "SCRAM-SHA-256-PLUS", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD },
  { "XOAUTH2", LP_SIGN_IN_OAUTH2, LP_SECRET_ACCESS_TOKEN },
  { "OAUTHBEARER", LP_SIGN_IN_OAUTH2, LP_SECRET_ACCESS_TOKEN },
};

static LpSasl *
begin (gsize i, const LpSaslIdentity *identity)
{
  const char *offered[] = { mechanisms[i].name, NULL };
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  LpSaslTerms terms = { .offered = offered,
                        .sign_in = mechanisms[i].sign_in,
                        .has_secret = TRUE,
                        .kind = mechanisms[i].kind,
                        .encrypted = TRUE,
                        .can_bind = TRUE };

  g_assert_cmpint (lp_sasl_choose (&terms, chosen), ==, LP_VERDICT_OK);
  return lp_sasl_new (chosen->pdata[0], identity, NULL);
}

static gboolean
answer (LpSasl *sasl, const char *line)
{
  g_autofree char *encoded
      = *line == '!' ? g_strdup (line + 1) : g_base64_encode ((const guchar *)line, strlen (line));
  g_autofree char *response = lp_sasl_respond (sasl, encoded, NULL);

  return response != NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 1)
    return 0;

  gsize i = data[0] % G_N_ELEMENTS (mechanisms);
  g_autoptr (LpCredentials) credentials
      = lp_credentials_new (mechanisms[i].kind, "correct horse", -1);
  LpSaslIdentity identity = { .user = "maya",
                              .credentials = credentials,
                              .service = "imap",
                              .host = "mail.example.org",
                              .port = 993,
                              .binding = "AAAA",
                              .binding_is_exporter = TRUE };
  g_autofree char *text = g_strndup ((const char *)data + 1, size - 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 9);
  g_autoptr (LpSasl) sasl = begin (i, &identity);

  if (strcmp (mechanisms[i].name, "CRAM-MD5") != 0 && strcmp (mechanisms[i].name, "LOGIN") != 0
      && strcmp (mechanisms[i].name, "DIGEST-MD5") != 0)
    g_free (lp_sasl_respond (sasl, NULL, NULL));
  for (char **line = lines; *line != NULL; line++)
    if (!answer (sasl, *line))
      break;
  return 0;
}
