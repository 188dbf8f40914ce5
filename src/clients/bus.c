/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few questions that clients ask the session bus: who is there, and what has he got. */

#include "clients/bus.h"

#include <glib/gi18n.h>
#include <string.h>

/* The bus itself answers at once; a service may have to be started first. */
#define BUS_TIMEOUT_MS 2000
#define SERVICE_TIMEOUT_MS 10000

GDBusConnection *
lp_bus_open (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  /* Without this GIO would start a bus of its own on an X display and leave it running. */
  if ((address == NULL || *address == '\0') && !g_file_test (socket, G_FILE_TEST_EXISTS))
    return NULL;
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  return bus;
}

GVariant *
lp_bus_ask (GDBusConnection *bus, const char *name, const char *path, const char *interface,
            const char *method, GVariant *parameters, const char *reply_type)
{
  g_return_val_if_fail (name != NULL && path != NULL && interface != NULL && method != NULL, NULL);

  g_autoptr (GVariant) sunk = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  if (bus == NULL)
    return NULL;
  return g_dbus_connection_call_sync (bus, name, path, interface, method, sunk,
                                      G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE,
                                      BUS_TIMEOUT_MS, NULL, NULL);
}

static GVariant *
ask_bus (GDBusConnection *bus, const char *method, GVariant *parameters, const char *reply_type)
{
  return lp_bus_ask (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                     method, parameters, reply_type);
}

static char *
find_in_list (GDBusConnection *bus, const char *method, const char *prefix)
{
  g_autoptr (GVariant) reply = ask_bus (bus, method, NULL, "(as)");
  if (reply == NULL)
    return NULL;

  g_autofree const char **names = NULL;
  const char *best = NULL;
  g_variant_get (reply, "(^a&s)", &names);
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], prefix) && (best == NULL || strverscmp (names[i], best) > 0))
      best = names[i];
  return g_strdup (best);
}

char *
lp_bus_find_name (GDBusConnection *bus, const char *prefix, gboolean *is_owned)
{
  g_return_val_if_fail (prefix != NULL, NULL);

  if (bus == NULL)
    return NULL;
  g_autofree char *name = find_in_list (bus, "ListNames", prefix);
  if (is_owned != NULL)
    *is_owned = name != NULL;
  return name != NULL ? g_steal_pointer (&name)
                      : find_in_list (bus, "ListActivatableNames", prefix);
}

gboolean
lp_bus_has_owner (GDBusConnection *bus, const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  if (bus == NULL)
    return FALSE;
  g_autoptr (GVariant) reply = ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", name), "(b)");
  gboolean has_owner = FALSE;
  if (reply != NULL)
    g_variant_get (reply, "(b)", &has_owner);
  return has_owner;
}

GVariant *
lp_bus_get_objects (GDBusConnection *bus, const char *name, const char *path, GError **error)
{
  g_return_val_if_fail (name != NULL && path != NULL, NULL);

  if (bus == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                         _ ("There is no session bus"));
    return NULL;
  }
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, name, path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
      G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, SERVICE_TIMEOUT_MS, NULL, error);
  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}
