/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question to a web server: HEAD, for the Date in the answer. By hand and not through base/http, which rightly
 * refuses every certificate that is not valid today.
 */
#include "base/clock.h"

#include <libsoup/soup.h>
#include <string.h>

#define HTTPS 443
#define MOST_OCTETS (16 * 1024)
#define DATES (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)

static gboolean
on_accept_certificate (GTlsConnection *connection, GTlsCertificate *peer,
                       GTlsCertificateFlags flags, gpointer data)
{
  return (flags & ~DATES) == 0;
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
          GIOStream *connection, gpointer data)
{
  const char *ca_file = data;
  g_autoptr (GTlsDatabase) database = NULL;

  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return;
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (on_accept_certificate), NULL);
  database = ca_file != NULL ? g_tls_file_database_new (ca_file, NULL) : NULL;
  if (database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (connection), database);
}

/* Up to the empty line, as far as it is worth reading. GDataInputStream is not used: its lines have
 * no limit. */
static char *
read_head (GInputStream *stream, gint64 until, GCancellable *cancellable)
{
  g_autoptr (GString) head = g_string_sized_new (MOST_OCTETS);

  while (head->len < MOST_OCTETS && strstr (head->str, "\r\n\r\n") == NULL
         && g_get_monotonic_time () < until) {
    char piece[1024];
    gssize n = g_input_stream_read (stream, piece, sizeof piece, cancellable, NULL);
    if (n <= 0)
      break;
    g_string_append_len (head, piece, n);
  }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

gint64
lp_clock_read (GInputStream *stream, gint64 until, GCancellable *cancellable)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), 0);

  g_autofree char *head = read_head (stream, until, cancellable);
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    if (g_ascii_strncasecmp (*line, "date:", strlen ("date:")) != 0)
      continue;
    g_autoptr (GDateTime) date
        = soup_date_time_new_from_http_string (g_strstrip (*line + strlen ("date:")));
    return date != NULL ? g_date_time_to_unix (date) : 0;
  }
  return 0;
}

gint64
lp_clock_ask (const char *host, const char *ca_file, guint timeout_ms, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *request = NULL;

  g_return_val_if_fail (host != NULL, 0);

  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_timeout (client, MAX (timeout_ms / 1000, 1));
  g_signal_connect (client, "event", G_CALLBACK (on_event), (gpointer)ca_file);
  connection = g_socket_client_connect_to_host (client, host, HTTPS, cancellable, NULL);
  if (connection == NULL)
    return 0;
  request = g_strdup_printf ("HEAD / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                  strlen (request), NULL, cancellable, NULL))
    return 0;
  return lp_clock_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                        g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND,
                        cancellable);
}
