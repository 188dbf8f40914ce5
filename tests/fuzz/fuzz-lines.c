/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and octets out of a channel. The first octet says how many octets come at a time, the second how long a literal
 * is read after each line. */

#include "fuzz/fuzz.h"

#include "protocol/channel-private.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 2)
    return 0;

  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (data + 2, size - 2, NULL);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GIOStream) stream = g_simple_io_stream_new (input, output);
  g_autoptr (LpTranscript) transcript = lp_transcript_new ();
  g_autoptr (LpChannel) channel = lp_channel_new (stream);
  gboolean goes_on = TRUE;

  channel->chunk = 1 + data[0];
  lp_channel_set_transcript (channel, transcript, "fuzz");
  lp_channel_set_line_limit (channel, 1024);
  lp_channel_begin (channel, 10000);
  while (goes_on) {
    g_autofree char *line = lp_channel_read_line (channel, NULL);
    g_autofree char *octets = line != NULL ? lp_channel_read_octets (channel, data[1], NULL) : NULL;
    g_autofree char *safe = line != NULL ? lp_channel_scrub (channel, line) : NULL;
    g_assert_true (safe == NULL || g_utf8_validate (safe, -1, NULL));
    goes_on = octets != NULL;
  }
  g_autofree char *said = lp_transcript_to_string (transcript);
  g_assert_true (g_utf8_validate (said, -1, NULL));
  return 0;
}
