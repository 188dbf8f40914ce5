/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The road up to the proof, as a table of steps. A step prepares its job in the main context
 * (copies, so that a thread never touches the set-up), runs it on a pool thread, and takes its
 * result back in the main context:
 *
 *     discover ─▶ knock ─▶ consent ─▶ probe ─▶ [borrow] ─▶ verify ─▶ [renew ─▶ probe ─▶ verify]
 *                                                        (then: setup-apply.c)
 *
 * Walking skips the steps that are not needed: given servers need no discovery, open connections no
 * probe.
 */
#include "base/worker.h"
#include "setup-discover.h"
#include "setup-found.h"
#include "setup-knock.h"
#include "setup-private.h"
#include "setup-replace.h"

#define CHECK_DEADLINE_MS 90000

typedef struct {
  gboolean (*is_needed) (LpSetup *setup);
  gpointer (*prepare) (LpSetup *setup); /* (transfer full): the job's data */
  LpWorkerFunc run;                     /* %NULL: nothing that blocks */
  GDestroyNotify job_free;
  GDestroyNotify result_free;
  guint deadline_ms;
  gboolean (*take) (LpSetup *setup, gpointer result, GError **error); /* result: (transfer full) */
} Step;

typedef struct {
  guint step;
  guint last;
  guint generation;
  gint64 start;
} Walk;

/* ---- knock ---- */

static LpProbeOptions
make_options (LpSetup *setup)
{
  return (LpProbeOptions){
    .allow_plaintext = setup->allow_plaintext,
    .keep_settings = setup->keep_settings,
    .timeout_ms = setup->timeout_ms,
    .elsewhere = setup->elsewhere,
    .on_stage = lp_setup_tell_stage,
    .on_stage_data = setup,
  };
}

/* What this computer knows by itself is right, or the check says what is not. */
static gboolean
knock_is_needed (LpSetup *setup)
{
  const LpCandidate *best = lp_setup_get_chosen (setup);

  if (setup->knocked || best == NULL || setup->discovery_options.offline)
    return FALSE;
  return setup->knock_at_all || (setup->candidates->len > 1 && best->trust < LP_TRUST_BUILT_IN);
}

static gpointer
knock_prepare (LpSetup *setup)
{
  LpKnocking *knocking = lp_knocking_new (setup);

  lp_knocking_add (knocking, setup->candidates);
  lp_knock_unref (setup->knock);
  setup->knock = lp_knocking_ref_knock (knocking);
  return knocking;
}

static gboolean
knock_take (LpSetup *setup, gpointer result, GError **error)
{
  g_autoptr (GArray) answers = result;

  setup->knocked = TRUE;
  g_clear_pointer (&setup->silent, g_ptr_array_unref);
  setup->silent = lp_knocking_list_silent (setup);
  lp_knocking_rank (answers, setup->candidates);
  lp_setup_choose_candidate (setup, 0);
  return TRUE;
}

/* ---- consent ---- */

/* Whoever asks the person does so before; this is for those who forget. */
static gboolean
consent_take (LpSetup *setup, gpointer result, GError **error)
{
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_CONSENT_REQUIRED,
                       "nobody has accepted the servers");
  return FALSE;
}

/* ---- probe ---- */

static gboolean
probe_is_needed (LpSetup *setup)
{
  return setup->probe == NULL;
}

static gboolean
probe_take (LpSetup *setup, gpointer result, GError **error)
{
  LpProbeOptions options = make_options (setup);

  /* A certificate of one's own was not shown when the connections were opened. */
  options.knock = setup->account->client_certificate == NULL ? setup->knock : NULL;
  lp_setup_forget_stages (setup);
  setup->probe = lp_probe_new (setup->account, &options, setup->transcript);
  g_clear_pointer (&setup->knock, lp_knock_unref);
  return TRUE;
}

/* ---- verify ---- */

typedef struct {
  LpProbe *probe;
  LpCredentials *credentials[LP_N_SIDES];
} VerifyJob;

static gboolean
verify_is_needed (LpSetup *setup)
{
  return TRUE;
}

static gpointer
verify_prepare (LpSetup *setup)
{
  VerifyJob *job = g_new0 (VerifyJob, 1);

  lp_setup_tell_stages_again (setup);
  job->probe = lp_probe_ref (setup->probe);
  for (int side = 0; side < LP_N_SIDES; side++) {
    LpCredentials *credentials = lp_setup_get_credentials (setup, side);

    job->credentials[side] = credentials != NULL ? lp_credentials_ref (credentials) : NULL;
  }
  return job;
}

static void
verify_job_free (gpointer data)
{
  VerifyJob *job = data;

  lp_probe_unref (job->probe);
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_credentials_unref (job->credentials[side]);
  g_free (job);
}

static gpointer
verify_run (gpointer data, GCancellable *cancellable, GError **error)
{
  VerifyJob *job = data;

  return lp_verify_run (job->probe, job->credentials[LP_SIDE_INCOMING],
                        job->credentials[LP_SIDE_OUTGOING], cancellable, error);
}

/* Says where the settings of a report came from, and what else was tried. */
static void
note_source (LpSetup *setup, LpReport *report)
{
  const LpCandidate *candidate = lp_setup_get_chosen (setup);

  report->source = g_strdup (candidate != NULL ? candidate->source : "given");
  report->evidence = g_strdup (candidate != NULL ? candidate->evidence : NULL);
  report->authenticated = candidate == NULL || candidate->trust >= LP_TRUST_AUTHENTICATED;
  if (candidate == NULL)
    return;
  lp_knocking_note_silent (setup->silent, report->incoming);
  lp_knocking_note_silent (setup->silent, report->outgoing);
}

/* Old servers: those that were put right before, and those that were tried as they are. */
static void
note_replacements (LpSetup *setup, LpReport *report)
{
  GPtrArray *open = lp_setup_list_replacements (setup, report->account);

  for (guint i = 0; i < setup->replaced->len; i++)
    g_ptr_array_add (report->suggestions, lp_suggestion_copy (setup->replaced->pdata[i]));
  g_ptr_array_extend_and_steal (report->suggestions, open);
}

/* What the check put right belongs to the account from now on. */
static void
take_corrections (LpSetup *setup)
{
  const LpAccount *proved = setup->report->account;

  lp_server_free (setup->account->incoming);
  lp_server_free (setup->account->outgoing);
  setup->account->incoming = lp_server_copy (proved->incoming);
  setup->account->outgoing = lp_server_copy (proved->outgoing);
}

/* What the person accepted is told if it helped; else the verdict says what happened, and it is not offered again. */
static void
take_accepted (LpSetup *setup)
{
  g_autoptr (LpSuggestion) accepted = g_steal_pointer (&setup->accepted);
  const LpOutcome *outcome;

  if (accepted == NULL)
    return;
  outcome = accepted->side == LP_SIDE_INCOMING ? setup->report->incoming : setup->report->outgoing;
  accepted->applied = outcome != NULL && outcome->verdict == LP_VERDICT_OK;
  if (accepted->applied)
    g_ptr_array_add (setup->report->suggestions, g_steal_pointer (&accepted));
}

static gboolean
verify_take (LpSetup *setup, gpointer result, GError **error)
{
  lp_report_free (setup->report);
  setup->report = lp_setup_tell_other_account (setup, result);
  note_source (setup, setup->report);
  note_replacements (setup, setup->report);
  take_corrections (setup);
  take_accepted (setup);
  /* A signed-in connection serves once. */
  g_clear_pointer (&setup->probe, lp_probe_unref);
  return TRUE;
}

/* The step before has renewed the token, and with it dropped the report. */
static gboolean
again_is_needed (LpSetup *setup)
{
  return setup->report == NULL;
}

/* ---- the table and the walk ---- */

enum {
  STEP_DISCOVER,
  STEP_KNOCK,
  STEP_CONSENT,
  STEP_PROBE,
  STEP_BORROW,
  STEP_VERIFY,
  STEP_RENEW,
  STEP_PROBE_AGAIN,
  STEP_VERIFY_AGAIN
};

static const Step steps[] = {
  [STEP_DISCOVER]
  = { lp_setup_discover_is_needed, lp_setup_discover_prepare, lp_setup_discover_run,
      lp_setup_discover_job_free, lp_setup_discover_found_free, 0, lp_setup_discover_take },
  [STEP_KNOCK] = { knock_is_needed, knock_prepare, lp_knocking_run, lp_knocking_free,
                   (GDestroyNotify)g_array_unref, 0, knock_take },
  [STEP_CONSENT] = { lp_setup_needs_consent, NULL, NULL, NULL, NULL, 0, consent_take },
  [STEP_PROBE] = { probe_is_needed, NULL, NULL, NULL, NULL, 0, probe_take },
  [STEP_BORROW]
  = { lp_setup_borrow_is_needed, lp_setup_borrow_prepare, lp_setup_borrow_run,
      lp_setup_borrow_job_free, (GDestroyNotify)lp_grant_free, 0, lp_setup_borrow_take },
  [STEP_VERIFY] = { verify_is_needed, verify_prepare, verify_run, verify_job_free,
                    (GDestroyNotify)lp_report_free, CHECK_DEADLINE_MS, verify_take },
  [STEP_RENEW]
  = { lp_setup_renew_is_needed, lp_setup_renew_prepare, lp_setup_renew_run, lp_setup_renew_job_free,
      (GDestroyNotify)lp_credentials_unref, 0, lp_setup_renew_take },
  [STEP_PROBE_AGAIN] = { again_is_needed, NULL, NULL, NULL, NULL, 0, probe_take },
  [STEP_VERIFY_AGAIN] = { again_is_needed, verify_prepare, verify_run, verify_job_free,
                          (GDestroyNotify)lp_report_free, CHECK_DEADLINE_MS, verify_take },
};

static void
walk_on (GTask *task);

static void
on_step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LpSetup *setup = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);
  const Step *step = &steps[walk->step];
  GError *error = NULL;
  gpointer answer = lp_worker_run_finish (result, &error);

  if (error == NULL && walk->generation != setup->generation) {
    step->result_free (answer);
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         "The settings changed meanwhile");
  }
  if (error != NULL || !step->take (setup, answer, &error)) {
    /* What was opened for newer settings stays. */
    if (walk->generation == setup->generation) {
      lp_setup_close_connections (setup);
      g_clear_pointer (&setup->knock, lp_knock_unref);
    }
    g_task_return_error (task, error);
    return;
  }
  walk->step++;
  walk_on (task);
}

static void
walk_on (GTask *task)
{
  LpSetup *setup = g_task_get_source_object (task);
  Walk *walk = g_task_get_task_data (task);
  GError *error = NULL;

  for (; walk->step <= walk->last; walk->step++) {
    const Step *step = &steps[walk->step];

    if (!step->is_needed (setup))
      continue;
    if (step->run != NULL) {
      lp_worker_run_async (step->run, step->prepare (setup), step->job_free, step->result_free,
                           step->deadline_ms, g_task_get_cancellable (task), on_step_done,
                           g_object_ref (task));
      return;
    }
    if (!step->take (setup, NULL, &error)) {
      g_task_return_error (task, error);
      return;
    }
  }
  if (walk->last == STEP_VERIFY_AGAIN)
    setup->report->elapsed_ms = (g_get_monotonic_time () - walk->start) / 1000;
  g_task_return_boolean (task, TRUE);
}

static void
walk_async (LpSetup *setup, guint last, GCancellable *cancellable, GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (setup, cancellable, callback, user_data);
  Walk *walk = g_new0 (Walk, 1);

  walk->last = last;
  walk->generation = setup->generation;
  walk->start = g_get_monotonic_time ();
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, walk, g_free);
  walk_on (task);
}

gboolean
lp_setup_is_discovered (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  return !steps[STEP_DISCOVER].is_needed (setup) && !steps[STEP_KNOCK].is_needed (setup);
}

void
lp_setup_discover_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (LP_IS_SETUP (setup) && setup->address != NULL);

  walk_async (setup, STEP_KNOCK, cancellable, callback, user_data);
}

gboolean
lp_setup_discover_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lp_setup_check_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (LP_IS_SETUP (setup) && setup->address != NULL);

  walk_async (setup, STEP_VERIFY_AGAIN, cancellable, callback, user_data);
}

LpReport *
lp_setup_check_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, setup), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return lp_report_copy (setup->report);
}

void
lp_setup_open_connections (LpSetup *setup)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  if (lp_setup_has_servers (setup) && probe_is_needed (setup))
    probe_take (setup, NULL, NULL);
}

void
lp_setup_close_connections (LpSetup *setup)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  /* A check that took too long is answered while its thread still holds the probe. */
  if (setup->probe != NULL)
    lp_probe_silence (setup->probe);
  g_clear_pointer (&setup->probe, lp_probe_unref);
}
