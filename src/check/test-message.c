/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The last proof: a message that really goes the whole way. Sent on one connection, looked for on another:
 *
 *     outgoing   enter ── submit to oneself ── goodbye
 *     incoming   enter ── look ─ wait ─ look …  (POP3: enters anew for each look)
 */
#include "check/test-message.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/message.h"
#include "protocol/dialogue.h"

#define PATIENCE_MS 60000
/* Nothing arrives sooner than the first look; a provider that filters takes seconds. */
#define FIRST_PAUSE_MS 250
#define LONGEST_PAUSE_MS 5000
/* Each look at a POP3 mailbox is a sign-in. */
#define POP3_PAUSE_MS 3000

LpTestMessage *
lp_test_message_copy (const LpTestMessage *message)
{
  LpTestMessage *copy;

  if (message == NULL)
    return NULL;
  copy = g_new (LpTestMessage, 1);
  *copy = *message;
  copy->message_id = g_strdup (message->message_id);
  copy->folder = g_strdup (message->folder);
  copy->authentication_results = g_strdup (message->authentication_results);
  copy->server_text = g_strdup (message->server_text);
  return copy;
}

void
lp_test_message_free (LpTestMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->message_id);
  g_free (message->folder);
  g_free (message->authentication_results);
  g_free (message->server_text);
  g_free (message);
}

static void
add_field (LpMessage *message, const char *name, const char *value)
{
  g_ptr_array_add (message->fields, g_strdup_printf ("%s: %s\r\n", name, value));
}

static char *
encode (const char *text)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *)text, strlen (text));

  return g_strdup_printf ("=?UTF-8?B?%s?=", base64);
}

/* Lines of 76, so that no server breaks them (RFC 2045 §6.8). */
static void
append_body (GString *body, const char *text)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *)text, strlen (text));

  for (const char *p = base64; *p != '\0';) {
    gsize length = MIN (strlen (p), 76);

    g_string_append_len (body, p, length);
    g_string_append (body, "\r\n");
    p += length;
  }
}

static GBytes *
compose (const LpAccount *account, const char *message_id)
{
  g_autoptr (LpMessage) message = lp_message_parse ("", 0, FALSE);
  g_autofree char *address = lp_address_to_ascii (account->address);
  g_autofree char *subject = encode (_ ("Test message"));

  add_field (message, "To", address);
  add_field (message, "Subject", subject);
  add_field (message, "Message-ID", message_id);
  /* RFC 3834: no absence note answers it. */
  add_field (message, "Auto-Submitted", "auto-generated");
  add_field (message, "MIME-Version", "1.0");
  add_field (message, "Content-Type", "text/plain; charset=utf-8");
  add_field (message, "Content-Transfer-Encoding", "base64");
  lp_message_complete (message, account, NULL);
  g_string_truncate (message->body, 0);
  append_body (message->body,
               _ ("Letterplate sent this message to find out whether your account can send and "
                  "receive. It can. You may delete it.\n"));
  return lp_message_to_bytes (message);
}

static LpDialogue *
open_dialogue (const LpTestMessageOptions *options, LpSide side)
{
  const LpAccount *account = options->account;
  const LpServer *server = side == LP_SIDE_INCOMING ? account->incoming : account->outgoing;
  const LpDialogueOptions how = {
    .ca_file = account->ca_file,
    .client_certificate = account->client_certificate,
    .allow_plaintext = options->allow_plaintext,
    .reply_ms = options->timeout_ms,
    .sender = account->address,
  };

  return lp_dialogue_new (server, &how, options->transcript, "test message");
}

/* Signs in; the settings were proved before, so nothing is put right. */
static gboolean
enter (LpDialogue *dialogue, LpCredentials *credentials, GCancellable *cancellable)
{
  return lp_dialogue_probe (dialogue, cancellable, NULL)
         && lp_dialogue_enter (dialogue, credentials, cancellable, NULL);
}

static gboolean
stop (LpTestMessage *message, LpSide side, LpDialogue *dialogue)
{
  const LpOutcome *outcome = lp_dialogue_get_outcome (dialogue);

  message->verdict = outcome->verdict;
  message->side = side;
  g_free (message->server_text);
  message->server_text = g_strdup (outcome->server_text);
  return FALSE;
}

static gboolean
submit (LpTestMessage *message, const LpTestMessageOptions *options, GCancellable *cancellable)
{
  g_autoptr (LpDialogue) dialogue = open_dialogue (options, LP_SIDE_OUTGOING);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = compose (options->account, message->message_id);
  const LpSubmission submission = {
    .sender = options->account->address,
    .recipients = recipients,
    .message = bytes,
  };

  g_ptr_array_add (recipients, options->account->address);
  if (!enter (dialogue, options->outgoing, cancellable)
      || !lp_dialogue_submit (dialogue, &submission, cancellable, NULL))
    return stop (message, LP_SIDE_OUTGOING, dialogue);
  message->sent = TRUE;
  return TRUE;
}

/* One look. *dialogue is opened where there is none, and closed where it cannot look again. */
static gboolean
look (LpTestMessage *message, const LpTestMessageOptions *options, gboolean remove,
      LpDialogue **dialogue, GCancellable *cancellable)
{
  g_auto (LpSearch) search
      = { .message_id = message->message_id, .junk = options->junk, .remove = remove };

  if (*dialogue == NULL) {
    *dialogue = open_dialogue (options, LP_SIDE_INCOMING);
    if (!enter (*dialogue, options->incoming, cancellable))
      return stop (message, LP_SIDE_INCOMING, *dialogue);
  }
  if (!lp_dialogue_find (*dialogue, &search, cancellable, NULL))
    return stop (message, LP_SIDE_INCOMING, *dialogue);
  if (options->account->incoming->protocol == LP_PROTOCOL_POP3)
    g_clear_pointer (dialogue, lp_dialogue_free);
  message->found |= search.found;
  message->removed = search.removed;
  if (message->folder == NULL)
    message->folder = g_steal_pointer (&search.folder);
  if (message->authentication_results == NULL)
    message->authentication_results = g_steal_pointer (&search.authentication_results);
  return TRUE;
}

/* Ends at once when it is cancelled. */
static gboolean
wait_for (guint ms, GCancellable *cancellable)
{
  GPollFD poll = { 0 };

  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &poll)) {
    g_poll (&poll, 1, ms);
    g_cancellable_release_fd (cancellable);
  } else {
    g_usleep (ms * G_GUINT64_CONSTANT (1000));
  }
  return !g_cancellable_is_cancelled (cancellable);
}

static void
wait_until_found (LpTestMessage *message, const LpTestMessageOptions *options,
                  GCancellable *cancellable)
{
  gint64 start = g_get_monotonic_time ();
  guint patience = options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS;
  gboolean is_pop3 = options->account->incoming->protocol == LP_PROTOCOL_POP3;
  guint pause = FIRST_PAUSE_MS;
  g_autoptr (LpDialogue) dialogue = NULL;

  while (!message->found && message->elapsed_ms < patience && wait_for (pause, cancellable)
         && look (message, options, FALSE, &dialogue, cancellable)) {
    message->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
    pause = is_pop3 ? POP3_PAUSE_MS : MIN (pause * 2, LONGEST_PAUSE_MS);
  }
}

static char *
make_message_id (const LpAccount *account)
{
  g_autofree char *unique = g_uuid_string_random ();

  return g_strdup_printf ("<letterplate-test.%s@%s>", unique, account->address->domain);
}

LpTestMessage *
lp_test_message_send (const LpTestMessageOptions *options, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (LpTestMessage) message = g_new0 (LpTestMessage, 1);

  g_return_val_if_fail (options != NULL && options->account->incoming != NULL
                            && options->account->outgoing != NULL,
                        NULL);

  message->message_id = make_message_id (options->account);
  if (submit (message, options, cancellable))
    wait_until_found (message, options, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&message);
}

LpTestMessage *
lp_test_message_remove (const LpTestMessage *message, const LpTestMessageOptions *options,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (LpTestMessage) after = lp_test_message_copy (message);
  g_autoptr (LpDialogue) dialogue = NULL;

  g_return_val_if_fail (message != NULL && options != NULL, NULL);

  look (after, options, TRUE, &dialogue, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&after);
}
