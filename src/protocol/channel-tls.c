/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A channel's change from clear to TLS, and the look at a connection that was left alone for a
 * while. */

#include "protocol/channel-private.h"

/* What waits at the hand-over was sent by whoever sits between, to be taken for what comes through
 * TLS. */
static gboolean
refuse_injected (LpChannel *channel, GError **error)
{
  guint8 octet;
  GPollableInputStream *input
      = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (channel->stream));

  if (channel->buffer->len == 0
      && g_pollable_input_stream_read_nonblocking (input, &octet, 1, NULL, NULL) <= 0)
    return TRUE;
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_INJECTED_BEFORE_TLS,
                       "Data was sent before encryption began");
  return FALSE;
}

gboolean
lp_channel_start_tls (LpChannel *channel, gboolean is_upgrade, const char *host,
                      const char *ca_file, const char *client_certificate, guint timeout_ms,
                      GError **error)
{
  g_return_val_if_fail (channel != NULL && channel->tls == NULL, FALSE);

  lp_channel_begin (channel, timeout_ms);
  if (is_upgrade && !refuse_injected (channel, error))
    return FALSE;
  channel->tls = lp_tls_new (channel->stream, host, ca_file, client_certificate, error);
  if (channel->tls == NULL)
    return FALSE;

  g_autoptr (GError) failure = NULL;
  while (!lp_tls_handshake (channel->tls, &failure)) {
    if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    g_clear_error (&failure);
    if (!lp_channel_wait (channel, lp_tls_get_condition (channel->tls), error))
      return FALSE;
  }
  lp_channel_remark (channel, "%s, %s", lp_tls_get_version (channel->tls),
                     lp_tls_get_cipher (channel->tls));
  return TRUE;
}

LpTls *
lp_channel_get_tls (LpChannel *channel)
{
  return channel->tls;
}

gboolean
lp_channel_is_open (LpChannel *channel)
{
  g_return_val_if_fail (channel != NULL, FALSE);

  guint8 octets[512];
  g_autoptr (GError) failure = NULL;
  if (channel->at_end || g_io_stream_is_closed (channel->stream))
    return FALSE;
  gssize count = lp_channel_read_some (channel, octets, sizeof octets, &failure);
  if (count > 0)
    g_byte_array_append (channel->buffer, octets, count);
  if (count >= 0)
    channel->at_end = count == 0;
  return count > 0 || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}
