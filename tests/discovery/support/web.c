/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web.h"

#include "network.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LOOPBACK "127.24.1.1"
#define MAX_BODY 65536

typedef struct {
  WebKind kind;
  guint status;
  char *type;
  char *text;
  guint delay_ms;
} Page;

struct _Web {
  Certificates *certificates;
  GPtrArray *ports;
  GCancellable *closing;
  GMutex lock;
  GCond changed;
  GPtrArray *guests; /* GSocketConnection */
  GHashTable *pages; /* URL -> Page */
  GString *log;
};

/* One connection while it is served. */
typedef struct {
  Web *web;
  int fd;
  gnutls_session_t session; /* NULL in clear */
} Client;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_free (page->type);
  g_free (page->text);
  g_free (page);
}

/* TRUE if the time is over, FALSE if the test is. */
static gboolean
wait_for (Web *web, guint ms)
{
  GPollFD fd;

  g_cancellable_make_pollfd (web->closing, &fd);
  gboolean over = g_poll (&fd, 1, (int)ms) == 0;
  g_cancellable_release_fd (web->closing);
  return over;
}

static gssize
receive (Client *client, void *bytes, gsize length)
{
  gssize got;

  do
    got = client->session != NULL ? gnutls_record_recv (client->session, bytes, length)
                                  : recv (client->fd, bytes, length, 0);
  while (client->session != NULL && (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED));
  return got;
}

static gboolean
send_bytes (Client *client, const void *bytes, gsize length)
{
  for (gsize sent = 0; sent < length;) {
    const char *rest = (const char *)bytes + sent;
    gssize written = client->session != NULL
                         ? gnutls_record_send (client->session, rest, length - sent)
                         : send (client->fd, rest, length - sent, MSG_NOSIGNAL);
    if (written < 0)
      return FALSE;
    sent += (gsize)written;
  }
  return TRUE;
}

static void
send_head (Client *client, guint status, const char *type, const char *more)
{
  g_autofree char *head
      = g_strdup_printf ("HTTP/1.1 %u Status\r\nConnection: close\r\nContent-Type: %s\r\n%s\r\n",
                         status, type != NULL ? type : "text/xml", more);

  send_bytes (client, head, strlen (head));
}

static void
send_document (Client *client, const Page *page)
{
  g_autofree char *more = g_strdup_printf ("Content-Length: %zu\r\n", strlen (page->text));

  send_head (client, page->status, page->type, more);
  send_bytes (client, page->text, strlen (page->text));
}

static void
send_redirect (Client *client, const Page *page)
{
  g_autofree char *more = g_strdup_printf ("Location: %s\r\nContent-Length: 0\r\n", page->text);

  send_head (client, page->status, NULL, more);
}

static void
send_endless (Client *client, const Page *page)
{
  static const char piece[65536];

  send_head (client, 200, NULL, "");
  while (send_bytes (client, piece, sizeof piece)) {
  }
}

static void
send_bomb (Client *client, const Page *page)
{
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, gzip);
  g_autofree char *zeros = g_malloc0 (1024 * 1024);

  for (guint i = 0; i < 64; i++)
    g_output_stream_write_all (stream, zeros, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  g_autoptr (GBytes) bomb = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  send_head (client, 200, NULL, "Content-Encoding: gzip\r\n");
  send_bytes (client, g_bytes_get_data (bomb, NULL), g_bytes_get_size (bomb));
}

static void
send_drip (Client *client, const Page *page)
{
  send_head (client, 200, NULL, "");
  while (send_bytes (client, " ", 1) && wait_for (client->web, 1000)) {
  }
}

static void
send_nothing (Client *client, const Page *page)
{
  wait_for (client->web, 60000);
}

static void
send_short (Client *client, const Page *page)
{
  send_head (client, 200, NULL, "Content-Length: 5000\r\n");
  send_bytes (client, "<clientConfig", 13);
}

static void (*const senders[]) (Client *client, const Page *page) = {
  [WEB_DOCUMENT] = send_document, [WEB_REDIRECT] = send_redirect, [WEB_ENDLESS] = send_endless,
  [WEB_BOMB] = send_bomb,         [WEB_DRIP] = send_drip,         [WEB_HANG] = send_nothing,
  [WEB_SHORT] = send_short,
};

/* A line without its end; empty at the end of everything. */
static char *
receive_line (Client *client)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (line->len < MAX_BODY && receive (client, &byte, 1) == 1 && byte != '\n')
    g_string_append_c (line, byte);
  return g_strchomp (g_string_free (g_steal_pointer (&line), FALSE));
}

/* The head of a request: its words, the host and the body that follows. */
static gboolean
read_request (Client *client, char ***words, char **host, char **body)
{
  g_autofree char *first = receive_line (client);
  gsize length = 0;

  *words = g_strsplit (first, " ", -1);
  while (TRUE) {
    g_autofree char *line = receive_line (client);
    if (*line == '\0')
      break;
    if (g_ascii_strncasecmp (line, "Host: ", 6) == 0)
      *host = g_strdup (line + 6);
    if (g_ascii_strncasecmp (line, "Content-Length: ", 16) == 0)
      length = MIN (strtoul (line + 16, NULL, 10), MAX_BODY);
  }
  *body = g_malloc0 (length + 1);
  for (gsize got = 0; got < length; got++) {
    if (receive (client, *body + got, 1) != 1)
      return FALSE;
  }
  return g_strv_length (*words) == 3 && *host != NULL;
}

static const Page *
find_page (Web *web, const char *method, const char *url, const char *body)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&web->lock);

  g_string_append_printf (web->log, "%s %s\n%s\n", method, url, body);
  return g_hash_table_lookup (web->pages, url);
}

static void
answer_request (Client *client, gboolean is_secure)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *host = NULL;
  g_autofree char *body = NULL;

  if (!read_request (client, &words, &host, &body))
    return;
  g_autofree char *url
      = g_strdup_printf ("%s://%s%s", is_secure ? "https" : "http", host, words[1]);
  const Page *page = find_page (client->web, words[0], url, body);
  if (page == NULL)
    send_head (client, 404, "text/plain", "Content-Length: 0\r\n");
  else if (page->delay_ms == 0 || wait_for (client->web, page->delay_ms))
    senders[page->kind](client, page);
}

/* A port that is listened on, with the thread that accepts there. */
typedef struct {
  Web *web;
  GSocketListener *listener;
  gnutls_certificate_credentials_t credentials; /* NULL in clear */
  gboolean is_web;
  GThread *thread;
} Port;

typedef struct {
  const Port *port;
  GSocketConnection *connection;
} Guest;

static gnutls_session_t
shake_hands (const Port *port, int fd)
{
  gnutls_session_t session;
  int code;

  gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (session);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, port->credentials);
  gnutls_transport_set_int (session, fd);
  do
    code = gnutls_handshake (session);
  while (code < 0 && !gnutls_error_is_fatal (code));
  if (code == 0)
    return session;
  gnutls_deinit (session);
  return NULL;
}

static void
serve (const Port *port, int fd)
{
  Client client = { .web = port->web, .fd = fd };
  char byte;

  if (port->credentials != NULL && (client.session = shake_hands (port, fd)) == NULL)
    return;
  if (port->is_web)
    answer_request (&client, port->credentials != NULL);
  else
    receive (&client, &byte, 1);
  if (client.session == NULL)
    return;
  gnutls_bye (client.session, GNUTLS_SHUT_WR);
  gnutls_deinit (client.session);
}

/* GSocket's file descriptors never block, whatever it says itself. */
static int
set_blocking (int fd)
{
  fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK);
  return fd;
}

static gpointer
serve_guest (gpointer data)
{
  Guest *guest = data;
  Web *web = guest->port->web;

  GSocket *socket = g_socket_connection_get_socket (guest->connection);
  serve (guest->port, set_blocking (g_socket_get_fd (socket)));
  g_mutex_lock (&web->lock);
  g_ptr_array_remove_fast (web->guests, guest->connection);
  g_cond_signal (&web->changed);
  g_mutex_unlock (&web->lock);
  g_free (guest);
  return NULL;
}

static gpointer
accept_guests (gpointer data)
{
  Port *port = data;
  Web *web = port->web;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (port->listener, NULL, web->closing, NULL))) {
    Guest *guest = g_new0 (Guest, 1);
    guest->port = port;
    guest->connection = connection;
    g_mutex_lock (&web->lock);
    g_ptr_array_add (web->guests, connection);
    g_mutex_unlock (&web->lock);
    g_thread_unref (g_thread_new ("guest", serve_guest, guest));
  }
  return NULL;
}

static void
port_free (gpointer data)
{
  Port *port = data;

  g_object_unref (port->listener);
  g_clear_pointer (&port->credentials, gnutls_certificate_free_credentials);
  g_free (port);
}

Web *
web_new (Certificates *certificates)
{
  Web *web = g_new0 (Web, 1);

  web->certificates = certificates;
  web->closing = g_cancellable_new ();
  g_mutex_init (&web->lock);
  g_cond_init (&web->changed);
  web->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  web->ports = g_ptr_array_new_with_free_func (port_free);
  web->guests = g_ptr_array_new_with_free_func (g_object_unref);
  web->log = g_string_new (NULL);
  return web;
}

void
web_listen (Web *web, const char *address, guint16 number, CertificateKind kind, const char *names)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string (LOOPBACK);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;
  Port *port = g_new0 (Port, 1);

  port->web = web;
  port->is_web = number == 80 || number == 443;
  if (names != NULL)
    port->credentials = certificates_issue (web->certificates, kind, names);
  port->listener = g_socket_listener_new ();
  g_socket_listener_add_address (port->listener, any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  network_add_route (address, number, bound);
  port->thread = g_thread_new ("port", accept_guests, port);
  g_ptr_array_add (web->ports, port);
}

void
web_add_page (Web *web, const char *url, WebKind kind, guint status, const char *type,
              const char *text, guint delay_ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&web->lock);
  Page *page = g_new0 (Page, 1);

  page->kind = kind;
  page->status = status;
  page->type = g_strdup (type);
  page->text = g_strdup (text);
  page->delay_ms = delay_ms;
  g_hash_table_insert (web->pages, g_strdup (url), page);
}

char *
web_dup_log (Web *web)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&web->lock);

  return g_strdup (web->log->str);
}

void
web_free (Web *web)
{
  g_cancellable_cancel (web->closing);
  for (guint i = 0; i < web->ports->len; i++)
    g_thread_join (((Port *)web->ports->pdata[i])->thread);
  g_mutex_lock (&web->lock);
  for (guint i = 0; i < web->guests->len; i++)
    g_socket_shutdown (g_socket_connection_get_socket (web->guests->pdata[i]), TRUE, TRUE, NULL);
  while (web->guests->len > 0)
    g_cond_wait (&web->changed, &web->lock);
  g_mutex_unlock (&web->lock);
  g_ptr_array_unref (web->guests);
  g_ptr_array_unref (web->ports);
  g_hash_table_unref (web->pages);
  g_object_unref (web->closing);
  g_string_free (web->log, TRUE);
  g_mutex_clear (&web->lock);
  g_cond_clear (&web->changed);
  g_free (web);
}
