/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/tree.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file's value begins with "f0600". */
#define FILE_HEAD 5

static void
add_entry (GHashTable *tree, const char *name, const char *head, const char *data, gsize size)
{
  GByteArray *value = g_byte_array_new ();
  g_byte_array_append (value, (const guint8 *)head, strlen (head));
  g_byte_array_append (value, (const guint8 *)data, size);
  g_hash_table_insert (tree, g_strdup (name), g_byte_array_free_to_bytes (value));
}

static void
read_file (GHashTable *tree, const char *path, const char *name, mode_t mode)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  char head[FILE_HEAD + 1];
  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_snprintf (head, sizeof head, "f%04o", (guint)mode & 07777);
  add_entry (tree, name, head, contents, size);
}

static void
read_folder (GHashTable *tree, const char *folder, const char *prefix)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  gboolean is_empty = TRUE;
  for (const char *entry; entries && (entry = g_dir_read_name (entries)); is_empty = FALSE) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    g_autofree char *name = *prefix ? g_build_filename (prefix, entry, NULL) : g_strdup (entry);
    g_autofree char *target = g_file_read_link (path, NULL);
    struct stat info;
    g_assert_cmpint (lstat (path, &info), ==, 0);
    if (target)
      add_entry (tree, name, "l", target, strlen (target));
    else if (S_ISDIR (info.st_mode))
      read_folder (tree, path, name);
    else
      read_file (tree, path, name, info.st_mode);
  }
  if (is_empty && *prefix)
    add_entry (tree, prefix, "d", "", 0);
}

GHashTable *
tree_read (const char *folder)
{
  GHashTable *tree
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  read_folder (tree, folder, "");
  return tree;
}

static GByteArray *
replace_home (const char *data, gsize size, const char *home)
{
  static const char mark[] = "@HOME@";
  GByteArray *out = g_byte_array_new ();
  for (const char *end = data + size; data < end;) {
    const char *found = home ? memmem (data, end - data, mark, strlen (mark)) : NULL;
    g_byte_array_append (out, (const guint8 *)data, (found ? found : end) - data);
    if (found)
      g_byte_array_append (out, (const guint8 *)home, strlen (home));
    data = found ? found + strlen (mark) : end;
  }
  return out;
}

static void
copy_file (const char *from, const char *to, const char *home, mode_t mode)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  g_file_get_contents (from, &contents, &size, &error);
  g_assert_no_error (error);
  g_autoptr (GByteArray) out = replace_home (contents, size, home);
  g_file_set_contents (to, (const char *)out->data, out->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (to, mode & S_IXUSR ? 0700 : 0600), ==, 0);
}

void
tree_copy (const char *from, const char *to, const char *home)
{
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  g_autoptr (GDir) entries = g_dir_open (from, 0, NULL);
  for (const char *entry; entries && (entry = g_dir_read_name (entries));) {
    g_autofree char *source = g_build_filename (from, entry, NULL);
    g_autofree char *path = g_build_filename (to, entry, NULL);
    g_autofree char *target = g_file_read_link (source, NULL);
    struct stat info;
    g_assert_cmpint (lstat (source, &info), ==, 0);
    if (target)
      g_assert_cmpint (symlink (target, path), ==, 0);
    else if (S_ISDIR (info.st_mode))
      tree_copy (source, path, home);
    else
      copy_file (source, path, home, info.st_mode);
  }
}

void
tree_keep_empty_folders (const char *folder, gboolean keep)
{
  g_autofree char *mark = g_build_filename (folder, ".empty-folder", NULL);
  if (!keep)
    g_unlink (mark);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  gboolean is_empty = TRUE;
  for (const char *entry; entries && (entry = g_dir_read_name (entries)); is_empty = FALSE) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      tree_keep_empty_folders (path, keep);
  }
  if (is_empty && keep)
    g_assert_true (g_file_set_contents (mark, "", 0, NULL));
}

void
tree_remove (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *entry; entries && (entry = g_dir_read_name (entries));) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    struct stat info;
    g_assert_cmpint (lstat (path, &info), ==, 0);
    if (S_ISDIR (info.st_mode))
      tree_remove (path);
    else
      g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_rmdir (folder);
}

static gboolean
values_are_equal (GBytes *a, GBytes *b, gboolean with_modes)
{
  gsize a_size, b_size;
  const char *a_data = g_bytes_get_data (a, &a_size);
  const char *b_data = g_bytes_get_data (b, &b_size);
  gsize head = !with_modes && *a_data == 'f' && *b_data == 'f' ? FILE_HEAD : 0;
  return a_size == b_size && memcmp (a_data + head, b_data + head, a_size - head) == 0;
}

static char *
show (GBytes *value)
{
  return value ? g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value))
               : g_strdup ("(nothing)");
}

static void
assert_each (const char *what, GHashTable *tree, GHashTable *is, GHashTable *expected,
             gboolean with_modes)
{
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, tree);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    GBytes *one = g_hash_table_lookup (is, name);
    GBytes *other = g_hash_table_lookup (expected, name);
    if (one && other && values_are_equal (one, other, with_modes))
      continue;
    g_autofree char *shown = show (one);
    g_autofree char *wanted = show (other);
    g_error ("%s: %s is\n%s\nbut should be\n%s", what, (const char *)name, shown, wanted);
  }
}

void
tree_assert_equal (const char *what, GHashTable *is, GHashTable *expected, gboolean with_modes)
{
  assert_each (what, is, is, expected, with_modes);
  assert_each (what, expected, is, expected, with_modes);
}
