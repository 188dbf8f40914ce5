/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/receipt-fixture.h"

#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>

static void
set_up (ReceiptFixture *fixture, gconstpointer data)
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
tear_down (ReceiptFixture *fixture, gconstpointer data)
{
  tree_remove (fixture->scratch);
  lp_receipts_free (fixture->receipts);
  memory_keyring_clear (&fixture->keyring);
  g_free (fixture->scratch);
  g_free (fixture->home);
}

void
receipt_fixture_add (const char *path, gconstpointer data, ReceiptTest test)
{
  g_test_add (path, ReceiptFixture, data, set_up, test, tear_down);
}

int
receipt_fixture_run (int argc, char **argv, const ReceiptCase *cases, guint n_cases)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  for (guint i = 0; i < n_cases; i++)
    receipt_fixture_add (cases[i].path, NULL, cases[i].test);
  return g_test_run ();
}

char *
receipt_fixture_at (const ReceiptFixture *fixture, const char *name)
{
  return g_build_filename (fixture->home, name, NULL);
}

void
receipt_fixture_write_file (const ReceiptFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = receipt_fixture_at (fixture, name);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
receipt_fixture_assert_file (const ReceiptFixture *fixture, const char *name, const char *expected)
{
  g_autofree char *path = receipt_fixture_at (fixture, name);
  g_autofree char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static GBytes *
make_bytes (const char *text)
{
  return text ? g_bytes_new (text, strlen (text)) : NULL;
}

void
receipt_fixture_add_file (const ReceiptFixture *fixture, LpPlan *plan, const char *name,
                          const char *before, const char *after)
{
  g_autofree char *path = receipt_fixture_at (fixture, name);
  g_autoptr (GBytes) old = make_bytes (before);
  g_autoptr (GBytes) new = make_bytes (after);
  lp_plan_add_file (plan, path, old, new, 0600);
}

void
receipt_fixture_add_item (LpPlan *plan, const char *label)
{
  lp_plan_add_item (plan, lp_secret_item_new ("org.letterplate.Account", label, LP_SIDE_INCOMING,
                                              "host", label, "user", "alice", NULL));
}

/* Applies plans, which are given away. */
char *
receipt_fixture_apply (ReceiptFixture *fixture, GPtrArray **results, LpPlan *first, LpPlan *second)
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

const LpClientResult *
receipt_fixture_result_at (GPtrArray *results, guint i)
{
  g_assert_cmpuint (i, <, results->len);
  return g_ptr_array_index (results, i);
}

void
receipt_fixture_undo (ReceiptFixture *fixture, const char *id, const char *client)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_true (
      lp_receipts_undo (fixture->receipts, id, client, &fixture->hooks, &results, NULL, &error));
  g_assert_no_error (error);
}

void
receipt_fixture_assert_conflict (ReceiptFixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, id, NULL, &fixture->hooks, &results, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_false (receipt_fixture_result_at (results, 0)->done);
  g_assert_cmpstr (receipt_fixture_result_at (results, 0)->message, ==, error->message);
}
