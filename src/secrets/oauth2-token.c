/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/oauth2-token.h"

#include <string.h>

#include "model/error.h"

/* RFC 6749 section 5.1 recommends to say it; an hour is what everybody gives. */
#define USUAL_LIFETIME 3600
#define MAX_LIFETIME (30 * 24 * 3600)
/* Pairs of the client and of what is traded */
#define MAX_PAIRS 10

/* RFC 6749 appendix A.12: anything else could break out of the line of a mail protocol. */
static gboolean
is_token (const char *text)
{
  if (strlen (text) > LP_CREDENTIALS_MAX)
    return FALSE;
  for (; *text != '\0'; text++)
    if (*text <= ' ' || *text > '~')
      return FALSE;
  return TRUE;
}

/* %FALSE: the member is there and no token */
static gboolean
take_token (const LpOauth2Answer *answer, const char *name, LpSecretKind kind,
            LpCredentials **token)
{
  const char *text = lp_oauth2_answer_get_string (answer, name);

  if (text == NULL)
    return TRUE;
  if (!is_token (text))
    return FALSE;
  *token = lp_credentials_new (kind, text, -1);
  return TRUE;
}

static gboolean
is_bearer (const LpOauth2Answer *answer)
{
  const char *type = lp_oauth2_answer_get_string (answer, "token_type");

  return type == NULL || g_ascii_strcasecmp (type, "Bearer") == 0;
}

static LpGrant *
read_grant (const LpIssuer *issuer, const LpOauth2Answer *answer, const char *user, GError **error)
{
  g_autoptr (LpGrant) grant = g_new0 (LpGrant, 1);

  if (!is_bearer (answer)
      || !take_token (answer, "access_token", LP_SECRET_ACCESS_TOKEN, &grant->access_token)
      || !take_token (answer, "refresh_token", LP_SECRET_REFRESH_TOKEN, &grant->refresh_token)
      || grant->access_token == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN, "%s gave no token that mail can use",
                 issuer->name);
    return NULL;
  }
  grant->issuer = g_strdup (issuer->id);
  grant->user = g_strdup (user);
  grant->scope = g_strdup (lp_oauth2_answer_get_string (answer, "scope"));
  grant->issued = g_get_real_time () / G_USEC_PER_SEC;
  grant->lifetime
      = CLAMP (lp_oauth2_answer_get_number (answer, "expires_in", USUAL_LIFETIME), 0, MAX_LIFETIME);
  return g_steal_pointer (&grant);
}

LpGrant *
lp_oauth2_trade (const LpIssuer *issuer, const char *const *form, const char *user, char **code,
                 GCancellable *cancellable, GError **error)
{
  const char *whole[2 * MAX_PAIRS + 1]
      = { "client_id", issuer->client_id, "client_secret", issuer->client_secret };
  gsize n = 4;

  for (gsize i = 0; form[i] != NULL && n < 2 * MAX_PAIRS; i += 2) {
    whole[n++] = form[i];
    whole[n++] = form[i + 1];
  }
  g_autoptr (LpOauth2Answer) answer
      = lp_oauth2_ask (issuer, issuer->token, whole, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (answer->error == NULL)
    return read_grant (issuer, answer, user, error);

  if (code != NULL)
    *code = g_strdup (answer->error);
  lp_oauth2_set_error (issuer, answer->status, answer->error, answer->description, error);
  return NULL;
}
