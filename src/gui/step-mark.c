/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/step-mark.h"

#include <adwaita.h>

#include "gui/accessible.h"

#define WIDTH 28
#define ICON 16
#define GAP 5
#define LINE 2
#define DOT 7
#define DASH 14
/* A step that is over sooner needs no spinner: it would only flicker. */
#define SPIN_AFTER_MS 300

struct _LpStepMark {
  GtkWidget parent_instance;

  LpStepState state;
  gboolean above;
  gboolean below;
  GtkWidget *icon;
  const char *running_icon; /* instead of a spinner */
  guint spin_id;
};

G_DEFINE_FINAL_TYPE (LpStepMark, lp_step_mark, GTK_TYPE_WIDGET)

/* States without an icon are drawn. */
static const struct {
  const char *icon;
  const char *css_class;
} looks[] = {
  [LP_STEP_LATER] = { NULL, NULL },
  [LP_STEP_RUNNING] = { "content-loading-symbolic", NULL },
  [LP_STEP_DONE] = { "object-select-symbolic", "success" },
  [LP_STEP_CHANGED] = { "dialog-warning-symbolic", "warning" },
  [LP_STEP_FAILED] = { "dialog-error-symbolic", "error" },
  [LP_STEP_NOT_TRIED] = { NULL, NULL },
};

static void
add_bar (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float y, float width, float height)
{
  if (height > 0)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
add_dot (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float y)
{
  GskRoundedRect circle;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x - DOT / 2.0f, y - DOT / 2.0f, DOT, DOT);
  gsk_rounded_rect_init_from_rect (&circle, &bounds, DOT / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
lp_step_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LpStepMark *self = LP_STEP_MARK (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float x = (width - LINE) / 2;
  float y = height / 2.0f;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.3f;
  if (self->above)
    add_bar (snapshot, &color, x, 0, LINE, y - ICON / 2.0f - GAP);
  if (self->below)
    add_bar (snapshot, &color, x, y + ICON / 2.0f + GAP, LINE, height - y - ICON / 2.0f - GAP);
  if (self->state == LP_STEP_LATER)
    add_dot (snapshot, &color, width / 2.0f, y);
  color.alpha *= 2;
  if (self->state == LP_STEP_NOT_TRIED)
    add_bar (snapshot, &color, (width - DASH) / 2.0f, y - LINE / 2.0f, DASH, LINE);
  GTK_WIDGET_CLASS (lp_step_mark_parent_class)->snapshot (widget, snapshot);
}

static void
lp_step_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : ICON;
}

static void
lp_step_mark_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LpStepMark *self = LP_STEP_MARK (widget);
  GtkAllocation box = { (width - ICON) / 2, (height - ICON) / 2, ICON, ICON };
  if (self->icon)
    gtk_widget_size_allocate (self->icon, &box, -1);
}

static void
lp_step_mark_dispose (GObject *object)
{
  LpStepMark *self = LP_STEP_MARK (object);
  g_clear_handle_id (&self->spin_id, g_source_remove);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  G_OBJECT_CLASS (lp_step_mark_parent_class)->dispose (object);
}

static void
lp_step_mark_class_init (LpStepMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_step_mark_dispose;
  widget_class->snapshot = lp_step_mark_snapshot;
  widget_class->measure = lp_step_mark_measure;
  widget_class->size_allocate = lp_step_mark_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lp_step_mark_init (LpStepMark *self)
{
}

static gboolean
on_spin (gpointer data)
{
  LpStepMark *self = data;
  self->spin_id = 0;
  gtk_widget_set_visible (self->icon, TRUE);
  return G_SOURCE_REMOVE;
}

static GtkWidget *
make_spinner (LpStepMark *self)
{
  self->spin_id = g_timeout_add (SPIN_AFTER_MS, on_spin, self);
  return g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, "visible", FALSE, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
make_icon (LpStepMark *self, LpStepState state)
{
  if (state == LP_STEP_RUNNING && self->running_icon)
    return lp_status_icon_new (self->running_icon, "dim-label");
  if (state == LP_STEP_RUNNING && adw_get_enable_animations (GTK_WIDGET (self)))
    return make_spinner (self);
  return looks[state].icon ? lp_status_icon_new (looks[state].icon, looks[state].css_class) : NULL;
}

GtkWidget *
lp_step_mark_new (void)
{
  return g_object_new (LP_TYPE_STEP_MARK, NULL);
}

void
lp_step_mark_set_state (LpStepMark *mark, LpStepState state)
{
  g_clear_handle_id (&mark->spin_id, g_source_remove);
  g_clear_pointer (&mark->icon, gtk_widget_unparent);
  mark->state = state;
  mark->icon = make_icon (mark, state);
  if (mark->icon)
    gtk_widget_set_parent (mark->icon, GTK_WIDGET (mark));
  gtk_widget_queue_resize (GTK_WIDGET (mark));
}

void
lp_step_mark_set_running_icon (LpStepMark *mark, const char *icon_name)
{
  mark->running_icon = icon_name;
}

LpStepState
lp_step_mark_get_state (LpStepMark *mark)
{
  return mark->state;
}

void
lp_step_mark_set_line (LpStepMark *mark, gboolean above, gboolean below)
{
  mark->above = above;
  mark->below = below;
  gtk_widget_queue_draw (GTK_WIDGET (mark));
}
