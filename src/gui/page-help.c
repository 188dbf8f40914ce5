/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-help.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/window.h"

struct _LpPageHelp {
  LpPage parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (LpPageHelp, lp_page_help, LP_TYPE_PAGE)

static const struct {
  const char *question;
  const char *answer;
} help[] = {
  { N_ ("What is tried before anything is saved?"),
    N_ ("Everything a mail app will do: finding both servers, encryption, the servers’ identity, "
        "signing in, "
        "opening the inbox and asking for permission to send. No mail is read, changed or sent.") },
  { N_ ("Where is the password kept?"),
    N_ ("In the system keyring. Mail apps read it there, or keep a copy of their own; the list of "
        "apps says "
        "which. It is never written into a file in clear text.") },
  { N_ ("The password is right, and still it is not accepted."),
    N_ ("Many providers want a password made for mail apps when two-step sign-in is on, or want "
        "mail apps to "
        "be switched on in the account’s settings on their web page. Others take a sign-in with "
        "the browser "
        "only.") },
  { N_ ("No settings were found."), N_ ("The provider’s help page names the servers. Enter them "
                                        "under Server Settings; they are tried in the "
                                        "same way.") },
  { N_ ("Can it be taken back?"), N_ ("Yes: at the end for each app, and later under Undo Earlier "
                                      "Changes. Files that you changed since lose "
                                      "only what was added to them.") },
  { N_ ("Can I get help from somebody?"),
    N_ ("After a check, Copy Report in the menu puts what was tried and what the servers said on "
        "the clipboard, "
        "without your address and without the password.") },
};

static void
add_question (LpPageHelp *self, const char *question, const char *answer)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", answer, "wrap", TRUE, "xalign", 0.0f, NULL);
  GtkWidget *inside
      = g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", label, "activatable", FALSE, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), question);
  lp_accessible_set_label (row, question);
  lp_accessible_set_label (inside, answer);
  gtk_widget_add_css_class (label, "lp-mono");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), inside);
  gtk_list_box_append (self->list, row);
}

static void
lp_page_help_primary (LpPage *page)
{
  lp_window_pop (lp_window_of (page));
}

static void
lp_page_help_class_init (LpPageHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LP_PAGE_CLASS (klass)->primary = lp_page_help_primary;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-help.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageHelp, list);
}

static void
lp_page_help_init (LpPageHelp *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_footer (LP_PAGE (self), _ ("_Done"), TRUE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (help); i++)
    add_question (self, _ (help[i].question), _ (help[i].answer));
}
