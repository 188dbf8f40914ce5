/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/one-stop.h"

struct _LpOneStop {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (LpOneStop, lp_one_stop, ADW_TYPE_BIN)

static const struct {
  guint key;
  GtkDirectionType direction;
} arrows[] = {
  { GDK_KEY_Down, GTK_DIR_TAB_FORWARD },
  { GDK_KEY_KP_Down, GTK_DIR_TAB_FORWARD },
  { GDK_KEY_Up, GTK_DIR_TAB_BACKWARD },
  { GDK_KEY_KP_Up, GTK_DIR_TAB_BACKWARD },
};

/* Where Tab would have gone. Only back from a row that takes no focus itself GtkListBox does not
 * find (gtk_list_box_row_focus() gives it to the row, in vain). */
static gboolean
go_on (GtkWidget *list, GtkDirectionType direction)
{
  GtkWidget *row = gtk_widget_get_focus_child (list);

  if (direction == GTK_DIR_TAB_FORWARD || !row || gtk_widget_get_focusable (row))
    return gtk_widget_child_focus (list, direction);
  while ((row = gtk_widget_get_prev_sibling (row)))
    if (gtk_widget_child_focus (row, direction))
      return TRUE;
  return FALSE;
}

static gboolean
on_arrow (GtkWidget *widget, GVariant *direction, gpointer data)
{
  if (!go_on (adw_bin_get_child (ADW_BIN (widget)), g_variant_get_int32 (direction)))
    gtk_widget_error_bell (widget);
  return TRUE;
}

static gboolean
lp_one_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  gboolean is_inside = gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN;

  if (is_tab && is_inside)
    return FALSE;
  return GTK_WIDGET_CLASS (lp_one_stop_parent_class)->focus (widget, direction);
}

static void
lp_one_stop_class_init (LpOneStopClass *class)
{
  GTK_WIDGET_CLASS (class)->focus = lp_one_stop_focus;
}

static void
lp_one_stop_init (LpOneStop *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++) {
    GtkShortcut *shortcut = gtk_shortcut_new_with_arguments (
        gtk_keyval_trigger_new (arrows[i].key, 0), gtk_callback_action_new (on_arrow, NULL, NULL),
        "i", arrows[i].direction);
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  }
  /* Before the list's own keys, which go from row to row and leave out what is in them. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
