/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting. GIO's asynchronous call is run in a context of its own, because only that one tries
 * the next address after 250 ms; the blocking one waits for each in turn (measured: 10 s with a
 * dead IPv6). */

#include "protocol/channel-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "base/cancel.h"

typedef struct {
  LpChannelObserver observer;
  gpointer observer_data;
  GCancellable *inner;
  GSocketConnection *connection;
  GError *error;
  gboolean is_done;
  gboolean is_late;
} Attempt;

static char *
dup_address_text (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
          GIOStream *connection, gpointer data)
{
  Attempt *attempt = data;
  g_autoptr (GSocketAddress) remote = NULL;

  if (attempt->observer == NULL)
    return;
  if (G_IS_SOCKET_CONNECTION (connection))
    remote = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  g_autofree char *text = dup_address_text (remote);
  attempt->observer (event, text, attempt->observer_data);
}

static void
on_connect_ready (GObject *client, GAsyncResult *result, gpointer data)
{
  Attempt *attempt = data;

  attempt->connection
      = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (client), result, &attempt->error);
  attempt->is_done = TRUE;
}

static gboolean
on_deadline (gpointer data)
{
  Attempt *attempt = data;

  attempt->is_late = TRUE;
  g_cancellable_cancel (attempt->inner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Attempt *attempt = data;

  g_cancellable_cancel (attempt->inner);
  return G_SOURCE_REMOVE;
}

static GSocketConnection *
run_attempt (Attempt *attempt, const char *host, guint16 port, gboolean use_proxy, guint timeout_ms,
             GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gulong guard = lp_cancel_guard (cancellable);
  g_autoptr (GSource) cancelled
      = cancellable != NULL ? g_cancellable_source_new (cancellable) : g_idle_source_new ();

  attempt->inner = inner;
  g_source_set_callback (deadline, on_deadline, attempt, NULL);
  g_source_attach (deadline, context);
  if (cancellable != NULL) {
    g_source_set_callback (cancelled, G_SOURCE_FUNC (on_cancelled), attempt, NULL);
    g_source_attach (cancelled, context);
  }
  g_signal_connect (client, "event", G_CALLBACK (on_event), attempt);
  g_socket_client_set_enable_proxy (client, use_proxy);

  g_main_context_push_thread_default (context);
  g_socket_client_connect_to_host_async (client, host, port, inner, on_connect_ready, attempt);
  while (!attempt->is_done)
    g_main_context_iteration (context, TRUE);
  /* The losers among the addresses are still on their way out. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_cancellable_disconnect (cancellable, guard);
  g_source_destroy (deadline);
  g_source_destroy (cancelled);
  g_signal_handlers_disconnect_by_data (client, attempt);
  return attempt->connection;
}

static void
set_no_delay (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  /* Without it a TLS 1.2 handshake waits 40 ms for a delayed acknowledgement. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_blocking (socket, FALSE);
}

LpChannel *
lp_channel_connect (const char *host, guint16 port, gboolean use_proxy, guint timeout_ms,
                    LpChannelObserver observer, gpointer data, GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (host != NULL && port != 0, NULL);

  Attempt attempt = { .observer = observer, .observer_data = data };
  g_autoptr (GSocketConnection) connection
      = run_attempt (&attempt, host, port, use_proxy, timeout_ms, cancellable);

  if (connection != NULL) {
    g_clear_error (&attempt.error);
    set_no_delay (connection);
    return lp_channel_new (G_IO_STREAM (connection));
  }
  if (attempt.is_late) {
    g_clear_error (&attempt.error);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Nothing answered in time");
    return NULL;
  }
  g_propagate_error (error, attempt.error);
  return NULL;
}

static GSocketConnection *
get_connection (LpChannel *channel)
{
  return G_IS_SOCKET_CONNECTION (channel->stream) ? G_SOCKET_CONNECTION (channel->stream) : NULL;
}

char *
lp_channel_dup_remote (LpChannel *channel)
{
  GSocketConnection *connection = get_connection (channel);

  if (connection == NULL)
    return NULL;
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  return dup_address_text (address);
}

GInetAddress *
lp_channel_dup_local (LpChannel *channel)
{
  GSocketConnection *connection = get_connection (channel);

  if (connection == NULL)
    return NULL;
  g_autoptr (GSocketAddress) address = g_socket_connection_get_local_address (connection, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}
