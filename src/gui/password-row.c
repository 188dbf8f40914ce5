/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/password-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gui/accessible.h"

struct _LpPasswordRow {
  AdwPreferencesRow parent_instance;

  GtkLabel *caption;
  GtkPasswordEntry *entry;
  GtkWidget *blank_note;
};

G_DEFINE_FINAL_TYPE (LpPasswordRow, lp_password_row, ADW_TYPE_PREFERENCES_ROW)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
ends_with_blank (const char *text)
{
  gsize length = strlen (text);
  return length > 0 && (g_ascii_isspace (text[0]) || g_ascii_isspace (text[length - 1]));
}

static void
on_entry_changed (LpPasswordRow *self)
{
  lp_password_row_set_fault (self, FALSE, NULL);
  gtk_widget_set_visible (self->blank_note,
                          ends_with_blank (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove_blank_clicked (LpPasswordRow *self)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  lp_credentials_wipe (text, strlen (text));
  g_free (text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
lp_password_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LP_PASSWORD_ROW (widget)->entry));
}

/* The peek icon is the entry's last child: a GtkImage that can be clicked, without a name of its
 * own. */
static void
name_peek_icon (LpPasswordRow *self)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->entry));
  if (GTK_IS_IMAGE (last))
    lp_accessible_set_label (last, _ ("Show Password"));
}

static void
lp_password_row_class_init (LpPasswordRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->grab_focus = lp_password_row_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", LP_TYPE_PASSWORD_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/password-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPasswordRow, caption);
  gtk_widget_class_bind_template_child (widget_class, LpPasswordRow, entry);
  gtk_widget_class_bind_template_child (widget_class, LpPasswordRow, blank_note);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_blank_clicked);
}

static void
lp_password_row_init (LpPasswordRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_peek_icon (self);
  g_signal_connect_swapped (self, "activate", G_CALLBACK (gtk_widget_grab_focus), self->entry);
}

void
lp_password_row_set_caption (LpPasswordRow *row, const char *caption)
{
  gtk_label_set_label (row->caption, caption);
}

gboolean
lp_password_row_is_empty (LpPasswordRow *row)
{
  return *gtk_editable_get_text (GTK_EDITABLE (row->entry)) == '\0';
}

/* GtkPasswordEntry keeps its text in wiped memory itself (gtkpasswordentrybuffer.c). */
LpCredentials *
lp_password_row_take (LpPasswordRow *row)
{
  g_autoptr (LpCredentials) credentials = NULL;
  if (lp_password_row_is_empty (row))
    return NULL;
  credentials = lp_credentials_new (LP_SECRET_PASSWORD,
                                    gtk_editable_get_text (GTK_EDITABLE (row->entry)), -1);
  gtk_editable_set_text (GTK_EDITABLE (row->entry), "");
  return g_steal_pointer (&credentials);
}

void
lp_password_row_set_fault (LpPasswordRow *row, gboolean fault, GtkWidget *sentence)
{
  GtkWidget *widget = GTK_WIDGET (row);
  if (fault)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
  lp_accessible_set_fault (GTK_WIDGET (row->entry), fault, sentence);
}

GtkWidget *
lp_password_row_get_entry (LpPasswordRow *row)
{
  return GTK_WIDGET (row->entry);
}
