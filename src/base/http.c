/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP within bounds. libsoup has no limit for a body (and unpacks bombs), its timeout covers
 * single operations (a byte a second passes it), and it follows https to http: so the body is read
 * in pieces, one clock runs over everything, and redirects are ours. Measured with libsoup 3.2.
 *
 * The call blocks, but libsoup runs asynchronously in a main context of the call's own: only that
 * way a deadline can end it and GIO staggers a host's addresses. */
#include "base/http.h"

#include "base/authority.h"
#include "base/cancel.h"

#include <libsoup/soup.h>
#include <string.h>

#define USUAL_DEADLINE_MS 5000
#define PIECE 16384

typedef struct {
  const LpHttpRequest *request;
  GMainContext *context;
  SoupSession *session;
  GCancellable *cancellable; /* ours: the caller's and the clock trigger it */
  gboolean late;
  GAsyncResult *result;
} Exchange;

static void
on_result_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Exchange *exchange)
{
  while (exchange->result == NULL)
    g_main_context_iteration (exchange->context, TRUE);
  return g_steal_pointer (&exchange->result);
}

static gboolean
on_deadline (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->late = TRUE;
  g_cancellable_cancel (exchange->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection,
                  gpointer user_data)
{
  Exchange *exchange = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTED && exchange->request->on_connected != NULL)
    exchange->request->on_connected (exchange->request->user_data);
}

static GUri *
parse_url (const char *url, gboolean allow_plain, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, error);
  if (uri == NULL)
    return NULL;

  const char *scheme = g_uri_get_scheme (uri);
  gboolean allowed = g_str_equal (scheme, "https") || (allow_plain && g_str_equal (scheme, "http"));
  if (!allowed || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0') {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s may not be asked", url);
    return NULL;
  }
  return g_steal_pointer (&uri);
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && g_uri_get_port (a) == g_uri_get_port (b);
}

static SoupMessage *
make_message (Exchange *exchange, GUri *uri, GUri *first)
{
  const LpHttpRequest *request = exchange->request;
  const char *method = request->method != NULL ? request->method : SOUP_METHOD_GET;
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (headers, "User-Agent", "Letterplate");
  if (request->accept != NULL)
    soup_message_headers_replace (headers, "Accept", request->accept);
  if (request->authorization != NULL && is_same_origin (uri, first))
    soup_message_headers_replace (headers, "Authorization", request->authorization);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), exchange);
  return message;
}

static GBytes *
read_body (Exchange *exchange, GInputStream *stream, GError **error)
{
  gsize limit = exchange->request->max_size != 0 ? exchange->request->max_size : LP_HTTP_MAX_SIZE;
  /* All room at once: tokens come this way, and growing would leave copies behind. */
  g_autoptr (GByteArray) body = g_byte_array_sized_new (limit);

  while (TRUE) {
    g_input_stream_read_bytes_async (stream, PIECE, G_PRIORITY_DEFAULT, exchange->cancellable,
                                     on_result_ready, exchange);
    g_autoptr (GAsyncResult) result = wait_for_result (exchange);
    g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (stream, result, error);
    if (piece == NULL)
      return NULL;
    if (g_bytes_get_size (piece) == 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&body));
    if (body->len + g_bytes_get_size (piece) > limit) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "the answer is longer than %" G_GSIZE_FORMAT " octets", limit);
      return NULL;
    }
    g_byte_array_append (body, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
    explicit_bzero ((gpointer)g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
  }
}

/* libsoup does not always say so itself (measured with 3.2 over TLS). */
static gboolean
is_cut_short (SoupMessage *message, gsize length)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         && soup_message_headers_get_one (headers, "Content-Encoding") == NULL
         && (goffset)length < soup_message_headers_get_content_length (headers);
}

static char *
resolve_location (SoupMessage *message)
{
  const char *location
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  if (location == NULL || !SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)))
    return NULL;
  g_autoptr (GUri) target
      = g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);
  return target != NULL ? g_uri_to_string (target) : NULL;
}

static LpHttpResponse *
ask_once (Exchange *exchange, GUri *uri, GUri *first, GError **error)
{
  g_autoptr (SoupMessage) message = make_message (exchange, uri, first);
  soup_session_send_async (exchange->session, message, G_PRIORITY_DEFAULT, exchange->cancellable,
                           on_result_ready, exchange);
  g_autoptr (GAsyncResult) result = wait_for_result (exchange);
  g_autoptr (GInputStream) stream = soup_session_send_finish (exchange->session, result, error);
  if (stream == NULL)
    return NULL;
  g_autoptr (GBytes) body = read_body (exchange, stream, error);
  if (body == NULL)
    return NULL;
  if (is_cut_short (message, g_bytes_get_size (body))) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "the answer ends too early");
    return NULL;
  }

  const char *type
      = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  LpHttpResponse *response = g_new0 (LpHttpResponse, 1);
  response->status = soup_message_get_status (message);
  response->url = g_uri_to_string (uri);
  response->location = resolve_location (message);
  response->content_type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  response->secure = g_str_equal (g_uri_get_scheme (uri), "https");
  response->body = g_steal_pointer (&body);
  return response;
}

/* NULL without an error: the redirect is not for us to follow. */
static GUri *
choose_target (const LpHttpRequest *request, const LpHttpResponse *response, GUri *from,
               GError **error)
{
  gboolean is_get = request->method == NULL || g_str_equal (request->method, SOUP_METHOD_GET);

  if (response->location == NULL || request->keep_redirects || !is_get)
    return NULL;
  g_autoptr (GUri) target = parse_url (response->location, request->allow_plain, error);
  if (target == NULL)
    return NULL;
  if (request->stay_on_site
      && !lp_http_is_same_site (g_uri_get_host (from), g_uri_get_host (target)))
    return NULL;
  return g_steal_pointer (&target);
}

static LpHttpResponse *
ask_and_follow (Exchange *exchange, GError **error)
{
  const LpHttpRequest *request = exchange->request;
  g_autoptr (GUri) first = parse_url (request->url, request->allow_plain, error);
  g_autoptr (GUri) uri = first != NULL ? g_uri_ref (first) : NULL;
  gboolean secure = TRUE;

  for (guint hops = 0; uri != NULL; hops++) {
    g_autoptr (LpHttpResponse) response = ask_once (exchange, uri, first, error);
    if (response == NULL)
      return NULL;
    secure = response->secure = secure && response->secure;

    g_autoptr (GError) refusal = NULL;
    g_autoptr (GUri) target = choose_target (request, response, uri, &refusal);
    if (refusal != NULL) {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
    if (target == NULL)
      return g_steal_pointer (&response);
    if (hops == LP_HTTP_MAX_REDIRECTS) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "too many redirects");
      return NULL;
    }
    g_uri_unref (uri);
    uri = g_steal_pointer (&target);
  }
  return NULL;
}

/* What was cancelled still has sources in the context; left there they would leak with it. */
static void
tidy_up (Exchange *exchange)
{
  gpointer session = exchange->session;

  soup_session_abort (exchange->session);
  g_object_add_weak_pointer (G_OBJECT (session), &session);
  g_object_unref (exchange->session);
  gint64 until = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  while (g_main_context_iteration (exchange->context, FALSE)
         || (session != NULL && g_get_monotonic_time () < until)) {
  }
  if (session != NULL)
    g_object_remove_weak_pointer (G_OBJECT (session), &session);
}

LpHttpResponse *
lp_http_fetch (const LpHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (request != NULL && request->url != NULL, NULL);

  g_autoptr (GMainContext) context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  g_autoptr (GTlsDatabase) authority = lp_authority_new (request->ca_file);
  Exchange exchange = { .request = request, .context = context, .cancellable = own };
  exchange.session
      = soup_session_new_with_options ("max-conns", 1, "tls-database", authority, NULL);
  soup_session_remove_feature_by_type (exchange.session, SOUP_TYPE_AUTH_MANAGER);
  gulong handler = lp_cancel_forward (cancellable, own, context);
  guint deadline_ms = request->deadline_ms != 0 ? request->deadline_ms : USUAL_DEADLINE_MS;
  g_autoptr (GSource) clock = g_timeout_source_new (deadline_ms);
  g_source_set_callback (clock, on_deadline, &exchange, NULL);
  g_source_attach (clock, context);

  g_autoptr (GError) failure = NULL;
  LpHttpResponse *response = ask_and_follow (&exchange, &failure);

  g_source_destroy (clock);
  g_cancellable_disconnect (cancellable, handler);
  tidy_up (&exchange);
  g_main_context_pop_thread_default (context);
  if (response != NULL)
    return response;
  if (exchange.late)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no complete answer within %u ms",
                 deadline_ms);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

void
lp_http_response_free (LpHttpResponse *response)
{
  if (response == NULL)
    return;

  g_free (response->url);
  g_free (response->location);
  g_free (response->content_type);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_free (response);
}

/* Ends of private networks (mail.corp.lan) are in no list: there the last two labels count. */
static const char *
guess_site (const char *host)
{
  const char *last = strrchr (host, '.');

  if (last == NULL || g_hostname_is_ip_address (host))
    return host;
  while (last > host && last[-1] != '.')
    last--;
  return last;
}

static gpointer
load_suffixes (gpointer data)
{
  soup_tld_get_base_domain ("example.org", NULL);
  return NULL;
}

const char *
lp_http_get_site (const char *host)
{
  static GOnce once = G_ONCE_INIT;

  g_return_val_if_fail (host != NULL, NULL);

  g_once (&once, load_suffixes, NULL); /* libsoup loads the list without a lock */
  const char *site = soup_tld_get_base_domain (host, NULL);
  return site != NULL ? site : guess_site (host);
}

gboolean
lp_http_is_same_site (const char *a, const char *b)
{
  return g_ascii_strcasecmp (lp_http_get_site (a), lp_http_get_site (b)) == 0;
}
