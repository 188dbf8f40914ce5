/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "setup.h"

G_BEGIN_DECLS

/** Begins every JSON document. Raised when a field changes its meaning or goes. */
#define LP_SCHEMA_VERSION 1

/**
 * LpCli:
 * @arguments: (array zero-terminated=1): what is left after the options, without the command's name
 * @setup: (nullable): the set-up, for commands that need one
 * @cancellable: triggered by Ctrl-C and SIGTERM
 *
 * One run of the command line: the options that commands share, read once. Strings belong to this.
 */
typedef struct {
  char **arguments;
  LpSetup *setup;
  GCancellable *cancellable;

  gboolean json;
  gboolean device_code;
  gboolean yes;
  gboolean knock_at_all; /* the command lists candidates, and which of them answer */
  gboolean diff;
  gboolean no_check;
  gboolean offline;
  gboolean allow_plaintext;
  gboolean mask;
  gboolean set_up;
  gboolean stored_passwords;
  gboolean has_password;
  gboolean online;
  gboolean fix;
  gboolean take_over;
  gboolean thunderbird_add_on;
  gboolean send_test_message;
  char *incoming;
  char *outgoing;
  char *outgoing_auth;
  char *sign_in;
  char *client_certificate;
  char *name;
  char *user;
  char *clients;
  char *pin;
  char *ca;
  char *transcript;
  char *report;
  char *leave_on_server;
  char *batch;
  char *charset;
  char *account;
  char *data_dir;
  int password_fd;
  int outgoing_password_fd;
  int timeout;
} LpCli;

/**
 * lp_cli_find_account:
 * @cli: a prepared run whose first argument is an account's id or address
 *
 * Takes an account as the mail apps have it. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_find_account (LpCli *cli);

/**
 * lp_cli_take_existing:
 * @cli: a prepared run with --account
 *
 * Takes an account as a mail app has it. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_take_existing (LpCli *cli);

/**
 * lp_cli_spread_existing:
 * @cli: a prepared run with --account
 *
 * Takes an account of a mail app to set it up in others: the half that the app does not know comes from another one or
 * from discovery, and what is known not to work any more is replaced. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_spread_existing (LpCli *cli);

/**
 * lp_cli_set_up:
 * @cli: a prepared run whose account has servers
 *
 * Goes on with the mail apps named by --client: password, proof, consent, writing. Blocks.
 *
 * Returns: the exit status
 */
int
lp_cli_set_up (LpCli *cli);

/**
 * lp_cli_take_back:
 * @cli: a prepared run
 * @receipt_id: which set-up
 * @results: (element-type LpClientResult): gets what became of each mail app
 *
 * Takes a set-up back, and says on standard error where that is not safe. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_take_back (LpCli *cli, const char *receipt_id, GPtrArray *results);

/**
 * lp_cli_run_apart:
 * @cli: the run
 * @run: prints at most one line on standard output, a secret
 *
 * Runs @run in a child process that goes on when this one is killed, and passes on what it printed.
 * Call it before there is a second thread. Blocks.
 *
 * Returns: the exit status
 */
int
lp_cli_run_apart (LpCli *cli, int (*run) (LpCli *cli));

/**
 * lp_cli_sign_in:
 * @cli: a prepared run whose account wants a browser
 *
 * Gets an access token: the keyring's, else by signing in with the browser here or on another
 * device. Where none of that is offered the run goes on without a secret, and the proof ends at the
 * sign-in.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_sign_in (LpCli *cli);

/**
 * lp_cli_fail_sign_in:
 * @error: why a sign-in with the browser or a token was not to be had
 *
 * As lp_cli_fail_with(), and says what exactly happened: the same verdict has many causes here.
 *
 * Returns: the exit status that belongs to it
 */
int
lp_cli_fail_sign_in (const GError *error);

/**
 * lp_cli_fail:
 * @exit: the exit status
 * @format: a translated sentence and the next step
 *
 * Says on standard error what is wrong.
 *
 * Returns: @exit
 */
int
lp_cli_fail (LpExit exit, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * lp_cli_fail_output:
 *
 * Says that standard output took no answer.
 *
 * Returns: %LP_EXIT_ENVIRONMENT
 */
int
lp_cli_fail_output (void);

/**
 * lp_cli_fail_stopped:
 *
 * Says that Ctrl-C came while mail apps were written or taken back. Each is as before or done.
 *
 * Returns: %LP_EXIT_CANCELLED
 */
int
lp_cli_fail_stopped (void);

/**
 * lp_cli_fail_with:
 * @error: an error of a lower folder
 *
 * Says an error in words for people: a verdict through its sentence and next step, others as they
 * are.
 *
 * Returns: the exit status that belongs to it
 */
int
lp_cli_fail_with (const GError *error);

/**
 * lp_cli_heed_interrupt:
 *
 * From now on Ctrl-C ends the program with %LP_EXIT_CANCELLED wherever no loop runs that is cancelled by it.
 */
void
lp_cli_heed_interrupt (void);

/**
 * lp_cli_run_loop:
 * @cli: the run
 * @loop: a main loop
 *
 * Runs a main loop; meanwhile Ctrl-C and SIGTERM cancel instead of kill. Blocks.
 */
void
lp_cli_run_loop (LpCli *cli, GMainLoop *loop);

/**
 * lp_cli_run:
 * @cli: the run
 * @start: begins something asynchronous and gives it lp_cli_on_ready() and the data it was given
 * @data: given to @start
 *
 * Runs the main loop until it is done. Blocks.
 *
 * Returns: (transfer full): its result
 */
GAsyncResult *
lp_cli_run (LpCli *cli, void (*start) (LpCli *cli, gpointer data, gpointer wait), gpointer data);

/**
 * lp_cli_on_ready:
 * @source: (nullable): what finished
 * @result: the result
 * @wait: what @start of lp_cli_run() was given
 *
 * Ends lp_cli_run().
 */
void
lp_cli_on_ready (GObject *source, GAsyncResult *result, gpointer wait);

/**
 * lp_cli_prepare:
 * @cli: the run
 * @address: the address on the command line
 *
 * Makes the set-up from the options, finishes what an interrupted apply left, sets address, name
 * and given servers.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_prepare (LpCli *cli, const char *address);

/**
 * lp_cli_tell_damage:
 * @receipts: (element-type LpReceipt): what was set up
 * @account: (nullable): an account's id or address; %NULL: all accounts
 *
 * Names each receipt that is damaged and may be @account's on standard error.
 *
 * Returns: %LP_EXIT_ENVIRONMENT if there is one, else %LP_EXIT_OK
 */
int
lp_cli_tell_damage (const GPtrArray *receipts, const char *account);

/**
 * lp_cli_new_setup:
 * @cli: the run
 *
 * Returns: (transfer full): a set-up with the options of the command line
 */
LpSetup *
lp_cli_new_setup (LpCli *cli);

/**
 * lp_cli_parse_given:
 * @cli: the run
 * @incoming: (out) (transfer full) (nullable): the server of --incoming; left alone without one
 * @outgoing: (out) (transfer full) (nullable): the server of --outgoing; left alone without one, and for “none”
 * @error: return location
 *
 * Reads the servers that were named on the command line. Does not block.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence
 */
gboolean
lp_cli_parse_given (LpCli *cli, LpServer **incoming, LpServer **outgoing, GError **error);

/**
 * lp_cli_check_options:
 * @cli: the run; paths of certificates become absolute
 *
 * Looks whether each option has a value of its kind. Reads certificates; does not block for long.
 *
 * Returns: %LP_EXIT_OK, or %LP_EXIT_USAGE after having said what is wrong
 */
int
lp_cli_check_options (LpCli *cli);

/**
 * lp_cli_set_address:
 * @cli: the run
 * @setup: the set-up to tell
 * @text: an address as it was typed
 * @error: return location
 *
 * Gives a set-up its address, name and given servers. Does not block.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence
 */
gboolean
lp_cli_set_address (LpCli *cli, LpSetup *setup, const char *text, GError **error);

/**
 * lp_cli_put_options:
 * @cli: the run
 * @setup: a set-up whose account has servers
 *
 * Puts the options that change single values on top of what was found: pin, sign-in, no outgoing
 * server, POP3.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_put_options (LpCli *cli, LpSetup *setup);

/**
 * lp_cli_check_batch:
 * @cli: the run, with --batch
 *
 * Proves every address of a file, several at a time, one JSON line or one line of text for each.
 * Passwords come from the keyring, or from --password-fd as lines in the same order. Blocks.
 *
 * Returns: the exit status: the gravest of all
 */
int
lp_cli_check_batch (LpCli *cli);

/**
 * lp_cli_discover:
 * @cli: a prepared run
 *
 * Finds settings where they were not given whole and puts the options that change them (pin,
 * sign-in, none …) on top.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_discover (LpCli *cli);

/**
 * lp_cli_take_password:
 * @cli: the run
 * @prompt: what to say on a terminal
 * @error: return location
 *
 * Reads one line from --password-fd, else asks on the terminal. Blocks.
 *
 * Returns: (transfer full) (nullable): the secret, or %NULL with an error of %G_IO_ERROR and a
 * translated sentence
 */
LpCredentials *
lp_cli_take_password (LpCli *cli, const char *prompt, GError **error);

/**
 * lp_cli_take_outgoing_password:
 * @cli: a run whose account has servers
 *
 * Takes an outgoing server's own password from --outgoing-password-fd, where that is given. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_take_outgoing_password (LpCli *cli);

/**
 * lp_cli_read_password:
 * @cli: a run whose account has servers
 *
 * Takes the password from --password-fd, else from the keyring, else asks on the terminal; before that, consent to
 * servers that nothing vouches for. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_read_password (LpCli *cli);

/**
 * lp_cli_check:
 * @cli: a prepared run that has servers
 * @report: (out) (transfer full): the report
 *
 * Proves the account, telling the steps on a terminal, and writes the transcript if one is wanted. Where a challenge
 * mechanism does not serve the account, one second attempt with the password is offered.
 *
 * Returns: %LP_EXIT_OK if there is a report, whatever its verdict; else the status after having
 * said what is wrong
 */
int
lp_cli_check (LpCli *cli, LpReport **report);

/**
 * lp_cli_send_test_message:
 * @cli: a run whose account was proved
 * @report: gets what became of the message
 *
 * Sends a message to oneself, waits until it arrives, and deletes it again if the person says so. Blocks.
 *
 * Returns: %LP_EXIT_OK, or the status after having said what is wrong
 */
int
lp_cli_send_test_message (LpCli *cli, LpReport *report);

/**
 * lp_cli_judge_report:
 * @report: a report
 *
 * Returns: the exit status of the proof, its test message counted
 */
LpExit
lp_cli_judge_report (const LpReport *report);

/**
 * lp_cli_print_test_message:
 * @message: what became of the message
 *
 * Says it for people.
 */
void
lp_cli_print_test_message (const LpTestMessage *message);

/**
 * lp_cli_print_json:
 * @builder: (transfer full): a builder whose root is complete
 *
 * Prints one document in one line on standard output, in UTF-8 whatever the locale says.
 */
void
lp_cli_print_json (JsonBuilder *builder);

/**
 * lp_cli_print_report:
 * @report: a report
 *
 * Prints the proof for people on standard output, and on standard error what is wrong with its next
 * step.
 */
void
lp_cli_print_report (const LpReport *report);

G_END_DECLS
