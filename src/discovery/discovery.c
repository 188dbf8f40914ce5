/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the settings for an address: a table of sources, asked for candidates. */
#include "discovery/discovery.h"

#include "discovery/source.h"
#include "model/error.h"

/* A new source is a row here and a file source-<id>.c. */
static const LpSource sources[] = {
  { "local", FALSE, lp_source_local_discover },
  { "providers", FALSE, lp_source_providers_discover },
};

static int
compare_score (gconstpointer a, gconstpointer b)
{
  const LpCandidate *first = *(LpCandidate *const *)a;
  const LpCandidate *second = *(LpCandidate *const *)b;

  return second->score - first->score;
}

GPtrArray *
lp_discovery_run (const LpAddress *address, const LpDiscoveryOptions *options,
                  GCancellable *cancellable, GError **error)
{
  static const LpDiscoveryOptions usual = { 0 };

  g_return_val_if_fail (address != NULL, NULL);
  if (options == NULL)
    options = &usual;

  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (g_cancellable_is_cancelled (cancellable)) {
      g_set_error_literal (error, LP_ERROR, LP_VERDICT_CANCELLED, "discovery was cancelled");
      return NULL;
    }
    if (sources[i].online && options->offline)
      continue;
    GPtrArray *more = sources[i].discover (address, options, cancellable, NULL);
    if (more != NULL)
      g_ptr_array_extend_and_steal (found, more);
  }
  g_ptr_array_sort (found, compare_score);
  return g_steal_pointer (&found);
}
