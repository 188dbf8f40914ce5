/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/blame-row.h"

#include "gui/accessible.h"

struct _LpBlameRow {
  AdwPreferencesRow parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (LpBlameRow, lp_blame_row, ADW_TYPE_PREFERENCES_ROW)

static void
lp_blame_row_class_init (LpBlameRowClass *klass)
{
}

static void
lp_blame_row_init (LpBlameRow *self)
{
  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, "wrap-mode",
                              PANGO_WRAP_WORD_CHAR, NULL);
  gtk_widget_set_css_classes (self->label,
                              (const char *[]){ "caption", "error", "lp-blame", NULL });
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
lp_blame_row_set (LpBlameRow *row, GtkWidget *field, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (row->label), sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (row), sentence != NULL);
  lp_accessible_set_fault (field, sentence != NULL, row->label);
}
