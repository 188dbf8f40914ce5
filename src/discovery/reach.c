/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connecting is GIO's asynchronous call in a context of the call's own, because only that one
 * staggers addresses; the handshake is the blocking one, because GTask's ten threads starve behind
 * silent servers. */
#include "discovery/reach.h"

#include "base/authority.h"
#include "base/cancel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

typedef struct {
  const LpReachRequest *request;
  GMainContext *context;
  GCancellable *outer; /* the caller's */
  GCancellable *inner; /* ours: the caller's and the clock trigger it while we connect */
  GSocketConnection *connection;
  GError *error;
  gboolean done;
} Attempt;

static void
on_connect_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;

  attempt->connection
      = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &attempt->error);
  attempt->done = TRUE;
}

static gboolean
on_deadline (gpointer user_data)
{
  Attempt *attempt = user_data;

  g_cancellable_cancel (attempt->inner);
  return G_SOURCE_REMOVE;
}

static void
connect_to_host (Attempt *attempt)
{
  guint deadline_ms = attempt->request->deadline_ms;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSource) clock = g_timeout_source_new (deadline_ms);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, (deadline_ms + 999) / 1000);
  g_source_set_callback (clock, on_deadline, attempt, NULL);
  g_source_attach (clock, attempt->context);
  g_socket_client_connect_to_host_async (client, attempt->request->host, attempt->request->port,
                                         attempt->inner, on_connect_ready, attempt);
  while (!attempt->done)
    g_main_context_iteration (attempt->context, TRUE);
  g_source_destroy (clock);
  while (g_main_context_iteration (attempt->context, FALSE)) {
  }
}

static char **
list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names != NULL && i < names->len; i++) {
    gsize length;
    const char *name = g_bytes_get_data (names->pdata[i], &length);
    g_autofree char *text = g_strndup (name, length);
    g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

static LpReach
shake_hands (Attempt *attempt, char ***names)
{
  g_autoptr (GSocketConnectable) identity
      = g_network_address_new (attempt->request->host, attempt->request->port);
  g_autoptr (GIOStream) tls
      = g_tls_client_connection_new (G_IO_STREAM (attempt->connection), identity, NULL);
  if (tls == NULL)
    return LP_REACH_NO_TLS;

  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authority = lp_authority_new (attempt->request->ca_file);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), authority);
  if (g_tls_connection_handshake (G_TLS_CONNECTION (tls), attempt->outer, &error))
    return LP_REACH_SECURE;

  GTlsCertificate *peer = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (tls));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LP_REACH_SILENT;
  if (!g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) || peer == NULL)
    return LP_REACH_NO_TLS;
  if (names != NULL)
    *names = list_names (peer);
  return LP_REACH_BAD_CERTIFICATE;
}

static LpReach
name_failure (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return LP_REACH_MISSING;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LP_REACH_SILENT;
  return LP_REACH_REFUSED;
}

static LpReach
reach_with (Attempt *attempt, char ***names)
{
  const LpReachRequest *request = attempt->request;

  g_main_context_push_thread_default (attempt->context);
  gulong handler = lp_cancel_forward (attempt->outer, attempt->inner, attempt->context);
  connect_to_host (attempt);
  g_cancellable_disconnect (attempt->outer, handler);
  g_main_context_pop_thread_default (attempt->context);
  if (attempt->connection == NULL)
    return name_failure (attempt->error);
  if (request->on_connected != NULL)
    request->on_connected (request->user_data);
  if (!request->tls)
    return LP_REACH_OPEN;
  /* Without this a TLS 1.2 handshake takes three times as long (delayed acknowledgements). */
  g_socket_set_option (g_socket_connection_get_socket (attempt->connection), IPPROTO_TCP,
                       TCP_NODELAY, 1, NULL);
  return shake_hands (attempt, names);
}

LpReach
lp_reach (const LpReachRequest *request, char ***names, GCancellable *cancellable)
{
  g_return_val_if_fail (request != NULL && request->host != NULL, LP_REACH_MISSING);

  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  Attempt attempt
      = { .request = request, .context = context, .outer = cancellable, .inner = inner };
  LpReach reach = reach_with (&attempt, names);

  g_clear_object (&attempt.connection);
  g_clear_error (&attempt.error);
  return reach;
}
