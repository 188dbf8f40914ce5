/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "mx": whoever takes the domain's mail usually keeps its mailboxes too.
 * Exchangers of providers in the bundled table need no fetch at all; for others the exchanger's own
 * domain is asked for its settings, and the public data base. The way from the domain to its
 * exchanger is plain DNS, so the outcome counts as authenticated only where DNSSEC vouches for it.
 */
#include "base/http.h"
#include "discovery/autoconfig.h"
#include "discovery/dns.h"
#include "discovery/providers.h"
#include "discovery/source.h"

#include <arpa/nameser.h>
#include <string.h>

static GPtrArray *
look_into_tables (LpInquiry *inquiry, const char *exchanger)
{
  for (guint i = 0; i < LP_N_PROVIDER_TABLES; i++) {
    const LpProviderTable *table = lp_providers_get_table (inquiry->options.data_dir, i);
    const char *provider
        = table != NULL ? lp_provider_table_find_exchanger (table, exchanger) : NULL;
    if (provider == NULL)
      continue;
    g_autofree char *evidence
        = g_strdup_printf ("MX of %s is %s", inquiry->address->domain, exchanger);
    g_autoptr (LpCandidate) proposal = lp_candidate_new ("mx", LP_TRUST_AUTHENTICATED, evidence);
    proposal->score = LP_POINTS_EXCHANGER;
    return lp_provider_table_make_candidates (table, provider, inquiry->address, proposal);
  }
  return NULL;
}

/* mx2.mail.example.net: the document of mail.example.net, then that of example.net. */
static GPtrArray *
ask_exchangers_domain (LpInquiry *inquiry, const char *exchanger)
{
  g_autoptr (GPtrArray) places = lp_autoconfig_places_new ();
  const char *site = lp_http_get_site (exchanger);
  const char *dot = strchr (exchanger, '.');
  const char *parent = dot != NULL ? dot + 1 : exchanger;
  const char *base = lp_inquiry_get_ispdb (inquiry);

  if (lp_http_is_same_site (exchanger, inquiry->address->domain))
    return NULL;
  if (parent > exchanger && strlen (parent) > strlen (site))
    lp_autoconfig_places_add (places, LP_TRUST_AUTHENTICATED, LP_POINTS_EXCHANGER_FILE, parent,
                              "https://autoconfig.%s/mail/config-v1.1.xml", parent);
  lp_autoconfig_places_add (places, LP_TRUST_AUTHENTICATED, LP_POINTS_EXCHANGER_FILE, site,
                            "https://autoconfig.%s/mail/config-v1.1.xml", site);
  if (base != NULL)
    lp_autoconfig_places_add (places, LP_TRUST_AUTHENTICATED, LP_POINTS_EXCHANGER_FILE, site,
                              "%s%s", base, site);
  return lp_autoconfig_ask_all (inquiry, places);
}

GPtrArray *
lp_source_mx_discover (LpInquiry *inquiry, GError **error)
{
  g_auto (GStrv) exchangers
      = lp_dns_list_exchangers (inquiry->address->domain, inquiry->cancellable, error);
  if (exchangers == NULL)
    return NULL;
  if (exchangers[0] == NULL)
    return lp_candidates_new ();

  GPtrArray *candidates = look_into_tables (inquiry, exchangers[0]);
  if (candidates == NULL)
    candidates = ask_exchangers_domain (inquiry, exchangers[0]);
  if (candidates == NULL)
    return lp_candidates_new ();
  if (!lp_dns_is_authentic (inquiry->address->domain, ns_t_mx))
    lp_inquiry_rate_by_host (inquiry, candidates);
  return candidates;
}
