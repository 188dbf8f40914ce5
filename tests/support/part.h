/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Cases that wait most of the time are run as several programs side by side: LETTERPLATE_PART=2/4 is the second of four.
 * Whether this program has the case of this @number, counted from 0; all of them where the variable is not set. */
gboolean
part_has (guint number);
