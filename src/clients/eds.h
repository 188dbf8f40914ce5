/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpEds:
 * @folder: its folder of sources
 * @bus_name: (nullable): its name on the session bus, if it is there or can be started
 * @is_running: it owns that name now
 * @origin: what it writes into the attribute eds-origin of its keyring items
 * @bus: (nullable): the session bus; belongs to the places
 *
 * Evolution's data server: the keeper of its accounts, which are "sources", key files with a uid.
 * Either the one of the distribution or the one inside the Flatpak.
 */
typedef struct {
  char *folder;
  char *bus_name;
  gboolean is_running;
  const char *origin;
  GDBusConnection *bus;
} LpEds;

/**
 * lp_eds_find:
 * @places: places; must outlive @eds
 * @eds: filled in; cleared with lp_eds_clear()
 *
 * Blocks for two answers of the session bus. Starts nothing.
 *
 * Returns: %TRUE if Evolution, the program, is installed (the data server alone serves calendars,
 * too)
 */
gboolean
lp_eds_find (const LpPlaces *places, LpEds *eds);

/**
 * lp_eds_clear:
 * @eds: its strings are freed
 */
void
lp_eds_clear (LpEds *eds);

/**
 * lp_eds_read:
 * @eds: a data server
 * @error: return location
 *
 * Reads all sources: asks a running data server, else reads its files. Blocks.
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): text of the key file by uid, or
 * %NULL with an error of %G_IO_ERROR or %G_DBUS_ERROR
 */
GHashTable *
lp_eds_read (const LpEds *eds, GError **error);

/**
 * lp_eds_plan_create:
 * @eds: a data server
 * @plan: gets the operation
 * @uid: a new uid
 * @text: its key file
 *
 * A parent comes before its children, so that it is taken back after them: the data server keeps the children of a
 * parent that goes as orphans, without their files, and refuses their uids from then on.
 */
void
lp_eds_plan_create (const LpEds *eds, LpPlan *plan, const char *uid, const char *text);

/**
 * lp_eds_plan_write:
 * @eds: a data server
 * @plan: gets the operation
 * @uid: a source that exists
 * @before: its key file now
 * @after: its new key file
 */
void
lp_eds_plan_write (const LpEds *eds, LpPlan *plan, const char *uid, const char *before,
                   const char *after);

/**
 * lp_eds_plan_remove:
 * @eds: a data server
 * @plan: gets the operation
 * @uid: a source that exists; children go before their parent
 * @text: its key file now
 */
void
lp_eds_plan_remove (const LpEds *eds, LpPlan *plan, const char *uid, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpEds, lp_eds_clear)

G_END_DECLS
