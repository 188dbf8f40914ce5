/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration documents of draft-ietf-mailmaint-pacc:
 *
 *     { "protocols": { "imap": { "host": "imap.example.org" }, "smtp": { … }, "jmap": { "url": "https://…" } },
 *       "authentication": { "password": true, "oauth-public": { "issuer": "https://…" } },
 *       "info": { "provider": { "name": "Example" }, "help": { "documentation": "https://…" } } } */
#include "discovery/pacc-json.h"

#include "base/json.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Characters of a provider's name that are shown to people. */
#define MAX_NAME 100

static const struct {
  const char *name;
  LpProtocolId protocol;
} protocols[] = {
  { "imap", LP_PROTOCOL_IMAP },
  { "pop3", LP_PROTOCOL_POP3 },
  { "smtp", LP_PROTOCOL_SMTP },
};

static JsonNode *
get_member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static JsonNode *
load (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!lp_json_is_tame (text, length)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the document is too large");
    return NULL;
  }
  if (!json_parser_load_from_data (parser, text, (gssize)length, error))
    return NULL;
  g_autoptr (JsonNode) root = json_parser_steal_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root)
      && get_object (json_node_get_object (root), "protocols") != NULL)
    return g_steal_pointer (&root);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "the document names no protocols");
  return NULL;
}

/* Only browser sign-in is taken at its word; where a password will do, the server says in which form. */
static LpSignIn
choose_sign_in (JsonObject *root)
{
  JsonObject *ways = get_object (root, "authentication");

  return get_object (ways, "oauth-public") != NULL && !get_boolean (ways, "password")
             ? LP_SIGN_IN_OAUTH2
             : LP_SIGN_IN_AUTOMATIC;
}

static void
take_server (JsonObject *root, guint i, const LpAddress *address, GPtrArray *servers)
{
  const char *name
      = get_string (get_object (get_object (root, "protocols"), protocols[i].name), "host");
  g_autofree char *host = name != NULL ? lp_server_host_to_ascii (name) : NULL;
  g_autofree char *user = lp_address_to_ascii (address);

  if (host == NULL)
    return;
  guint16 port = lp_server_get_usual_port (protocols[i].protocol, LP_SECURITY_TLS);
  LpServer *server = lp_server_new (protocols[i].protocol, host, port, LP_SECURITY_TLS, user);
  server->sign_in = choose_sign_in (root);
  g_ptr_array_add (servers, server);
}

static void
take_services (JsonObject *root, GPtrArray *services)
{
  static const char *const kinds[] = { "jmap", "caldav", "carddav" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *url = get_string (get_object (get_object (root, "protocols"), kinds[i]), "url");
    if (url != NULL)
      lp_services_take (services, lp_service_new (kinds[i], url, "pacc"));
  }
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (!g_unichar_isprint (g_utf8_get_char (text)))
      return FALSE;
  }
  return TRUE;
}

static void
take_words (JsonObject *root, LpCandidate *candidate)
{
  JsonObject *info = get_object (root, "info");
  const char *name = get_string (get_object (info, "provider"), "name");
  const char *page = get_string (get_object (info, "help"), "documentation");

  if (name != NULL && *name != '\0' && g_utf8_strlen (name, -1) <= MAX_NAME && is_printable (name))
    candidate->provider_name = g_strdup (name);
  if (page != NULL && g_str_has_prefix (page, "https://") && lp_candidate_is_page (page))
    candidate->documentation = g_strdup (page);
}

GPtrArray *
lp_pacc_parse (const char *text, gsize length, const LpAddress *address,
               const LpCandidate *proposal, GPtrArray *services, GError **error)
{
  g_return_val_if_fail (text != NULL && address != NULL && proposal != NULL, NULL);

  g_autoptr (JsonNode) document = load (text, length, error);
  if (document == NULL)
    return NULL;
  JsonObject *root = json_node_get_object (document);
  g_autoptr (GPtrArray) incoming = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free);
  g_autoptr (GPtrArray) outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free);
  g_autoptr (LpCandidate) filled = lp_candidate_copy (proposal);
  take_words (root, filled);
  if (services != NULL)
    take_services (root, services);
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    take_server (root, i, address, protocols[i].protocol == LP_PROTOCOL_SMTP ? outgoing : incoming);
  return lp_candidate_pair (filled, incoming, outgoing);
}
