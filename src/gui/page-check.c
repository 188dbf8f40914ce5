/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-check.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/check-list.h"
#include "gui/consent-dialog.h"
#include "gui/cure.h"
#include "gui/failure-words.h"
#include "gui/failure.h"
#include "gui/note.h"
#include "gui/password-row.h"
#include "gui/patience.h"
#include "gui/report-words.h"
#include "gui/server-words.h"
#include "gui/window.h"
#include "setup-found.h"

struct _LpPageCheck {
  LpPage parent_instance;

  GtkWidget *password_list;
  LpPasswordRow *password;
  LpNote *note;
  LpCheckList *list;
  LpServerWords *words;
  GtkWidget *again;
  LpPatience *patience;

  GCancellable *cancellable; /* of the check that runs */
  gulong stage_id;
  LpVerdict verdict;
  LpCures cures;
};

G_DEFINE_FINAL_TYPE (LpPageCheck, lp_page_check, LP_TYPE_PAGE)

static gboolean
lp_page_check_stop (LpPage *page);

static gboolean
is_running (LpPageCheck *self)
{
  return self->cancellable != NULL;
}

static const LpFailure *
get_failure (LpPageCheck *self)
{
  const LpReport *report = lp_setup_get_report (lp_setup_of (self));
  return lp_failure_get_of (self->verdict, report ? lp_report_words_get_failed (report) : NULL);
}

static void
on_password_changed (LpPageCheck *self)
{
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)),
                            !gtk_widget_get_visible (self->password_list)
                                || !lp_password_row_is_empty (self->password));
}

static void
show_running (LpPageCheck *self)
{
  lp_page_set_head (LP_PAGE (self), "network-transmit-receive-symbolic", LP_TONE_ACCENT,
                    _ ("Checking Your Account"), _ ("No mail is read, changed or sent."));
  lp_page_set_footer (LP_PAGE (self), _ ("_Stop"), FALSE, NULL);
  gtk_widget_set_visible (self->password_list, FALSE);
  on_password_changed (self);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  lp_server_words_set (self->words, "");
  gtk_widget_set_visible (self->again, FALSE);
  lp_check_list_begin (self->list, lp_setup_of (self));
}

static void
on_stage (LpSetup *setup, const LpServer *server, guint stage, const LpStageResult *result,
          LpPageCheck *self)
{
  if (!is_running (self))
    return;
  GtkWidget *running = lp_check_list_follow (self->list, setup, server, stage, result);
  if (running)
    lp_page_scroll_to (LP_PAGE (self), running);
}

static void
show_failure_head (LpPageCheck *self, const LpOutcome *outcome)
{
  const LpFailure *failure = get_failure (self);
  g_autoptr (LpFailureWords) words
      = lp_failure_words_new (lp_setup_of (self), self->verdict, outcome);
  g_autofree char *waiting = lp_patience_dup_words (self->patience);
  gboolean locked = self->verdict == LP_VERDICT_ACCOUNT_LOCKED;
  g_autofree char *body = waiting && locked ? g_strjoin (" ", words->body, waiting, NULL)
                                            : g_strdup (waiting ? waiting : words->body);

  lp_page_set_head (LP_PAGE (self), failure->icon, failure->tone, words->title, body);
  gtk_widget_set_sensitive (self->again, !locked || !waiting);
  if (locked && self->cures.primary == LP_CURE_CHECK_AGAIN)
    gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)), !waiting);
}

static void
on_waiting (gpointer data)
{
  LpPageCheck *self = data;
  const LpReport *report = lp_setup_get_report (lp_setup_of (self));
  show_failure_head (self, report ? lp_report_words_get_failed (report) : NULL);
}

static void
show_failure (LpPageCheck *self, const LpReport *report, const LpOutcome *outcome)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  lp_patience_begin (self->patience, self->verdict, report, account->address->text);
  if (report)
    lp_report_words_show_pitfall (report, self->note);
  show_failure_head (self, outcome);
}

static void
show_footer (LpPageCheck *self)
{
  g_autofree char *primary = lp_cure_dup_label (lp_window_of (self), self->cures.primary);
  g_autofree char *secondary = lp_cure_dup_label (lp_window_of (self), self->cures.secondary);
  lp_page_set_footer (LP_PAGE (self), primary, TRUE, secondary);
  gtk_widget_set_visible (self->again, self->cures.primary != LP_CURE_CHECK_AGAIN
                                           && self->cures.secondary != LP_CURE_CHECK_AGAIN);
  gtk_widget_set_visible (self->password_list, self->cures.primary == LP_CURE_TRY_AGAIN);
  on_password_changed (self);
}

static void
offer_cures (LpPageCheck *self)
{
  self->cures = lp_cures_choose (lp_window_of (self), get_failure (self));
  show_footer (self);
}

/* What is made on the provider's page is typed here. */
static void
wait_for_app_password (LpPageCheck *self)
{
  self->cures = (LpCures){ LP_CURE_TRY_AGAIN, LP_CURE_APP_PASSWORD };
  show_footer (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
show_report (LpPageCheck *self, const LpReport *report)
{
  g_autofree char *words = lp_report_words_dup_server_words (report);

  self->verdict = report->verdict;
  lp_check_list_finish (self->list, lp_setup_of (self), report);
  lp_server_words_set (self->words, words);
  offer_cures (self);
  if (report->verdict == LP_VERDICT_OK)
    lp_report_words_show_success (report, LP_PAGE (self), self->note);
  else
    show_failure (self, report, lp_report_words_get_failed (report));
  lp_page_announce (LP_PAGE (self));
  if (gtk_widget_get_visible (self->password_list)) {
    lp_password_row_set_fault (self->password, TRUE, NULL);
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  }
}

/* Nothing could be checked at all: there is no report, only a reason. */
static void
show_error (LpPageCheck *self, const GError *error)
{
  self->verdict = lp_verdict_from_error (error);
  lp_check_list_finish (self->list, lp_setup_of (self), NULL);
  offer_cures (self);
  show_failure (self, NULL, NULL);
  lp_page_announce (LP_PAGE (self));
}

static void
show_stopped (LpPageCheck *self)
{
  g_autofree char *body = lp_check_list_stop (self->list);
  self->verdict = LP_VERDICT_CANCELLED;
  lp_page_set_head (LP_PAGE (self), "media-playback-pause-symbolic", LP_TONE_ACCENT,
                    _ ("Check Stopped"), body);
  offer_cures (self);
  lp_page_announce (LP_PAGE (self));
}

static void
on_check_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageCheck) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpReport) report = lp_setup_check_finish (LP_SETUP (source), result, &error);

  if (!is_running (self) || !lp_setup_of (self))
    return; /* stopped or left meanwhile: the page shows that already */
  g_clear_object (&self->cancellable);
  if (report && lp_report_words_has_certificate_fault (report))
    lp_window_replace (lp_window_of (self), "certificate");
  else if (report)
    show_report (self, report);
  else
    show_error (self, error);
}

static void
check (LpPageCheck *self)
{
  lp_setup_check_async (lp_setup_of (self), self->cancellable, on_check_ready, g_object_ref (self));
}

static void
on_consent (gboolean accepted, GObject *data)
{
  LpPageCheck *self = LP_PAGE_CHECK (data);
  if (!is_running (self))
    return;
  if (accepted)
    check (self);
  else
    lp_page_check_stop (LP_PAGE (self));
}

/* No secret goes to servers that the person has not seen. */
static void
check_with_consent (LpPageCheck *self)
{
  if (lp_setup_needs_consent (lp_setup_of (self)))
    lp_consent_dialog_ask (lp_window_of (self), on_consent, G_OBJECT (self));
  else
    check (self);
}

static void
on_discover_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageCheck) self = data;
  g_autoptr (GError) error = NULL;
  gboolean found = lp_setup_discover_finish (LP_SETUP (source), result, &error);

  if (!is_running (self) || !lp_setup_of (self))
    return;
  if (found) {
    show_running (self);
    check_with_consent (self);
  } else {
    g_clear_object (&self->cancellable);
    show_error (self, error);
  }
}

/* Another try would make the lock longer. */
static gboolean
leave_locked_alone (LpPageCheck *self)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  g_autoptr (GError) error
      = g_error_new_literal (LP_ERROR, LP_VERDICT_ACCOUNT_LOCKED, "The account was locked before");
  if (!lp_patience_is_locked (account->address->text))
    return FALSE;
  show_running (self);
  show_error (self, error);
  return TRUE;
}

static void
start_check (LpPageCheck *self)
{
  LpSetup *setup = lp_setup_of (self);
  if (leave_locked_alone (self))
    return;
  lp_patience_stop (self->patience);
  show_running (self);
  self->cancellable = g_cancellable_new ();
  if (lp_setup_is_discovered (setup)) /* the password goes out before the page is laid out */
    check_with_consent (self);
  else
    lp_setup_discover_async (setup, self->cancellable, on_discover_ready, g_object_ref (self));
}

static void
on_waited (gpointer data)
{
  start_check (data);
}

/* The page says so at once; sockets close behind it. */
static gboolean
lp_page_check_stop (LpPage *page)
{
  LpPageCheck *self = LP_PAGE_CHECK (page);
  if (!is_running (self))
    return FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  show_stopped (self);
  return TRUE;
}

static void
try_again (LpPageCheck *self)
{
  g_autoptr (LpCredentials) credentials = lp_password_row_take (self->password);
  if (!credentials) {
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
    return;
  }
  lp_setup_set_credentials (lp_setup_of (self), LP_SIDE_INCOMING, credentials);
  start_check (self);
}

static void
take_cure (LpPageCheck *self, LpCure cure)
{
  if (cure == LP_CURE_TRY_AGAIN)
    try_again (self);
  else if (lp_cure_do (lp_window_of (self), cure))
    start_check (self);
  if (cure == LP_CURE_NEW_APP_PASSWORD)
    wait_for_app_password (self);
}

static void
lp_page_check_primary (LpPage *page)
{
  LpPageCheck *self = LP_PAGE_CHECK (page);
  if (!lp_page_check_stop (page))
    take_cure (self, self->cures.primary);
}

static void
lp_page_check_secondary (LpPage *page)
{
  LpPageCheck *self = LP_PAGE_CHECK (page);
  take_cure (self, self->cures.secondary);
}

static void
lp_page_check_shown (LpPage *page)
{
  LpPageCheck *self = LP_PAGE_CHECK (page);
  LpSetup *setup = lp_setup_of (self);
  const LpReport *report = lp_setup_get_report (setup);
  if (!self->stage_id)
    self->stage_id = g_signal_connect_object (setup, "stage", G_CALLBACK (on_stage), self, 0);
  if (is_running (self))
    return;
  if (report && report->verdict == LP_VERDICT_OK)
    show_report (self, report);
  else
    start_check (self);
}

static void
lp_page_check_left (LpPage *page, gboolean forwards)
{
  LpPageCheck *self = LP_PAGE_CHECK (page);
  lp_patience_stop (self->patience);
  if (!is_running (self))
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
lp_page_check_dispose (GObject *object)
{
  LpPageCheck *self = LP_PAGE_CHECK (object);
  if (self->patience)
    lp_page_check_left (LP_PAGE (object), FALSE);
  g_clear_pointer (&self->patience, lp_patience_free);
  G_OBJECT_CLASS (lp_page_check_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-check.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageCheck, password_list);
  gtk_widget_class_bind_template_child (widget_class, LpPageCheck, password);
  gtk_widget_class_bind_template_child (widget_class, LpPageCheck, note);
  gtk_widget_class_bind_template_child (widget_class, LpPageCheck, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageCheck, words);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
}

static void
lp_page_check_class_init (LpPageCheckClass *klass)
{
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_check_dispose;
  page_class->announces = TRUE;
  page_class->primary = lp_page_check_primary;
  page_class->secondary = lp_page_check_secondary;
  page_class->shown = lp_page_check_shown;
  page_class->left = lp_page_check_left;
  page_class->stop = lp_page_check_stop;
  g_type_ensure (LP_TYPE_CHECK_LIST);
  g_type_ensure (LP_TYPE_NOTE);
  g_type_ensure (LP_TYPE_PASSWORD_ROW);
  g_type_ensure (LP_TYPE_SERVER_WORDS);
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
lp_page_check_init (LpPageCheck *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->patience = lp_patience_new (on_waiting, on_waited, self);
  self->again = lp_icon_button_new ("view-refresh-symbolic", _ ("Check Again"));
  lp_page_add_header_end (LP_PAGE (self), self->again);
  g_signal_connect_object (self->again, "clicked", G_CALLBACK (start_check), self,
                           G_CONNECT_SWAPPED);
}
