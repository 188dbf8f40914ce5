/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame that all pages share. A page's own template adds its children to the content box,
 * because LpPage takes the children of a builder as GtkBox does. */
#include "gui/page.h"

#include <dlfcn.h>
#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/one-stop.h"
#include "gui/whole-names.h"

typedef struct {
  AdwWindowTitle *header_title;
  AdwHeaderBar *header;
  GtkWidget *back;
  GtkMenuButton *menu;
  GtkWidget *head;
  GtkWidget *tile;
  GtkStack *tile_stack;
  GtkImage *tile_icon;
  GtkSpinner *tile_spinner;
  GtkLabel *title;
  GtkLabel *body;
  GtkScrolledWindow *scrolled;
  GtkBox *content;
  GtkButton *primary;
  GtkButton *secondary;
  GtkWidget *last_focus;
} LpPagePrivate;

enum {
  PROP_0,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_BODY,
  PROP_PRIMARY,
  PROP_SECONDARY,
  PROP_HEADER_TITLE,
  PROP_HEADER_SUBTITLE,
  PROP_CAN_GO_BACK,
  PROP_HEADLESS,
  PROP_MENU_MODEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void
lp_page_buildable_init (GtkBuildableIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (LpPage, lp_page, ADW_TYPE_BIN,
                                  G_ADD_PRIVATE (LpPage)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                             lp_page_buildable_init))

static const char *const tone_classes[] = { "accent", "success", "warning", "error" };

static LpPagePrivate *
get_private (LpPage *self)
{
  return lp_page_get_instance_private (self);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
set_button (GtkButton *button, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (button), text != NULL);
  if (text)
    lp_button_set_label (button, text);
}

static void
set_icon (LpPagePrivate *priv, const char *icon_name)
{
  gtk_image_set_from_icon_name (priv->tile_icon, icon_name);
  gtk_widget_set_visible (priv->tile, icon_name != NULL);
}

static void
set_title (LpPage *self, const char *title)
{
  LpPagePrivate *priv = get_private (self);
  if (g_strcmp0 (gtk_label_get_label (priv->title), title) == 0)
    return;
  set_label (priv->title, title);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

static void
set_tone (LpPagePrivate *priv, LpTone tone)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tone_classes); i++)
    gtk_widget_remove_css_class (priv->tile, tone_classes[i]);
  gtk_widget_add_css_class (priv->tile, tone_classes[tone]);
}

static void
on_primary_clicked (LpPage *self)
{
  if (LP_PAGE_GET_CLASS (self)->primary)
    LP_PAGE_GET_CLASS (self)->primary (self);
}

static void
on_secondary_clicked (LpPage *self)
{
  if (LP_PAGE_GET_CLASS (self)->secondary)
    LP_PAGE_GET_CLASS (self)->secondary (self);
}

static void
lp_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  LpPage *self = LP_PAGE (object);
  LpPagePrivate *priv = get_private (self);

  switch (id) {
  case PROP_ICON_NAME:
    set_icon (priv, g_value_get_string (value));
    break;
  case PROP_TITLE:
    set_title (self, g_value_get_string (value));
    break;
  case PROP_BODY:
    set_label (priv->body, g_value_get_string (value));
    break;
  case PROP_PRIMARY:
    set_button (priv->primary, g_value_get_string (value));
    break;
  case PROP_SECONDARY:
    set_button (priv->secondary, g_value_get_string (value));
    break;
  case PROP_HEADER_TITLE:
    adw_window_title_set_title (priv->header_title, g_value_get_string (value));
    break;
  case PROP_HEADER_SUBTITLE:
    adw_window_title_set_subtitle (priv->header_title, g_value_get_string (value));
    break;
  case PROP_CAN_GO_BACK:
    gtk_widget_set_visible (priv->back, g_value_get_boolean (value));
    break;
  case PROP_HEADLESS:
    gtk_widget_set_visible (priv->head, !g_value_get_boolean (value));
    break;
  case PROP_MENU_MODEL:
    gtk_menu_button_set_menu_model (priv->menu, g_value_get_object (value));
    gtk_widget_set_visible (GTK_WIDGET (priv->menu), g_value_get_object (value) != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
lp_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LpPagePrivate *priv = get_private (LP_PAGE (object));

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, gtk_label_get_label (priv->title));
    break;
  case PROP_CAN_GO_BACK:
    g_value_set_boolean (value, gtk_widget_get_visible (priv->back));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
lp_page_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  LpPagePrivate *priv = get_private (LP_PAGE (buildable));
  if (priv->content && GTK_IS_WIDGET (child))
    gtk_box_append (priv->content, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
lp_page_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = lp_page_add_child;
}

static void
lp_page_constructed (GObject *object)
{
  LpPagePrivate *priv = get_private (LP_PAGE (object));
  G_OBJECT_CLASS (lp_page_parent_class)->constructed (object);
  if (LP_PAGE_GET_CLASS (object)->announces)
    g_object_set (priv->body, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
}

static void
lp_page_dispose (GObject *object)
{
  LpPagePrivate *priv = get_private (LP_PAGE (object));
  g_clear_weak_pointer (&priv->last_focus);
  G_OBJECT_CLASS (lp_page_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags in = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = in | G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY;
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, in);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, both);
  props[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, in);
  props[PROP_PRIMARY] = g_param_spec_string ("primary", NULL, NULL, NULL, in);
  props[PROP_SECONDARY] = g_param_spec_string ("secondary", NULL, NULL, NULL, in);
  props[PROP_HEADER_TITLE] = g_param_spec_string ("header-title", NULL, NULL, NULL, in);
  props[PROP_HEADER_SUBTITLE] = g_param_spec_string ("header-subtitle", NULL, NULL, NULL, in);
  props[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, TRUE, both);
  props[PROP_HEADLESS] = g_param_spec_boolean ("headless", NULL, NULL, FALSE, in);
  props[PROP_MENU_MODEL] = g_param_spec_object ("menu-model", NULL, NULL, G_TYPE_MENU_MODEL, in);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lp_page_class_init (LpPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = lp_page_set_property;
  object_class->get_property = lp_page_get_property;
  object_class->constructed = lp_page_constructed;
  object_class->dispose = lp_page_dispose;
  install_properties (object_class);

  g_type_ensure (LP_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, header_title);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, header);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, back);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, menu);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, head);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, tile);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, tile_stack);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, tile_icon);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, tile_spinner);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, title);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, body);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, scrolled);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, content);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, primary);
  gtk_widget_class_bind_template_child_private (widget_class, LpPage, secondary);
  gtk_widget_class_bind_template_callback (widget_class, on_primary_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_clicked);
}

static void
lp_page_init (LpPage *self)
{
  LpPagePrivate *priv = get_private (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  set_tone (priv, LP_TONE_ACCENT);
  set_icon (priv, NULL);
  set_label (priv->title, NULL);
  set_label (priv->body, NULL);
  set_button (priv->primary, NULL);
  set_button (priv->secondary, NULL);
}

void
lp_page_set_head (LpPage *page, const char *icon_name, LpTone tone, const char *title,
                  const char *body)
{
  LpPagePrivate *priv = get_private (page);
  set_icon (priv, icon_name);
  set_tone (priv, tone);
  set_title (page, title);
  set_label (priv->body, body);
}

void
lp_page_set_spinning (LpPage *page, gboolean spinning)
{
  LpPagePrivate *priv = get_private (page);
  gboolean animated
      = gtk_settings_get_default () != NULL && adw_get_enable_animations (GTK_WIDGET (page));
  spinning = spinning && animated;
  gtk_spinner_set_spinning (priv->tile_spinner, spinning);
  gtk_stack_set_visible_child (priv->tile_stack, spinning ? GTK_WIDGET (priv->tile_spinner)
                                                          : GTK_WIDGET (priv->tile_icon));
}

void
lp_page_set_footer (LpPage *page, const char *primary, gboolean forwards, const char *secondary)
{
  LpPagePrivate *priv = get_private (page);
  set_button (priv->primary, primary);
  set_button (priv->secondary, secondary);
  if (forwards)
    gtk_widget_add_css_class (GTK_WIDGET (priv->primary), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (priv->primary), "suggested-action");
}

GtkWidget *
lp_page_get_primary (LpPage *page)
{
  return GTK_WIDGET (get_private (page)->primary);
}

GtkWidget *
lp_page_get_secondary (LpPage *page)
{
  return GTK_WIDGET (get_private (page)->secondary);
}

const char *
lp_page_get_title (LpPage *page)
{
  return gtk_label_get_label (get_private (page)->title);
}

gboolean
lp_page_get_can_go_back (LpPage *page)
{
  return gtk_widget_get_visible (get_private (page)->back);
}

void
lp_page_add_header_end (LpPage *page, GtkWidget *widget)
{
  adw_header_bar_pack_end (get_private (page)->header, widget);
}

void
lp_page_scroll_to (LpPage *page, GtkWidget *widget)
{
  LpPagePrivate *priv = get_private (page);
  GtkWidget *viewport = gtk_scrolled_window_get_child (priv->scrolled);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (priv->scrolled);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, gtk_widget_get_first_child (viewport), &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

void
lp_page_announce (LpPage *page)
{
  LpPagePrivate *priv = get_private (page);
  void (*announce) (GtkAccessible *, const char *, int);
  const char *sentence = gtk_label_get_label (priv->body);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (priv->scrolled), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  lp_accessible_name_lists (GTK_WIDGET (page), lp_page_get_title (page));
  lp_whole_names_keep (GTK_WIDGET (page));
  gtk_widget_grab_focus (GTK_WIDGET (priv->primary));
  announce = (void (*) (GtkAccessible *, const char *, int))dlsym (RTLD_DEFAULT,
                                                                   "gtk_accessible_announce");
  if (announce)
    announce (GTK_ACCESSIBLE (page), sentence, 1);
}

/* The keyboard goes back to where it was when the page was left. */
void
lp_page_shown (LpPage *page)
{
  LpPagePrivate *priv = get_private (page);
  LpPageClass *klass = LP_PAGE_GET_CLASS (page);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
  GtkWidget *focus = priv->last_focus;

  gtk_window_set_default_widget (window, GTK_WIDGET (priv->primary));
  if (!focus && klass->get_focus)
    focus = klass->get_focus (page);
  /* Else GTK would give it to the button that leads back, where Return does that. */
  if (!gtk_widget_grab_focus (focus ? focus : GTK_WIDGET (priv->primary)))
    gtk_window_set_focus (window, NULL);
  if (klass->shown)
    klass->shown (page);
  lp_accessible_name_lists (GTK_WIDGET (page), lp_page_get_title (page));
  lp_whole_names_keep (GTK_WIDGET (page));
}

void
lp_page_left (LpPage *page, gboolean forwards)
{
  LpPagePrivate *priv = get_private (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (page)))
    g_set_weak_pointer (&priv->last_focus, focus);
  if (LP_PAGE_GET_CLASS (page)->left)
    LP_PAGE_GET_CLASS (page)->left (page, forwards);
}

gboolean
lp_page_ask_to_close (LpPage *page)
{
  return LP_PAGE_GET_CLASS (page)->ask_to_close && LP_PAGE_GET_CLASS (page)->ask_to_close (page);
}

gboolean
lp_page_stop (LpPage *page)
{
  return LP_PAGE_GET_CLASS (page)->stop && LP_PAGE_GET_CLASS (page)->stop (page);
}
