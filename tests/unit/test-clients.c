/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What single mail programs need beside the stories of tests/golden: what is found on the disk, and how an account
 * whose name got a suffix is found again.
 */
#include "clients/client.h"
#include "support/places.h"
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Which program, and what its name leads to; the answer. */
static const struct {
  const char *name;
  const char *target;
  gboolean is_installed;
  const char *note;
} programs[] = {
  { "s-nail", NULL, TRUE, NULL },
  { "mailx", "s-nail", TRUE, NULL },
  { "mail", "s-nail", TRUE, NULL },
  { "mailx", "bsd-mailx", FALSE, "bsd-mailx" },
  { "mail", "mail.mailutils", FALSE, "mail.mailutils" },
  { "other", NULL, FALSE, NULL },
};

static void
make_program (const ReceiptFixture *fixture, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->home, folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "#!/bin/sh\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
}

/* As /etc/alternatives does it: NAME leads to a link, that leads to the program. */
static void
make_alternative (const ReceiptFixture *fixture, const char *name, const char *target)
{
  g_autofree char *link = g_build_filename (fixture->home, "bin", name, NULL);
  g_autofree char *alternative = g_strconcat (fixture->home, "/alternative", NULL);
  g_autofree char *program = g_build_filename (fixture->home, "elsewhere", target, NULL);
  make_program (fixture, "elsewhere", target);
  make_program (fixture, "bin", "nothing");
  g_assert_cmpint (symlink (program, alternative), ==, 0);
  g_assert_cmpint (symlink (alternative, link), ==, 0);
}

static void
test_mailx (ReceiptFixture *fixture, gconstpointer data)
{
  const LpClient *client = lp_clients_find ("s-nail");
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++) {
    g_autoptr (LpPlaces) places = places_new_in (fixture->home);
    g_auto (LpClientState) state = { 0 };
    g_test_message ("%s: %s", programs[i].name, programs[i].target);
    g_strfreev (places->path);
    places->path = g_new0 (char *, 2);
    places->path[0] = receipt_fixture_at (fixture, "bin");
    if (programs[i].target)
      make_alternative (fixture, programs[i].name, programs[i].target);
    else
      make_program (fixture, "bin", programs[i].name);
    client->detect (places, &state);
    g_assert_cmpint (state.installed, ==, programs[i].is_installed);
    g_assert_cmpint (state.note != NULL, ==, programs[i].note != NULL);
    if (programs[i].note)
      g_assert_nonnull (strstr (state.note, programs[i].note));
    tree_remove (fixture->home);
    g_assert_cmpint (g_mkdir (fixture->home, 0700), ==, 0);
  }
}

/* Files of the person's own that have the account's name. Once they are gone, ours is still known by its suffix. */
static const struct {
  const char *client_id;
  const char *path;
  const char *text;
} taken[] = {
  { "getmail", ".config/getmail/a1",
    "[retriever]\ntype = SimplePOP3SSLRetriever\nserver = pop.taken.test\nusername = "
    "c@taken.test\n" },
  { "offlineimap", ".offlineimaprc",
    "[general]\naccounts = a1\n[Account a1]\nlocalrepository = x\n" },
  { "msmtp", ".msmtprc", "account a1\nhost taken.test\nfrom c@taken.test\n" },
  { "mpop", ".mpoprc", "account a1\nhost taken.test\nuser c@taken.test\n" },
  { "mbsync", ".mbsyncrc", "IMAPAccount a1\nHost taken.test\nUser c\n\n" },
  { "aerc", ".config/aerc/accounts.conf",
    "[a1]\nsource = maildir://~/Mail\nfrom = c@taken.test\n" },
  { "git", ".gitconfig", "[sendemail \"a1\"]\n\tfrom = c@taken.test\n\tsmtpServer = x\n" },
  { "s-nail", ".mailrc", "account a1 {\n set from=c@taken.test\n}\n" },
};

static LpAccount *
make_account (const char *client_id)
{
  const char *incoming = g_str_equal (client_id, "mpop") ? "pop3+tls://alice@pop.example.test"
                                                         : "imap+tls://alice@imap.example.test";
  g_autoptr (LpAddress) address = lp_address_parse ("alice@example.test", NULL);
  LpAccount *account = lp_account_new (address);
  account->id = g_strdup ("a1");
  account->incoming = lp_server_parse (incoming, NULL);
  account->outgoing = lp_server_parse ("smtp+tls://alice@smtp.example.test", NULL);
  return account;
}

static void
test_taken (ReceiptFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++) {
    const LpClient *client = lp_clients_find (taken[i].client_id);
    g_autoptr (LpPlaces) places = places_new_in (fixture->home);
    g_autoptr (LpAccount) account = make_account (taken[i].client_id);
    g_autofree char *path = receipt_fixture_at (fixture, taken[i].path);
    g_autofree char *folder = g_path_get_dirname (path);
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", taken[i].client_id);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    receipt_fixture_write_file (fixture, taken[i].path, taken[i].text);
    g_autoptr (GPtrArray) results = NULL;
    g_autofree char *id
        = receipt_fixture_apply (fixture, &results, client->plan (places, account, &error), NULL);
    g_assert_nonnull (id);

    g_autoptr (GPtrArray) removed = NULL;
    LpPlan *removal = client->plan_removal (places, "a1", &error);
    g_assert_no_error (error);
    g_autofree char *removal_id = receipt_fixture_apply (fixture, &removed, removal, NULL);
    g_assert_nonnull (removal_id);
    receipt_fixture_assert_file (fixture, taken[i].path, taken[i].text);
    g_autoptr (GPtrArray) found = client->read (places, &error);
    g_assert_no_error (error);
    for (guint j = 0; j < found->len; j++)
      g_assert_false (((const LpFoundAccount *)g_ptr_array_index (found, j))->ours);
    tree_remove (fixture->home);
  }
}

int
main (int argc, char **argv)
{
  static const ReceiptCase cases[] = {
    { "/clients/mailx", test_mailx },
    { "/clients/taken-name/removed", test_taken },
  };
  return receipt_fixture_run (argc, argv, cases, G_N_ELEMENTS (cases));
}
