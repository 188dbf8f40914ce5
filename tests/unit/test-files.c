/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replacing files that belong to somebody else, through links, and leaving everything else alone.
 */
#include "base/files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
} Fixture;

static char *
at (const Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->folder = g_dir_make_tmp ("lp-files-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    struct stat info;
    if (lstat (child, &info) == 0 && S_ISDIR (info.st_mode))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
write_file (const Fixture *fixture, const char *name, const char *text, mode_t mode)
{
  g_autofree char *path = at (fixture, name);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
make_link (const Fixture *fixture, const char *target, const char *name)
{
  g_autofree char *path = at (fixture, name);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
assert_file (const Fixture *fixture, const char *name, const char *text, mode_t mode)
{
  g_autofree char *path = at (fixture, name);
  g_autofree char *now = NULL;
  struct stat info;
  g_assert_true (g_file_get_contents (path, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, text);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, mode);
}

/* How many entries the folder has: nothing half-written may lie around. */
static guint
count_entries (const Fixture *fixture)
{
  g_autoptr (GDir) entries = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;
  while (g_dir_read_name (entries))
    n++;
  return n;
}

static void
replace (const Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = at (fixture, name);
  g_autoptr (GBytes) contents = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_assert_true (lp_files_replace (path, contents, 0600, &error));
  g_assert_no_error (error);
}

static void
assert_refused (const Fixture *fixture, const char *name, GIOErrorEnum code)
{
  g_autofree char *path = at (fixture, name);
  g_autoptr (GBytes) contents = g_bytes_new_static ("new", 3);
  g_autoptr (GError) error = NULL;
  g_assert_false (lp_files_replace (path, contents, 0600, &error));
  g_assert_error (error, G_IO_ERROR, (int)code);
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "old", "before\n", 0644);
  replace (fixture, "old", "after\n");
  replace (fixture, "new", "after\n");
  assert_file (fixture, "old", "after\n", 0644);
  assert_file (fixture, "new", "after\n", 0600);
  g_assert_cmpuint (count_entries (fixture), ==, 2);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = at (fixture, "a/b");
  struct stat info;
  replace (fixture, "a/b/new", "after\n");
  assert_file (fixture, "a/b/new", "after\n", 0600);
  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
}

/* What a person's dotfiles look like: links of all kinds, with where they end. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *absolute = at (fixture, "real");
  g_autofree char *folder = at (fixture, "dir");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_file (fixture, "real", "before\n", 0640);
  make_link (fixture, absolute, "absolute");
  make_link (fixture, "../absolute", "dir/relative");
  make_link (fixture, "dir/relative", "several");
  make_link (fixture, "nowhere/yet", "dangling");

  replace (fixture, "several", "after\n");
  assert_file (fixture, "real", "after\n", 0640);
  replace (fixture, "dangling", "new\n");
  assert_file (fixture, "nowhere/yet", "new\n", 0600);

  static const char *const links[] = { "absolute", "dir/relative", "several", "dangling" };
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *path = at (fixture, links[i]);
    g_assert_true (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  }
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *protected_file = at (fixture, "protected");
  g_autofree char *second = at (fixture, "second");
  g_autofree char *first = at (fixture, "first");
  g_autofree char *pipe_path = at (fixture, "pipe");
  write_file (fixture, "protected", "before\n", 0400);
  write_file (fixture, "first", "before\n", 0600);
  g_assert_cmpint (link (first, second), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  make_link (fixture, "circle", "circle");

  assert_refused (fixture, "protected", G_IO_ERROR_PERMISSION_DENIED);
  assert_refused (fixture, "first", G_IO_ERROR_NOT_SUPPORTED);
  assert_refused (fixture, "pipe", G_IO_ERROR_NOT_REGULAR_FILE);
  assert_refused (fixture, "circle", G_IO_ERROR_TOO_MANY_LINKS);
  assert_refused (fixture, "protected/below", G_IO_ERROR_NOT_DIRECTORY);
  g_autofree char *below = at (fixture, "protected/below");
  g_autoptr (GError) error = NULL;
  g_assert_null (lp_files_read (below, &error));
  g_assert_true (g_str_has_suffix (error->message, "Move it away, then try again."));
  assert_file (fixture, "protected", "before\n", 0400);
  assert_file (fixture, "second", "before\n", 0600);
  g_assert_cmpuint (count_entries (fixture), ==, 5);
}

static void
test_expected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = at (fixture, "file");
  g_autoptr (GBytes) expected = g_bytes_new_static ("before\n", 7);
  g_autoptr (GBytes) contents = g_bytes_new_static ("after\n", 6);
  g_autoptr (GError) error = NULL;
  write_file (fixture, "file", "changed\n", 0600);
  g_assert_false (lp_files_replace_if (path, expected, contents, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);
  g_assert_false (lp_files_replace_if (path, NULL, contents, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);
  g_assert_false (lp_files_replace_if (path, expected, NULL, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  assert_file (fixture, "file", "changed\n", 0600);
  g_assert_cmpuint (count_entries (fixture), ==, 1);

  write_file (fixture, "file", "before\n", 0600);
  g_assert_true (lp_files_replace_if (path, expected, contents, 0600, NULL));
  assert_file (fixture, "file", "after\n", 0600);
  g_assert_true (lp_files_replace_if (path, contents, NULL, 0600, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_reading (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = at (fixture, "missing");
  g_autofree char *pipe_path = at (fixture, "pipe");
  g_autofree char *large = at (fixture, "large");
  g_autoptr (GError) error = NULL;
  g_assert_null (lp_files_read (missing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_null (lp_files_read (pipe_path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  write_file (fixture, "large", "", 0600);
  g_assert_cmpint (truncate (large, LP_FILES_MAX_SIZE + 1), ==, 0);
  g_assert_null (lp_files_read (large, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_leftovers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = at (fixture, "file");
  write_file (fixture, "file", "text\n", 0600);
  write_file (fixture, ".file.lp-0123abcd", "half", 0600);
  write_file (fixture, ".file.lp-mine", "a person's", 0600);
  g_assert_true (lp_files_remove_leftovers (path, NULL));
  g_assert_cmpuint (count_entries (fixture), ==, 2);
  assert_file (fixture, ".file.lp-mine", "a person's", 0600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/files/modes", test_modes },         { "/files/folders", test_folders },
    { "/files/links", test_links },         { "/files/refusals", test_refusals },
    { "/files/expected", test_expected },   { "/files/reading", test_reading },
    { "/files/leftovers", test_leftovers },
  };
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
