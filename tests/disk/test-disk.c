/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Breaks the disk, or kills the process, at every single point of a real apply of real plans, and
 * of taking it back.
 *
 * Afterwards, before anything is put in order: every file is the old one or the new one, whole.
 * After that: each client is all there or not at all, as the receipt says; what was told to be done
 * is there; and taking everything back gives the start, to the byte.
 *
 *     test-disk [--every N]     only every N-th point; 1, all of them, is the default
 */
#include "clients/client.h"
#include "clients/receipt.h"
#include "disk/lab.h"
#include "disk/shim.h"
#include "disk/sources.h"
#include "support/tree.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* All clients. */
#define ALL (N_STATES - 1)

static guint every = 1;

static LpPlan *
make_plan (const Lab *lab, const char *client_id)
{
  const LpClient *client = lp_clients_find (client_id);
  g_autoptr (GError) error = NULL;
  LpPlan *plan = client->plan (lab->places, lab->account, &error);
  g_assert_no_error (error);
  lp_plan_add_item (plan, lp_secret_item_new ("org.letterplate.Account", "shared", LP_SIDE_INCOMING,
                                              "host", "example.test", NULL));
  return plan;
}

/* Applies some clients. Returns the bits of those that are said to be done. */
static guint
apply (const Lab *lab, guint wanted)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  guint done = 0;
  for (guint i = 0; i < N_CLIENTS; i++)
    if (wanted & 1 << i)
      g_ptr_array_add (plans, make_plan (lab, lab->client_ids[i]));
  g_autofree char *id = lp_receipts_apply (lab->receipts, "a1", "alice@example.test", plans,
                                           &lab->hooks, NULL, NULL, &results, NULL, &error);
  for (guint i = 0; results && i < results->len; i++) {
    const LpClientResult *result = g_ptr_array_index (results, i);
    if (result->message)
      g_test_message ("%s: %s", result->client_id, result->message);
    for (guint j = 0; j < N_CLIENTS; j++)
      if (result->done && g_str_equal (result->client_id, lab->client_ids[j]))
        done |= 1 << j;
  }
  return done;
}

/* Takes everything back. Returns the bits of those that are still said to be there. */
static guint
undo (const Lab *lab)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  guint left = ALL;
  lp_receipts_undo (lab->receipts, NULL, NULL, &lab->hooks, &results, NULL, &error);
  for (guint i = 0; results && i < results->len; i++) {
    const LpClientResult *result = g_ptr_array_index (results, i);
    for (guint j = 0; j < N_CLIENTS; j++)
      if (result->done && g_str_equal (result->client_id, lab->client_ids[j]))
        left &= ~(1u << j);
  }
  return left;
}

static guint
recover (const Lab *lab)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = lp_receipts_recover (lab->receipts, &lab->hooks, NULL, NULL, &error);
  if (error)
    g_test_message ("%s", error->message);
  return ok;
}

/* ---- what must hold ---- */

static gboolean
trees_are_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer name, value;
  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    GBytes *other = g_hash_table_lookup (b, name);
    if (!other || !g_bytes_equal (value, other))
      return FALSE;
  }
  return TRUE;
}

/* Each file as in one of the states; a new one being written beside it may lie around. */
static void
assert_files_are_whole (const Lab *lab, const char *what)
{
  g_autoptr (GHashTable) now = lab_read (lab);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const char *data = g_bytes_get_data (value, NULL);
    gboolean is_known = *data != 'f' || strstr (name, ".lp-") != NULL;
    for (guint i = 0; !is_known && i < N_STATES; i++) {
      GBytes *known = g_hash_table_lookup (lab->trees[i], name);
      is_known = known && g_bytes_equal (known, value);
    }
    if (!is_known)
      g_error ("%s: %s is neither old nor new", what, (const char *)name);
  }
}

static guint
find_state (const Lab *lab, const char *what)
{
  g_autoptr (GHashTable) now = lab_read (lab);
  for (guint i = 0; i < N_STATES; i++)
    if (trees_are_equal (now, lab->trees[i]))
      return i;
  tree_assert_equal (what, now, lab->trees[0], TRUE);
  g_assert_not_reached ();
}

/* What the receipts say is there. */
static guint
read_receipts (const Lab *lab)
{
  g_autoptr (GPtrArray) receipts = lp_receipts_list (lab->receipts, NULL);
  guint state = 0;
  for (guint i = 0; i < receipts->len; i++) {
    const LpReceipt *receipt = g_ptr_array_index (receipts, i);
    for (guint j = 0; !receipt->undone && j < N_CLIENTS; j++)
      if (g_ptr_array_find_with_equal_func (receipt->clients, lab->client_ids[j], g_str_equal,
                                            NULL))
        state |= 1 << j;
  }
  return state;
}

/* ---- faults ---- */

static const struct {
  const char *name;
  ShimAction action;
  int code;
  gboolean for_good;
} faults[] = {
  { "kill", SHIM_KILL, 0, FALSE },
  { "kill-torn", SHIM_KILL_TORN, 0, FALSE },
  { "disk-full", SHIM_FAIL_TORN, ENOSPC, FALSE },
  { "disk-full-for-good", SHIM_FAIL, ENOSPC, TRUE },
  { "disk-error", SHIM_FAIL, EIO, FALSE },
  { "disk-error-for-good", SHIM_FAIL, EIO, TRUE },
  { "read-only-for-good", SHIM_FAIL, EROFS, TRUE },
  { "no-access", SHIM_FAIL, EACCES, FALSE },
};

typedef enum { PHASE_APPLY, PHASE_UNDO, PHASE_RECOVER_APPLY, PHASE_RECOVER_UNDO, N_PHASES } Phase;

static const char *const phase_names[N_PHASES]
    = { "apply", "undo", "recover-apply", "recover-undo" };

/* What a child does, and what it tells. */
typedef struct {
  guint
      told; /* bits of the clients that are said to be set up, or whether it could be put in order */
  guint n_points; /* how many points it passed */
  gboolean fired; /* the fault came to pass */
} Outcome;

/* Shared with the children. */
static Outcome *outcome;

static guint
run_phase (const Lab *lab, Phase phase, guint wanted)
{
  switch (phase) {
  case PHASE_APPLY:
    return apply (lab, wanted);
  case PHASE_UNDO:
    return undo (lab);
  default:
    return recover (lab);
  }
}

/* Does a phase in a process of its own, with a fault at a point; 0: none. Returns whether it lived to the end. */
static gboolean
run_child (const Lab *lab, Phase phase, guint wanted, guint at, guint fault)
{
  *outcome = (Outcome){ 0 };
  pid_t pid = lab_fork (lab);
  if (pid == 0) {
    shim_arm (at, faults[fault].action, faults[fault].code, faults[fault].for_good);
    outcome->told = run_phase (lab, phase, wanted);
    outcome->n_points = shim_get_log ()->len;
    outcome->fired = shim_has_fired ();
    _exit (EXIT_SUCCESS);
  }
  int status;
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL) {
    outcome->fired = TRUE;
    return FALSE;
  }
  if (!WIFEXITED (status) || WEXITSTATUS (status) != EXIT_SUCCESS)
    g_error ("%s: the child crashed", phase_names[phase]);
  return TRUE;
}

/* Does a phase without a fault. Returns what it tells. */
static guint
run_soundly (const Lab *lab, Phase phase, guint wanted)
{
  if (!run_child (lab, phase, wanted, 0, 0))
    g_error ("%s: the child was killed", phase_names[phase]);
  return outcome->told;
}

static void
assert_in_order (const Lab *lab, const char *what, guint told, guint told_not)
{
  g_autofree char *open_mark = g_build_filename (lab->state, "receipts", "open", NULL);
  assert_files_are_whole (lab, what);
  if (!run_soundly (lab, PHASE_RECOVER_APPLY, 0))
    g_error ("%s: cannot be put in order", what);
  guint state = find_state (lab, what);
  if (state != read_receipts (lab))
    g_error ("%s: the receipt says %u, but %u is there", what, read_receipts (lab), state);
  if ((told & ~state) || (told_not & state))
    g_error ("%s: told %u and not %u, but %u is there", what, told, told_not, state);
  if (state != 0 && run_soundly (lab, PHASE_UNDO, 0) == ALL)
    g_error ("%s: cannot be taken back", what);
  if (find_state (lab, what) != 0)
    g_error ("%s: not all was taken back", what);
  g_assert_false (g_file_test (open_mark, G_FILE_TEST_EXISTS));
}

/* Puts the lab where the phase begins. */
static void
begin_phase (Lab *lab, guint home, Phase phase, guint crash_at)
{
  lab_reset (lab, home);
  if (phase != PHASE_APPLY && phase != PHASE_RECOVER_APPLY)
    g_assert_cmpuint (run_soundly (lab, PHASE_APPLY, ALL), ==, ALL);
  if (phase == PHASE_RECOVER_APPLY || phase == PHASE_RECOVER_UNDO)
    run_child (lab, phase == PHASE_RECOVER_APPLY ? PHASE_APPLY : PHASE_UNDO, ALL, crash_at, 0);
}

static guint
count_points (Lab *lab, guint home, Phase phase, guint crash_at)
{
  begin_phase (lab, home, phase, crash_at);
  run_soundly (lab, phase, ALL);
  return outcome->n_points;
}

static void
make_trees (Lab *lab, guint home)
{
  for (guint i = 0; i < N_STATES; i++) {
    g_clear_pointer (&lab->trees[i], g_hash_table_unref);
    lab_reset (lab, home);
    if (i > 0)
      g_assert_cmpuint (run_soundly (lab, PHASE_APPLY, i), ==, i);
    lab->trees[i] = lab_read (lab);
  }
}

/* One fault at one point. Returns whether it came to pass. */
static gboolean
test_point (Lab *lab, guint home, Phase phase, guint crash_at, guint at, guint fault)
{
  g_autofree char *what = g_strdup_printf ("%s/%s/%u/%s at %u", lab_get_home_name (home),
                                           phase_names[phase], crash_at, faults[fault].name, at);
  begin_phase (lab, home, phase, crash_at);
  gboolean has_told = run_child (lab, phase, ALL, at, fault) && phase == PHASE_APPLY;
  gboolean has_fired = outcome->fired;
  /* On a disk that is dead for good nobody can know what the last word on it was. */
  guint told = has_told ? outcome->told : 0;
  guint told_not = has_told && !faults[fault].for_good ? ALL & ~told : 0;
  assert_in_order (lab, what, told, told_not);
  return has_fired;
}

static void
test_faults (gconstpointer data)
{
  guint home = GPOINTER_TO_UINT (data) / N_PHASES;
  Phase phase = GPOINTER_TO_UINT (data) % N_PHASES;
  g_assert_cmpuint (phase, <, N_PHASES);
  guint n_fired = 0, n_points = 0;
  Lab *lab = lab_new ();
  shim_watch (lab->home);
  shim_watch (lab->state);
  shim_watch (lab->other);
  make_trees (lab, home);

  /* A crash in a crash: the first one at every point would be too many. */
  guint n_crashes
      = phase >= PHASE_RECOVER_APPLY ? count_points (lab, home, phase - PHASE_RECOVER_APPLY, 0) : 1;
  guint distance = MIN (5 * every, n_crashes);
  for (guint crash = (distance + 1) / 2; crash <= n_crashes; crash += distance) {
    guint points = count_points (lab, home, phase, crash);
    n_points += points;
    for (guint fault = 0; fault < G_N_ELEMENTS (faults); fault++)
      for (guint at = 1 + fault % every; at <= points; at += every)
        n_fired += test_point (lab, home, phase, crash, at, fault);
  }
  g_test_message ("%u points, %u faults", n_points, n_fired);
  g_assert_cmpuint (n_fired, >, 0);
  shim_unwatch ();
  lab_free (lab);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--every"))
    every = atoi (argv[2]);
  g_assert_cmpuint (every, >, 0);
  sources_start ();
  outcome = mmap (NULL, sizeof *outcome, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (outcome != MAP_FAILED);
  for (guint home = 0; lab_get_home_name (home); home++)
    for (guint phase = 0; phase < N_PHASES; phase++) {
      g_autofree char *path
          = g_strdup_printf ("/disk/%s/%s", lab_get_home_name (home), phase_names[phase]);
      g_test_add_data_func (path, GUINT_TO_POINTER (home * N_PHASES + phase), test_faults);
    }
  int status = g_test_run ();
  sources_stop ();
  munmap (outcome, sizeof *outcome);
  return status;
}
