/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/database.h"

/* As Thunderbird 153 itself asks for it. */
#define USUAL_URL "https://live.thunderbird.net/autoconfig/v1.1/"

static char *
read_url (const char *config_dir)
{
  g_autofree char *path = g_build_filename (config_dir, "letterplate", "discovery.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (file, "Discovery", "PublicDatabase", NULL);
}

char *
lp_database_find_url (void)
{
  const char *const *system_dirs = g_get_system_config_dirs ();
  char *url = read_url (g_get_user_config_dir ());

  for (guint i = 0; url == NULL && system_dirs[i] != NULL; i++)
    url = read_url (system_dirs[i]);
  return url != NULL ? url : g_strdup (USUAL_URL);
}
