/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Walks the stories of every mail client. A story is a folder tests/golden/CLIENT/STORY:
 *
 *     before/       the home folder as it was; none: tests/golden/before/CLIENT; none: an empty
 * home after/        the home folder as it must be after applying; none: as before expect.ini
 * (optional) what else is expected account.ini   the account; none: tests/golden/accounts/STORY.ini
 *     bin/          programs that stand before those of tests/golden/bin in this story's PATH
 *     add-on.xpi    (optional) Thunderbird's add-on, as if the person wanted it
 *     operations    what the plan has beside files: one line for each item of the keyring and each
 * call
 *
 * "@HOME@" in files stands for the home folder; a folder with nothing in it has a file
 * .empty-folder, because git keeps none. Programs are looked for in bin of the home folder, too,
 * Flatpaks in .local/share/flatpak/app, Snaps in .snap, sockets in .runtime and .tmp. XDG folders
 * are .config, .local/share and .cache; letterplate and letterplate-secret are said to be in
 * /usr/bin. account.ini, where all keys but the address may be missing:
 *
 *     [account]
 *     id=a1                                 "a1" if it is missing
 *     address=alice@example.test
 *     name=Alice
 *     incoming=imap+tls://alice%40example.test@imap.example.test
 *     incoming-sign-in=password             a word of lp_sign_in_get_name()
 *     incoming-mechanism=LOGIN              that was proved
 *     incoming-pin=64 hexadecimal digits
 *     outgoing=…                            with outgoing-sign-in, outgoing-mechanism, outgoing-pin
 *     ca-file=@HOME@/ca.pem
 *     client-certificate=/absolute/path.pem
 *     issuer=google
 *     timeout=60
 *     leave-on-server=14                    days, or "always"
 *
 * expect.ini:
 *
 *     [expect]
 *     refused=not-supported                 the error (not-supported, invalid-data, exists, …);
 * nothing may change notes=2                               how many notes the plan has
 *
 * Each story without calls is applied, compared, planned again (which must give an empty plan) and
 * undone, which must give the start back to the byte, with modes. New files must be 0600.
 * LP_GOLDEN_UPDATE=1 writes after/ and operations anew, to be read with git diff.
 */
#include "clients/client.h"
#include "clients/receipt.h"
#include "support/memory-keyring.h"
#include "support/places.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const LpClient *client;
  char *folder;
  char *scratch;
  LpPlaces *places;
  LpAccount *account;
  GKeyFile *expect;
  MemoryKeyring keyring;
  LpKeyringHooks hooks;
} Story;

static char *
golden_path (const char *a, const char *b)
{
  return g_test_build_filename (G_TEST_DIST, "golden", a, b, NULL);
}

/* One of the story's own files, or in its absence the one of that name in accounts/, or nothing. */
static GKeyFile *
load_ini (const char *folder, const char *name, gboolean is_shared)
{
  g_autofree char *own = g_build_filename (folder, name, NULL);
  g_autofree char *base = g_path_get_basename (folder);
  g_autofree char *shared_name = g_strconcat (base, ".ini", NULL);
  g_autofree char *shared = golden_path ("accounts", shared_name);
  gboolean is_own = g_file_test (own, G_FILE_TEST_EXISTS);
  g_autoptr (GError) error = NULL;
  GKeyFile *ini = g_key_file_new ();
  if (is_own || is_shared)
    g_key_file_load_from_file (ini, is_own ? own : shared, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return ini;
}

static char *
get (GKeyFile *ini, const char *group, const char *key)
{
  return g_key_file_get_string (ini, group, key, NULL);
}

static LpServer *
load_server (GKeyFile *ini, const char *side)
{
  g_autofree char *sign_in_key = g_strconcat (side, "-sign-in", NULL);
  g_autofree char *pin_key = g_strconcat (side, "-pin", NULL);
  g_autofree char *mechanism_key = g_strconcat (side, "-mechanism", NULL);
  g_autofree char *text = get (ini, "account", side);
  g_autofree char *sign_in = get (ini, "account", sign_in_key);
  g_autoptr (GError) error = NULL;
  if (!text)
    return NULL;
  LpServer *server = lp_server_parse (text, &error);
  g_assert_no_error (error);
  server->mechanism = get (ini, "account", mechanism_key);
  if (sign_in)
    g_assert_true (lp_sign_in_from_name (sign_in, &server->sign_in));
  server->pin = get (ini, "account", pin_key);
  return server;
}

static LpAccount *
load_account (GKeyFile *ini, const char *home)
{
  g_autofree char *address_text = get (ini, "account", "address");
  g_autofree char *id = get (ini, "account", "id");
  g_autofree char *ca_file = get (ini, "account", "ca-file");
  g_autofree char *leave = get (ini, "account", "leave-on-server");
  g_autoptr (GError) error = NULL;
  g_autoptr (LpAddress) address = lp_address_parse (address_text, &error);
  g_assert_no_error (error);
  LpAccount *account = lp_account_new (address);
  account->id = g_strdup (id ? id : "a1");
  account->name = get (ini, "account", "name");
  account->issuer = get (ini, "account", "issuer");
  account->client_certificate = get (ini, "account", "client-certificate");
  account->incoming = load_server (ini, "incoming");
  account->outgoing = load_server (ini, "outgoing");
  if (g_key_file_has_key (ini, "account", "timeout", NULL))
    account->timeout = g_key_file_get_integer (ini, "account", "timeout", NULL);
  if (leave && !g_str_equal (leave, "always"))
    account->leave_on_server = atoi (leave);
  if (ca_file) {
    g_auto (GStrv) parts = g_strsplit (ca_file, "@HOME@", -1);
    account->ca_file = g_strjoinv (home, parts);
  }
  return account;
}

/* The home to begin with; the folder need not be there. */
static char *
find_before (const Story *story)
{
  g_autofree char *own = g_build_filename (story->folder, "before", NULL);
  if (g_file_test (own, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&own);
  return golden_path ("before", story->client->id);
}

static LpPlaces *
make_places (const char *home, const char *folder)
{
  LpPlaces *places = places_new_in (home);
  g_autofree char *own_programs = g_build_filename (folder, "bin", NULL);
  g_autofree char *programs = golden_path ("bin", NULL);
  g_autofree char *home_programs = g_build_filename (home, "bin", NULL);
  g_autofree char *add_on = g_build_filename (folder, "add-on.xpi", NULL);
  const char *path[] = { home_programs, own_programs, programs, NULL };
  g_strfreev (places->path);
  places->path = g_strdupv ((char **)path);
  places->runtime = g_build_filename (home, ".runtime", NULL);
  places->temporary = g_build_filename (home, ".tmp", NULL);
  places->snaps = g_build_filename (home, ".snap", NULL);
  places->flatpaks = g_new0 (char *, 2);
  places->flatpaks[0] = g_build_filename (places->data, "flatpak", "app", NULL);
  if (g_file_test (add_on, G_FILE_TEST_EXISTS))
    places->add_on = g_steal_pointer (&add_on);
  return places;
}

static void
set_up (Story *story, gconstpointer data)
{
  const char *const *names = data;
  g_autoptr (GError) error = NULL;
  story->client = lp_clients_find (names[0]);
  g_assert_nonnull (story->client);
  story->folder = golden_path (names[0], names[1]);
  story->scratch = g_dir_make_tmp ("lp-golden-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *home = g_build_filename (story->scratch, "home", NULL);
  g_autofree char *before = find_before (story);
  tree_copy (before, home, home);
  tree_keep_empty_folders (home, FALSE);
  story->hooks = memory_keyring_init (&story->keyring);
  story->expect = load_ini (story->folder, "expect.ini", FALSE);
  story->places = make_places (home, story->folder);
  g_autoptr (GKeyFile) ini = load_ini (story->folder, "account.ini", TRUE);
  story->account = load_account (ini, home);
}

static void
tear_down (Story *story, gconstpointer data)
{
  tree_remove (story->scratch);
  g_free (story->scratch);
  g_free (story->folder);
  g_key_file_unref (story->expect);
  memory_keyring_clear (&story->keyring);
  lp_places_free (story->places);
  lp_account_free (story->account);
}

/* after/ as the home should look, from a copy in which "@HOME@" is replaced. */
static GHashTable *
read_expected (const Story *story)
{
  g_autofree char *after = g_build_filename (story->folder, "after", NULL);
  g_autofree char *before = find_before (story);
  g_autofree char *copy = g_build_filename (story->scratch, "expected", NULL);
  tree_copy (g_file_test (after, G_FILE_TEST_IS_DIR) ? after : before, copy, story->places->home);
  tree_keep_empty_folders (copy, FALSE);
  return tree_read (copy);
}

static int
compare_attributes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
append_item (GString *text, const LpSecretItem *item)
{
  guint n;
  g_autofree char **names = (char **)g_hash_table_get_keys_as_array (item->attributes, &n);
  qsort (names, n, sizeof (char *), compare_attributes);
  g_string_append_printf (text, "item %s \"%s\" %s", item->schema, item->label,
                          item->side == LP_SIDE_INCOMING ? "incoming" : "outgoing");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " %s=%s", names[i],
                            (const char *)g_hash_table_lookup (item->attributes, names[i]));
  g_string_append_c (text, '\n');
}

static void
append_call (GString *text, const char *word, const LpDbusCall *call)
{
  if (!call)
    return;
  g_autofree char *parameters
      = call->parameters ? g_variant_print (call->parameters, FALSE) : g_strdup ("()");
  g_string_append_printf (text, "%s %s %s %s.%s %s", word, call->bus_name,
                          call->path ? call->path : "-", call->interface, call->method, parameters);
  if (call->match_interface)
    g_string_append_printf (text, " where %s.%s=%s", call->match_interface, call->match_property,
                            call->match_value);
  g_string_append_c (text, '\n');
}

/* The services that are called are asked in tests/lab. */
static gboolean
has_call (const LpPlan *plan)
{
  for (guint i = 0; i < plan->operations->len; i++)
    if (((const LpOperation *)g_ptr_array_index (plan->operations, i))->kind == LP_OPERATION_DBUS)
      return TRUE;
  return FALSE;
}

/* Files of a plan with calls are not written, so they are shown. */
static void
append_file (GString *text, const LpOperation *operation, const char *home)
{
  gsize size = 0;
  const char *data = operation->after ? g_bytes_get_data (operation->after, &size) : NULL;
  g_autofree char *contents = g_strndup (data ? data : "", size);
  g_autofree char *all = g_strdup_printf ("file %s\n%s", operation->path, contents);
  g_auto (GStrv) parts = g_strsplit (all, home, -1);
  g_autofree char *marked = g_strjoinv ("@HOME@", parts);
  g_string_append (text, marked);
}

static char *
describe_operations (const Story *story, const LpPlan *plan)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    if (operation->item)
      append_item (text, operation->item);
    append_call (text, "call", operation->call);
    append_call (text, "inverse", operation->inverse);
    if (operation->kind == LP_OPERATION_FILE && has_call (plan))
      append_file (text, operation, story->places->home);
  }
  return g_string_free (text, FALSE);
}

static gboolean
is_update (void)
{
  return g_getenv ("LP_GOLDEN_UPDATE") != NULL;
}

static void
check_operations (const Story *story, const LpPlan *plan)
{
  g_autofree char *path = g_build_filename (story->folder, "operations", NULL);
  g_autofree char *described = describe_operations (story, plan);
  if (is_update () && *described)
    g_assert_true (g_file_set_contents (path, described, -1, NULL));
  g_autofree char *expected = NULL;
  g_file_get_contents (path, &expected, NULL, NULL);
  g_assert_cmpstr (described, ==, expected ? expected : "");
}

static LpPlan *
make_plan (const Story *story)
{
  g_autoptr (GError) error = NULL;
  LpPlan *plan = story->client->plan (story->places, story->account, &error);
  g_assert_no_error (error);
  g_assert_nonnull (plan);
  g_assert_cmpstr (plan->client_id, ==, story->client->id);
  g_assert_cmpstr (plan->account_id, ==, story->account->id);
  return plan;
}

static void
check_refusal (const Story *story, const char *refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpPlan) plan = story->client->plan (story->places, story->account, &error);
  g_assert_null (plan);
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (error->domain == G_IO_ERROR);
  g_autoptr (GEnumClass) codes = g_type_class_ref (G_TYPE_IO_ERROR_ENUM);
  g_assert_cmpstr (g_enum_get_value (codes, error->code)->value_nick, ==, refused);
}

static void
apply (const Story *story, LpReceipts *receipts, LpPlan *plan)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (plans, plan);
  g_autofree char *id
      = lp_receipts_apply (receipts, story->account->id, story->account->address->text, plans,
                           &story->hooks, NULL, NULL, &results, NULL, &error);
  g_assert_no_error (error);
  const LpClientResult *result = g_ptr_array_index (results, 0);
  g_assert_cmpstr (result->message, ==, NULL);
  g_assert_true (result->done);
  g_assert_true (result->unchanged == lp_plan_is_empty (plan));
}

static void
undo (const Story *story, LpReceipts *receipts)
{
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_true (lp_receipts_undo (receipts, NULL, NULL, &story->hooks, &results, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_modes (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const char *data = g_bytes_get_data (value, NULL);
    if (*data == 'f' && !g_hash_table_contains (before, name))
      g_assert_cmpmem (data, 5, "f0600", 5);
  }
}

/* Takes the home as it is for what it should be. */
static void
update_after (const Story *story)
{
  g_autofree char *after = g_build_filename (story->folder, "after", NULL);
  tree_remove (after);
  tree_copy (story->places->home, after, NULL);
  tree_keep_empty_folders (after, TRUE);
  g_autoptr (GHashTable) tree = tree_read (after);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, tree);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *path = g_build_filename (after, name, NULL);
    const char *data = g_bytes_get_data (value, NULL);
    g_autofree char *text = g_strndup (data + 5, *data == 'f' ? g_bytes_get_size (value) - 5 : 0);
    g_auto (GStrv) parts = g_strsplit (text, story->places->home, -1);
    g_autofree char *marked = g_strjoinv ("@HOME@", parts);
    if (*data == 'f' && parts[0] && parts[1])
      g_assert_true (g_file_set_contents (path, marked, -1, NULL));
  }
}

static void
check_applying (Story *story, LpPlan *plan, GHashTable *before)
{
  g_autofree char *state = g_build_filename (story->scratch, "state", NULL);
  g_autoptr (LpReceipts) receipts = lp_receipts_new (state);
  apply (story, receipts, plan);
  if (is_update ())
    update_after (story);
  g_autoptr (GHashTable) after = tree_read (story->places->home);
  g_autoptr (GHashTable) expected = read_expected (story);
  tree_assert_equal ("after applying", after, expected, FALSE);
  assert_modes (before, after);

  g_autoptr (LpPlan) again = make_plan (story);
  g_autofree char *diff = lp_plan_to_diff (again, story->places->home);
  g_assert_cmpstr (diff, ==, "");
  if (!lp_plan_is_empty (plan))
    undo (story, receipts);
  g_assert_cmpuint (g_hash_table_size (story->keyring.items), ==, 0);
}

static gboolean
has_pin_for (const LpClient *client, const LpServer *server)
{
  static const LpAbilities abilities[LP_N_PROTOCOLS] = { LP_CAN_IMAP, LP_CAN_POP3, LP_CAN_SMTP };
  return server && server->pin && (client->can & abilities[server->protocol]);
}

/* What the window says of a pinned certificate before anything is chosen, it takes from the table. */
static void
check_abilities (Story *story, gboolean is_refused)
{
  LpAbilities can = story->client->can & (LP_CAN_PIN | LP_ASKS_ABOUT_CERTIFICATE);
  if (has_pin_for (story->client, story->account->incoming)
      || has_pin_for (story->client, story->account->outgoing))
    g_assert_true (is_refused == (can == 0));
}

static void
test_story (Story *story, gconstpointer data)
{
  g_autofree char *refused = get (story->expect, "expect", "refused");
  g_autoptr (GHashTable) before = tree_read (story->places->home);
  if (refused) {
    check_refusal (story, refused);
  } else {
    g_autoptr (LpPlan) plan = make_plan (story);
    if (g_key_file_has_key (story->expect, "expect", "notes", NULL))
      g_assert_cmpint (plan->notes->len, ==,
                       g_key_file_get_integer (story->expect, "expect", "notes", NULL));
    check_operations (story, plan);
    if (!has_call (plan))
      check_applying (story, plan, before);
  }
  check_abilities (story, refused != NULL);
  g_autoptr (GHashTable) now = tree_read (story->places->home);
  tree_assert_equal ("at the end", now, before, TRUE);
}

static GSList *all_names;

/* A client without a story is not finished. */
static void
add_stories (const char *client_id)
{
  guint n_stories = 0;
  g_autofree char *folder = golden_path (client_id, NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries)); n_stories++) {
    g_autofree char *path = g_strdup_printf ("/golden/%s/%s", client_id, name);
    const char **names = g_new0 (const char *, 2);
    names[0] = g_intern_string (client_id);
    names[1] = g_intern_string (name);
    all_names = g_slist_prepend (all_names, names);
    g_test_add_vtable (path, sizeof (Story), names, (GTestFixtureFunc)set_up,
                       (GTestFixtureFunc)test_story, (GTestFixtureFunc)tear_down);
  }
  if (n_stories == 0)
    g_error ("tests/golden/%s: no story", client_id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Files only: what runs on the tester's desktop has no say here. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++)
    add_stories (clients[i].id);
  int status = g_test_run ();
  g_slist_free_full (all_names, g_free);
  return status;
}
