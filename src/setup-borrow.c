/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signing in with somebody else's sign-in: where Letterplate has no client ID for the account's
 * issuer but GNOME Online Accounts has the account, its token serves, if both servers take it.
 */
#include "protocol/dialogue.h"
#include "secrets/oauth2-goa.h"
#include "setup-private.h"
#include "setup-sign-in.h"

typedef struct {
  LpAccount *account;
  guint timeout_ms;
} Job;

gboolean
lp_setup_borrow_is_needed (LpSetup *setup)
{
  return lp_setup_wants_browser (setup) && !setup->keep_settings
         && lp_setup_get_credentials (setup, LP_SIDE_INCOMING) == NULL
         && !lp_setup_offers_browser (setup);
}

gpointer
lp_setup_borrow_prepare (LpSetup *setup)
{
  Job *job = g_new0 (Job, 1);

  job->account = lp_account_copy (setup->account);
  job->timeout_ms = setup->timeout_ms;
  return job;
}

void
lp_setup_borrow_job_free (gpointer data)
{
  Job *job = data;

  lp_account_free (job->account);
  g_free (job);
}

/* Nothing but a sign-in shows whether the token's scope covers this server. */
static gboolean
opens (const Job *job, const LpServer *server, LpCredentials *token, GCancellable *cancellable)
{
  const LpDialogueOptions options
      = { .ca_file = job->account->ca_file, .reply_ms = job->timeout_ms };

  if (server == NULL || server->sign_in != LP_SIGN_IN_OAUTH2)
    return TRUE;
  g_autoptr (LpDialogue) dialogue = lp_dialogue_new (server, &options, NULL, "trial");
  return lp_dialogue_probe (dialogue, cancellable, NULL)
         && lp_dialogue_enter (dialogue, token, cancellable, NULL);
}

/* That there is none is no failure: the road goes on without a secret. */
gpointer
lp_setup_borrow_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (LpGrant) grant = lp_goa_find_grant (job->account, cancellable, NULL);

  if (grant == NULL || !opens (job, job->account->incoming, grant->access_token, cancellable)
      || !opens (job, job->account->outgoing, grant->access_token, cancellable))
    return NULL;
  return g_steal_pointer (&grant);
}

gboolean
lp_setup_borrow_take (LpSetup *setup, gpointer result, GError **error)
{
  LpGrant *grant = result;

  if (grant == NULL)
    return TRUE;
  lp_grant_free (setup->grant);
  setup->grant = grant;
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_setup_set_credentials (setup, side, grant->access_token);
  return TRUE;
}
