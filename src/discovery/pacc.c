/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft-ietf-mailmaint-pacc-02: one document for all services of a domain,
 *
 *     https://ua-auto-config.DOMAIN/.well-known/user-agent-configuration.json
 *     _ua-auto-config.DOMAIN  TXT  "v=UAAC1; a=sha256; d=BASE64"      its digest; several while it changes
 *
 * The address is not sent along. */
#include "discovery/pacc.h"

#include "base/http.h"
#include "discovery/crew.h"
#include "discovery/dns.h"
#include "discovery/pacc-json.h"

#include <string.h>

/* Milliseconds for the document with its redirects. */
#define DEADLINE_MS 5000
/* Milliseconds that the document waits for the digests, which were asked for at the same time. */
#define PATIENCE_MS 400
#define MAX_SIZE (64 * 1024)

static gpointer
list_digests (gpointer name, GCancellable *cancellable)
{
  return lp_dns_list_texts (name);
}

static LpHttpResponse *
fetch (LpInquiry *inquiry, GError **error)
{
  g_autofree char *url
      = g_strdup_printf ("https://ua-auto-config.%s/.well-known/user-agent-configuration.json",
                         inquiry->address->domain);
  LpTalk talk = { .inquiry = inquiry };
  LpHttpRequest request = {
    .url = url,
    .deadline_ms = DEADLINE_MS,
    .max_size = MAX_SIZE,
    .ca_file = inquiry->options.ca_file,
    .accept = "application/json",
    .on_connected = lp_talk_begin,
    .user_data = &talk,
  };
  g_autoptr (LpHttpResponse) response = lp_http_fetch (&request, inquiry->cancellable, error);

  lp_talk_end (&talk);
  if (response == NULL)
    return NULL;
  lp_inquiry_note (inquiry, LP_SIGN_HTTPS);
  if (response->status == 200)
    return g_steal_pointer (&response);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: status %u", url, response->status);
  return NULL;
}

/* The value of @tag in "v=UAAC1; a=sha256; d=…". */
static char *
get_tag (const char *record, const char *tag)
{
  g_auto (GStrv) parts = g_strsplit (record, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    g_auto (GStrv) sides = g_strsplit (parts[i], "=", 2);
    if (sides[0] != NULL && sides[1] != NULL && g_str_equal (g_strstrip (sides[0]), tag))
      return g_strdup (g_strstrip (sides[1]));
  }
  return NULL;
}

/* NULL for a record of something else, and for an algorithm that is not known here. */
static char *
get_digest (const char *record)
{
  g_autofree char *version = get_tag (record, "v");
  g_autofree char *algorithm = get_tag (record, "a");

  if (g_strcmp0 (version, "UAAC1") != 0 || g_strcmp0 (algorithm, "sha256") != 0)
    return NULL;
  return get_tag (record, "d");
}

static char *
compute_digest (GBytes *body)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  gsize size;
  const guchar *text = g_bytes_get_data (body, &size);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, text, (gssize)size);
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/* FALSE if all that is published is of other documents. */
static gboolean
is_published (char **records, GBytes *body, gboolean *confirmed)
{
  g_autofree char *own = compute_digest (body);
  gboolean any = FALSE;

  for (guint i = 0; records != NULL && records[i] != NULL; i++) {
    g_autofree char *digest = get_digest (records[i]);
    if (digest == NULL)
      continue;
    any = TRUE;
    *confirmed = *confirmed || g_str_equal (digest, own);
  }
  return !any || *confirmed;
}

static GPtrArray *
read_document (const LpInquiry *inquiry, const LpHttpResponse *response, gboolean confirmed,
               GPtrArray *services, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (response->body, &length);
  g_autofree char *evidence
      = g_strconcat (response->url, confirmed ? "; its digest in the name service" : NULL, NULL);
  g_autoptr (LpCandidate) proposal
      = lp_candidate_new (inquiry->source->id, LP_TRUST_AUTHENTICATED, evidence);

  proposal->score = confirmed ? LP_POINTS_PACC : LP_POINTS_AUTOCONFIG;
  return lp_pacc_parse (text != NULL ? text : "", length, inquiry->address, proposal, services,
                        error);
}

GPtrArray *
lp_pacc_ask (LpInquiry *inquiry, GPtrArray *services, GError **error)
{
  g_return_val_if_fail (inquiry != NULL, NULL);

  g_autoptr (LpCrew) crew = lp_crew_new ((GDestroyNotify)g_strfreev, inquiry->cancellable);
  g_auto (GStrv) records = NULL;
  gpointer result = NULL;
  gboolean confirmed = FALSE;

  lp_crew_start (crew, list_digests,
                 g_strconcat ("_ua-auto-config.", inquiry->address->domain, NULL), g_free);
  g_autoptr (LpHttpResponse) response = fetch (inquiry, error);
  if (response == NULL)
    return NULL;
  lp_crew_wait (crew, g_get_monotonic_time () + lp_patience (PATIENCE_MS), &result);
  records = result;
  if (is_published (records, response->body, &confirmed))
    return read_document (inquiry, response, confirmed, services, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "%s: the published digest is of another document", response->url);
  return NULL;
}
