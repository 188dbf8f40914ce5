/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evolution's data server as version 3.46 does it. Where it runs, or the session bus can start it,
 * sources are made over D-Bus and a running Evolution has them at once. It does not notice files
 * that appear while it runs, so files are written only where there is no such service.
 */
#include "clients/eds.h"

#include <string.h>

#include "base/files.h"
#include "clients/bus.h"

#define FLATPAK_ID "org.gnome.Evolution"
/* A number that changes between releases follows. The Flatpak's data server has its own name. */
#define BUS_NAME "org.gnome.evolution.dataserver.Sources"
#define FLATPAK_BUS_NAME FLATPAK_ID "." BUS_NAME
#define ORIGIN "evolution-data-server"

#define MANAGER_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define MANAGER_INTERFACE "org.gnome.evolution.dataserver.SourceManager"
#define SOURCE_INTERFACE "org.gnome.evolution.dataserver.Source"
#define SUFFIX ".source"

gboolean
lp_eds_find (const LpPlaces *places, LpEds *eds)
{
  g_return_val_if_fail (places != NULL && eds != NULL, FALSE);

  g_autofree char *program = lp_places_find_program (places, "evolution");
  g_autofree char *flatpak = program == NULL ? lp_places_find_flatpak (places, FLATPAK_ID) : NULL;
  gboolean is_flatpak = flatpak != NULL;
  g_autofree char *config
      = is_flatpak ? g_build_filename (flatpak, "config", NULL) : g_strdup (places->config);
  g_autofree char *name
      = lp_bus_find_name (places->bus, is_flatpak ? FLATPAK_BUS_NAME : BUS_NAME, &eds->is_running);

  /* The Flatpak's cannot be started from outside. */
  eds->bus_name = !is_flatpak || eds->is_running ? g_steal_pointer (&name) : NULL;
  eds->folder = g_build_filename (config, "evolution", "sources", NULL);
  eds->origin = is_flatpak ? FLATPAK_ID "." ORIGIN : ORIGIN;
  eds->bus = places->bus;
  return program != NULL || is_flatpak;
}

void
lp_eds_clear (LpEds *eds)
{
  g_clear_pointer (&eds->folder, g_free);
  g_clear_pointer (&eds->bus_name, g_free);
}

static GHashTable *
read_files (const char *folder, GError **error)
{
  g_autoptr (GHashTable) sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!g_str_has_suffix (name, SUFFIX))
      continue;
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GBytes) contents = lp_files_read (path, error);
    if (contents == NULL)
      return NULL;
    gsize size;
    const char *data = g_bytes_get_data (contents, &size);
    g_hash_table_insert (sources, g_strndup (name, strlen (name) - strlen (SUFFIX)),
                         g_strndup (data, size));
  }
  return g_steal_pointer (&sources);
}

static GHashTable *
read_bus (const LpEds *eds, GError **error)
{
  g_autoptr (GVariant) objects = lp_bus_get_objects (eds->bus, eds->bus_name, MANAGER_PATH, error);
  if (objects == NULL)
    return NULL;

  g_autoptr (GHashTable) sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GVariantIter iter;
  GVariant *interfaces;
  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", NULL, &interfaces)) {
    g_autoptr (GVariant) source
        = g_variant_lookup_value (interfaces, SOURCE_INTERFACE, G_VARIANT_TYPE_VARDICT);
    const char *uid, *data;
    if (source != NULL && g_variant_lookup (source, "UID", "&s", &uid)
        && g_variant_lookup (source, "Data", "&s", &data))
      g_hash_table_insert (sources, g_strdup (uid), g_strdup (data));
  }
  return g_steal_pointer (&sources);
}

/* A running data server writes its files a moment after it has answered, so it is asked itself. One
 * that does not run has everything in its files and need not be started for a look. */
GHashTable *
lp_eds_read (const LpEds *eds, GError **error)
{
  g_return_val_if_fail (eds != NULL, NULL);

  return eds->is_running && eds->bus_name != NULL ? read_bus (eds, error)
                                                  : read_files (eds->folder, error);
}

static LpDbusCall *
call_source (const LpEds *eds, const char *uid, const char *interface, const char *method,
             GVariant *parameters)
{
  LpDbusCall *call = lp_dbus_call_new (eds->bus_name, MANAGER_PATH, interface, method, parameters);

  call->match_interface = g_strdup (SOURCE_INTERFACE);
  call->match_property = g_strdup ("UID");
  call->match_value = g_strdup (uid);
  return call;
}

static LpDbusCall *
call_remove (const LpEds *eds, const char *uid)
{
  LpDbusCall *call = call_source (eds, uid, SOURCE_INTERFACE ".Removable", "Remove", NULL);

  call->may_be_gone = TRUE;
  return call;
}

static LpDbusCall *
call_write (const LpEds *eds, const char *uid, const char *text)
{
  return call_source (eds, uid, SOURCE_INTERFACE ".Writable", "Write", g_variant_new ("(s)", text));
}

static LpDbusCall *
call_create (const LpEds *eds, const char *uid, const char *text)
{
  return lp_dbus_call_new (eds->bus_name, MANAGER_PATH, MANAGER_INTERFACE, "CreateSources",
                           g_variant_new_parsed ("({%s: %s},)", uid, text));
}

static void
plan_file (const LpEds *eds, LpPlan *plan, const char *uid, const char *before, const char *after)
{
  g_autofree char *path = g_strconcat (eds->folder, G_DIR_SEPARATOR_S, uid, SUFFIX, NULL);
  g_autoptr (GBytes) old = before != NULL ? g_bytes_new (before, strlen (before)) : NULL;
  g_autoptr (GBytes) new = after != NULL ? g_bytes_new (after, strlen (after)) : NULL;

  lp_plan_add_file (plan, path, old, new, 0600);
}

void
lp_eds_plan_create (const LpEds *eds, LpPlan *plan, const char *uid, const char *text)
{
  g_return_if_fail (eds != NULL && plan != NULL && uid != NULL && text != NULL);

  if (eds->bus_name != NULL)
    lp_plan_add_call (plan, call_create (eds, uid, text), call_remove (eds, uid));
  else
    plan_file (eds, plan, uid, NULL, text);
}

void
lp_eds_plan_write (const LpEds *eds, LpPlan *plan, const char *uid, const char *before,
                   const char *after)
{
  g_return_if_fail (eds != NULL && plan != NULL && uid != NULL);

  if (eds->bus_name != NULL)
    lp_plan_add_call (plan, call_write (eds, uid, after), call_write (eds, uid, before));
  else
    plan_file (eds, plan, uid, before, after);
}

void
lp_eds_plan_remove (const LpEds *eds, LpPlan *plan, const char *uid, const char *text)
{
  g_return_if_fail (eds != NULL && plan != NULL && uid != NULL && text != NULL);

  if (eds->bus_name != NULL)
    lp_plan_add_call (plan, call_remove (eds, uid), call_create (eds, uid, text));
  else
    plan_file (eds, plan, uid, text, NULL);
}
