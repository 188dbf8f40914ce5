/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the settings for an address: a table of sources, all asked at once, and a clock.
 *
 *     this machine ──▶ found? done
 *     sources ──▶ answers, as they come ──▶ weigh ──▶ good enough and nobody else about to speak?
 *                                                     somebody at home there? done
 *
 * A search does not wait for all: after the last useful answer it gives the others a moment, and only
 * those that have shown life (a host has accepted a connection) get longer. But where nobody opens at
 * what is known so far (records of a service that moved away long ago), all have their say. */
#include "discovery/discovery.h"

#include "discovery/crew.h"
#include "discovery/database.h"
#include "discovery/dns.h"
#include "discovery/hints.h"
#include "discovery/providers.h"
#include "discovery/source.h"
#include "discovery/weigh.h"
#include "model/error.h"

#define USUAL_DEADLINE_MS 8000

/* Milliseconds to wait for others after an answer; while somebody is still talking; and the same when the
 * answer was strong. */
#define GRACE_MS 300
#define GRACE_TALKING_MS 2500
#define GRACE_STRONG_MS 1000

/* Milliseconds before the end of that wait at which knocking begins: sooner, and another source may still name the same
 * servers with more words, and their connections would be of no use. */
#define KNOCK_AHEAD_MS 250

/* Microseconds after which to look again whether anybody is still talking, or has opened. */
#define PULSE (20 * G_TIME_SPAN_MILLISECOND)

/* Score from which on an answer needs no confirmation by slower ones: both servers named by a
 * source that knows, with the preferences for IMAP and TLS. */
#define STRONG (2 * LP_POINTS_AUTOCONFIG + 60)

/* Score from which on nobody else is asked at all. */
#define CERTAIN (2 * LP_POINTS_PROVIDERS - 300)

/* A new source is a row here and a file source-<id>.c. */
static const LpSource sources[] = {
  { "local", FALSE, lp_source_local_discover },
  { "providers", FALSE, lp_source_providers_discover },
  { "autoconfig", TRUE, lp_source_autoconfig_discover },
  { "ispdb", TRUE, lp_source_ispdb_discover },
  { "mx", TRUE, lp_source_mx_discover },
  { "pacc", TRUE, lp_source_pacc_discover },
  { "srv", TRUE, lp_source_srv_discover },
  { "autodiscover", TRUE, lp_source_autodiscover_discover },
  { "guess", TRUE, lp_source_guess_discover },
};

typedef struct {
  const LpAddress *address;
  const LpDiscoveryOptions *options;
  GCancellable *cancellable;
  LpCrew *crew;
  GPtrArray *inquiries; /* those under way */
  GPtrArray *found;     /* what all answers hold, unweighed */
  LpHosts *hosts;       /* the hosts in it */
  int denied;
  int signs; /* met by inquiries that are over */
  gint64 deadline;
  gint64 last_useful;
  gboolean is_home; /* somebody has answered the knock */
} Search;

static void
take_answer (Search *search, LpInquiry *inquiry)
{
  search->denied |= g_atomic_int_get (&inquiry->denied);
  search->signs |= g_atomic_int_get (&inquiry->signs);
  if (inquiry->candidates == NULL || inquiry->candidates->len == 0)
    return;
  search->last_useful = g_get_monotonic_time ();
  lp_hosts_examine (search->hosts, inquiry->candidates);
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
  g_autoptr (GPtrArray) ranked = lp_weigh (search->found, search->denied, search->hosts);

  return ranked->len > 0 ? ((const LpCandidate *)ranked->pdata[0])->score : 0;
}

/* What the inquiries under way have met so far. */
static int
gather_signs (const Search *search)
{
  int signs = 0;

  for (guint i = 0; i < search->inquiries->len; i++)
    signs |= g_atomic_int_get (&((LpInquiry *)search->inquiries->pdata[i])->signs);
  return signs;
}

static gboolean
is_anybody_talking (const Search *search)
{
  for (guint i = 0; i < search->inquiries->len; i++) {
    if (g_atomic_int_get (&((LpInquiry *)search->inquiries->pdata[i])->talks) > 0)
      return TRUE;
  }
  return FALSE;
}

/* What our first table knows of a candidate's servers, whoever proposed it. */
static void
recognize (LpCandidate *candidate, const LpDiscoveryOptions *options)
{
  const LpProviderTable *table = lp_providers_get_table (options->data_dir, 0);

  if (table != NULL)
    lp_provider_table_recognize (table, candidate);
}

/* Whether anybody opens at the first choice of a source: where nobody does, its second rarely leads elsewhere. What this
 * machine knows by itself is not doubted. */
static gboolean
is_anybody_home (const Search *search)
{
  const LpDiscoveryOptions *options = search->options;
  g_autoptr (GPtrArray) ranked = lp_weigh (search->found, search->denied, search->hosts);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ranked->len; i++) {
    LpCandidate *candidate = ranked->pdata[i];
    if (candidate->trust >= LP_TRUST_BUILT_IN)
      return TRUE;
    recognize (candidate, options);
    if (g_hash_table_add (asked, candidate->source)
        && options->knock (candidate, options->knock_data) == LP_ANSWER_YES)
      return TRUE;
  }
  return FALSE;
}

/* Until when the next answer is worth waiting for. */
static gint64
get_patience (Search *search)
{
  if (search->found->len == 0)
    return search->deadline;

  guint talking_ms = get_best_score (search) < STRONG ? GRACE_TALKING_MS : GRACE_STRONG_MS;
  guint grace_ms = is_anybody_talking (search) ? talking_ms : GRACE_MS;
  gint64 patience = MIN (search->deadline, search->last_useful + lp_patience (grace_ms));
  gint64 now = g_get_monotonic_time ();
  if (search->is_home || now < patience - lp_patience (KNOCK_AHEAD_MS))
    return patience;
  search->is_home = search->options->knock == NULL || is_anybody_home (search);
  return search->is_home ? patience : search->deadline;
}

static void
collect_answers (Search *search)
{
  gpointer result;

  while (lp_crew_get_busy (search->crew) > 0 && !g_cancellable_is_cancelled (search->cancellable)
         && g_get_monotonic_time () < get_patience (search)) {
    gint64 soon = g_get_monotonic_time () + PULSE;
    if (!lp_crew_wait (search->crew, MIN (soon, get_patience (search)), &result))
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

/* A captive portal lets nobody out over https and answers every http address with its own page. */
static gboolean
is_behind_portal (const Search *search)
{
  int signs = search->signs | gather_signs (search);

  return (signs & LP_SIGN_WEB_PAGE) != 0 && (signs & LP_SIGN_HTTPS) == 0;
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
  else if (is_behind_portal (search))
    g_set_error_literal (error, LP_ERROR, LP_VERDICT_CAPTIVE_PORTAL,
                         "web pages answer in place of everything");
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
  lp_hosts_wait (search->hosts,
                 MIN (search->deadline, g_get_monotonic_time () + lp_patience (GRACE_MS)));
  return search->found->len > 0 || explain_nothing (search, examination, error);
}

/* What our own tables know of a candidate, whoever proposed it. */
static void
enrich (LpCandidate *candidate, const LpAddress *address, const LpDiscoveryOptions *options)
{
  recognize (candidate, options);
  lp_hints_add (candidate, address->domain, options->data_dir);
}

GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error)
{
  static const LpDiscoveryOptions usual = { 0 };

  g_return_val_if_fail (address != NULL, NULL);
  if (options == NULL)
    options = &usual;
  g_autofree char *database = options->ispdb_url == NULL ? lp_database_find_url () : NULL;
  LpDiscoveryOptions complete = *options;
  if (database != NULL)
    complete.ispdb_url = database;

  g_autoptr (LpCrew) crew = lp_crew_new ((GDestroyNotify)lp_inquiry_unref, cancellable);
  g_autoptr (GPtrArray) inquiries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_inquiry_unref);
  g_autoptr (GPtrArray) found = lp_candidates_new ();
  g_autoptr (LpHosts) hosts = lp_hosts_new (cancellable);
  guint deadline_ms = options->deadline_ms != 0 ? options->deadline_ms : USUAL_DEADLINE_MS;
  Search search = {
    .address = address,
    .options = &complete,
    .cancellable = cancellable,
    .crew = crew,
    .inquiries = inquiries,
    .found = found,
    .hosts = hosts,
    .deadline = g_get_monotonic_time () + deadline_ms * G_TIME_SPAN_MILLISECOND,
  };

  ask_offline (&search);
  if (!options->offline && get_best_score (&search) < CERTAIN && !search_online (&search, error))
    return NULL;
  GPtrArray *ranked = lp_weigh (found, search.denied, hosts);
  for (guint i = 0; i < ranked->len; i++)
    enrich (ranked->pdata[i], address, options);
  return ranked;
}

char *
lp_discovery_find_issuer (const LpAddress *address, const char *data_dir)
{
  const LpDiscoveryOptions options = { .offline = TRUE, .data_dir = data_dir };

  g_return_val_if_fail (address != NULL, NULL);

  g_autoptr (GPtrArray) candidates = lp_discovery_run (address, &options, NULL, NULL);
  for (guint i = 0; candidates != NULL && i < candidates->len; i++) {
    const LpCandidate *candidate = candidates->pdata[i];
    if (candidate->issuer != NULL)
      return g_strdup (candidate->issuer);
  }
  return NULL;
}

LpCandidate *
lp_discovery_list_hints (const LpAddress *address, const char *data_dir)
{
  g_return_val_if_fail (address != NULL, NULL);

  LpCandidate *carrier = lp_candidate_new ("providers", LP_TRUST_BUILT_IN, NULL);
  for (guint i = 0; i < LP_N_PROVIDER_TABLES && carrier->provider_id == NULL; i++) {
    const LpProviderTable *table = lp_providers_get_table (data_dir, i);
    if (table != NULL)
      carrier->provider_id = g_strdup (lp_provider_table_find_domain (table, address->domain));
  }
  lp_hints_add (carrier, address->domain, data_dir);
  return carrier;
}
