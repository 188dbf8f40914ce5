/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-browser.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/window.h"
#include "gui/words.h"
#include "setup-sign-in.h"

struct _LpPageBrowser {
  LpPage parent_instance;

  GtkLabel *code;
  GtkListBox *list;
  AdwActionRow *address_row;
  AdwActionRow *link_row;

  GCancellable *cancellable; /* of the sign-in that runs */
  char *url;                 /* its query is never shown */
  gboolean elsewhere;        /* there is no browser here */
  LpVerdict verdict;         /* how it ended */
};

G_DEFINE_FINAL_TYPE (LpPageBrowser, lp_page_browser, LP_TYPE_PAGE)

static void
start (LpPageBrowser *self);

static const char *
get_provider (LpPageBrowser *self)
{
  LpSetup *setup = lp_setup_of (self);
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  const LpCandidate *best
      = candidates && candidates->len ? g_ptr_array_index (candidates, 0) : NULL;
  return best && best->provider_name ? best->provider_name
                                     : lp_setup_get_account (setup)->address->domain_text;
}

static void
show_waiting (LpPageBrowser *self)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  g_autofree char *provider = lp_words_isolate (get_provider (self));
  g_autofree char *address = lp_words_isolate (account->address->text);
  g_autofree char *body = g_strdup_printf (
      /* Translators: a provider's name, then a mail address. */
      _ ("Sign in to %s as %s and allow access to mail. Then come back here."), provider, address);

  lp_page_set_head (
      LP_PAGE (self), "web-browser-symbolic", LP_TONE_ACCENT,
      self->elsewhere ? _ ("Continue on Another Device") : _ ("Continue in Your Browser"), body);
  lp_page_set_footer (LP_PAGE (self),
                      self->elsewhere ? _ ("Copy C_ode") : _ ("_Open Browser Again"), FALSE,
                      _ ("_Cancel"));
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->url != NULL);
  lp_page_set_spinning (LP_PAGE (self), TRUE);
}

static void
show_url (LpPageBrowser *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = lp_words_isolate (uri ? g_uri_get_host (uri) : url);

  g_free (self->url);
  self->url = g_strdup (url);
  adw_action_row_set_subtitle (self->address_row, self->elsewhere ? url : host);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
}

static void
open_browser (LpPageBrowser *self)
{
  if (self->url)
    gtk_show_uri (GTK_WINDOW (lp_window_of (self)), self->url, GDK_CURRENT_TIME);
}

static void
on_browser (LpSetup *setup, const char *url, LpPageBrowser *self)
{
  if (!self->cancellable)
    return;
  show_url (self, url);
  open_browser (self);
}

static void
on_device_code (LpSetup *setup, const char *url, const char *code, const char *complete_url,
                LpPageBrowser *self)
{
  if (!self->cancellable)
    return;
  show_url (self, url);
  gtk_label_set_label (self->code, code);
  gtk_widget_set_visible (GTK_WIDGET (self->code), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->link_row), FALSE);
}

static void
copy_request (LpPageBrowser *self)
{
  LpSetup *setup = lp_setup_of (self);
  g_autofree char *text = g_strdup_printf (
      /* Translators: a request to copy into a message; a mail address. */
      _ ("Please approve the app Letterplate for %s. It asks for: read and send mail (IMAP, SMTP) "
         "as the "
         "signed-in user, and stay signed in."),
      lp_setup_get_account (setup)->address->text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  lp_window_toast (lp_window_of (self), _ ("Request copied"), NULL, NULL, NULL);
}

static void
use_own_client_id (LpPageBrowser *self)
{
  lp_window_replace (lp_window_of (self), "client-id");
}

/* What may come of it, beside what check/explain.c says of every verdict. */
static const struct {
  LpVerdict verdict;
  LpTone tone;
  const char *title;
  const char *body;
  const char *primary;
  void (*do_primary) (LpPageBrowser *self);
} ends[] = {
  { LP_VERDICT_CANCELLED, LP_TONE_ERROR, N_ ("Access Was Not Allowed"),
    N_ ("Without it mail apps cannot reach the mailbox."), N_ ("_Try Again"), start },
  { LP_VERDICT_TIMED_OUT, LP_TONE_WARNING, N_ ("Still Waiting"),
    N_ ("No answer came from the browser within ten minutes."), N_ ("_Open Browser Again"), start },
  { LP_VERDICT_ADMIN_APPROVAL_REQUIRED, LP_TONE_WARNING, N_ ("Your Organisation Decides"),
    N_ ("It has to approve this app before it may read and send mail."),
    N_ ("Copy _Request for the Administrator"), copy_request },
  { LP_VERDICT_CLIENT_ID_REFUSED, LP_TONE_ERROR, N_ ("Client ID Not Accepted"),
    N_ ("It is not registered for this, or your organisation does not know it."),
    N_ ("Use an _Own Client ID…"), use_own_client_id },
};

static gsize
find_end (LpVerdict verdict)
{
  gsize i = 0;
  while (i < G_N_ELEMENTS (ends) && ends[i].verdict != verdict)
    i++;
  return i;
}

static void
show_end (LpPageBrowser *self, LpVerdict verdict)
{
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (verdict, NULL);
  g_autofree char *body = g_strjoin (" ", explanation->sentence, explanation->next_step, NULL);
  gsize i = find_end (verdict);

  lp_page_set_spinning (LP_PAGE (self), FALSE);
  if (i < G_N_ELEMENTS (ends)) {
    lp_page_set_head (LP_PAGE (self), "web-browser-symbolic", ends[i].tone, _ (ends[i].title),
                      _ (ends[i].body));
    lp_page_set_footer (LP_PAGE (self), _ (ends[i].primary), TRUE, _ ("_Cancel"));
  } else {
    lp_page_set_head (LP_PAGE (self), "web-browser-symbolic", LP_TONE_ERROR, explanation->title,
                      body);
    lp_page_set_footer (LP_PAGE (self), _ ("_Try Again"), TRUE, _ ("_Cancel"));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->code), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  lp_page_announce (LP_PAGE (self));
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageBrowser) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = lp_setup_sign_in_finish (LP_SETUP (source), result, &error);
  LpWindow *window = lp_window_of (self);

  if (!window || !self->cancellable || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_clear_object (&self->cancellable);
  gtk_window_present (GTK_WINDOW (window));
  if (done) {
    lp_window_replace (window, "check");
  } else {
    self->verdict = lp_verdict_from_error (error);
    show_end (self, self->verdict);
  }
}

static void
start (LpPageBrowser *self)
{
  g_autoptr (GAppInfo) browser = g_app_info_get_default_for_uri_scheme ("https");
  self->elsewhere = browser == NULL;
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->url, g_free);
  show_waiting (self);
  lp_setup_sign_in_async (lp_setup_of (self), self->elsewhere, self->cancellable, on_signed_in,
                          g_object_ref (self));
}

static void
stop (LpPageBrowser *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_copy_link_clicked (LpPageBrowser *self)
{
  if (!self->url)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->url);
  lp_window_toast (lp_window_of (self), _ ("Link copied"), NULL, NULL, NULL);
}

static void
copy_code (LpPageBrowser *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->code));
  lp_window_toast (lp_window_of (self), _ ("Code copied"), NULL, NULL, NULL);
}

static void
lp_page_browser_primary (LpPage *page)
{
  LpPageBrowser *self = LP_PAGE_BROWSER (page);
  gsize i = find_end (self->verdict);
  if (!self->cancellable && i < G_N_ELEMENTS (ends))
    ends[i].do_primary (self);
  else if (!self->cancellable)
    start (self);
  else if (self->elsewhere)
    copy_code (self);
  else
    open_browser (self);
}

static void
lp_page_browser_secondary (LpPage *page)
{
  lp_window_pop (lp_window_of (page));
}

static void
lp_page_browser_shown (LpPage *page)
{
  LpPageBrowser *self = LP_PAGE_BROWSER (page);
  LpSetup *setup = lp_setup_of (self);
  if (self->cancellable)
    return;
  g_signal_connect_object (setup, "browser", G_CALLBACK (on_browser), self, 0);
  g_signal_connect_object (setup, "device-code", G_CALLBACK (on_device_code), self, 0);
  start (self);
}

static void
lp_page_browser_left (LpPage *page, gboolean forwards)
{
  LpSetup *setup = lp_setup_of (page);
  stop (LP_PAGE_BROWSER (page));
  if (setup)
    g_signal_handlers_disconnect_by_data (setup, page);
}

static void
lp_page_browser_dispose (GObject *object)
{
  LpPageBrowser *self = LP_PAGE_BROWSER (object);
  stop (self);
  g_clear_pointer (&self->url, g_free);
  G_OBJECT_CLASS (lp_page_browser_parent_class)->dispose (object);
}

static void
lp_page_browser_class_init (LpPageBrowserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_browser_dispose;
  page_class->announces = TRUE;
  page_class->primary = lp_page_browser_primary;
  page_class->secondary = lp_page_browser_secondary;
  page_class->shown = lp_page_browser_shown;
  page_class->left = lp_page_browser_left;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageBrowser, code);
  gtk_widget_class_bind_template_child (widget_class, LpPageBrowser, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageBrowser, address_row);
  gtk_widget_class_bind_template_child (widget_class, LpPageBrowser, link_row);
}

static void
lp_page_browser_init (LpPageBrowser *self)
{
  GtkWidget *copy = lp_button_new (_ ("Copy _Link"));
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_action_row_add_suffix (self->link_row, copy);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy_link_clicked), self,
                           G_CONNECT_SWAPPED);
}
