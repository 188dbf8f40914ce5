/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/**
 * lp_setup_take_settings_file:
 * @setup: a set-up
 * @path: a file that the person opened
 *
 * Takes the settings of a Mozilla autoconfig document. Searches for an address that it is for answer
 * with it alone; its servers need consent. Blocks for as long as a local file takes.
 *
 * Returns: %TRUE if it is such a document
 */
gboolean
lp_setup_take_settings_file (LpSetup *setup, const char *path);

G_END_DECLS
