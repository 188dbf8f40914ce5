/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IMAP handed on to a mail program that need not sign in any more: it sees a server that knows it
 * already (PREAUTH, RFC 9051 §7.1.4). */

#include "protocol/imap-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What concerns a sign-in that is over; a mail program might begin with it nevertheless. */
static gboolean
is_spent (const char *capability)
{
  return strcmp (capability, "STARTTLS") == 0 || strcmp (capability, "LOGINDISABLED") == 0
         || strcmp (capability, "SASL-IR") == 0 || g_str_has_prefix (capability, "AUTH=");
}

/* Not every server tells its capabilities with its OK; then the mail program asks itself. */
static char *
dup_greeting (const LpOutcome *outcome)
{
  g_autoptr (GString) text = g_string_new ("* PREAUTH ");

  if (outcome->capabilities != NULL) {
    g_string_append (text, "[CAPABILITY");
    for (char **capability = outcome->capabilities; *capability != NULL; capability++)
      if (!is_spent (*capability))
        g_string_append_printf (text, " %s", *capability);
    g_string_append (text, "] ");
  }
  g_string_append_printf (text, "Letterplate signed in to %s\r\n", outcome->server->host);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
lp_dialogue_relay (LpDialogue *dialogue, int input, int output, GError **error)
{
  g_return_val_if_fail (dialogue != NULL && dialogue->channel != NULL, FALSE);
  g_return_val_if_fail (dialogue->protocol->id == LP_PROTOCOL_IMAP && dialogue->is_signed_in,
                        FALSE);

  g_autofree char *greeting = dup_greeting (dialogue->outcome);
  gsize length = strlen (greeting);
  if (write (output, greeting, length) != (gssize)length) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
    return FALSE;
  }
  return lp_channel_relay (dialogue->channel, input, output, error);
}
