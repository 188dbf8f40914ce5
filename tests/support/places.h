/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * places_new_in:
 * @home: a home folder for a test
 *
 * Returns: (transfer full): places in it, with no program, no Flatpak and no bus; ours are said to be in /usr/bin
 */
LpPlaces *
places_new_in (const char *home);

G_END_DECLS
