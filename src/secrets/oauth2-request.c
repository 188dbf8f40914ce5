/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/oauth2-request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/http.h"
#include "base/json.h"
#include "model/credentials.h"
#include "model/error.h"

/* Microsoft's refusals take long; an answer with tokens is a few KiB. */
#define DEADLINE_MS 30000
#define MAX_SIZE (64 * 1024)
/* Room for every form at once: growing would leave copies of secrets behind. */
#define FORM_SIZE (4 * LP_CREDENTIALS_MAX)

static void
free_form (gpointer data)
{
  lp_credentials_wipe (data, FORM_SIZE);
  g_free (data);
}

/* application/x-www-form-urlencoded, RFC 6749 appendix B */
static GBytes *
encode_form (const char *const *form)
{
  GString *text = g_string_sized_new (FORM_SIZE);

  for (; *form != NULL; form += 2) {
    if (form[1] == NULL)
      continue;
    if (text->len > 0)
      g_string_append_c (text, '&');
    g_string_append_uri_escaped (text, form[0], NULL, FALSE);
    g_string_append_c (text, '=');
    g_string_append_uri_escaped (text, form[1], NULL, FALSE);
  }
  gsize length = text->len;
  char *encoded = g_string_free (text, FALSE);
  return g_bytes_new_with_free_func (encoded, length, free_form, encoded);
}

/* What went wrong on the way there, as a verdict that names whom */
static void
take_error (const LpIssuer *issuer, const char *url, GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  LpVerdict verdict = lp_verdict_from_error (owned);

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&owned));
    return;
  }
  if (g_error_matches (owned, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    verdict = LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER;
  g_set_error (error, LP_ERROR, verdict, "%s, %s: %s", issuer->name,
               uri != NULL ? g_uri_get_host (uri) : "an address that is none", owned->message);
}

static LpHttpResponse *
fetch (const LpIssuer *issuer, const char *url, const char *const *form, GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GBytes) body = form != NULL ? encode_form (form) : NULL;
  GError *cause = NULL;
  const LpHttpRequest request = {
    .method = form != NULL ? "POST" : NULL,
    .url = url,
    .deadline_ms = DEADLINE_MS,
    .max_size = MAX_SIZE,
    .ca_file = issuer->ca_file,
    .accept = "application/json",
    .content_type = "application/x-www-form-urlencoded",
    .body = body,
  };
  LpHttpResponse *response = lp_http_fetch (&request, cancellable, &cause);

  if (response == NULL)
    take_error (issuer, url, cause, error);
  return response;
}

JsonNode *
lp_oauth2_parse (GBytes *body)
{
  g_return_val_if_fail (body != NULL, NULL);

  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length == 0 || !lp_json_is_tame (text, length)
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  JsonNode *root = json_parser_steal_root (parser);
  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root))
    return root;
  json_node_unref (root);
  return NULL;
}

LpOauth2Answer *
lp_oauth2_ask (const LpIssuer *issuer, const char *url, const char *const *form,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (LpHttpResponse) response = fetch (issuer, url, form, cancellable, error);
  if (response == NULL)
    return NULL;

  g_autoptr (LpOauth2Answer) answer = g_new0 (LpOauth2Answer, 1);
  answer->status = response->status;
  answer->root = lp_oauth2_parse (response->body);
  /* The buffer was made for this answer and nobody else holds it. */
  lp_credentials_wipe ((gpointer)g_bytes_get_data (response->body, NULL),
                       g_bytes_get_size (response->body));
  if (answer->root == NULL) {
    g_set_error (error, LP_ERROR,
                 response->status >= 500 ? LP_VERDICT_SERVER_UNAVAILABLE
                                         : LP_VERDICT_PROTOCOL_BROKEN,
                 "%s answered %u without JSON", issuer->name, response->status);
    return NULL;
  }
  answer->error = g_strdup (lp_oauth2_answer_get_string (answer, "error"));
  answer->description = g_strdup (lp_oauth2_answer_get_string (answer, "error_description"));
  if (answer->status / 100 != 2 && answer->error == NULL)
    answer->error = g_strdup_printf ("HTTP %u", answer->status);
  return g_steal_pointer (&answer);
}

static JsonNode *
get_value (const LpOauth2Answer *answer, const char *name)
{
  JsonNode *node = json_object_get_member (json_node_get_object (answer->root), name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

const char *
lp_oauth2_answer_get_string (const LpOauth2Answer *answer, const char *name)
{
  g_return_val_if_fail (answer != NULL, NULL);

  JsonNode *node = get_value (answer, name);
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  const char *text = json_node_get_string (node);
  return text != NULL && *text != '\0' ? text : NULL;
}

gint64
lp_oauth2_answer_get_number (const LpOauth2Answer *answer, const char *name, gint64 otherwise)
{
  g_return_val_if_fail (answer != NULL, otherwise);

  JsonNode *node = get_value (answer, name);
  if (node == NULL)
    return otherwise;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return (gint64)CLAMP (json_node_get_double (node), 0, G_MAXINT32);

  gint64 number = otherwise;
  const char *text = lp_oauth2_answer_get_string (answer, name);
  if (text != NULL)
    g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL);
  return number;
}

static void
wipe_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return;

  char *text = (char *)json_node_get_string (node);
  if (text != NULL)
    lp_credentials_wipe (text, strlen (text));
}

void
lp_oauth2_answer_free (LpOauth2Answer *answer)
{
  if (answer == NULL)
    return;

  if (answer->root != NULL) {
    json_object_foreach_member (json_node_get_object (answer->root), wipe_member, NULL);
    json_node_unref (answer->root);
  }
  g_free (answer->error);
  g_free (answer->description);
  g_free (answer);
}
