/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doing plans and taking them back, with a keyring that is a table in memory.
 */
#include "clients/receipt.h"
#include "support/memory-keyring.h"
#include "support/tree.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *scratch;
  char *home;
  LpReceipts *receipts;
  MemoryKeyring keyring;
  LpKeyringHooks hooks;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture->scratch = g_dir_make_tmp ("lp-receipts-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *state = g_build_filename (fixture->scratch, "state", NULL);
  fixture->home = g_build_filename (fixture->scratch, "home", NULL);
  g_assert_cmpint (g_mkdir (fixture->home, 0700), ==, 0);
  fixture->receipts = lp_receipts_new (state);
  fixture->hooks = memory_keyring_init (&fixture->keyring);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tree_remove (fixture->scratch);
  lp_receipts_free (fixture->receipts);
  memory_keyring_clear (&fixture->keyring);
  g_free (fixture->scratch);
  g_free (fixture->home);
}

static char *
at (const Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->home, name, NULL);
}

static void
write_file (const Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = at (fixture, name);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_file (const Fixture *fixture, const char *name, const char *expected)
{
  g_autofree char *path = at (fixture, name);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static GBytes *
make_bytes (const char *text)
{
  return text ? g_bytes_new (text, strlen (text)) : NULL;
}

static void
add_file (const Fixture *fixture, LpPlan *plan, const char *name, const char *before,
          const char *after)
{
  g_autofree char *path = at (fixture, name);
  g_autoptr (GBytes) old = make_bytes (before);
  g_autoptr (GBytes) new = make_bytes (after);
  lp_plan_add_file (plan, path, old, new, 0600);
}

static void
add_item (LpPlan *plan, const char *label)
{
  lp_plan_add_item (plan, lp_secret_item_new ("org.letterplate.Account", label, LP_SIDE_INCOMING,
                                              "host", label, "user", "alice", NULL));
}

/* Applies plans, which are given away. */
static char *
apply (Fixture *fixture, GPtrArray **results, LpPlan *first, LpPlan *second)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (plans, first);
  if (second)
    g_ptr_array_add (plans, second);
  char *id = lp_receipts_apply (fixture->receipts, "a1", "alice@example.test", plans,
                                &fixture->hooks, NULL, NULL, results, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint ((*results)->len, ==, plans->len);
  return id;
}

static const LpClientResult *
result_at (GPtrArray *results, guint i)
{
  g_assert_cmpuint (i, <, results->len);
  return g_ptr_array_index (results, i);
}

static void
undo (Fixture *fixture, const char *id, const char *client)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_true (
      lp_receipts_undo (fixture->receipts, id, client, &fixture->hooks, &results, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_conflict (Fixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, id, NULL, &fixture->hooks, &results, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_false (result_at (results, 0)->done);
  g_assert_cmpstr (result_at (results, 0)->message, ==, error->message);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = at (fixture, "mail/box");
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  write_file (fixture, "old", "mine");
  write_file (fixture, "gone", "was here\n");
  g_autoptr (GHashTable) start = tree_read (fixture->home);
  add_item (plan, "item");
  lp_plan_add_folder (plan, folder, 0700);
  add_file (fixture, plan, "old", "mine", "mine\nours\n");
  add_file (fixture, plan, "deep/er/new", NULL, "ours\n");
  add_file (fixture, plan, "gone", "was here\n", NULL);

  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = apply (fixture, &results, plan, NULL);
  g_assert_nonnull (id);
  g_assert_true (result_at (results, 0)->done);
  g_assert_false (result_at (results, 0)->unchanged);
  g_assert_null (result_at (results, 0)->message);
  g_assert_cmpuint (result_at (results, 0)->files->len, ==, 3);
  assert_file (fixture, "old", "mine\nours\n");
  assert_file (fixture, "deep/er/new", "ours\n");
  assert_file (fixture, "gone", NULL);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "item"));

  undo (fixture, NULL, NULL);
  g_autoptr (GHashTable) end = tree_read (fixture->home);
  tree_assert_equal ("after undo", end, start, TRUE);
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  LpPlan *one = lp_plan_new ("msmtp", "a1");
  LpPlan *other = lp_plan_new ("mbsync", "a1");
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) none = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  add_file (fixture, one, "one", NULL, "1\n");
  add_file (fixture, other, "other", NULL, "2\n");
  g_autofree char *id = apply (fixture, &results, one, other);
  undo (fixture, id, "msmtp");
  assert_file (fixture, "one", NULL);
  assert_file (fixture, "other", "2\n");

  g_autoptr (GPtrArray) list = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  const LpReceipt *receipt = g_ptr_array_index (list, 0);
  g_assert_cmpstr (receipt->id, ==, id);
  g_assert_cmpstr (receipt->account_id, ==, "a1");
  g_assert_cmpstr (receipt->address, ==, "alice@example.test");
  g_assert_cmpint (ABS (receipt->time - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  g_assert_cmpuint (receipt->clients->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (receipt->clients, 0), ==, "mbsync");
  g_assert_false (receipt->undone);

  undo (fixture, id, NULL);
  g_autoptr (GPtrArray) undone = lp_receipts_list (fixture->receipts, NULL);
  g_assert_true (((const LpReceipt *)g_ptr_array_index (undone, 0))->undone);
  g_autoptr (GPtrArray) nothing = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, NULL, NULL, &fixture->hooks, &nothing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_nothing_to_do (Fixture *fixture, gconstpointer data)
{
  g_autofree char *state = g_build_filename (fixture->scratch, "state", NULL);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = apply (fixture, &results, lp_plan_new ("msmtp", "a1"), NULL);
  g_assert_null (id);
  g_assert_true (result_at (results, 0)->done);
  g_assert_true (result_at (results, 0)->unchanged);
  g_assert_false (g_file_test (state, G_FILE_TEST_EXISTS));
}

/* The first client's file was changed after planning, the second is fine; all of the first is put
 * back. */
static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  LpPlan *one = lp_plan_new ("msmtp", "a1");
  LpPlan *other = lp_plan_new ("mbsync", "a1");
  write_file (fixture, "changed", "by someone\n");
  add_item (one, "item");
  add_file (fixture, one, "folder/new", NULL, "ours\n");
  add_file (fixture, one, "changed", "as planned\n", "ours\n");
  add_file (fixture, other, "other", NULL, "2\n");
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = apply (fixture, &results, one, other);
  g_assert_nonnull (id);
  g_assert_false (result_at (results, 0)->done);
  g_assert_nonnull (strstr (result_at (results, 0)->message, "changed by someone else"));
  g_assert_cmpuint (result_at (results, 0)->files->len, ==, 0);
  g_assert_true (result_at (results, 1)->done);
  assert_file (fixture, "changed", "by someone\n");
  assert_file (fixture, "other", "2\n");
  g_autofree char *folder = at (fixture, "folder");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

/* A receipt of which nothing was done leaves none behind. */
static void
test_all_failed (Fixture *fixture, gconstpointer data)
{
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  g_autoptr (GPtrArray) results = NULL;
  fixture->keyring.fails = TRUE;
  add_file (fixture, plan, "new", NULL, "ours\n");
  add_item (plan, "item");
  g_autofree char *id = apply (fixture, &results, plan, NULL);
  g_assert_null (id);
  g_assert_cmpstr (result_at (results, 0)->message, ==, "The keyring is locked.");
  assert_file (fixture, "new", NULL);
  g_autoptr (GPtrArray) list = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  add_file (fixture, plan, "new", NULL, "ours\n");
  g_ptr_array_add (plans, plan);
  g_cancellable_cancel (cancellable);
  g_autofree char *id
      = lp_receipts_apply (fixture->receipts, "a1", "alice@example.test", plans, &fixture->hooks,
                           NULL, NULL, &results, cancellable, NULL);
  g_assert_null (id);
  g_assert_false (result_at (results, 0)->done);
  assert_file (fixture, "new", NULL);
}

/* An item is shared by two clients and two receipts; one of its kind was there before Letterplate.
 */
static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  g_hash_table_insert (fixture->keyring.items, g_strdup ("theirs"), GUINT_TO_POINTER (1));
  char *ids[2];
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) results = NULL;
    LpPlan *one = lp_plan_new ("msmtp", "a1");
    LpPlan *other = lp_plan_new ("mbsync", "a1");
    add_item (one, "shared");
    add_item (one, "theirs");
    add_item (other, "shared");
    add_file (fixture, one, i == 0 ? "a" : "b", NULL, "1\n");
    add_file (fixture, other, i == 0 ? "c" : "d", NULL, "2\n");
    ids[i] = apply (fixture, &results, one, other);
  }
  undo (fixture, ids[0], "msmtp");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  undo (fixture, ids[0], "mbsync");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  undo (fixture, ids[1], "mbsync");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  undo (fixture, ids[1], "msmtp");
  g_assert_false (g_hash_table_contains (fixture->keyring.items, "shared"));
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "theirs"));
  g_free (ids[0]);
  g_free (ids[1]);
}

/* The same settings again, only the password is new: it gets to the keyring, and there is nothing
 * to take back. */
static void
test_new_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first_results = NULL;
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  add_item (plan, "item");
  add_file (fixture, plan, "file", NULL, "ours\n");
  g_autofree char *id = apply (fixture, &first_results, plan, NULL);
  LpPlan *again = lp_plan_new ("msmtp", "a1");
  add_item (again, "item");
  g_autofree char *no_id = apply (fixture, &results, again, NULL);
  g_assert_null (no_id);
  g_assert_true (result_at (results, 0)->unchanged);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (fixture->keyring.items, "item")), ==, 2);
  undo (fixture, NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

/* What became of the file after applying, and what undo must make of it: NULL is no file, "!" a
 * conflict. */
static const struct {
  const char *path;
  const char *before;
  const char *after;
  const char *now;
  const char *undone;
} edits[] = {
  { "below", "a\n", "a\nours\n", "a\nours\nb\n", "a\nb\n" },
  { "above", "a\n", "a\nours\n", "b\na\nours\n", "b\na\n" },
  { "same-line", "a\n", "a\nours 1\n", "a\nours 2\n", "!" },
  { "in-ours", "a\n", "a\n1\n2\n3\n", "a\n1\nx\n2\n3\n", "!" },
  { "part-of-ours-gone", "a\n", "a\n1\n2\n3\n", "a\n1\n3\n", "a\n" },
  { "taken-out", "a\n", "a\nours\n", "a\n", "a\n" },
  { "taken-out-and-more", "a\nb\n", "a\nb\nours\n", "b\n", "b\n" },
  { "file-gone", "a\n", "a\nours\n", NULL, NULL },
  { "ours-only", NULL, "ours\n", "ours\nb\n", "b\n" },
  { "ours-and-blank", NULL, "ours\n", "ours\n\n", NULL },
  { "changed-line-back", "x=1\n", "x=2\n", "x=2\ny\n", "x=1\ny\n" },
  { "changed-line-changed", "x=1\n", "x=2\n", "x=3\n", "!" },
  { "neighbour-of-changed", "x=1\ny=1\n", "x=2\ny=1\n", "x=2\ny=2\n", "!" },
  { "no-line-end", "a", "a\nours\n", "a\nours\nb\n", "a\nb\n" },
  { "crlf-no-line-end", "z\r\na", "z\r\na\r\nours\r\n", "z\r\na\r\nours\r\nb\r\n",
    "z\r\na\r\nb\r\n" },
  { "moved", "a\nb\nc\n", "a\n# letterplate\nb\nc\n", "a\nb\nc\n# letterplate\n", "!" },
  { "removed-file-made-again", "a\n", NULL, "b\n", "!" },
};

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autoptr (GPtrArray) results = NULL;
    g_autofree char *path = at (fixture, edits[i].path);
    LpPlan *plan = lp_plan_new ("msmtp", "a1");
    g_test_message ("%s", edits[i].path);
    if (edits[i].before)
      write_file (fixture, edits[i].path, edits[i].before);
    add_file (fixture, plan, edits[i].path, edits[i].before, edits[i].after);
    g_autofree char *id = apply (fixture, &results, plan, NULL);
    assert_file (fixture, edits[i].path, edits[i].after);
    if (edits[i].now)
      write_file (fixture, edits[i].path, edits[i].now);
    else
      g_unlink (path);
    if (g_strcmp0 (edits[i].undone, "!") == 0) {
      assert_conflict (fixture, id);
      assert_file (fixture, edits[i].path, edits[i].now);
    } else {
      undo (fixture, id, NULL);
      assert_file (fixture, edits[i].path, edits[i].undone);
    }
  }
}

/* One conflict keeps the whole client as it is. */
static void
test_undo_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  add_item (plan, "item");
  add_file (fixture, plan, "one", NULL, "1\n");
  add_file (fixture, plan, "two", NULL, "2\n");
  g_autofree char *id = apply (fixture, &results, plan, NULL);
  write_file (fixture, "one", "changed\n");
  assert_conflict (fixture, id);
  assert_file (fixture, "one", "changed\n");
  assert_file (fixture, "two", "2\n");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "item"));
  write_file (fixture, "one", "1\n");
  undo (fixture, id, NULL);
  assert_file (fixture, "two", NULL);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link_path = at (fixture, "link");
  g_autofree char *dangling = at (fixture, "dangling");
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  write_file (fixture, "real", "mine\n");
  g_assert_cmpint (symlink ("real", link_path), ==, 0);
  g_assert_cmpint (symlink ("dotfiles/msmtprc", dangling), ==, 0);
  g_autoptr (GHashTable) start = tree_read (fixture->home);
  add_file (fixture, plan, "link", "mine\n", "mine\nours\n");
  add_file (fixture, plan, "dangling", NULL, "ours\n");
  g_autofree char *id = apply (fixture, &results, plan, NULL);
  assert_file (fixture, "real", "mine\nours\n");
  assert_file (fixture, "dotfiles/msmtprc", "ours\n");
  undo (fixture, id, NULL);
  g_autoptr (GHashTable) end = tree_read (fixture->home);
  tree_assert_equal ("after undo", end, start, TRUE);
}

/* Somebody else holds the lock; as it is the open file's lock, the same process may be the
 * somebody. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (fixture->scratch, "state", "receipts", NULL);
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  add_file (fixture, plan, "new", NULL, "ours\n");
  g_ptr_array_add (plans, plan);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &lock), ==, 0);
  char *id = lp_receipts_apply (fixture->receipts, "a1", "alice@example.test", plans,
                                &fixture->hooks, NULL, NULL, &results, NULL, &error);
  g_assert_null (id);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  assert_file (fixture, "new", NULL);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/receipts/round-trip", test_round_trip },
    { "/receipts/list", test_list },
    { "/receipts/nothing-to-do", test_nothing_to_do },
    { "/receipts/all-or-nothing", test_all_or_nothing },
    { "/receipts/all-failed", test_all_failed },
    { "/receipts/cancelled", test_cancelled },
    { "/receipts/keyring", test_keyring },
    { "/receipts/new-password", test_new_password },
    { "/receipts/edits", test_edits },
    { "/receipts/undo-all-or-nothing", test_undo_all_or_nothing },
    { "/receipts/links", test_links },
    { "/receipts/two-at-once", test_two_at_once },
  };
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
