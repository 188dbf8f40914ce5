/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thunderbird's profiles, as version 153 treats them. profiles.ini has a section for each profile
 * and, since version 67, one for each installation, [Install<HASH>], with the profile it opens. A
 * profile that no installation names is opened only if its compatibility.ini says that this
 * installation used it; else Thunderbird makes a new, empty one beside it. So a profile of ours
 * comes with that file.
 */
#include "clients/thunderbird-profile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

#define NEW_PROFILE "letterplate.default"

/* The folder that holds application.ini: beside the program itself, or, where the program in PATH
 * is a script of the distribution, in its lib folder. */
static char *
find_install (const char *program)
{
  g_autofree char *real = realpath (program, NULL);
  g_autofree char *real_folder = g_path_get_dirname (real != NULL ? real : program);
  g_autofree char *bin = g_path_get_dirname (program);
  g_autofree char *prefix = g_path_get_dirname (bin);
  g_autofree char *lib = g_build_filename (prefix, "lib", "thunderbird", NULL);
  g_autofree char *lib64 = g_build_filename (prefix, "lib64", "thunderbird", NULL);
  const char *const folders[] = { real_folder, lib, lib64 };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *sign = g_build_filename (folders[i], "application.ini", NULL);
    if (g_file_test (sign, G_FILE_TEST_IS_REGULAR))
      return realpath (folders[i], NULL);
  }
  return NULL;
}

static void
find_root (const LpPlaces *places, LpThunderbirdProfile *profile)
{
  g_autofree char *program = lp_places_find_program (places, "thunderbird");
  g_autofree char *flatpak
      = program == NULL ? lp_places_find_flatpak (places, ".Thunderbird") : NULL;
  g_autofree char *snap
      = places->snaps != NULL ? g_build_filename (places->snaps, "thunderbird", NULL) : NULL;

  profile->is_installed = TRUE;
  if (snap != NULL && g_file_test (snap, G_FILE_TEST_IS_DIR))
    /* Ubuntu's program in PATH only starts the Snap. */
    profile->root
        = g_build_filename (places->home, "snap", "thunderbird", "common", ".thunderbird", NULL);
  else if (flatpak != NULL)
    profile->root = g_build_filename (flatpak, ".thunderbird", NULL);
  else {
    profile->root = g_build_filename (places->home, ".thunderbird", NULL);
    profile->install = program != NULL ? find_install (program) : NULL;
    profile->is_installed = program != NULL;
  }
}

/* Returns NULL where there is no such file. */
static GKeyFile *
read_ini (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) contents = lp_files_read (path, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (contents == NULL || !g_key_file_load_from_bytes (file, contents, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

static char *
make_folder (const LpThunderbirdProfile *profile, const char *path, gboolean is_relative)
{
  return path == NULL  ? NULL
         : is_relative ? g_build_filename (profile->root, path, NULL)
                       : g_strdup (path);
}

/* Which installation used the profile last; NULL if none did. */
static char *
dup_last_install (const char *folder)
{
  g_autoptr (GKeyFile) file = read_ini (folder, "compatibility.ini");

  return file != NULL ? g_key_file_get_string (file, "Compatibility", "LastPlatformDir", NULL)
                      : NULL;
}

static gboolean
is_of_install (const LpThunderbirdProfile *profile, const char *folder, gboolean or_of_none)
{
  g_autofree char *install = dup_last_install (folder);

  if (install == NULL)
    return or_of_none;
  return g_strcmp0 (install, profile->install) == 0;
}

/* Returns what an [Install…] section names; NULL if none does, or if several do and none of their
 * profiles is of this installation. */
static char *
choose_by_install (const LpThunderbirdProfile *profile, GKeyFile *file, guint *n_installs)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autofree char *first = NULL;

  *n_installs = 0;
  for (guint i = 0; groups[i] != NULL; i++) {
    if (!g_str_has_prefix (groups[i], "Install"))
      continue;
    g_autofree char *path = g_key_file_get_string (file, groups[i], "Default", NULL);
    g_autofree char *folder
        = make_folder (profile, path, path != NULL && !g_path_is_absolute (path));
    if (folder == NULL)
      continue;
    if (is_of_install (profile, folder, FALSE))
      return g_steal_pointer (&folder);
    if ((*n_installs)++ == 0)
      first = g_steal_pointer (&folder);
  }
  return *n_installs == 1 ? g_steal_pointer (&first) : NULL;
}

static char *
choose_default (const LpThunderbirdProfile *profile, GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autofree char *only = NULL;
  guint n_profiles = 0;

  for (guint i = 0; groups[i] != NULL; i++) {
    if (!g_str_has_prefix (groups[i], "Profile"))
      continue;
    g_autofree char *path = g_key_file_get_string (file, groups[i], "Path", NULL);
    g_autofree char *folder = make_folder (
        profile, path, g_key_file_get_integer (file, groups[i], "IsRelative", NULL) != 0);
    if (folder == NULL)
      continue;
    if (g_key_file_get_integer (file, groups[i], "Default", NULL) == 1)
      return g_steal_pointer (&folder);
    n_profiles++;
    g_free (only);
    only = g_steal_pointer (&folder);
  }
  return n_profiles == 1 ? g_steal_pointer (&only) : NULL;
}

static gboolean
has_profile (GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "Profile"))
      return TRUE;
  return FALSE;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, sentence);
  return FALSE;
}

gboolean
lp_thunderbird_profile_find (const LpPlaces *places, LpThunderbirdProfile *profile, GError **error)
{
  g_return_val_if_fail (places != NULL && profile != NULL, FALSE);

  find_root (places, profile);
  g_autoptr (GKeyFile) file = read_ini (profile->root, "profiles.ini");
  guint n_installs = 0;
  if (file == NULL || !has_profile (file))
    return TRUE;

  profile->folder = choose_by_install (profile, file, &n_installs);
  if (profile->folder != NULL)
    return TRUE;
  if (n_installs > 1)
    return refuse (error, _ ("There are several Thunderbirds here, and it cannot be told which "
                             "profile is meant. Start the one you use, close it and try again."));
  profile->folder = choose_default (profile, file);
  if (profile->folder != NULL && is_of_install (profile, profile->folder, TRUE))
    return TRUE;
  g_clear_pointer (&profile->folder, g_free);
  return refuse (error, _ ("Thunderbird’s profiles are of an older version. Start Thunderbird "
                           "once, close it and try again."));
}

/* Thunderbird keeps a POSIX lock on .parentlock, which lies there also when it does not run. */
static gboolean
has_file_lock (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, ".parentlock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean is_locked = FALSE;

  if (fd < 0)
    return FALSE;
  is_locked = fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);
  return is_locked;
}

/* Where locks are not supported it is a link with address and process: "127.0.1.1:+4711". */
static gboolean
has_link_lock (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  g_autofree char *target = g_file_read_link (path, NULL);
  const char *plus = target != NULL ? strrchr (target, '+') : NULL;
  guint64 pid;

  if (plus == NULL || !g_ascii_string_to_unsigned (plus + 1, 10, 1, G_MAXINT, &pid, NULL))
    return FALSE;
  return kill (pid, 0) == 0 || errno == EPERM;
}

gboolean
lp_thunderbird_profile_is_running (const LpThunderbirdProfile *profile)
{
  g_return_val_if_fail (profile != NULL, FALSE);

  return profile->folder != NULL
         && (has_file_lock (profile->folder) || has_link_lock (profile->folder));
}

static void
plan_new_file (LpPlan *plan, const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) before = lp_files_read (path, NULL);
  g_autoptr (GBytes) after = g_bytes_new (text, strlen (text));

  lp_plan_add_file (plan, path, before, after, 0600);
}

/* A file without profiles may hold other things. */
static void
plan_profiles (LpPlan *plan, const char *root)
{
  g_autofree char *path = g_build_filename (root, "profiles.ini", NULL);
  g_autoptr (GBytes) before = lp_files_read (path, NULL);
  gsize size = 0;
  const char *text = before != NULL ? g_bytes_get_data (before, &size) : NULL;
  g_autofree char *after = g_strdup_printf (
      "%.*s%s[Profile0]\nName=default\nIsRelative=1\nPath=" NEW_PROFILE "\nDefault=1\n%s",
      (int)size, text != NULL ? text : "", text != NULL ? "\n" : "",
      text != NULL ? "" : "\n[General]\nStartWithLastProfile=1\nVersion=2\n");

  plan_new_file (plan, root, "profiles.ini", after);
}

gboolean
lp_thunderbird_profile_plan (LpThunderbirdProfile *profile, LpPlan *plan, GError **error)
{
  g_return_val_if_fail (profile != NULL && plan != NULL, FALSE);

  g_autofree char *owner = NULL;
  if (profile->folder != NULL)
    owner = dup_last_install (profile->folder);
  if (owner != NULL)
    return TRUE;
  if (profile->install == NULL)
    return profile->folder != NULL
           || refuse (error, _ ("Thunderbird has no profile yet. Start it once, close it and try "
                                "again."));
  if (profile->folder == NULL) {
    profile->folder = g_build_filename (profile->root, NEW_PROFILE, NULL);
    plan_profiles (plan, profile->root);
  }
  g_autofree char *compatibility
      = g_strdup_printf ("[Compatibility]\nLastPlatformDir=%s\n", profile->install);
  plan_new_file (plan, profile->folder, "compatibility.ini", compatibility);
  return TRUE;
}

void
lp_thunderbird_profile_clear (LpThunderbirdProfile *profile)
{
  g_clear_pointer (&profile->root, g_free);
  g_clear_pointer (&profile->folder, g_free);
  g_clear_pointer (&profile->install, g_free);
}
