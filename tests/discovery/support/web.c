/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web.h"

#include "network.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct {
  WebKind kind;
  guint status;
  char *type;
  char *text;
  guint delay_ms;
} Page;

struct _Web {
  Certificates *certificates;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex lock;
  GHashTable *pages;   /* URL -> Page */
  GPtrArray *servers;  /* SoupServer */
  GPtrArray *services; /* GSocketService */
  GString *log;
};

static void
page_free (gpointer data)
{
  Page *page = data;

  g_free (page->type);
  g_free (page->text);
  g_free (page);
}

static GBytes *
make_bomb (void)
{
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, gzip);
  g_autofree char *zeros = g_malloc0 (1024 * 1024);

  for (guint i = 0; i < 64; i++)
    g_output_stream_write_all (stream, zeros, 1024 * 1024, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
on_piece_written (SoupServerMessage *message, gpointer user_data)
{
  static char piece[65536];

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            piece, sizeof piece);
}

static gboolean
on_drip_due (gpointer user_data)
{
  SoupServerMessage *message = user_data;

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            " ", 1);
  soup_server_message_unpause (message);
  return G_SOURCE_CONTINUE;
}

static void
call_later (Web *web, SoupServerMessage *message, guint ms, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, message, NULL);
  g_source_attach (source, web->context);
  g_object_set_data_full (G_OBJECT (message), "timer", source, (GDestroyNotify)g_source_destroy);
  g_source_unref (source);
}

static void
send_without_end (Web *web, SoupServerMessage *message, WebKind kind)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, " ", 1);
  if (kind == WEB_ENDLESS)
    g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_piece_written), NULL);
  else
    call_later (web, message, 1000, on_drip_due);
}

static void
send_page (Web *web, SoupServerMessage *message, const Page *page)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  switch (page->kind) {
  case WEB_DOCUMENT:
    soup_server_message_set_status (message, page->status, NULL);
    soup_server_message_set_response (message, page->type, SOUP_MEMORY_COPY, page->text,
                                      strlen (page->text));
    break;
  case WEB_REDIRECT:
    soup_server_message_set_redirect (message, page->status, page->text);
    break;
  case WEB_BOMB: {
    g_autoptr (GBytes) bomb = make_bomb ();
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
    soup_message_headers_replace (headers, "Content-Type", "text/xml");
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), bomb);
    break;
  }
  case WEB_SHORT:
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_message_headers_set_content_length (headers, 5000);
    soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                              "<clientConfig", 13);
    break;
  case WEB_HANG:
    soup_server_message_pause (message);
    break;
  default:
    send_without_end (web, message, page->kind);
  }
}

static gboolean
on_delay_over (gpointer user_data)
{
  soup_server_message_unpause (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  Web *web = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *url = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&web->lock);

  g_string_append_printf (web->log, "%s %s\n", soup_server_message_get_method (message), url);
  const Page *page = g_hash_table_lookup (web->pages, url);
  if (page == NULL) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }
  send_page (web, message, page);
  if (page->delay_ms > 0) {
    soup_server_message_pause (message);
    call_later (web, message, page->delay_ms, on_delay_over);
  }
}

static gpointer
run (gpointer data)
{
  Web *web = data;

  g_main_context_push_thread_default (web->context);
  g_main_loop_run (web->loop);
  while (g_main_context_iteration (web->context, FALSE)) {
  }
  g_main_context_pop_thread_default (web->context);
  return NULL;
}

Web *
web_new (Certificates *certificates)
{
  Web *web = g_new0 (Web, 1);

  web->certificates = certificates;
  web->context = g_main_context_new ();
  web->loop = g_main_loop_new (web->context, FALSE);
  g_mutex_init (&web->lock);
  web->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  web->servers = g_ptr_array_new_with_free_func (g_object_unref);
  web->services = g_ptr_array_new_with_free_func (g_object_unref);
  web->log = g_string_new (NULL);
  web->thread = g_thread_new ("web", run, web);
  return web;
}

/* Not g_main_context_invoke(), which runs the function right here while the thread is still
 * starting. */
static void
run_on_thread (Web *web, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, web->context);
}

typedef struct {
  Web *web;
  GTlsCertificate *certificate;
  gboolean is_web;
  GSocketAddress *address;
  gboolean done;
  GMutex lock;
  GCond changed;
} Opening;

static GSocketAddress *
make_any_port (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.24.1.1");

  return g_inet_socket_address_new (loopback, 0);
}

static void
open_web_server (Opening *opening)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) any_port = make_any_port ();
  SoupServer *server = soup_server_new ("tls-certificate", opening->certificate, NULL);
  SoupServerListenOptions options = opening->certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;

  soup_server_add_handler (server, NULL, on_request, opening->web, NULL);
  soup_server_listen (server, any_port, options, &error);
  g_assert_no_error (error);
  GSList *listeners = soup_server_get_listeners (server);
  opening->address = g_socket_get_local_address (listeners->data, NULL);
  g_slist_free (listeners);
  g_ptr_array_add (opening->web->servers, server);
}

/* Shakes hands, where there is a certificate, and stays until the other side goes. */
static gboolean
on_mail_connection (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
                    gpointer user_data)
{
  GTlsCertificate *certificate = g_object_get_data (G_OBJECT (service), "certificate");
  g_autoptr (GIOStream) stream = g_object_ref (G_IO_STREAM (connection));
  char byte;

  if (certificate != NULL) {
    g_object_unref (stream);
    stream = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  }
  g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, NULL, NULL);
  return TRUE;
}

static void
open_mail_server (Opening *opening)
{
  GSocketService *service = g_threaded_socket_service_new (-1);
  g_autoptr (GSocketAddress) any_port = make_any_port ();
  g_autoptr (GError) error = NULL;

  if (opening->certificate != NULL)
    g_object_set_data_full (G_OBJECT (service), "certificate", g_object_ref (opening->certificate),
                            g_object_unref);
  g_signal_connect (service, "run", G_CALLBACK (on_mail_connection), NULL);
  g_socket_listener_add_address (G_SOCKET_LISTENER (service), any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &opening->address, &error);
  g_assert_no_error (error);
  g_socket_service_start (service);
  g_ptr_array_add (opening->web->services, service);
}

/* On the web's thread: servers belong to the context they are made in. */
static gboolean
open_server (gpointer user_data)
{
  Opening *opening = user_data;

  if (opening->is_web)
    open_web_server (opening);
  else
    open_mail_server (opening);
  g_mutex_lock (&opening->lock);
  opening->done = TRUE;
  g_cond_signal (&opening->changed);
  g_mutex_unlock (&opening->lock);
  return G_SOURCE_REMOVE;
}

void
web_listen (Web *web, const char *address, guint16 port, CertificateKind kind, const char *names)
{
  g_autoptr (GTlsCertificate) certificate
      = names != NULL ? certificates_issue (web->certificates, kind, names) : NULL;
  gboolean is_web = port == 80 || port == 443;
  Opening opening = { .web = web, .certificate = certificate, .is_web = is_web };

  g_mutex_init (&opening.lock);
  g_cond_init (&opening.changed);
  run_on_thread (web, open_server, &opening);
  g_mutex_lock (&opening.lock);
  while (!opening.done)
    g_cond_wait (&opening.changed, &opening.lock);
  g_mutex_unlock (&opening.lock);
  network_add_route (address, port, opening.address);
  g_object_unref (opening.address);
  g_mutex_clear (&opening.lock);
  g_cond_clear (&opening.changed);
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

static gboolean
close_servers (gpointer user_data)
{
  Web *web = user_data;

  for (guint i = 0; i < web->servers->len; i++)
    soup_server_disconnect (web->servers->pdata[i]);
  for (guint i = 0; i < web->services->len; i++) {
    g_socket_service_stop (web->services->pdata[i]);
    g_socket_listener_close (web->services->pdata[i]);
  }
  g_ptr_array_set_size (web->servers, 0);
  g_ptr_array_set_size (web->services, 0);
  g_main_loop_quit (web->loop);
  return G_SOURCE_REMOVE;
}

void
web_free (Web *web)
{
  run_on_thread (web, close_servers, web);
  g_thread_join (web->thread);
  g_main_loop_unref (web->loop);
  g_main_context_unref (web->context);
  g_hash_table_unref (web->pages);
  g_ptr_array_unref (web->servers);
  g_ptr_array_unref (web->services);
  g_string_free (web->log, TRUE);
  g_mutex_clear (&web->lock);
  g_free (web);
}
