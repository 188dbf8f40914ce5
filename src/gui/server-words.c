/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/server-words.h"

#include <glib/gi18n.h>

#include "gui/window.h"

struct _LpServerWords {
  AdwBin parent_instance;

  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (LpServerWords, lp_server_words, ADW_TYPE_BIN)

static void
on_copy_clicked (LpServerWords *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->text));
  lp_window_toast (lp_window_of (self), _ ("Copied"), NULL, NULL, NULL);
}

static void
lp_server_words_class_init (LpServerWordsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/server-words.ui");
  gtk_widget_class_bind_template_child (widget_class, LpServerWords, text);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
lp_server_words_init (LpServerWords *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lp_server_words_set (LpServerWords *words, const char *text)
{
  gtk_label_set_label (words->text, text);
  gtk_widget_set_visible (GTK_WIDGET (words), *text != '\0');
}
