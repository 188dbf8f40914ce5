/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching Mozilla autoconfig documents from where they may be. The address is not sent along: the
 * document has placeholders for it. */
#include "discovery/autoconfig.h"

#include "base/http.h"
#include "discovery/autoconfig-xml.h"
#include "discovery/crew.h"

#include <string.h>

/* Milliseconds for one document with its redirects. */
#define DEADLINE_MS 5000
/* Milliseconds after which the http: places need not wait for silent https: ones. */
#define HEAD_START_MS 700
/* Milliseconds that an answer over http waits for one over https. */
#define PATIENCE_MS 400

typedef struct {
  LpInquiry *inquiry;
  LpAutoconfigPlace place;
  char *domain;
} Visit;

static gboolean
is_plain (const LpAutoconfigPlace *place)
{
  return g_str_has_prefix (place->url, "http:");
}

static gboolean
is_web_page (const LpHttpResponse *response, const char *url)
{
  g_autoptr (GUri) asked = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) answered = g_uri_parse (response->url, G_URI_FLAGS_NONE, NULL);
  gboolean is_html = g_strcmp0 (response->content_type, "text/html") == 0;
  gboolean is_elsewhere
      = asked != NULL && answered != NULL
        && !lp_http_is_same_site (g_uri_get_host (asked), g_uri_get_host (answered));

  return is_html && (response->status == 200 || is_elsewhere);
}

static void
note_signs (LpInquiry *inquiry, const LpHttpResponse *response, const LpAutoconfigPlace *place)
{
  if (response->secure)
    lp_inquiry_note (inquiry, LP_SIGN_HTTPS);
  else if (is_web_page (response, place->url))
    lp_inquiry_note (inquiry, LP_SIGN_WEB_PAGE);
}

static LpHttpResponse *
fetch (LpInquiry *inquiry, const LpAutoconfigPlace *place, GCancellable *cancellable,
       GError **error)
{
  LpTalk talk = { .inquiry = inquiry };
  LpHttpRequest request = {
    .url = place->url,
    .allow_plain = is_plain (place),
    .deadline_ms = DEADLINE_MS,
    .ca_file = inquiry->options.ca_file,
    .accept = "text/xml, application/xml",
    .on_connected = lp_talk_begin,
    .user_data = &talk,
  };
  LpHttpResponse *response = lp_http_fetch (&request, cancellable, error);

  lp_talk_end (&talk);
  return response;
}

GPtrArray *
lp_autoconfig_ask (LpInquiry *inquiry, const LpAutoconfigPlace *place, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (inquiry != NULL && place != NULL, NULL);

  g_autoptr (LpHttpResponse) response = fetch (inquiry, place, cancellable, error);
  if (response == NULL)
    return NULL;
  note_signs (inquiry, response, place);
  if (response->status != 200) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: status %u", place->url,
                 response->status);
    return NULL;
  }

  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);
  LpTrust trust = response->secure ? place->trust : LP_TRUST_UNVERIFIED;
  g_autoptr (LpCandidate) proposal = lp_candidate_new (inquiry->source->id, trust, response->url);
  proposal->score = response->secure ? place->points : LP_POINTS_AUTOCONFIG_PLAIN;
  return lp_autoconfig_parse (text != NULL ? text : "", length, inquiry->address, place->domain,
                              proposal, error);
}

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  lp_inquiry_unref (visit->inquiry);
  g_free (visit->place.url);
  g_free (visit->domain);
  g_free (visit);
}

static gpointer
visit_place (gpointer task, GCancellable *cancellable)
{
  Visit *visit = task;
  g_autoptr (GError) error = NULL;
  GPtrArray *candidates = lp_autoconfig_ask (visit->inquiry, &visit->place, cancellable, &error);

  if (candidates == NULL)
    g_debug ("%s: %s", visit->place.url, error->message);
  return candidates;
}

static void
start_visits (LpCrew *crew, LpInquiry *inquiry, const GPtrArray *places, gboolean plain)
{
  for (guint i = 0; i < places->len; i++) {
    const LpAutoconfigPlace *place = places->pdata[i];
    if (is_plain (place) != plain)
      continue;
    Visit *visit = g_new0 (Visit, 1);
    visit->inquiry = lp_inquiry_ref (inquiry);
    visit->domain = g_strdup (place->domain);
    visit->place = *place;
    visit->place.url = g_strdup (place->url);
    visit->place.domain = visit->domain;
    lp_crew_start (crew, visit_place, visit, visit_free);
  }
}

static gboolean
is_verified (const GPtrArray *candidates)
{
  return ((const LpCandidate *)candidates->pdata[0])->score > LP_POINTS_AUTOCONFIG_PLAIN;
}

/* The first answer over https, or one over http that @best then holds. */
static GPtrArray *
take_first (LpCrew *crew, gint64 until, GPtrArray **best)
{
  gpointer result;

  while (lp_crew_wait (crew, until, &result)) {
    GPtrArray *candidates = result;
    if (candidates == NULL)
      continue;
    if (is_verified (candidates))
      return candidates;
    gint64 patience = g_get_monotonic_time () + lp_patience (PATIENCE_MS);
    until = until < 0 ? patience : MIN (until, patience);
    g_clear_pointer (best, g_ptr_array_unref);
    *best = candidates;
  }
  return NULL;
}

GPtrArray *
lp_autoconfig_ask_all (LpInquiry *inquiry, const GPtrArray *places)
{
  g_return_val_if_fail (inquiry != NULL && places != NULL, NULL);

  g_autoptr (LpCrew) crew = lp_crew_new ((GDestroyNotify)g_ptr_array_unref, inquiry->cancellable);
  g_autoptr (GPtrArray) plain = NULL;

  start_visits (crew, inquiry, places, FALSE);
  GPtrArray *candidates
      = take_first (crew, g_get_monotonic_time () + lp_patience (HEAD_START_MS), &plain);
  if (candidates != NULL)
    return candidates;
  start_visits (crew, inquiry, places, TRUE);
  candidates = take_first (crew, -1, &plain);
  if (candidates == NULL)
    candidates = g_steal_pointer (&plain);
  return candidates != NULL ? candidates : lp_candidates_new ();
}

static void
place_free (gpointer data)
{
  g_free (((LpAutoconfigPlace *)data)->url);
  g_free (data);
}

GPtrArray *
lp_autoconfig_places_new (void)
{
  return g_ptr_array_new_with_free_func (place_free);
}

void
lp_autoconfig_places_add (GPtrArray *places, LpTrust trust, LpPoints points, const char *domain,
                          const char *format, ...)
{
  g_return_if_fail (places != NULL && format != NULL);

  LpAutoconfigPlace *place = g_new0 (LpAutoconfigPlace, 1);
  va_list arguments;
  va_start (arguments, format);
  place->url = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place->domain = domain;
  place->trust = trust;
  place->points = points;
  g_ptr_array_add (places, place);
}
