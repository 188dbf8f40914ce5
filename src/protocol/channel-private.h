/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/channel.h"

G_BEGIN_DECLS

/** Octets read at a time. */
#define LP_CHUNK_OCTETS 8192

struct _LpChannel {
  GIOStream *stream;
  LpTls *tls;
  GMainContext *context;
  GCancellable *cancellable;
  gint64 deadline;
  GByteArray *buffer; /* received, not read yet */
  gsize line_limit;
  gsize chunk; /* octets to read at a time; tests split answers with it */
  gsize reply_octets;
  gboolean at_end;
  LpScrub *scrub;
  gboolean hides_challenges;
  LpTranscript *transcript;
  char *who;
};

/**
 * lp_channel_wait:
 * @channel: a channel
 * @condition: what its stream must become ready for
 * @error: return location
 *
 * Sleeps until the stream is ready, the deadline passes or the cancellable is triggered.
 *
 * Returns: %TRUE when ready, or %FALSE with %G_IO_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED
 */
gboolean
lp_channel_wait (LpChannel *channel, GIOCondition condition, GError **error);

/**
 * lp_channel_write_down:
 * @channel: a channel
 * @direction: as lp_transcript_add() wants it
 * @line: what was said; a secret that came back is taken out here
 */
void
lp_channel_write_down (LpChannel *channel, char direction, const char *line);

/**
 * lp_channel_read_some:
 * @channel: a channel
 * @data: where to put it
 * @size: octets
 * @error: return location
 *
 * Reads what is there, through TLS if there is TLS. Does not block.
 *
 * Returns: octets, 0 at the end, or -1 with %G_IO_ERROR_WOULD_BLOCK or another error
 */
gssize
lp_channel_read_some (LpChannel *channel, gpointer data, gsize size, GError **error);

/**
 * lp_channel_write_some:
 * @channel: a channel
 * @data: what to send; the same again after %G_IO_ERROR_WOULD_BLOCK
 * @size: octets
 * @error: return location
 *
 * Writes what goes, through TLS if there is TLS. Does not block.
 *
 * Returns: octets, or -1 with %G_IO_ERROR_WOULD_BLOCK or another error
 */
gssize
lp_channel_write_some (LpChannel *channel, gconstpointer data, gsize size, GError **error);

G_END_DECLS
