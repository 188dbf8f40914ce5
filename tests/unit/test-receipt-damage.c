/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Receipts whose journal is damaged: each is named and left as it is, and the others work on.
 */
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>

/* What becomes of the journal: of one line, the part @is turns into @becomes, an octet “~” being a
 * NUL; of an empty @line all of it becomes @becomes, and with NULL the file goes. */
typedef struct {
  const char *path;
  const char *line;
  const char *is;
  const char *becomes;
  const char *says;
} Damage;

static const Damage damages[] = {
  { "/receipt-damage/garbled", "('client'", "{'id'", "{'i", "journal: Line 2 cannot" },
  { "/receipt-damage/zeros", "('client'", "msmtp", "~~~~~", "journal: Line 2 cannot" },
  { "/receipt-damage/no-account", "('receipt'", "receipt", "recalled", "journal: Line 1 cannot" },
  { "/receipt-damage/no-path", "('step'", "'path'", "'bath'", "journal: A part is missing" },
  { "/receipt-damage/no-such-kind", "('step'", "uint32 0", "uint32 99", "journal: A part" },
  { "/receipt-damage/step-lost", "('step'", "step", "stop", "journal: Line 3 cannot" },
  { "/receipt-damage/no-kind", "('step'", "'kind'", "'mind'", "journal: Line 3 cannot" },
  { "/receipt-damage/no-before", "('step'", "'before'", "'bemore'", "journal: Line 3 cannot" },
  { "/receipt-damage/no-after", "('step'", "'after'", "'alter'", "journal: Line 3 cannot" },
  { "/receipt-damage/no-mode", "('step'", "'mode'", "'made'", "journal: Line 3 cannot" },
  { "/receipt-damage/no-call", "('step'", "'mode'", "'inverse': <@a{sv} {}>, 'mode'",
    "journal: Line 3 cannot" },
  { "/receipt-damage/no-schema", "('step'", "'schema'", "'scheme'", "journal: A part is missing" },
  { "/receipt-damage/no-such-side", "('step'", "'side': <uint32 0>", "'side': <uint32 9>",
    "journal: A part is missing" },
  { "/receipt-damage/no-start", "('start'", "start", "stare", "journal: Line 6 cannot" },
  { "/receipt-damage/no-such-step", "('start'", "uint32 0", "uint32 9", "journal: Line 6 cannot" },
  { "/receipt-damage/not-told-before", "('start'", "was-there", "has-there",
    "journal: Line 6 cannot" },
  { "/receipt-damage/no-done", "('done'", "done", "gone", "journal: Line 7 cannot" },
  { "/receipt-damage/no-such-phase", "('done'", "('done', {'step'",
    "('phase', {'phase': <'dome'>, 'client'", "journal: Line 7 cannot" },
  { "/receipt-damage/empty", NULL, NULL, "", "journal: A part is missing" },
  { "/receipt-damage/torn-from-the-start", NULL, NULL, "('rece", "journal: A part is missing" },
  { "/receipt-damage/gone", NULL, NULL, NULL, "No such file" },
};

static char *
journal_path (const ReceiptFixture *fixture, const char *id)
{
  return g_build_filename (fixture->scratch, "state", "receipts", id, "journal", NULL);
}

/* One octet may become a NUL, so that a length goes with it. */
static void
damage_line (const Damage *damage, const char *path)
{
  g_autofree char *text = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  char *line = strstr (text, damage->line);
  g_assert_nonnull (line);
  char *is = strstr (line, damage->is);
  g_assert_nonnull (is);
  g_autoptr (GString) damaged = g_string_new_len (text, is - text);
  for (const char *octet = damage->becomes; *octet; octet++)
    g_string_append_c (damaged, *octet == '~' ? '\0' : *octet);
  g_string_append (damaged, is + strlen (damage->is));
  g_assert_true (g_file_set_contents (path, damaged->str, damaged->len, NULL));
}

static void
damage_journal (const Damage *damage, const char *path)
{
  if (damage->line)
    damage_line (damage, path);
  else if (damage->becomes)
    g_assert_true (g_file_set_contents (path, damage->becomes, -1, NULL));
  else
    g_assert_cmpint (g_unlink (path), ==, 0);
}

static char *
apply (ReceiptFixture *fixture, const char *file, const char *own_item)
{
  g_autoptr (GPtrArray) results = NULL;
  LpPlan *plan = lp_plan_new ("msmtp", "a1");
  receipt_fixture_add_file (fixture, plan, file, NULL, "ours\n");
  receipt_fixture_add_item (plan, "shared");
  receipt_fixture_add_item (plan, own_item);
  char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  g_assert_nonnull (id);
  return id;
}

static const LpReceipt *
find (GPtrArray *receipts, const char *id)
{
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = g_ptr_array_index (receipts, i);
    if (g_str_equal (receipt->id, id))
      return receipt;
  }
  g_assert_not_reached ();
}

static void
assert_not_undone (ReceiptFixture *fixture, const char *id, const char *says)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (
      lp_receipts_undo (fixture->receipts, id, NULL, &fixture->hooks, &results, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_damage (ReceiptFixture *fixture, gconstpointer data)
{
  const Damage *damage = data;
  g_autofree char *good = apply (fixture, "good", "of-the-good");
  g_autofree char *bad = apply (fixture, "bad", "of-the-bad");
  g_autofree char *path = journal_path (fixture, bad);
  g_autofree char *folder = g_path_get_dirname (path);
  damage_journal (damage, path);
  g_autoptr (GHashTable) before = tree_read (folder);

  g_autoptr (GPtrArray) receipts = lp_receipts_list (fixture->receipts, NULL);
  g_assert_cmpuint (receipts->len, ==, 2);
  g_assert_null (find (receipts, good)->damage);
  g_assert_nonnull (strstr (find (receipts, bad)->damage, damage->says));
  g_assert_nonnull (strstr (find (receipts, bad)->damage, folder));
  g_assert_false (find (receipts, bad)->undone);
  assert_not_undone (fixture, bad, damage->says);
  assert_not_undone (fixture, NULL, damage->says);
  g_autoptr (GPtrArray) items = lp_receipts_list_items (fixture->receipts, "a1");
  g_assert_cmpuint (items->len, >=, 2);

  receipt_fixture_undo (fixture, good, NULL);
  receipt_fixture_assert_file (fixture, "good", NULL);
  receipt_fixture_assert_file (fixture, "bad", "ours\n");
  g_assert_false (g_hash_table_contains (fixture->keyring.items, "of-the-good"));
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "of-the-bad"));
  g_autoptr (GHashTable) after = tree_read (folder);
  tree_assert_equal ("the damaged record", after, before, TRUE);
}

/* What can still be read of it counts where that keeps something. */
static void
test_shared_item (ReceiptFixture *fixture, gconstpointer data)
{
  static const Damage damage = { .line = "('step'", .is = "'path'", .becomes = "'bath'" };
  g_autofree char *good = apply (fixture, "good", "of-the-good");
  g_autofree char *bad = apply (fixture, "bad", "of-the-bad");
  g_autofree char *path = journal_path (fixture, bad);
  damage_journal (&damage, path);
  receipt_fixture_undo (fixture, good, NULL);
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
}

static void
write_open (const ReceiptFixture *fixture, const char *id)
{
  g_autofree char *path = g_build_filename (fixture->scratch, "state", "receipts", "open", NULL);
  g_assert_true (g_file_set_contents (path, id, -1, NULL));
}

/* It was in hand when the power went: that is said once, and then the rest goes on. */
static void
test_recover (ReceiptFixture *fixture, gconstpointer data)
{
  static const Damage damage = { .line = "('client'", .is = "{'id'", .becomes = "{'i" };
  g_autoptr (GError) error = NULL;
  g_autofree char *bad = apply (fixture, "bad", "of-the-bad");
  g_autofree char *path = journal_path (fixture, bad);
  g_autofree char *folder = g_path_get_dirname (path);
  damage_journal (&damage, path);
  g_autoptr (GHashTable) before = tree_read (folder);
  write_open (fixture, bad);
  g_assert_false (lp_receipts_recover (fixture->receipts, &fixture->hooks, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (lp_receipts_recover (fixture->receipts, &fixture->hooks, NULL, NULL, NULL));
  receipt_fixture_assert_file (fixture, "bad", "ours\n");

  write_open (fixture, bad);
  g_autofree char *good = apply (fixture, "good", "of-the-good");
  receipt_fixture_undo (fixture, good, NULL);
  g_autoptr (GHashTable) after = tree_read (folder);
  tree_assert_equal ("the damaged record", after, before, TRUE);
}

/* It was being taken back when the power went, and was left: once its journal is back, that is brought to its end. */
static void
test_put_back (ReceiptFixture *fixture, gconstpointer data)
{
  static const Damage damage = { .line = "('client'", .is = "{'id'", .becomes = "{'i" };
  static const char undoing[] = "('phase', {'client': <uint32 0>, 'phase': <'undoing'>})\n";
  guint n_recovered;
  g_autofree char *bad = apply (fixture, "bad", "of-the-bad");
  g_autofree char *path = journal_path (fixture, bad);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *copy = g_strconcat (text, undoing, NULL);
  damage_journal (&damage, path);
  write_open (fixture, bad);
  g_assert_false (lp_receipts_recover (fixture->receipts, &fixture->hooks, NULL, NULL, NULL));
  g_autofree char *good = apply (fixture, "good", "of-the-good");

  g_assert_true (g_file_set_contents (path, copy, -1, NULL));
  for (guint expected = 2; expected-- > 0;) {
    g_assert_true (
        lp_receipts_recover (fixture->receipts, &fixture->hooks, &n_recovered, NULL, NULL));
    g_assert_cmpuint (n_recovered, ==, expected);
  }
  receipt_fixture_assert_file (fixture, "bad", NULL);
  receipt_fixture_assert_file (fixture, "good", "ours\n");
  g_assert_true (g_hash_table_contains (fixture->keyring.items, "shared"));
  g_assert_false (g_hash_table_contains (fixture->keyring.items, "of-the-bad"));
}

/* The power went before the first line was whole: nothing had been done, and there is nothing to tell. */
static void
test_not_begun (ReceiptFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "20260101-000000-000000", "20260101-000000-000001" };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *path = journal_path (fixture, ids[i]);
    g_autofree char *folder = g_path_get_dirname (path);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    if (i == 0)
      g_assert_true (g_file_set_contents (path, "('rece", -1, NULL));
    g_autoptr (GPtrArray) receipts = lp_receipts_list (fixture->receipts, NULL);
    g_assert_cmpuint (receipts->len, ==, 0);
    write_open (fixture, ids[i]);
    g_assert_true (lp_receipts_recover (fixture->receipts, &fixture->hooks, NULL, NULL, NULL));
    g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  }
}

int
main (int argc, char **argv)
{
  static const ReceiptCase cases[] = {
    { "/receipt-damage/shared-item", test_shared_item },
    { "/receipt-damage/recover", test_recover },
    { "/receipt-damage/put-back", test_put_back },
    { "/receipt-damage/not-begun", test_not_begun },
  };
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    receipt_fixture_add (damages[i].path, &damages[i], test_damage);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    receipt_fixture_add (cases[i].path, NULL, cases[i].test);
  return g_test_run ();
}
