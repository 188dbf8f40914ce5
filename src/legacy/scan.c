/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Finds old set-ups at the places where mail programs keep them. A place is a path below the root
 * with * and ? in its components, so that a search looks at a few known folders however large the
 * disk is.
 */
#include "legacy/scan.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/files.h"
#include "legacy/reading.h"

#define MOST_ENTRIES 10000 /* of one folder */
#define MOST_COMPANIONS 512
#define MOST_ACCOUNTS 4096

/* Below the root as a home, as somebody's folder on a Windows disk, or as a folder of exported
 * files. */
static const char *const home_places[] = {
  "*.iaf",
  "*.oeaccount",
  "*.prf",
  "*.reg",
  "Desktop/*.iaf",
  "Desktop/*.prf",
  "Desktop/*.reg",
  "Documents/*.iaf",
  "Documents/*.prf",
  "Documents/*.reg",
  "Downloads/*.iaf",
  "Downloads/*.prf",
  "Downloads/*.reg",
  "My Documents/*.iaf",
  "My Documents/*.reg",
  ".thunderbird/*/prefs.js",
  ".mozilla-thunderbird/*/prefs.js",
  ".icedove/*/prefs.js",
  ".mozilla/seamonkey/*/prefs.js",
  "snap/thunderbird/common/.thunderbird/*/prefs.js",
  ".var/app/org.mozilla.Thunderbird/.thunderbird/*/prefs.js",
  "AppData/Roaming/Thunderbird/Profiles/*/prefs.js",
  "Application Data/Thunderbird/Profiles/*/prefs.js",
  "AppData/Local/Microsoft/Windows Mail/*.oeaccount",
  "AppData/Local/Microsoft/Windows Mail/*/*.oeaccount",
  "AppData/Local/Microsoft/Windows Live Mail/*.oeaccount",
  "AppData/Local/Microsoft/Windows Live Mail/*/*.oeaccount",
  "Local Settings/Application Data/Microsoft/Windows Live Mail/*/*.oeaccount",
  ".gconf/apps/evolution/mail/%gconf.xml",
  ".config/evolution/sources/*.source",
  ".var/app/org.gnome.Evolution/config/evolution/sources/*.source",
  ".kde/share/config/kmailrc",
  ".kde/share/config/mailtransports",
  ".kde/share/config/akonadi_*_resource_*rc",
  ".kde4/share/config/kmailrc",
  ".kde4/share/config/mailtransports",
  ".kde4/share/config/akonadi_*_resource_*rc",
  ".config/mailtransports",
  ".config/akonadi_*_resource_*rc",
  ".claws-mail/accountrc",
  ".sylpheed-2.0/accountrc",
  ".sylpheed/accountrc",
  ".sylpheed-claws/accountrc",
  ".fetchmailrc",
  ".getmail/*rc",
  ".config/getmail/*rc",
  ".muttrc",
  ".mutt/muttrc",
  ".config/mutt/muttrc",
  ".neomuttrc",
  ".config/neomutt/neomuttrc",
  ".msmtprc",
  ".config/msmtp/config",
  ".gotmailrc",
  ".davmail.properties",
  ".config/davmail/davmail.properties",
};

/* Below the root of a disk. */
static const char *const system_places[] = {
  "etc/inetd.conf",       "etc/xinetd.conf",        "etc/xinetd.d/hot*",
  "etc/default/freepops", "etc/davmail.properties",
};

/* Where the homes are on a disk. */
static const char *const homes[] = { "home/*", "root", "Users/*", "Documents and Settings/*" };

typedef struct {
  LpLegacyScan *scan;
  const char *charset;
  GCancellable *cancellable;
  GHashTable *contents; /* GBytes by path: companions are read once */
  gsize size;
  guint n_files;
} Search;

static LpLegacyFailure *
new_failure (const char *file, const char *message)
{
  LpLegacyFailure *failure = g_new0 (LpLegacyFailure, 1);

  failure->file = g_strdup (file);
  failure->message = g_strdup (message);
  return failure;
}

static void
free_failure (LpLegacyFailure *failure)
{
  g_free (failure->file);
  g_free (failure->message);
  g_free (failure);
}

LpLegacyScan *
lp_legacy_scan_new (void)
{
  LpLegacyScan *scan = g_new0 (LpLegacyScan, 1);

  scan->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_legacy_account_free);
  scan->failures = g_ptr_array_new_with_free_func ((GDestroyNotify)free_failure);
  scan->notes = g_ptr_array_new_with_free_func ((GDestroyNotify)free_failure);
  return scan;
}

void
lp_legacy_scan_free (LpLegacyScan *scan)
{
  if (scan == NULL)
    return;

  g_ptr_array_unref (scan->accounts);
  g_ptr_array_unref (scan->failures);
  g_ptr_array_unref (scan->notes);
  g_free (scan);
}

/* ---- finding ---- */

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Names of Windows disks are matched without case: "USERS" is "Users". */
static gboolean
matches (const char *pattern, const char *name)
{
  g_autofree char *small_pattern = g_ascii_strdown (pattern, -1);
  g_autofree char *small_name = g_ascii_strdown (name, -1);

  return g_pattern_match_simple (small_pattern, small_name);
}

static void
list_matches (const char *folder, const char *pattern, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint n = 0; dir != NULL && n < MOST_ENTRIES; n++) {
    name = g_dir_read_name (dir);
    if (name == NULL)
      break;
    if (matches (pattern, name))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  }
}

/* One more component of a place for each folder that matched so far. */
static GPtrArray *
descend (GPtrArray *folders, const char *component)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  gboolean is_plain = strpbrk (component, "*?") == NULL;

  for (guint i = 0; i < folders->len && paths->len < LP_LEGACY_SCAN_FILES; i++) {
    const char *folder = g_ptr_array_index (folders, i);
    g_autofree char *path = g_build_filename (folder, component, NULL);

    if (is_plain && g_file_test (path, G_FILE_TEST_EXISTS))
      g_ptr_array_add (paths, g_steal_pointer (&path));
    else if (!is_plain || component[0] != '.')
      list_matches (folder, component, paths);
  }
  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_unref (folders);
  return paths;
}

static GPtrArray *
find_place (const char *root, const char *place)
{
  g_auto (GStrv) components = g_strsplit (place, "/", -1);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (paths, g_strdup (root));
  for (guint i = 0; components[i] != NULL && paths->len > 0; i++)
    paths = descend (paths, components[i]);
  return paths;
}

/* ---- reading ---- */

static GBytes *
load (Search *search, const char *path, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (search->contents, path);

  if (bytes != NULL)
    return g_bytes_ref (bytes);
  if (search->n_files >= LP_LEGACY_SCAN_FILES || search->size >= LP_LEGACY_SCAN_SIZE) {
    search->scan->is_incomplete = TRUE;
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         _ ("There are more files than one search may read."));
    return NULL;
  }

  /* The name stays as the person gave it; reading wants it whole. */
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  bytes = lp_files_read (whole, error);
  if (bytes == NULL)
    return NULL;

  search->n_files++;
  search->size += g_bytes_get_size (bytes);
  g_hash_table_insert (search->contents, g_strdup (path), g_bytes_ref (bytes));
  return bytes;
}

static void
add_companions (Search *search, const LpLegacy *format, const char *path, GArray *files)
{
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < G_N_ELEMENTS (format->companions) && format->companions[i] != NULL; i++) {
    g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

    list_matches (folder, format->companions[i], paths);
    for (guint j = 0; j < MIN (paths->len, MOST_COMPANIONS); j++) {
      const char *other = g_ptr_array_index (paths, j);
      g_autoptr (GBytes) bytes = g_str_equal (other, path) ? NULL : load (search, other, NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) > format->max_size)
        continue;

      /* The table of contents owns path and bytes as long as the search lasts. */
      gpointer owned_path = NULL;
      gpointer owned_bytes = NULL;

      g_hash_table_lookup_extended (search->contents, other, &owned_path, &owned_bytes);

      LpLegacyFile file = { owned_path, owned_bytes };

      g_array_append_val (files, file);
    }
  }
}

/* Beside what a search looks for lies much that is no account: two of Evolution's three files for each. */
static gboolean
is_worth_saying (const char *note, gboolean is_named)
{
  return is_named || !g_str_equal (note, "not-a-mail-account");
}

static void
take_reading (Search *search, const char *path, gboolean is_named, LpLegacyReading *reading)
{
  LpLegacyScan *scan = search->scan;

  for (guint i = 0; i < reading->accounts->len && scan->accounts->len < MOST_ACCOUNTS; i++)
    g_ptr_array_add (scan->accounts,
                     lp_legacy_account_copy (g_ptr_array_index (reading->accounts, i)));
  scan->is_incomplete |= scan->accounts->len == MOST_ACCOUNTS;
  for (guint i = 0; i < reading->notes->len; i++)
    if (is_worth_saying (g_ptr_array_index (reading->notes, i), is_named))
      g_ptr_array_add (scan->notes, new_failure (path, g_ptr_array_index (reading->notes, i)));
  if (reading->error != NULL)
    g_ptr_array_add (scan->failures, new_failure (path, reading->error));
  if (reading->damage != NULL)
    g_ptr_array_add (scan->failures, new_failure (path, reading->damage));
}

/* @is_named: somebody gave this very file, and wants to hear if it is none of ours. */
static void
read_path (Search *search, const char *path, gboolean is_named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = load (search, path, &error);

  if (error != NULL) {
    if (is_named || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
      g_ptr_array_add (search->scan->failures, new_failure (path, error->message));
    return;
  }

  LpLegacyFile first = { path, bytes };
  const LpLegacy *format = lp_legacy_sniff (&first);

  if (format == NULL && !is_named)
    return;

  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (LpLegacyFile));

  g_array_append_val (files, first);
  if (format != NULL)
    add_companions (search, format, path, files);

  g_autoptr (LpLegacyReading) reading = lp_legacy_read (
      format, (const LpLegacyFile *)(gpointer)files->data, files->len, search->charset);

  take_reading (search, path, is_named, reading);
}

static void
read_place (Search *search, const char *root, const char *place)
{
  g_autoptr (GPtrArray) paths = find_place (root, place);

  for (guint i = 0; i < paths->len; i++)
    if (!g_cancellable_is_cancelled (search->cancellable))
      read_path (search, g_ptr_array_index (paths, i), FALSE);
}

static void
read_home (Search *search, const char *root)
{
  for (guint i = 0; i < G_N_ELEMENTS (home_places); i++)
    if (!g_cancellable_is_cancelled (search->cancellable))
      read_place (search, root, home_places[i]);
}

static void
read_system (Search *search, const char *root)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_places); i++)
    read_place (search, root, system_places[i]);
}

static void
read_disk (Search *search, const char *root)
{
  read_system (search, root);
  for (guint i = 0; i < G_N_ELEMENTS (homes); i++) {
    g_autoptr (GPtrArray) found = find_place (root, homes[i]);

    for (guint j = 0; j < found->len; j++)
      read_home (search, g_ptr_array_index (found, j));
  }
}

static void
read_machine (Search *search, const char *home)
{
  read_home (search, home);
  read_system (search, "/");
}

static void
read_named (Search *search, const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
    read_path (search, path, TRUE);
    return;
  }
  read_home (search, path);
  read_disk (search, path);
}

static gboolean
run (LpLegacyScan *scan, const char *path, void (*look) (Search *search, const char *path),
     const char *charset, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) contents
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  Search search = { scan, charset, cancellable, contents, 0, 0 };

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no file or folder “%s”."),
                 path);
    return FALSE;
  }
  look (&search, path);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
lp_legacy_scan_add (LpLegacyScan *scan, const char *path, const char *charset,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (scan != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  return run (scan, path, read_named, charset, cancellable, error);
}

gboolean
lp_legacy_scan_add_machine (LpLegacyScan *scan, const char *home, const char *charset,
                            GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (scan != NULL, FALSE);
  g_return_val_if_fail (home != NULL, FALSE);

  return run (scan, home, read_machine, charset, cancellable, error);
}
