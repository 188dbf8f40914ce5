/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a host's name to an accepted certificate: the stages before the first word of mail. */

#include "protocol/dialogue-private.h"

#include "protocol/printable.h"

#include <string.h>

#define TLS_ATTEMPT_MS 3000
#define LINE_END_MS 300
#define WORDS_LETTERS 200

static void
on_connecting (GSocketClientEvent event, const char *address, gpointer data)
{
  LpDialogue *dialogue = data;

  if (event == G_SOCKET_CLIENT_RESOLVED && dialogue->stage == LP_STAGE_LOOK_UP) {
    lp_dialogue_end_stage (dialogue, LP_VERDICT_OK);
    lp_dialogue_begin_stage (dialogue, LP_STAGE_CONNECT);
  }
  if (event == G_SOCKET_CLIENT_CONNECTING && address != NULL) {
    g_autofree char *before = g_steal_pointer (&dialogue->stage_detail);
    lp_dialogue_set_detail (dialogue, "%s%s%s", before != NULL ? before : "",
                            before != NULL ? ", " : "", address);
  }
}

void
lp_dialogue_adopt (LpDialogue *dialogue, LpChannel *channel)
{
  dialogue->channel = channel;
  lp_channel_set_cancellable (channel, dialogue->cancellable);
  lp_channel_set_line_limit (channel, dialogue->protocol->line_limit);
  lp_channel_set_transcript (channel, dialogue->transcript, dialogue->who);
}

gboolean
lp_dialogue_reach (LpDialogue *dialogue, GError **error)
{
  const LpServer *server = dialogue->outcome->server;
  g_autoptr (GError) failure = NULL;

  if (dialogue->channel != NULL)
    return TRUE;
  LpChannel *channel
      = lp_channel_connect (server->host, server->port, !dialogue->no_proxy, dialogue->connect_ms,
                            on_connecting, dialogue, dialogue->cancellable, &failure);
  if (channel == NULL && dialogue->stage == LP_STAGE_LOOK_UP
      && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_DNS_FAILED, "No name server answered in time");
    return FALSE;
  }
  /* EACCES and EPERM: a firewall, a "prohibit" route or a sandbox of this computer. */
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_LOCAL_FIREWALL, failure->message);
    return FALSE;
  }
  if (channel == NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  lp_dialogue_adopt (dialogue, channel);
  g_autofree char *remote = lp_channel_dup_remote (channel);
  if (remote != NULL)
    lp_dialogue_set_detail (dialogue, "%s", remote);
  lp_channel_remark (channel, "connected to %s (%s) port %u", server->host,
                     remote != NULL ? remote : "?", server->port);
  return TRUE;
}

/* The first line of what came, without its end. */
static char *
dup_first_line (const char *octets, gsize length)
{
  const char *end = memchr (octets, '\n', length);
  gsize whole = end != NULL ? (gsize)(end - octets) : length;

  if (whole > 0 && octets[whole - 1] == '\r')
    whole--;
  return lp_printable_new (octets, whole, WORDS_LETTERS);
}

/* A handshake that failed on plain text: the server's first line tells which protocol is there. */
static void
keep_first_words (LpDialogue *dialogue)
{
  gsize length = 0;
  LpTls *tls = lp_channel_get_tls (dialogue->channel);
  const char *first = tls != NULL ? lp_tls_get_first (tls, &length) : NULL;

  if (length == 0)
    return;
  g_free (dialogue->outcome->server_text);
  dialogue->outcome->server_text = dup_first_line (first, length);
  lp_channel_remark (dialogue->channel, "instead of TLS: %s", dialogue->outcome->server_text);
}

gboolean
lp_dialogue_encrypt (LpDialogue *dialogue, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!lp_channel_start_tls (dialogue->channel,
                             dialogue->outcome->server->security == LP_SECURITY_STARTTLS,
                             dialogue->outcome->server->host, dialogue->ca_file,
                             dialogue->client_certificate, dialogue->tls_ms, &failure)) {
    if (g_error_matches (failure, LP_ERROR, LP_VERDICT_TLS_NOT_SPOKEN))
      keep_first_words (dialogue);
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  LpTls *tls = lp_channel_get_tls (dialogue->channel);
  LpOutcome *outcome = dialogue->outcome;
  outcome->tls_version = g_strdup (lp_tls_get_version (tls));
  outcome->cipher = g_strdup (lp_tls_get_cipher (tls));
  lp_dialogue_set_detail (dialogue, "%s, %s", outcome->tls_version, outcome->cipher);
  if (!lp_tls_is_outdated (tls))
    return TRUE;
  /* RFC 8996; GnuTLS lets it pass without a word. */
  g_set_error (error, LP_ERROR, LP_VERDICT_TLS_VERSION, "The server speaks no more than %s",
               outcome->tls_version);
  return FALSE;
}

static gboolean
refuse_certificate (const LpCertificate *certificate, const char *pin, GError **error)
{
  LpVerdict verdict = lp_certificate_get_verdict (certificate);
  g_autoptr (GString) faults = g_string_new (NULL);

  for (guint i = 0; i < certificate->faults->len; i++)
    g_string_append_printf (
        faults, "%s%s", i > 0 ? ", " : "",
        lp_verdict_get_name (g_array_index (certificate->faults, LpVerdict, i)));
  if (pin != NULL)
    g_string_append_printf (faults, "%snot the pinned one", faults->len > 0 ? ", " : "");
  g_set_error (error, LP_ERROR,
               verdict != LP_VERDICT_OK ? verdict : LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER,
               "The certificate is not accepted: %s", faults->str);
  return FALSE;
}

gboolean
lp_dialogue_judge_certificate (LpDialogue *dialogue, GError **error)
{
  LpOutcome *outcome = dialogue->outcome;
  const char *pin = outcome->server->pin;

  outcome->certificate = lp_tls_verify (lp_channel_get_tls (dialogue->channel));
  if (outcome->certificate == NULL) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_CERTIFICATE_WEAK,
                         "The server showed no certificate");
    return FALSE;
  }
  lp_dialogue_set_detail (dialogue, "%s", outcome->certificate->subject);
  lp_channel_remark (dialogue->channel, "certificate of %s, issued by %s, SHA-256 %s",
                     outcome->certificate->subject, outcome->certificate->issuer,
                     outcome->certificate->sha256);
  gboolean is_accepted = pin != NULL
                             ? g_ascii_strcasecmp (pin, outcome->certificate->sha256) == 0
                             : lp_certificate_get_verdict (outcome->certificate) == LP_VERDICT_OK;
  if (!is_accepted)
    return refuse_certificate (outcome->certificate, pin, error);
  dialogue->is_encrypted = TRUE;
  return TRUE;
}

/* Greetings of RFC 9051 §7.1, 1939 §4 and 5321 §3.1; '#' stands for a digit. */
static const char *const greetings[LP_N_PROTOCOLS][6] = {
  [LP_PROTOCOL_IMAP] = { "* OK", "* PREAUTH", "* BYE", "* NO", "* BAD" },
  [LP_PROTOCOL_POP3] = { "+OK", "-ERR" },
  [LP_PROTOCOL_SMTP] = { "2##", "4##", "5##" },
};

typedef enum { NO_GREETING, PART_OF_GREETING, GREETING } Likeness;

static Likeness
compare_greeting (const char *greeting, const char *octets, gsize length)
{
  for (gsize i = 0; greeting[i] != '\0'; i++) {
    if (i == length)
      return PART_OF_GREETING;
    if (greeting[i] == '#' ? !g_ascii_isdigit (octets[i])
                           : greeting[i] != g_ascii_toupper (octets[i]))
      return NO_GREETING;
  }
  return GREETING;
}

static Likeness
recognize (LpProtocolId protocol, const char *octets, gsize length)
{
  Likeness best = NO_GREETING;

  for (const char *const *greeting = greetings[protocol]; *greeting != NULL; greeting++)
    best = MAX (best, compare_greeting (*greeting, octets, length));
  return best;
}

/* An alert (21) or a handshake (22), RFC 8446 §5.1: SSL 3 and later all begin with version 3. */
static gboolean
is_tls (const char *octets, gsize length)
{
  return (octets[0] == 21 || octets[0] == 22) && (length < 2 || octets[1] == 3);
}

/* Nothing in clear for the whole wait: a port that waits for TLS itself looks like that. */
static gboolean
try_tls (LpDialogue *dialogue)
{
  return dialogue->outcome->server->security != LP_SECURITY_TLS
         && lp_channel_start_tls (dialogue->channel, FALSE, dialogue->outcome->server->host,
                                  dialogue->ca_file, dialogue->client_certificate,
                                  MIN (dialogue->tls_ms, TLS_ATTEMPT_MS), NULL);
}

/* The greeting of something else, up to its line's end if that comes soon. */
static gboolean
refuse_stranger (LpDialogue *dialogue, GError **error)
{
  gsize length = 0;
  const char *octets;

  lp_channel_begin (dialogue->channel, LINE_END_MS);
  do
    octets = lp_channel_peek (dialogue->channel, 1, &length, NULL);
  while (length < WORDS_LETTERS && memchr (octets, '\n', length) == NULL
         && lp_channel_peek (dialogue->channel, length + 1, &length, NULL) != NULL);
  octets = lp_channel_peek (dialogue->channel, 1, &length, NULL);

  g_autofree char *words = dup_first_line (octets, length);
  lp_channel_remark (dialogue->channel, "no greeting of this protocol: %s", words);
  return lp_dialogue_refuse (dialogue, LP_VERDICT_NOT_THIS_PROTOCOL, words, error,
                             "The server does not greet as this protocol does");
}

gboolean
lp_dialogue_check_greeting (LpDialogue *dialogue, GError **error)
{
  gsize length = 0;
  g_autoptr (GError) failure = NULL;

  lp_channel_begin (dialogue->channel, dialogue->greeting_ms);
  for (;;) {
    const char *octets = lp_channel_peek (dialogue->channel, length + 1, &length, &failure);
    if (octets == NULL)
      break;
    if (is_tls (octets, length))
      return lp_dialogue_refuse (dialogue, LP_VERDICT_TLS_EXPECTED, NULL, error,
                                 "The server speaks TLS at once");
    switch (recognize (dialogue->protocol->id, octets, length)) {
    case GREETING:
      return TRUE;
    case NO_GREETING:
      return refuse_stranger (dialogue, error);
    case PART_OF_GREETING:
      break;
    }
  }
  if (length == 0 && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      && try_tls (dialogue))
    return lp_dialogue_refuse (dialogue, LP_VERDICT_TLS_EXPECTED, NULL, error,
                               "The server says nothing in clear and answers in TLS");
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
