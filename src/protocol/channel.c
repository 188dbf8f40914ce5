/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection, what is written down of it, and the only place where it sleeps: there the deadline and the cancellable
 * are felt. */

#include "protocol/channel-private.h"

#include "base/cancel.h"
#include "protocol/printable.h"

#include <stdarg.h>
#include <string.h>

#define TEXT_LETTERS 500

LpChannel *
lp_channel_new (GIOStream *stream)
{
  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);

  LpChannel *channel = g_new0 (LpChannel, 1);
  channel->stream = g_object_ref (stream);
  channel->context = g_main_context_new ();
  channel->buffer = g_byte_array_new ();
  channel->line_limit = LP_LINE_OCTETS;
  channel->chunk = LP_CHUNK_OCTETS;
  channel->deadline = G_MAXINT64;
  return channel;
}

void
lp_channel_free (LpChannel *channel)
{
  if (channel == NULL)
    return;

  lp_tls_free (channel->tls);
  g_io_stream_close (channel->stream, NULL, NULL);
  g_object_unref (channel->stream);
  g_main_context_unref (channel->context);
  g_clear_object (&channel->cancellable);
  lp_credentials_wipe (channel->buffer->data, channel->buffer->len);
  g_byte_array_unref (channel->buffer);
  lp_scrub_free (channel->scrub);
  lp_transcript_unref (channel->transcript);
  g_free (channel->who);
  g_free (channel);
}

void
lp_channel_set_transcript (LpChannel *channel, LpTranscript *transcript, const char *who)
{
  g_return_if_fail (channel != NULL && who != NULL);

  lp_transcript_unref (channel->transcript);
  channel->transcript = transcript != NULL ? lp_transcript_ref (transcript) : NULL;
  g_free (channel->who);
  channel->who = g_strdup (who);
}

void
lp_channel_set_cancellable (LpChannel *channel, GCancellable *cancellable)
{
  g_set_object (&channel->cancellable, cancellable);
}

void
lp_channel_set_line_limit (LpChannel *channel, gsize octets)
{
  channel->line_limit = octets;
}

void
lp_channel_set_credentials (LpChannel *channel, LpCredentials *credentials)
{
  g_clear_pointer (&channel->scrub, lp_scrub_free);
  if (credentials != NULL)
    channel->scrub = lp_scrub_new (credentials);
}

void
lp_channel_hide_challenges (LpChannel *channel, gboolean hide)
{
  channel->hides_challenges = hide;
}

char *
lp_channel_scrub (LpChannel *channel, const char *text)
{
  g_autofree char *clean = lp_scrub_line (channel->scrub, text);

  return lp_printable_new (clean, -1, TEXT_LETTERS);
}

void
lp_channel_write_down (LpChannel *channel, char direction, const char *line)
{
  if (channel->transcript == NULL)
    return;
  g_autofree char *clean = lp_scrub_line (channel->scrub, line);
  lp_transcript_add (channel->transcript, channel->who, direction, clean);
}

void
lp_channel_remark (LpChannel *channel, const char *format, ...)
{
  if (channel->transcript == NULL)
    return;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *remark = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lp_channel_write_down (channel, '*', remark);
}

void
lp_channel_begin (LpChannel *channel, guint timeout_ms)
{
  channel->deadline = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  channel->reply_octets = 0;
}

static gboolean
on_ready (GObject *stream, gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static GSource *
create_stream_source (LpChannel *channel, GIOCondition condition)
{
  if (condition == G_IO_OUT)
    return g_pollable_output_stream_create_source (
        G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (channel->stream)),
        channel->cancellable);
  return g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (channel->stream)),
      channel->cancellable);
}

/* The only place where a channel sleeps. */
gboolean
lp_channel_wait (LpChannel *channel, GIOCondition condition, GError **error)
{
  gboolean is_ready = FALSE;
  gboolean is_late = FALSE;
  gint64 left_ms = (channel->deadline - g_get_monotonic_time () + 999) / 1000;
  gulong guard = lp_cancel_guard (channel->cancellable);
  if (g_cancellable_set_error_if_cancelled (channel->cancellable, error)) {
    g_cancellable_disconnect (channel->cancellable, guard);
    return FALSE;
  }
  g_autoptr (GSource) ready = create_stream_source (channel, condition);
  g_autoptr (GSource) deadline = g_timeout_source_new (CLAMP (left_ms, 0, G_MAXINT));

  g_source_set_callback (ready, G_SOURCE_FUNC (on_ready), &is_ready, NULL);
  g_source_set_callback (deadline, on_deadline, &is_late, NULL);
  g_source_attach (ready, channel->context);
  g_source_attach (deadline, channel->context);
  while (!is_ready && !is_late)
    g_main_context_iteration (channel->context, TRUE);
  g_cancellable_disconnect (channel->cancellable, guard);
  g_source_destroy (ready);
  g_source_destroy (deadline);

  if (g_cancellable_set_error_if_cancelled (channel->cancellable, error))
    return FALSE;
  if (is_ready)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                       "The server did not answer in time");
  return FALSE;
}
