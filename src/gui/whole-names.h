/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lp_whole_names_keep:
 * @widget: a widget that is built
 *
 * Keeps Pango from putting a hyphen where a long name is broken, in all labels that are in it now: in
 * a host's name or an address a hyphen is a lie. Headlines and buttons, which hold words, keep theirs.
 */
void
lp_whole_names_keep (GtkWidget *widget);

G_END_DECLS
