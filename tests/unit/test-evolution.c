/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evolution's plans: as files where there is no session bus, as calls where the bus could start the
 * data server. The real data server is asked in tests/lab.
 */
#include <glib/gstdio.h>

#include "base/files.h"
#include "clients/client.h"

#define BUS_NAME "org.gnome.evolution.dataserver.Sources5"

typedef struct {
  char *home;
  LpPlaces *places;
} Fixture;

static void
make_program (const char *home, const char *name)
{
  g_autofree char *bin = g_build_filename (home, "bin", NULL);
  g_autofree char *path = g_build_filename (bin, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (bin, 0700), ==, 0);
  g_assert_true (
      g_file_set_contents_full (path, "#!/bin/false\n", -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  LpPlaces *places = g_new0 (LpPlaces, 1);

  fixture->home = g_dir_make_tmp ("letterplate-XXXXXX", NULL);
  make_program (fixture->home, "evolution");
  places->home = g_strdup (fixture->home);
  places->config = g_build_filename (fixture->home, ".config", NULL);
  places->path = g_new0 (char *, 2);
  places->path[0] = g_build_filename (fixture->home, "bin", NULL);
  fixture->places = places;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->home);
  g_free (fixture->home);
  lp_places_free (fixture->places);
}

static LpAccount *
make_account (const char *incoming, const char *outgoing)
{
  g_autoptr (LpAddress) address = lp_address_parse ("alice@example.org", NULL);
  LpAccount *account = lp_account_new (address);

  account->id = g_strdup ("a1");
  account->name = g_strdup ("Alice Example");
  account->incoming = lp_server_parse (incoming, NULL);
  account->outgoing = outgoing != NULL ? lp_server_parse (outgoing, NULL) : NULL;
  return account;
}

static LpPlan *
make_plan (Fixture *fixture, const LpAccount *account)
{
  g_autoptr (GError) error = NULL;
  LpPlan *plan = lp_clients_find ("evolution")->plan (fixture->places, account, &error);

  g_assert_no_error (error);
  return plan;
}

/* Does what a plan of files says. */
static void
write_files (const LpPlan *plan)
{
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    if (operation->kind == LP_OPERATION_FILE)
      g_assert_true (lp_files_replace (operation->path, operation->after, operation->mode, NULL));
  }
}

static GPtrArray *
read_accounts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = lp_clients_find ("evolution")->read (fixture->places, &error);

  g_assert_no_error (error);
  return found;
}

/* What is written is read again as the same account. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  static const char *const rows[][2] = {
    { "imap+tls://alice@imap.example.org", "smtp+tls://alice@smtp.example.org" },
    { "imap+starttls://alice@imap.example.org:1143", "smtp+starttls://bob@smtp.example.org" },
    { "pop3+plain://al%5Cice@pop.example.org", "smtp+plain://alice@smtp.example.org:25" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LpAccount) account = make_account (rows[i][0], rows[i][1]);
    account->incoming->sign_in = account->outgoing->sign_in = LP_SIGN_IN_PASSWORD;
    account->leave_on_server = i == 2 ? 14 : LP_LEAVE_ALWAYS;
    g_autoptr (LpPlan) plan = make_plan (fixture, account);
    write_files (plan);

    g_autoptr (GPtrArray) found = read_accounts (fixture);
    g_assert_cmpuint (found->len, ==, 1);
    const LpFoundAccount *one = g_ptr_array_index (found, 0);
    g_assert_true (one->ours);
    g_assert_cmpstr (one->account->id, ==, "a1");
    g_assert_cmpstr (one->account->name, ==, "Alice Example");
    g_assert_true (lp_server_equal (one->account->incoming, account->incoming));
    g_assert_true (lp_server_equal (one->account->outgoing, account->outgoing));
    g_assert_cmpint (one->account->leave_on_server, ==, account->leave_on_server);

    g_autoptr (LpPlan) again = make_plan (fixture, account);
    g_assert_true (lp_plan_is_empty (again));
  }
}

/* Later edits of the person stay when the account's settings change. */
static void
test_update_keeps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LpAccount) account = make_account ("imap+tls://alice@imap.example.org", NULL);
  g_autofree char *path
      = g_build_filename (fixture->places->config, "evolution/sources/letterplate-a1.source", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (LpPlan) first = make_plan (fixture, account);

  write_files (first);
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  g_key_file_set_string (file, "Data Source", "DisplayName", "Work");
  g_key_file_set_integer (file, "Refresh", "IntervalMinutes", 3);
  g_assert_true (g_key_file_save_to_file (file, path, NULL));

  g_clear_pointer (&account->incoming, lp_server_free);
  account->incoming = lp_server_parse ("imap+starttls://alice@mail.example.org", NULL);
  g_autoptr (LpPlan) second = make_plan (fixture, account);
  write_files (second);
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  g_autofree char *name = g_key_file_get_string (file, "Data Source", "DisplayName", NULL);
  g_autofree char *host = g_key_file_get_string (file, "Authentication", "Host", NULL);
  g_assert_cmpstr (name, ==, "Work");
  g_assert_cmpstr (host, ==, "mail.example.org");
  g_assert_cmpint (g_key_file_get_integer (file, "Refresh", "IntervalMinutes", NULL), ==, 3);
  g_assert_cmpint (g_key_file_get_integer (file, "Authentication", "Port", NULL), ==, 143);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LpAccount) account
      = make_account ("imap+tls://alice@imap.example.org", "smtp+tls://alice@smtp.example.org");
  g_autoptr (LpPlan) plan = make_plan (fixture, account);
  g_autoptr (GError) error = NULL;

  write_files (plan);
  g_free (account->id);
  account->id = g_strdup ("a2");
  g_autoptr (LpPlan) same = make_plan (fixture, account);
  g_assert_true (lp_plan_is_empty (same));

  account->incoming->port = 143;
  g_autoptr (LpPlan) other = lp_clients_find ("evolution")->plan (fixture->places, account, &error);
  g_assert_null (other);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct {
    LpSignIn sign_in;
    const char *issuer;
    gboolean refused;
  } rows[] = {
    { LP_SIGN_IN_EXTERNAL, NULL, TRUE },     { LP_SIGN_IN_OAUTH2, NULL, TRUE },
    { LP_SIGN_IN_OAUTH2, "fastmail", TRUE }, { LP_SIGN_IN_OAUTH2, "google", FALSE },
    { LP_SIGN_IN_ENCRYPTED, NULL, FALSE },   { LP_SIGN_IN_GSSAPI, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LpAccount) account = make_account ("imap+tls://alice@imap.example.org", NULL);
    g_autoptr (GError) error = NULL;
    account->incoming->sign_in = rows[i].sign_in;
    account->issuer = g_strdup (rows[i].issuer);
    g_autoptr (LpPlan) plan
        = lp_clients_find ("evolution")->plan (fixture->places, account, &error);
    if (rows[i].refused)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
    else
      g_assert_no_error (error);
  }
}

/* Each source that signs in with a password has its own item, before anything is created. */
static void
test_items (Fixture *fixture, gconstpointer data)
{
  static const char *const uids[] = { "letterplate-a1", "letterplate-a1-transport" };
  g_autoptr (LpAccount) account
      = make_account ("imap+tls://alice@imap.example.org", "smtp+tls://alice@smtp.example.org");
  g_autoptr (LpPlan) plan = make_plan (fixture, account);

  for (guint i = 0; i < G_N_ELEMENTS (uids); i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    g_assert_cmpint (operation->kind, ==, LP_OPERATION_KEYRING);
    g_assert_cmpstr (operation->item->schema, ==, "org.gnome.Evolution.Data.Source");
    g_assert_cmpstr (g_hash_table_lookup (operation->item->attributes, "e-source-uid"), ==,
                     uids[i]);
    g_assert_cmpint (operation->item->side, ==, i);
  }
  account->outgoing->sign_in = LP_SIGN_IN_NONE;
  g_autoptr (LpPlan) one_item = make_plan (fixture, account);
  g_assert_cmpuint (one_item->operations->len, ==, plan->operations->len - 1);
}

static GTestDBus *
start_bus (Fixture *fixture)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *file = g_build_filename (fixture->home, BUS_NAME ".service", NULL);

  g_assert_true (g_file_set_contents (file, "[D-BUS Service]\nName=" BUS_NAME "\nExec=/bin/false\n",
                                      -1, NULL));
  g_test_dbus_add_service_dir (bus, fixture->home);
  g_test_dbus_up (bus);
  fixture->places->bus = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  g_assert_nonnull (fixture->places->bus);
  return bus;
}

static void
test_bus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = start_bus (fixture);
  g_autoptr (LpAccount) account
      = make_account ("imap+tls://alice@imap.example.org", "smtp+tls://alice@smtp.example.org");
  g_autoptr (LpPlan) plan = make_plan (fixture, account);
  static const char *const uids[]
      = { "letterplate-a1", "letterplate-a1-identity", "letterplate-a1-transport" };
  const guint n_items = 2;

  /* The parent first, each with its own way back: a parent that goes before them leaves orphans. */
  g_assert_cmpuint (plan->operations->len, ==, n_items + G_N_ELEMENTS (uids));
  for (guint i = 0; i < G_N_ELEMENTS (uids); i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, n_items + i);
    g_assert_cmpint (operation->kind, ==, LP_OPERATION_DBUS);
    g_assert_cmpstr (operation->call->bus_name, ==, BUS_NAME);
    g_assert_cmpstr (operation->call->method, ==, "CreateSources");
    g_autoptr (GVariant) sources = g_variant_get_child_value (operation->call->parameters, 0);
    g_assert_cmpuint (g_variant_n_children (sources), ==, 1);
    g_assert_true (g_variant_lookup (sources, uids[i], "&s", NULL));
    g_assert_cmpstr (operation->inverse->method, ==, "Remove");
    g_assert_cmpstr (operation->inverse->match_value, ==, uids[i]);
    g_assert_true (operation->inverse->may_be_gone);
  }

  g_clear_object (&fixture->places->bus);
  g_test_dbus_down (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/evolution/round-trip", test_round_trip }, { "/evolution/update-keeps", test_update_keeps },
    { "/evolution/foreign", test_foreign },       { "/evolution/refusals", test_refusals },
    { "/evolution/items", test_items },           { "/evolution/bus", test_bus },
  };
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
