/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GTK 4.8 does not say rightly to screen readers by itself. */
#include "gui/accessible.h"

#include <string.h>

#include "gui/whole-names.h"

void
lp_button_set_label (GtkButton *button, const char *label)
{
  GtkWidget *text = gtk_label_new_with_mnemonic (label);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (text), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  /* Only names are longer than a line; words stay whole, so that no button says "Open-n". */
  if (strstr (label, "\u2068")) {
    gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
    lp_whole_names_keep (text);
  }
  gtk_label_set_mnemonic_widget (GTK_LABEL (text), GTK_WIDGET (button));
  gtk_button_set_child (button, text);
  gtk_widget_add_css_class (GTK_WIDGET (button), "text-button");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  text, NULL, -1);
}

static void
name_buttons (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
  if (!GTK_IS_BUTTON (widget) || !gtk_button_get_use_underline (GTK_BUTTON (widget)))
    return;
  g_autofree char *label = g_strdup (gtk_button_get_label (GTK_BUTTON (widget)));
  if (!label)
    return;
  lp_button_set_label (GTK_BUTTON (widget), label);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

void
lp_dialog_present (GtkWidget *dialog)
{
  name_buttons (dialog);
  lp_whole_names_keep (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
lp_accessible_name_lists (GtkWidget *widget, const char *label)
{
  if (ADW_IS_PREFERENCES_ROW (widget))
    label = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_LIST_BOX (widget) && label
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    lp_accessible_set_label (widget, label);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    lp_accessible_name_lists (child, label);
}

static void
on_value_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, lp_value_label_new (""));
}

static void
on_value_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *text = GTK_STRING_OBJECT (gtk_list_item_get_item (item));
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (text));
}

void
lp_combo_row_show_whole (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_value_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_value_bind), NULL);
  adw_combo_row_set_list_factory (row, adw_combo_row_get_factory (row));
  adw_combo_row_set_factory (row, factory);
}

GtkWidget *
lp_button_new (const char *label)
{
  GtkWidget *button = gtk_button_new ();
  lp_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

GtkWidget *
lp_icon_button_new (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  lp_accessible_set_label (button, label);
  return button;
}

GtkWidget *
lp_status_icon_new (const char *icon_name, const char *css_class)
{
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  if (css_class)
    gtk_widget_add_css_class (image, css_class);
  return image;
}

GtkWidget *
lp_value_label_new (const char *text)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  return g_object_new (GTK_TYPE_LABEL, "label", text, "attributes", attributes, "wrap", TRUE,
                       "wrap-mode", PANGO_WRAP_WORD_CHAR, "natural-wrap-mode",
                       GTK_NATURAL_WRAP_NONE, "xalign", 1.0f, "justify", GTK_JUSTIFY_RIGHT, NULL);
}

void
lp_accessible_set_label (GtkWidget *widget, const char *label)
{
  /* Else a button is read with its text behind. */
  if (GTK_IS_BUTTON (widget))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

void
lp_accessible_set_hidden (GtkWidget *widget, gboolean hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

void
lp_accessible_set_fault (GtkWidget *field, gboolean fault, GtkWidget *sentence)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               fault ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (fault && sentence)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                    sentence, NULL, -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
}

void
lp_row_set_fault (GtkWidget *row, GtkWidget *sentence)
{
  if (sentence)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  lp_accessible_set_fault (row, sentence != NULL, sentence);
}
