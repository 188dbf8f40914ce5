/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between discovery and the probe: the servers of all candidates are knocked at without a password, and candidates
 * that do not answer fall behind. Discovery and the conversations are strangers to each other; they meet here.
 *
 *     rank      1 ─ silent      2 ─ answers      3 ─ refuses
 *     becomes   2               1                3
 *
 * The best candidate that answers does not wait for those behind it, and for those before it only a moment.
 */
#include "setup-knock.h"

#include "setup-private.h"

/* Milliseconds that an answer waits for candidates of a better rank, and that all of it may take. */
#define PATIENCE_MS 1000
#define DEADLINE_MS 6000

struct _LpKnocking {
  LpAddress *address;
  LpServer *given[LP_N_SIDES]; /* what the person said */
  gboolean receive_only;
  char *ca_file;
  GPtrArray *accounts; /* LpAccount: the candidates' servers, as they would be set */
  LpKnock *knock;
  gboolean all; /* wait for everybody */
};

void
lp_knocking_free (gpointer data)
{
  LpKnocking *knocking = data;

  lp_address_free (knocking->address);
  for (int side = 0; side < LP_N_SIDES; side++)
    lp_server_free (knocking->given[side]);
  g_free (knocking->ca_file);
  g_ptr_array_unref (knocking->accounts);
  lp_knock_unref (knocking->knock);
  g_free (knocking);
}

LpKnocking *
lp_knocking_new (LpSetup *setup)
{
  const LpProbeOptions options = {
    .allow_plaintext = setup->allow_plaintext,
    .timeout_ms = setup->timeout_ms,
    .elsewhere = setup->elsewhere,
  };
  LpKnocking *knocking = g_new0 (LpKnocking, 1);

  knocking->address = lp_address_copy (setup->address);
  for (int side = 0; side < LP_N_SIDES; side++)
    knocking->given[side] = lp_server_copy (setup->given[side]);
  knocking->receive_only = setup->receive_only;
  knocking->ca_file = g_strdup (setup->ca_file);
  knocking->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_account_free);
  knocking->knock = setup->knock != NULL
                        ? lp_knock_ref (setup->knock)
                        : lp_knock_new (setup->address, &options, setup->transcript);
  knocking->all = setup->knock_at_all;
  return knocking;
}

/* A candidate's servers with what the person said. */
static LpAccount *
make_account (const LpKnocking *knocking, const LpCandidate *candidate)
{
  LpAccount *account = lp_account_new (knocking->address);

  account->incoming = lp_setup_complete_server (knocking->given[LP_SIDE_INCOMING],
                                                candidate->incoming, knocking->address);
  if (!knocking->receive_only)
    account->outgoing = lp_setup_complete_server (knocking->given[LP_SIDE_OUTGOING],
                                                  candidate->outgoing, knocking->address);
  account->ca_file = g_strdup (knocking->ca_file != NULL ? knocking->ca_file : candidate->ca_file);
  return account;
}

static void
knock_at (const LpKnocking *knocking, const LpAccount *account)
{
  if (account->incoming != NULL)
    lp_knock_add (knocking->knock, account->incoming, account->ca_file);
  if (account->outgoing != NULL)
    lp_knock_add (knocking->knock, account->outgoing, account->ca_file);
}

void
lp_knocking_add (LpKnocking *knocking, const GPtrArray *candidates)
{
  g_return_if_fail (knocking != NULL && candidates != NULL);

  for (guint i = 0; i < candidates->len; i++) {
    LpAccount *account = make_account (knocking, candidates->pdata[i]);

    g_ptr_array_add (knocking->accounts, account);
    knock_at (knocking, account);
  }
}

/* The lesser of both sides. */
static LpDoor
judge (const LpKnocking *knocking, const LpAccount *account)
{
  const LpServer *servers[] = { account->incoming, account->outgoing };
  LpDoor worst = LP_DOOR_OPEN;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    LpDoor door = servers[i] != NULL ? lp_knock_get (knocking->knock, servers[i]) : LP_DOOR_OPEN;
    worst = MIN (worst, door);
  }
  return worst;
}

static gboolean
is_awaited (LpDoor door)
{
  return door == LP_DOOR_WAITING || door == LP_DOOR_AJAR;
}

/* The first that answers, in the order of rank; @is_best if nobody before it may answer yet. */
static gboolean
find_answer (const LpKnocking *knocking, gboolean *is_best)
{
  *is_best = TRUE;
  for (guint i = 0; i < knocking->accounts->len; i++) {
    LpDoor door = judge (knocking, knocking->accounts->pdata[i]);
    if (door == LP_DOOR_OPEN)
      return TRUE;
    if (is_awaited (door))
      *is_best = FALSE;
  }
  return FALSE;
}

/* The lesser of the sides that discovery is to find: what the person said, no other source could mend. A door at which
 * nobody knocked tells nothing. */
static LpDoor
judge_found (const LpKnocking *knocking, const LpAccount *account)
{
  const LpServer *servers[] = {
    [LP_SIDE_INCOMING] = account->incoming,
    [LP_SIDE_OUTGOING] = account->outgoing,
  };
  LpDoor worst = LP_N_DOORS;

  for (int side = 0; side < LP_N_SIDES; side++) {
    gboolean is_found = servers[side] != NULL && knocking->given[side] == NULL;
    LpDoor door = is_found ? lp_knock_get (knocking->knock, servers[side]) : LP_DOOR_OPEN;
    if (door != LP_DOOR_UNKNOWN)
      worst = MIN (worst, door);
  }
  return worst != LP_N_DOORS ? worst : LP_DOOR_UNKNOWN;
}

LpAnswer
lp_knocking_ask (const LpCandidate *candidate, gpointer data)
{
  static const LpAnswer words[LP_N_DOORS] = {
    [LP_DOOR_SHUT] = LP_ANSWER_NO,         [LP_DOOR_WRONG] = LP_ANSWER_YES,
    [LP_DOOR_WAITING] = LP_ANSWER_UNKNOWN, [LP_DOOR_AJAR] = LP_ANSWER_YES,
    [LP_DOOR_UNKNOWN] = LP_ANSWER_UNKNOWN, [LP_DOOR_OPEN] = LP_ANSWER_YES,
  };
  const LpKnocking *knocking = data;
  g_autoptr (LpAccount) account = make_account (knocking, candidate);

  knock_at (knocking, account);
  return words[judge_found (knocking, account)];
}

/* Whoever was still on the way when somebody better had answered is not known to be silent. */
static GArray *
list_answers (const LpKnocking *knocking, gboolean is_decided)
{
  const LpAnswer awaited = is_decided ? LP_ANSWER_UNKNOWN : LP_ANSWER_NO;
  const LpAnswer words[LP_N_DOORS] = {
    [LP_DOOR_SHUT] = LP_ANSWER_NO,
    [LP_DOOR_WRONG] = LP_ANSWER_NO,
    [LP_DOOR_UNKNOWN] = LP_ANSWER_UNKNOWN,
    [LP_DOOR_WAITING] = awaited,
    [LP_DOOR_AJAR] = awaited,
    [LP_DOOR_OPEN] = LP_ANSWER_YES,
  };
  GArray *answers = g_array_new (FALSE, FALSE, sizeof (LpAnswer));

  for (guint i = 0; i < knocking->accounts->len; i++)
    g_array_append_val (answers, words[judge (knocking, knocking->accounts->pdata[i])]);
  return answers;
}

gpointer
lp_knocking_run (gpointer data, GCancellable *cancellable, GError **error)
{
  const LpKnocking *knocking = data;
  gint64 until = g_get_monotonic_time () + DEADLINE_MS * G_TIME_SPAN_MILLISECOND;
  gboolean is_best = FALSE, is_patient = FALSE;

  do {
    if (knocking->all || !find_answer (knocking, &is_best))
      continue;
    if (is_best)
      break;
    if (!is_patient)
      until = MIN (until, g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND);
    is_patient = TRUE;
  } while (!g_cancellable_is_cancelled (cancellable) && lp_knock_wait (knocking->knock, until));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return list_answers (knocking, is_best && !knocking->all);
}

void
lp_knocking_rank (const GArray *answers, GPtrArray *candidates)
{
  static const LpAnswer order[] = { LP_ANSWER_YES, LP_ANSWER_UNKNOWN, LP_ANSWER_NO };
  g_autoptr (GPtrArray) ranked = g_ptr_array_new ();

  g_return_if_fail (answers != NULL && answers->len == candidates->len);

  for (guint rung = 0; rung < G_N_ELEMENTS (order); rung++) {
    for (guint i = 0; i < candidates->len; i++) {
      LpCandidate *candidate = candidates->pdata[i];
      candidate->answer = g_array_index (answers, LpAnswer, i);
      if (candidate->answer == order[rung])
        g_ptr_array_add (ranked, candidate);
    }
  }
  for (guint i = 0; i < ranked->len; i++)
    candidates->pdata[i] = ranked->pdata[i];
}

static void
add_silent (GPtrArray *silent, LpSetup *setup, LpSide side, const LpServer *found)
{
  g_autoptr (LpServer) server = lp_setup_make_server (setup, side, found);
  LpDoor door = server != NULL ? lp_knock_get (setup->knock, server) : LP_DOOR_OPEN;

  if (door != LP_DOOR_UNKNOWN && door != LP_DOOR_OPEN)
    g_ptr_array_add (silent, g_steal_pointer (&server));
}

GPtrArray *
lp_knocking_list_silent (LpSetup *setup)
{
  GPtrArray *silent = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free);

  for (guint i = 0; i < setup->candidates->len; i++) {
    const LpCandidate *candidate = setup->candidates->pdata[i];

    add_silent (silent, setup, LP_SIDE_INCOMING, candidate->incoming);
    add_silent (silent, setup, LP_SIDE_OUTGOING, candidate->outgoing);
  }
  return silent;
}

static gboolean
is_of_same_side (const LpServer *a, const LpServer *b)
{
  return (a->protocol == LP_PROTOCOL_SMTP) == (b->protocol == LP_PROTOCOL_SMTP);
}

void
lp_knocking_note_silent (const GPtrArray *silent, LpOutcome *outcome)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();

  if (silent == NULL || outcome == NULL
      || lp_verdict_get_family (outcome->verdict) != LP_FAMILY_REACH)
    return;
  for (guint i = 0; i < silent->len; i++) {
    const LpServer *server = silent->pdata[i];

    if (is_of_same_side (server, outcome->server)
        && !g_str_equal (server->host, outcome->server->host)
        && !g_ptr_array_find_with_equal_func (hosts, server->host, g_str_equal, NULL))
      g_ptr_array_add (hosts, server->host);
  }
  if (hosts->len == 0)
    return;
  g_ptr_array_add (hosts, NULL);
  g_strfreev (outcome->also_tried);
  outcome->also_tried = g_strdupv ((char **)hosts->pdata);
}

LpKnock *
lp_knocking_ref_knock (const LpKnocking *knocking)
{
  return lp_knock_ref (knocking->knock);
}
