/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What the fixtures of test-legacy.c do not hold: dates to come, gateways that still run, mail kept
 * at home only.
 */
#include "legacy/migration.h"

#include <string.h>

enum { LISTENS_UNKNOWN, LISTENS, SILENT };

static const struct {
  const char *path;
  const char *address;
  const char *incoming; /* lp_server_parse(), or "-" */
  const char *outgoing;
  const char *today;
  int leave;
  int listens;
  const char *gateway;
  const char *words;            /* of the findings, worst first */
  const char *becomes_incoming; /* %NULL: discovery finds it */
  const char *becomes_outgoing;
  const char *sign_in;
} rows[] = {
  { "/pop3/mail-only-at-home", "a@live.com", "pop3+tls://a@pop3.live.com",
    "smtp+starttls://a@smtp.live.com", "2026-11-01", 0, LISTENS_UNKNOWN, NULL, "live-legacy",
    "pop3+tls://a@live.com@outlook.office365.com:995",
    "smtp+starttls://a@live.com@smtp-mail.outlook.com:587", "oauth2" },
  { "/pop3/left-on-server", "a@live.com", "pop3+tls://a@pop3.live.com",
    "smtp+starttls://a@smtp.live.com", "2026-11-01", LP_LEAVE_ALWAYS, LISTENS_UNKNOWN, NULL,
    "live-legacy", "imap+tls://a@live.com@outlook.office365.com:993",
    "smtp+starttls://a@live.com@smtp-mail.outlook.com:587", "oauth2" },
  { "/microsoft365/before-the-end", "a@example.com", "imap+tls://a@imap.example.com",
    "smtp+starttls://a@smtp.office365.com:587", "2026-12-31", 0, LISTENS_UNKNOWN, NULL,
    "method-ends", "imap+tls://a@imap.example.com:993", "smtp+starttls://a@smtp.office365.com:587",
    "password" },
  { "/microsoft365/after-the-end", "a@example.com", "imap+tls://a@imap.example.com",
    "smtp+starttls://a@smtp.office365.com:587", "2027-01-01", 0, LISTENS_UNKNOWN, NULL,
    "dead-method", "imap+tls://a@imap.example.com:993", "smtp+starttls://a@smtp.office365.com:587",
    "password" },
  { "/google/password", "a@gmail.com", "imap+tls://a@imap.gmail.com", "smtp+tls://a@smtp.gmail.com",
    "2026-11-01", 0, LISTENS_UNKNOWN, NULL, "", "imap+tls://a@imap.gmail.com:993",
    "smtp+tls://a@smtp.gmail.com:465", "oauth2" },
  { "/apple/app-password", "a@me.com", "imap+tls://a@imap.mail.me.com", "-", "2026-11-01", 0,
    LISTENS_UNKNOWN, NULL, "", "imap+tls://a@imap.mail.me.com:993",
    "smtp+starttls://a@me.com@smtp.mail.me.com:587", "app-password" },
  { "/gateway/davmail-of-a-company", "a@example.com", "imap+plain://a@localhost:1143",
    "smtp+plain://a@localhost:1025", "2026-11-01", 0, LISTENS_UNKNOWN, "davmail", "gateway=davmail",
    "imap+plain://a@localhost:1143", "smtp+plain://a@localhost:1025", "keep-gateway" },
  { "/gateway/davmail-runs", "a@example.com", "imap+plain://a@localhost:1143",
    "smtp+plain://a@localhost:1025", "2026-11-01", 0, LISTENS, "davmail", "",
    "imap+plain://a@localhost:1143", "smtp+plain://a@localhost:1025", "keep-gateway" },
  { "/gateway/davmail-gone", "a@example.com", "imap+plain://a@localhost:1143",
    "smtp+plain://a@localhost:1025", "2026-11-01", 0, SILENT, "davmail", "gateway=davmail",
    "imap+plain://a@localhost:1143", "smtp+plain://a@localhost:1025", "keep-gateway" },
  { "/gateway/hotway-even-if-it-runs", "a@hotmail.com", "pop3+plain://a@localhost:110", "-",
    "2026-11-01", LP_LEAVE_ALWAYS, LISTENS, NULL, "gateway=hotway",
    "imap+tls://a@hotmail.com@outlook.office365.com:993",
    "smtp+starttls://a@hotmail.com@smtp-mail.outlook.com:587", "oauth2" },
  { "/gateway/own-mail-server", "a@example.org", "pop3+plain://a@localhost:110",
    "smtp+plain://a@localhost:25", "2026-11-01", 0, LISTENS, NULL, "", NULL, NULL, "password" },
  { "/gateway/own-mail-server-gone", "a@example.org", "pop3+plain://a@localhost:110", "-",
    "2026-11-01", 0, SILENT, NULL, "gateway=unknown", NULL, NULL, "password" },
  { "/own-port/plaintext", "a@example.org", "imap+plain://a@mail.example.org:10143",
    "smtp+plain://a@mail.example.org:587", "2026-11-01", 0, LISTENS_UNKNOWN, NULL,
    "plaintext;plaintext", "imap+tls://a@mail.example.org:10143",
    "smtp+starttls://a@mail.example.org:587", "password" },
  { "/yahoo/plaintext", "a@yahoo.com", "pop3+plain://a@pop.mail.yahoo.com",
    "smtp+plain://a@smtp.mail.yahoo.com:25", "2026-11-01", LP_LEAVE_ALWAYS, LISTENS_UNKNOWN, NULL,
    "plaintext;plaintext;port-25", "pop3+tls://a@pop.mail.yahoo.com:995",
    "smtp+starttls://a@smtp.mail.yahoo.com:587", "oauth2" },
};

static gboolean
listens (const char *host, guint16 port, gpointer user_data)
{
  return GPOINTER_TO_INT (user_data) == LISTENS;
}

static LpLegacyServer *
new_server (const char *text, LpLegacyKind kinds[])
{
  if (g_str_equal (text, "-"))
    return NULL;

  g_autoptr (GError) error = NULL;
  g_autoptr (LpServer) server = lp_server_parse (text, &error);

  g_assert_no_error (error);
  return lp_legacy_server_new (kinds[server->protocol], server->host, server->port,
                               server->security, server->user);
}

static char *
describe (const LpServer *server)
{
  return server != NULL ? lp_server_to_string (server) : NULL;
}

static void
test_row (gconstpointer user_data)
{
  const typeof (rows[0]) *row = user_data;
  LpLegacyKind kinds[] = { LP_LEGACY_IMAP, LP_LEGACY_POP3, LP_LEGACY_SMTP };
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (g_getenv ("LETTERPLATE_DATA"), NULL);
  LpFindingContext context
      = { table, row->today, FALSE, row->listens != LISTENS_UNKNOWN ? listens : NULL,
          GINT_TO_POINTER (row->listens) };
  g_autoptr (LpLegacyAccount) old = lp_legacy_account_new ("test");
  g_autoptr (GString) words = g_string_new (NULL);

  g_assert_true (lp_legacy_account_set_address (old, row->address));
  old->incoming = new_server (row->incoming, kinds);
  old->outgoing = new_server (row->outgoing, kinds);
  old->sends = old->outgoing != NULL ? LP_LEGACY_SENDS_PASSWORD : LP_LEGACY_SENDS_UNKNOWN;
  old->leave_on_server = row->leave;
  old->gateway = g_strdup (row->gateway);

  g_autoptr (LpMigration) migration = lp_migration_new (&context, old);
  g_autofree char *incoming = describe (migration->account->incoming);
  g_autofree char *outgoing = describe (migration->account->outgoing);

  for (guint i = 0; i < migration->findings->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ";" : "",
                            lp_finding_get_word (g_ptr_array_index (migration->findings, i)));
  g_assert_cmpstr (words->str, ==, row->words);
  g_assert_cmpstr (incoming, ==, row->becomes_incoming);
  g_assert_cmpstr (outgoing, ==, row->becomes_outgoing);
  g_assert_cmpstr (migration->sign_in, ==, row->sign_in);
  g_assert_cmpint (migration->account->leave_on_server, ==, row->leave);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/migration", rows[i].path, NULL);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
