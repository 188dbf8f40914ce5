/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundled and the local tables of providers. */
#include "discovery/discovery.h"
#include "discovery/providers.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
read_test_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "discovery", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static GPtrArray *
discover (const char *local, const char *domain)
{
  LpDiscoveryOptions options = { .offline = TRUE };
  g_autofree char *text = g_strconcat (local, "@", domain, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpAddress) address = lp_address_parse (text, &error);
  g_assert_no_error (error);

  GPtrArray *candidates = lp_discovery_run (address, &options, NULL, &error);
  g_assert_no_error (error);
  return candidates;
}

static void
assert_server (const LpServer *server, const char *const *fields)
{
  g_autofree char *text = g_strdup_printf ("%s+%s://%s:%u", lp_protocol_get_name (server->protocol),
                                           lp_security_get_name (server->security), server->host,
                                           (guint)server->port);

  g_assert_cmpstr (text, ==, fields[0]);
  g_assert_cmpstr (server->user != NULL ? server->user : "-", ==, fields[1]);
  g_assert_cmpstr (lp_sign_in_get_name (server->sign_in), ==, fields[2]);
}

static void
test_all_domains (void)
{
  g_autofree char *text = read_test_file ("provider-domains.tsv");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  guint tested = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] == '#')
      continue;
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    g_assert_cmpuint (g_strv_length (fields), ==, 7);
    g_autoptr (GPtrArray) candidates = discover ("some.one", fields[0]);
    g_assert_cmpuint (candidates->len, >, 0);
    const LpCandidate *best = candidates->pdata[0];
    g_assert_cmpstr (best->source, ==, "providers");
    g_assert_cmpint (best->trust, ==, LP_TRUST_BUILT_IN);
    assert_server (best->incoming, (const char *const *)fields + 1);
    assert_server (best->outgoing, (const char *const *)fields + 4);
    tested++;
  }
  /* 962 of the main table, 189 of the other, 18 more of Microsoft's */
  g_assert_cmpuint (tested, ==, 1169);
}

/* A look-up once the tables are loaded takes less than 1 ms (bench-discovery), under a sanitizer and in company ten times
 * that. The least of several runs is the look-up's own. */
static void
test_fast (void)
{
  g_autofree char *text = read_test_file ("provider-domains.tsv");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *domain = g_strndup (lines[i], strcspn (lines[i], "\t"));
    gint64 least = G_MAXINT64;
    if (*domain == '#')
      continue;
    for (guint run = 0; run < 20 && least > 10 * G_TIME_SPAN_MILLISECOND; run++) {
      gint64 started = g_get_monotonic_time ();
      g_autoptr (GPtrArray) candidates = discover ("some.one", domain);
      least = MIN (least, g_get_monotonic_time () - started);
    }
    g_assert_cmpint (least, <=, 10 * G_TIME_SPAN_MILLISECOND);
  }
}

static void
test_microsoft (void)
{
  const char *imap[] = { "imap+tls://outlook.office365.com:993", NULL, "oauth2" };
  const char *pop3[] = { "pop3+tls://outlook.office365.com:995", NULL, "oauth2" };
  const char *smtp[] = { "smtp+starttls://smtp-mail.outlook.com:587", NULL, "oauth2" };
  g_autofree char *text = read_test_file ("microsoft-domains.txt");
  g_auto (GStrv) domains = g_strsplit (g_strchomp (text), "\n", -1);
  guint tested = 0;

  for (guint i = 0; domains[i] != NULL; i++) {
    if (domains[i][0] == '#')
      continue;
    g_autofree char *user = g_strconcat ("x@", domains[i], NULL);
    imap[1] = pop3[1] = smtp[1] = user;
    g_autoptr (GPtrArray) candidates = discover ("x", domains[i]);
    g_assert_cmpuint (candidates->len, ==, 2);
    for (guint n = 0; n < 2; n++) {
      const LpCandidate *candidate = candidates->pdata[n];
      assert_server (candidate->incoming, n == 0 ? imap : pop3);
      assert_server (candidate->outgoing, smtp);
      g_assert_cmpstr (candidate->issuer, ==, "microsoft");
      g_assert_cmpstr (candidate->provider_id, ==, "outlook.com");
      g_assert_cmpstr (candidate->evidence, ==, "providers.ini [outlook.com]");
    }
    tested++;
  }
  g_assert_cmpuint (tested, ==, 120);
}

static const struct {
  const char *host;
  const char *provider;
} exchangers[] = {
  { "aspmx.l.google.com", "gmail.com" },
  { "alt1.aspmx.l.google.com", "gmail.com" },
  { "example-com.mail.protection.outlook.com", "microsoft365" },
  { "hotmail-com.olc.protection.outlook.com", "outlook.com" },
  { "mx00.kundenserver.de", "1und1.de" },
  { "mta5.am0.yahoodns.net", "yahoo.com" },
  { "mx-aol.mail.gm0.yahoodns.net", "aol.com" },
  { "in1-smtp.messagingengine.com", "messagingengine.com" },
  { "smtpin.rzone.de", "strato.de" },
  { "mx.yandex.net", "yandex.ru" },
  { "mx.zoho.eu", "zoho.eu" },
  { "mx1.example.org", NULL },
  { "notgoogle.com", NULL },
  { "com", NULL },
};

static void
test_exchangers (void)
{
  const LpProviderTable *table = lp_providers_get_table (NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (exchangers); i++)
    g_assert_cmpstr (lp_provider_table_find_exchanger (table, exchangers[i].host), ==,
                     exchangers[i].provider);
}

static const struct {
  const char *template;
  const char *filled; /* for Jo.Doe@Mail.example.org; NULL: cannot be answered */
} templates[] = {
  { "%EMAILADDRESS%", "Jo.Doe@mail.example.org" },
  { "%EMAILLOCALPART%", "Jo.Doe" },
  { "imap.%EMAILDOMAIN%", "imap.mail.example.org" },
  { "%EMAILLOCALPART%.%EMAILDOMAIN%", "Jo.Doe.mail.example.org" },
  { "%EMAILLOCALPART%%EMAILLOCALPART%", "Jo.DoeJo.Doe" },
  { "100%", "100%" },
  { "%%", "%%" },
  { "5% of %EMAILDOMAIN%", "5% of mail.example.org" },
  { "%CUSTOMERNUMBER%", NULL },
  { "x%REALNAME%", NULL },
  { "", "" },
};

static void
test_templates (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("Jo.Doe@Mail.example.org", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++) {
    g_autofree char *filled = lp_candidate_fill_template (templates[i].template, address);
    g_assert_cmpstr (filled, ==, templates[i].filled);
  }
}

static void
write_local (const char *name, const char *text)
{
  g_autofree char *folder
      = g_build_filename (g_get_user_config_dir (), "letterplate", "providers.d", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* A local table goes before ours, also for a domain that ours has. */
static void
test_local (void)
{
  write_local ("20-late.ini", "[late]\nDomains=gmail.com;\nIncoming=imap+tls://late.test;\n");
  write_local ("10-lab.ini", "[lab]\n"
                             "Name=Lab\n"
                             "Domains=*.lab.test;gmail.com;\n"
                             "User=%EMAILLOCALPART%\n"
                             "CAFile=/etc/lab/ca.pem\n"
                             "Incoming=pop3+tls://127.24.0.1:10995;imap+tls://127.24.0.1:10993;"
                             "imap+starttls://box-%EMAILLOCALPART%@mail.%EMAILDOMAIN%;\n"
                             "Outgoing=smtp+starttls://127.24.0.1:10587;\n");
  write_local ("notes.txt", "[notes]\nDomains=gmail.com;\n");

  g_autoptr (GPtrArray) candidates = discover ("jo", "a.lab.test");
  g_assert_cmpuint (candidates->len, ==, 3);
  const LpCandidate *best = candidates->pdata[0];
  g_assert_cmpstr (best->source, ==, "local");
  g_assert_cmpint (best->trust, ==, LP_TRUST_LOCAL);
  g_assert_cmpstr (best->ca_file, ==, "/etc/lab/ca.pem");
  g_assert_true (g_str_has_suffix (best->evidence, "/providers.d/10-lab.ini [lab]"));
  g_assert_cmpstr (best->incoming->user, ==, "jo");
  g_assert_cmpint (best->incoming->port, ==, 10993);
  const LpCandidate *second = candidates->pdata[1];
  g_assert_cmpstr (second->incoming->host, ==, "mail.a.lab.test");
  g_assert_cmpstr (second->incoming->user, ==, "box-jo");

  g_autoptr (GPtrArray) gmail = discover ("jo", "gmail.com");
  best = gmail->pdata[0];
  g_assert_cmpstr (best->provider_id, ==, "lab");
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
}

static void
test_unknown (void)
{
  g_autoptr (GPtrArray) candidates = discover ("x", "example.invalid");

  g_assert_cmpuint (candidates->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-providers-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "letterplate", NULL);
  g_autofree char *tables = g_build_filename (folder, "providers.d", NULL);

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/providers/all-domains", test_all_domains);
  g_test_add_func ("/providers/fast", test_fast);
  g_test_add_func ("/providers/microsoft", test_microsoft);
  g_test_add_func ("/providers/exchangers", test_exchangers);
  g_test_add_func ("/providers/templates", test_templates);
  g_test_add_func ("/providers/unknown", test_unknown);
  g_test_add_func ("/providers/local", test_local);

  int status = g_test_run ();
  remove_files (tables);
  g_rmdir (tables);
  g_rmdir (folder);
  g_rmdir (home);
  return status;
}
