/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must be on the disk before what, so that not only the death of the process but also that of the power is
 * survived; and two Letterplates that write the same file at the same time.
 */
#include "disk/lab.h"
#include "disk/shim.h"
#include "support/tree.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean
apply_account (const Lab *lab, const char *id, GPtrArray **results)
{
  g_autoptr (LpAccount) account = lp_account_copy (lab->account);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_free (account->id);
  account->id = g_strdup (id);
  for (guint i = 0; i < N_CLIENTS; i++) {
    g_autofree char *user = g_strdup_printf ("%s@example.test", id);
    g_autoptr (LpAddress) address = lp_address_parse (user, NULL);
    lp_address_free (account->address);
    account->address = g_steal_pointer (&address);
    g_ptr_array_add (plans,
                     lp_clients_find (lab->client_ids[i])->plan (lab->places, account, NULL));
  }
  g_autofree char *receipt = lp_receipts_apply (lab->receipts, id, account->address->text, plans,
                                                &lab->hooks, NULL, NULL, results, NULL, NULL);
  return receipt != NULL;
}

static gboolean
line_is (GPtrArray *points, guint i, const char *call, const char *path)
{
  g_autofree char *line = g_strdup_printf ("%s %s", call, path);
  return g_str_equal (g_ptr_array_index (points, i), line);
}

/* Does the point @wanted come between @from and the next one that begins with @limit? */
static gboolean
comes_before (GPtrArray *points, guint from, const char *call, const char *path, const char *limit)
{
  for (guint i = from; i < points->len; i++) {
    if (line_is (points, i, call, path))
      return TRUE;
    if (g_str_has_prefix (g_ptr_array_index (points, i), limit))
      return FALSE;
  }
  return FALSE;
}

/* A new file is on the disk before it takes the old one's name, and the name before the next thing begins. */
static void
check_rename (GPtrArray *points, guint at)
{
  g_auto (GStrv) words = g_strsplit (g_ptr_array_index (points, at), " ", 3);
  g_autofree char *folder = g_path_get_dirname (words[2]);
  guint last_write = 0;
  for (guint i = 0; i < at; i++)
    if (line_is (points, i, "write", words[1]))
      last_write = i;
  g_assert_true (comes_before (points, last_write, "fsync", words[1], "rename"));
  g_assert_true (comes_before (points, at, "fsync", folder, "write"));
}

/* A line of the journal is on the disk before anything else happens. */
static void
check_journal_write (GPtrArray *points, guint at)
{
  const char *path = strchr (g_ptr_array_index (points, at), ' ') + 1;
  g_assert_cmpuint (at + 1, <, points->len);
  g_assert_true (line_is (points, at + 1, "fsync", path));
}

static void
check_order (GPtrArray *points)
{
  guint n_renames = 0, n_lines = 0;
  for (guint i = 0; i < points->len; i++) {
    const char *point = g_ptr_array_index (points, i);
    if (g_str_has_prefix (point, "rename ")) {
      check_rename (points, i);
      n_renames++;
    } else if (g_str_has_prefix (point, "write ") && g_str_has_suffix (point, "/journal")) {
      check_journal_write (points, i);
      n_lines++;
    }
  }
  g_test_message ("%u points, %u renames, %u lines", points->len, n_renames, n_lines);
  g_assert_cmpuint (n_renames, >=, N_CLIENTS);
  g_assert_cmpuint (n_lines, >=, N_CLIENTS);
}

static void
test_order (void)
{
  Lab *lab = lab_new ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) undone = NULL;
  lab_reset (lab, 1);
  shim_watch (lab->home);
  shim_watch (lab->state);
  shim_arm (0, SHIM_KILL, 0, FALSE);
  g_assert_true (apply_account (lab, "a1", &results));
  check_order (shim_get_log ());
  shim_arm (0, SHIM_KILL, 0, FALSE);
  g_assert_true (lp_receipts_undo (lab->receipts, NULL, NULL, &lab->hooks, &undone, NULL, NULL));
  check_order (shim_get_log ());
  shim_unwatch ();
  lab_free (lab);
}

/* Tries again while the other one was faster, as a person would. */
static void
apply_until_done (const Lab *lab, const char *id)
{
  for (guint i = 0; i < 100; i++) {
    g_autoptr (GPtrArray) results = NULL;
    gboolean is_done = apply_account (lab, id, &results);
    for (guint j = 0; results && j < results->len; j++)
      is_done &= ((const LpClientResult *)g_ptr_array_index (results, j))->done;
    if (is_done)
      _exit (EXIT_SUCCESS);
  }
  _exit (EXIT_FAILURE);
}

static void
assert_holds (const Lab *lab, const char *name, const char *id)
{
  g_autofree char *path = g_build_filename (lab->home, name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *marker = g_strdup_printf ("# >>> letterplate %s >>>", id);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  const char *first = strstr (text, marker);
  g_assert_nonnull (first);
  g_assert_null (strstr (first + 1, marker));
}

static void
test_two_at_once (void)
{
  static const char *const ids[] = { "a1", "b2", "c3" };
  pid_t pids[G_N_ELEMENTS (ids)];
  Lab *lab = lab_new ();
  lab_reset (lab, 1);
  g_autoptr (GHashTable) start = lab_read (lab);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    pids[i] = fork ();
    g_assert_cmpint (pids[i], >=, 0);
    if (pids[i] == 0)
      apply_until_done (lab, ids[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    int status;
    g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS);
    assert_holds (lab, ".msmtprc", ids[i]);
    assert_holds (lab, ".mbsyncrc", ids[i]);
  }
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) undone = NULL;
    g_autoptr (GError) error = NULL;
    more = lp_receipts_undo (lab->receipts, NULL, NULL, &lab->hooks, &undone, NULL, &error);
    if (!more)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
  g_autoptr (GHashTable) end = lab_read (lab);
  tree_assert_equal ("after undo", end, start, TRUE);
  lab_free (lab);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  g_test_add_func ("/disk/order", test_order);
  g_test_add_func ("/disk/two-at-once", test_two_at_once);
  return g_test_run ();
}
