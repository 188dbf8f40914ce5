/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers say they can do, and the mechanisms chosen from it. */

#include "fuzz/fuzz.h"

#include "protocol/imap-parse.h"
#include "protocol/sasl.h"
#include "protocol/smtp-reply.h"

static void
choose (char **mechanisms, gboolean encrypted)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  LpSaslTerms terms = { .offered = (const char *const *)mechanisms,
                        .sign_in = LP_SIGN_IN_AUTOMATIC,
                        .has_secret = TRUE,
                        .kind = LP_SECRET_PASSWORD,
                        .encrypted = encrypted,
                        .can_bind = TRUE };
  LpVerdict verdict = lp_sasl_choose (&terms, chosen);

  g_assert_true ((verdict == LP_VERDICT_OK) == (chosen->len > 0));
  /* In clear nothing that has to do with a password is chosen before the person said yes. */
  g_assert_true (encrypted || chosen->len == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) words = lp_imap_parse_capabilities (text);
  g_auto (GStrv) mechanisms = lp_imap_list_mechanisms (words);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (LpSmtpReply) reply = { 0 };
  gboolean is_last = FALSE;

  choose (mechanisms, TRUE);
  choose (mechanisms, FALSE);
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *whole = g_strconcat ("250-", *line, NULL);
    g_assert_true (lp_smtp_reply_add (&reply, whole, &is_last));
  }
  g_auto (GStrv) capabilities = lp_smtp_reply_list_capabilities (&reply);
  return 0;
}
