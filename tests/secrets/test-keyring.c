/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keyring with the real gnome-keyring; run it through tests/lab/session.py. The paths below
 * /present want an unlocked keyring, /locked locks it, those below /absent want a bus on which
 * nobody answers for one.
 */
#include <libsecret/secret.h>

#include "model/error.h"
#include "secrets/account-secret.h"
#include "secrets/keyring.h"

#define USER "alice@example.test"

static SecretService *
open_service (void)
{
  g_autoptr (GError) error = NULL;
  SecretService *service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL,
                                                     SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);

  g_assert_no_error (error);
  return service;
}

static GHashTable *
attributes_of_smtp (const char *host)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (attributes, g_strdup ("host"), g_strdup (host));
  g_hash_table_insert (attributes, g_strdup ("service"), g_strdup ("smtp"));
  g_hash_table_insert (attributes, g_strdup ("user"), g_strdup (USER));
  return attributes;
}

static LpAccount *
make_account (const char *id, const char *host)
{
  g_autoptr (LpAddress) address = lp_address_parse (USER, NULL);
  LpAccount *account = lp_account_new (address);

  account->id = g_strdup (id);
  account->incoming = lp_server_new (LP_PROTOCOL_IMAP, host, 0, LP_SECURITY_TLS, USER);
  account->outgoing = lp_server_new (LP_PROTOCOL_SMTP, host, 0, LP_SECURITY_TLS, USER);
  return account;
}

static void
store (const LpSecretItem *item, const char *password)
{
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, password, -1);
  g_autoptr (GError) error = NULL;

  lp_keyring_store (item, credentials, NULL, &error);
  g_assert_no_error (error);
}

static void
store_outgoing (const char *id, const char *host, const char *password)
{
  g_autoptr (LpAccount) account = make_account (id, host);
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);

  store (item, password);
}

static void
remove_outgoing (const char *id, const char *host)
{
  g_autoptr (LpAccount) account = make_account (id, host);
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);
  g_autoptr (GError) error = NULL;

  lp_keyring_remove (item, NULL, &error);
  g_assert_no_error (error);
}

/* What the manual of msmtp tells people to type, with the real secret-tool */
static void
store_by_hand (const char *host, const char *password)
{
  const char *argv[] = { "secret-tool", "store", "--label=msmtp", "host", host,
                         "service",     "smtp",  "user",          USER,   NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) tool = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tool, password, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (tool));
}

/* As msmtp looks up, which takes the first answer */
static void
assert_msmtp_reads (const char *host, const char *password)
{
  const char *argv[]
      = { "secret-tool", "lookup", "host", host, "service", "smtp", "user", USER, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GSubprocess) tool = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tool, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, password);
}

static void
assert_n_items (const char *host, guint n_items)
{
  g_autoptr (SecretService) service = open_service ();
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  g_autoptr (GError) error = NULL;
  GList *items
      = secret_service_search_sync (service, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, n_items);
  g_list_free_full (items, g_object_unref);
}

static void
assert_has (const char *id, const char *host, gboolean expected)
{
  g_autoptr (LpAccount) account = make_account (id, host);
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);
  g_autoptr (GError) error = NULL;
  gboolean is_there = !expected;

  lp_keyring_has (item, &is_there, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (is_there, ==, expected);
}

static void
assert_helper_finds (const char *account, LpSide side, const char *password)
{
  gboolean stale = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpCredentials) credentials
      = lp_account_secret_find (account, side, FALSE, &stale, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (stale);
  g_assert_cmpstr (credentials != NULL ? lp_credentials_get_secret (credentials) : NULL, ==,
                   password);
}

static void
test_item (void)
{
  g_autoptr (LpAccount) account = make_account ("a1", "item.example.test");
  g_autoptr (LpSecretItem) incoming = lp_keyring_item_new (account, LP_SIDE_INCOMING);

  g_assert_cmpstr (incoming->schema, ==, "org.letterplate.Account");
  g_assert_cmpuint (g_hash_table_size (incoming->attributes), ==, 5);
  g_assert_cmpstr (g_hash_table_lookup (incoming->attributes, "host"), ==, "item.example.test");
  g_assert_cmpstr (g_hash_table_lookup (incoming->attributes, "service"), ==, "imap");
  g_assert_cmpstr (g_hash_table_lookup (incoming->attributes, "user"), ==, USER);
  g_assert_cmpstr (g_hash_table_lookup (incoming->attributes, "port"), ==, "993");
  g_assert_cmpstr (g_hash_table_lookup (incoming->attributes, "account"), ==, "a1");

  account->outgoing->sign_in = LP_SIGN_IN_NONE;
  g_assert_null (lp_keyring_item_new (account, LP_SIDE_OUTGOING));
  account->outgoing->sign_in = LP_SIGN_IN_OAUTH2;
  g_autoptr (LpSecretItem) outgoing = lp_keyring_item_new (account, LP_SIDE_OUTGOING);
  g_assert_cmpstr (outgoing->schema, ==, "org.letterplate.Grant");
  g_assert_cmpuint (g_hash_table_size (outgoing->attributes), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (outgoing->attributes, "account"), ==, "a1");
}

static void
test_store_and_remove (void)
{
  const char *host = "plain.example.test";

  assert_helper_finds ("plain", LP_SIDE_OUTGOING, NULL);
  store_outgoing ("plain", host, "first pässword");
  assert_helper_finds ("plain", LP_SIDE_OUTGOING, "first pässword");
  assert_helper_finds ("plain", LP_SIDE_INCOMING, NULL);
  assert_msmtp_reads (host, "first pässword");

  store_outgoing ("plain", host, "second");
  assert_n_items (host, 1);
  assert_msmtp_reads (host, "second");

  remove_outgoing ("plain", host);
  assert_n_items (host, 0);
  remove_outgoing ("plain", host);
}

static void
test_port_changes (void)
{
  const char *host = "port.example.test";
  g_autoptr (LpAccount) account = make_account ("port", host);
  account->outgoing->port = 587;
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);

  store_outgoing ("port", host, "one");
  store (item, "two");
  assert_n_items (host, 1);
  assert_msmtp_reads (host, "two");
  remove_outgoing ("port", host);
  assert_n_items (host, 0);
}

static void
test_by_address (void)
{
  store_outgoing ("by-address", "address.example.test", "found");
  assert_helper_finds (USER, LP_SIDE_OUTGOING, "found");
  assert_helper_finds ("other@example.test", LP_SIDE_OUTGOING, NULL);
  remove_outgoing ("by-address", "address.example.test");
}

/* Without those that KeePassXC shows of its own */
static guint
count_attributes (GHashTable *attributes)
{
  static const char *const own[] = { "Path", "Uuid", "Title", "UserName", "URL", "Notes" };
  guint n = g_hash_table_size (attributes);

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    n -= g_hash_table_contains (attributes, own[i]);
  return n;
}

static void
test_made_by_hand_before (void)
{
  const char *host = "hand.example.test";

  store_by_hand (host, "by hand");
  assert_has ("hand", host, FALSE);
  store_outgoing ("hand", host, "ours");
  assert_msmtp_reads (host, "ours");
  assert_n_items (host, 1);
  store_outgoing ("hand", host, "ours again");
  assert_msmtp_reads (host, "ours again");
  assert_helper_finds ("hand", LP_SIDE_OUTGOING, "ours again");
  assert_has ("hand", host, TRUE);
  assert_has ("another", host, FALSE);

  remove_outgoing ("hand", host);
  assert_n_items (host, 1);
  assert_msmtp_reads (host, "by hand");

  g_autoptr (SecretService) service = open_service ();
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  GList *items
      = secret_service_search_sync (service, NULL, attributes, SECRET_SEARCH_ALL, NULL, NULL);
  g_autoptr (GHashTable) back = secret_item_get_attributes (items->data);
  g_autofree char *label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "msmtp");
  g_assert_cmpstr (g_hash_table_lookup (back, "xdg:schema"), ==, "org.freedesktop.Secret.Generic");
  g_assert_cmpuint (count_attributes (back), ==, 4);
  g_list_free_full (items, g_object_unref);
  secret_service_clear_sync (service, NULL, attributes, NULL, NULL);
}

static void
test_overwritten_by_hand (void)
{
  const char *host = "over.example.test";
  g_autoptr (LpAccount) account = make_account ("over", host);
  g_autoptr (LpSecretItem) incoming = lp_keyring_item_new (account, LP_SIDE_INCOMING);

  store (incoming, "incoming");
  store_outgoing ("over", host, "ours");
  store_by_hand (host, "newer, by hand");
  assert_n_items (host, 1);
  assert_helper_finds ("stranger", LP_SIDE_OUTGOING, NULL);
  assert_helper_finds ("over", LP_SIDE_OUTGOING, "newer, by hand");
  assert_helper_finds ("over", LP_SIDE_OUTGOING, "newer, by hand");

  store_by_hand (host, "newest, by hand");
  store_outgoing ("over", host, "ours");
  assert_n_items (host, 1);
  assert_helper_finds ("over", LP_SIDE_OUTGOING, "ours");
  assert_msmtp_reads (host, "ours");

  store_by_hand (host, "last, by hand");
  assert_helper_finds ("over", LP_SIDE_OUTGOING, "last, by hand");
  remove_outgoing ("over", host);
  g_assert_true (lp_keyring_remove (incoming, NULL, NULL));

  /* Where gnome-keyring gave the one made by hand a schema of its own, it is the person's and was brought back. */
  g_autoptr (SecretService) service = open_service ();
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  secret_service_clear_sync (service, NULL, attributes, NULL, NULL);
}

/* Without a sibling the id itself must say whose item it is. */
static void
test_overwritten_alone (void)
{
  const char *host = "alone.example.test";

  store_outgoing ("alice-example-test", host, "ours");
  store_by_hand (host, "by hand");
  assert_helper_finds ("bob-example-test", LP_SIDE_OUTGOING, NULL);
  assert_helper_finds ("alice-example-test", LP_SIDE_OUTGOING, "by hand");
  remove_outgoing ("alice-example-test", host);
  assert_n_items (host, 0);
}

static void
test_two_accounts_one_login (void)
{
  const char *host = "shared.example.test";

  store_by_hand (host, "by hand");
  store_outgoing ("one", host, "old");
  store_outgoing ("two", host, "new");
  assert_helper_finds ("one", LP_SIDE_OUTGOING, "new");
  assert_helper_finds ("two", LP_SIDE_OUTGOING, "new");

  remove_outgoing ("two", host);
  assert_helper_finds ("one", LP_SIDE_OUTGOING, "new");
  remove_outgoing ("one", host);
  assert_msmtp_reads (host, "by hand");

  g_autoptr (SecretService) service = open_service ();
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  secret_service_clear_sync (service, NULL, attributes, NULL, NULL);
}

static char *
read_client_item (GHashTable *attributes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpCredentials) credentials = lp_keyring_lookup (attributes, FALSE, NULL, &error);

  g_assert_no_error (error);
  return credentials != NULL ? g_strdup (lp_credentials_get_secret (credentials)) : NULL;
}

static void
test_layout_of_a_client (void)
{
  g_autoptr (LpSecretItem) item = lp_secret_item_new ("org.example.Source", "Example",
                                                      LP_SIDE_INCOMING, "source-uid", "1234", NULL);
  item->prefix = g_strdup ("{'password': <'");
  item->suffix = g_strdup ("'>}");
  g_autoptr (LpSecretItem) former = lp_secret_item_copy (item);
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;
  g_autofree char *after = NULL;

  /* the client's own */
  g_autoptr (SecretService) service = open_service ();
  SecretValue *value = secret_value_new ("its own", -1, "text/plain");
  g_hash_table_insert (former->attributes, g_strdup ("xdg:schema"), g_strdup (former->schema));
  secret_service_store_sync (service, NULL, former->attributes, NULL, "Own", value, NULL, NULL);
  secret_value_unref (value);

  before = read_client_item (item->attributes);
  g_assert_cmpstr (before, ==, "its own");
  store (item, "secret");
  store (item, "secret");
  now = read_client_item (item->attributes);
  g_assert_cmpstr (now, ==, "{'password': <'secret'>}");
  g_assert_true (lp_keyring_remove (item, NULL, NULL));
  after = read_client_item (item->attributes);
  g_assert_cmpstr (after, ==, "its own");
  g_assert_true (lp_keyring_remove (item, NULL, NULL));
}

static void
test_unusable_secret (void)
{
  const char *host = "odd.example.test";
  gboolean stale = FALSE;

  store_outgoing ("odd", host, "");
  g_autoptr (GError) empty = NULL;
  g_assert_null (
      lp_account_secret_find ("odd", LP_SIDE_OUTGOING, FALSE, &stale, NULL, NULL, &empty));
  g_assert_error (empty, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  store_by_hand (host, "\xff\xfe");
  g_autoptr (GError) binary = NULL;
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  g_assert_null (lp_keyring_lookup (attributes, FALSE, NULL, &binary));
  g_assert_error (binary, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  store_by_hand (host, "with an end of line\r\n");
  assert_msmtp_reads (host, "with an end of line\r\n");
  g_autoptr (LpCredentials) line = lp_keyring_lookup (attributes, FALSE, NULL, NULL);
  g_assert_cmpstr (lp_credentials_get_secret (line), ==, "with an end of line");
  g_autoptr (SecretService) service = open_service ();
  secret_service_clear_sync (service, NULL, attributes, NULL, NULL);
}

static void
test_locked (void)
{
  const char *host = "locked.example.test";
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, "x", -1);
  g_autoptr (LpAccount) account = make_account ("locked", host);
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);
  g_autoptr (GHashTable) attributes = attributes_of_smtp (host);
  g_autoptr (SecretService) service = open_service ();
  gboolean stale = FALSE;

  g_assert_true (lp_keyring_check (FALSE, NULL, NULL));
  store (item, "behind the lock");
  g_assert_cmpint (secret_service_lock_sync (service, secret_service_get_collections (service),
                                             NULL, NULL, NULL),
                   >, 0);

  struct {
    const char *what;
    GError *error;
  } rows[] = { { "check" },  { "check, may ask" }, { "lookup" }, { "lookup, may ask" },
               { "helper" }, { "store" },          { "remove" } };
  g_assert_false (lp_keyring_check (FALSE, NULL, &rows[0].error));
  g_assert_false (lp_keyring_check (TRUE, NULL, &rows[1].error));
  g_assert_null (lp_keyring_lookup (attributes, FALSE, NULL, &rows[2].error));
  g_assert_null (lp_keyring_lookup (attributes, TRUE, NULL, &rows[3].error));
  g_assert_null (lp_account_secret_find ("locked", LP_SIDE_OUTGOING, FALSE, &stale, NULL, NULL,
                                         &rows[4].error));
  g_assert_false (lp_keyring_store (item, credentials, NULL, &rows[5].error));
  g_assert_false (lp_keyring_remove (item, NULL, &rows[6].error));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s: %s", rows[i].what,
                    rows[i].error != NULL ? rows[i].error->message : "no error");
    g_assert_error (rows[i].error, LP_ERROR, LP_VERDICT_KEYRING_LOCKED);
    g_clear_error (&rows[i].error);
  }
}

static void
assert_missing (void)
{
  g_autoptr (LpAccount) account = make_account ("missing", "missing.example.test");
  g_autoptr (LpSecretItem) item = lp_keyring_item_new (account, LP_SIDE_OUTGOING);
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, "x", -1);
  gboolean stale = FALSE;
  GError *errors[5] = { NULL };

  g_assert_false (lp_keyring_check (TRUE, NULL, &errors[0]));
  g_assert_false (lp_keyring_store (item, credentials, NULL, &errors[1]));
  g_assert_false (lp_keyring_remove (item, NULL, &errors[2]));
  g_assert_null (lp_keyring_lookup (item->attributes, TRUE, NULL, &errors[3]));
  g_assert_null (
      lp_account_secret_find ("missing", LP_SIDE_OUTGOING, TRUE, &stale, NULL, NULL, &errors[4]));
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_test_message ("%s", errors[i] != NULL ? errors[i]->message : "no error");
    g_assert_error (errors[i], LP_ERROR, LP_VERDICT_KEYRING_MISSING);
    g_clear_error (&errors[i]);
  }
}

static void
test_no_bus (void)
{
  if (g_test_subprocess ()) {
    g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
    g_unsetenv ("XDG_RUNTIME_DIR");
    assert_missing ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/present/item", test_item);
  g_test_add_func ("/present/store-and-remove", test_store_and_remove);
  g_test_add_func ("/present/port-changes", test_port_changes);
  g_test_add_func ("/present/by-address", test_by_address);
  g_test_add_func ("/present/made-by-hand-before", test_made_by_hand_before);
  g_test_add_func ("/present/overwritten-by-hand", test_overwritten_by_hand);
  g_test_add_func ("/present/overwritten-alone", test_overwritten_alone);
  g_test_add_func ("/present/two-accounts-one-login", test_two_accounts_one_login);
  g_test_add_func ("/present/layout-of-a-client", test_layout_of_a_client);
  g_test_add_func ("/present/unusable-secret", test_unusable_secret);
  g_test_add_func ("/locked", test_locked);
  g_test_add_func ("/absent/no-service", assert_missing);
  g_test_add_func ("/absent/no-bus", test_no_bus);
  return g_test_run ();
}
