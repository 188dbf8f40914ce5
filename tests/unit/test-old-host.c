/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/old-host.h"

#include <glib/gstdio.h>
#include <locale.h>

static const struct {
  const char *host;
  const char *address;
  const char *finding; /* NULL: a host one may go on using */
  const char *incoming;
  const char *outgoing;
} hosts[] = {
  { "services.msn.com", "a@hotmail.com", "hotmail-dav", "imap+tls://outlook.office365.com:993",
    "smtp+starttls://smtp-mail.outlook.com:587" },
  { "POP3.Live.com", NULL, "live-legacy", "imap+tls://outlook.office365.com:993",
    "smtp+starttls://smtp-mail.outlook.com:587" },
  { "smtp.live.com", "a@live.de", "live-legacy", "imap+tls://outlook.office365.com:993",
    "smtp+starttls://smtp-mail.outlook.com:587" },
  { "imap-mail.outlook.com", "a@outlook.com", "old-name", "imap+tls://outlook.office365.com:993",
    "smtp+starttls://smtp-mail.outlook.com:587" },
  { "smtp.office365.com", "a@hotmail.com", "old-name", "imap+tls://outlook.office365.com:993",
    "smtp+starttls://smtp-mail.outlook.com:587" },
  { "smtp.office365.com", "a@example.com", NULL, NULL, NULL },
  { "smtp.office365.com", NULL, NULL, NULL, NULL },
  { "outlook.office365.com", "a@hotmail.com", NULL, NULL, NULL },
  { "imap.example.org", "a@hotmail.com", NULL, NULL, NULL },
  { "xpop3.live.com", NULL, NULL, NULL, NULL },
};

static const struct {
  const char *host;
  const char *address;
  const char *provider;
  gboolean refuses[LP_N_PROTOCOLS]; /* imap, pop3, smtp */
} providers[] = {
  { "outlook.office365.com", "a@hotmail.co.uk", "microsoft", { TRUE, TRUE, TRUE } },
  { "outlook.office365.com", "a@example.com", "microsoft365", { TRUE, TRUE, FALSE } },
  { "localhost", "a@msn.com", "microsoft", { TRUE, TRUE, TRUE } },
  { "imap.gmail.com", "a@example.com", "google", { FALSE, FALSE, FALSE } },
  { "imap.mail.yahoo.com", NULL, "yahoo", { FALSE, FALSE, FALSE } },
  { "pop3.live.com", NULL, "microsoft", { TRUE, TRUE, TRUE } },
  { NULL, "a@me.com", "icloud", { FALSE, FALSE, FALSE } },
  { "imap.example.org", "a@example.org", NULL, { FALSE } },
  { NULL, "a@charter.com", NULL, { FALSE } },
};

static LpOldHosts *
load_table (void)
{
  g_autoptr (GError) error = NULL;
  LpOldHosts *table = lp_old_hosts_load (g_getenv ("LETTERPLATE_DATA"), &error);

  g_assert_no_error (error);
  return table;
}

static LpAddress *
parse (const char *text)
{
  return text != NULL ? lp_address_parse (text, NULL) : NULL;
}

static void
test_hosts (void)
{
  g_autoptr (LpOldHosts) table = load_table ();

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autoptr (LpAddress) address = parse (hosts[i].address);
    const LpOldHost *row = lp_old_hosts_find (table, hosts[i].host, address);

    g_test_message ("%s", hosts[i].host);
    g_assert_cmpstr (row != NULL ? row->finding : NULL, ==, hosts[i].finding);
    if (row == NULL)
      continue;

    g_autofree char *incoming = lp_server_to_string (row->provider->imap);
    g_autofree char *outgoing = lp_server_to_string (row->provider->smtp);

    g_assert_cmpstr (incoming, ==, hosts[i].incoming);
    g_assert_cmpstr (outgoing, ==, hosts[i].outgoing);
    g_assert_nonnull (row->happened);
  }
}

static void
test_providers (void)
{
  g_autoptr (LpOldHosts) table = load_table ();

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++) {
    g_autoptr (LpAddress) address = parse (providers[i].address);
    const LpMailProvider *provider = lp_old_hosts_find_provider (table, providers[i].host, address);

    g_assert_cmpstr (provider != NULL ? provider->id : NULL, ==, providers[i].provider);
    for (guint p = 0; provider != NULL && p < LP_N_PROTOCOLS; p++)
      g_assert_cmpint (lp_mail_provider_refuses_password (provider, p), ==,
                       providers[i].refuses[p]);
  }
}

static void
test_ends (void)
{
  g_autoptr (LpOldHosts) table = load_table ();
  const LpMailProvider *company = lp_old_hosts_find_provider (table, "smtp.office365.com", NULL);
  const LpMailProvider *google = lp_old_hosts_find_provider (table, "imap.gmail.com", NULL);
  const LpOldEnd *end = lp_old_hosts_find_end (table, company, LP_PROTOCOL_SMTP);

  g_assert_nonnull (end);
  g_assert_cmpstr (end->date, ==, "2026-12-31");
  g_assert_null (lp_old_hosts_find_end (table, company, LP_PROTOCOL_IMAP));
  g_assert_null (lp_old_hosts_find_end (table, google, LP_PROTOCOL_SMTP));
}

/* What became of a server is said in the person's language. */
static void
test_language (void)
{
  g_assert_nonnull (setlocale (LC_MESSAGES, "C.UTF-8"));
  g_setenv ("LANGUAGE", "de", TRUE);
  g_autoptr (LpOldHosts) table = load_table ();
  const LpOldGateway *gateway = lp_old_hosts_find_gateway (table, "gotmail");

  g_assert_cmpstr (
      gateway->happened, ==,
      "gotmail las die damaligen Webseiten von Hotmail; diese Seiten gibt es nicht mehr.");
  g_assert_true (g_str_has_prefix (gateway->now, "Das Konto wird"));
  g_unsetenv ("LANGUAGE");
  setlocale (LC_MESSAGES, "C");
}

static void
test_gateways (void)
{
  static const guint16 ports[] = { 110, 2500, 2000, 1143, 1110, 1025, 4711 };
  g_autoptr (LpOldHosts) table = load_table ();

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++) {
    const char *id = lp_old_gateway_find_by_port (ports[i]);
    const LpOldGateway *gateway = lp_old_hosts_find_gateway (table, id);

    g_assert_nonnull (gateway);
    g_assert_nonnull (gateway->now);
    g_assert_true (gateway->closed == (i < 3));
  }
  g_assert_null (lp_old_hosts_find_gateway (table, "none"));
  g_assert_true (lp_old_gateway_is_local ("127.0.0.2"));
  g_assert_true (lp_old_gateway_is_local ("LocalHost"));
  g_assert_false (lp_old_gateway_is_local ("127-0.example.org"));
}

static void
test_broken (gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("letterplate-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "old-hosts.ini", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (lp_old_hosts_load (folder, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/old-host/hosts", test_hosts);
  g_test_add_func ("/old-host/providers", test_providers);
  g_test_add_func ("/old-host/ends", test_ends);
  g_test_add_func ("/old-host/gateways", test_gateways);
  g_test_add_func ("/old-host/language", test_language);
  g_test_add_data_func ("/old-host/broken/unknown-provider",
                        "[host a]\nfinding=x\nhosts=a;\nprovider=none\n", test_broken);
  g_test_add_data_func ("/old-host/broken/server", "[provider a]\nname=A\nimap=nonsense\n",
                        test_broken);
  g_test_add_data_func ("/old-host/broken/no-name", "[provider a]\n", test_broken);
  g_test_add_data_func ("/old-host/broken/no-sentence", "[gateway a]\nname=A\n", test_broken);
  return g_test_run ();
}
