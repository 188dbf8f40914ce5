/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast discovery is: the tables, and decisions with silent hosts beside useful ones. Prints figures and asserts
 * nothing; for a quiet machine and a build without sanitizers:
 *
 *     meson test -C build --benchmark -v bench-discovery
 *
 * The network is the one inside the tests (../discovery): name look-ups take one round trip of 50 ms, web answers
 * three more (connection, TLS, request), mail servers none, so that what is left is what the program itself waits.
 */
#include "discovery/discovery.h"
#include "discovery/provider-table.h"
#include "discovery/providers.h"
#include "support/names.h"
#include "support/network.h"
#include "support/web.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROUND_TRIP_MS 50
#define RUNS 15
#define LOOK_UPS 5

static Certificates *certificates;
static char *ca_file;

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0) - (difference < 0);
}

static void
print_times (const char *what, double *times, guint n, const char *unit)
{
  qsort (times, n, sizeof *times, compare_times);
  g_print ("%-46s median %8.3f  worst %8.3f %s\n", what, times[n / 2], times[n - 1], unit);
}

static void
bench_load (void)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  double times[RUNS];

  for (guint run = 0; run < RUNS; run++) {
    gint64 started = g_get_monotonic_time ();
    for (guint i = 0; i < 2; i++) {
      g_autofree char *path
          = g_build_filename (source, i == 0 ? "providers.ini" : "providers-extra.ini", NULL);
      lp_provider_table_free (lp_provider_table_load (path, NULL));
    }
    times[run] = (double)(g_get_monotonic_time () - started) / 1000;
  }
  print_times ("both tables loaded", times, RUNS, "ms");
}

/* The least of several runs: what others do on this machine is not the domain's cost. */
static double
measure_look_up (const LpAddress *address, gboolean *found)
{
  LpDiscoveryOptions options = { .offline = TRUE };
  double least = G_MAXDOUBLE;

  for (guint run = 0; run < LOOK_UPS; run++) {
    gint64 started = g_get_monotonic_time ();
    g_autoptr (GPtrArray) candidates = lp_discovery_run (address, &options, NULL, NULL);
    double ms = (double)(g_get_monotonic_time () - started) / 1000;
    least = MIN (least, ms);
    *found = candidates->len > 0;
  }
  return least;
}

/* Every domain by itself once the tables are loaded, which the first look-up of a process does. */
static void
bench_look_up (void)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "discovery", "provider-domains.tsv", NULL);
  g_autofree char *text = NULL;
  g_autofree char *slowest = NULL;
  double worst = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);
  g_autofree double *times = g_new (double, n);
  guint found = 0;

  for (guint i = 0; i < n; i++) {
    g_autofree char *domain = g_strndup (lines[i], strcspn (lines[i], "\t"));
    g_autofree char *local = g_strconcat ("some.one@", domain, NULL);
    g_autoptr (LpAddress) address = lp_address_parse (local, NULL);
    if (address == NULL)
      continue;
    gboolean is_found = FALSE;
    double ms = measure_look_up (address, &is_found);
    if (!is_found)
      continue;
    times[found++] = ms;
    if (ms > worst) {
      worst = ms;
      g_free (slowest);
      slowest = g_steal_pointer (&domain);
    }
  }
  g_print ("%u domains found, the slowest is %s\n", found, slowest);
  print_times ("one domain, servers and hints", times, found, "ms");
}

/* The hosts of a search for example.org; the useful ones are never silent. */
static const struct {
  const char *name;
  const char *address;
  gboolean useful;
} hosts[] = {
  { "imap.example.org", "203.0.113.1", TRUE },
  { "smtp.example.org", "203.0.113.2", TRUE },
  { "autoconfig.example.org", "203.0.113.3", TRUE },
  { "mail.example.org", "203.0.113.4" },
  { "pop.example.org", "203.0.113.5" },
  { "pop3.example.org", "203.0.113.6" },
  { "mx.example.org", "203.0.113.7" },
  { "example.org", "203.0.113.8" },
  { "autodiscover.example.org", "203.0.113.9" },
  { "ispdb.test", "203.0.113.10" },
  { "autoconfig.hoster.test", "203.0.113.11" },
};

typedef struct {
  const char *what;
  gboolean autoconfig; /* there is a document; else usual names decide */
  gboolean silent;     /* the others keep silent; else they refuse */
} World;

static const World worlds[] = {
  { "document, others refuse", TRUE, FALSE },
  { "document, others silent", TRUE, TRUE },
  { "usual names, others refuse", FALSE, FALSE },
  { "usual names, others silent", FALSE, TRUE },
};

static Web *
open_world (const World *world)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "discovery", "web", "good.xml", NULL);
  g_autofree char *document = NULL;
  Web *web = web_new (certificates);

  g_assert_true (g_file_get_contents (path, &document, NULL, NULL));
  names_clear ();
  network_clear ();
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    names_add_record (hosts[i].name, "A", hosts[i].address);
    names_set_delay (hosts[i].name, ROUND_TRIP_MS);
    if (!hosts[i].useful && world->silent)
      network_add_silence (hosts[i].address, 0);
  }
  names_add_record ("example.org", "MX", "10 mx1.hoster.test");
  web_listen (web, "203.0.113.1", 993, CERTIFICATE_GOOD, "imap.example.org");
  web_listen (web, "203.0.113.2", 465, CERTIFICATE_GOOD, "smtp.example.org");
  if (world->autoconfig) {
    web_listen (web, "203.0.113.3", 443, CERTIFICATE_GOOD, "autoconfig.example.org");
    web_add_page (web, "https://autoconfig.example.org/mail/config-v1.1.xml", WEB_DOCUMENT, 200,
                  "text/xml", document, 3 * ROUND_TRIP_MS);
  }
  return web;
}

static void
bench_decision (const World *world)
{
  g_autoptr (LpAddress) address = lp_address_parse ("jo@example.org", NULL);
  LpDiscoveryOptions options = { .ca_file = ca_file, .ispdb_url = "https://ispdb.test/v1.1/" };
  double times[RUNS];

  for (guint run = 0; run < RUNS; run++) {
    g_autoptr (Web) web = open_world (world);
    gint64 started = g_get_monotonic_time ();
    g_autoptr (GPtrArray) candidates = lp_discovery_run (address, &options, NULL, NULL);
    times[run] = (double)(g_get_monotonic_time () - started) / 1000;
    g_assert_cmpuint (candidates->len, >, 0);
  }
  print_times (world->what, times, RUNS, "ms");
}

static void
print_message (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_DEBUG) == 0)
    g_printerr ("%s\n", message);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-bench-XXXXXX", NULL);

  ca_file = g_build_filename (home, "ca.pem", NULL);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  network_register_monitor ();
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (print_message, NULL);
  names_install ();
  certificates = certificates_new (ca_file);

  bench_load ();
  bench_look_up ();
  for (guint i = 0; i < G_N_ELEMENTS (worlds); i++)
    bench_decision (&worlds[i]);

  certificates_free (certificates);
  g_unlink (ca_file);
  g_rmdir (home);
  g_free (ca_file);
  return 0;
}
