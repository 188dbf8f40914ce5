/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole conversations: the first octet chooses protocol, security and sign-in, the rest is all that the server ever says. */

#include "fuzz/fuzz.h"

#include "protocol/channel-private.h"
#include "protocol/dialogue-private.h"

#include <string.h>

#define SECRET "correct horse battery"

static LpDialogue *
make_dialogue (guint8 choice, GIOStream *stream, LpTranscript *transcript)
{
  static const LpSignIn sign_ins[]
      = { LP_SIGN_IN_AUTOMATIC, LP_SIGN_IN_PASSWORD, LP_SIGN_IN_ENCRYPTED };
  g_autoptr (LpServer) server
      = lp_server_new (choice % LP_N_PROTOCOLS, "mail.example.org", 0,
                       choice & 0x80 ? LP_SECURITY_STARTTLS : LP_SECURITY_PLAIN, "maya");
  g_autoptr (LpAddress) sender = lp_address_parse ("maya@example.org", NULL);
  LpDialogueOptions options
      = { .allow_plaintext = TRUE, .sender = sender, .elsewhere = "someone@elsewhere.example" };

  server->sign_in = sign_ins[choice / LP_N_PROTOCOLS % G_N_ELEMENTS (sign_ins)];
  LpDialogue *dialogue = lp_dialogue_new (server, &options, transcript, "fuzz");
  lp_dialogue_adopt (dialogue, lp_channel_new (stream));
  return dialogue;
}

static void
check (const LpOutcome *outcome, LpTranscript *transcript)
{
  g_autofree char *said = lp_transcript_to_string (transcript);

  g_assert_cmpint (outcome->verdict, <, LP_N_VERDICTS);
  g_assert_true (outcome->server_text == NULL || g_utf8_validate (outcome->server_text, -1, NULL));
  g_assert_null (strstr (said, SECRET));
  for (char **folder = outcome->special_folders; folder != NULL && *folder != NULL; folder++)
    g_assert_true (g_utf8_validate (*folder, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 1)
    return 0;

  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (data + 1, size - 1, NULL);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GIOStream) stream = g_simple_io_stream_new (input, output);
  g_autoptr (LpTranscript) transcript = lp_transcript_new ();
  g_autoptr (LpDialogue) dialogue = make_dialogue (data[0], stream, transcript);
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, SECRET, -1);

  /* A server that knows the secret before it was told may say it any time. */
  lp_channel_set_credentials (dialogue->channel, credentials);
  if (lp_dialogue_probe (dialogue, NULL, NULL))
    lp_dialogue_verify (dialogue, credentials, NULL, NULL);
  check (lp_dialogue_get_outcome (dialogue), transcript);
  return 0;
}
