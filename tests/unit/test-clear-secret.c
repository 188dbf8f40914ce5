/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A password in clear text leaves its file: the client then has the same account without one, everything else stays,
 * and taking it back gives the octets back.
 */
#include "clients/clear-secret.h"
#include "support/places.h"
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>

#define HELPER "/usr/bin/letterplate-secret a1"
#define LOOKUP "netrc-lookup netrc-pipe='/usr/bin/letterplate netrc a1'"

static const struct {
  const char *name;
  const char *client_id;
  const char *path;
  const char *before;
  const char *after;
  const char *incoming;
  const char *outgoing;
} moves[] = {
  { "msmtp", "msmtp", ".msmtprc",
    "# mine\naccount a\nhost h.test\nauth on\nuser u@h.test\n\tpassword  \"s e\"\nport "
    "587\n\naccount b\nhost x\n",
    "# mine\naccount a\nhost h.test\nauth on\nuser u@h.test\n\tpasswordeval " HELPER
    " outgoing\nport 587\n\naccount b\nhost x\n",
    NULL, "s e" },
  { "mpop", "mpop", ".mpoprc",
    "defaults\ntls on\naccount a\r\nhost h.test\r\nuser u@h.test\r\npassword s",
    "defaults\ntls on\naccount a\r\nhost h.test\r\nuser u@h.test\r\npasswordeval " HELPER
    " incoming",
    "s", NULL },
  { "mbsync", "mbsync", ".mbsyncrc",
    "IMAPAccount a\nHost h.test\nUser u@h.test\n# why\nPASS \"s \\\"e\"\n\nChannel c\n",
    "IMAPAccount a\nHost h.test\nUser u@h.test\n# why\nPassCmd \"" HELPER
    " incoming\"\n\nChannel c\n",
    "s \"e", NULL },
  { "getmail", "getmail", ".config/getmail/mine",
    "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = h.test\nusername = u@h.test\npassword = "
    "s%e\n\n[options]\n",
    "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = h.test\nusername = "
    "u@h.test\npassword_command=(\"/usr/bin/letterplate-secret\", \"a1\", "
    "\"incoming\")\n\n[options]\n",
    "s%e", NULL },
  { "offlineimap", "offlineimap", ".offlineimaprc",
    "[Repository r]\nremotehost = h.test\nremoteuser = u@h.test\nremotepass = s%%e\n",
    "[Repository r]\nremotehost = h.test\nremoteuser = u@h.test\n"
    "remotepasseval=__import__('subprocess').run(['/usr/bin/letterplate-secret', 'a1', "
    "'incoming'], stdout=-1, "
    "check=True).stdout.decode().rstrip('\\n')\n",
    "s%e", NULL },
  { "aerc", "aerc", ".config/aerc/accounts.conf",
    "[w]\nsource = imaps://u%40h.test:s%2Fe@h.test\noutgoing = "
    "smtps://u%40h.test:t@o.test:465\nfrom = U "
    "<u@h.test>\n",
    "[w]\nsource = imaps://u%40h.test@h.test\noutgoing = smtps://u%40h.test@o.test:465\nfrom = U "
    "<u@h.test>\nsource-cred-cmd=" HELPER " incoming\noutgoing-cred-cmd=" HELPER " outgoing\n",
    "s/e", "t" },
  { "mutt", "mutt", ".muttrc",
    "set from=u@h.test folder=imaps://h.test imap_user=u@h.test\nset imap_pass='s e' sort=date # "
    "my "
    "password\nset smtp_url=\"smtps://u@h.test\" ; set smtp_pass = \"$imap_pass\"\n",
    "set from=u@h.test folder=imaps://h.test imap_user=u@h.test\nset imap_pass=\"`" HELPER
    " incoming`\" sort=date # my password\nset smtp_url=\"smtps://u@h.test\" ; set smtp_pass = "
    "\"$imap_pass\"\n",
    "s e", NULL },
  { "neomutt", "neomutt", ".neomuttrc",
    "set from=u@h.test spoolfile=pops://u@h.test\nset pop_pass=s\r\nset smtp_url=smtps://u@h.test "
    "smtp_pass=t\n",
    "set from=u@h.test spoolfile=pops://u@h.test\nset pop_pass=\"`" HELPER
    " incoming`\"\r\nset smtp_url=smtps://u@h.test smtp_pass=\"`" HELPER " outgoing`\"\n",
    "s", "t" },
  { "s-nail", "s-nail", ".mailrc",
    "set askcc\naccount o {\n set password=other\n}\naccount w {\n  set from=u@h.test  "
    "password-u@h.test='s e' # x\n "
    "wysh set inbox=imaps://u@h.test mta=\"smtps://u:t@o.test\"\n}\n",
    "set askcc\naccount o {\n set password=other\n}\naccount w {\n  set from=u@h.test  " LOOKUP
    " # x\n wysh set inbox=imaps://u@h.test mta=\"smtps://u@o.test\" " LOOKUP "\n}\n",
    "s e", "t" },
  { "fetchmail", "fetchmail", ".fetchmailrc",
    "set daemon 300\npoll h.test protocol imap:\n  user \"u@h.test\" there with password \"s "
    "\\\"e\" is me here, ssl\n"
    "poll o.test user x pass y\n",
    "set daemon 300\nskip h.test protocol imap:\n  user \"u@h.test\" there with  is me here, "
    "ssl\npoll o.test user x pass y\n",
    "s \"e", NULL },
  { "git", "git", ".gitconfig",
    "[user]\n\temail = u@h.test\n[sendemail]\n\tsmtpServer = h.test\n\tsmtpUser = "
    "u@h.test\n\tsmtpEncryption = "
    "ssl\n\tsmtpPass = \"s e\"\n[alias]\n",
    "[user]\n\temail = u@h.test\n[sendemail]\n\tsmtpServer = h.test\n\tsmtpUser = "
    "u@h.test\n\tsmtpEncryption = "
    "ssl\n[alias]\n# >>> letterplate a1 >>>\n[credential "
    "\"smtp://u%40h.test@h.test:465\"]\n\thelper =\n\thelper = "
    "/usr/bin/letterplate git-credential a1\n# <<< letterplate a1 <<<\n",
    NULL, "s e" },
};

/* Where it cannot be done: what is wrong, and the file. */
static const struct {
  const char *name;
  const char *client_id;
  const char *path;
  const char *text;
  const char *snippet;
} refusals[] = {
  { "defaults", "mpop", ".mpoprc", "defaults\npassword s\naccount a\nhost h.test\nuser u@h.test\n",
    "passwordeval " HELPER " incoming" },
  { "two users", "fetchmail", ".fetchmailrc",
    "poll h.test user \"u@h.test\" password s user v password t\n", "letterplate fetchmail" },
  { "continued", "mutt", ".muttrc",
    "set from=u@h.test folder=imaps://h.test \\\nimap_user=u@h.test \\\n  imap_pass=s\n",
    "\"`" HELPER " incoming`\"" },
};

static void
write_file (ReceiptFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = receipt_fixture_at (fixture, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  receipt_fixture_write_file (fixture, name, text);
}

/* With what fetchmail hands the mail to */
static LpPlaces *
make_places (const ReceiptFixture *fixture)
{
  LpPlaces *places = places_new_in (fixture->home);
  g_autofree char *procmail = g_build_filename (fixture->scratch, "procmail", NULL);
  g_assert_true (g_file_set_contents (procmail, "#!/bin/sh\n", -1, NULL));
  g_assert_cmpint (g_chmod (procmail, 0700), ==, 0);
  g_strfreev (places->path);
  places->path = g_strsplit (fixture->scratch, "\n", 1);
  return places;
}

static LpAccount *
read_account (const LpClient *client, const LpPlaces *places, gboolean has_secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = client->read (places, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, >=, 1);
  const LpFoundAccount *found = g_ptr_array_index (all, 0);
  g_assert_cmpint (found->clear_text_secret, ==, has_secret);
  g_assert_false (found->ours);
  LpAccount *account = lp_account_copy (found->account);
  account->id = g_strdup ("a1");
  account->takes_over = TRUE;
  return account;
}

static void
assert_secret (LpCredentials *secret, const char *expected)
{
  g_assert_cmpstr (secret ? lp_credentials_get_secret (secret) : NULL, ==, expected);
  if (secret)
    lp_credentials_unref (secret);
}

static void
test_moves (ReceiptFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    const LpClient *client = lp_clients_find (moves[i].client_id);
    g_autoptr (LpPlaces) places = make_places (fixture);
    LpCredentials *secrets[LP_N_SIDES] = { NULL };
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", moves[i].name);
    write_file (fixture, moves[i].path, moves[i].before);
    g_autoptr (GHashTable) start = tree_read (fixture->home);
    g_autoptr (LpAccount) account = read_account (client, places, TRUE);
    LpPlan *plan = lp_clear_secret_plan (client, places, account, secrets, &error);
    g_assert_no_error (error);
    g_assert_nonnull (plan);
    assert_secret (secrets[LP_SIDE_INCOMING], moves[i].incoming);
    assert_secret (secrets[LP_SIDE_OUTGOING], moves[i].outgoing);
    receipt_fixture_add_item (plan, moves[i].name);

    g_autoptr (GPtrArray) results = NULL;
    g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
    receipt_fixture_assert_file (fixture, moves[i].path, moves[i].after);
    g_assert_true (g_hash_table_contains (fixture->keyring.items, moves[i].name));
    g_autoptr (LpAccount) now = read_account (client, places, FALSE);
    g_assert_true (lp_server_equal (now->incoming, account->incoming));
    g_assert_true (lp_server_equal (now->outgoing, account->outgoing));
    g_assert_null (lp_clear_secret_plan (client, places, now, secrets, &error));
    g_assert_no_error (error);

    receipt_fixture_undo (fixture, id, NULL);
    g_autoptr (GHashTable) end = tree_read (fixture->home);
    tree_assert_equal (moves[i].name, end, start, TRUE);
    g_assert_false (g_hash_table_contains (fixture->keyring.items, moves[i].name));
    tree_remove (fixture->home);
  }
}

/* A file of its own for passwords, as people have it: that one is edited. */
static void
test_sourced (ReceiptFixture *fixture, gconstpointer data)
{
  const LpClient *client = lp_clients_find ("mutt");
  g_autoptr (LpPlaces) places = make_places (fixture);
  LpCredentials *secrets[LP_N_SIDES] = { NULL };
  g_autofree char *secret_file = receipt_fixture_at (fixture, ".mutt/secrets");
  write_file (fixture, ".muttrc",
              "source ~/.mutt/secrets\nset from=u@h.test folder=imaps://u@h.test\n");
  write_file (fixture, ".mutt/secrets", "set my_pass=s\nset imap_pass=$my_pass\n");
  g_autoptr (LpAccount) account = read_account (client, places, TRUE);
  g_autoptr (LpPlan) plan = lp_clear_secret_plan (client, places, account, secrets, NULL);
  g_assert_nonnull (plan);
  g_assert_cmpuint (plan->operations->len, ==, 1);
  const LpOperation *operation = g_ptr_array_index (plan->operations, 0);
  static const char expected[] = "set my_pass=\"`" HELPER " incoming`\"\nset imap_pass=$my_pass\n";
  g_assert_cmpstr (operation->path, ==, secret_file);
  g_assert_cmpmem (g_bytes_get_data (operation->after, NULL), g_bytes_get_size (operation->after),
                   expected, strlen (expected));
  assert_secret (secrets[LP_SIDE_INCOMING], "s");
}

static void
test_refusals (ReceiptFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    const LpClient *client = lp_clients_find (refusals[i].client_id);
    g_autoptr (LpPlaces) places = make_places (fixture);
    LpCredentials *secrets[LP_N_SIDES] = { NULL };
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", refusals[i].name);
    write_file (fixture, refusals[i].path, refusals[i].text);
    g_autoptr (LpAccount) account = read_account (client, places, TRUE);
    g_assert_null (lp_clear_secret_plan (client, places, account, secrets, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
    g_assert_nonnull (strstr (error->message, refusals[i].snippet));
    g_assert_null (secrets[LP_SIDE_INCOMING]);
    tree_remove (fixture->home);
  }
}

int
main (int argc, char **argv)
{
  static const ReceiptCase cases[] = {
    { "/clear-secret/moves", test_moves },
    { "/clear-secret/sourced", test_sourced },
    { "/clear-secret/refusals", test_refusals },
  };
  return receipt_fixture_run (argc, argv, cases, G_N_ELEMENTS (cases));
}
