/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpOneStop:
 *
 * Around a list: Tab comes into it and goes on behind it, the arrow keys go from one of its widgets
 * to the next. GtkListBox has that as "tab-behavior" from GTK 4.18 on; before, each row is a stop.
 */
#define LP_TYPE_ONE_STOP (lp_one_stop_get_type ())
G_DECLARE_FINAL_TYPE (LpOneStop, lp_one_stop, LP, ONE_STOP, AdwBin)

G_END_DECLS
