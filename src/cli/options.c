/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options that take a word of a certain kind. What is wrong with one is said before anything is looked for, and before
 * anybody is asked.
 */
#include "cli/cli.h"

#include <glib/gi18n.h>
#include <string.h>

/* An hour; nobody waits as long for one reply. */
#define MOST_SECONDS 3600

/* ---- servers ---- */

/* As in a URL of the web; what is not looked at here would be shown as the user's name. */
static gboolean
check_user (const char *text, GError **error)
{
  const char *user = strstr (text, "://") + 3;
  const char *at = strrchr (user, '@');

  if (at == NULL || memchr (user, ':', at - user) == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("A server is written without a password, which everybody could read "
                          "there. Give it with --password-fd; a colon in a user name is %3A."));
  return FALSE;
}

static gboolean
parse_given (const char *text, LpServer **server, gboolean is_outgoing, GError **error)
{
  if (text == NULL || (is_outgoing && g_str_equal (text, "none")))
    return TRUE;
  *server = lp_server_parse (text, error);
  if (*server == NULL || !check_user (text, error))
    return FALSE;
  if (((*server)->protocol == LP_PROTOCOL_SMTP) == is_outgoing)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               is_outgoing ? _ ("“%s” is not a server for sending. Write it like "
                                "smtp+tls://smtp.example.org:465.")
                           : _ ("“%s” is not a server for receiving. Write it like "
                                "imap+tls://imap.example.org:993."),
               text);
  return FALSE;
}

gboolean
lp_cli_parse_given (LpCli *cli, LpServer **incoming, LpServer **outgoing, GError **error)
{
  return parse_given (cli->incoming, incoming, FALSE, error)
         && parse_given (cli->outgoing, outgoing, TRUE, error);
}

/* ---- what changes an account ---- */

static gboolean
put_pin (LpCli *cli, LpAccount *account)
{
  LpServer *servers[] = { account->incoming, account->outgoing };
  g_autofree char *pin = g_ascii_strdown (cli->pin, -1);
  g_auto (GStrv) parts = g_strsplit (pin, ":", -1);
  g_autofree char *digits = g_strjoinv ("", parts);

  if (strlen (digits) != 64 || strspn (digits, "0123456789abcdef") != 64)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL)
      servers[i]->pin = g_strdup (digits);
  return TRUE;
}

static gboolean
put_leave_on_server (LpCli *cli, LpAccount *account)
{
  guint64 days;

  if (g_str_equal (cli->leave_on_server, "always"))
    account->leave_on_server = LP_LEAVE_ALWAYS;
  else if (g_str_equal (cli->leave_on_server, "no"))
    account->leave_on_server = 0;
  else if (g_ascii_string_to_unsigned (cli->leave_on_server, 10, 1, 3650, &days, NULL))
    account->leave_on_server = days;
  else
    return FALSE;
  return TRUE;
}

static gboolean
put_outgoing_auth (LpCli *cli, LpAccount *account)
{
  static const struct {
    const char *word;
    LpSignIn sign_in;
  } words[] = { { "auto", LP_SIGN_IN_AUTOMATIC },
                { "yes", LP_SIGN_IN_AUTOMATIC },
                { "no", LP_SIGN_IN_NONE } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (!g_str_equal (cli->outgoing_auth, words[i].word))
      continue;
    if (account->outgoing != NULL && (cli->sign_in == NULL || words[i].sign_in == LP_SIGN_IN_NONE))
      account->outgoing->sign_in = words[i].sign_in;
    return TRUE;
  }
  return FALSE;
}

/* One way for both servers; what --outgoing-auth says is about the outgoing one alone. */
static gboolean
put_sign_in (LpCli *cli, LpAccount *account)
{
  LpSignIn sign_in = LP_SIGN_IN_NONE;

  if (!lp_sign_in_from_name (cli->sign_in, &sign_in) || sign_in == LP_SIGN_IN_NONE)
    return FALSE;
  if (account->incoming != NULL)
    account->incoming->sign_in = sign_in;
  if (account->outgoing != NULL)
    account->outgoing->sign_in = sign_in;
  return TRUE;
}

static gboolean
put_client_certificate (LpCli *cli, LpAccount *account)
{
  g_autoptr (GTlsCertificate) certificate
      = g_tls_certificate_new_from_file (cli->client_certificate, NULL);
  g_autofree char *key = NULL;

  if (certificate != NULL)
    g_object_get (certificate, "private-key-pem", &key, NULL);
  g_free (account->client_certificate);
  account->client_certificate = g_strdup (cli->client_certificate);
  return key != NULL;
}

/* One row for each option that changes the account. */
static int
put_options (LpCli *cli, LpAccount *account)
{
  const struct {
    const char *option;
    gboolean (*put) (LpCli *cli, LpAccount *account);
    const char *complaint;
  } rows[] = {
    { cli->pin, put_pin, _ ("--pin takes the SHA-256 of a certificate: 64 hexadecimal digits.") },
    { cli->leave_on_server, put_leave_on_server,
      _ ("--leave-on-server takes a number of days, “always” or “no”.") },
    { cli->sign_in, put_sign_in,
      _ ("--sign-in takes “automatic”, “password”, “encrypted”, “oauth2”, “gssapi” or "
         "“external”.") },
    { cli->client_certificate, put_client_certificate,
      _ ("--client-certificate takes a file in PEM form with your certificate and its key, which "
         "has no password.") },
    { cli->outgoing_auth, put_outgoing_auth, _ ("--outgoing-auth takes “yes”, “no” or “auto”.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].option != NULL && !rows[i].put (cli, account))
      return lp_cli_fail (LP_EXIT_USAGE, "%s", rows[i].complaint);
  return LP_EXIT_OK;
}

int
lp_cli_put_options (LpCli *cli, LpSetup *setup)
{
  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));
  int status = put_options (cli, account);

  if (status != LP_EXIT_OK)
    return status;
  account->takes_over = cli->take_over;
  lp_setup_set_account (setup, account);
  return LP_EXIT_OK;
}

/* ---- all of them ---- */

/* The working folder is no part of an account. */
static void
make_absolute (char **path)
{
  char *absolute = *path != NULL ? g_canonicalize_filename (*path, NULL) : NULL;

  g_free (*path);
  *path = absolute;
}

static gboolean
holds_certificates (const char *path)
{
  GList *certificates = g_tls_certificate_list_new_from_file (path, NULL);
  gboolean is_some = certificates != NULL;

  g_list_free_full (certificates, g_object_unref);
  return is_some;
}

int
lp_cli_check_options (LpCli *cli)
{
  g_autoptr (LpAddress) address = lp_address_parse ("nobody@localhost", NULL);
  g_autoptr (LpAccount) account = lp_account_new (address);
  g_autoptr (LpServer) incoming = NULL;
  g_autoptr (LpServer) outgoing = NULL;
  g_autoptr (GError) error = NULL;

  make_absolute (&cli->ca);
  make_absolute (&cli->client_certificate);
  if (cli->timeout < 0 || cli->timeout > MOST_SECONDS)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("--timeout takes a number of seconds, at most %d."),
                        MOST_SECONDS);
  if (cli->ca != NULL && !holds_certificates (cli->ca))
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("There is no certificate in “%s”. Name the certificate authority’s file "
                           "in PEM form."),
                        cli->ca);
  if (!lp_cli_parse_given (cli, &incoming, &outgoing, &error))
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  return put_options (cli, account);
}
