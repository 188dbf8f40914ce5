/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mozilla autoconfig documents, read by GMarkup: it knows no DTD, so there is nothing to explode.
 *
 *     clientConfig / emailProvider / domain, displayName, oAuth2/issuer
 *                                  / incomingServer, outgoingServer / hostname, port, socketType, …
 *                                  / enable visiturl="" / instruction
 *                                  / inputField key="" label=""
 *
 * A captive portal's page may be well-formed, so the root has to be clientConfig and a server has
 * to be there. */
#include "discovery/autoconfig-xml.h"

#include "discovery/autoconfig-server.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_DEPTH 32
#define MAX_SERVERS 40
#define MAX_DOMAINS 1000
/* Characters of a provider's own sentence that are shown to people. */
#define MAX_SENTENCE 300

typedef struct {
  const LpAddress *address;
  const char *domain;
  GString *text;
  GPtrArray *path; /* names of open elements */
  GPtrArray *incoming;
  GPtrArray *outgoing;
  LpAutoconfigServer *server; /* (nullable): the one being read */
  guint n_servers;
  guint n_domains;
  gboolean right_domain;
  gboolean incomplete_user;
  char *display_name;
  char *documentation;
  char *enable_url;
  char *instruction;
  char *user_field; /* the label of what the person has to say */
} Reader;

static void
reader_clear (Reader *reader)
{
  g_string_free (reader->text, TRUE);
  g_ptr_array_unref (reader->path);
  g_ptr_array_unref (reader->incoming);
  g_ptr_array_unref (reader->outgoing);
  g_clear_pointer (&reader->server, lp_autoconfig_server_free);
  g_free (reader->display_name);
  g_free (reader->documentation);
  g_free (reader->enable_url);
  g_free (reader->instruction);
  g_free (reader->user_field);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static void
finish_server (Reader *reader)
{
  g_autoptr (LpAutoconfigServer) read = g_steal_pointer (&reader->server);
  LpServer *server = lp_autoconfig_server_read (read, reader->address, &reader->incomplete_user);

  if (server != NULL)
    g_ptr_array_add (read->outgoing ? reader->outgoing : reader->incoming, server);
}

static gboolean
is_at_or_above (const char *domain, const char *below)
{
  g_autofree char *suffix = g_strconcat (".", domain, NULL);

  return g_ascii_strcasecmp (domain, below) == 0 || g_str_has_suffix (below, suffix);
}

static void
take_domain (Reader *reader, const char *text)
{
  g_autofree char *domain = lp_autoconfig_fill_host (text, reader->address);

  reader->n_domains++;
  if (domain == NULL)
    return;
  if (is_at_or_above (domain, reader->address->domain)
      || (reader->domain != NULL && g_ascii_strcasecmp (domain, reader->domain) == 0))
    reader->right_domain = TRUE;
}

static void
replace_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

/* What a stranger wrote and people read: one line, not too long, without control characters. */
static void
take_sentence (char **field, const char *text)
{
  if (*field != NULL || g_utf8_strlen (text, -1) > MAX_SENTENCE)
    return;

  g_autoptr (GString) line = g_string_new (NULL);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);
    g_string_append_unichar (
        line, g_unichar_isprint (letter) && !g_unichar_isspace (letter) ? letter : ' ');
  }
  *field = g_string_free (g_steal_pointer (&line), FALSE);
}

static void
take_display_name (Reader *reader, const char *text)
{
  g_autofree char *filled = lp_candidate_fill_template (text, reader->address);

  if (filled != NULL)
    take_sentence (&reader->display_name, filled);
}

static void
take_instruction (Reader *reader, const char *text)
{
  take_sentence (&reader->instruction, text);
}

static void
take_label (Reader *reader, const char *label)
{
  if (label != NULL)
    take_sentence (&reader->user_field, label);
}

static void
take_page (char **field, const char *url)
{
  if (*field == NULL && url != NULL && lp_candidate_is_page (url))
    *field = g_strdup (url);
}

static void
take_host (Reader *reader, const char *text)
{
  replace_text (&reader->server->host, text);
}

static void
take_port (Reader *reader, const char *text)
{
  replace_text (&reader->server->port, text);
}

static void
take_socket (Reader *reader, const char *text)
{
  replace_text (&reader->server->socket, text);
}

static void
take_user (Reader *reader, const char *text)
{
  replace_text (&reader->server->user, text);
}

static void
take_way (Reader *reader, const char *text)
{
  g_ptr_array_add (reader->server->ways, g_strdup (text));
}

/* What an element's text is taken for. */
static const struct {
  const char *parent; /* NULL: one of the two servers */
  const char *element;
  void (*take) (Reader *reader, const char *text);
} leaves[] = {
  { "emailProvider", "domain", take_domain },
  { "emailProvider", "displayName", take_display_name },
  { "enable", "instruction", take_instruction },
  { NULL, "hostname", take_host },
  { NULL, "port", take_port },
  { NULL, "socketType", take_socket },
  { NULL, "username", take_user },
  { NULL, "authentication", take_way },
};

static const char *
get_parent (const Reader *reader)
{
  return reader->path->len > 1 ? reader->path->pdata[reader->path->len - 2] : "";
}

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, reason);
  return FALSE;
}

static void
start_server (Reader *reader, gboolean outgoing, const char *type)
{
  g_clear_pointer (&reader->server, lp_autoconfig_server_free);
  reader->server = lp_autoconfig_server_new (outgoing, type);
  reader->n_servers++;
}

static const char *
get_attribute (const char **names, const char **values, const char *wanted)
{
  for (guint i = 0; names[i] != NULL; i++) {
    if (g_str_equal (names[i], wanted))
      return values[i];
  }
  return NULL;
}

static gboolean
is_server (const char *element)
{
  return g_str_equal (element, "incomingServer") || g_str_equal (element, "outgoingServer");
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if (reader->path->len == 0 && !g_str_equal (element, "clientConfig")) {
    refuse (error, "the document is no clientConfig");
    return;
  }
  if (reader->path->len >= MAX_DEPTH || reader->n_servers > MAX_SERVERS
      || reader->n_domains > MAX_DOMAINS) {
    refuse (error, "the document is too large");
    return;
  }
  g_ptr_array_add (reader->path, g_strdup (element));
  g_string_truncate (reader->text, 0);
  if (!g_str_equal (get_parent (reader), "emailProvider"))
    return;
  if (is_server (element))
    start_server (reader, g_str_equal (element, "outgoingServer"),
                  get_attribute (names, values, "type"));
  else if (g_str_equal (element, "enable"))
    take_page (&reader->enable_url, get_attribute (names, values, "visiturl"));
  else if (g_str_equal (element, "documentation"))
    take_page (&reader->documentation, get_attribute (names, values, "url"));
  else if (g_str_equal (element, "inputField"))
    take_label (reader, get_attribute (names, values, "label"));
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  Reader *reader = user_data;

  g_string_append_len (reader->text, text, (gssize)length);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const char *parent = get_parent (reader);
  gboolean in_server = reader->server != NULL && is_server (parent);

  g_strstrip (reader->text->str);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++) {
    gboolean in_place
        = leaves[i].parent != NULL ? g_str_equal (parent, leaves[i].parent) : in_server;
    if (in_place && g_str_equal (element, leaves[i].element))
      leaves[i].take (reader, reader->text->str);
  }
  if (reader->server != NULL && is_server (element) && g_str_equal (parent, "emailProvider"))
    finish_server (reader);
  g_string_truncate (reader->text, 0);
  g_ptr_array_set_size (reader->path, (int)reader->path->len - 1);
}

static gboolean
read_document (Reader *reader, const char *text, gsize length, GError **error)
{
  static const GMarkupParser parser
      = { .start_element = on_start, .end_element = on_end, .text = on_text };
  static const char mark[] = "\xef\xbb\xbf";
  gsize skipped = length >= 3 && memcmp (text, mark, 3) == 0 ? 3 : 0;
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reader, NULL);

  if (!g_markup_parse_context_parse (context, text + skipped, (gssize)(length - skipped), error)
      || !g_markup_parse_context_end_parse (context, error))
    return FALSE;
  if (!reader->right_domain && (reader->n_domains > 0 || reader->domain == NULL))
    return refuse (error, "the document is for another domain");
  if (reader->incoming->len == 0 && reader->outgoing->len == 0)
    return refuse (error, "the document names no usable server");
  return TRUE;
}

static void
add_hints (const Reader *reader, LpCandidate *candidate)
{
  if (reader->enable_url != NULL)
    lp_candidate_add_hint (candidate, "enable-imap",
                           reader->instruction != NULL
                               ? reader->instruction
                               : _ ("Access for mail programs must be switched on first."),
                           reader->enable_url);
  if (reader->incomplete_user)
    candidate->user_field
        = g_strdup (reader->user_field != NULL ? reader->user_field : _ ("User name"));
  if (reader->incomplete_user)
    lp_candidate_add_hint (candidate, "username",
                           _ ("The provider gives out user names that cannot be told from the "
                              "address, for instance a customer number."),
                           NULL);
}

GPtrArray *
lp_autoconfig_parse (const char *text, gsize length, const LpAddress *address, const char *domain,
                     const LpCandidate *proposal, GError **error)
{
  g_return_val_if_fail (text != NULL && address != NULL && proposal != NULL, NULL);

  g_auto (Reader) reader = {
    .address = address,
    .domain = domain,
    .text = g_string_new (NULL),
    .path = g_ptr_array_new_with_free_func (g_free),
    .incoming = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free),
    .outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free),
  };
  if (!read_document (&reader, text, length, error))
    return NULL;

  g_autoptr (LpCandidate) filled = lp_candidate_copy (proposal);
  if (filled->provider_name == NULL)
    filled->provider_name = g_steal_pointer (&reader.display_name);
  if (filled->documentation == NULL)
    filled->documentation = g_steal_pointer (&reader.documentation);
  add_hints (&reader, filled);
  return lp_candidate_pair (filled, reader.incoming, reader.outgoing);
}
