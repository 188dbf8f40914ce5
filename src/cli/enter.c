/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From an account's name to a server that let us in: settings from the mail apps' own files, the
 * secret from the keyring.
 */
#include "cli/enter.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "secrets/account-secret.h"
#include "secrets/keyring.h"

static LpServer **
get_place (LpAccount *account, LpSide side)
{
  return side == LP_SIDE_INCOMING ? &account->incoming : &account->outgoing;
}

/* What a command line names counts more than what a mail app has. */
static gboolean
put_server (LpAccount *account, LpSide side, const char *text, GError **error)
{
  LpServer **place = get_place (account, side);
  g_autoptr (LpServer) given = text != NULL ? lp_server_parse (text, error) : NULL;

  if (text == NULL)
    return TRUE;
  if (given == NULL)
    return FALSE;
  if (given->user == NULL && *place != NULL)
    given->user = g_strdup ((*place)->user);
  lp_server_free (*place);
  *place = g_steal_pointer (&given);
  return TRUE;
}

int
lp_cli_take_account (LpCli *cli)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_clear_object (&cli->setup);
  cli->setup = lp_cli_new_setup (cli);
  status = lp_cli_find_account (cli);
  if (status != LP_EXIT_OK)
    return status;

  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (cli->setup));
  if (!put_server (account, LP_SIDE_INCOMING, cli->incoming, &error)
      || !put_server (account, LP_SIDE_OUTGOING, cli->outgoing, &error))
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  if (cli->ca != NULL) {
    g_free (account->ca_file);
    account->ca_file = g_strdup (cli->ca);
  }
  lp_setup_set_account (cli->setup, account);
  return lp_cli_put_options (cli, cli->setup);
}

/* ---- the secret ---- */

/* Somebody's own item in the keyring, for an account that was not set up by us */
static LpCredentials *
look_up (LpCli *cli, const LpServer *server, gboolean may_unlock, GError **error)
{
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, (gpointer) "host", server->host);
  g_hash_table_insert (attributes, (gpointer) "user", server->user);
  g_hash_table_insert (attributes, (gpointer) "service",
                       (gpointer)lp_protocol_get_name (server->protocol));
  return lp_keyring_lookup (attributes, may_unlock, cli->cancellable, error);
}

/* The password goes to its own server only, whatever stands in a mail app's files. */
static gboolean
is_for (GHashTable *item, const LpServer *server, GError **error)
{
  const char *host = g_hash_table_lookup (item, "host");

  if (host == NULL || g_ascii_strcasecmp (host, server->host) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               /* Translators: both %s are names of servers. */
               _ ("The keyring's password is for %s, but the mail app names %s. Set the account up "
                  "again with “letterplate setup”."),
               host, server->host);
  return FALSE;
}

static LpCredentials *
get_secret (LpCli *cli, const LpAccount *account, LpSide side, GError **error)
{
  const LpServer *server = *get_place ((LpAccount *)account, side);
  const LpPlaces *places = lp_setup_get_places (cli->setup);
  gboolean may_unlock = isatty (STDERR_FILENO);
  g_autoptr (GHashTable) item = NULL;
  GError *cause = NULL;
  g_autoptr (LpCredentials) secret
      = lp_account_secret_get (account->id != NULL ? account->id : account->address->text, side,
                               places->program, may_unlock, &item, cli->cancellable, &cause);

  if (secret == NULL && cause == NULL && server->user != NULL) {
    secret = look_up (cli, server, may_unlock, &cause);
  } else if (secret != NULL && lp_credentials_get_kind (secret) == LP_SECRET_PASSWORD
             && !is_for (item, server, error)) {
    return NULL;
  }
  if (cause != NULL)
    g_propagate_error (error, cause);
  else if (secret == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("The keyring has no password for %s. Set the account up again with "
                    "“letterplate setup”."),
                 account->address->text);
  return g_steal_pointer (&secret);
}

/* ---- the server ---- */

static LpServer *
get_server (const LpAccount *account, LpSide side, GError **error)
{
  LpServer *server = *get_place ((LpAccount *)account, side);

  if (server == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 side == LP_SIDE_INCOMING ? _ ("The account %s has no incoming server.")
                                          : _ ("The account %s has no outgoing server."),
                 account->address->text);
  return server;
}

/* A mail app that goes through us does not say how to sign in; the secret tells. */
static LpServer *
adapt_server (const LpServer *server, LpCredentials *secret)
{
  LpServer *adapted = lp_server_copy (server);

  if (secret != NULL && lp_credentials_get_kind (secret) == LP_SECRET_ACCESS_TOKEN)
    adapted->sign_in = LP_SIGN_IN_OAUTH2;
  else if (adapted->sign_in == LP_SIGN_IN_PASSWORD)
    adapted->sign_in = LP_SIGN_IN_AUTOMATIC;
  return adapted;
}

static LpDialogue *
try_secret (LpCli *cli, const LpAccount *account, const LpServer *server, LpCredentials *secret,
            LpOutcome **outcome, GError **error)
{
  g_autoptr (LpServer) adapted = adapt_server (server, secret);
  const LpDialogueOptions options = {
    .ca_file = account->ca_file,
    .allow_plaintext = cli->allow_plaintext,
    .reply_ms = cli->timeout * 1000,
  };
  g_autoptr (LpDialogue) dialogue = lp_dialogue_new (adapted, &options, NULL, "server");
  gboolean is_in = lp_dialogue_probe (dialogue, cli->cancellable, error)
                   && lp_dialogue_enter (dialogue, secret, cli->cancellable, error);

  lp_outcome_free (*outcome);
  *outcome = lp_outcome_copy (lp_dialogue_get_outcome (dialogue));
  return is_in ? g_steal_pointer (&dialogue) : NULL;
}

/* A token may have been withdrawn, or the clock be wrong: a new one is asked for, once. */
static LpCredentials *
replace_token (LpCli *cli, const LpAccount *account, LpSide side, LpCredentials *token)
{
  const char *name = account->id != NULL ? account->id : account->address->text;

  return lp_account_secret_spoil (name, token, cli->cancellable, NULL)
             ? get_secret (cli, account, side, NULL)
             : NULL;
}

LpDialogue *
lp_cli_enter (LpCli *cli, LpSide side, LpOutcome **outcome, GError **error)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  const LpServer *server = get_server (account, side, error);
  g_autoptr (LpCredentials) secret = NULL;
  g_autoptr (GError) refusal = NULL;

  *outcome = NULL;
  if (server == NULL)
    return NULL;
  if (server->sign_in != LP_SIGN_IN_NONE) {
    secret = get_secret (cli, account, side, error);
    if (secret == NULL)
      return NULL;
  }
  LpDialogue *dialogue = try_secret (cli, account, server, secret, outcome, &refusal);
  if (dialogue != NULL)
    return dialogue;
  if (g_error_matches (refusal, LP_ERROR, LP_VERDICT_TOKEN_REFUSED)) {
    g_autoptr (LpCredentials) renewed = replace_token (cli, account, side, secret);
    if (renewed != NULL)
      return try_secret (cli, account, server, renewed, outcome, error);
  }
  g_propagate_error (error, g_steal_pointer (&refusal));
  return NULL;
}

char *
lp_cli_describe_failure (const GError *error, const LpOutcome *outcome)
{
  LpVerdict verdict = lp_verdict_from_error (error);
  const char *words = outcome != NULL ? outcome->server_text : NULL;

  if (error->domain != LP_ERROR && verdict == LP_VERDICT_INTERNAL)
    return g_strdup (error->message);
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (verdict, outcome);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "%s %s (%s", explanation->sentence, explanation->next_step,
                   error->message);
  if (words != NULL)
    /* Translators: the server's own words follow. */
    g_string_append_printf (text, _ ("; the server said: %s"), words);
  g_string_append_c (text, ')');
  return g_string_free (g_steal_pointer (&text), FALSE);
}
