/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All connections at once, on pool threads, each up to where a secret would be needed:
 *
 *     incoming   look-up ─ connect ─ tls ─ greeting ─ capabilities ─┐ kept open
 *     outgoing   look-up ─ connect ─ tls ─ greeting ─ capabilities ─┤ kept open
 *     open       the same, then MAIL and RCPT without signing in ───┘ proof, done
 *
 * Each lane belongs to its thread until it is done, then to whoever waited for it.
 */
#include "base/worker.h"
#include "check/correction.h"
#include "check/knock.h"
#include "check/probe-lanes.h"

/* A recipient that certainly is in another domain than anybody's (RFC 2606 reserves it for
 * examples). */
#define ELSEWHERE "postmaster@example.com"

typedef struct {
  LpProbe *probe; /* not owned: lanes are part of it */
  LpLaneId id;
  LpServer
      *server; /* a copy, for the account's may get another user meanwhile; %NULL: no such lane */
  LpDialogue *dialogue;
  LpDialogue *opened; /* (nullable): by a knock, before */
  LpSuggestion
      *correction; /* (nullable): the setting that works in place of the one that was set */
  gboolean done;
  gboolean host_answers; /* on another port than the one that was set */
  gboolean stale;        /* the user's name changed since it was opened */
} Lane;

struct _LpProbe {
  gatomicrefcount users; /* who may ask; the last one to go cancels the lanes */
  gatomicrefcount
      references; /* the users together, and each lane's job and news: who needs the memory */
  LpAccount *account;
  LpTranscript *transcript;
  char *elsewhere;
  gboolean allow_plaintext;
  gboolean keep_settings;
  guint timeout_ms;
  GMainContext *context;
  void (*on_stage) (const LpServer *server, LpStageId stage, const LpStageResult *result,
                    gpointer data);
  gpointer on_stage_data;
  gboolean is_silent; /* of the caller's context */
  void (*on_signed_in) (gpointer data);
  gpointer on_signed_in_data;
  GCancellable *cancellable;
  GMutex lock;
  GCond changed;
  Lane lanes[LP_N_LANES];
};

/* A stage's news on its way from a dialogue's thread to the caller's context. */
typedef struct {
  LpProbe *probe;
  LpServer *server;
  LpStageId stage;
  LpStageResult *result;
} News;

static const char *const lane_names[LP_N_LANES] = { NULL, "smtp", "smtp, not signed in" };

static void
probe_release (LpProbe *probe);

static void
news_free (gpointer data)
{
  News *news = data;

  probe_release (news->probe);
  lp_server_free (news->server);
  if (news->result != NULL)
    g_free (news->result->detail);
  g_free (news->result);
  g_free (news);
}

static gboolean
tell_news (gpointer data)
{
  News *news = data;

  if (!news->probe->is_silent && !g_cancellable_is_cancelled (news->probe->cancellable))
    news->probe->on_stage (news->server, news->stage, news->result, news->probe->on_stage_data);
  return G_SOURCE_REMOVE;
}

static void
post_news (LpProbe *probe, const LpServer *server, LpStageId stage, const LpStageResult *result)
{
  News *news = g_new0 (News, 1);
  GSource *source = g_idle_source_new ();

  /* No user of the probe: nobody may be told anything once the last one has gone. */
  g_atomic_ref_count_inc (&probe->references);
  news->probe = probe;
  news->server = lp_server_copy (server);
  news->stage = stage;
  if (result != NULL) {
    news->result = g_memdup2 (result, sizeof *result);
    news->result->detail = g_strdup (result->detail);
  }
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_news, news, news_free);
  g_source_attach (source, probe->context);
  g_source_unref (source);
}

static void
on_dialogue_stage (const LpServer *server, LpStageId stage, const LpStageResult *result,
                   gpointer data)
{
  Lane *lane = data;
  LpProbe *probe = lane->probe;

  if (lane->id == LP_LANE_INCOMING && stage == LP_STAGE_SIGN_IN && result != NULL
      && result->verdict == LP_VERDICT_OK && probe->on_signed_in != NULL)
    probe->on_signed_in (probe->on_signed_in_data);
  if (lane->id != LP_LANE_OPEN && probe->on_stage != NULL)
    post_news (probe, server, stage, result);
}

/* Blocked ports are found out soon if there is another one to try (ux: a fallback after 5 s). */
#define CONNECT_MS 10000
#define CONNECT_WITH_FALLBACK_MS 5000
#define GREETING_IN_CLEAR_MS 6000

static LpDialogue *
open_dialogue_within (Lane *lane, const LpServer *server, guint connect_ms, guint greeting_ms,
                      GCancellable *cancellable)
{
  LpProbe *probe = lane->probe;
  const LpDialogueOptions options = {
    .ca_file = probe->account->ca_file,
    .client_certificate = probe->account->client_certificate,
    .allow_plaintext = probe->allow_plaintext,
    .connect_ms = MIN (probe->timeout_ms, connect_ms),
    .tls_ms = MIN (probe->timeout_ms, CONNECT_MS),
    .greeting_ms = MIN (probe->timeout_ms, greeting_ms),
    .reply_ms = probe->timeout_ms,
    .sender = probe->account->address,
    .elsewhere = probe->elsewhere,
    .on_stage = on_dialogue_stage,
    .on_stage_data = lane,
  };
  const char *who = lane_names[lane->id] != NULL ? lane_names[lane->id]
                                                 : lp_protocol_get_name (server->protocol);
  LpDialogue *dialogue = lp_dialogue_new (server, &options, probe->transcript, who);

  lp_dialogue_probe (dialogue, cancellable, NULL); /* what went wrong is in the outcome */
  return dialogue;
}

static gboolean
was_silent (LpDialogue *dialogue)
{
  const LpOutcome *outcome = lp_dialogue_get_outcome (dialogue);
  const LpStageResult *last
      = outcome->stages->len > 0 ? outcome->stages->pdata[outcome->stages->len - 1] : NULL;

  return outcome->verdict == LP_VERDICT_TIMED_OUT && last != NULL
         && last->stage == LP_STAGE_GREETING;
}

/* A port that waits for TLS is silent in clear, and so is a server that lets callers wait before it
 * greets: the first is found out soon, the second gets its whole time in a second try. */
static LpDialogue *
open_dialogue (Lane *lane, const LpServer *server, guint connect_ms, GCancellable *cancellable)
{
  guint greeting_ms = server->security == LP_SECURITY_TLS ? G_MAXUINT : GREETING_IN_CLEAR_MS;
  LpDialogue *dialogue = open_dialogue_within (lane, server, connect_ms, greeting_ms, cancellable);

  if (!was_silent (dialogue) || greeting_ms > lane->probe->timeout_ms)
    return dialogue;
  lp_dialogue_free (dialogue);
  return open_dialogue_within (lane, server, connect_ms, G_MAXUINT, cancellable);
}

/* Refusing is an answer too. */
static gboolean
has_answered (const LpOutcome *outcome)
{
  for (guint i = 0; i < outcome->stages->len; i++) {
    const LpStageResult *stage = outcome->stages->pdata[i];

    if (stage->stage == LP_STAGE_CONNECT)
      return stage->verdict == LP_VERDICT_OK || stage->verdict == LP_VERDICT_REFUSED;
  }
  return FALSE;
}

/* No secret is needed to see that a server will not take one: port 25 is for other servers. */
static gboolean
offers_no_sign_in (const LpOutcome *outcome)
{
  return outcome->server->protocol == LP_PROTOCOL_SMTP
         && outcome->server->sign_in != LP_SIGN_IN_NONE
         && (outcome->mechanisms == NULL || outcome->mechanisms[0] == NULL);
}

/* A corrected setting counts only if it gets further than the one that was set. */
static gboolean
gets_further (const LpOutcome *before, const LpOutcome *now)
{
  if (now->verdict != LP_VERDICT_OK)
    return FALSE;
  return before == NULL || before->verdict != LP_VERDICT_OK || !offers_no_sign_in (now);
}

static GPtrArray *
list_corrections (const LpServer *server, LpDialogue *dialogue)
{
  g_autoptr (LpOutcome) outcome = lp_outcome_copy (lp_dialogue_get_outcome (dialogue));

  if (outcome->verdict == LP_VERDICT_OK && offers_no_sign_in (outcome))
    outcome->verdict = LP_VERDICT_AUTH_NOT_OFFERED;
  return lp_correction_list (server, outcome);
}

static gboolean
try_corrections (Lane *lane, GPtrArray *corrections, GCancellable *cancellable)
{
  const LpOutcome *before
      = lane->dialogue != NULL ? lp_dialogue_get_outcome (lane->dialogue) : NULL;

  for (guint i = 0; i < corrections->len && !g_cancellable_is_cancelled (cancellable); i++) {
    const LpSuggestion *correction = corrections->pdata[i];
    LpDialogue *dialogue
        = open_dialogue (lane, correction->now, CONNECT_WITH_FALLBACK_MS, cancellable);

    lane->host_answers |= has_answered (lp_dialogue_get_outcome (dialogue));
    if (!gets_further (before, lp_dialogue_get_outcome (dialogue))) {
      lp_dialogue_free (dialogue);
      continue;
    }
    lp_dialogue_free (lane->dialogue);
    lane->dialogue = dialogue;
    lane->correction = g_ptr_array_steal_index (corrections, i);
    lane->correction->applied = TRUE;
    return TRUE;
  }
  return FALSE;
}

/* Goes on with a connection that a knock opened; what it did so far is told now. */
static LpDialogue *
take_opened (Lane *lane)
{
  const LpOutcome *outcome = lp_dialogue_get_outcome (lane->opened);

  for (guint i = 0; i < outcome->stages->len; i++) {
    const LpStageResult *result = outcome->stages->pdata[i];

    on_dialogue_stage (outcome->server, result->stage, NULL, lane);
    on_dialogue_stage (outcome->server, result->stage, result, lane);
  }
  lp_dialogue_watch (lane->opened, on_dialogue_stage, lane);
  return g_steal_pointer (&lane->opened);
}

static void
run_lane (Lane *lane, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) at_once = lp_correction_list (lane->server, NULL);
  g_autoptr (GPtrArray) after = NULL;
  gboolean has_fallback = lane->server->port < 1024; /* the ports that correction.c knows */
  guint connect_ms = has_fallback ? CONNECT_WITH_FALLBACK_MS : CONNECT_MS;

  if (lane->opened != NULL || lane->probe->keep_settings
      || !try_corrections (lane, at_once, cancellable)) {
    lane->dialogue = lane->opened != NULL
                         ? take_opened (lane)
                         : open_dialogue (lane, lane->server, connect_ms, cancellable);
    after = list_corrections (lane->server, lane->dialogue);
    if (!lane->probe->keep_settings)
      try_corrections (lane, after, cancellable);
  }
  if (lane->id == LP_LANE_OPEN
      && lp_dialogue_get_outcome (lane->dialogue)->verdict == LP_VERDICT_OK)
    lp_dialogue_prove_requirement (lane->dialogue, cancellable, NULL);
}

static void
lane_clear (Lane *lane)
{
  g_clear_pointer (&lane->dialogue, lp_dialogue_free);
  g_clear_pointer (&lane->opened, lp_dialogue_free);
  g_clear_pointer (&lane->correction, lp_suggestion_free);
}

static void
probe_release (LpProbe *probe)
{
  if (!g_atomic_ref_count_dec (&probe->references))
    return;
  for (int i = 0; i < LP_N_LANES; i++) {
    lane_clear (&probe->lanes[i]);
    lp_server_free (probe->lanes[i].server);
  }
  lp_account_free (probe->account);
  lp_transcript_unref (probe->transcript);
  g_free (probe->elsewhere);
  g_main_context_unref (probe->context);
  g_object_unref (probe->cancellable);
  g_mutex_clear (&probe->lock);
  g_cond_clear (&probe->changed);
  g_free (probe);
}

static gpointer
run_lane_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Lane *lane = data;
  LpProbe *probe = lane->probe;

  run_lane (lane, probe->cancellable);
  g_mutex_lock (&probe->lock);
  lane->done = TRUE;
  g_cond_broadcast (&probe->changed);
  g_mutex_unlock (&probe->lock);
  probe_release (probe);
  return NULL;
}

static void
start_lane (LpProbe *probe, LpLaneId id, const LpServer *server)
{
  Lane *lane = &probe->lanes[id];

  lane->probe = probe;
  lane->id = id;
  lane->server = lp_server_copy (server);
  lane->done = server == NULL;
  if (server == NULL)
    return;
  g_atomic_ref_count_inc (&probe->references);
  lp_worker_run_async (run_lane_job, lane, NULL, NULL, 0, NULL, NULL, NULL);
}

const char *
lp_probe_get_elsewhere (const LpProbeOptions *options)
{
  return options->elsewhere != NULL ? options->elsewhere : ELSEWHERE;
}

LpProbe *
lp_probe_new (const LpAccount *account, const LpProbeOptions *options, LpTranscript *transcript)
{
  static const LpProbeOptions no_options;
  LpProbe *probe = g_new0 (LpProbe, 1);

  g_return_val_if_fail (account != NULL, NULL);

  options = options != NULL ? options : &no_options;
  g_atomic_ref_count_init (&probe->users);
  g_atomic_ref_count_init (&probe->references);
  probe->account = lp_account_copy (account);
  probe->transcript = transcript != NULL ? lp_transcript_ref (transcript) : lp_transcript_new ();
  probe->elsewhere = g_strdup (lp_probe_get_elsewhere (options));
  probe->allow_plaintext = options->allow_plaintext;
  probe->keep_settings = options->keep_settings;
  probe->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : 30000;
  probe->on_stage = options->on_stage;
  probe->on_stage_data = options->on_stage_data;
  probe->context = g_main_context_ref_thread_default ();
  probe->cancellable = g_cancellable_new ();
  g_mutex_init (&probe->lock);
  g_cond_init (&probe->changed);
  probe->lanes[LP_LANE_INCOMING].opened = lp_knock_take (options->knock, account->incoming);
  probe->lanes[LP_LANE_OUTGOING].opened = lp_knock_take (options->knock, account->outgoing);
  start_lane (probe, LP_LANE_INCOMING, probe->account->incoming);
  start_lane (probe, LP_LANE_OUTGOING, probe->account->outgoing);
  start_lane (probe, LP_LANE_OPEN, probe->account->outgoing);
  return probe;
}

LpProbe *
lp_probe_ref (LpProbe *probe)
{
  g_return_val_if_fail (probe != NULL, NULL);

  g_atomic_ref_count_inc (&probe->users);
  return probe;
}

void
lp_probe_unref (LpProbe *probe)
{
  if (probe == NULL || !g_atomic_ref_count_dec (&probe->users))
    return;
  g_cancellable_cancel (probe->cancellable);
  probe_release (probe);
}

void
lp_probe_silence (LpProbe *probe)
{
  g_return_if_fail (probe != NULL);

  probe->is_silent = TRUE;
}

const LpAccount *
lp_probe_get_account (LpProbe *probe)
{
  return probe->account;
}

static void
on_wait_cancelled (GCancellable *cancellable, gpointer data)
{
  LpProbe *probe = data;

  g_mutex_lock (&probe->lock);
  g_cond_broadcast (&probe->changed);
  g_mutex_unlock (&probe->lock);
}

LpDialogue *
lp_probe_wait (LpProbe *probe, LpLaneId lane_id, GCancellable *cancellable)
{
  Lane *lane = &probe->lanes[lane_id];
  gulong handler = 0;
  gboolean done;

  if (lane->server == NULL)
    return NULL;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_wait_cancelled), probe, NULL);
  g_mutex_lock (&probe->lock);
  while (!lane->done && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&probe->changed, &probe->lock);
  done = lane->done;
  g_mutex_unlock (&probe->lock);
  g_cancellable_disconnect (cancellable, handler);
  return done ? lane->dialogue : NULL;
}

const LpSuggestion *
lp_probe_get_correction (LpProbe *probe, LpLaneId lane)
{
  return probe->lanes[lane].correction;
}

gboolean
lp_probe_host_answers (LpProbe *probe, LpLaneId lane)
{
  return probe->lanes[lane].host_answers;
}

void
lp_probe_set_user (LpProbe *probe, const char *user)
{
  for (int i = 0; i < LP_N_LANES; i++) {
    Lane *lane = &probe->lanes[i];

    lane->stale = lane->server != NULL && i != LP_LANE_OPEN;
  }
  for (int side = 0; side < LP_N_SIDES; side++) {
    LpServer *server
        = side == LP_SIDE_INCOMING ? probe->account->incoming : probe->account->outgoing;

    if (server == NULL)
      continue;
    g_free (server->user);
    server->user = g_strdup (user);
  }
}

gboolean
lp_probe_is_stale (LpProbe *probe, LpLaneId lane)
{
  return probe->lanes[lane].stale;
}

LpDialogue *
lp_probe_reopen (LpProbe *probe, LpLaneId lane_id, GCancellable *cancellable)
{
  Lane *lane = &probe->lanes[lane_id];

  lane_clear (lane);
  lp_server_free (lane->server);
  lane->server = lp_server_copy (lane_id == LP_LANE_INCOMING ? probe->account->incoming
                                                             : probe->account->outgoing);
  lane->stale = FALSE;
  run_lane (lane, cancellable);
  return lane->dialogue;
}

void
lp_probe_watch_sign_in (LpProbe *probe, void (*on_signed_in) (gpointer data), gpointer data)
{
  probe->on_signed_in_data = data;
  probe->on_signed_in = on_signed_in;
}
