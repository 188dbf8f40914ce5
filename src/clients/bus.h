/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lp_bus_open:
 *
 * Connects to the session bus, where there is one: none is started. Blocks shortly.
 *
 * Returns: (transfer full) (nullable): the session bus
 */
GDBusConnection *
lp_bus_open (void);

/**
 * lp_bus_find_name:
 * @bus: (nullable): the session bus
 * @prefix: what the well-known name begins with
 * @is_owned: (out) (optional): whether a program owns it now; else the bus can start one
 *
 * Looks for a service whose name ends in a number that changes between releases, as Evolution's
 * does. A name that is owned is preferred to one that can only be started, a higher one to a lower
 * one. Starts nothing. Blocks for one answer of the bus.
 *
 * Returns: (transfer full) (nullable): the name
 */
char *
lp_bus_find_name (GDBusConnection *bus, const char *prefix, gboolean *is_owned);

/**
 * lp_bus_has_owner:
 * @bus: (nullable): the session bus
 * @name: a well-known name
 *
 * Blocks for one answer of the bus.
 *
 * Returns: %TRUE if a program owns @name now
 */
gboolean
lp_bus_has_owner (GDBusConnection *bus, const char *name);

/**
 * lp_bus_ask:
 * @bus: (nullable): the session bus
 * @name: a service's well-known name
 * @path: an object's path
 * @interface: an interface
 * @method: a method that changes nothing
 * @parameters: (nullable): a tuple; sunk
 * @reply_type: what the answer must be
 *
 * Asks a service a question that it answers at once. Blocks, for at most two seconds.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL if there is none
 */
GVariant *
lp_bus_ask (GDBusConnection *bus, const char *name, const char *path, const char *interface,
            const char *method, GVariant *parameters, const char *reply_type);

/**
 * lp_bus_get_objects:
 * @bus: (nullable): the session bus
 * @name: the service's well-known name; it is started if the bus can
 * @path: path of its object manager
 * @error: return location
 *
 * Asks an org.freedesktop.DBus.ObjectManager for all it has (D-Bus specification, "Standard
 * Interfaces"). Blocks, for at most ten seconds.
 *
 * Returns: (transfer full) (nullable): a value of type a{oa{sa{sv}}}, or %NULL with an error of
 * %G_IO_ERROR or %G_DBUS_ERROR
 */
GVariant *
lp_bus_get_objects (GDBusConnection *bus, const char *name, const char *path, GError **error);

G_END_DECLS
