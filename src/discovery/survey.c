/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/survey.h"

#include "base/http.h"
#include "discovery/crew.h"
#include "discovery/dns.h"
#include "discovery/inquiry.h"
#include "discovery/pacc-answer.h"
#include "discovery/pacc.h"

#include <string.h>

/* Milliseconds for one page. */
#define DEADLINE_MS 5000
/* example.org, www.example.org and one more. */
#define MAX_HOPS 3

/* What has a name of its own below /.well-known and in SRV records. The last one is nobody's: a site that leads it
 * elsewhere leads everybody there. */
static const struct {
  const char *kind;
  const char *label;
} kinds[] = {
  { "jmap", "jmap" },
  { "caldav", "caldavs" },
  { "carddav", "carddavs" },
  { "letterplate-asks", NULL },
};
#define NOBODY (G_N_ELEMENTS (kinds) - 1)

/* Who is asked, the better first. */
typedef enum { PLACE_PACC, PLACE_SRV, PLACE_WELL_KNOWN, N_PLACES } Place;

typedef struct {
  LpInquiry *inquiry;
  Place place;
  guint kind;
  GPtrArray *services; /* the answer */
  LpPaccAnswer *pacc;  /* (nullable): the rest of it, for others */
} Visit;

struct _LpSurvey {
  LpCrew *crew;
  GPtrArray *visits; /* those that are over */
  LpPaccAnswer *pacc;
};

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  lp_inquiry_unref (visit->inquiry);
  g_ptr_array_unref (visit->services);
  lp_pacc_answer_unref (visit->pacc);
  g_free (visit);
}

static void
take_url (Visit *visit, const char *url)
{
  lp_services_take (visit->services,
                    lp_service_new (kinds[visit->kind].kind, url, visit->inquiry->source->id));
}

/* ---- PACC ---- */

static void
visit_pacc (Visit *visit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *candidates = lp_pacc_ask (visit->inquiry, visit->services, &error);

  if (candidates == NULL)
    g_debug ("%s", error->message);
  lp_pacc_answer_give (visit->pacc, candidates, error);
}

/* ---- SRV ---- */

/* "path=/dav/" of the TXT record beside the SRV record (RFC 6764 §4). */
static char *
find_path (const Visit *visit)
{
  static const char key[] = "path=";
  g_autofree char *name
      = g_strdup_printf ("_%s._tcp.%s", kinds[visit->kind].label, visit->inquiry->address->domain);
  g_auto (GStrv) texts = lp_dns_list_texts (name);

  for (guint i = 0; texts[i] != NULL; i++) {
    if (g_str_has_prefix (texts[i], key) && texts[i][strlen (key)] == '/')
      return g_strdup (texts[i] + strlen (key));
  }
  return g_strconcat ("/.well-known/", kinds[visit->kind].kind, NULL);
}

static void
visit_srv (Visit *visit)
{
  GList *targets = lp_dns_list_targets (kinds[visit->kind].label, visit->inquiry->address->domain,
                                        visit->inquiry->cancellable, NULL);
  guint16 port = targets != NULL ? g_srv_target_get_port (targets->data) : 0;
  g_autofree char *host = targets != NULL
                              ? lp_server_host_to_ascii (g_srv_target_get_hostname (targets->data))
                              : NULL;

  g_resolver_free_targets (targets);
  if (host == NULL || port == 0)
    return;
  g_autofree char *path = find_path (visit);
  g_autofree char *url = port == 443 ? g_strconcat ("https://", host, path, NULL)
                                     : g_strdup_printf ("https://%s:%u%s", host, (guint)port, path);
  take_url (visit, url);
}

/* ---- /.well-known ---- */

/* Where a page leads to; NULL if it stays. */
static char *
find_location (const Visit *visit, const char *url)
{
  LpHttpRequest request = {
    .url = url,
    .keep_redirects = TRUE,
    .deadline_ms = DEADLINE_MS,
    .ca_file = visit->inquiry->options.ca_file,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LpHttpResponse) response
      = lp_http_fetch (&request, visit->inquiry->cancellable, &error);

  if (response == NULL)
    g_debug ("%s: %s", url, error->message);
  return response != NULL ? g_steal_pointer (&response->location) : NULL;
}

/* example.org/.well-known/caldav -> www.example.org/.well-known/caldav says nothing yet. */
static void
visit_well_known (Visit *visit)
{
  g_autofree char *path = g_strconcat ("/.well-known/", kinds[visit->kind].kind, NULL);
  g_autofree char *url = g_strconcat ("https://", visit->inquiry->address->domain, path, NULL);

  for (guint hop = 0; hop < MAX_HOPS; hop++) {
    g_autofree char *location = find_location (visit, url);
    g_autoptr (GUri) uri = location != NULL ? g_uri_parse (location, G_URI_FLAGS_NONE, NULL) : NULL;
    if (uri == NULL)
      return;
    if (!g_str_has_prefix (g_uri_get_path (uri), path)) {
      take_url (visit, location);
      return;
    }
    g_free (url);
    url = g_steal_pointer (&location);
  }
}

/* ---- all of them ---- */

static const struct {
  LpSource source; /* its id is the service's */
  guint n_kinds;
  void (*visit) (Visit *visit);
} places[N_PLACES] = {
  [PLACE_PACC] = { { "pacc", TRUE }, 1, visit_pacc },
  [PLACE_SRV] = { { "srv", TRUE }, NOBODY, visit_srv },
  [PLACE_WELL_KNOWN] = { { "well-known", TRUE }, NOBODY + 1, visit_well_known },
};

static gpointer
run_visit (gpointer task, GCancellable *cancellable)
{
  Visit *visit = task;

  visit->inquiry->cancellable = g_object_ref (cancellable);
  places[visit->place].visit (visit);
  return visit;
}

static void
start_visit (LpSurvey *survey, Place place, guint kind, const LpAddress *address,
             const LpDiscoveryOptions *options)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->inquiry = lp_inquiry_new (&places[place].source, address, options);
  visit->place = place;
  visit->kind = kind;
  visit->services = lp_services_new ();
  if (place == PLACE_PACC) {
    survey->pacc = lp_pacc_answer_new (visit->inquiry);
    visit->pacc = lp_pacc_answer_ref (survey->pacc);
  }
  lp_crew_start (survey->crew, run_visit, visit, NULL);
}

LpSurvey *
lp_survey_new (const LpAddress *address, const LpDiscoveryOptions *options,
               GCancellable *cancellable)
{
  static const LpDiscoveryOptions usual = { 0 };

  g_return_val_if_fail (address != NULL, NULL);

  LpSurvey *survey = g_new0 (LpSurvey, 1);
  survey->crew = lp_crew_new (visit_free, cancellable);
  survey->visits = g_ptr_array_new_with_free_func (visit_free);
  if (options == NULL)
    options = &usual;
  for (Place place = 0; !options->offline && place < N_PLACES; place++) {
    for (guint kind = 0; kind < places[place].n_kinds; kind++)
      start_visit (survey, place, kind, address, options);
  }
  return survey;
}

LpPaccAnswer *
lp_survey_get_pacc (const LpSurvey *survey)
{
  g_return_val_if_fail (survey != NULL, NULL);

  return survey->pacc;
}

/* The site has answered for the name that is nobody's, and has not led it anywhere. */
static gboolean
is_site_honest (const LpSurvey *survey)
{
  for (guint i = 0; i < survey->visits->len; i++) {
    const Visit *visit = survey->visits->pdata[i];
    if (visit->place == PLACE_WELL_KNOWN && visit->kind == NOBODY)
      return visit->services->len == 0;
  }
  return FALSE;
}

static void
gather (LpSurvey *survey, Place place, const char *kind, GPtrArray *services)
{
  for (guint i = 0; i < survey->visits->len; i++) {
    const Visit *visit = survey->visits->pdata[i];
    for (guint n = 0; visit->place == place && n < visit->services->len; n++) {
      const LpService *one = visit->services->pdata[n];
      if (g_str_equal (one->kind, kind))
        lp_services_take (services, lp_service_new (one->kind, one->url, one->source));
    }
  }
}

GPtrArray *
lp_survey_wait (LpSurvey *survey, gint64 until)
{
  gpointer visit;

  g_return_val_if_fail (survey != NULL, NULL);

  while (lp_crew_wait (survey->crew, until, &visit))
    g_ptr_array_add (survey->visits, visit);
  GPtrArray *services = lp_services_new ();
  gboolean honest = is_site_honest (survey);
  for (guint kind = 0; kind < NOBODY; kind++) {
    for (Place place = 0; place < N_PLACES; place++) {
      if (place != PLACE_WELL_KNOWN || honest)
        gather (survey, place, kinds[kind].kind, services);
    }
  }
  return services;
}

void
lp_survey_free (LpSurvey *survey)
{
  if (survey == NULL)
    return;

  lp_crew_free (survey->crew);
  g_ptr_array_unref (survey->visits);
  lp_pacc_answer_unref (survey->pacc);
  g_free (survey);
}
