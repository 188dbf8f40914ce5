/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/hints.h"

#include "base/data.h"
#include "discovery/providers.h"

#include <string.h>

/* Each candidate looks through all groups, so the list is taken apart only where the word is in it, and a key that
 * most groups lack is not asked for: GLib would make an error each time. */
static gboolean
is_listed (GKeyFile *file, const char *group, const char *key, const char *word)
{
  if (word == NULL || !g_key_file_has_key (file, group, key, NULL))
    return FALSE;

  g_autofree char *list = g_key_file_get_value (file, group, key, NULL);
  if (strstr (list, word) == NULL)
    return FALSE;

  g_auto (GStrv) words = g_key_file_get_string_list (file, group, key, NULL, NULL);
  return words != NULL && g_strv_contains ((const char *const *)words, word);
}

static gboolean
has_kind (const LpCandidate *candidate, const char *kind)
{
  for (guint i = 0; i < candidate->hints->len; i++) {
    if (g_str_equal (((const LpHint *)candidate->hints->pdata[i])->kind, kind))
      return TRUE;
  }
  return FALSE;
}

static void
add_group (LpCandidate *candidate, GKeyFile *file, const char *group)
{
  const char *blank = strchr (group, ' ');
  g_autofree char *text = lp_data_dup_sentence (file, group, "Text");
  g_autofree char *url = g_key_file_get_string (file, group, "Url", NULL);

  if (blank != NULL && text != NULL && !has_kind (candidate, blank + 1))
    lp_candidate_add_hint (candidate, blank + 1, text, url);
}

void
lp_hints_add (LpCandidate *candidate, const char *domain, const char *data_dir)
{
  g_return_if_fail (candidate != NULL);

  GKeyFile *file = lp_providers_get_hints (data_dir);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (is_listed (file, groups[i], "Providers", candidate->provider_id)
        || is_listed (file, groups[i], "Domains", domain))
      add_group (candidate, file, groups[i]);
  }
}
