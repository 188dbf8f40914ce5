/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "disk/sources.h"

#include "support/tree.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVICES "/usr/share/dbus-1/services"
#define BUS_NAME "org.gnome.evolution.dataserver.Sources5"
#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define SOURCE_INTERFACE "org.gnome.evolution.dataserver.Source"
#define OUR_PREFIX "letterplate-"
/* Evolution's registry is started by the first call. */
#define CALL_MS 20000

static GTestDBus *bus;
static char *folder;
static pid_t helper;
static int helper_fd;

static void
write_all (int fd, gconstpointer data, gsize size)
{
  for (const char *next = data; size > 0;) {
    gssize n = write (fd, next, size);
    g_assert_cmpint (n, >, 0);
    next += n;
    size -= n;
  }
}

static void
read_all (gpointer data, gsize size)
{
  for (char *next = data; size > 0;) {
    gssize n = read (helper_fd, next, size);
    g_assert_cmpint (n, >, 0);
    next += n;
    size -= n;
  }
}

/* Answers what call() asks, each with size and octets of the answer, until nobody asks any more. */
static void
serve_calls (int fd)
{
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  FILE *asked = fdopen (fd, "r");
  char path[256], method[128], reply_type[64];
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  while (fscanf (asked, "%255s %127s %63s", path, method, reply_type) == 3) {
    char *member = strrchr (method, '.');
    *member++ = '\0';
    g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
        connection, BUS_NAME, path, method, member, NULL, G_VARIANT_TYPE (reply_type),
        G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, &error);
    g_assert_no_error (error);
    gsize size = g_variant_get_size (answer);
    write_all (fd, &size, sizeof size);
    write_all (fd, g_variant_get_data (answer), size);
  }
}

/* The helper is a process, as a connection to the bus does not survive the fork() of the test. */
static void
start_helper (void)
{
  int ends[2];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  helper = fork ();
  g_assert_cmpint (helper, >=, 0);
  close (ends[helper == 0 ? 0 : 1]);
  if (helper > 0) {
    helper_fd = ends[0];
    return;
  }
  serve_calls (ends[1]);
  _exit (EXIT_SUCCESS);
}

static void
stop_helper (void)
{
  int status;
  close (helper_fd);
  g_assert_cmpint (waitpid (helper, &status, 0), ==, helper);
  g_assert_cmpint (status, ==, 0);
}

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
  start_helper ();
}

void
sources_stop (void)
{
  stop_helper ();
  g_test_dbus_down (bus);
  g_clear_object (&bus);
  tree_remove (folder);
  g_clear_pointer (&folder, g_free);
}

static GVariant *
call (const char *path, const char *method, const char *reply_type)
{
  g_autofree char *question = g_strdup_printf ("%s %s %s\n", path, method, reply_type);
  gsize size;
  write_all (helper_fd, question, strlen (question));
  read_all (&size, sizeof size);
  char *answer = g_malloc (size);
  read_all (answer, size);
  return g_variant_ref_sink (
      g_variant_new_from_data (G_VARIANT_TYPE (reply_type), answer, size, FALSE, g_free, answer));
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

/* The registry writes each source anew a moment after it was made, with an empty line and keys of its own. */
static gboolean
is_registrys (const char *line)
{
  return *line == '\0' || g_str_equal (line, "CredentialName=")
         || g_str_equal (line, "IsExternal=false");
}

static void
add_to_tree (const char *path, const char *uid, const char *text, gpointer data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *entry = g_string_new ("f0600");
  for (char **line = lines; *line; line++)
    if (!is_registrys (*line))
      g_string_append_printf (entry, "%s\n", *line);
  g_hash_table_insert (data, g_strconcat ("sources/", uid, NULL), g_string_free_to_bytes (entry));
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
