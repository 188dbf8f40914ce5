/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/loopback.h"

#include <netinet/in.h>
#include <string.h>

/* Ports that are tried until one is free on both addresses */
#define TRIES 20
/* Browsers open a few connections ahead; the oldest silent one goes when there are more. */
#define MAX_VISITORS 16
#define MAX_REQUEST 16384
/* A browser on this machine takes a page at once. */
#define SEND_SECONDS 2

struct _LpLoopback {
  GPtrArray *listeners; /* GSocket */
  GPtrArray *visitors;  /* Visitor, oldest first */
  guint16 port;
};

typedef struct {
  GSocket *socket;
  GString *text;
} Visitor;

static void
visitor_free (gpointer data)
{
  Visitor *visitor = data;

  g_socket_close (visitor->socket, NULL);
  g_object_unref (visitor->socket);
  g_string_free (visitor->text, TRUE);
  g_free (visitor);
}

/* ---- listening ---- */

static GSocket *
listen_on (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, port);
  g_autoptr (GSocket) socket
      = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 1, NULL);
  g_socket_set_blocking (socket, FALSE);
  /* No address reuse: while we listen nobody else can have the port. */
  if (!g_socket_bind (socket, address, FALSE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
get_local_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* %FALSE with %G_IO_ERROR_ADDRESS_IN_USE: somebody has the port on the other address, try another
 */
static gboolean
try_port (LpLoopback *loopback, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GSocket) socket = listen_on (G_SOCKET_FAMILY_IPV4, 0, error);
  if (socket == NULL)
    return FALSE;

  loopback->port = get_local_port (socket);
  g_autoptr (GSocket) socket6 = listen_on (G_SOCKET_FAMILY_IPV6, loopback->port, &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  g_ptr_array_add (loopback->listeners, g_steal_pointer (&socket));
  if (socket6 != NULL) /* else this machine has no IPv6 */
    g_ptr_array_add (loopback->listeners, g_steal_pointer (&socket6));
  return TRUE;
}

LpLoopback *
lp_loopback_new (GError **error)
{
  g_autoptr (LpLoopback) loopback = g_new0 (LpLoopback, 1);
  g_autoptr (GError) failure = NULL;

  loopback->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  loopback->visitors = g_ptr_array_new_with_free_func (visitor_free);
  for (guint i = 0; i < TRIES; i++) {
    g_clear_error (&failure);
    if (try_port (loopback, &failure))
      return g_steal_pointer (&loopback);
    if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
      break;
  }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

guint16
lp_loopback_get_port (const LpLoopback *loopback)
{
  g_return_val_if_fail (loopback != NULL, 0);
  return loopback->port;
}

void
lp_loopback_free (LpLoopback *loopback)
{
  if (loopback == NULL)
    return;

  g_ptr_array_unref (loopback->visitors);
  g_ptr_array_unref (loopback->listeners);
  g_free (loopback);
}

/* ---- one request (RFC 9112, as much of it as browsers send) ---- */

static void
request_clear (LpLoopbackRequest *request)
{
  g_clear_pointer (&request->method, g_free);
  g_clear_pointer (&request->path, g_free);
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_clear_pointer (&request->headers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpLoopbackRequest, request_clear)

static GHashTable *
read_headers (char **lines)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (; *lines != NULL && **lines != '\0'; lines++) {
    g_auto (GStrv) parts = g_strsplit (*lines, ":", 2);
    if (g_strv_length (parts) == 2)
      g_hash_table_insert (headers, g_ascii_strdown (parts[0], -1),
                           g_strdup (g_strstrip (parts[1])));
  }
  return headers;
}

static gboolean
read_request (const char *text, LpLoopbackRequest *request)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_auto (GStrv) words = g_strsplit (lines[0], " ", -1);

  if (g_strv_length (words) != 3 || words[1][0] != '/' || !g_str_has_prefix (words[2], "HTTP/1."))
    return FALSE;
  g_auto (GStrv) target = g_strsplit (words[1], "?", 2);
  request->method = g_strdup (words[0]);
  request->path = g_strdup (target[0]);
  if (target[1] != NULL)
    request->query = g_uri_parse_params (target[1], -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  request->headers = read_headers (lines + 1);
  return TRUE;
}

static char *
make_page (const LpLoopbackReply *reply)
{
  if (reply->title == NULL)
    return g_strdup ("");

  g_autofree char *title = g_markup_escape_text (reply->title, -1);
  g_autofree char *text = g_markup_escape_text (reply->text, -1);
  return g_strdup_printf ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>\n",
                          title, title, text);
}

/* The page loads nothing and tells nobody the address it came by, in which the code stands. */
static void
send_reply (GSocket *socket, const LpLoopbackReply *reply, GCancellable *cancellable)
{
  g_autofree char *page = make_page (reply);
  g_autofree char *whole
      = g_strdup_printf ("HTTP/1.1 %u %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                         "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n"
                         "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
                         "Content-Security-Policy: default-src 'none'\r\n\r\n%s",
                         reply->status, reply->status == 200 ? "OK" : "No", strlen (page), page);
  gsize length = strlen (whole);

  g_socket_set_blocking (socket, TRUE);
  g_socket_set_timeout (socket, SEND_SECONDS);
  for (gsize sent = 0; sent < length;) {
    gssize n = g_socket_send (socket, whole + sent, length - sent, cancellable, NULL);
    if (n <= 0)
      return;
    sent += n;
  }
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

/* ---- serving ---- */

typedef struct {
  LpLoopbackReply (*answer) (const LpLoopbackRequest *request, gpointer data);
  gpointer data;
  GCancellable *cancellable;
  gboolean done;
} Service;

static void
accept_visitor (LpLoopback *loopback, GSocket *listener)
{
  GSocket *socket = g_socket_accept (listener, NULL, NULL);
  if (socket == NULL)
    return;

  Visitor *visitor = g_new0 (Visitor, 1);
  g_socket_set_blocking (socket, FALSE);
  visitor->socket = socket;
  visitor->text = g_string_new (NULL);
  if (loopback->visitors->len == MAX_VISITORS)
    g_ptr_array_remove_index (loopback->visitors, 0);
  g_ptr_array_add (loopback->visitors, visitor);
}

/* Whether the visit is over */
static gboolean
hear_visitor (Service *service, Visitor *visitor)
{
  char piece[4096];
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (visitor->socket, piece, sizeof piece, NULL, &error);

  if (n < 0)
    return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_string_append_len (visitor->text, piece, n);
  if (n == 0 || visitor->text->len > MAX_REQUEST
      || strlen (visitor->text->str) != visitor->text->len)
    return TRUE;
  if (strstr (visitor->text->str, "\r\n\r\n") == NULL)
    return FALSE;

  g_auto (LpLoopbackRequest) request = { NULL };
  LpLoopbackReply reply = { .status = 400 };
  if (read_request (visitor->text->str, &request))
    reply = service->answer (&request, service->data);
  send_reply (visitor->socket, &reply, service->cancellable);
  service->done = reply.last;
  return TRUE;
}

static void
serve_ready (LpLoopback *loopback, Service *service, const GPollFD *fds)
{
  guint n_listeners = loopback->listeners->len;
  guint n_visitors = loopback->visitors->len;

  for (guint i = n_visitors; i > 0 && !service->done; i--)
    if (fds[n_listeners + i - 1].revents != 0
        && hear_visitor (service, loopback->visitors->pdata[i - 1]))
      g_ptr_array_remove_index (loopback->visitors, i - 1);
  for (guint i = 0; i < n_listeners && !service->done; i++)
    if (fds[i].revents != 0)
      accept_visitor (loopback, loopback->listeners->pdata[i]);
}

/* What to wait for: listeners, visitors, and last the cancellable if there is one */
static guint
fill_fds (LpLoopback *loopback, GCancellable *cancellable, GPollFD *fds)
{
  guint n = 0;

  for (guint i = 0; i < loopback->listeners->len; i++)
    fds[n++] = (GPollFD){ g_socket_get_fd (loopback->listeners->pdata[i]), G_IO_IN, 0 };
  for (guint i = 0; i < loopback->visitors->len; i++) {
    Visitor *visitor = loopback->visitors->pdata[i];
    fds[n++] = (GPollFD){ g_socket_get_fd (visitor->socket), G_IO_IN, 0 };
  }
  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fds[n]))
    n++;
  return n;
}

gboolean
lp_loopback_serve (LpLoopback *loopback,
                   LpLoopbackReply (*answer) (const LpLoopbackRequest *request, gpointer data),
                   gpointer data, guint seconds, GCancellable *cancellable)
{
  g_return_val_if_fail (loopback != NULL && answer != NULL, FALSE);

  Service service = { .answer = answer, .data = data, .cancellable = cancellable };
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!service.done && !g_cancellable_is_cancelled (cancellable)) {
    GPollFD fds[MAX_VISITORS + 3];
    gint64 left = (end - g_get_monotonic_time ()) / 1000;
    if (left <= 0)
      return FALSE;
    guint n = fill_fds (loopback, cancellable, fds);
    gboolean has_cancel = n > loopback->listeners->len + loopback->visitors->len;
    int ready = g_poll (fds, n, (int)MIN (left, G_MAXINT));
    if (has_cancel)
      g_cancellable_release_fd (cancellable);
    if (ready > 0)
      serve_ready (loopback, &service, fds);
  }
  return service.done;
}
