/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/note.h"

#include "gui/accessible.h"

struct _LpNote {
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *text;
  GtkButton *button;
  GtkButton *second;
};

G_DEFINE_FINAL_TYPE (LpNote, lp_note, GTK_TYPE_BOX)

enum { CLICKED, SECOND_CLICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_button_clicked (LpNote *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
on_second_clicked (LpNote *self)
{
  g_signal_emit (self, signals[SECOND_CLICKED], 0);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, LP_TYPE_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* The keyboard goes to the button that is asked about; what it is about is read with it. */
static gboolean
lp_note_grab_focus (GtkWidget *widget)
{
  LpNote *self = LP_NOTE (widget);
  return gtk_widget_get_visible (GTK_WIDGET (self->button))
         && gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

static void
lp_note_class_init (LpNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->grab_focus = lp_note_grab_focus;
  signals[CLICKED] = add_signal ("clicked");
  signals[SECOND_CLICKED] = add_signal ("second-clicked");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/note.ui");
  gtk_widget_class_bind_template_child (widget_class, LpNote, icon);
  gtk_widget_class_bind_template_child (widget_class, LpNote, heading);
  gtk_widget_class_bind_template_child (widget_class, LpNote, text);
  gtk_widget_class_bind_template_child (widget_class, LpNote, button);
  gtk_widget_class_bind_template_child (widget_class, LpNote, second);
  gtk_widget_class_bind_template_callback (widget_class, on_button_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_second_clicked);
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (note->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (note->button), button != NULL);
  gtk_widget_set_visible (GTK_WIDGET (note->second), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (note), TRUE);
}

void
lp_note_add_button (LpNote *note, const char *button)
{
  lp_button_set_label (note->second, button);
  gtk_widget_set_visible (GTK_WIDGET (note->second), TRUE);
}
