/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "providers": the tables that come with the program, data/providers*.ini. They
 * are read once for each process and folder and then shared by all threads. */
#include "discovery/providers.h"

#include "base/data.h"
#include "discovery/source.h"

/* What a table's word counts. The second one is older than what a domain may say of itself today.
 */
static const struct {
  const char *name;
  int score;
} files[LP_N_PROVIDER_TABLES] = {
  { "providers.ini", LP_POINTS_PROVIDERS },
  { "providers-extra.ini", LP_POINTS_EXTRA },
};

typedef struct {
  LpProviderTable *tables[LP_N_PROVIDER_TABLES];
} Tables;

static GMutex lock;
static GHashTable *loaded; /* folder or "" -> Tables; never freed: threads may still look at it */

static Tables *
load_tables (const char *data_dir)
{
  Tables *tables = g_new0 (Tables, 1);

  for (guint i = 0; i < LP_N_PROVIDER_TABLES; i++) {
    g_autofree char *path = lp_data_build_path (data_dir, files[i].name);
    g_autoptr (GError) error = NULL;
    tables->tables[i] = lp_provider_table_load (path, &error);
    if (tables->tables[i] == NULL)
      g_warning ("%s", error->message);
  }
  return tables;
}

const LpProviderTable *
lp_providers_get_table (const char *data_dir, guint number)
{
  g_return_val_if_fail (number < LP_N_PROVIDER_TABLES, NULL);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  const char *key = data_dir != NULL ? data_dir : "";
  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_contains (loaded, key))
    g_hash_table_insert (loaded, g_strdup (key), load_tables (data_dir));
  return ((Tables *)g_hash_table_lookup (loaded, key))->tables[number];
}

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
    proposal->score = files[i].score;
    return lp_provider_table_make_candidates (table, provider, inquiry->address, proposal);
  }
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
}
