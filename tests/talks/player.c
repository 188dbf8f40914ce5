/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server of a talk. It hears octet for octet what is written, and nothing more. */

#include "player.h"

#include "certificates.h"

#include <errno.h>
#include <gsasl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define QUIET_MS 3
#define LONGEST_LINE 200000

struct _Player {
  const Talk *talk;
  int fd;
  gboolean patient;
  GThread *thread;
  gnutls_session_t tls;
  Gsasl *library;
  Gsasl_session *sasl;
  char *sasl_out; /* base64, for the next {sasl} of the server */
  gboolean is_closed;
  char *fault;
};

G_GNUC_PRINTF (3, 4)
static gboolean
    G_GNUC_PRINTF (3, 4) blame (Player *player, const Step *step, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (player->fault == NULL)
    player->fault = g_strdup_printf ("%s:%u: %s", player->talk->file, step->line, what);
  return FALSE;
}

static gssize
receive (Player *player, char *buffer, gsize size, int timeout_ms)
{
  struct pollfd waiting = { player->fd, POLLIN, 0 };

  if ((player->tls == NULL || gnutls_record_check_pending (player->tls) == 0)
      && poll (&waiting, 1, timeout_ms) <= 0)
    return -1;
  gssize count = player->tls != NULL ? gnutls_record_recv (player->tls, buffer, size)
                                     : recv (player->fd, buffer, size, 0);
  return count < 0 ? 0 : count; /* a reset is an end too */
}

/* The client must not speak when it is the server's turn. */
static gboolean
is_quiet (Player *player, const Step *step)
{
  char octet;
  if (strcmp (script_get (player->talk, "rest", ""), "any") == 0)
    return TRUE;
  gssize count = receive (player, &octet, 1, player->patient ? QUIET_MS : 0);

  return count <= 0 || blame (player, step, "the client speaks out of turn: '%c'", octet);
}

static void
put (Player *player, const char *data, gsize length)
{
  while (length > 0) {
    gssize count = player->tls != NULL ? gnutls_record_send (player->tls, data, MIN (length, 16384))
                                       : send (player->fd, data, length, MSG_NOSIGNAL);
    if (count <= 0) /* a client that gives up a server's endless line is right */
      return;
    data += count;
    length -= count;
  }
}

static GString *
hear_line (Player *player)
{
  GString *line = g_string_new (NULL);
  char octet;

  while (line->len < LONGEST_LINE && receive (player, &octet, 1, PATIENCE_MS) == 1) {
    g_string_append_c (line, octet);
    if (octet == '\n')
      break;
  }
  return line;
}

static int
answer_sasl (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  const Talk *talk = gsasl_callback_hook_get (library);

  switch (property) {
  case GSASL_PASSWORD:
    gsasl_property_set (session, property,
                        script_get (talk, "server-password", script_get (talk, "password", "")));
    return GSASL_OK;
  case GSASL_SCRAM_ITER:
    gsasl_property_set (session, property, script_get (talk, "rounds", "4096"));
    return GSASL_OK;
  case GSASL_SERVICE:
    gsasl_property_set (session, property, script_get (talk, "protocol", ""));
    return GSASL_OK;
  case GSASL_HOSTNAME:
    gsasl_property_set (session, property, "mail.example.org");
    return GSASL_OK;
  default:
    return GSASL_NO_CALLBACK;
  }
}

static void
start_sasl (Player *player)
{
  const char *mechanism = script_get (player->talk, "sasl", NULL);

  g_assert_nonnull (mechanism);
  gsasl_init (&player->library);
  gsasl_callback_hook_set (player->library, (gpointer)player->talk);
  gsasl_callback_set (player->library, answer_sasl);
  g_assert_cmpint (gsasl_server_start (player->library, mechanism, &player->sasl), ==, GSASL_OK);
}

static void
bind_sasl (Player *player)
{
  gnutls_datum_t binding = { NULL, 0 };

  if (player->tls == NULL
      || gnutls_session_channel_binding (player->tls, GNUTLS_CB_TLS_EXPORTER, &binding) != 0)
    return;
  g_autofree char *text = g_base64_encode (binding.data, binding.size);
  gnutls_free (binding.data);
  gsasl_property_set (player->sasl, GSASL_CB_TLS_EXPORTER, text);
}

/* The real server side of the mechanism, so that a client's nonce and proof are judged and not
 * compared. */
static gboolean
step_sasl (Player *player, const Step *step, const char *response)
{
  char *output = NULL;

  if (player->sasl == NULL) {
    start_sasl (player);
    if (strstr (script_get (player->talk, "sasl", ""), "-PLUS") != NULL)
      bind_sasl (player);
  }
  int result = gsasl_step64 (player->sasl, response, &output);
  g_free (player->sasl_out);
  player->sasl_out = g_strdup (output != NULL ? output : "");
  gsasl_free (output);
  if (result == GSASL_OK || result == GSASL_NEEDS_MORE
      || (result == GSASL_AUTHENTICATION_ERROR
          && script_get (player->talk, "server-password", NULL)))
    return TRUE;
  return blame (player, step, "the client's response is wrong: %s", gsasl_strerror (result));
}

/* "C: A1 AUTHENTICATE SCRAM-SHA-1 {sasl}" */
static gboolean
hear_sasl (Player *player, const Step *step, const GString *heard)
{
  const char *mark = strstr (step->text, "{sasl}");
  gsize before = mark - step->text;

  if (strncmp (heard->str, step->text, before) != 0 || !g_str_has_suffix (heard->str, "\r\n"))
    return blame (player, step, "expected \"%s\", heard \"%s\"", step->text, heard->str);
  g_autofree char *response = g_strndup (heard->str + before, heard->len - before - 2);
  return step_sasl (player, step, response);
}

static gboolean
hear (Player *player, const Step *step)
{
  GString *heard = hear_line (player);
  GString *expected = script_expand (step->text);
  gboolean is_right;

  g_string_append (expected, "\r\n");
  if (strstr (step->text, "{sasl}") != NULL)
    is_right = hear_sasl (player, step, heard);
  else
    is_right = g_string_equal (heard, expected)
               || blame (player, step, "expected \"%s\", heard \"%s\"", expected->str, heard->str);
  g_string_free (heard, TRUE);
  g_string_free (expected, TRUE);
  return is_right;
}

static gboolean
hear_anything (Player *player, const Step *step)
{
  char buffer[4096];

  return receive (player, buffer, sizeof buffer, PATIENCE_MS) > 0
         || blame (player, step, "the client says nothing");
}

static gboolean
say (Player *player, const Step *step)
{
  g_autoptr (GString) resolved = g_string_new (step->text);

  if (player->sasl_out == NULL && strstr (step->text, "{sasl}") != NULL)
    step_sasl (player, step, NULL); /* a mechanism in which the server begins */
  if (player->sasl_out != NULL)
    g_string_replace (resolved, "{sasl}", player->sasl_out, 0);
  GString *text = script_expand (resolved->str);
  if (step->kind == STEP_SAY)
    g_string_append (text, "\r\n");
  put (player, text->str, text->len);
  g_string_free (text, TRUE);
  return TRUE;
}

static gboolean
shake_hands (Player *player, const Step *step)
{
  const char *priority = script_get (player->talk, "tls", "NORMAL");
  gnutls_session_t session;
  int result;

  gnutls_init (&session, GNUTLS_SERVER);
  g_assert_cmpint (gnutls_priority_set_direct (session, priority, NULL), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE,
                          certificates_get (script_get (player->talk, "certificate", "good")));
  const char *wish = script_get (player->talk, "ask-certificate", NULL);
  if (wish != NULL)
    gnutls_certificate_server_set_request (
        session, strcmp (wish, "must") == 0 ? GNUTLS_CERT_REQUIRE : GNUTLS_CERT_REQUEST);
  gnutls_transport_set_int (session, player->fd);
  gnutls_handshake_set_timeout (session, PATIENCE_MS);
  do
    result = gnutls_handshake (session);
  while (result < 0 && !gnutls_error_is_fatal (result));
  player->tls = session;
  if (result < 0)
    gnutls_alert_send_appropriate (session, result);
  return result == 0;
}

static gboolean
play_step (Player *player, const Step *step, const Step *before)
{
  switch (step->kind) {
  case STEP_SAY:
  case STEP_SEND:
    if (before == NULL || before->kind == STEP_HEAR)
      if (!is_quiet (player, step))
        return FALSE;
    return say (player, step);
  case STEP_HEAR:
    return hear (player, step);
  case STEP_ANY:
    return hear_anything (player, step);
  case STEP_TLS:
    return shake_hands (player, step);
  case STEP_CLOSE:
    if (player->tls != NULL)
      gnutls_bye (player->tls, GNUTLS_SHUT_WR);
    shutdown (player->fd, SHUT_RDWR);
    player->is_closed = TRUE;
    return TRUE;
  case STEP_SILENCE:
  default:
    return TRUE;
  }
}

/* What comes after the last written line was not to be said. */
static void
hear_rest (Player *player, const Step *last)
{
  char buffer[256];
  gboolean any = strcmp (script_get (player->talk, "rest", ""), "any") == 0;
  gssize count;

  do
    count = receive (player, buffer, sizeof buffer - 1, PATIENCE_MS);
  while (any && count > 0);
  if (count > 0) {
    buffer[count] = '\0';
    blame (player, last, "the client goes on with \"%s\"", buffer);
  } else if (count < 0) {
    blame (player, last, "the client does not hang up");
  }
}

static gpointer
play (gpointer data)
{
  Player *player = data;
  const Step *before = NULL;
  static const Step at_once = { STEP_TLS, NULL, 0 };
  gboolean goes_on = strcmp (script_get (player->talk, "security", "tls"), "tls") != 0
                     || strcmp (script_get (player->talk, "start", "tls"), "clear") == 0
                     || shake_hands (player, &at_once);

  for (guint i = 0; goes_on && i < player->talk->steps->len; i++) {
    const Step *step = player->talk->steps->pdata[i];
    goes_on = play_step (player, step, before);
    before = step;
  }
  if (goes_on && !player->is_closed && before != NULL)
    hear_rest (player, before);
  if (player->tls != NULL)
    gnutls_deinit (player->tls);
  close (player->fd);
  return NULL;
}

Player *
player_start (const Talk *talk, int fd, gboolean patient)
{
  Player *player = g_new0 (Player, 1);

  player->talk = talk;
  player->fd = fd;
  player->patient = patient;
  player->thread = g_thread_new ("server", play, player);
  return player;
}

char *
player_finish (Player *player)
{
  char *fault;

  g_thread_join (player->thread);
  fault = player->fault;
  if (player->sasl != NULL)
    gsasl_finish (player->sasl);
  if (player->library != NULL)
    gsasl_done (player->library);
  g_free (player->sasl_out);
  g_free (player);
  return fault;
}
