/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "local": what the person or the administrator of this machine wrote down, in
 * letterplate/providers.d of $XDG_CONFIG_HOME and of $XDG_CONFIG_DIRS (/etc/xdg), in this order.
 * Files that end in .ini have the form of data/providers.ini, those in .xml are Mozilla autoconfig
 * documents; in one folder they are read by name. */
#include "base/files.h"
#include "discovery/autoconfig-xml.h"
#include "discovery/provider-table.h"
#include "discovery/source.h"

#include <string.h>

/* Octets of a document. */
#define MAX_DOCUMENT (256 * 1024)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (name[0] != '.')
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  }
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static GPtrArray *
read_table (const char *path, const LpAddress *address, const LpCandidate *proposal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpProviderTable) table = lp_provider_table_load (path, &error);
  if (table == NULL) {
    g_message ("%s is left out: %s", path, error->message);
    return NULL;
  }

  const char *provider = lp_provider_table_find_domain (table, address->domain);
  if (provider == NULL)
    return NULL;
  g_autoptr (LpCandidate) named = lp_candidate_copy (proposal);
  named->evidence = g_strdup_printf ("%s [%s]", path, provider);
  return lp_provider_table_make_candidates (table, provider, address, named);
}

/* A Mozilla autoconfig document as it is, if it is for the address's domain. */
static GPtrArray *
read_document (const char *path, const LpAddress *address, const LpCandidate *proposal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) contents = lp_files_read (path, &error);
  g_autoptr (LpCandidate) named = lp_candidate_copy (proposal);
  GPtrArray *candidates = NULL;

  named->evidence = g_strdup (path);
  if (contents != NULL && g_bytes_get_size (contents) <= MAX_DOCUMENT)
    candidates = lp_autoconfig_parse (g_bytes_get_data (contents, NULL),
                                      g_bytes_get_size (contents), address, NULL, named, &error);
  if (candidates == NULL)
    g_debug ("%s is left out: %s", path, error != NULL ? error->message : "too large");
  return candidates;
}

/* What a file may be called, and who reads it. */
static const struct {
  const char *suffix;
  GPtrArray *(*read) (const char *path, const LpAddress *address, const LpCandidate *proposal);
} forms[] = {
  { ".ini", read_table },
  { ".xml", read_document },
};

static GPtrArray *
read_folder (const char *config_dir, const LpAddress *address, const LpCandidate *proposal)
{
  g_autofree char *folder = g_build_filename (config_dir, "letterplate", "providers.d", NULL);
  g_autoptr (GPtrArray) paths = list_files (folder);

  for (guint i = 0; i < paths->len; i++) {
    for (guint form = 0; form < G_N_ELEMENTS (forms); form++) {
      const char *path = paths->pdata[i];
      if (!g_str_has_suffix (path, forms[form].suffix))
        continue;
      GPtrArray *candidates = forms[form].read (path, address, proposal);
      if (candidates != NULL)
        return candidates;
    }
  }
  return NULL;
}

GPtrArray *
lp_source_local_discover (LpInquiry *inquiry, GError **error)
{
  g_autoptr (LpCandidate) proposal = lp_candidate_new ("local", LP_TRUST_LOCAL, NULL);
  proposal->score = LP_POINTS_LOCAL;

  GPtrArray *candidates = read_folder (g_get_user_config_dir (), inquiry->address, proposal);
  const char *const *system_dirs = g_get_system_config_dirs ();
  for (guint i = 0; candidates == NULL && system_dirs[i] != NULL; i++)
    candidates = read_folder (system_dirs[i], inquiry->address, proposal);
  return candidates != NULL ? candidates
                            : g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
}
