/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The only place that sends a secret. Three round trips from Enter to the verdict, when the
 * connections stand:
 *
 *     incoming   sign in ──┬─ open the inbox ─┐
 *     outgoing             └─ sign in ── name sender and recipients ─┤ report
 *     open       (proof without sign-in, usually done long before) ──┘
 *
 * The outgoing server is told the password only after the incoming one accepted it, so one wrong
 * password is one failed sign-in.
 */
#include "check/verify.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/clock.h"
#include "base/worker.h"
#include "check/circumstances.h"
#include "check/correction.h"
#include "check/diagnosis.h"
#include "check/pitfalls.h"
#include "check/probe-lanes.h"

typedef struct {
  LpProbe *probe;
  LpCredentials *outgoing;
  GCancellable *cancellable;
  GMutex lock;
  GCond changed;
  gboolean begun;
  gboolean done;
} Run;

/* A connection that stood idle may have been closed by the server meanwhile. */
static LpDialogue *
get_open_dialogue (LpProbe *probe, LpLaneId lane, GCancellable *cancellable)
{
  LpDialogue *dialogue = lp_probe_wait (probe, lane, cancellable);

  if (dialogue == NULL)
    return NULL;
  if (lp_probe_is_stale (probe, lane))
    return lp_probe_reopen (probe, lane, cancellable);
  if (lp_dialogue_get_outcome (dialogue)->verdict != LP_VERDICT_OK
      || lp_dialogue_is_open (dialogue))
    return dialogue;
  return lp_probe_reopen (probe, lane, cancellable);
}

/* Goes on from the probe if that went well; what is learnt stands in the dialogue's outcome. */
static void
verify_lane (LpProbe *probe, LpLaneId lane, LpCredentials *credentials, GCancellable *cancellable)
{
  LpDialogue *dialogue = get_open_dialogue (probe, lane, cancellable);

  if (dialogue != NULL && lp_dialogue_get_outcome (dialogue)->verdict == LP_VERDICT_OK)
    lp_dialogue_verify (dialogue, credentials, cancellable, NULL);
}

/* The one second try there is: where the settings leave the user's name open, servers want either
 * the whole address or the part before the @. The report says so. */
static LpSuggestion *
try_other_user (LpProbe *probe, LpCredentials *credentials, GCancellable *cancellable)
{
  const LpAccount *account = lp_probe_get_account (probe);
  LpDialogue *dialogue = lp_probe_wait (probe, LP_LANE_INCOMING, cancellable);
  LpVerdict verdict
      = dialogue != NULL ? lp_dialogue_get_outcome (dialogue)->verdict : LP_VERDICT_OK;
  g_autofree char *whole = lp_address_to_ascii (account->address);
  LpSuggestion *suggestion;

  if ((verdict != LP_VERDICT_WRONG_CREDENTIALS && verdict != LP_VERDICT_UNKNOWN_USER)
      || !account->user_is_open || g_strcmp0 (account->incoming->user, whole) != 0)
    return NULL;
  suggestion = g_new0 (LpSuggestion, 1);
  suggestion->code = g_strdup ("user-name");
  suggestion->side = LP_SIDE_INCOMING;
  suggestion->was = lp_server_copy (account->incoming);
  lp_probe_set_user (probe, account->address->local);
  suggestion->now = lp_server_copy (account->incoming);
  /* Translators: two user names. */
  suggestion->text = g_strdup_printf (_ ("The settings leave the user name open, so “%s” was tried "
                                         "after “%s”."),
                                      suggestion->now->user, suggestion->was->user);
  verify_lane (probe, LP_LANE_INCOMING, credentials, cancellable);
  suggestion->applied
      = lp_dialogue_get_outcome (lp_probe_wait (probe, LP_LANE_INCOMING, NULL))->verdict
        == LP_VERDICT_OK;
  if (!suggestion->applied)
    lp_probe_set_user (probe, whole);
  return suggestion;
}

static gpointer
verify_outgoing_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;

  verify_lane (run->probe, LP_LANE_OUTGOING, run->outgoing, run->cancellable);
  g_mutex_lock (&run->lock);
  run->done = TRUE;
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  return NULL;
}

static void
begin_outgoing (gpointer data)
{
  Run *run = data;

  if (run->begun || lp_probe_get_account (run->probe)->outgoing == NULL)
    return;
  run->begun = TRUE;
  lp_worker_run_async (verify_outgoing_job, run, NULL, NULL, 0, NULL, NULL, NULL);
}

/* Nothing secret is told to a server whose sign-in is left to the mail app, so the outgoing one may be
 * asked as well how far it gets. */
static void
begin_outgoing_if_left (Run *run)
{
  LpDialogue *incoming = lp_probe_wait (run->probe, LP_LANE_INCOMING, run->cancellable);

  if (incoming != NULL
      && lp_dialogue_get_outcome (incoming)->verdict == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT)
    begin_outgoing (run);
}

static void
wait_for_outgoing (Run *run)
{
  g_mutex_lock (&run->lock);
  while (run->begun && !run->done)
    g_cond_wait (&run->changed, &run->lock);
  g_mutex_unlock (&run->lock);
}

/* Copies what the lane without sign-in proved into the outgoing server's outcome. */
static void
take_requirement (LpOutcome *outgoing, LpDialogue *open)
{
  const LpOutcome *proof = lp_dialogue_get_outcome (open);

  outgoing->requirement = proof->requirement;
  outgoing->own_address_open = proof->own_address_open;
  g_free (outgoing->requirement_evidence);
  outgoing->requirement_evidence = g_strdup (proof->requirement_evidence);
}

#define CLOCK_MS 2000

/* Certificates end every day, and clocks are wrong: the domain's web server knows the time, or the mail server's own. */
static void
ask_for_time (const LpAccount *account, const LpOutcome *outcome, GCancellable *cancellable,
              LpCircumstances *circumstances)
{
  const char *hosts[] = { account->address->domain, outcome->server->host };
  const LpCertificate *certificate = outcome->certificate;

  if (certificate == NULL
      || (outcome->verdict != LP_VERDICT_CERTIFICATE_EXPIRED
          && outcome->verdict != LP_VERDICT_CERTIFICATE_NOT_YET_VALID))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (hosts) && circumstances->told == 0; i++)
    circumstances->told = lp_clock_ask (hosts[i], account->ca_file, CLOCK_MS, cancellable);
  circumstances->fits = certificate->not_before <= circumstances->told
                        && circumstances->told <= certificate->not_after;
}

/* Whose fault it is: a port that is silent while others of the host answer is blocked; offline is offline. Loopback needs no
 * network. */
static void
judge_circumstances (LpOutcome *outcome, const LpAccount *account, gboolean host_answers,
                     GCancellable *cancellable)
{
  LpCircumstances circumstances = lp_circumstances_look ();
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (outcome->server->host);
  LpVerdict verdict = outcome->verdict;

  if (verdict == LP_VERDICT_OK || (address != NULL && g_inet_address_get_is_loopback (address)))
    return;
  ask_for_time (account, outcome, cancellable, &circumstances);
  if (verdict == LP_VERDICT_TIMED_OUT && host_answers)
    outcome->verdict = LP_VERDICT_PORT_BLOCKED;
  else
    outcome->verdict = lp_circumstances_judge (&circumstances, verdict);
  if (outcome->stages->len > 0)
    ((LpStageResult *)outcome->stages->pdata[outcome->stages->len - 1])->verdict = outcome->verdict;
}

static LpOutcome *
take_outcome (LpProbe *probe, LpLaneId lane, gboolean tried, GCancellable *cancellable)
{
  LpDialogue *dialogue = lp_probe_wait (probe, lane, cancellable);
  LpOutcome *outcome;

  if (dialogue == NULL)
    return NULL;
  outcome = lp_outcome_copy (lp_dialogue_get_outcome (dialogue));
  if (!tried && outcome->verdict == LP_VERDICT_OK)
    outcome->verdict = LP_VERDICT_NOT_TRIED;
  lp_diagnosis_refine (outcome);
  judge_circumstances (outcome, lp_probe_get_account (probe), lp_probe_host_answers (probe, lane),
                       cancellable);
  return outcome;
}

static void
take_other_user (LpReport *report, LpSuggestion *other_user)
{
  LpServer *servers[] = { report->account->incoming, report->account->outgoing };

  for (gsize i = 0; other_user->applied && i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL)
      continue;
    g_free (servers[i]->user);
    servers[i]->user = g_strdup (other_user->now->user);
  }
  g_ptr_array_add (report->suggestions, other_user);
}

/* What was put right on the way becomes a part of the account, and is told. */
static void
take_correction (LpReport *report, LpProbe *probe, LpLaneId lane)
{
  LpServer **server
      = lane == LP_LANE_INCOMING ? &report->account->incoming : &report->account->outgoing;
  const LpOutcome *outcome = lane == LP_LANE_INCOMING ? report->incoming : report->outgoing;
  LpSuggestion *suggestion = lp_suggestion_copy (lp_probe_get_correction (probe, lane));

  if (suggestion == NULL && outcome != NULL)
    suggestion = lp_correction_offer_name (outcome);
  if (suggestion == NULL && outcome != NULL)
    suggestion = lp_correction_offer_password (outcome);
  if (suggestion == NULL)
    return;
  if (suggestion->applied) {
    lp_server_free (*server);
    *server = lp_server_copy (suggestion->now);
  }
  g_ptr_array_add (report->suggestions, suggestion);
}

/* Mail apps name a mechanism without its binding to TLS, which each does in its own way or not at all. */
static void
take_mechanism (LpServer *server, const LpOutcome *outcome)
{
  if (server == NULL || outcome == NULL)
    return;
  g_clear_pointer (&server->mechanism, g_free);
  if (outcome->verdict != LP_VERDICT_OK || outcome->mechanism == NULL)
    return;
  gsize length = strlen (outcome->mechanism);
  server->mechanism = g_strndup (
      outcome->mechanism, g_str_has_suffix (outcome->mechanism, "-PLUS") ? length - 5 : length);
}

static LpVerdict
judge (const LpReport *report)
{
  LpVerdict incoming = report->incoming != NULL ? report->incoming->verdict : LP_VERDICT_OK;
  LpVerdict outgoing = report->outgoing != NULL ? report->outgoing->verdict : LP_VERDICT_OK;

  if (report->incoming == NULL && report->outgoing == NULL)
    return LP_VERDICT_INTERNAL;
  /* A fault of the other server counts more than what is no fault at all. */
  if (incoming == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT && outgoing != LP_VERDICT_OK)
    return outgoing;
  return incoming != LP_VERDICT_OK ? incoming : outgoing;
}

LpReport *
lp_verify_run (LpProbe *probe, LpCredentials *incoming, LpCredentials *outgoing,
               GCancellable *cancellable, GError **error)
{
  const LpAccount *account = lp_probe_get_account (probe);
  g_autoptr (LpReport) report = lp_report_new (account);
  LpSuggestion *other_user = NULL;
  LpSuggestion *pitfall;
  Run run = { .probe = probe, .outgoing = outgoing, .cancellable = cancellable };
  LpDialogue *open;

  g_mutex_init (&run.lock);
  g_cond_init (&run.changed);
  lp_probe_watch_sign_in (probe, begin_outgoing, &run);
  if (account->incoming != NULL)
    verify_lane (probe, LP_LANE_INCOMING, incoming, cancellable);
  else
    begin_outgoing (&run);
  if (account->incoming != NULL)
    other_user = try_other_user (probe, incoming, cancellable);
  if (other_user != NULL)
    take_other_user (report, other_user);
  begin_outgoing_if_left (&run);
  wait_for_outgoing (&run);
  lp_probe_watch_sign_in (probe, NULL, NULL);
  g_cond_clear (&run.changed);
  g_mutex_clear (&run.lock);

  report->incoming = take_outcome (probe, LP_LANE_INCOMING, TRUE, cancellable);
  report->outgoing = take_outcome (probe, LP_LANE_OUTGOING, run.begun, cancellable);
  open = report->outgoing != NULL ? lp_probe_wait (probe, LP_LANE_OPEN, cancellable) : NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (open != NULL)
    take_requirement (report->outgoing, open);
  take_correction (report, probe, LP_LANE_INCOMING);
  take_correction (report, probe, LP_LANE_OUTGOING);
  take_mechanism (report->account->incoming, report->incoming);
  take_mechanism (report->account->outgoing, report->outgoing);
  pitfall = report->incoming != NULL ? lp_pitfalls_find (incoming, report->incoming)
                                     : lp_pitfalls_find (outgoing, report->outgoing);
  if (pitfall != NULL)
    g_ptr_array_add (report->suggestions, pitfall);
  report->verdict = judge (report);
  return g_steal_pointer (&report);
}
