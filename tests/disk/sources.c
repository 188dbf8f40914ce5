/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "disk/sources.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "support/tree.h"

#define SERVICES "/usr/share/dbus-1/services"
#define BUS_NAME "org.gnome.evolution.dataserver.Sources5"
#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define SOURCE_INTERFACE "org.gnome.evolution.dataserver.Source"
#define OUR_PREFIX "letterplate-"

static GTestDBus *bus;
static char *folder;

void
sources_start (void)
{
  static const char *const variables[]
      = { "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" };
  folder = g_dir_make_tmp ("lp-sources-XXXXXX", NULL);
  g_assert_nonnull (folder);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++) {
    g_autofree char *path = g_build_filename (folder, variables[i], NULL);
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    g_setenv (variables[i], path, TRUE);
  }
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (bus, SERVICES);
  g_test_dbus_up (bus);
}

void
sources_stop (void)
{
  g_test_dbus_down (bus);
  g_clear_object (&bus);
  tree_remove (folder);
  g_clear_pointer (&folder, g_free);
}

static GVariant *
call (const char *path, const char *method, const char *reply_type)
{
  const char *const argv[]
      = { "gdbus",  "call",          "--session", "--timeout", "20",   "--dest",
          BUS_NAME, "--object-path", path,        "--method",  method, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  GVariant *answer = g_variant_parse (G_VARIANT_TYPE (reply_type), output, NULL, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

/* Calls @visit with path, UID and text of each source of ours. */
static void
for_each (void (*visit) (const char *path, const char *uid, const char *text, gpointer data),
          gpointer data)
{
  g_autoptr (GVariant) answer = call (
      MANAGER_PATH, "org.freedesktop.DBus.ObjectManager.GetManagedObjects", "(a{oa{sa{sv}}})");
  g_autoptr (GVariantIter) iter = NULL;
  const char *path;
  GVariant *interfaces;
  g_variant_get (answer, "(a{oa{sa{sv}}})", &iter);
  while (g_variant_iter_loop (iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    g_autoptr (GVariant) source
        = g_variant_lookup_value (interfaces, SOURCE_INTERFACE, G_VARIANT_TYPE_VARDICT);
    const char *uid, *text;
    if (source && g_variant_lookup (source, "UID", "&s", &uid)
        && g_variant_lookup (source, "Data", "&s", &text) && g_str_has_prefix (uid, OUR_PREFIX))
      visit (path, uid, text, data);
  }
}

static void
add_to_tree (const char *path, const char *uid, const char *text, gpointer data)
{
  g_autofree char *entry = g_strconcat ("f0600", text, NULL);
  g_hash_table_insert (data, g_strconcat ("sources/", uid, NULL),
                       g_bytes_new (entry, strlen (entry)));
}

void
sources_read (GHashTable *tree)
{
  for_each (add_to_tree, tree);
}

static gboolean
is_child (const char *uid)
{
  return strchr (uid + strlen (OUR_PREFIX), '-') != NULL;
}

static void
remove_if (const char *path, const char *uid, const char *text, gpointer data)
{
  if (is_child (uid) == GPOINTER_TO_INT (data))
    g_variant_unref (call (path, SOURCE_INTERFACE ".Removable.Remove", "()"));
}

void
sources_remove (void)
{
  for_each (remove_if, GINT_TO_POINTER (TRUE));
  for_each (remove_if, GINT_TO_POINTER (FALSE));
}
