/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handing octets through, between a mail program on two file descriptors and the server.
 *
 *     input ──▶ up ──▶ server        server ──▶ buffer ──▶ output
 *
 * Each direction has one buffer that is filled only while it has room, so a side that does not read
 * stops the other and nothing grows. No descriptor is set non-blocking, for others may share it:
 * what poll() calls writable takes PIPE_BUF octets at once.
 */

#include "protocol/channel-private.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

/* How long the server may finish after the mail program has said its last. */
#define FINISH_US (10 * G_USEC_PER_SEC)

typedef struct {
  LpChannel *channel;
  int input;
  int output;
  GByteArray *up;
  gint64 finish; /* when the server must have finished; 0 while the input is open */
  gboolean is_over;
} Relay;

static gboolean
is_blocked (GError **failure, GError **error)
{
  if (g_error_matches (*failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (failure));
  return FALSE;
}

static gboolean
hear_server (Relay *relay, GError **error)
{
  LpChannel *channel = relay->channel;
  guint8 chunk[LP_CHUNK_OCTETS];

  while (!channel->at_end && channel->buffer->len < LP_CHUNK_OCTETS) {
    g_autoptr (GError) failure = NULL;
    gssize count = lp_channel_read_some (channel, chunk, sizeof chunk, &failure);
    if (count < 0)
      return is_blocked (&failure, error);
    channel->at_end = count == 0;
    g_byte_array_append (channel->buffer, chunk, count);
  }
  return TRUE;
}

static gboolean
tell_server (Relay *relay, GError **error)
{
  while (relay->up->len > 0) {
    g_autoptr (GError) failure = NULL;
    gssize count
        = lp_channel_write_some (relay->channel, relay->up->data, relay->up->len, &failure);
    if (count < 0)
      return is_blocked (&failure, error);
    g_byte_array_remove_range (relay->up, 0, count);
  }
  return TRUE;
}

static void
take_input (Relay *relay)
{
  guint8 chunk[LP_CHUNK_OCTETS];
  gssize count = read (relay->input, chunk, sizeof chunk);

  if (count > 0)
    g_byte_array_append (relay->up, chunk, count);
  else if (count == 0 || errno != EINTR)
    relay->finish = g_get_monotonic_time () + FINISH_US;
}

static void
give_output (Relay *relay)
{
  GByteArray *buffer = relay->channel->buffer;
  gssize count = write (relay->output, buffer->data, MIN (buffer->len, PIPE_BUF));

  if (count > 0)
    g_byte_array_remove_range (buffer, 0, count);
  else if (count < 0 && errno != EINTR)
    relay->is_over = TRUE;
}

static int
get_patience (const Relay *relay)
{
  return relay->finish == 0 ? -1 : MAX (0, (relay->finish - g_get_monotonic_time ()) / 1000 + 1);
}

/* Sleeps until something can be done, and does it as far as the mail program is concerned. */
static void
wait_and_move (Relay *relay, int socket)
{
  const LpChannel *channel = relay->channel;
  gboolean has_room = !channel->at_end && channel->buffer->len < LP_CHUNK_OCTETS;
  gboolean may_read = relay->finish == 0 && relay->up->len == 0;
  struct pollfd ends[] = {
    { .fd = socket, .events = (has_room ? POLLIN : 0) | (relay->up->len > 0 ? POLLOUT : 0) },
    { .fd = may_read ? relay->input : -1, .events = POLLIN },
    { .fd = relay->output, .events = channel->buffer->len > 0 ? POLLOUT : 0 },
  };

  if (channel->at_end)
    ends[0].fd = -1; /* a closed socket is ready for ever */
  if (poll (ends, G_N_ELEMENTS (ends), get_patience (relay)) < 0)
    return;
  if (ends[1].revents != 0)
    take_input (relay);
  if (ends[2].revents & (POLLERR | POLLHUP | POLLNVAL))
    relay->is_over = TRUE; /* nobody reads any more */
  else if (ends[2].revents & POLLOUT)
    give_output (relay);
}

static gboolean
is_finished (const Relay *relay)
{
  const LpChannel *channel = relay->channel;

  if (relay->is_over || (channel->at_end && channel->buffer->len == 0))
    return TRUE;
  return relay->finish != 0 && g_get_monotonic_time () >= relay->finish;
}

gboolean
lp_channel_relay (LpChannel *channel, int input, int output, GError **error)
{
  g_return_val_if_fail (channel != NULL && G_IS_SOCKET_CONNECTION (channel->stream), FALSE);

  g_autoptr (GByteArray) up = g_byte_array_new ();
  Relay relay = { .channel = channel, .input = input, .output = output, .up = up };
  int socket
      = g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (channel->stream)));

  while (hear_server (&relay, error) && tell_server (&relay, error)) {
    if (is_finished (&relay))
      return TRUE;
    wait_and_move (&relay, socket);
  }
  return FALSE;
}
