/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/autodiscover-xml.h"

#include <string.h>

#define MAX_DEPTH 32
#define MAX_PROTOCOLS 40

#define REQUEST_SCHEMA                                                                             \
  "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
#define RESPONSE_SCHEMA                                                                            \
  "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"

typedef enum {
  FIELD_TYPE,
  FIELD_SERVER,
  FIELD_PORT,
  FIELD_LOGIN_NAME,
  FIELD_SSL,
  FIELD_ENCRYPTION,
  FIELD_AUTH_REQUIRED,
  N_FIELDS
} Field;

static const char *const field_names[N_FIELDS] = {
  [FIELD_TYPE] = "Type",
  [FIELD_SERVER] = "Server",
  [FIELD_PORT] = "Port",
  [FIELD_LOGIN_NAME] = "LoginName",
  [FIELD_SSL] = "SSL",
  [FIELD_ENCRYPTION] = "Encryption",
  [FIELD_AUTH_REQUIRED] = "AuthRequired",
};

typedef struct {
  const LpAddress *address;
  GString *text;
  guint depth;
  guint n_protocols;
  gboolean in_protocol;
  char *fields[N_FIELDS];
  GPtrArray *incoming;
  GPtrArray *outgoing;
  char *redirect;
} Reader;

static void
clear_fields (Reader *reader)
{
  for (Field field = 0; field < N_FIELDS; field++)
    g_clear_pointer (&reader->fields[field], g_free);
}

static void
reader_clear (Reader *reader)
{
  clear_fields (reader);
  g_string_free (reader->text, TRUE);
  g_ptr_array_unref (reader->incoming);
  g_ptr_array_unref (reader->outgoing);
  g_free (reader->redirect);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

char *
lp_autodiscover_make_request (const LpAddress *address)
{
  g_return_val_if_fail (address != NULL, NULL);

  g_autofree char *ascii = lp_address_to_ascii (address);
  return g_markup_printf_escaped ("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                                  "<Autodiscover xmlns=\"" REQUEST_SCHEMA "\"><Request>"
                                  "<EMailAddress>%s</EMailAddress>"
                                  "<AcceptableResponseSchema>" RESPONSE_SCHEMA
                                  "</AcceptableResponseSchema></Request></Autodiscover>",
                                  ascii);
}

static gboolean
is_word (const char *text, const char *word)
{
  return text != NULL && g_ascii_strcasecmp (text, word) == 0;
}

/* Encryption overrides SSL; there TLS means STARTTLS. Without either, SSL is on, and on the ports
 * of clear protocols that can only be STARTTLS. */
static LpSecurity
choose_security (const Reader *reader, LpProtocolId protocol, guint16 port)
{
  const char *encryption = reader->fields[FIELD_ENCRYPTION];

  if (is_word (encryption, "SSL"))
    return LP_SECURITY_TLS;
  if (is_word (encryption, "TLS"))
    return LP_SECURITY_STARTTLS;
  if (is_word (encryption, "None") || is_word (reader->fields[FIELD_SSL], "off"))
    return LP_SECURITY_PLAIN;
  if (port == lp_server_get_usual_port (protocol, LP_SECURITY_STARTTLS) || port == 25)
    return LP_SECURITY_STARTTLS;
  return LP_SECURITY_TLS;
}

static void
finish_protocol (Reader *reader)
{
  g_autofree char *word = reader->fields[FIELD_TYPE] != NULL
                              ? g_ascii_strdown (reader->fields[FIELD_TYPE], -1)
                              : NULL;
  const char *name = reader->fields[FIELD_SERVER];
  g_autofree char *host = name != NULL ? lp_server_host_to_ascii (name) : NULL;
  const char *login = reader->fields[FIELD_LOGIN_NAME];
  LpProtocolId protocol;
  guint64 port;

  if (word == NULL || host == NULL || !lp_protocol_from_name (word, &protocol)
      || reader->fields[FIELD_PORT] == NULL
      || !g_ascii_string_to_unsigned (reader->fields[FIELD_PORT], 10, 1, G_MAXUINT16, &port, NULL)
      || (login != NULL && !lp_candidate_is_user (login)))
    return;

  g_autofree char *user
      = login != NULL && *login != '\0' ? g_strdup (login) : lp_address_to_ascii (reader->address);
  LpServer *server = lp_server_new (protocol, host, (guint16)port,
                                    choose_security (reader, protocol, (guint16)port), user);
  if (protocol == LP_PROTOCOL_SMTP && is_word (reader->fields[FIELD_AUTH_REQUIRED], "off"))
    server->sign_in = LP_SIGN_IN_NONE;
  g_ptr_array_add (protocol == LP_PROTOCOL_SMTP ? reader->outgoing : reader->incoming, server);
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if ((reader->depth == 0 && !g_str_equal (element, "Autodiscover")) || reader->depth > MAX_DEPTH
      || reader->n_protocols > MAX_PROTOCOLS) {
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                         "the document is no Autodiscover answer");
    return;
  }
  reader->depth++;
  g_string_truncate (reader->text, 0);
  if (!g_str_equal (element, "Protocol"))
    return;
  reader->in_protocol = TRUE;
  reader->n_protocols++;
  clear_fields (reader);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  g_string_append_len (((Reader *)user_data)->text, text, (gssize)length);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const char *text = g_strstrip (reader->text->str);

  for (Field field = 0; reader->in_protocol && field < N_FIELDS; field++) {
    if (!g_str_equal (element, field_names[field]))
      continue;
    g_free (reader->fields[field]);
    reader->fields[field] = g_strdup (text);
  }
  if (g_str_equal (element, "RedirectUrl") && reader->redirect == NULL)
    reader->redirect = g_strdup (text);
  if (g_str_equal (element, "Protocol")) {
    finish_protocol (reader);
    reader->in_protocol = FALSE;
  }
  g_string_truncate (reader->text, 0);
  reader->depth--;
}

GPtrArray *
lp_autodiscover_parse (const char *text, gsize length, const LpAddress *address,
                       const LpCandidate *proposal, char **redirect, GError **error)
{
  static const GMarkupParser parser
      = { .start_element = on_start, .end_element = on_end, .text = on_text };

  g_return_val_if_fail (text != NULL && address != NULL && redirect != NULL, NULL);

  g_auto (Reader) reader = {
    .address = address,
    .text = g_string_new (NULL),
    .incoming = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free),
    .outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free),
  };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);
  if (!g_markup_parse_context_parse (context, text, (gssize)length, error)
      || !g_markup_parse_context_end_parse (context, error))
    return NULL;
  if (reader.incoming->len + reader.outgoing->len == 0 && reader.redirect == NULL) {
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                         "the document names no usable server");
    return NULL;
  }
  *redirect = g_steal_pointer (&reader.redirect);
  return lp_candidate_pair (proposal, reader.incoming, reader.outgoing);
}
