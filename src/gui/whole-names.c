/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/whole-names.h"

#define DONE "lp-whole-names"

static void
keep_in_label (GtkLabel *label)
{
  PangoAttrList *old = gtk_label_get_attributes (label);
  g_autoptr (PangoAttrList) attributes = old ? pango_attr_list_copy (old) : pango_attr_list_new ();
  if (g_object_get_data (G_OBJECT (label), DONE))
    return;
  pango_attr_list_change (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  g_object_set_data (G_OBJECT (label), DONE, label);
}

void
lp_whole_names_keep (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) || gtk_widget_has_css_class (widget, "title-1"))
    return;
  if (GTK_IS_LABEL (widget))
    keep_in_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    lp_whole_names_keep (child);
}
