/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Homes and disks built out of the fixtures, searched; and mailboxes that several programs had, put
 * together.
 */
#include "legacy/merge.h"
#include "legacy/scan.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB (1024L * 1024 * 1024)
#define LONGEST_SECONDS 10
#define MOST_KIB (32L * 1024)

/* Where each fixture lies, and how many accounts it gives. */
typedef struct {
  const char *fixture;
  const char *place;
  guint accounts;
} Item;

static const Item home[] = {
  { "thunderbird/prefs-live-pop3.js", ".thunderbird/x1y2.default/prefs.js", 1 },
  { "evolution/gconf-live-and-isp.xml", ".gconf/apps/evolution/mail/%gconf.xml", 2 },
  { "evolution/sources/live-collection.source", ".config/evolution/sources/live-collection.source",
    1 },
  { "evolution/sources/live-identity.source", ".config/evolution/sources/live-identity.source", 0 },
  { "evolution/sources/live-transport.source", ".config/evolution/sources/live-transport.source",
    0 },
  { "kmail/kmailrc-kde3", ".kde/share/config/kmailrc", 2 },
  { "kmail/akonadi_pop3_resource_0rc", ".config/akonadi_pop3_resource_0rc", 1 },
  { "kmail/mailtransports", ".config/mailtransports", 1 },
  { "claws/accountrc-new", ".claws-mail/accountrc", 1 },
  { "sylpheed/accountrc", ".sylpheed-2.0/accountrc", 1 },
  { "fetchmail/fetchmailrc-mixed", ".fetchmailrc", 3 },
  { "getmail/getmailrc-live", ".getmail/getmailrc", 1 },
  { "mutt/muttrc-live", ".mutt/muttrc", 1 },
  { "mutt/msmtprc-live", ".config/msmtp/config", 2 },
  { "gotmail/gotmailrc-basic", ".gotmailrc", 1 },
  { "davmail/davmail-o365.properties", ".davmail.properties", 1 },
  { "iaf/hotmail-httpmail.iaf", "Desktop/Hotmail.iaf", 1 },
  { "reg/oe-hotmail-regedit4.reg", "Documents/accounts.reg", 2 },
};

static const Item windows[] = {
  { "oeaccount/account{4A0E0001-0000-4000-8000-00000000AAAA}.oeaccount",
    "USERS/Gina/AppData/Local/Microsoft/Windows Mail/Local Folders/account{1}.oeaccount", 1 },
  { "oeaccount/account{4A0E0001-0000-4000-8000-00000000CCCC}.oeaccount",
    "USERS/Gina/AppData/Local/Microsoft/Windows Mail/account{2}.oeaccount", 0 },
  { "thunderbird/prefs-outlook-imap-password.js",
    "USERS/Sven/AppData/Roaming/Thunderbird/Profiles/q.default/prefs.js", 1 },
  { "prf/pop3-and-hotmail.prf", "Documents and Settings/Ida/Desktop/home.prf", 2 },
};

static const Item disk[] = {
  { "hotway/inetd.conf", "etc/inetd.conf", 1 },
  { "hotway/xinetd.d-hotsmtpd", "etc/xinetd.d/hotsmtpd", 0 },
  { "freepops/default-freepops", "etc/default/freepops", 1 },
  { "fetchmail/fetchmailrc-hotway", "home/nina/.fetchmailrc", 1 },
};

static char *
make_root (void)
{
  char *root = g_dir_make_tmp ("letterplate-XXXXXX", NULL);

  g_assert_nonnull (root);
  return root;
}

static char *
make_parents (const char *root, const char *place)
{
  char *path = g_build_filename (root, place, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  return path;
}

static guint
place_items (const char *root, const Item *items, gsize n_items)
{
  guint accounts = 0;

  for (gsize i = 0; i < n_items; i++) {
    g_autofree char *source = g_test_build_filename (G_TEST_DIST, "legacy", items[i].fixture, NULL);
    g_autofree char *path = make_parents (root, items[i].place);
    g_autofree char *contents = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (source, &contents, &length, NULL));
    g_assert_true (g_file_set_contents (path, contents, (gssize)length, NULL));
    accounts += items[i].accounts;
  }
  return accounts;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static LpLegacyScan *
scan_root (const char *root)
{
  g_autoptr (GError) error = NULL;
  LpLegacyScan *scan = lp_legacy_scan_new ();

  lp_legacy_scan_add (scan, root, NULL, NULL, &error);
  g_assert_no_error (error);
  return scan;
}

static void
test_places (gconstpointer items, gsize n_items)
{
  g_autofree char *root = make_root ();
  guint accounts = place_items (root, items, n_items);
  g_autoptr (LpLegacyScan) scan = scan_root (root);

  for (guint i = 0; i < scan->failures->len; i++)
    g_test_message ("%s", ((LpLegacyFailure *)g_ptr_array_index (scan->failures, i))->message);
  g_assert_cmpuint (scan->failures->len, ==, 0);
  g_assert_cmpuint (scan->accounts->len, ==, accounts);
  g_assert_false (scan->is_incomplete);
  remove_tree (root);
}

static void
test_home (void)
{
  test_places (home, G_N_ELEMENTS (home));
}

static void
test_windows (void)
{
  test_places (windows, G_N_ELEMENTS (windows));
}

static void
test_disk (void)
{
  test_places (disk, G_N_ELEMENTS (disk));
}

/* The most memory this process has had, in KiB */
static long
get_peak (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return usage.ru_maxrss;
}

/* A gibibyte of nothing after the first octets of a sound file, at each place of a home: refused, not read. */
static void
test_gibibytes (void)
{
  g_autofree char *root = make_root ();
  long peak = get_peak ();
  g_autoptr (GTimer) timer = g_timer_new ();

  place_items (root, home, G_N_ELEMENTS (home));
  for (gsize i = 0; i < G_N_ELEMENTS (home); i++) {
    g_autofree char *path = g_build_filename (root, home[i].place, NULL);

    g_assert_cmpint (truncate (path, GIB), ==, 0);
  }

  g_autoptr (LpLegacyScan) scan = scan_root (root);

  g_assert_cmpuint (scan->accounts->len, ==, 0);
  g_assert_cmpuint (scan->failures->len, ==, G_N_ELEMENTS (home));
  g_assert_cmpint (get_peak () - peak, <, MOST_KIB);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, LONGEST_SECONDS);
  remove_tree (root);
}

/* What must not hold up a search: a pipe, a folder, a circle of links, no rights, a gibibyte of
 * nothing. */
static void
test_obstacles (void)
{
  g_autofree char *root = make_root ();
  g_autofree char *pipe = make_parents (root, ".muttrc");
  g_autofree char *folder = make_parents (root, ".fetchmailrc/inside");
  g_autofree char *circle = make_parents (root, ".gotmailrc");
  g_autofree char *sparse = make_parents (root, "large.reg");
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink (circle, circle), ==, 0);
  g_assert_true (g_file_set_contents (sparse, "REGEDIT4\r\n", -1, NULL));
  g_assert_cmpint (truncate (sparse, GIB), ==, 0);

  g_autoptr (LpLegacyScan) scan = scan_root (root);

  g_assert_cmpuint (scan->accounts->len, ==, 0);
  g_assert_cmpuint (scan->failures->len, ==,
                    3); /* pipe, folder and sparse file; the circle leads nowhere */
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, LONGEST_SECONDS);

  /* The same file, named by hand. */
  g_autoptr (LpLegacyScan) named = scan_root (sparse);

  g_assert_cmpuint (named->failures->len, ==, 1);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, LONGEST_SECONDS);
  remove_tree (root);
}

static void
test_named (void)
{
  g_autofree char *known = g_test_build_filename (G_TEST_DIST, "legacy", "iaf/live-pop3.iaf", NULL);
  g_autofree char *unknown = g_test_build_filename (G_TEST_DIST, "legacy", "expected.ini", NULL);
  g_autoptr (LpLegacyScan) found = scan_root (known);
  g_autoptr (LpLegacyScan) refused = scan_root (unknown);
  g_autoptr (LpLegacyScan) missing = lp_legacy_scan_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (found->accounts->len, ==, 1);
  g_assert_cmpuint (refused->accounts->len, ==, 0);
  g_assert_cmpuint (refused->failures->len, ==, 1);
  g_assert_false (lp_legacy_scan_add (missing, "/nonexistent/file", NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  g_autofree char *root = make_root ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LpLegacyScan) scan = lp_legacy_scan_new ();
  g_autoptr (GError) error = NULL;

  place_items (root, home, G_N_ELEMENTS (home));
  g_cancellable_cancel (cancellable);
  g_assert_false (lp_legacy_scan_add (scan, root, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (scan->accounts->len, ==, 0);
  remove_tree (root);
}

static LpLegacyAccount *
new_account (const char *file, const char *address, const char *pop_host, const char *smtp_host)
{
  LpLegacyAccount *account = lp_legacy_account_new ("test");

  account->file = g_strdup (file);
  lp_legacy_account_set_address (account, address);
  if (pop_host != NULL)
    account->incoming
        = lp_legacy_server_new (LP_LEGACY_POP3, pop_host, 0, LP_SECURITY_TLS, address);
  if (smtp_host != NULL)
    account->outgoing
        = lp_legacy_server_new (LP_LEGACY_SMTP, smtp_host, 587, LP_SECURITY_STARTTLS, address);
  return account;
}

static void
test_merge (void)
{
  g_autoptr (GPtrArray) accounts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_legacy_account_free);

  g_ptr_array_add (accounts, new_account ("fetch", "a@example.org", "pop.example.org", NULL));
  g_ptr_array_add (accounts, new_account ("gateway", NULL, "localhost", NULL));
  g_ptr_array_add (accounts, new_account ("msmtp", "A@Example.org", NULL, "smtp.example.org"));
  g_ptr_array_add (accounts, new_account ("other", "b@example.org", "pop.example.org", NULL));
  g_ptr_array_add (accounts,
                   new_account ("whole", "a@example.org", "old.example.org", "smtp.example.org"));

  g_autoptr (GPtrArray) mailboxes = lp_legacy_merge (accounts);

  g_assert_cmpuint (mailboxes->len, ==, 3);

  const LpLegacyMerged *merged = g_ptr_array_index (mailboxes, 0);
  const guint sources[] = { 4, 0, 2 };

  g_assert_cmpmem (merged->sources->data, merged->sources->len * sizeof (guint), sources,
                   sizeof sources);
  g_assert_cmpstr (merged->account->incoming->host, ==, "old.example.org");
  g_assert_cmpuint (merged->differences->len, ==, 1);

  const LpLegacyDifference *difference = g_ptr_array_index (merged->differences, 0);

  g_assert_cmpstr (difference->field, ==, "incoming");
  g_assert_cmpstr (difference->file, ==, "fetch");
  g_assert_cmpstr (difference->value, ==, "pop3+tls://a@example.org@pop.example.org:995");
  g_assert_cmpstr (difference->chosen, ==, "pop3+tls://a@example.org@old.example.org:995");
}

/* Each has one half. */
static void
test_merge_halves (void)
{
  g_autoptr (GPtrArray) accounts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_legacy_account_free);

  g_ptr_array_add (accounts, new_account ("fetch", "a@example.org", "pop.example.org", NULL));
  g_ptr_array_add (accounts, new_account ("msmtp", "a@example.org", NULL, "smtp.example.org"));

  g_autoptr (GPtrArray) mailboxes = lp_legacy_merge (accounts);
  const LpLegacyMerged *merged = g_ptr_array_index (mailboxes, 0);

  g_assert_cmpuint (mailboxes->len, ==, 1);
  g_assert_cmpuint (merged->differences->len, ==, 0);
  g_assert_cmpstr (merged->account->incoming->host, ==, "pop.example.org");
  g_assert_cmpstr (merged->account->outgoing->host, ==, "smtp.example.org");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/legacy-scan/home", test_home);
  g_test_add_func ("/legacy-scan/windows", test_windows);
  g_test_add_func ("/legacy-scan/disk", test_disk);
  g_test_add_func ("/legacy-scan/obstacles", test_obstacles);
  g_test_add_func ("/legacy-scan/gibibytes", test_gibibytes);
  g_test_add_func ("/legacy-scan/named", test_named);
  g_test_add_func ("/legacy-scan/cancelled", test_cancelled);
  g_test_add_func ("/legacy-scan/merge", test_merge);
  g_test_add_func ("/legacy-scan/merge-halves", test_merge_halves);
  return g_test_run ();
}
