/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/oauth2-token.h"

#include <string.h>

#include "model/address.h"
#include "model/error.h"

/* RFC 6749 section 5.1 recommends to say it; an hour is what everybody gives. */
#define USUAL_LIFETIME 3600
#define MAX_LIFETIME (30 * 24 * 3600)
/* Pairs of the client and of what is traded */
#define MAX_PAIRS 10
/* An ID token is a few KiB. */
#define MAX_ID_TOKEN (16 * 1024)
/* RFC 5321 section 4.5.3.1.3, less the angle brackets */
#define MAX_ADDRESS 254
#define BASE64URL "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* The claims that may name a mailbox, the best one first. Microsoft tells the name of a work account in the second, or
 * the third where the token is of its older kind. */
static const char *const name_claims[] = { "email", "preferred_username", "upn" };

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

/* RFC 7515 appendix C: base64url without padding */
static GBytes *
decode (const char *text, gsize length)
{
  if (length == 0 || length % 4 == 1 || strspn (text, BASE64URL) != length)
    return NULL;

  g_autoptr (GString) padded = g_string_new_len (text, (gssize)length);
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  g_string_append (padded, length % 4 == 2 ? "==" : length % 4 == 3 ? "=" : "");
  gsize decoded_length;
  guchar *decoded = g_base64_decode (padded->str, &decoded_length);
  return g_bytes_new_take (decoded, decoded_length);
}

/* The middle one of the three parts of a signed token (RFC 7515 section 7.1) */
static GBytes *
decode_payload (const char *token)
{
  const char *payload = strchr (token, '.');
  const char *end = payload != NULL ? strchr (payload + 1, '.') : NULL;

  return end != NULL && strlen (token) <= MAX_ID_TOKEN
             ? decode (payload + 1, (gsize)(end - payload - 1))
             : NULL;
}

char *
lp_oauth2_read_signed_in (const char *id_token)
{
  g_autoptr (GBytes) payload = id_token != NULL ? decode_payload (id_token) : NULL;
  g_autoptr (JsonNode) root = payload != NULL ? lp_oauth2_parse (payload) : NULL;
  const LpOauth2Answer claims = { .root = root };

  for (gsize i = 0; root != NULL && i < G_N_ELEMENTS (name_claims); i++) {
    const char *name = lp_oauth2_answer_get_string (&claims, name_claims[i]);
    if (name == NULL || strlen (name) > MAX_ADDRESS)
      continue;
    g_autoptr (LpAddress) address = lp_address_parse (name, NULL);
    if (address != NULL)
      return g_strdup (address->text);
  }
  return NULL;
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
  grant->signed_in = lp_oauth2_read_signed_in (lp_oauth2_answer_get_string (answer, "id_token"));
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
