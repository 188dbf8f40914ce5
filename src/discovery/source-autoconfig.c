/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "autoconfig": what the domain publishes about itself, as Thunderbird asks for it
 * and draft-ietf-mailmaint-autoconfig has it; for an address below the registrable domain
 * (@mail.uni.example) also what that one publishes. In clear only after https, and marked. */
#include "base/http.h"
#include "discovery/autoconfig.h"
#include "discovery/source.h"

static void
add_places (GPtrArray *places, const char *domain)
{
  static const char *const forms[] = {
    "https://autoconfig.%s/mail/config-v1.1.xml",
    "https://autoconfig.%s/.well-known/mail-v1.xml",
    "https://%s/.well-known/autoconfig/mail/config-v1.1.xml",
    "http://autoconfig.%s/mail/config-v1.1.xml",
    "http://%s/.well-known/autoconfig/mail/config-v1.1.xml",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_auto (GStrv) parts = g_strsplit (forms[i], "%s", 2);
    lp_autoconfig_places_add (places, LP_TRUST_AUTHENTICATED, LP_POINTS_AUTOCONFIG, domain,
                              "%s%s%s", parts[0], domain, parts[1]);
  }
}

GPtrArray *
lp_source_autoconfig_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (GPtrArray) places = lp_autoconfig_places_new ();
  const char *domain = inquiry->address->domain;
  const char *site = lp_http_get_site (domain);

  add_places (places, domain);
  if (site != domain)
    add_places (places, site);
  return lp_autoconfig_ask_all (inquiry, places);
}
