/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/step-row.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"

struct _LpStepRow {
  GtkListBoxRow parent_instance;

  LpStepMark *mark;
  GtkLabel *title;
  GtkLabel *detail;
  GtkLabel *time;
  LpStepState state;
};

G_DEFINE_FINAL_TYPE (LpStepRow, lp_step_row, GTK_TYPE_LIST_BOX_ROW)

const char *
lp_step_state_get_label (LpStepState state)
{
  static const char *const labels[] = {
    [LP_STEP_LATER] = N_ ("Not yet"), [LP_STEP_RUNNING] = N_ ("In progress"),
    [LP_STEP_DONE] = N_ ("Done"),     [LP_STEP_CHANGED] = N_ ("Changed"),
    [LP_STEP_FAILED] = N_ ("Failed"), [LP_STEP_NOT_TRIED] = N_ ("Not tried"),
  };
  return _ (labels[state]);
}

/* State and time are in the row's name: the mark and the time label are decoration. */
static void
update_name (LpStepRow *self)
{
  const char *state = lp_step_state_get_label (self->state);
  const char *time = gtk_label_get_label (self->time);
  /* Translators: what a screen reader says of a step: title, state, time. */
  g_autofree char *name
      = *time ? g_strdup_printf (_ ("%s: %s, %s"), gtk_label_get_label (self->title), state, time)
              : g_strdup_printf (_ ("%s: %s"), gtk_label_get_label (self->title), state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_label (self->detail), -1);
}

static void
lp_step_row_class_init (LpStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_type_ensure (LP_TYPE_STEP_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LpStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, LpStepRow, title);
  gtk_widget_class_bind_template_child (widget_class, LpStepRow, detail);
  gtk_widget_class_bind_template_child (widget_class, LpStepRow, time);
}

static void
lp_step_row_init (LpStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

LpStepRow *
lp_step_row_new (void)
{
  return g_object_new (LP_TYPE_STEP_ROW, NULL);
}

void
lp_step_row_set (LpStepRow *row, LpStepState state, const char *title, const char *detail)
{
  if (row->state != state)
    lp_step_mark_set_state (row->mark, state);
  row->state = state;
  gtk_label_set_label (row->title, title);
  gtk_label_set_label (row->detail, detail ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (row->detail), detail != NULL);
  if (state == LP_STEP_LATER)
    gtk_widget_add_css_class (GTK_WIDGET (row), "lp-later");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "lp-later");
  update_name (row);
}

void
lp_step_row_set_time (LpStepRow *row, int ms)
{
  g_autofree char *text = ms < 0 ? g_strdup ("") : lp_words_duration ((guint)ms);
  if (g_str_equal (text, gtk_label_get_label (row->time)))
    return;
  gtk_label_set_label (row->time, text);
  update_name (row);
}

LpStepMark *
lp_step_row_get_mark (LpStepRow *row)
{
  return row->mark;
}

LpStepState
lp_step_row_get_state (LpStepRow *row)
{
  return row->state;
}
