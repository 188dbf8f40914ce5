/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An issuer's metadata: RFC 8414, and the older place of OpenID Connect Discovery 1.0.
 */
#include <string.h>

#include "model/error.h"
#include "secrets/issuer.h"
#include "secrets/oauth2-request.h"

/* RFC 8414 section 3.1 puts its words between host and path, OpenID behind the path. */
static char *
make_url (const char *identifier, gboolean openid)
{
  g_autofree char *base = g_strdup (identifier);
  gsize length = strlen (base);

  if (length > 0 && base[length - 1] == '/')
    base[length - 1] = '\0';
  if (openid)
    return g_strconcat (base, "/.well-known/openid-configuration", NULL);
  const char *host = strstr (base, "://");
  const char *path = host != NULL ? strchr (host + 3, '/') : NULL;
  if (path == NULL)
    return g_strconcat (base, "/.well-known/oauth-authorization-server", NULL);
  return g_strdup_printf ("%.*s/.well-known/oauth-authorization-server%s", (int)(path - base), base,
                          path);
}

static LpOauth2Answer *
fetch_document (const LpIssuer *issuer, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = make_url (issuer->identifier, FALSE);
  g_autofree char *openid_url = make_url (issuer->identifier, TRUE);
  g_autoptr (GError) first = NULL;

  LpOauth2Answer *answer = lp_oauth2_ask (issuer, url, NULL, cancellable, &first);
  if (answer != NULL && answer->status == 200)
    return answer;
  lp_oauth2_answer_free (answer);

  /* Only "there is no such document" leads on; a refused connection would be refused twice. */
  if (first != NULL && !g_error_matches (first, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN)) {
    g_propagate_error (error, g_steal_pointer (&first));
    return NULL;
  }
  return lp_oauth2_ask (issuer, openid_url, NULL, cancellable, error);
}

static gboolean
supports_s256 (const LpOauth2Answer *answer)
{
  JsonObject *document = json_node_get_object (answer->root);
  JsonNode *node = json_object_get_member (document, "code_challenge_methods_supported");

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return TRUE; /* not said; an issuer that does not know PKCE ignores it */
  JsonArray *methods = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (methods); i++) {
    JsonNode *method = json_array_get_element (methods, i);
    if (JSON_NODE_HOLDS_VALUE (method) && g_strcmp0 (json_node_get_string (method), "S256") == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
says_iss (const LpOauth2Answer *answer)
{
  JsonNode *node = json_object_get_member (json_node_get_object (answer->root),
                                           "authorization_response_iss_parameter_supported");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static gboolean
check_document (const LpIssuer *issuer, const LpOauth2Answer *answer, GError **error)
{
  const char *claimed = lp_oauth2_answer_get_string (answer, "issuer");

  if (answer->status != 200) {
    lp_oauth2_set_error (issuer, answer->status, answer->error, answer->description, error);
    return FALSE;
  }
  if (g_strcmp0 (claimed, issuer->identifier) != 0) {
    g_autofree char *safe = lp_oauth2_make_safe (claimed);
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                 "the metadata of %s calls itself %s: somebody else's", issuer->identifier,
                 safe != NULL ? safe : "nothing");
    return FALSE;
  }
  if (!supports_s256 (answer)) {
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN, "%s does not support PKCE with S256",
                 issuer->name);
    return FALSE;
  }
  return TRUE;
}

/* An address of the row counts more than the document's. */
static void
take (char **field, const LpOauth2Answer *answer, const char *name)
{
  if (*field == NULL)
    *field = g_strdup (lp_oauth2_answer_get_string (answer, name));
}

gboolean
lp_issuer_complete (LpIssuer *issuer, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (issuer != NULL, FALSE);

  if (issuer->has_metadata && issuer->identifier != NULL) {
    g_autoptr (LpOauth2Answer) answer = fetch_document (issuer, cancellable, error);
    if (answer == NULL || !check_document (issuer, answer, error))
      return FALSE;
    take (&issuer->authorization, answer, "authorization_endpoint");
    take (&issuer->token, answer, "token_endpoint");
    take (&issuer->device, answer, "device_authorization_endpoint");
    issuer->wants_identifier = says_iss (answer);
    issuer->has_metadata = FALSE; /* once is enough */
  }
  if (issuer->token != NULL)
    return TRUE;
  g_set_error (error, LP_ERROR, LP_VERDICT_INTERNAL, "nothing says where %s gives tokens",
               issuer->name);
  return FALSE;
}
