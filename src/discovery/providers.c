/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables that come with the program, read once for each process and folder and then shared by
 * all threads: nobody writes into them. */
#include "discovery/providers.h"

#include "base/data.h"

static const char *const table_names[LP_N_PROVIDER_TABLES]
    = { "providers.ini", "providers-extra.ini" };

typedef struct {
  LpProviderTable *tables[LP_N_PROVIDER_TABLES];
  GKeyFile *hints;
} Tables;

static GMutex lock;
static GHashTable *loaded; /* folder or "" -> Tables; never freed: threads may still look at it */

static Tables *
load_tables (const char *data_dir)
{
  Tables *tables = g_new0 (Tables, 1);
  g_autofree char *hints_path = lp_data_build_path (data_dir, "provider-hints.ini");

  for (guint i = 0; i < LP_N_PROVIDER_TABLES; i++) {
    g_autofree char *path = lp_data_build_path (data_dir, table_names[i]);
    g_autoptr (GError) error = NULL;
    tables->tables[i] = lp_provider_table_load (path, &error);
    if (tables->tables[i] == NULL)
      g_warning ("%s", error->message);
  }
  g_autoptr (GError) error = NULL;
  tables->hints = g_key_file_new ();
  if (!g_key_file_load_from_file (tables->hints, hints_path, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    g_warning ("%s", error->message);
  return tables;
}

static const Tables *
get_tables (const char *data_dir)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  const char *key = data_dir != NULL ? data_dir : "";

  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_contains (loaded, key))
    g_hash_table_insert (loaded, g_strdup (key), load_tables (data_dir));
  return g_hash_table_lookup (loaded, key);
}

const LpProviderTable *
lp_providers_get_table (const char *data_dir, guint number)
{
  g_return_val_if_fail (number < LP_N_PROVIDER_TABLES, NULL);

  return get_tables (data_dir)->tables[number];
}

GKeyFile *
lp_providers_get_hints (const char *data_dir)
{
  return get_tables (data_dir)->hints;
}
