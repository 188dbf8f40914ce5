/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/note.h"

#include "gui/accessible.h"

struct _LpNote {
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *text;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (LpNote, lp_note, GTK_TYPE_BOX)

enum { CLICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_button_clicked (LpNote *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
lp_note_class_init (LpNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  signals[CLICKED] = g_signal_new ("clicked", LP_TYPE_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/note.ui");
  gtk_widget_class_bind_template_child (widget_class, LpNote, icon);
  gtk_widget_class_bind_template_child (widget_class, LpNote, heading);
  gtk_widget_class_bind_template_child (widget_class, LpNote, text);
  gtk_widget_class_bind_template_child (widget_class, LpNote, button);
  gtk_widget_class_bind_template_callback (widget_class, on_button_clicked);
}

static void
lp_note_init (LpNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lp_note_set (LpNote *note, gboolean warning, const char *heading, const char *text,
             const char *button)
{
  gtk_image_set_from_icon_name (note->icon, warning ? "dialog-warning-symbolic"
                                                    : "dialog-information-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (note),
                              (const char *[]){ "lp-note", warning ? "caution" : "advice", NULL });
  gtk_label_set_label (note->heading, heading);
  gtk_label_set_label (note->text, text);
  if (button)
    lp_button_set_label (note->button, button);
  gtk_widget_set_visible (GTK_WIDGET (note->button), button != NULL);
  gtk_widget_set_visible (GTK_WIDGET (note), TRUE);
}
