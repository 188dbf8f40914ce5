/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Evolution's data server, the real one, on a session bus of its own. It is asked through a process that stays
 * beside the test, so that the test itself can go on to fork(). Everything aborts on an error of the system. */

/**
 * sources_start:
 *
 * Begins a private session bus which can start the data server; its folders are made below a new one. To be called
 * before the session bus is used, and once.
 */
void
sources_start (void);

/**
 * sources_stop:
 *
 * Ends bus and data server and removes the folders.
 */
void
sources_stop (void);

/**
 * sources_read:
 * @tree: (element-type utf8 GBytes): gets "sources/UID" with "f" and the text of each source that Letterplate made
 */
void
sources_read (GHashTable *tree);

/**
 * sources_remove:
 *
 * Removes all sources that Letterplate made.
 */
void
sources_remove (void);

G_END_DECLS
