/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doing a call of a plan.
 */
#include "clients/bus-call.h"

#include "clients/bus.h"

#include <glib/gi18n.h>

/* Libdbus' own default. */
#define CALL_TIMEOUT_MS 25000

static gboolean
object_matches (GVariant *interfaces, const LpDbusCall *call)
{
  g_autoptr (GVariant) properties
      = g_variant_lookup_value (interfaces, call->match_interface, G_VARIANT_TYPE_VARDICT);
  const char *value = NULL;
  return properties && g_variant_lookup (properties, call->match_property, "&s", &value)
         && g_str_equal (value, call->match_value);
}

/* The path of the object that the call is for; %NULL with @error unset if there is none. */
static char *
find_object (GDBusConnection *bus, const LpDbusCall *call, GError **error)
{
  if (!call->match_interface)
    return g_strdup (call->path);
  g_autoptr (GVariant) objects
      = lp_bus_get_objects (bus, call->bus_name, call->path ? call->path : "/", error);
  if (!objects)
    return NULL;
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;
  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    if (!object_matches (interfaces, call))
      continue;
    char *found = g_strdup (path);
    g_variant_unref (interfaces);
    return found;
  }
  return NULL;
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

static gboolean
try_call (GDBusConnection *bus, const LpDbusCall *call, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *path = find_object (bus, call, &local_error);
  if (!path && !local_error)
    local_error = g_error_new (G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT,
                               _ ("%s does not have the account any more."), call->bus_name);
  g_autoptr (GVariant) reply
      = path
            ? g_dbus_connection_call_sync (bus, call->bus_name, path, call->interface, call->method,
                                           call->parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                                           CALL_TIMEOUT_MS, cancellable, &local_error)
            : NULL;
  if (reply || (call->may_be_gone && is_gone (local_error)))
    return TRUE;
  g_dbus_error_strip_remote_error (local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
lp_bus_call_run (GDBusConnection *bus, const LpDbusCall *call, GCancellable *cancellable,
                 GError **error)
{
  g_return_val_if_fail (call, FALSE);

  if (bus)
    return try_call (bus, call, cancellable, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, _ ("There is no session bus."));
  return FALSE;
}
