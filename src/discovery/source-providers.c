/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "providers": the tables that come with the program. */
#include "discovery/providers.h"
#include "discovery/source.h"

/* What a table's word counts. The second one is older than what a domain may say of itself today.
 */
static const LpPoints points[LP_N_PROVIDER_TABLES] = { LP_POINTS_PROVIDERS, LP_POINTS_EXTRA };

GPtrArray *
lp_source_providers_discover (LpInquiry *inquiry, GError **error)
{
  for (guint i = 0; i < LP_N_PROVIDER_TABLES; i++) {
    const LpProviderTable *table = lp_providers_get_table (inquiry->options.data_dir, i);
    const char *provider
        = table != NULL ? lp_provider_table_find_domain (table, inquiry->address->domain) : NULL;
    if (provider == NULL)
      continue;
    g_autoptr (LpCandidate) proposal = lp_candidate_new ("providers", LP_TRUST_BUILT_IN, NULL);
    proposal->score = points[i];
    return lp_provider_table_make_candidates (table, provider, inquiry->address, proposal);
  }
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
}
