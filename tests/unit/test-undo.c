/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking a set-up back when somebody has been at the files since.
 */
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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
test_edits (ReceiptFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autoptr (GPtrArray) results = NULL;
    g_autofree char *path = receipt_fixture_at (fixture, edits[i].path);
    LpPlan *plan = lp_plan_new ("msmtp", "a1");
    g_test_message ("%s", edits[i].path);
    if (edits[i].before)
      receipt_fixture_write_file (fixture, edits[i].path, edits[i].before);
    receipt_fixture_add_file (fixture, plan, edits[i].path, edits[i].before, edits[i].after);
    g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
    receipt_fixture_assert_file (fixture, edits[i].path, edits[i].after);
    if (edits[i].now)
      receipt_fixture_write_file (fixture, edits[i].path, edits[i].now);
    else
      g_unlink (path);
    if (g_strcmp0 (edits[i].undone, "!") == 0) {
      receipt_fixture_assert_conflict (fixture, id);
      receipt_fixture_assert_file (fixture, edits[i].path, edits[i].now);
    } else {
      receipt_fixture_undo (fixture, id, NULL);
      receipt_fixture_assert_file (fixture, edits[i].path, edits[i].undone);
    }
  }
}

/* Three receipts add their lines to one file; taken back in any order, the start comes back to the byte. */
static void
test_any_order (ReceiptFixture *fixture, gconstpointer data)
{
  static const guint orders[][3]
      = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  static const char *const texts[]
      = { "mine\nno end", "mine\nno end\n1\n", "mine\nno end\n1\n2\n", "mine\nno end\n1\n2\n3\n" };
  static const char *const made[] = { NULL, "1\n", "1\n2\n", "1\n2\n3\n" };
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    char *ids[3];
    receipt_fixture_write_file (fixture, "old", texts[0]);
    for (guint j = 0; j < 3; j++) {
      g_autoptr (GPtrArray) results = NULL;
      LpPlan *plan = lp_plan_new ("msmtp", "a1");
      receipt_fixture_add_file (fixture, plan, "old", texts[j], texts[j + 1]);
      receipt_fixture_add_file (fixture, plan, "made", made[j], made[j + 1]);
      ids[j] = receipt_fixture_apply (fixture, &results, plan, NULL);
      g_assert_true (receipt_fixture_result_at (results, 0)->done);
    }
    for (guint j = 0; j < 3; j++)
      receipt_fixture_undo (fixture, ids[orders[i][j]], NULL);
    receipt_fixture_assert_file (fixture, "old", texts[0]);
    receipt_fixture_assert_file (fixture, "made", NULL);
    for (guint j = 0; j < 3; j++)
      g_free (ids[j]);
  }
}

/* One conflict keeps the whole client as it is. */
static void
test_undo_all_or_nothing (ReceiptFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_item (plan, "item");
  receipt_fixture_add_file (fixture, plan, "one", NULL, "1\n");
  receipt_fixture_add_file (fixture, plan, "two", NULL, "2\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  receipt_fixture_write_file (fixture, "one", "changed\n");
  receipt_fixture_assert_conflict (fixture, id);
  receipt_fixture_assert_file (fixture, "one", "changed\n");
  receipt_fixture_assert_file (fixture, "two", "2\n");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "item"));
  receipt_fixture_write_file (fixture, "one", "1\n");
  receipt_fixture_undo (fixture, id, NULL);
  receipt_fixture_assert_file (fixture, "two", NULL);
}

static void
test_links (ReceiptFixture *fixture, gconstpointer data)
{
  g_autofree char *link_path = receipt_fixture_at (fixture, "link");
  g_autofree char *dangling = receipt_fixture_at (fixture, "dangling");
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_write_file (fixture, "real", "mine\n");
  g_assert_cmpint (symlink ("real", link_path), ==, 0);
  g_assert_cmpint (symlink ("dotfiles/msmtprc", dangling), ==, 0);
  g_autoptr (GHashTable) start = tree_read (fixture->home);
  receipt_fixture_add_file (fixture, plan, "link", "mine\n", "mine\nours\n");
  receipt_fixture_add_file (fixture, plan, "dangling", NULL, "ours\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  receipt_fixture_assert_file (fixture, "real", "mine\nours\n");
  receipt_fixture_assert_file (fixture, "dotfiles/msmtprc", "ours\n");
  receipt_fixture_undo (fixture, id, NULL);
  g_autoptr (GHashTable) end = tree_read (fixture->home);
  tree_assert_equal ("after undo", end, start, TRUE);
}

/* A copy that somebody threw away: nothing is guessed, and the person is told. */
static void
test_copy_gone (ReceiptFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) undone = NULL;
  g_autoptr (GError) error = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_write_file (fixture, "one", "mine\n");
  receipt_fixture_add_file (fixture, plan, "one", "mine\n", "mine\nours\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  g_autofree char *copy
      = g_build_filename (fixture->scratch, "state", "receipts", id, "0-before", NULL);
  g_assert_cmpint (g_unlink (copy), ==, 0);
  g_assert_false (
      lp_receipts_undo (fixture->receipts, id, NULL, &fixture->hooks, &undone, NULL, &error));
  g_assert_nonnull (strstr (error->message, "by hand"));
  receipt_fixture_assert_file (fixture, "one", "mine\nours\n");
}

int
main (int argc, char **argv)
{
  static const ReceiptCase cases[] = {
    { "/undo/edits", test_edits },
    { "/undo/any-order", test_any_order },
    { "/undo/all-or-nothing", test_undo_all_or_nothing },
    { "/undo/links", test_links },
    { "/undo/copy-gone", test_copy_gone },
  };
  return receipt_fixture_run (argc, argv, cases, G_N_ELEMENTS (cases));
}
