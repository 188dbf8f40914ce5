/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate sendmail: submits one message, for mail programs that send through a command. It looks
 * like sendmail from outside: its options, its exit statuses (sysexits.h). Nothing is queued; when
 * it ends well the server has the message.
 */
#include <glib/gi18n.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/enter.h"
#include "cli/sendmail-options.h"
#include "model/message.h"

/* No mail server takes as much; it only keeps a mistake from filling the memory. */
#define MOST_OCTETS (512 * 1024 * 1024)

/* Exit statuses that say something exact; the others follow from the family */
static const struct {
  LpVerdict verdict;
  int status;
} exact[] = {
  { LP_VERDICT_NO_SUCH_DOMAIN, EX_NOHOST },   { LP_VERDICT_SERVER_UNAVAILABLE, EX_TEMPFAIL },
  { LP_VERDICT_RATE_LIMITED, EX_TEMPFAIL },   { LP_VERDICT_CLOSED, EX_TEMPFAIL },
  { LP_VERDICT_KEYRING_LOCKED, EX_TEMPFAIL }, { LP_VERDICT_KEYRING_MISSING, EX_TEMPFAIL },
  { LP_VERDICT_KEYRING_SILENT, EX_TEMPFAIL }, { LP_VERDICT_INTERNAL, EX_SOFTWARE },
};

/* Temporary is what may pass by itself: whoever called us keeps the message and tries again. */
static const int by_family[] = {
  [LP_FAMILY_REACH] = EX_TEMPFAIL,   [LP_FAMILY_SECURE] = EX_PROTOCOL,
  [LP_FAMILY_SPEAK] = EX_PROTOCOL,   [LP_FAMILY_SIGN_IN] = EX_NOPERM,
  [LP_FAMILY_SEND] = EX_UNAVAILABLE, [LP_FAMILY_OWN] = EX_TEMPFAIL,
};

static int
get_status (const GError *error, const LpOutcome *outcome)
{
  LpVerdict verdict = lp_verdict_from_error (error);

  if (error->domain == G_IO_ERROR && verdict == LP_VERDICT_INTERNAL)
    return EX_CONFIG; /* nothing in the keyring, no such server */
  /* A code that begins with 4 is temporary whatever it is about (RFC 5321 §4.2.1). */
  if (outcome != NULL && outcome->server_text != NULL && *outcome->server_text == '4')
    return EX_TEMPFAIL;
  for (gsize i = 0; i < G_N_ELEMENTS (exact); i++)
    if (exact[i].verdict == verdict)
      return exact[i].status;
  return by_family[lp_verdict_get_family (verdict)];
}

static int
fail (const GError *error, const LpOutcome *outcome)
{
  g_autofree char *sentence = lp_cli_describe_failure (error, outcome);

  lp_cli_fail (LP_EXIT_WRONG, "%s", sentence);
  return get_status (error, outcome);
}

static int
say (int status, const char *sentence)
{
  lp_cli_fail (LP_EXIT_WRONG, "%s", sentence);
  return status;
}

static GByteArray *
read_input (void)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();
  guint8 chunk[16 * 1024];
  gssize count;

  while ((count = read (STDIN_FILENO, chunk, sizeof chunk)) > 0) {
    if (input->len + count > MOST_OCTETS)
      return NULL;
    g_byte_array_append (input, chunk, count);
  }
  return count == 0 ? g_steal_pointer (&input) : NULL;
}

static int
submit (LpCli *cli, const LpSubmission *submission)
{
  g_autoptr (LpOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpDialogue) dialogue = lp_cli_enter (cli, LP_SIDE_OUTGOING, &outcome, &error);

  if (dialogue == NULL)
    return fail (error, outcome);
  if (lp_dialogue_submit (dialogue, submission, cli->cancellable, &error))
    return EX_OK;
  return fail (error, lp_dialogue_get_outcome (dialogue));
}

static int
send_message (LpCli *cli, LpSendmailOptions *options, LpMessage *message)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  g_autoptr (GError) error = NULL;

  if (options->from_header && !lp_message_list_recipients (message, options->recipients, &error))
    return say (EX_DATAERR, error->message);
  if (options->recipients->len == 0)
    return say (EX_USAGE, _ ("Nobody is named as recipient. Name addresses, or with -t take them "
                             "from the message."));
  lp_message_complete (message, account, options->name);
  g_autoptr (GBytes) bytes = lp_message_to_bytes (message);
  const LpSubmission submission = {
    .sender = options->has_sender ? options->sender : account->address,
    .recipients = options->recipients,
    .message = bytes,
    .notify = options->notify,
    .wants_headers = options->wants_headers,
  };
  return submit (cli, &submission);
}

int
lp_command_sendmail (LpCli *cli)
{
  g_auto (LpSendmailOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  if (!lp_sendmail_options_parse (&options, cli->arguments + 1, &error))
    return say (EX_USAGE, error->message);
  g_autoptr (GByteArray) input = read_input ();
  if (input == NULL)
    return say (EX_NOINPUT, _ ("The message could not be read from standard input."));
  int status = lp_cli_take_account (cli);
  if (status != LP_EXIT_OK)
    return status == LP_EXIT_USAGE ? EX_USAGE : EX_CONFIG;
  g_autoptr (LpMessage) message
      = lp_message_parse ((const char *)input->data, input->len, !options.ignores_dots);
  return send_message (cli, &options, message);
}
