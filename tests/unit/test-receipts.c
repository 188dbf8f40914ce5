/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doing plans and taking them back, with a keyring that is a table in memory.
 */
#include "model/error.h"
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
test_round_trip (ReceiptFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = receipt_fixture_at (fixture, "mail/box");
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_write_file (fixture, "old", "mine");
  receipt_fixture_write_file (fixture, "gone", "was here\n");
  g_autoptr (GHashTable) start = tree_read (fixture->home);
  receipt_fixture_add_item (plan, "item");
  lp_plan_add_folder (plan, folder, 0700);
  receipt_fixture_add_file (fixture, plan, "old", "mine", "mine\nours\n");
  receipt_fixture_add_file (fixture, plan, "deep/er/new", NULL, "ours\n");
  receipt_fixture_add_file (fixture, plan, "gone", "was here\n", NULL);

  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  g_assert_nonnull (id);
  g_assert_true (receipt_fixture_result_at (results, 0)->done);
  g_assert_false (receipt_fixture_result_at (results, 0)->unchanged);
  g_assert_null (receipt_fixture_result_at (results, 0)->message);
  g_assert_cmpuint (receipt_fixture_result_at (results, 0)->files->len, ==, 3);
  receipt_fixture_assert_file (fixture, "old", "mine\nours\n");
  receipt_fixture_assert_file (fixture, "deep/er/new", "ours\n");
  receipt_fixture_assert_file (fixture, "gone", NULL);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "item"));

  receipt_fixture_undo (fixture, NULL, NULL);
  g_autoptr (GHashTable) end = tree_read (fixture->home);
  tree_assert_equal ("after undo", end, start, TRUE);
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

static void
test_list (ReceiptFixture *fixture, gconstpointer data)
{
  LpPlan *one = lp_plan_new ("msmtp", "a1");
  LpPlan *other = lp_plan_new ("mbsync", "a1");
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) none = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  receipt_fixture_add_file (fixture, one, "one", NULL, "1\n");
  receipt_fixture_add_file (fixture, other, "other", NULL, "2\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, one, other);
  receipt_fixture_undo (fixture, id, "msmtp");
  receipt_fixture_assert_file (fixture, "one", NULL);
  receipt_fixture_assert_file (fixture, "other", "2\n");

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

  receipt_fixture_undo (fixture, id, NULL);
  g_autoptr (GPtrArray) undone = lp_receipts_list (fixture->receipts, NULL);
  g_assert_true (((const LpReceipt *)g_ptr_array_index (undone, 0))->undone);
  g_autoptr (GPtrArray) nothing = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, NULL, NULL, &fixture->hooks, &nothing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_nothing_to_do (ReceiptFixture *fixture, gconstpointer data)
{
  g_autofree char *state = g_build_filename (fixture->scratch, "state", NULL);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id
      = receipt_fixture_apply (fixture, &results, lp_plan_new ("msmtp", "a1"), NULL);
  g_assert_null (id);
  g_assert_true (receipt_fixture_result_at (results, 0)->done);
  g_assert_true (receipt_fixture_result_at (results, 0)->unchanged);
  g_assert_false (g_file_test (state, G_FILE_TEST_EXISTS));
}

/* The first client's file was changed after planning, the second is fine; all of the first is put
 * back. */
static void
test_all_or_nothing (ReceiptFixture *fixture, gconstpointer data)
{
  LpPlan *one = lp_plan_new ("msmtp", "a1");
  LpPlan *other = lp_plan_new ("mbsync", "a1");
  receipt_fixture_write_file (fixture, "changed", "by someone\n");
  receipt_fixture_add_item (one, "item");
  receipt_fixture_add_file (fixture, one, "folder/new", NULL, "ours\n");
  receipt_fixture_add_file (fixture, one, "changed", "as planned\n", "ours\n");
  receipt_fixture_add_file (fixture, other, "other", NULL, "2\n");
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = receipt_fixture_apply (fixture, &results, one, other);
  g_assert_nonnull (id);
  g_assert_false (receipt_fixture_result_at (results, 0)->done);
  g_assert_nonnull (
      strstr (receipt_fixture_result_at (results, 0)->message, "changed by someone else"));
  g_assert_cmpuint (receipt_fixture_result_at (results, 0)->files->len, ==, 0);
  g_assert_true (receipt_fixture_result_at (results, 1)->done);
  receipt_fixture_assert_file (fixture, "changed", "by someone\n");
  receipt_fixture_assert_file (fixture, "other", "2\n");
  g_autofree char *folder = receipt_fixture_at (fixture, "folder");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

/* A receipt of which nothing was done leaves none behind. */
static void
test_all_failed (ReceiptFixture *fixture, gconstpointer data)
{
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  g_autoptr (GPtrArray) results = NULL;
  fixture->keyring.fails = TRUE;
  receipt_fixture_add_file (fixture, plan, "new", NULL, "ours\n");
  receipt_fixture_add_item (plan, "item");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  g_assert_null (id);
  g_assert_cmpstr (receipt_fixture_result_at (results, 0)->message, ==, "The keyring is locked.");
  receipt_fixture_assert_file (fixture, "new", NULL);
  g_autoptr (GPtrArray) list = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

/* Whoever was quicker than Letterplate, and the keyring's refusal after that. */
static char *meddled;

static gboolean
meddle_and_fail (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (g_file_set_contents (meddled, "x=3\n", -1, NULL));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The keyring is locked.");
  return FALSE;
}

static gboolean
fail_to_remove (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED, "The keyring is locked.");
  return FALSE;
}

/* What could not be put back is told apart from what was, on the way there and on the way back. */
static void
test_half_way (ReceiptFixture *fixture, gconstpointer data)
{
  LpPlan *plan = lp_plan_new ("msmtp", "a1"), *whole = lp_plan_new ("mbsync", "a1");
  g_autoptr (GPtrArray) results = NULL;
  meddled = receipt_fixture_at (fixture, "x");
  fixture->hooks.store = meddle_and_fail;
  receipt_fixture_write_file (fixture, "x", "x=1\n");
  receipt_fixture_add_file (fixture, plan, "x", "x=1\n", "x=2\n");
  receipt_fixture_add_item (plan, "item");
  receipt_fixture_add_file (fixture, whole, "new", NULL, "ours\n");
  receipt_fixture_add_item (whole, "item");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, whole);
  g_assert_null (id);
  g_assert_cmpint (receipt_fixture_result_at (results, 0)->left, ==, LP_LEFT_HALF_WAY);
  g_assert_cmpint (receipt_fixture_result_at (results, 1)->left, ==, LP_LEFT_ALONE);
  receipt_fixture_assert_file (fixture, "new", NULL);
  g_clear_pointer (&meddled, g_free);
}

static void
test_undo_half_way (ReceiptFixture *fixture, gconstpointer data)
{
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  g_autoptr (GPtrArray) results = NULL, taken_back = NULL;
  g_autoptr (GError) error = NULL;
  receipt_fixture_add_item (plan, "item");
  receipt_fixture_add_file (fixture, plan, "new", NULL, "ours\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  fixture->hooks.remove = fail_to_remove;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, id, NULL, &fixture->hooks, &taken_back, NULL, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED);
  g_assert_cmpint (receipt_fixture_result_at (taken_back, 0)->left, ==, LP_LEFT_HALF_WAY);
  receipt_fixture_assert_file (fixture, "new", NULL);
}

static void
test_cancelled (ReceiptFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_file (fixture, plan, "new", NULL, "ours\n");
  g_ptr_array_add (plans, plan);
  g_cancellable_cancel (cancellable);
  g_autofree char *id
      = lp_receipts_apply (fixture->receipts, "a1", "alice@example.test", plans, &fixture->hooks,
                           NULL, NULL, &results, cancellable, NULL);
  g_assert_null (id);
  g_assert_false (receipt_fixture_result_at (results, 0)->done);
  receipt_fixture_assert_file (fixture, "new", NULL);
}

/* An item is shared by two clients and two receipts; one of its kind was there before Letterplate.
 */
static void
test_keyring (ReceiptFixture *fixture, gconstpointer data)
{
  g_hash_table_insert (fixture->keyring.items, g_strdup ("theirs"), GUINT_TO_POINTER (1));
  char *ids[2];
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) results = NULL;
    LpPlan *one = lp_plan_new ("msmtp", "a1");
    LpPlan *other = lp_plan_new ("mbsync", "a1");
    receipt_fixture_add_item (one, "shared");
    receipt_fixture_add_item (one, "theirs");
    receipt_fixture_add_item (other, "shared");
    receipt_fixture_add_file (fixture, one, i == 0 ? "a" : "b", NULL, "1\n");
    receipt_fixture_add_file (fixture, other, i == 0 ? "c" : "d", NULL, "2\n");
    ids[i] = receipt_fixture_apply (fixture, &results, one, other);
  }
  receipt_fixture_undo (fixture, ids[0], "msmtp");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  receipt_fixture_undo (fixture, ids[0], "mbsync");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  receipt_fixture_undo (fixture, ids[1], "mbsync");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  receipt_fixture_undo (fixture, ids[1], "msmtp");
  g_assert_false (g_hash_table_contains (fixture->keyring.items, "shared"));
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "theirs"));
  g_free (ids[0]);
  g_free (ids[1]);
}

/* The same settings again, only the password is new: it gets to the keyring, and there is nothing
 * to take back. */
static void
test_new_password (ReceiptFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first_results = NULL;
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_item (plan, "item");
  receipt_fixture_add_file (fixture, plan, "file", NULL, "ours\n");
  g_autofree char *id = receipt_fixture_apply (fixture, &first_results, plan, NULL);
  LpPlan *again = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_item (again, "item");
  g_autofree char *no_id = receipt_fixture_apply (fixture, &results, again, NULL);
  g_assert_null (no_id);
  g_assert_true (receipt_fixture_result_at (results, 0)->unchanged);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (fixture->keyring.items, "item")), ==, 2);
  receipt_fixture_undo (fixture, NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (fixture->keyring.items), ==, 0);
}

/* Somebody else holds the lock; as it is the open file's lock, the same process may be the
 * somebody. */
static void
test_two_at_once (ReceiptFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (fixture->scratch, "state", "receipts", NULL);
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_file (fixture, plan, "new", NULL, "ours\n");
  g_ptr_array_add (plans, plan);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &lock), ==, 0);
  char *id = lp_receipts_apply (fixture->receipts, "a1", "alice@example.test", plans,
                                &fixture->hooks, NULL, NULL, &results, NULL, &error);
  g_assert_null (id);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  receipt_fixture_assert_file (fixture, "new", NULL);
  close (fd);
}

int
main (int argc, char **argv)
{
  static const ReceiptCase cases[] = {
    { "/receipts/round-trip", test_round_trip },
    { "/receipts/list", test_list },
    { "/receipts/nothing-to-do", test_nothing_to_do },
    { "/receipts/all-or-nothing", test_all_or_nothing },
    { "/receipts/all-failed", test_all_failed },
    { "/receipts/half-way", test_half_way },
    { "/receipts/undo-half-way", test_undo_half_way },
    { "/receipts/cancelled", test_cancelled },
    { "/receipts/keyring", test_keyring },
    { "/receipts/new-password", test_new_password },
    { "/receipts/two-at-once", test_two_at_once },
  };
  return receipt_fixture_run (argc, argv, cases, G_N_ELEMENTS (cases));
}
