/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The step between probe and verify for accounts that take no password: signing in with the browser.
 */
#include "setup-sign-in.h"

#include "base/files.h"
#include "base/worker.h"
#include "secrets/oauth2.h"
#include "setup-private.h"

typedef struct {
  LpAccount *account;
  char *data_dir;
  gboolean elsewhere;
  GMainContext *context;
  LpSetup *setup; /* only to emit signals, in its context */
} Job;

/* What the person is to be shown, on its way to the main context. */
typedef struct {
  LpSetup *setup;
  char *url;
  char *code;
  char *complete_url;
} News;

static void
job_free (gpointer data)
{
  Job *job = data;

  lp_account_free (job->account);
  g_free (job->data_dir);
  g_main_context_unref (job->context);
  g_object_unref (job->setup);
  g_free (job);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->setup);
  g_free (news->url);
  g_free (news->code);
  g_free (news->complete_url);
  g_free (news);
}

static gboolean
tell_news (gpointer data)
{
  News *news = data;

  if (news->code != NULL)
    g_signal_emit_by_name (news->setup, "device-code", news->url, news->code, news->complete_url);
  else
    g_signal_emit_by_name (news->setup, "browser", news->url);
  return G_SOURCE_REMOVE;
}

static void
show (const char *url, const char *code, const char *complete_url, gpointer data)
{
  Job *job = data;
  News *news = g_new0 (News, 1);

  news->setup = g_object_ref (job->setup);
  news->url = g_strdup (url);
  news->code = g_strdup (code);
  news->complete_url = g_strdup (complete_url);
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, tell_news, news, news_free);
}

static void
open_page (const char *url, gpointer data)
{
  show (url, NULL, NULL, data);
}

static gpointer
sign_in_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (LpIssuer) issuer = lp_issuer_load (job->account->issuer, job->data_dir, error);

  if (issuer == NULL)
    return NULL;
  return job->elsewhere
             ? lp_oauth2_sign_in_elsewhere (issuer, job->account, show, job, cancellable, error)
             : lp_oauth2_sign_in (issuer, job->account, open_page, job, cancellable, error);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LpSetup *setup = g_task_get_source_object (task);
  GError *error = NULL;
  LpGrant *grant = lp_worker_run_finish (result, &error);

  if (grant == NULL) {
    g_task_return_error (task, error);
    return;
  }
  lp_grant_free (setup->grant);
  setup->grant = grant;
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_setup_set_credentials (setup, side, grant->access_token);
  g_task_return_boolean (task, TRUE);
}

static gboolean
takes_token (const LpServer *server)
{
  return server != NULL && server->sign_in == LP_SIGN_IN_OAUTH2;
}

gboolean
lp_setup_wants_browser (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  return setup->account != NULL
         && (takes_token (setup->account->incoming) || takes_token (setup->account->outgoing));
}

gboolean
lp_setup_offers_browser (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  return setup->account != NULL && lp_issuer_is_offered (setup->account->issuer, setup->data_dir);
}

void
lp_setup_sign_in_async (LpSetup *setup, gboolean elsewhere, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL);

  Job *job = g_new0 (Job, 1);
  job->account = lp_account_copy (setup->account);
  job->data_dir = g_strdup (setup->data_dir);
  job->elsewhere = elsewhere;
  job->context = g_main_context_ref_thread_default ();
  job->setup = g_object_ref (setup);
  lp_worker_run_async (sign_in_run, job, job_free, (GDestroyNotify)lp_grant_free, 0, cancellable,
                       on_signed_in, g_task_new (setup, cancellable, callback, user_data));
}

gboolean
lp_setup_sign_in_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- the wrong account ---- */

static gboolean
is_somebody_else (const char *name, const LpAccount *account)
{
  const LpServer *servers[] = { account->incoming, account->outgoing };

  if (name == NULL || g_ascii_strcasecmp (name, account->address->text) == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL && servers[i]->user != NULL
        && g_ascii_strcasecmp (name, servers[i]->user) == 0)
      return FALSE;
  return TRUE;
}

static void
replace_refusal (LpVerdict *verdict)
{
  if (*verdict == LP_VERDICT_TOKEN_REFUSED)
    *verdict = LP_VERDICT_ANOTHER_ACCOUNT;
}

/* Aliases and shared mailboxes open with the sign-in of another name, so only a refusal tells. */
LpReport *
lp_setup_tell_other_account (LpSetup *setup, LpReport *report)
{
  const char *name = setup->grant != NULL ? setup->grant->signed_in : NULL;
  LpOutcome *outcomes[] = { report->incoming, report->outgoing };

  if (!is_somebody_else (name, setup->account))
    return report;
  replace_refusal (&report->verdict);
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    if (outcomes[i] == NULL || outcomes[i]->verdict != LP_VERDICT_TOKEN_REFUSED)
      continue;
    outcomes[i]->signed_in = g_strdup (name);
    replace_refusal (&outcomes[i]->verdict);
    for (guint j = 0; j < outcomes[i]->stages->len; j++)
      replace_refusal (&((LpStageResult *)outcomes[i]->stages->pdata[j])->verdict);
  }
  return report;
}

static LpIssuer *
load_issuer (LpSetup *setup)
{
  return setup->account != NULL ? lp_issuer_load (setup->account->issuer, setup->data_dir, NULL)
                                : NULL;
}

char *
lp_setup_dup_issuer_name (LpSetup *setup)
{
  g_autoptr (LpIssuer) issuer = NULL;

  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  issuer = load_issuer (setup);
  return issuer != NULL ? g_strdup (issuer->name) : NULL;
}

char *
lp_setup_dup_redirect (LpSetup *setup)
{
  g_autoptr (LpIssuer) issuer = NULL;

  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  issuer = load_issuer (setup);
  return issuer != NULL ? g_strdup_printf ("http://%s", issuer->redirect_host) : NULL;
}

gboolean
lp_setup_save_client_id (LpSetup *setup, const char *client_id, const char *client_secret,
                         GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *issuer;
  gsize length;

  g_return_val_if_fail (LP_IS_SETUP (setup) && setup->account != NULL, FALSE);
  g_return_val_if_fail (setup->account->issuer != NULL && client_id != NULL, FALSE);

  issuer = setup->account->issuer;
  name = g_strconcat (issuer, ".ini", NULL);
  path = g_build_filename (g_get_user_config_dir (), "letterplate", "oauth2.d", name, NULL);
  folder = g_path_get_dirname (path);
  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_string (file, issuer, "ClientId", client_id);
  if (client_secret != NULL)
    g_key_file_set_string (file, issuer, "ClientSecret", client_secret);
  text = g_key_file_to_data (file, &length, NULL);
  bytes = g_bytes_new (text, length);
  return lp_files_make_folder (folder, 0700, error) && lp_files_replace (path, bytes, 0600, error);
}
