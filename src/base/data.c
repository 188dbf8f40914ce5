/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/data.h"

#include "config.h"

#include <locale.h>

static gboolean
is_uninstalled (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, LP_BUILD_ROOT "/");
}

char *
lp_data_build_path (const char *data_dir, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (data_dir != NULL)
    return g_build_filename (data_dir, name, NULL);
  if (!is_uninstalled ())
    return g_build_filename (LP_PKGDATADIR, name, NULL);
  g_autofree char *built = g_build_filename (LP_BUILD_ROOT, "data", name, NULL);
  return g_file_test (built, G_FILE_TEST_EXISTS)
             ? g_steal_pointer (&built)
             : g_build_filename (LP_SOURCE_ROOT, "data", name, NULL);
}

char *
lp_data_dup_sentence (GKeyFile *file, const char *group, const char *key)
{
  g_return_val_if_fail (file != NULL, NULL);

  const char *locale = setlocale (LC_MESSAGES, NULL);
  if (g_strcmp0 (locale, "C") == 0 || g_strcmp0 (locale, "POSIX") == 0)
    return g_key_file_get_string (file, group, key, NULL);
  return g_key_file_get_locale_string (file, group, key, NULL, NULL);
}
