/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Stands in for libFuzzer in ordinary builds: gives every file below the folders on the command
 * line to the target, one TAP case each, so that a corpus is also a plain test.
 */
#include "fuzz/fuzz.h"

#include <glib.h>

static void
test_input (gconstpointer user_data)
{
  const char *path = user_data;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));

  /* A copy exactly as long as the input: the sanitizer then sees a step beyond the end. */
  g_autofree char *input = g_memdup2 (contents, length);

  g_assert_cmpint (LLVMFuzzerTestOneInput ((const guint8 *)input, length), ==, 0);
}

static void
add_inputs (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  if (folder == NULL) {
    g_autofree char *base = g_path_get_basename (path);
    g_autofree char *parent = g_path_get_dirname (path);
    g_autofree char *last = g_path_get_basename (parent);
    g_autofree char *test = g_strdup_printf ("/fuzz/%s/%s", last, base);

    g_test_add_data_func_full (test, g_strdup (path), test_input, g_free);
    return;
  }
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    add_inputs (child);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    add_inputs (argv[i]);
  return g_test_run ();
}
