/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clients/bus.h"
#include "disk/lab.h"
#include "disk/shim.h"
#include "disk/sources.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* In memory where there is such a folder; a second file system for links that lead to another. */
#define MEMORY "/dev/shm"
#define OTHER "/var/tmp"

/* Clients whose accounts are files, and one whose account is made over the session bus. */
static const char *const file_clients[N_CLIENTS] = { "msmtp", "mbsync" };
static const char *const bus_clients[N_CLIENTS] = { "msmtp", "evolution" };

/* ---- a keyring of files, which outlives the process ---- */

static char *
item_path (const LpSecretItem *item, const Lab *lab)
{
  return g_build_filename (lab->keyring, item->label, NULL);
}

static gboolean
fail_item (int code, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
  return FALSE;
}

static gboolean
find_item (const LpSecretItem *item, gboolean *is_there, gpointer data, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *path = item_path (item, data);
  *is_there = g_file_test (path, G_FILE_TEST_EXISTS);
  return TRUE;
}

static gboolean
store_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = item_path (item, data);
  int code = shim_point ("store");
  if (code != 0)
    return fail_item (code, error);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  return TRUE;
}

static gboolean
remove_item (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = item_path (item, data);
  int code = shim_point ("remove");
  if (code != 0)
    return fail_item (code, error);
  g_unlink (path);
  return TRUE;
}

/* ---- homes ---- */

static void
write_file (const Lab *lab, const char *name, const char *text, mode_t mode)
{
  g_autofree char *path = g_build_filename (lab->home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
make_link (const Lab *lab, const char *target, const char *name)
{
  g_autofree char *path = g_build_filename (lab->home, name, NULL);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

#define MSMTPRC "# mine\r\naccount work\r\nhost smtp.work.test\r\nfrom a@work.test\r\n"
#define MBSYNCRC "# mine\nIMAPAccount work\nHost imap.work.test\nUser a@work.test"

static void
make_empty (const Lab *lab)
{
}

static void
make_used (const Lab *lab)
{
  write_file (lab, ".msmtprc", MSMTPRC, 0644);
  write_file (lab, ".mbsyncrc", MBSYNCRC, 0600);
}

static void
make_links (const Lab *lab)
{
  write_file (lab, "dotfiles/msmtprc", MSMTPRC, 0640);
  make_link (lab, "dotfiles/msmtprc", ".msmtprc");
  make_link (lab, "dotfiles/mbsync", ".mbsyncrc");
  make_link (lab, "../.nowhere/yet", "dotfiles/mbsync");
}

static void
make_other_disk (const Lab *lab)
{
  g_autofree char *target = g_build_filename (lab->other, "msmtprc", NULL);
  g_assert_true (g_file_set_contents (target, MSMTPRC, -1, NULL));
  make_link (lab, target, ".msmtprc");
}

static const struct {
  const char *name;
  void (*make) (const Lab *lab);
  const char *const *client_ids;
} homes[] = {
  { "empty", make_empty, file_clients }, { "used", make_used, file_clients },
  { "links", make_links, file_clients }, { "other-disk", make_other_disk, file_clients },
  { "bus", make_used, bus_clients },
};

/* ---- the lab ---- */

static LpAccount *
make_account (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("alice@example.test", NULL);
  LpAccount *account = lp_account_new (address);
  account->id = g_strdup ("a1");
  account->incoming = lp_server_parse ("imap+tls://alice@imap.example.test", NULL);
  account->outgoing = lp_server_parse ("smtp+tls://alice@smtp.example.test", NULL);
  return account;
}

Lab *
lab_new (void)
{
  Lab *lab = g_new0 (Lab, 1);
  const char *memory = g_file_test (MEMORY, G_FILE_TEST_IS_DIR) ? MEMORY : g_get_tmp_dir ();
  lab->scratch = g_build_filename (memory, "lp-disk-XXXXXX", NULL);
  lab->other = g_build_filename (OTHER, "lp-disk-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (lab->scratch));
  g_assert_nonnull (g_mkdtemp (lab->other));
  lab->person = g_build_filename (lab->scratch, "person", NULL);
  lab->home = g_build_filename (lab->person, "home", NULL);
  lab->keyring = g_build_filename (lab->person, "keyring", NULL);
  lab->state = g_build_filename (lab->scratch, "state", NULL);
  lab->places = g_new0 (LpPlaces, 1);
  lab->places->home = g_strdup (lab->home);
  lab->places->config = g_build_filename (lab->home, ".config", NULL);
  lab->places->data = g_build_filename (lab->home, ".local", "share", NULL);
  lab->places->cache = g_build_filename (lab->home, ".cache", NULL);
  lab->places->path = g_new0 (char *, 1);
  lab->places->helper = g_strdup ("/usr/bin/letterplate-secret");
  lab->places->program = g_strdup ("/usr/bin/letterplate");
  lab->account = make_account ();
  lab->receipts = lp_receipts_new (lab->state);
  lab->hooks = (LpKeyringHooks){
    .find = find_item, .store = store_item, .remove = remove_item, .data = lab
  };
  return lab;
}

void
lab_free (Lab *lab)
{
  tree_remove (lab->scratch);
  tree_remove (lab->other);
  g_free (lab->scratch);
  g_free (lab->other);
  g_free (lab->person);
  g_free (lab->home);
  g_free (lab->keyring);
  g_free (lab->state);
  lp_places_free (lab->places);
  lp_account_free (lab->account);
  lp_receipts_free (lab->receipts);
  for (guint i = 0; i < N_STATES; i++)
    g_clear_pointer (&lab->trees[i], g_hash_table_unref);
  g_free (lab);
}

pid_t
lab_fork (const Lab *lab)
{
  pid_t pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  if (lab->client_ids == bus_clients)
    lab->places->bus = lp_bus_open ();
  else
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  return 0;
}

/* What has to come back; a file on the other disk counts by what the link shows. */
GHashTable *
lab_read (const Lab *lab)
{
  GHashTable *tree = tree_read (lab->person);
  g_autoptr (GHashTable) other = tree_read (lab->other);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, other);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (tree, g_strconcat ("other/", name, NULL), g_bytes_ref (value));
  if (lab->client_ids == bus_clients)
    sources_read (tree);
  return tree;
}

void
lab_reset (Lab *lab, guint home)
{
  lab->client_ids = homes[home].client_ids;
  tree_remove (lab->person);
  tree_remove (lab->state);
  tree_remove (lab->other);
  g_assert_cmpint (g_mkdir_with_parents (lab->home, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (lab->keyring, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (lab->other, 0700), ==, 0);
  if (lab->client_ids == bus_clients)
    sources_remove ();
  homes[home].make (lab);
}

const char *
lab_get_home_name (guint home)
{
  return home < G_N_ELEMENTS (homes) ? homes[home].name : NULL;
}
