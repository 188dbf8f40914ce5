/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands share: the words for failures, the loop around something asynchronous, and the
 * road from the options to a proved account.
 */
#include "cli/cli.h"

#include "base/files.h"
#include "cli/advice.h"
#include "cli/feed.h"
#include "cli/json.h"
#include "cli/question.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
lp_cli_fail (LpExit exit, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL; /* file names are in any encoding */
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = g_utf8_make_valid (sentence, -1);
  g_printerr ("%s: %s\n", g_get_prgname (), text);
  return exit;
}

int
lp_cli_fail_output (void)
{
  return lp_cli_fail (LP_EXIT_ENVIRONMENT,
                      _ ("The answer could not be written to standard output. Look whether the "
                         "disk is full, then try again."));
}

int
lp_cli_fail_stopped (void)
{
  return lp_cli_fail (LP_EXIT_CANCELLED,
                      _ ("Stopped before every mail app was done. Start it again "
                         "to go on."));
}

static int
say (const LpExplanation *explanation, LpVerdict verdict)
{
  return lp_cli_fail (lp_verdict_get_exit (verdict), "%s %s", explanation->sentence,
                      explanation->next_step);
}

int
lp_cli_fail_with (const GError *error)
{
  LpVerdict verdict = lp_verdict_from_error (error);
  g_autoptr (LpExplanation) explanation = NULL;

  /* An error that is not a verdict is a sentence for people already. */
  if (verdict == LP_VERDICT_INTERNAL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  explanation = lp_explain_verdict (verdict, NULL);
  return say (explanation, verdict);
}

/* ---- the loop ---- */

typedef struct {
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

void
lp_cli_on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static gboolean
on_interrupt (gpointer data)
{
  LpCli *cli = data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

/* Between two loops nothing is half done. */
static void
on_early_interrupt (int signal_number)
{
  _exit (LP_EXIT_CANCELLED);
}

void
lp_cli_heed_interrupt (void)
{
  /* Who started us in the background means us to go on. */
  if (signal (SIGINT, on_early_interrupt) == SIG_IGN)
    signal (SIGINT, SIG_IGN);
}

/* The signals are heeded before @start begins what they shall stop. */
static void
run_loop (LpCli *cli, GMainLoop *loop, void (*start) (LpCli *cli, gpointer data, gpointer wait),
          gpointer data, Wait *wait)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, cli);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, cli);

  if (start != NULL)
    start (cli, data, wait);
  g_main_loop_run (loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  lp_cli_heed_interrupt ();
}

void
lp_cli_run_loop (LpCli *cli, GMainLoop *loop)
{
  run_loop (cli, loop, NULL, NULL, NULL);
}

GAsyncResult *
lp_cli_run (LpCli *cli, void (*start) (LpCli *cli, gpointer data, gpointer wait), gpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop, NULL };

  run_loop (cli, loop, start, data, &wait);
  return wait.result;
}

/* ---- from the options to a set-up ---- */

static void
start_recover (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_recover_async (cli->setup, lp_cli_on_ready, wait);
}

static int
recover (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_recover, NULL);
  g_autoptr (GError) error = NULL;
  guint n_recovered = 0;

  if (!lp_setup_recover_finish (cli->setup, result, &n_recovered, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return lp_cli_fail_with (error);
  /* What nobody can put right must not be in the way of the rest. */
  if (error != NULL)
    lp_cli_fail_with (error);
  if (n_recovered > 0)
    g_printerr (ngettext ("An interrupted change to %u mail app was put right first.\n",
                          "Interrupted changes to %u mail apps were put right first.\n",
                          n_recovered),
                n_recovered);
  return LP_EXIT_OK;
}

/* What cannot be read any more may be anybody's. */
static gboolean
may_be_of (const LpReceipt *receipt, const char *account)
{
  return account == NULL || *receipt->address == '\0' || g_str_equal (receipt->account_id, account)
         || g_ascii_strcasecmp (receipt->address, account) == 0;
}

int
lp_cli_tell_damage (const GPtrArray *receipts, const char *account)
{
  int status = LP_EXIT_OK;

  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];

    if (receipt->damage != NULL && may_be_of (receipt, account))
      status = lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", receipt->damage);
  }
  return status;
}

gboolean
lp_cli_set_address (LpCli *cli, LpSetup *setup, const char *text, GError **error)
{
  g_autoptr (LpAddress) address = lp_address_parse (text, error);
  g_autoptr (LpServer) incoming = NULL;
  g_autoptr (LpServer) outgoing = NULL;

  if (address == NULL || !lp_cli_parse_given (cli, &incoming, &outgoing, error))
    return FALSE;
  lp_setup_set_name (setup, cli->name);
  lp_setup_set_given (setup, incoming, outgoing);
  lp_setup_set_address (setup, address);
  return TRUE;
}

LpSetup *
lp_cli_new_setup (LpCli *cli)
{
  const LpSetupOptions options = {
    .offline = cli->offline,
    .allow_plaintext = cli->allow_plaintext,
    .keep_settings = cli->account != NULL,
    .receive_only = g_strcmp0 (cli->outgoing, "none") == 0,
    .may_unlock = TRUE,
    .knock_at_all = cli->knock_at_all,
    .thunderbird_add_on = cli->thunderbird_add_on,
    .timeout_ms = cli->timeout * 1000,
    .ca_file = cli->ca,
    .data_dir = cli->data_dir,
  };

  return lp_setup_new (&options);
}

int
lp_cli_prepare (LpCli *cli, const char *address)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_clear_object (&cli->setup);
  cli->setup = lp_cli_new_setup (cli);
  status = recover (cli);
  if (status != LP_EXIT_OK || address == NULL)
    return status;
  if (!lp_cli_set_address (cli, cli->setup, address, &error))
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  return LP_EXIT_OK;
}

/* ---- discover ---- */

static void
start_discover (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_discover_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

/* A script that asked for a document gets one, also when there is nothing to check. */
static void
print_search (LpCli *cli, LpVerdict verdict, const LpExplanation *explanation)
{
  const LpAddress *address = lp_setup_get_account (cli->setup)->address;
  JsonBuilder *builder = lp_json_new ();

  lp_json_add_string (builder, "address", address->text);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (verdict));
  lp_json_add_string (builder, "explanation", explanation->sentence);
  lp_json_add_string (builder, "next_step", explanation->next_step);
  lp_cli_add_advice (cli, builder);
  lp_cli_print_json (builder);
}

int
lp_cli_discover (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_discover, NULL);
  g_autoptr (GError) error = NULL;

  if (!lp_setup_discover_finish (cli->setup, result, &error)) {
    const LpAddress *address = lp_setup_get_account (cli->setup)->address;
    LpVerdict verdict = lp_verdict_from_error (error);
    g_autoptr (LpExplanation) explanation = lp_explain_search (verdict, address->domain_text);
    g_autofree char *meant = lp_cli_dup_meant (cli);

    if (cli->json)
      print_search (cli, verdict, explanation);
    else
      lp_cli_tell_hints (cli);
    if (meant != NULL)
      /* Translators: a whole sentence, and a mail address. */
      return lp_cli_fail (lp_verdict_get_exit (verdict), _ ("%s Did you mean %s?"),
                          explanation->sentence, meant);
    return say (explanation, verdict);
  }
  lp_cli_put_right (cli);
  return lp_cli_put_options (cli, cli->setup);
}

/* ---- check ---- */

static void
on_stage (LpSetup *setup, const LpServer *server, guint stage, const LpStageResult *result,
          gpointer data)
{
  if (result != NULL)
    g_printerr ("  %-5s %-13s %-10s %5u ms  %s\n", lp_protocol_get_name (server->protocol),
                lp_stage_get_name (stage), lp_verdict_get_name (result->verdict), result->ms,
                result->detail != NULL ? result->detail : "");
}

static void
start_check (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_check_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

/* What is no file, a device or a pipe, is written into: it must not be replaced. */
static gboolean
write_into (const char *path, const char *text, GError **error)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  gboolean is_done = fd >= 0 && lp_feed_write (fd, text);

  if (!is_done)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return is_done;
}

static gboolean
replace_file (const char *path, const char *text, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *file = lp_files_resolve (absolute, error);

  return file != NULL
         && g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static int
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean is_file
      = !g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_REGULAR);

  if (!(is_file ? replace_file : write_into) (path, text, &error))
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, _ ("“%s” could not be written: %s."), path,
                        error->message);
  return LP_EXIT_OK;
}

/* What can be shown to somebody who helps: what was said, and what came of it. No secrets; no address either on wish. */
static int
write_texts (LpCli *cli, const LpReport *report)
{
  g_autofree char *transcript = lp_setup_dup_transcript (cli->setup);
  g_autofree char *text = report != NULL ? lp_report_to_text (report, cli->mask) : NULL;
  g_autofree char *masked
      = cli->mask && report != NULL ? lp_report_mask (report, transcript) : NULL;
  int status = LP_EXIT_OK;

  if (cli->transcript != NULL)
    status = write_text (cli->transcript, masked != NULL ? masked : transcript);
  if (status == LP_EXIT_OK && cli->report != NULL && text != NULL)
    status = write_text (cli->report, text);
  return status;
}

static LpReport *
check_once (LpCli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gulong handler = 0;

  if (!cli->json && isatty (STDERR_FILENO))
    handler = g_signal_connect (cli->setup, "stage", G_CALLBACK (on_stage), cli);
  result = lp_cli_run (cli, start_check, NULL);
  g_clear_signal_handler (&handler, cli->setup);
  return lp_setup_check_finish (cli->setup, result, error);
}

/* The one second attempt with the password itself, if the person wants it. */
static void
try_offer (LpCli *cli, LpReport **report, GError **error)
{
  const LpSuggestion *offer
      = *report != NULL ? lp_report_find_offer (*report, LP_OFFER_PASSWORD) : NULL;
  g_autofree char *question = NULL;

  if (offer == NULL)
    return;
  /* Translators: %s is one or two sentences. “y” is typed in every language. */
  question = g_strdup_printf (_ ("%s\nSign in with the password once more? [y/N] "), offer->text);
  if (!lp_cli_agrees (cli, question))
    return;
  lp_setup_accept_suggestion (cli->setup, offer);
  lp_report_free (*report);
  *report = check_once (cli, error);
}

int
lp_cli_check (LpCli *cli, LpReport **report)
{
  g_autoptr (GError) error = NULL;
  int status, written;

  *report = check_once (cli, &error);
  try_offer (cli, report, &error);
  status = *report != NULL && cli->send_test_message ? lp_cli_send_test_message (cli, *report)
                                                     : (int)LP_EXIT_OK;
  written = write_texts (cli, *report);
  if (*report == NULL)
    return lp_cli_fail_with (error);
  return MAX (status, written);
}

/* ---- output ---- */

void
lp_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  /* g_print() would turn it into the locale's encoding. */
  puts (text);
  fflush (stdout);
}
