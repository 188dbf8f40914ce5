/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines in and out, over a stream that never blocks by itself. GDataInputStream is not used: its lines have no limit
 * (measured: 128 MB of memory). */

#include "protocol/channel-private.h"

#include <string.h>

/* A peer that trickles never blocks a read, so the deadline is looked at beside the waiting too. */
static gboolean
check_deadline (LpChannel *channel, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (channel->cancellable, error))
    return FALSE;
  if (g_get_monotonic_time () < channel->deadline)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                       "The server did not finish its answer in time");
  return FALSE;
}

gssize
lp_channel_read_some (LpChannel *channel, gpointer data, gsize size, GError **error)
{
  if (channel->tls != NULL)
    return lp_tls_read (channel->tls, data, size, error);
  return g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (channel->stream)), data, size, NULL,
      error);
}

gssize
lp_channel_write_some (LpChannel *channel, gconstpointer data, gsize size, GError **error)
{
  if (channel->tls != NULL)
    return lp_tls_write (channel->tls, data, size, error);
  return g_pollable_output_stream_write_nonblocking (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (channel->stream)), data, size, NULL,
      error);
}

/* Waits if the error says that the operation would block; FALSE means it is over. */
static gboolean
wait_if_blocked (LpChannel *channel, GIOCondition condition, GError **failure, GError **error)
{
  if (!g_error_matches (*failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_propagate_error (error, g_steal_pointer (failure));
    return FALSE;
  }
  g_clear_error (failure);
  if (channel->tls != NULL)
    condition = lp_tls_get_condition (channel->tls);
  return lp_channel_wait (channel, condition, error);
}

static gboolean
take_octets (LpChannel *channel, const guint8 *data, gsize count, GError **error)
{
  channel->reply_octets += count;
  if (channel->reply_octets <= LP_REPLY_OCTETS) {
    g_byte_array_append (channel->buffer, data, count);
    return TRUE;
  }
  g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
               "The server's answer is longer than %d octets", LP_REPLY_OCTETS);
  return FALSE;
}

/* Adds at least one octet to the buffer, or fails. */
static gboolean
fill (LpChannel *channel, GError **error)
{
  guint8 chunk[LP_CHUNK_OCTETS];

  while (check_deadline (channel, error)) {
    g_autoptr (GError) failure = NULL;
    gssize count
        = channel->at_end ? 0 : lp_channel_read_some (channel, chunk, channel->chunk, &failure);
    if (count > 0)
      return take_octets (channel, chunk, count, error);
    if (count == 0) {
      channel->at_end = TRUE;
      g_set_error_literal (error, LP_ERROR, LP_VERDICT_CLOSED, "The server closed the connection");
      return FALSE;
    }
    if (!wait_if_blocked (channel, G_IO_IN, &failure, error))
      return FALSE;
  }
  return FALSE;
}

static char *
take_from_buffer (LpChannel *channel, gsize take, gsize drop)
{
  char *data = g_malloc (take + 1);

  memcpy (data, channel->buffer->data, take);
  data[take] = '\0';
  /* No protocol here allows NUL; SUBSTITUTE keeps the rest of the line in sight. */
  for (char *nul = data; (nul = memchr (nul, '\0', data + take - nul)) != NULL;)
    *nul = 0x1a;
  g_byte_array_remove_range (channel->buffer, 0, drop);
  return data;
}

static void
write_down_heard (LpChannel *channel, const char *line)
{
  static const char *const marks[] = { "+ ", "334 " };

  for (gsize i = 0; channel->hides_challenges && i < G_N_ELEMENTS (marks); i++) {
    if (!g_str_has_prefix (line, marks[i]) || line[strlen (marks[i])] == '\0')
      continue;
    g_autofree char *shown = g_strconcat (marks[i], "[challenge]", NULL);
    lp_channel_write_down (channel, 'S', shown);
    return;
  }
  lp_channel_write_down (channel, 'S', line);
}

char *
lp_channel_read_line (LpChannel *channel, GError **error)
{
  g_return_val_if_fail (channel != NULL, NULL);

  gsize searched = 0;
  const guint8 *end = NULL;
  while (end == NULL) {
    if (channel->buffer->len > searched)
      end = memchr (channel->buffer->data + searched, '\n', channel->buffer->len - searched);
    searched = channel->buffer->len;
    gsize line_length = end != NULL ? (gsize)(end - channel->buffer->data) : searched;
    if (line_length > channel->line_limit) {
      g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                   "The server sent a line of more than %" G_GSIZE_FORMAT " octets",
                   channel->line_limit);
      return NULL;
    }
    if (end == NULL && !fill (channel, error))
      return NULL;
  }

  gsize whole = end - channel->buffer->data;
  gsize text = whole > 0 && channel->buffer->data[whole - 1] == '\r' ? whole - 1 : whole;
  char *line = take_from_buffer (channel, text, whole + 1);
  write_down_heard (channel, line);
  return line;
}

char *
lp_channel_read_octets (LpChannel *channel, gsize count, GError **error)
{
  g_return_val_if_fail (channel != NULL && count <= channel->line_limit, NULL);

  while (channel->buffer->len < count)
    if (!fill (channel, error))
      return NULL;
  char *octets = take_from_buffer (channel, count, count);
  lp_channel_write_down (channel, 'S', octets);
  return octets;
}

const char *
lp_channel_peek (LpChannel *channel, gsize least, gsize *length, GError **error)
{
  g_return_val_if_fail (channel != NULL && length != NULL, NULL);

  while (channel->buffer->len < least)
    if (!fill (channel, error))
      return NULL;
  *length = channel->buffer->len;
  return (const char *)channel->buffer->data;
}

char *
lp_channel_dup_unread (LpChannel *channel)
{
  g_return_val_if_fail (channel != NULL, NULL);

  return g_strndup ((const char *)channel->buffer->data, channel->buffer->len);
}

static void
write_down_lines (LpChannel *channel, const char *data, gsize length)
{
  g_autofree char *text = g_strndup (data, length);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      lp_channel_write_down (channel, 'C', *line);
}

gboolean
lp_channel_write (LpChannel *channel, const char *data, gsize length, const char *shown,
                  GError **error)
{
  g_return_val_if_fail (channel != NULL && data != NULL, FALSE);

  if (channel->transcript != NULL) {
    if (shown != NULL)
      write_down_lines (channel, shown, strlen (shown));
    else
      write_down_lines (channel, data, length);
  }
  while (length > 0) {
    g_autoptr (GError) failure = NULL;
    if (!check_deadline (channel, error))
      return FALSE;
    gssize count = lp_channel_write_some (channel, data, length, &failure);
    if (count > 0) {
      data += count;
      length -= count;
    } else if (!wait_if_blocked (channel, G_IO_OUT, &failure, error)) {
      return FALSE;
    }
  }
  return TRUE;
}
