/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the settings for an address: a table of sources, all asked at once, and a clock.
 *
 *     this machine ──▶ found? done
 *     sources ──▶ answers, as they come ──▶ weigh ──▶ good enough and nobody else about to speak?
 * done
 *
 * A search never waits for all: after the last useful answer it gives the others a moment, and only
 * those that have shown life (a host has accepted a connection) get longer. */
#include "discovery/discovery.h"

#include "discovery/crew.h"
#include "discovery/dns.h"
#include "discovery/source.h"
#include "discovery/weigh.h"
#include "model/error.h"

#define USUAL_DEADLINE_MS 8000

/* Microseconds to wait for others after an answer; for hosts that are alive, and for those that are
 * not. */
#define GRACE (400 * G_TIME_SPAN_MILLISECOND)
#define GRACE_ALIVE (2500 * G_TIME_SPAN_MILLISECOND)

/* Score from which on an answer needs no confirmation by slower ones: two servers, both named by a
 * source that knows. */
#define STRONG (2 * LP_POINTS_AUTOCONFIG)

/* Score from which on nobody else is asked at all. */
#define CERTAIN (2 * LP_POINTS_PROVIDERS - 300)

/* A new source is a row here and a file source-<id>.c. */
static const LpSource sources[] = {
  { "local", FALSE, lp_source_local_discover },
  { "providers", FALSE, lp_source_providers_discover },
  { "srv", TRUE, lp_source_srv_discover },
  { "guess", TRUE, lp_source_guess_discover },
};

typedef struct {
  const LpAddress *address;
  const LpDiscoveryOptions *options;
  GCancellable *cancellable;
  LpCrew *crew;
  GPtrArray *inquiries; /* those under way */
  GPtrArray *found;     /* what all answers hold, unweighed */
  GError *error;        /* the domain's own fault, if it has one */
  int denied;
  gint64 deadline;
  gint64 last_useful;
} Search;

static void
take_answer (Search *search, LpInquiry *inquiry)
{
  search->denied |= g_atomic_int_get (&inquiry->denied);
  if (inquiry->candidates == NULL || inquiry->candidates->len == 0)
    return;
  search->last_useful = g_get_monotonic_time ();
  g_ptr_array_extend_and_steal (search->found, g_steal_pointer (&inquiry->candidates));
}

static gpointer
run_inquiry (gpointer task, GCancellable *cancellable)
{
  LpInquiry *inquiry = task;

  inquiry->cancellable = g_object_ref (cancellable);
  inquiry->candidates = inquiry->source->discover (inquiry, &inquiry->error);
  return inquiry;
}

/* What this machine knows by itself: a few files, read here and now. */
static void
ask_offline (Search *search)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (sources[i].online)
      continue;
    g_autoptr (LpInquiry) inquiry = lp_inquiry_new (&sources[i], search->address, search->options);
    inquiry->candidates = sources[i].discover (inquiry, &inquiry->error);
    take_answer (search, inquiry);
  }
}

static void
ask_online (Search *search)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (!sources[i].online)
      continue;
    LpInquiry *inquiry = lp_inquiry_new (&sources[i], search->address, search->options);
    g_ptr_array_add (search->inquiries, inquiry);
    lp_crew_start (search->crew, run_inquiry, lp_inquiry_ref (inquiry), NULL);
  }
}

static int
get_best_score (const Search *search)
{
  g_autoptr (GPtrArray) ranked = lp_weigh (search->found, search->denied);

  return ranked->len > 0 ? ((const LpCandidate *)ranked->pdata[0])->score : 0;
}

static gboolean
is_anybody_alive (const Search *search)
{
  for (guint i = 0; i < search->inquiries->len; i++) {
    LpInquiry *inquiry = search->inquiries->pdata[i];
    if (g_atomic_int_get (&inquiry->alive))
      return TRUE;
  }
  return FALSE;
}

/* Until when the next answer is worth waiting for. */
static gint64
get_patience (const Search *search)
{
  if (search->found->len == 0)
    return search->deadline;

  gboolean linger = get_best_score (search) < STRONG && is_anybody_alive (search);
  return MIN (search->deadline, search->last_useful + (linger ? GRACE_ALIVE : GRACE));
}

static void
collect_answers (Search *search)
{
  gpointer result;

  while (lp_crew_get_busy (search->crew) > 0 && !g_cancellable_is_cancelled (search->cancellable)
         && g_get_monotonic_time () < get_patience (search)) {
    if (!lp_crew_wait (search->crew, get_patience (search), &result))
      continue;
    g_autoptr (LpInquiry) inquiry = result;
    g_ptr_array_remove (search->inquiries, inquiry);
    take_answer (search, inquiry);
  }
}

static gpointer
examine_domain (gpointer task, GCancellable *cancellable)
{
  GError *error = NULL;

  lp_dns_examine_domain (task, cancellable, &error);
  return error;
}

/* Why there is nothing. A domain that is there and takes mail, and yet tells nothing, is no error.
 */
static gboolean
explain_nothing (Search *search, LpCrew *examination, GError **error)
{
  gpointer fault = NULL;

  if (!lp_crew_wait (examination, search->deadline, &fault))
    g_set_error (error, LP_ERROR, LP_VERDICT_DNS_FAILED, "no name server answered for %s",
                 search->address->domain);
  else if (fault != NULL)
    g_propagate_error (error, fault);
  else
    return TRUE;
  return FALSE;
}

static gboolean
search_online (Search *search, GError **error)
{
  g_autoptr (LpCrew) examination = lp_crew_new ((GDestroyNotify)g_error_free, search->cancellable);

  search->last_useful = g_get_monotonic_time ();
  lp_crew_start (examination, examine_domain, g_strdup (search->address->domain), g_free);
  ask_online (search);
  collect_answers (search);
  if (g_cancellable_is_cancelled (search->cancellable)) {
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_CANCELLED, "the search was cancelled");
    return FALSE;
  }
  return search->found->len > 0 || explain_nothing (search, examination, error);
}

GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error)
{
  static const LpDiscoveryOptions usual = { 0 };

  g_return_val_if_fail (address != NULL, NULL);
  if (options == NULL)
    options = &usual;

  g_autoptr (LpCrew) crew = lp_crew_new ((GDestroyNotify)lp_inquiry_unref, cancellable);
  g_autoptr (GPtrArray) inquiries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_inquiry_unref);
  g_autoptr (GPtrArray) found = lp_candidates_new ();
  guint deadline_ms = options->deadline_ms != 0 ? options->deadline_ms : USUAL_DEADLINE_MS;
  Search search = {
    .address = address,
    .options = options,
    .cancellable = cancellable,
    .crew = crew,
    .inquiries = inquiries,
    .found = found,
    .deadline = g_get_monotonic_time () + deadline_ms * G_TIME_SPAN_MILLISECOND,
  };

  ask_offline (&search);
  if (!options->offline && get_best_score (&search) < CERTAIN && !search_online (&search, error))
    return NULL;
  return lp_weigh (found, search.denied);
}
