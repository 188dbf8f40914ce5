/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply of SMTP, line by line. */

#include "fuzz/fuzz.h"

#include "protocol/response.h"
#include "protocol/smtp-reply.h"

static void
read_all (const LpSmtpReply *reply)
{
  g_autofree char *code = lp_smtp_reply_dup_code (reply);
  g_autofree char *words = lp_smtp_reply_dup_words (reply);
  g_auto (GStrv) capabilities = lp_smtp_reply_list_capabilities (reply);

  g_assert_cmpuint (reply->code, >=, 200);
  g_assert_cmpuint (reply->code, <, 600);
  g_assert_cmpint (lp_response_judge (LP_PROTOCOL_SMTP, LP_STAGE_SENDER, code, LP_VERDICT_OK), <,
                   LP_N_VERDICTS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (LpSmtpReply) reply = { 0 };
  gboolean is_last = FALSE;

  for (char **line = lines; *line != NULL && !is_last; line++)
    if (!lp_smtp_reply_add (&reply, *line, &is_last))
      return 0;
  if (reply.lines != NULL)
    read_all (&reply);
  return 0;
}
