/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches as a whole: cancelled, many at once, and with settings of this machine. */
#include "discovery/database.h"
#include "discovery/discovery.h"
#include "model/error.h"
#include "support/names.h"
#include "support/network.h"
#include "support/web.h"

#include <glib/gstdio.h>

#define SEARCHES 24

static Certificates *certificates;
static char *ca_file;

static void
silence_domain (const char *domain)
{
  static const char *const prefixes[] = { "", "imap.", "smtp.", "mail.", "autoconfig.", "mx." };

  names_clear ();
  network_clear ();
  network_add_silence ("203.0.113.1", 0);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_autofree char *name = g_strconcat (prefixes[i], domain, NULL);
    names_add_record (name, "A", "203.0.113.1");
  }
}

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (300 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("jo@example.org", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  silence_domain ("example.org");
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  gint64 started = g_get_monotonic_time ();
  g_assert_null (lp_discovery_run (address, NULL, cancellable, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 2 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
test_cancelled_before (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("jo@example.org", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  silence_domain ("example.org");
  g_cancellable_cancel (cancellable);
  g_assert_null (lp_discovery_run (address, NULL, cancellable, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_CANCELLED);
}

static void
test_deadline (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("jo@example.org", NULL);
  LpDiscoveryOptions options = { .deadline_ms = 700 };
  g_autoptr (GError) error = NULL;

  silence_domain ("example.org");
  gint64 started = g_get_monotonic_time ();
  g_autoptr (GPtrArray) candidates = lp_discovery_run (address, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 3 * G_USEC_PER_SEC);
}

static gpointer
search (gpointer data)
{
  LpDiscoveryOptions options = { .ca_file = ca_file };
  g_autofree char *text = g_strdup_printf ("jo@d%d.test", GPOINTER_TO_INT (data));
  g_autoptr (LpAddress) address = lp_address_parse (text, NULL);

  return lp_discovery_run (address, &options, NULL, NULL);
}

/* Batches search for many addresses at a time; none may wait for another's thread. */
static void
test_many (void)
{
  GThread *threads[SEARCHES];

  names_clear ();
  network_clear ();
  for (int i = 0; i < SEARCHES; i++) {
    g_autofree char *service = g_strdup_printf ("_imaps._tcp.d%d.test", i);
    g_autofree char *submission = g_strdup_printf ("_submissions._tcp.d%d.test", i);
    g_autofree char *target = g_strdup_printf ("0 1 993 mail.d%d.test", i);
    g_autofree char *relay = g_strdup_printf ("0 1 465 mail.d%d.test", i);
    g_autofree char *host = g_strdup_printf ("mail.d%d.test", i);
    names_add_record (service, "SRV", target);
    names_add_record (submission, "SRV", relay);
    names_add_record (host, "A", "203.0.113.9");
  }
  for (int i = 0; i < SEARCHES; i++)
    threads[i] = g_thread_new ("search", search, GINT_TO_POINTER (i));
  for (int i = 0; i < SEARCHES; i++) {
    g_autoptr (GPtrArray) candidates = g_thread_join (threads[i]);
    g_autofree char *host = g_strdup_printf ("mail.d%d.test", i);
    g_assert_nonnull (candidates);
    g_assert_cmpuint (candidates->len, ==, 1);
    g_assert_cmpstr (((const LpCandidate *)candidates->pdata[0])->incoming->host, ==, host);
  }
}

/* Whoever keeps the machine can name another data base, or none. */
static void
test_database (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "letterplate", NULL);
  g_autofree char *path = g_build_filename (folder, "discovery.ini", NULL);
  g_autofree char *usual = lp_database_find_url ();

  g_assert_cmpstr (usual, ==, "https://live.thunderbird.net/autoconfig/v1.1/");
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (
      g_file_set_contents (path, "[Discovery]\nPublicDatabase=https://db.test/\n", -1, NULL));
  g_autofree char *own = lp_database_find_url ();
  g_assert_cmpstr (own, ==, "https://db.test/");
  g_assert_true (g_file_set_contents (path, "[Discovery]\nPublicDatabase=\n", -1, NULL));
  g_autofree char *none = lp_database_find_url ();
  g_assert_cmpstr (none, ==, "");
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-search-XXXXXX", NULL);

  ca_file = g_build_filename (home, "ca.pem", NULL);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  network_register_monitor ();
  g_test_init (&argc, &argv, NULL);
  names_install ();
  certificates = certificates_new (ca_file);

  g_test_add_func ("/search/cancel", test_cancel);
  g_test_add_func ("/search/cancelled-before", test_cancelled_before);
  g_test_add_func ("/search/deadline", test_deadline);
  g_test_add_func ("/search/many", test_many);
  g_test_add_func ("/search/database", test_database);

  int status = g_test_run ();
  certificates_free (certificates);
  g_unlink (ca_file);
  g_rmdir (home);
  g_free (ca_file);
  return status;
}
