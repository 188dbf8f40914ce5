/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "model/error.h"
#include "secrets/account-secret.h"
#include "secrets/keyring-session.h"

/* What the program says about its failure; long enough for a sentence */
#define MAX_WORDS 1000
/* Its exit status where the sign-in itself was refused; any other may pass by itself */
#define REFUSED 1

static void
take_words (GSubprocess *process, GError **error)
{
  GInputStream *stream = g_subprocess_get_stderr_pipe (process);
  gboolean is_refused
      = g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == REFUSED;
  char words[MAX_WORDS + 1] = "";

  g_input_stream_read_all (stream, words, MAX_WORDS, NULL, NULL, NULL);
  g_autofree char *valid = g_utf8_make_valid (g_strstrip (words), -1);
  g_set_error (error, LP_ERROR,
               is_refused ? LP_VERDICT_BROWSER_SIGN_IN_REQUIRED : LP_VERDICT_SERVER_UNAVAILABLE,
               "%s", valid);
}

/* "letterplate token" renews in a process that does not die with this one (secrets/grant.h); what it prints it has put
 * into the keyring too, so here only its success counts. */
static gboolean
renew (const char *program, const char *account, GError **error)
{
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, error,
                          program, "token", account, NULL);
  if (process == NULL)
    return FALSE;
  if (g_subprocess_wait_check (process, NULL, NULL))
    return TRUE;
  take_words (process, error);
  return FALSE;
}

LpCredentials *
lp_account_secret_get (const char *account, LpSide side, const char *program, gboolean may_unlock,
                       GHashTable **attributes, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (account != NULL && program != NULL, NULL);

  gboolean stale = FALSE;
  LpCredentials *credentials
      = lp_account_secret_find (account, side, may_unlock, &stale, attributes, cancellable, error);
  if (!stale)
    return credentials;
  if (!renew (program, account, error))
    return NULL;
  return lp_account_secret_find (account, side, FALSE, &stale, attributes, cancellable, error);
}

static gboolean
delete_all (GList *items, GCancellable *cancellable, GError **error)
{
  for (GList *l = items; l != NULL; l = l->next) {
    GError *cause = NULL;
    secret_item_delete_sync (l->data, cancellable, &cause);
    if (!lp_keyring_finish (cause, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
lp_account_secret_spoil (const char *account, LpCredentials *token, GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (account != NULL && token != NULL, FALSE);

  g_autoptr (GHashTable) attributes = lp_keyring_attributes_new (
      "xdg:schema", LP_TOKEN_SCHEMA, strchr (account, '@') == NULL ? "account" : "user", account,
      NULL);
  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  g_autoptr (SecretItems) items = NULL;
  GError *cause = NULL;

  if (service == NULL)
    return FALSE;
  g_autoptr (LpCredentials) stored
      = lp_keyring_session_find (service, attributes, FALSE, NULL, cancellable, &cause);
  if (stored == NULL)
    return lp_keyring_finish (cause, error);
  if (strcmp (lp_credentials_get_secret (stored), lp_credentials_get_secret (token)) != 0)
    return TRUE;
  return lp_keyring_session_search (service, attributes, FALSE, &items, cancellable, error)
         && delete_all (items, cancellable, error);
}
