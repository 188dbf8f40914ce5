/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An access token of the keyring that a server refused: it may have been withdrawn before its time.
 * It is renewed and tried once more; a second refusal is the verdict.
 */
#include "secrets/account-secret.h"
#include "setup-private.h"

typedef struct {
  char *account;
  char *program;
  LpCredentials *token;
} Job;

static gboolean
is_refused (const LpOutcome *outcome)
{
  return outcome != NULL && outcome->verdict == LP_VERDICT_TOKEN_REFUSED;
}

/* One that was had by signing in just now is not in the keyring. */
gboolean
lp_setup_renew_is_needed (LpSetup *setup)
{
  LpCredentials *token = lp_setup_get_credentials (setup, LP_SIDE_INCOMING);

  return setup->report != NULL && setup->grant == NULL && token != NULL
         && lp_credentials_get_kind (token) == LP_SECRET_ACCESS_TOKEN
         && (is_refused (setup->report->incoming) || is_refused (setup->report->outgoing));
}

gpointer
lp_setup_renew_prepare (LpSetup *setup)
{
  const LpAccount *account = setup->account;
  Job *job = g_new0 (Job, 1);

  job->account = g_strdup (account->id != NULL ? account->id : account->address->text);
  job->program = g_strdup (setup->places->program);
  job->token = lp_credentials_ref (lp_setup_get_credentials (setup, LP_SIDE_INCOMING));
  return job;
}

void
lp_setup_renew_job_free (gpointer data)
{
  Job *job = data;

  g_free (job->account);
  g_free (job->program);
  lp_credentials_unref (job->token);
  g_free (job);
}

gpointer
lp_setup_renew_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (!lp_account_secret_spoil (job->account, job->token, cancellable, NULL))
    return NULL;
  return lp_account_secret_get (job->account, LP_SIDE_INCOMING, job->program, FALSE, NULL,
                                cancellable, NULL);
}

/* New credentials drop the report, which says that the proof is to be made again. */
gboolean
lp_setup_renew_take (LpSetup *setup, gpointer result, GError **error)
{
  g_autoptr (LpCredentials) token = result;

  for (int side = 0; token != NULL && side < LP_N_SIDES; side++)
    lp_setup_set_credentials (setup, side, token);
  return TRUE;
}
