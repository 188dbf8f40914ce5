/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "autodiscover": Exchange's way, which many hosters offer too. Asked without a
 * password, always over https and only at hosts of the person's own domain, because the request
 * carries the address:
 *
 *     POST https://autodiscover.DOMAIN/autodiscover/autodiscover.xml      [MS-OXDSCLI], "POX"
 *     POST https://DOMAIN/autodiscover/autodiscover.xml
 *     GET  https://autodiscover.DOMAIN/autodiscover/autodiscover.json     version 2: says where POX
 * is GET  http://autodiscover.DOMAIN/autodiscover/autodiscover.xml       only for where it
 * redirects to
 *
 * A way that leads to Microsoft's own hosts ends there: it tells that the mailbox is at Microsoft
 * 365, and the bundled table knows the rest. */
#include "base/http.h"
#include "discovery/autodiscover-xml.h"
#include "discovery/crew.h"
#include "discovery/providers.h"
#include "discovery/source.h"

#include <string.h>

#define DEADLINE_MS 5000
#define MAX_REDIRECTS 2
/* Milliseconds that an answer which went over http waits for one that did not. */
#define PATIENCE_MS 400

/* Hosts that only Exchange Online has. */
static const char *const microsoft_hosts[] = { ".outlook.com", ".office365.com", ".office.com" };

typedef struct {
  const char *method;
  const char *form; /* with DOMAIN, and ADDRESS where it has to be in the URL */
} Step;

static const Step steps[] = {
  { "POST", "https://autodiscover.DOMAIN/autodiscover/autodiscover.xml" },
  { "POST", "https://DOMAIN/autodiscover/autodiscover.xml" },
  { "GET", "https://autodiscover.DOMAIN/autodiscover/autodiscover.json"
           "?Email=ADDRESS&Protocol=AutodiscoverV1" },
  { "GET", "http://autodiscover.DOMAIN/autodiscover/autodiscover.xml" },
};

typedef struct {
  LpInquiry *inquiry;
  const Step *step;
} Visit;

static void
visit_free (gpointer data)
{
  lp_inquiry_unref (((Visit *)data)->inquiry);
  g_free (data);
}

static char *
make_url (const Step *step, const LpAddress *address)
{
  g_autofree char *ascii = lp_address_to_ascii (address);
  g_autofree char *escaped = g_uri_escape_string (ascii, NULL, FALSE);
  g_autoptr (GString) url = g_string_new (step->form);

  g_string_replace (url, "DOMAIN", address->domain, 1);
  g_string_replace (url, "ADDRESS", escaped, 1);
  return g_string_free (g_steal_pointer (&url), FALSE);
}

static LpHttpResponse *
ask (LpInquiry *inquiry, const char *method, const char *url, GCancellable *cancellable)
{
  g_autofree char *document = lp_autodiscover_make_request (inquiry->address);
  g_autoptr (GBytes) body = g_bytes_new (document, strlen (document));
  gboolean is_post = g_str_equal (method, "POST");
  gboolean is_plain = g_str_has_prefix (url, "http:");
  LpTalk talk = { .inquiry = inquiry };
  LpHttpRequest request = {
    .method = method,
    .url = url,
    .allow_plain = is_plain,
    .stay_on_site = TRUE,
    .keep_redirects = is_plain, /* where it leads is all that is wanted to know */
    .deadline_ms = DEADLINE_MS,
    .ca_file = inquiry->options.ca_file,
    .content_type = is_post ? "text/xml; charset=utf-8" : NULL,
    .body = is_post ? body : NULL,
    .on_connected = lp_talk_begin,
    .user_data = &talk,
  };
  g_autoptr (GError) error = NULL;
  LpHttpResponse *response = lp_http_fetch (&request, cancellable, &error);

  lp_talk_end (&talk);
  if (response == NULL)
    g_debug ("%s: %s", url, error->message);
  else if (response->secure)
    lp_inquiry_note (inquiry, LP_SIGN_HTTPS);
  return response;
}

static char *
get_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_host (uri) == NULL)
    return NULL;
  return g_ascii_strdown (g_uri_get_host (uri), -1);
}

static gboolean
is_microsoft (const char *host)
{
  for (guint i = 0; i < G_N_ELEMENTS (microsoft_hosts); i++) {
    if (g_str_has_suffix (host, microsoft_hosts[i]))
      return TRUE;
  }
  return FALSE;
}

static GPtrArray *
propose_microsoft (LpInquiry *inquiry, const LpCandidate *proposal)
{
  const LpProviderTable *table = lp_providers_get_table (inquiry->options.data_dir, 0);

  if (table == NULL)
    return NULL;
  return lp_provider_table_make_candidates (table, "microsoft365", inquiry->address, proposal);
}

/* "Url":"https://…" of version 2's answer; one flat object, so nothing needs a parser. */
static char *
find_url (const char *text, gsize length)
{
  g_autoptr (GRegex) form
      = g_regex_new ("\"Url\"\\s*:\\s*\"(https://[^\"\\\\\\s]{1,500})\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *json = g_utf8_make_valid (text, (gssize)length);

  return g_regex_match (form, json, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

/* Where an answer points to: a redirect, version 2's URL, or the document's own. NULL with
 * @candidates when it holds the settings themselves. */
static char *
read_answer (LpInquiry *inquiry, const LpHttpResponse *response, const LpCandidate *proposal,
             GPtrArray **candidates)
{
  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);
  char *next = NULL;

  if (response->location != NULL)
    return g_strdup (response->location);
  if (response->status != 200 || length == 0)
    return NULL;
  if (g_strcmp0 (response->content_type, "application/json") == 0)
    return find_url (text, length);
  if (!response->secure)
    return NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found
      = lp_autodiscover_parse (text, length, inquiry->address, proposal, &next, &error);
  if (found != NULL && found->len > 0)
    *candidates = g_steal_pointer (&found);
  return next;
}

static GPtrArray *
follow (LpInquiry *inquiry, const Step *step, GCancellable *cancellable)
{
  const char *method = step->method;
  g_autofree char *url = make_url (step, inquiry->address);
  LpTrust trust = LP_TRUST_AUTHENTICATED;

  for (guint hops = 0; hops <= MAX_REDIRECTS; hops++) {
    GPtrArray *candidates = NULL;
    g_autoptr (LpHttpResponse) response = ask (inquiry, method, url, cancellable);
    if (response == NULL)
      return NULL;
    if (!response->secure)
      trust = LP_TRUST_UNVERIFIED;
    g_autoptr (LpCandidate) proposal = lp_candidate_new ("autodiscover", trust, response->url);
    proposal->score
        = trust == LP_TRUST_UNVERIFIED ? LP_POINTS_AUTOCONFIG_PLAIN : LP_POINTS_AUTODISCOVER;
    g_autofree char *next = read_answer (inquiry, response, proposal, &candidates);
    if (candidates != NULL)
      return candidates;
    g_autofree char *host = next != NULL ? get_host (next) : NULL;
    if (host != NULL && is_microsoft (host))
      return propose_microsoft (inquiry, proposal);
    if (host == NULL || !lp_http_is_same_site (host, inquiry->address->domain))
      return NULL;
    method = "POST";
    g_free (url);
    url = g_steal_pointer (&next);
  }
  return NULL;
}

static gpointer
visit (gpointer task, GCancellable *cancellable)
{
  const Visit *what = task;

  return follow (what->inquiry, what->step, cancellable);
}

GPtrArray *
lp_source_autodiscover_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (LpCrew) crew = lp_crew_new ((GDestroyNotify)g_ptr_array_unref, inquiry->cancellable);
  g_autoptr (GPtrArray) best = lp_candidates_new ();
  gint64 until = -1;
  gpointer result;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    Visit *what = g_new0 (Visit, 1);
    what->inquiry = lp_inquiry_ref (inquiry);
    what->step = &steps[i];
    lp_crew_start (crew, visit, what, visit_free);
  }
  while (lp_crew_wait (crew, until, &result)) {
    GPtrArray *candidates = result;
    if (candidates == NULL)
      continue;
    g_ptr_array_unref (best);
    best = candidates;
    if (((const LpCandidate *)best->pdata[0])->trust == LP_TRUST_AUTHENTICATED)
      break;
    until = g_get_monotonic_time () + lp_patience (PATIENCE_MS);
  }
  return g_steal_pointer (&best);
}
