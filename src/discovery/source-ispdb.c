/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "ispdb": a public data base of providers, Thunderbird's unless told otherwise.
 * It learns the domain and nothing else. */
#include "discovery/autoconfig.h"
#include "discovery/source.h"

GPtrArray *
lp_source_ispdb_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (GPtrArray) places = lp_autoconfig_places_new ();
  const char *base = lp_inquiry_get_ispdb (inquiry);

  if (base != NULL)
    lp_autoconfig_places_add (places, LP_TRUST_AUTHENTICATED, LP_POINTS_ISPDB, NULL, "%s%s", base,
                              inquiry->address->domain);
  return lp_autoconfig_ask_all (inquiry, places);
}
