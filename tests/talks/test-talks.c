/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays every talk of this folder against a dialogue, over a socket pair, each three times: with
 * answers read as they come, octet by octet, and in pieces of seven. */

#include "certificates.h"
#include "player.h"
#include "protocol/channel-private.h"
#include "protocol/dialogue-private.h"
#include "script.h"
#include "support/part.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

static const char *const search_keys[] = { "found", "folder", "results", NULL };
static const gsize chunks[] = { 8192, 1, 7 };

static char *ca_file;
static char *client_certificate;

const char *
__lsan_default_suppressions (void);

/* MIT Kerberos keeps what it allocated when there is no ticket. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:libgssapi_krb5";
}

static LpServer *
make_server (const Talk *talk)
{
  LpServer *server = g_new0 (LpServer, 1);

  g_assert_true (lp_protocol_from_name (script_get (talk, "protocol", ""), &server->protocol));
  g_assert_true (lp_security_from_name (script_get (talk, "security", "tls"), &server->security));
  g_assert_true (
      lp_sign_in_from_name (script_get (talk, "sign-in", "automatic"), &server->sign_in));
  server->host = g_strdup (script_get (talk, "host", "mail.example.org"));
  server->port = 4711;
  server->user = g_strcompress (script_get (talk, "user", "maya"));
  const char *pin = script_get (talk, "pin", NULL);
  if (pin != NULL)
    server->pin = certificates_dup_pin (pin);
  return server;
}

static LpCredentials *
make_credentials (const Talk *talk)
{
  const char *token = script_get (talk, "token", NULL);
  g_autofree char *password = g_strcompress (script_get (talk, "password", ""));

  if (token != NULL)
    return lp_credentials_new (LP_SECRET_ACCESS_TOKEN, token, -1);
  return *password != '\0' ? lp_credentials_new (LP_SECRET_PASSWORD, password, -1) : NULL;
}

static guint
get_number (const Talk *talk, const char *key, const char *otherwise)
{
  return g_ascii_strtoull (script_get (talk, key, otherwise), NULL, 10);
}

static LpDialogue *
make_dialogue (const Talk *talk, int fd, gsize chunk, LpTranscript *transcript)
{
  g_autoptr (LpServer) server = make_server (talk);
  const char *from = script_get (talk, "sender", NULL);
  g_autoptr (LpAddress) sender = from != NULL ? lp_address_parse (from, NULL) : NULL;
  LpDialogueOptions options = {
    .ca_file = ca_file,
    .client_certificate = strcmp (script_get (talk, "client-certificate", "no"), "yes") == 0
                              ? client_certificate
                              : NULL,
    .allow_plaintext = strcmp (script_get (talk, "allow-plaintext", "no"), "yes") == 0,
    .tls_ms = get_number (talk, "tls-ms", "30000"),
    .reply_ms = get_number (talk, "reply-ms", "30000"),
    .sender = sender,
    .elsewhere = script_get (talk, "elsewhere", NULL),
  };
  LpDialogue *dialogue = lp_dialogue_new (server, &options, transcript, "talk");
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);

  g_socket_set_blocking (socket, FALSE);
  LpChannel *channel = lp_channel_new (G_IO_STREAM (connection));
  channel->chunk = chunk;
  lp_dialogue_adopt (dialogue, channel);
  return dialogue;
}

/* The message as the setting has it, with \r and \n. */
static gboolean
submit (const Talk *talk, LpDialogue *dialogue, GError **error)
{
  g_autoptr (LpAddress) sender = lp_address_parse (script_get (talk, "sender", NULL), NULL);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autofree char *text = g_strcompress (script_get (talk, "message", NULL));
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  const LpSubmission submission
      = { .sender = sender, .recipients = recipients, .message = message };

  g_ptr_array_add (recipients, sender);
  return lp_dialogue_submit (dialogue, &submission, NULL, error);
}

static void
run_dialogue (const Talk *talk, LpDialogue *dialogue, LpSearch *search)
{
  g_autoptr (LpCredentials) credentials = make_credentials (talk);
  const char *how = script_get (talk, "run", "verify");
  g_autoptr (GError) error = NULL;

  gboolean is_done = lp_dialogue_probe (dialogue, NULL, &error);
  if (strcmp (script_get (talk, "pause", ""), "yes") == 0)
    g_usleep (30 * 1000); /* until the server has said more than it was asked */
  if (is_done && strcmp (how, "verify") == 0)
    is_done = lp_dialogue_verify (dialogue, credentials, NULL, &error);
  else if (is_done && strcmp (how, "find") == 0)
    is_done = lp_dialogue_enter (dialogue, credentials, NULL, &error)
              && lp_dialogue_find (dialogue, search, NULL, &error);
  else if (is_done && strcmp (how, "submit") == 0)
    is_done = lp_dialogue_enter (dialogue, credentials, NULL, &error)
              && submit (talk, dialogue, &error);
  else if (is_done && strcmp (how, "requirement") == 0)
    is_done = lp_dialogue_prove_requirement (dialogue, NULL, &error);

  LpVerdict verdict = lp_dialogue_get_outcome (dialogue)->verdict;
  if (is_done)
    g_assert_cmpint (verdict, ==, LP_VERDICT_OK);
  else
    g_assert_error (error, LP_ERROR, (int)verdict);
}

static const char *
name_tri (LpTri tri)
{
  return tri == LP_TRI_TRUE ? "yes" : tri == LP_TRI_FALSE ? "no" : "unknown";
}

static const char *
name_requirement (LpRequirement requirement)
{
  return requirement == LP_REQUIREMENT_PROVED         ? "proved"
         : requirement == LP_REQUIREMENT_NOT_REQUIRED ? "not-required"
                                                      : "unknown";
}

static char *
join_faults (const LpCertificate *certificate)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; certificate != NULL && i < certificate->faults->len; i++)
    g_string_append_printf (
        names, "%s%s", i > 0 ? " " : "",
        lp_verdict_get_name (g_array_index (certificate->faults, LpVerdict, i)));
  return g_string_free (names, FALSE);
}

static char *
describe_search (const LpSearch *search, const char *key)
{
  if (strcmp (key, "found") == 0)
    return g_strdup (search->removed ? "and removed" : search->found ? "yes" : "no");
  if (strcmp (key, "folder") == 0)
    return g_strdup (search->folder);
  return strcmp (key, "results") == 0 ? g_strdup (search->authentication_results) : NULL;
}

/* What an outcome says under the words that talks use. */
static char *
describe (const LpOutcome *outcome, const char *key)
{
  const LpStageResult *last = outcome->stages->pdata[outcome->stages->len - 1];

  if (strcmp (key, "verdict") == 0)
    return g_strdup (lp_verdict_get_name (outcome->verdict));
  if (strcmp (key, "stage") == 0)
    return g_strdup (lp_stage_get_name (last->stage));
  if (strcmp (key, "text") == 0)
    return g_strdup (outcome->server_text);
  if (strcmp (key, "detail") == 0)
    return g_strdup (outcome->detail);
  if (strcmp (key, "mechanism") == 0)
    return g_strdup (outcome->mechanism);
  if (strcmp (key, "mechanisms") == 0)
    return outcome->mechanisms != NULL ? g_strjoinv (" ", outcome->mechanisms) : NULL;
  if (strcmp (key, "capabilities") == 0)
    return outcome->capabilities != NULL ? g_strjoinv ("; ", outcome->capabilities) : NULL;
  if (strcmp (key, "folders") == 0)
    return outcome->special_folders != NULL ? g_strjoinv ("; ", outcome->special_folders) : NULL;
  if (strcmp (key, "messages") == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, outcome->messages);
  if (strcmp (key, "full") == 0)
    return g_strdup (outcome->mailbox_full ? "yes" : "no");
  if (strcmp (key, "size") == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, outcome->size_limit);
  if (strcmp (key, "leave") == 0)
    return g_strdup (name_tri (outcome->leave_works));
  if (strcmp (key, "expire") == 0)
    return g_strdup_printf ("%d", outcome->expire_days);
  if (strcmp (key, "login-delay") == 0)
    return g_strdup_printf ("%u", outcome->login_delay);
  if (strcmp (key, "requirement") == 0)
    return g_strdup (name_requirement (outcome->requirement));
  if (strcmp (key, "evidence") == 0)
    return g_strdup (outcome->requirement_evidence);
  if (strcmp (key, "own-open") == 0)
    return g_strdup (name_tri (outcome->own_address_open));
  if (strcmp (key, "sender") == 0)
    return g_strdup (name_tri (outcome->sender_accepted));
  if (strcmp (key, "tls-version") == 0)
    return g_strdup (outcome->tls_version);
  if (strcmp (key, "faults") == 0)
    return join_faults (outcome->certificate);
  g_error ("nothing is called %s", key);
}

static void
check_expectations (const Talk *talk, const LpOutcome *outcome, const LpSearch *search)
{
  g_assert_cmpuint (talk->expectations->len, >, 0);
  for (guint i = 0; i < talk->expectations->len; i++) {
    const Expectation *expectation = talk->expectations->pdata[i];
    gboolean is_search = g_strv_contains (search_keys, expectation->key);
    g_autofree char *value = is_search ? describe_search (search, expectation->key)
                                       : describe (outcome, expectation->key);
    if (g_strcmp0 (value != NULL ? value : "", expectation->value) != 0)
      g_error ("%s:%u: %s is \"%s\" (%s; %s)", talk->file, expectation->line, expectation->key,
               value, outcome->detail, outcome->server_text);
  }
}

static void
assert_absent (const char *text, const char *secret)
{
  if (text != NULL)
    g_assert_null (strstr (text, secret));
}

/* A secret is in nothing that people see, whatever a talk is about; nor is how long it is, as a literal. */
static void
check_secret (const Talk *talk, const LpOutcome *outcome, LpTranscript *transcript)
{
  g_autofree char *secret
      = g_strcompress (script_get (talk, "token", script_get (talk, "password", "")));
  g_autofree char *said = lp_transcript_to_string (transcript);

  if (*secret == '\0')
    return;
  g_autofree char *encoded = g_base64_encode ((const guchar *)secret, strlen (secret));
  g_autofree char *length = g_strdup_printf ("{%" G_GSIZE_FORMAT "}", strlen (secret));
  const char *const texts[]
      = { said, outcome->server_text, outcome->detail, outcome->requirement_evidence };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    assert_absent (texts[i], secret);
    assert_absent (texts[i], encoded);
    assert_absent (texts[i], length);
  }
  for (guint i = 0; i < outcome->stages->len; i++)
    assert_absent (((LpStageResult *)outcome->stages->pdata[i])->detail, secret);
}

static void
play_once (const Talk *talk, gsize chunk)
{
  int fds[2];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_autoptr (LpTranscript) transcript = lp_transcript_new ();
  LpDialogue *dialogue = make_dialogue (talk, fds[0], chunk, transcript);
  Player *player = player_start (talk, fds[1], chunk == chunks[0]);

  g_auto (LpSearch) search = { .message_id = script_get (talk, "message-id", NULL),
                               .junk = script_get (talk, "junk", NULL),
                               .remove = strcmp (script_get (talk, "remove", "no"), "yes") == 0 };
  run_dialogue (talk, dialogue, &search);
  g_autoptr (LpOutcome) outcome = lp_outcome_copy (lp_dialogue_get_outcome (dialogue));
  lp_dialogue_free (dialogue);
  g_autofree char *fault = player_finish (player);

  if (fault != NULL) {
    g_autofree char *said = lp_transcript_to_string (transcript);
    g_error ("%s\n%s", fault, said);
  }
  check_expectations (talk, outcome, &search);
  check_secret (talk, outcome, transcript);
}

static void
test_talk (gconstpointer data)
{
  gboolean pieces = strcmp (script_get (data, "pieces", "yes"), "yes") == 0;

  for (gsize i = 0; i < (pieces ? G_N_ELEMENTS (chunks) : 1); i++)
    play_once (data, chunks[i]);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char **)a, *(char **)b);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, ".talk"))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_names);
  return files;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_dir_make_tmp ("talks-XXXXXX", NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autofree char *talks_folder = g_test_build_filename (G_TEST_DIST, "talks", NULL);
  g_autoptr (GPtrArray) files = list_files (talks_folder);

  ca_file = g_build_filename (folder, "ca.pem", NULL);
  certificates_init (ca_file);
  client_certificate = g_build_filename (folder, "client.pem", NULL);
  certificates_write_client (client_certificate);
  for (guint i = 0, number = 0; i < files->len; i++) {
    GPtrArray *talks = script_read (files->pdata[i]);
    g_ptr_array_add (all, talks);
    for (guint k = 0; k < talks->len; k++)
      if (part_has (number++))
        g_test_add_data_func (((Talk *)talks->pdata[k])->path, talks->pdata[k], test_talk);
  }
  g_assert_cmpuint (all->len, >, 0);
  int status = g_test_run ();

  certificates_shutdown ();
  g_remove (ca_file);
  g_remove (client_certificate);
  g_free (client_certificate);
  g_rmdir (folder);
  g_free (ca_file);
  return status;
}
