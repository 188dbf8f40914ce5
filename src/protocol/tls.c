/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS by GnuTLS itself over a GIOStream. Not GTlsConnection, for four measured reasons
 * (glib-networking 2.74): it parses the system's authorities for each connection (12 to 20 ms,
 * thrice the handshake), shakes hands on GTask's ten threads, where healthy servers starve behind
 * silent ones, drops the alert that tells why a server refused, and never looks at a stapled
 * revocation. */

#include "protocol/tls-private.h"

#include <errno.h>
#include <string.h>

/* Alerts of RFC 8446 §6 that have a verdict of their own; the rest is a broken conversation. */
static const struct {
  gnutls_alert_description_t alert;
  LpVerdict verdict;
} alert_verdicts[] = {
  { GNUTLS_A_PROTOCOL_VERSION, LP_VERDICT_TLS_VERSION },
  { GNUTLS_A_HANDSHAKE_FAILURE, LP_VERDICT_TLS_VERSION },
  { GNUTLS_A_INSUFFICIENT_SECURITY, LP_VERDICT_TLS_VERSION },
  { GNUTLS_A_CERTIFICATE_REQUIRED, LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED },
  { GNUTLS_A_UNRECOGNIZED_NAME, LP_VERDICT_CERTIFICATE_WRONG_HOST },
  { GNUTLS_A_INTERNAL_ERROR, LP_VERDICT_SERVER_UNAVAILABLE },
};

static const struct {
  int result;
  LpVerdict verdict;
} result_verdicts[] = {
  { GNUTLS_E_UNSUPPORTED_VERSION_PACKET, LP_VERDICT_TLS_VERSION },
  { GNUTLS_E_UNKNOWN_CIPHER_SUITE, LP_VERDICT_TLS_VERSION },
  { GNUTLS_E_NO_CIPHER_SUITES, LP_VERDICT_TLS_VERSION },
  { GNUTLS_E_INSUFFICIENT_SECURITY, LP_VERDICT_TLS_VERSION },
  { GNUTLS_E_DH_PRIME_UNACCEPTABLE, LP_VERDICT_TLS_VERSION },
};

static void
note_first (LpTls *tls, const void *data, gssize length)
{
  gsize take = MIN ((gsize)length, LP_FIRST_OCTETS - tls->first_length);

  memcpy (tls->first + tls->first_length, data, take);
  tls->first_length += take;
}

static gssize
pull (gnutls_transport_ptr_t data, void *buffer, size_t size)
{
  LpTls *tls = data;
  g_autoptr (GError) error = NULL;
  gssize count = g_pollable_input_stream_read_nonblocking (tls->input, buffer, size, NULL, &error);

  if (count > 0)
    note_first (tls, buffer, count);
  if (count >= 0)
    return count;
  gboolean again = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  gnutls_transport_set_errno (tls->session, again ? EAGAIN : EIO);
  if (!again && tls->stream_error == NULL)
    tls->stream_error = g_steal_pointer (&error);
  return -1;
}

/* Where nothing can be written any more, an alert that tells why may still be read: what cannot go
 * is taken as gone, and the next read finds the alert, or the end. */
static gssize
push (gnutls_transport_ptr_t data, const void *buffer, size_t size)
{
  LpTls *tls = data;
  g_autoptr (GError) error = NULL;
  gssize count
      = g_pollable_output_stream_write_nonblocking (tls->output, buffer, size, NULL, &error);

  if (count >= 0)
    return count;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return size;
  gnutls_transport_set_errno (tls->session, EAGAIN);
  return -1;
}

LpTls *
lp_tls_new (GIOStream *stream, const char *host, const char *ca_file,
            const char *client_certificate, GError **error)
{
  g_return_val_if_fail (G_IS_IO_STREAM (stream) && host != NULL, NULL);

  LpTrustStore *trust = lp_trust_store_get (ca_file == NULL, ca_file, client_certificate, error);
  if (trust == NULL)
    return NULL;

  LpTls *tls = g_new0 (LpTls, 1);
  tls->trust = trust;
  tls->stream = g_object_ref (stream);
  tls->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  tls->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  tls->host = g_strdup (host);
  tls->ca_file = g_strdup (ca_file);
  tls->client_certificate = g_strdup (client_certificate);

  /* No resumption: a stale ticket would hide a change of the server's certificate. */
  gnutls_init (&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS);
  /* The system's own policy decides; old versions stay in only to be named. */
  gnutls_set_default_priority (tls->session);
  gnutls_credentials_set (tls->session, GNUTLS_CRD_CERTIFICATE,
                          lp_trust_store_get_credentials (trust));
  if (!g_hostname_is_ip_address (host))
    gnutls_server_name_set (tls->session, GNUTLS_NAME_DNS, host, strlen (host));
  gnutls_transport_set_ptr (tls->session, tls);
  gnutls_transport_set_pull_function (tls->session, pull);
  gnutls_transport_set_push_function (tls->session, push);
  return tls;
}

void
lp_tls_free (LpTls *tls)
{
  if (tls == NULL)
    return;

  if (tls->shaken)
    gnutls_bye (tls->session, GNUTLS_SHUT_WR);
  gnutls_deinit (tls->session);
  lp_trust_store_unref (tls->trust);
  g_object_unref (tls->stream);
  g_free (tls->host);
  g_free (tls->ca_file);
  g_free (tls->client_certificate);
  g_clear_error (&tls->stream_error);
  g_free (tls);
}

/* GnuTLS takes a record's head of five octets and gives up; the rest of a greeting in clear lies
 * behind. */
static void
note_rest (LpTls *tls)
{
  char rest[LP_FIRST_OCTETS];
  gssize count
      = g_pollable_input_stream_read_nonblocking (tls->input, rest, sizeof rest, NULL, NULL);

  if (count > 0)
    note_first (tls, rest, count);
}

/* Record types of RFC 8446 §5.1; 0x80 and above is how SSL 2 began. */
static gboolean
is_plain_text (LpTls *tls)
{
  guchar type = tls->first[0];

  return tls->first_length > 0 && (type < 0x14 || type > 0x18) && type < 0x80;
}

/* Before TLS 1.3 a missing client's certificate is refused with whatever alert comes to mind, or
 * none. A server that only asked for one goes on. */
static gboolean
misses_client_certificate (LpTls *tls)
{
  return !tls->heard && gnutls_certificate_client_get_request_status (tls->session) != 0;
}

static LpVerdict
judge_alert (LpTls *tls)
{
  gnutls_alert_description_t alert = gnutls_alert_get (tls->session);

  if (misses_client_certificate (tls))
    return LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED;
  for (gsize i = 0; i < G_N_ELEMENTS (alert_verdicts); i++)
    if (alert_verdicts[i].alert == alert)
      return alert_verdicts[i].verdict;
  return LP_VERDICT_PROTOCOL_BROKEN;
}

static LpVerdict
judge_result (LpTls *tls, int result)
{
  if (!tls->shaken && is_plain_text (tls)) {
    note_rest (tls);
    return LP_VERDICT_TLS_NOT_SPOKEN;
  }
  if (result == GNUTLS_E_FATAL_ALERT_RECEIVED)
    return judge_alert (tls);
  if (result == GNUTLS_E_PREMATURE_TERMINATION)
    return misses_client_certificate (tls) ? LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED
                                           : LP_VERDICT_CLOSED;
  for (gsize i = 0; i < G_N_ELEMENTS (result_verdicts); i++)
    if (result_verdicts[i].result == result)
      return result_verdicts[i].verdict;
  return tls->shaken ? LP_VERDICT_PROTOCOL_BROKEN : LP_VERDICT_TLS_NOT_SPOKEN;
}

static void
set_error (LpTls *tls, int result, GError **error)
{
  if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "TLS would block");
  } else if (tls->stream_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&tls->stream_error));
  } else if (result == GNUTLS_E_FATAL_ALERT_RECEIVED) {
    g_set_error (error, LP_ERROR, judge_result (tls, result), "The server refused TLS: %s",
                 gnutls_alert_get_name (gnutls_alert_get (tls->session)));
  } else {
    g_set_error (error, LP_ERROR, judge_result (tls, result), "TLS failed: %s",
                 gnutls_strerror (result));
  }
}

gboolean
lp_tls_handshake (LpTls *tls, GError **error)
{
  g_return_val_if_fail (tls != NULL, FALSE);

  int result;
  do
    result = gnutls_handshake (tls->session);
  while (result < 0 && result != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (result));

  if (result < 0) {
    set_error (tls, result, error);
    return FALSE;
  }
  tls->shaken = TRUE;
  return TRUE;
}

gssize
lp_tls_read (LpTls *tls, gpointer buffer, gsize size, GError **error)
{
  g_return_val_if_fail (tls != NULL, -1);

  gssize count;
  do /* tickets, key updates and a server's wish to renegotiate are not ours to answer */
    count = gnutls_record_recv (tls->session, buffer, size);
  while (count < 0 && count != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (count));

  if (count > 0)
    tls->heard = TRUE;
  if (count == GNUTLS_E_PREMATURE_TERMINATION && !misses_client_certificate (tls))
    return 0;
  if (count >= 0)
    return count;
  set_error (tls, count, error);
  return -1;
}

gssize
lp_tls_write (LpTls *tls, gconstpointer data, gsize size, GError **error)
{
  g_return_val_if_fail (tls != NULL, -1);

  gssize count = gnutls_record_send (tls->session, data, size);
  if (count >= 0)
    return count;
  set_error (tls, count, error);
  return -1;
}

GIOCondition
lp_tls_get_condition (LpTls *tls)
{
  return gnutls_record_get_direction (tls->session) ? G_IO_OUT : G_IO_IN;
}

gboolean
lp_tls_has_pending (LpTls *tls)
{
  return gnutls_record_check_pending (tls->session) > 0;
}
