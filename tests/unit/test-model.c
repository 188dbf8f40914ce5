/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/account.h"
#include "model/credentials.h"
#include "model/error.h"
#include "model/secret-item.h"

#include <string.h>
#include <unistd.h>

static const struct {
  const char *text;
  const char *local; /* NULL: refused */
  const char *domain;
} addresses[] = {
  { "maya@example.org", "maya", "example.org" },
  { "  Maya.Lind@Example.ORG\n", "Maya.Lind", "example.org" },
  { "o'neil+tag@mail.uni.example", "o'neil+tag", "mail.uni.example" },
  { "me@localhost", "me", "localhost" },
  { "münchen@bücher.example", "münchen", "xn--bcher-kva.example" },
  { "\"a.b@c\"@example.org", "\"a.b@c\"", "example.org" },
  { "", NULL, NULL },
  { "maya", NULL, NULL },
  { "@example.org", NULL, NULL },
  { "maya@", NULL, NULL },
  { "maya@example", NULL, NULL },
  { "maya@.example.org", NULL, NULL },
  { "maya@example..org", NULL, NULL },
  { "maya@-example.org", NULL, NULL },
  { ".maya@example.org", NULL, NULL },
  { "maya.@example.org", NULL, NULL },
  { "ma..ya@example.org", NULL, NULL },
  { "ma ya@example.org", NULL, NULL },
  { "maya\r\nRCPT TO:<x@y.example>@example.org", NULL, NULL },
  { "\"ma\r\nya\"@example.org", NULL, NULL },
  { "\"ma\\\"@example.org", NULL, NULL },
  { "maya>@example.org", NULL, NULL },
  { "maya@exam ple.org", NULL, NULL },
  { "maya@exam/ple.org", NULL, NULL },
  { "ma\xff@example.org", NULL, NULL },
};

static void
test_address (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LpAddress) address = lp_address_parse (addresses[i].text, &error);

    if (addresses[i].local == NULL) {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_null (address);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (address->local, ==, addresses[i].local);
    g_assert_cmpstr (address->domain, ==, addresses[i].domain);
  }
}

static void
test_address_limits (void)
{
  g_autofree char *local64 = g_strnfill (64, 'x');
  g_autofree char *local65 = g_strnfill (65, 'x');
  g_autofree char *label64 = g_strnfill (64, 'x');
  g_autofree char *fits = g_strconcat (local64, "@example.org", NULL);
  g_autofree char *local_too_long = g_strconcat (local65, "@example.org", NULL);
  g_autofree char *label_too_long = g_strconcat ("a@", label64, ".org", NULL);
  g_autoptr (LpAddress) address = lp_address_parse (fits, NULL);

  g_assert_nonnull (address);
  g_assert_null (lp_address_parse (local_too_long, NULL));
  g_assert_null (lp_address_parse (label_too_long, NULL));
}

static void
test_address_equal (void)
{
  g_autoptr (LpAddress) a = lp_address_parse ("Maya@Example.org", NULL);
  g_autoptr (LpAddress) b = lp_address_parse ("maya@example.org", NULL);
  g_autoptr (LpAddress) c = lp_address_parse ("mayo@example.org", NULL);
  g_autoptr (LpAddress) copy = lp_address_copy (a);
  g_autofree char *ascii = lp_address_to_ascii (a);

  g_assert_true (lp_address_equal (a, b));
  g_assert_true (lp_address_equal (a, copy));
  g_assert_false (lp_address_equal (a, c));
  g_assert_cmpstr (ascii, ==, "Maya@example.org");
}

static const struct {
  const char *text;
  const char *canonical; /* NULL: refused */
} servers[] = {
  { "imap+tls://imap.example.org:993", "imap+tls://imap.example.org:993" },
  { "imap://imap.example.org", "imap+tls://imap.example.org:993" },
  { "imap://imap.example.org:143", "imap+starttls://imap.example.org:143" },
  { "imap+starttls://imap.example.org", "imap+starttls://imap.example.org:143" },
  { "imap+plain://127.0.0.1:10143/", "imap+plain://127.0.0.1:10143" },
  { "IMAPS://Imap.Example.Org.", "imap+tls://imap.example.org:993" },
  { "pop://pop.example.org", "pop3+tls://pop.example.org:995" },
  { "pop3+starttls://me@pop.example.org:110", "pop3+starttls://me@pop.example.org:110" },
  { "smtp://smtp.example.org:587", "smtp+starttls://smtp.example.org:587" },
  { "smtp://smtp.example.org:25", "smtp+starttls://smtp.example.org:25" },
  { "smtp://smtp.example.org", "smtp+tls://smtp.example.org:465" },
  { "submission://smtp.example.org", "smtp+starttls://smtp.example.org:587" },
  { "submissions://smtp.example.org", "smtp+tls://smtp.example.org:465" },
  { "imaps://maya@example.org@imap.example.org",
    "imap+tls://maya@example.org@imap.example.org:993" },
  { "imaps://odd%20user%231@imap.example.org", "imap+tls://odd%20user%231@imap.example.org:993" },
  { "imaps://[::1]:10993", "imap+tls://[::1]:10993" },
  { "imaps://::1", NULL },
  { "imaps://fe80::1:993", NULL },
  { "imaps://bücher.example", "imap+tls://xn--bcher-kva.example:993" },
  { "imap.example.org", NULL },
  { "http://imap.example.org", NULL },
  { "imap+ssl://imap.example.org", NULL },
  { "imap://imap.example.org:0", NULL },
  { "imap://imap.example.org:65536", NULL },
  { "imap://imap.example.org:99x", NULL },
  { "imap://", NULL },
  { "imap://im ap.example.org", NULL },
  { "imap://a/b.example.org", NULL },
};

static void
test_server (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LpServer) server = lp_server_parse (servers[i].text, &error);
    g_autofree char *canonical = server != NULL ? lp_server_to_string (server) : NULL;

    g_test_message ("%s", servers[i].text);
    g_assert_cmpstr (canonical, ==, servers[i].canonical);
    if (server == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

static void
test_server_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    g_autoptr (LpServer) server = NULL;
    g_autoptr (LpServer) copy = NULL;

    if (servers[i].canonical == NULL)
      continue;
    server = lp_server_parse (servers[i].text, NULL);
    copy = lp_server_parse (servers[i].canonical, NULL);
    g_assert_true (lp_server_equal (server, copy));
  }
}

static gboolean
is_taken (const char *id, gpointer user_data)
{
  return g_strv_contains (user_data, id);
}

static void
test_account_id (void)
{
  static const char *taken[] = { "maya-example-org", "maya-example-org-2", NULL };
  g_autoptr (LpAddress) plain = lp_address_parse ("Maya@example.org", NULL);
  g_autoptr (LpAddress) odd = lp_address_parse ("-ü'+maya.x@bücher.example", NULL);
  g_autofree char *id = lp_account_make_id (plain, NULL, NULL);
  g_autofree char *third = lp_account_make_id (plain, is_taken, taken);
  g_autofree char *odd_id = lp_account_make_id (odd, NULL, NULL);

  g_assert_cmpstr (id, ==, "maya-example-org");
  g_assert_cmpstr (third, ==, "maya-example-org-3");
  g_assert_cmpstr (odd_id, ==, "maya-x-xn-bcher-kva-example");
}

static void
test_account_copy (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("maya@example.org", NULL);
  g_autoptr (LpAccount) account = lp_account_new (address);
  g_autoptr (LpAccount) copy = NULL;

  account->incoming = lp_server_parse ("imaps://maya@imap.example.org", NULL);
  account->id = g_strdup ("a1");
  copy = lp_account_copy (account);
  g_assert_true (lp_server_equal (copy->incoming, account->incoming));
  g_assert_cmpstr (copy->id, ==, "a1");
  g_assert_cmpint (copy->leave_on_server, ==, LP_LEAVE_ALWAYS);
  g_assert_cmpuint (copy->timeout, ==, 60);
}

static void
test_verdicts (void)
{
  for (int i = 0; i < LP_N_VERDICTS; i++) {
    LpVerdict found = LP_N_VERDICTS;

    g_assert_true (lp_verdict_from_name (lp_verdict_get_name (i), &found));
    g_assert_cmpint (found, ==, i);
    g_assert_cmpint (lp_verdict_get_exit (i) == LP_EXIT_OK, ==, i == LP_VERDICT_OK);
  }
}

static void
test_verdict_from_error (void)
{
  const struct {
    GQuark domain;
    int code;
    LpVerdict verdict;
  } rows[] = {
    { LP_ERROR, LP_VERDICT_WRONG_CREDENTIALS, LP_VERDICT_WRONG_CREDENTIALS },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, LP_VERDICT_CANCELLED },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, LP_VERDICT_REFUSED },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, LP_VERDICT_TIMED_OUT },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, LP_VERDICT_NO_NETWORK },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, LP_VERDICT_NO_SUCH_DOMAIN },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, LP_VERDICT_DNS_FAILED },
    { G_TLS_ERROR, G_TLS_ERROR_EOF, LP_VERDICT_CLOSED },
    { G_FILE_ERROR, G_FILE_ERROR_NOENT, LP_VERDICT_INTERNAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = g_error_new_literal (rows[i].domain, rows[i].code, "x");

    g_assert_cmpint (lp_verdict_from_error (error), ==, rows[i].verdict);
  }
}

static void
test_secret_item (void)
{
  g_autoptr (LpSecretItem) item = lp_secret_item_new ("s", "Mail", LP_SIDE_OUTGOING, "host",
                                                      "smtp.example.org", "service", "smtp", NULL);
  g_autoptr (LpSecretItem) copy = lp_secret_item_copy (item);
  g_autoptr (LpSecretItem) other
      = lp_secret_item_new ("s", "Mail", LP_SIDE_OUTGOING, "host", "smtp.example.org", NULL);

  g_assert_true (lp_secret_item_equal (item, copy));
  g_assert_false (lp_secret_item_equal (item, other));
}

/* Reads the first line that is written into a pipe. */
static LpCredentials *
read_through_pipe (const char *text, gsize length, GError **error)
{
  int ends[2];
  LpCredentials *credentials;

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], text, length), ==, length);
  close (ends[1]);
  credentials = lp_credentials_read_fd (LP_SECRET_PASSWORD, ends[0], error);
  close (ends[0]);
  return credentials;
}

static void
test_credentials_fd (void)
{
  const struct {
    const char *text;
    gsize length;
    const char *secret; /* NULL: refused */
  } rows[] = {
    { "pä ss\n", 7, "pä ss" },
    { "end of file", 11, "end of file" },
    { "dos\r\nnext\n", 10, "dos" },
    { " blank ", 7, " blank " },
    { "", 0, NULL },
    { "\n", 1, NULL },
    { "\r\n", 2, NULL },
    { "a\0b\n", 4, NULL },
    { "\xff\n", 2, NULL },
  };
  g_autofree char *longest = g_strnfill (LP_CREDENTIALS_MAX, 'x');
  g_autofree char *too_long = g_strnfill (LP_CREDENTIALS_MAX + 1, 'x');
  g_autoptr (LpCredentials) fits = read_through_pipe (longest, LP_CREDENTIALS_MAX, NULL);
  g_autoptr (LpCredentials) none = read_through_pipe (too_long, LP_CREDENTIALS_MAX + 1, NULL);

  g_assert_cmpstr (lp_credentials_get_secret (fits), ==, longest);
  g_assert_null (none);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LpCredentials) read = read_through_pipe (rows[i].text, rows[i].length, &error);

    g_assert_cmpstr (read != NULL ? lp_credentials_get_secret (read) : NULL, ==, rows[i].secret);
    if (rows[i].secret == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
}

/* The kernel says of the pages: locked (lo), not dumped (dd), wiped on fork (wf). */
static void
test_credentials_memory (void)
{
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, "canary", -1);
  g_autofree char *smaps = NULL;
  g_autofree char *start
      = g_strdup_printf ("\n%lx-", (gulong)lp_credentials_get_secret (credentials));
  const char *mapping, *flags;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  mapping = strstr (smaps, start);
  g_assert_nonnull (mapping);
  flags = strstr (mapping, "VmFlags:");
  g_assert_nonnull (flags);
  flags = g_strndup (flags, strcspn (flags, "\n"));
  g_assert_nonnull (strstr (flags, " lo"));
  g_assert_nonnull (strstr (flags, " dd"));
  g_assert_nonnull (strstr (flags, " wf"));
  g_free ((char *)flags);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/address", test_address);
  g_test_add_func ("/model/address/limits", test_address_limits);
  g_test_add_func ("/model/address/equal", test_address_equal);
  g_test_add_func ("/model/server", test_server);
  g_test_add_func ("/model/server/round-trip", test_server_round_trip);
  g_test_add_func ("/model/account/id", test_account_id);
  g_test_add_func ("/model/account/copy", test_account_copy);
  g_test_add_func ("/model/verdicts", test_verdicts);
  g_test_add_func ("/model/verdicts/from-error", test_verdict_from_error);
  g_test_add_func ("/model/secret-item", test_secret_item);
  g_test_add_func ("/model/credentials/fd", test_credentials_fd);
  g_test_add_func ("/model/credentials/memory", test_credentials_memory);
  return g_test_run ();
}
