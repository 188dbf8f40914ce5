/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of mail programs, where their files are, and the few things all of them need.
 *
 * To add a client: <id>.c with its row, declared in rows.h; the row's name here; a folder of golden
 * files in tests/golden.
 */
#include "config.h"

#include "clients/bus.h"
#include "clients/client.h"
#include "clients/rows.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the order in which people are shown them. */
static const LpClient *const rows[] = {
  &lp_client_thunderbird, &lp_client_evolution,  &lp_client_geary,       &lp_client_goa,
  &lp_client_kmail,       &lp_client_claws_mail, &lp_client_balsa,       &lp_client_sylpheed,
  &lp_client_msmtp,       &lp_client_mbsync,     &lp_client_mutt,        &lp_client_neomutt,
  &lp_client_mpop,        &lp_client_aerc,       &lp_client_getmail,     &lp_client_git,
  &lp_client_s_nail,      &lp_client_emacs,      &lp_client_offlineimap, &lp_client_fetchmail,
  &lp_client_alpine,
};

const LpClient *
lp_clients_get (guint *n_clients)
{
  static LpClient table[G_N_ELEMENTS (rows)];
  static gsize is_filled;
  if (g_once_init_enter (&is_filled)) {
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      table[i] = *rows[i];
    g_once_init_leave (&is_filled, 1);
  }
  if (n_clients)
    *n_clients = G_N_ELEMENTS (rows);
  return table;
}

const LpClient *
lp_clients_find (const char *id)
{
  g_return_val_if_fail (id, NULL);

  const LpClient *table = lp_clients_get (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (table[i].id, id))
      return &table[i];
  return NULL;
}

/* A desktop's PATH often lacks where people put programs themselves. */
static char **
make_program_path (const char *home)
{
  g_auto (GStrv) listed = g_strsplit (g_getenv ("PATH") ? g_getenv ("PATH") : "", ":", -1);
  g_autoptr (GStrvBuilder) path = g_strv_builder_new ();
  for (guint i = 0; listed[i]; i++)
    if (g_path_is_absolute (listed[i]))
      g_strv_builder_add (path, listed[i]);
  g_autofree char *own = g_build_filename (home, ".local", "bin", NULL);
  g_strv_builder_add_many (path, own, "/usr/local/bin", "/usr/bin", NULL);
  return g_strv_builder_end (path);
}

static char **
make_flatpak_folders (void)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "flatpak", "app", NULL);
  g_strv_builder_add_many (folders, own, "/var/lib/flatpak/app", NULL);
  return g_strv_builder_end (folders);
}

/* Debian and Arch, Fedora, openSUSE. */
static char *
find_ca_bundle (void)
{
  static const char *const files[]
      = { "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem" };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_file_test (files[i], G_FILE_TEST_EXISTS))
      return g_strdup (files[i]);
  return NULL;
}

LpPlaces *
lp_places_new (void)
{
  LpPlaces *places = g_new0 (LpPlaces, 1);
  places->home = g_strdup (g_get_home_dir ());
  places->config = g_strdup (g_get_user_config_dir ());
  places->data = g_strdup (g_get_user_data_dir ());
  places->cache = g_strdup (g_get_user_cache_dir ());
  places->path = make_program_path (places->home);
  places->helper = g_build_filename (LP_BINDIR, "letterplate-secret", NULL);
  places->program = g_build_filename (LP_BINDIR, "letterplate", NULL);
  places->ca_bundle = find_ca_bundle ();
  places->runtime = g_strdup (g_get_user_runtime_dir ());
  places->temporary = g_strdup (g_get_tmp_dir ());
  places->flatpaks = make_flatpak_folders ();
  places->snaps = g_strdup ("/snap");
  places->bus = lp_bus_open ();
  return places;
}

void
lp_places_free (LpPlaces *places)
{
  if (!places)
    return;
  g_free (places->home);
  g_free (places->config);
  g_free (places->data);
  g_free (places->cache);
  g_strfreev (places->path);
  g_free (places->helper);
  g_free (places->program);
  g_free (places->ca_bundle);
  g_free (places->runtime);
  g_free (places->temporary);
  g_strfreev (places->flatpaks);
  g_free (places->snaps);
  g_free (places->add_on);
  g_clear_object (&places->bus);
  g_free (places);
}

char *
lp_places_find_program (const LpPlaces *places, const char *name)
{
  g_return_val_if_fail (places && name, NULL);

  for (guint i = 0; places->path && places->path[i]; i++) {
    g_autofree char *file = g_build_filename (places->path[i], name, NULL);
    if (g_file_test (file, G_FILE_TEST_IS_REGULAR) && access (file, X_OK) == 0)
      return g_steal_pointer (&file);
  }
  return NULL;
}

gboolean
lp_places_has_program (const LpPlaces *places, const char *name)
{
  g_autofree char *program = lp_places_find_program (places, name);
  return program != NULL;
}

/* Looks in a folder for a name that is, or where @ending begins with a dot ends in, the wanted one.
 */
static char *
find_ending (const char *folder, const char *ending)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gsize length = strlen (ending);
  for (const char *name; dir && (name = g_dir_read_name (dir));) {
    gsize skip = *ending == '.' && strlen (name) > length ? strlen (name) - length : 0;
    if (g_ascii_strcasecmp (name + skip, ending) == 0)
      return g_strdup (name);
  }
  return NULL;
}

char *
lp_places_find_flatpak (const LpPlaces *places, const char *application_id)
{
  g_return_val_if_fail (places && application_id, NULL);

  for (guint i = 0; places->flatpaks && places->flatpaks[i]; i++) {
    g_autofree char *id = find_ending (places->flatpaks[i], application_id);
    if (id)
      return g_build_filename (places->home, ".var", "app", id, NULL);
  }
  return NULL;
}

/* Does /proc/PID belong to this user and carry this name? */
static gboolean
process_is (const char *pid, const char *name)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, NULL);
  g_autofree char *file = g_build_filename (folder, "comm", NULL);
  g_autofree char *comm = NULL;
  struct stat info;
  if (!g_ascii_isdigit (*pid) || stat (folder, &info) != 0 || info.st_uid != getuid ()
      || !g_file_get_contents (file, &comm, NULL, NULL))
    return FALSE;
  g_strchomp (comm);
  g_autofree char *short_name = g_strndup (name, 15);
  return g_str_equal (comm, short_name);
}

gboolean
lp_places_is_running (const LpPlaces *places, const char *name)
{
  g_return_val_if_fail (places && name, FALSE);

  if (g_strcmp0 (places->home, g_get_home_dir ()) != 0)
    return FALSE;
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  for (const char *pid; processes && (pid = g_dir_read_name (processes));)
    if (process_is (pid, name))
      return TRUE;
  return FALSE;
}

LpFoundAccount *
lp_found_account_new (const char *address, const char *label, const char *where)
{
  g_autoptr (LpAddress) parsed = address ? lp_address_parse (address, NULL) : NULL;
  if (!parsed)
    return NULL;
  LpFoundAccount *found = g_new0 (LpFoundAccount, 1);
  found->account = lp_account_new (parsed);
  found->label = g_strdup (label);
  found->where = g_strdup (where);
  return found;
}

LpFoundAccount *
lp_found_account_new_for_user (const char *user, const char *host, const char *label,
                               const char *where)
{
  g_autofree char *address
      = user && host && !strchr (user, '@') ? g_strdup_printf ("%s@%s", user, host) : NULL;
  return lp_found_account_new (address ? address : user, label, where);
}

GPtrArray *
lp_found_accounts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_found_account_free);
}

void
lp_found_accounts_add (GPtrArray *accounts, LpFoundAccount *found)
{
  g_return_if_fail (accounts);

  if (found)
    g_ptr_array_add (accounts, found);
}

void
lp_client_state_clear (LpClientState *state)
{
  g_clear_pointer (&state->place, g_free);
  g_clear_pointer (&state->note, g_free);
  *state = (LpClientState){ 0 };
}

void
lp_found_account_free (LpFoundAccount *found)
{
  if (!found)
    return;
  lp_account_free (found->account);
  g_free (found->where);
  g_free (found->label);
  g_free (found);
}
