/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate: the table of commands, and the options they share. Without a command it starts the
 * window.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/start.h"
#include "cli/commands.h"
#include "secrets/session-bus.h"

static const LpCommand commands[] = {
  { "discover", N_ ("ADDRESS"), N_ ("Find the mail settings of an address"), 1, 1,
    lp_command_discover },
  { "check", N_ ("ADDRESS"), N_ ("Prove that receiving and sending work; write nothing"), 0, 1,
    lp_command_check },
  { "setup", N_ ("ADDRESS"), N_ ("Check, keep the password in the keyring, write mail apps"), 0, 1,
    lp_command_setup },
  { "import", N_ ("[FILE…]"), N_ ("Find old set-ups, in files or on this computer"), 0, -1,
    lp_command_import, .takes_files = TRUE },
  { "doctor", N_ ("[--fix ACCOUNT]"), N_ ("Examine the accounts that mail apps have"), 0, 1,
    lp_command_doctor },
  { "clients", NULL, N_ ("List the mail apps of this computer"), 0, 0, lp_command_clients },
  { "accounts", NULL, N_ ("List what was set up"), 0, 0, lp_command_accounts },
  { "undo", N_ ("[RECEIPT]"), N_ ("Take a set-up back; the last one if none is named"), 0, 1,
    lp_command_undo },
  { "password", N_ ("ADDRESS"), N_ ("Prove a new password, then change it for every mail app"), 1,
    1, lp_command_password },
  { "forget", N_ ("ADDRESS"), N_ ("Remove every trace of an account"), 1, 1, lp_command_forget },
  { "token", N_ ("ACCOUNT [incoming|outgoing]"), N_ ("Print a fresh access token"), 1, 2,
    lp_command_token },
  { "git-credential", N_ ("ACCOUNT get"), N_ ("Answer git send-email’s question for the password"),
    2, 2, lp_command_git_credential },
  { "netrc", N_ ("ACCOUNT"), N_ ("Print the passwords in the form of a .netrc file"), 1, 1,
    lp_command_netrc },
  { "fetchmail", N_ ("ACCOUNT [OPTION…]"), N_ ("Run fetchmail with an account’s password"), 1, -1,
    lp_command_fetchmail, TRUE },
  { "tunnel", N_ ("ACCOUNT"), N_ ("Sign in to IMAP for a program that runs a command"), 1, 1,
    lp_command_tunnel },
  { "sendmail", N_ ("ACCOUNT [OPTION…] [RECIPIENT…]"), N_ ("Send one message, as sendmail does"), 1,
    -1, lp_command_sendmail, TRUE },
  { "explain", N_ ("[VERDICT]"), N_ ("Explain a verdict, or list them all"), 0, 1,
    lp_command_explain },
};

static char *
dup_usage (const LpCommand *command)
{
  return g_strjoin (" ", command->name, command->arguments != NULL ? _ (command->arguments) : NULL,
                    NULL);
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:\n"));
  long width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *usage = dup_usage (&commands[i]);

    width = MAX (width, g_utf8_strlen (usage, -1));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *usage = dup_usage (&commands[i]);

    /* printf counts octets. */
    g_string_append_printf (text, "  %s%*s  %s\n", usage, (int)(width - g_utf8_strlen (usage, -1)),
                            "", _ (commands[i].summary));
  }
  g_string_append (text, _ ("\nWithout a command the assistant’s window opens."));
  return g_string_free (text, FALSE);
}

static void
print_version (void)
{
  g_print ("letterplate %s\n", LP_VERSION);
  exit (LP_EXIT_OK);
}

/* Who it is. */
static void
add_person_entries (GOptionContext *context, LpCli *cli)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &cli->name, N_ ("Your name, for outgoing mail"),
      N_ ("NAME") },
    { "user", 0, 0, G_OPTION_ARG_STRING, &cli->user,
      N_ ("Sign in under this name, where the address does not tell it"), N_ ("NAME") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, LP_GETTEXT_PACKAGE);
}

/* Old accounts: import and doctor. */
static void
add_old_account_entries (GOptionContext *context, LpCli *cli)
{
  const GOptionEntry entries[] = {
    { "online", 0, 0, G_OPTION_ARG_NONE, &cli->online,
      N_ ("doctor: also try the accounts on their servers"), NULL },
    { "fix", 0, 0, G_OPTION_ARG_NONE, &cli->fix,
      N_ ("doctor: put one account right (CLIENT:N or its address)"), NULL },
    { "take-over", 0, 0, G_OPTION_ARG_NONE, &cli->take_over,
      N_ ("Write in the place of an account that a mail app has for the address"), NULL },
    { "setup", 0, 0, G_OPTION_ARG_NONE, &cli->set_up,
      N_ ("import: go on and set up what was found"), NULL },
    { "stored-passwords", 0, 0, G_OPTION_ARG_NONE, &cli->stored_passwords,
      N_ ("import: use passwords that lie in exported .iaf files"), NULL },
    { "charset", 0, 0, G_OPTION_ARG_STRING, &cli->charset,
      N_ ("import: the code page of old text, for instance WINDOWS-1251"), N_ ("NAME") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, LP_GETTEXT_PACKAGE);
}

static const LpCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

/* Where our options end at a command's first argument, the command counts as the program. */
static gboolean
run_parser (GOptionContext *context, int *argc, char **argv, GError **error)
{
  const LpCommand *command = find_command (argv[1]);
  int n_before = command != NULL && command->options_first ? 1 : 0;
  int n_words = *argc - n_before;
  char **words = argv + n_before;

  g_option_context_set_strict_posix (context, n_before > 0);
  if (!g_option_context_parse (context, &n_words, &words, error))
    return FALSE;
  *argc = n_words + n_before;
  return TRUE;
}

/* What is kept of a proof, and the proof after it. */
static void
add_report_entries (GOptionContext *context, LpCli *cli)
{
  const GOptionEntry entries[] = {
    { "transcript", 0, 0, G_OPTION_ARG_FILENAME, &cli->transcript,
      N_ ("Write down what was said to the servers, without secrets"), N_ ("FILE") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &cli->report,
      N_ ("Write down what was tried and found, for somebody who helps"), N_ ("FILE") },
    { "mask", 0, 0, G_OPTION_ARG_NONE, &cli->mask,
      N_ ("Leave your address and user name out of report and transcript"), NULL },
    { "send-test-message", 0, 0, G_OPTION_ARG_NONE, &cli->send_test_message,
      N_ ("Also send a message to yourself, and wait until it arrives"), NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, LP_GETTEXT_PACKAGE);
}

static gboolean
parse_options (LpCli *cli, int *argc, char **argv, GError **error)
{
  g_autofree char *description = describe_commands ();
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print one JSON document"), NULL },
    { "client", 0, 0, G_OPTION_ARG_STRING, &cli->clients,
      N_ ("Mail apps to write: ids separated by commas, or “all”"), N_ ("ID[,ID…]") },
    { "diff", 0, 0, G_OPTION_ARG_NONE, &cli->diff, N_ ("Show what would change, and stop"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &cli->yes, N_ ("Ask nothing"), NULL },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &cli->no_check, N_ ("Write without proving first"),
      NULL },
    { "incoming", 0, 0, G_OPTION_ARG_STRING, &cli->incoming,
      N_ ("Receive from this server: imap|pop3[+tls|+starttls|+plain]://[USER@]HOST[:PORT]"),
      N_ ("URL") },
    { "outgoing", 0, 0, G_OPTION_ARG_STRING, &cli->outgoing,
      N_ ("Send through this server: smtp[+…]://[USER@]HOST[:PORT], or “none”"), N_ ("URL") },
    { "outgoing-auth", 0, 0, G_OPTION_ARG_STRING, &cli->outgoing_auth,
      N_ ("Sign in to send: yes, no or auto (the proof decides)"), N_ ("WORD") },
    { "sign-in", 0, 0, G_OPTION_ARG_STRING, &cli->sign_in,
      N_ ("Sign in by automatic, password, encrypted, oauth2, gssapi, external"), N_ ("WORD") },
    { "client-certificate", 0, 0, G_OPTION_ARG_FILENAME, &cli->client_certificate,
      N_ ("Show this certificate to the servers (PEM with its unencrypted key)"), N_ ("FILE") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &cli->password_fd,
      N_ ("Read the password from this file descriptor"), N_ ("N") },
    { "outgoing-password-fd", 0, 0, G_OPTION_ARG_INT, &cli->outgoing_password_fd,
      N_ ("Read another password, for sending, from this file descriptor"), N_ ("N") },
    { "device-code", 0, 0, G_OPTION_ARG_NONE, &cli->device_code,
      N_ ("Sign in with the browser of another device"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &cli->timeout, N_ ("Wait this long for a server’s reply"),
      N_ ("SECONDS") },
    { "allow-plaintext", 0, 0, G_OPTION_ARG_NONE, &cli->allow_plaintext,
      N_ ("Send the password even without encryption"), NULL },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &cli->pin,
      N_ ("Accept exactly the certificate with this SHA-256"), N_ ("SHA256") },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &cli->ca,
      N_ ("Trust a further certificate authority (PEM)"), N_ ("FILE") },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &cli->offline, N_ ("Find settings on this computer only"),
      NULL },
    { "leave-on-server", 0, 0, G_OPTION_ARG_STRING, &cli->leave_on_server,
      N_ ("POP3: leave mail on the server for DAYS, “always” or “no”"), N_ ("DAYS") },
    { "thunderbird-add-on", 0, 0, G_OPTION_ARG_NONE, &cli->thunderbird_add_on,
      N_ ("setup: give Thunderbird a small add-on that takes the password from the keyring"),
      NULL },
    { "batch", 0, 0, G_OPTION_ARG_FILENAME, &cli->batch,
      N_ ("check: every address of a file, one line of output each"), N_ ("FILE") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &cli->account,
      N_ ("check, setup: an account that a mail app has"), N_ ("CLIENT:N") },
    { "data-dir", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &cli->data_dir, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND"));

  g_option_context_set_summary (context, _ ("Sets up a mail account once, for every mail app."));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, LP_GETTEXT_PACKAGE);
  add_person_entries (context, cli);
  add_report_entries (context, cli);
  add_old_account_entries (context, cli);
  if (!run_parser (context, argc, argv, error))
    return FALSE;
  if (version)
    print_version ();
  return TRUE;
}

/* The window lies beside this program, installed or in a build folder. */
static int
start_window (char **argv)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (LP_BINDIR);
  g_autofree char *window = g_build_filename (folder, "letterplate-assistant", NULL);

  argv[0] = window;
  execv (window, argv);
  return lp_cli_fail (LP_EXIT_ENVIRONMENT,
                      _ ("The assistant’s window (%s) is not installed. Try “letterplate --help” "
                         "for the commands."),
                      window);
}

/* Names of accounts, addresses and words are UTF-8; what is behind them may be a command's own. */
static gboolean
is_text (const LpCommand *command, const char *argument)
{
  return argument == NULL || command->takes_files || g_utf8_validate (argument, -1, NULL);
}

static int
run_command (LpCli *cli, int argc, char **argv)
{
  const LpCommand *command = find_command (argv[1]);
  int status;

  /* It stays where what follows begins with a dash (GOptionContext). */
  if (command != NULL && !command->options_first && g_strcmp0 (argv[2], "--") == 0) {
    argv++;
    argc--;
  }
  if (command == NULL)
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("There is no command “%s”. “letterplate --help” lists them."), argv[1]);
  if (argc - 2 < command->n_arguments
      || (command->max_arguments >= 0 && argc - 2 > command->max_arguments))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Use it like this: letterplate %s %s"), command->name,
                        command->arguments != NULL ? _ (command->arguments) : "");
  if (!is_text (command, argv[2]))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("“%s” is not valid text. Type it again."), argv[2]);
  status = lp_cli_check_options (cli);
  if (status != LP_EXIT_OK && command->run == lp_command_tunnel)
    lp_tunnel_say_no ();
  cli->arguments = argv + 2;
  return status == LP_EXIT_OK ? command->run (cli) : status;
}

static void
cli_clear (LpCli *cli)
{
  char *strings[] = { cli->incoming,
                      cli->outgoing,
                      cli->outgoing_auth,
                      cli->sign_in,
                      cli->client_certificate,
                      cli->name,
                      cli->user,
                      cli->clients,
                      cli->pin,
                      cli->ca,
                      cli->transcript,
                      cli->report,
                      cli->batch,
                      cli->account,
                      cli->charset,
                      cli->leave_on_server,
                      cli->data_dir };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_clear_object (&cli->setup);
  g_clear_object (&cli->cancellable);
}

/* An answer that did not get out is none: the disk is full, or nothing is there to take it. */
static void
look_at_output (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

  if (fflush (stdout) == 0 && !ferror (stdout))
    return;
  /* Who read a part of it, as “head” does, wanted no more (poll(2), POLLERR). */
  if (poll (&output, 1, 0) == 1 && output.revents & POLLERR)
    return;
  _exit (lp_cli_fail_output ());
}

int
main (int argc, char **argv)
{
  /* Threads come and go, and each in an arena of its own leaves holes behind: 3,000 checks of one
   * batch took 89 MB instead of 32. */
  mallopt (M_ARENA_MAX, 2);
  LpCli cli = { .password_fd = -1, .outgoing_password_fd = -1 };
  g_autoptr (GError) error = NULL;
  int status;

  lp_cli_heed_interrupt ();
  lp_start_fill_streams ();
  atexit (look_at_output);
  lp_credentials_protect_process (FALSE);
  lp_session_bus_prepare ();
  lp_start_set_locale ();
  bindtextdomain (LP_GETTEXT_PACKAGE, LP_LOCALEDIR);
  bind_textdomain_codeset (LP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (LP_GETTEXT_PACKAGE);
  g_set_prgname ("letterplate");

  if (!lp_start_check_folders (&error))
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, "%s", error->message);
  if (argc == 1)
    return start_window (argv);
  if (!parse_options (&cli, &argc, argv, &error))
    return lp_cli_fail (LP_EXIT_USAGE, "%s. %s", error->message,
                        _ ("“letterplate --help” lists the options."));
  if (argc == 1)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name a command. “letterplate --help” lists them."));
  cli.cancellable = g_cancellable_new ();
  status = run_command (&cli, argc, argv);
  cli_clear (&cli);
  return status;
}
