/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * lp_button_set_label:
 * @button: a button
 * @label: text with a mnemonic
 *
 * Labels a button by a label of its own. A button made from a mnemonic text is read "_Next Next" by
 * GTK 4.8 (measured), and keeps the double name even when its label property is set. The text may
 * wrap to two lines.
 */
void
lp_button_set_label (GtkButton *button, const char *label);

/**
 * lp_dialog_present:
 * @dialog: a dialog of the toolkit that has all its buttons
 *
 * Shows it. Each of its buttons is labelled by a label of its own before, as lp_button_set_label()
 * does, and no name in it gets a hyphen.
 */
void
lp_dialog_present (GtkWidget *dialog);

/**
 * lp_accessible_name_lists:
 * @widget: what is searched
 * @label: the name of lists that have none
 *
 * A list without a name is read by its type's name (GTK 4.8). One in a row is named by the row.
 */
void
lp_accessible_name_lists (GtkWidget *widget, const char *label);

/**
 * lp_combo_row_show_whole:
 * @row: a row
 *
 * Its value wraps where there is little room; libadwaita 1.2 cuts it.
 */
void
lp_combo_row_show_whole (AdwComboRow *row);

/**
 * lp_button_new:
 * @label: text with a mnemonic
 *
 * Returns: (transfer floating): a button whose accessible name is right
 */
GtkWidget *
lp_button_new (const char *label);

/**
 * lp_icon_button_new:
 * @icon_name: symbolic icon
 * @label: what it does, also its tooltip
 *
 * Returns: (transfer floating): a flat button with an icon, named for screen readers
 */
GtkWidget *
lp_icon_button_new (const char *icon_name, const char *label);

/**
 * lp_status_icon_new:
 * @icon_name: (nullable): symbolic icon
 * @css_class: (nullable): "success", "warning", "error" or "dim-label"
 *
 * Returns: (transfer floating): an icon that is decoration only: the row's label says the state
 */
GtkWidget *
lp_status_icon_new (const char *icon_name, const char *css_class);

/**
 * lp_value_label_new:
 * @text: an address, a host name or another value
 *
 * Returns: (transfer floating): a label for the end of a row, that wraps but puts no hyphens in: a hyphen inside a host
 *   name is a lie
 */
GtkWidget *
lp_value_label_new (const char *text);

/**
 * lp_accessible_set_label:
 * @widget: a widget
 * @label: its name for screen readers
 */
void
lp_accessible_set_label (GtkWidget *widget, const char *label);

/**
 * lp_accessible_set_hidden:
 * @widget: a widget
 * @hidden: whether it and what is in it is left out of the accessibility tree
 */
void
lp_accessible_set_hidden (GtkWidget *widget, gboolean hidden);

/**
 * lp_row_set_fault:
 * @row: a row that takes what the person types
 * @sentence: (nullable): the label that says what is wrong with it; %NULL: nothing is
 *
 * Marks a row whose contents cannot be used, for eyes and for screen readers.
 */
void
lp_row_set_fault (GtkWidget *row, GtkWidget *sentence);

/**
 * lp_accessible_set_fault:
 * @field: a field
 * @fault: whether its contents cannot be used
 * @sentence: (nullable): the label that says why
 *
 * Tells a screen reader.
 */
void
lp_accessible_set_fault (GtkWidget *field, gboolean fault, GtkWidget *sentence);

G_END_DECLS
