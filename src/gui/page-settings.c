/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-settings.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/note.h"
#include "gui/password-row.h"
#include "gui/server-group.h"
#include "gui/server-note.h"
#include "gui/window.h"
#include "gui/words.h"
#include "setup-replace.h"

struct _LpPageSettings {
  LpPage parent_instance;

  LpServerGroup *incoming;
  LpServerGroup *outgoing;
  LpNote *incoming_note;
  LpNote *outgoing_note;
  GtkSpinButton *timeout;
  AdwComboRow *leave;
  GtkWidget *days_row;
  GtkSpinButton *days;

  /* Rows of the groups that only this page has. */
  GtkWidget *reset;
  LpPasswordRow *password;
  AdwComboRow *requires;
  AdwActionRow *same_row;
  GtkSwitch *same;
  LpPasswordRow *outgoing_password;

  LpAccount *found; /* what Reset goes back to */
  gboolean filling;
  gboolean went_on; /* to the check: what was edited is in the set-up already */
  GtkWidget *focus;
};

G_DEFINE_FINAL_TYPE (LpPageSettings, lp_page_settings, LP_TYPE_PAGE)

enum { REQUIRES_AUTOMATIC, REQUIRES_YES, REQUIRES_NO };
enum { LEAVE_ALWAYS, LEAVE_DAYS, LEAVE_NEVER };

static gboolean
is_same (LpPageSettings *self)
{
  return gtk_switch_get_active (self->same);
}

static gboolean
wants_password (const LpServer *server)
{
  return server && server->sign_in != LP_SIGN_IN_OAUTH2 && server->sign_in != LP_SIGN_IN_EXTERNAL
         && server->sign_in != LP_SIGN_IN_NONE;
}

/* How one signs in for sending follows from two rows. "Yes" is no other way than "Automatic": a
 * server that offers no sign-in is a finding either way. */
static void
complete_outgoing (LpPageSettings *self, LpServer *outgoing, const LpServer *incoming)
{
  if (adw_combo_row_get_selected (self->requires) == REQUIRES_NO) {
    outgoing->sign_in = LP_SIGN_IN_NONE;
    return;
  }
  outgoing->sign_in = LP_SIGN_IN_AUTOMATIC;
  if (!is_same (self) || !incoming)
    return;
  g_free (outgoing->user);
  outgoing->user = g_strdup (incoming->user);
  outgoing->sign_in = incoming->sign_in;
}

static int
get_leave (LpPageSettings *self)
{
  switch (adw_combo_row_get_selected (self->leave)) {
  case LEAVE_NEVER:
    return 0;
  case LEAVE_DAYS:
    return gtk_spin_button_get_value_as_int (self->days);
  default:
    return LP_LEAVE_ALWAYS;
  }
}

static LpAccount *
dup_account (LpPageSettings *self)
{
  LpAccount *account = lp_account_copy (lp_setup_get_account (lp_setup_of (self)));
  lp_server_free (account->incoming);
  lp_server_free (account->outgoing);
  account->incoming = lp_server_group_dup_server (self->incoming);
  account->outgoing = lp_server_group_dup_server (self->outgoing);
  if (account->outgoing)
    complete_outgoing (self, account->outgoing, account->incoming);
  account->timeout = (guint)gtk_spin_button_get_value_as_int (self->timeout);
  account->leave_on_server = get_leave (self);
  return account;
}

static gboolean
is_equal (const LpAccount *a, const LpAccount *b)
{
  return lp_server_equal (a->incoming, b->incoming) && lp_server_equal (a->outgoing, b->outgoing)
         && a->timeout == b->timeout && a->leave_on_server == b->leave_on_server;
}

static void
on_changed (LpPageSettings *self)
{
  g_autoptr (LpAccount) account = NULL;
  g_autoptr (GPtrArray) replacements = NULL;
  gboolean pop3;

  if (self->filling || !lp_setup_of (self))
    return;
  account = dup_account (self);
  pop3 = account->incoming && account->incoming->protocol == LP_PROTOCOL_POP3;
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)),
                            account->incoming && account->outgoing);
  gtk_widget_set_sensitive (self->reset, !is_equal (account, self->found));
  gtk_widget_set_visible (GTK_WIDGET (self->password),
                          wants_password (account->incoming)
                              && !lp_setup_has_credentials (lp_setup_of (self), LP_SIDE_INCOMING));
  gtk_widget_set_visible (GTK_WIDGET (self->same_row),
                          adw_combo_row_get_selected (self->requires) != REQUIRES_NO);
  lp_server_group_show_user (
      self->outgoing, !is_same (self) && gtk_widget_get_visible (GTK_WIDGET (self->same_row)));
  gtk_widget_set_visible (GTK_WIDGET (self->outgoing_password),
                          !is_same (self) && wants_password (account->outgoing));
  gtk_widget_set_visible (GTK_WIDGET (self->leave), pop3);
  gtk_widget_set_visible (self->days_row,
                          pop3 && adw_combo_row_get_selected (self->leave) == LEAVE_DAYS);
  replacements = lp_setup_list_replacements (lp_setup_of (self), account);
  lp_server_note_show (self->incoming_note, account->incoming, replacements);
  lp_server_note_show (self->outgoing_note, account->outgoing, replacements);
}

static guint
get_requires (const LpServer *outgoing)
{
  return outgoing && outgoing->sign_in == LP_SIGN_IN_NONE ? REQUIRES_NO : REQUIRES_AUTOMATIC;
}

static gboolean
has_same_user (const LpAccount *account)
{
  return !account->incoming || !account->outgoing || !account->outgoing->user
         || g_strcmp0 (account->incoming->user, account->outgoing->user) == 0;
}

static void
fill_in (LpPageSettings *self, const LpAccount *account)
{
  self->filling = TRUE;
  lp_server_group_set_server (self->incoming, account->incoming);
  lp_server_group_set_server (self->outgoing, account->outgoing);
  adw_combo_row_set_selected (self->requires, get_requires (account->outgoing));
  gtk_switch_set_active (self->same, has_same_user (account));
  gtk_spin_button_set_value (self->timeout, account->timeout);
  adw_combo_row_set_selected (self->leave, account->leave_on_server == LP_LEAVE_ALWAYS
                                               ? LEAVE_ALWAYS
                                           : account->leave_on_server == 0 ? LEAVE_NEVER
                                                                           : LEAVE_DAYS);
  if (account->leave_on_server > 0)
    gtk_spin_button_set_value (self->days, account->leave_on_server);
  self->filling = FALSE;
  on_changed (self);
}

/* Both servers at once: one of long ago seldom comes alone. */
static void
on_replace (LpPageSettings *self)
{
  LpSetup *setup = lp_setup_of (self);
  g_autoptr (LpAccount) account = dup_account (self);
  g_autoptr (GPtrArray) replacements = lp_setup_list_replacements (setup, account);
  lp_setup_set_account (setup, account);
  lp_setup_take_replacements (setup, replacements);
  fill_in (self, lp_setup_get_account (setup));
}

/* What discovery found, else what the page began with. */
static LpAccount *
dup_found (LpPageSettings *self)
{
  LpSetup *setup = lp_setup_of (self);
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  LpAccount *found = lp_account_copy (lp_setup_get_account (setup));
  const LpCandidate *best
      = candidates && candidates->len ? g_ptr_array_index (candidates, 0) : NULL;

  if (best && best->incoming) {
    lp_server_free (found->incoming);
    found->incoming = lp_server_copy (best->incoming);
  }
  if (best && best->outgoing) {
    lp_server_free (found->outgoing);
    found->outgoing = lp_server_copy (best->outgoing);
  }
  return found;
}

static void
on_reset_clicked (LpPageSettings *self)
{
  g_autoptr (LpAccount) found = lp_account_copy (self->found);
  fill_in (self, found);
}

/* ---- what the last check says ---- */

/* Which field a verdict blames. */
static LpField
get_field (LpVerdict verdict)
{
  switch (lp_verdict_get_family (verdict)) {
  case LP_FAMILY_REACH:
    return verdict == LP_VERDICT_REFUSED || verdict == LP_VERDICT_PORT_BLOCKED
                   || verdict == LP_VERDICT_TIMED_OUT
               ? LP_FIELD_PORT
               : LP_FIELD_HOST;
  case LP_FAMILY_SECURE:
    return verdict == LP_VERDICT_CERTIFICATE_WRONG_HOST ? LP_FIELD_HOST : LP_FIELD_SECURITY;
  case LP_FAMILY_SPEAK:
    return LP_FIELD_PORT;
  case LP_FAMILY_SIGN_IN:
    return verdict == LP_VERDICT_UNKNOWN_USER || verdict == LP_VERDICT_WRONG_CREDENTIALS
               ? LP_FIELD_USER
               : LP_FIELD_SIGN_IN;
  default:
    return LP_FIELD_NONE;
  }
}

static void
blame_field (LpPageSettings *self, LpServerGroup *group, const LpOutcome *outcome)
{
  if (!outcome || outcome->verdict == LP_VERDICT_OK || outcome->verdict == LP_VERDICT_CANCELLED)
    return;
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (outcome->verdict, outcome);
  g_autofree char *sentence = lp_words_isolate_names (explanation->sentence, outcome->server);
  GtkWidget *row = lp_server_group_blame (group, get_field (outcome->verdict), sentence);
  if (!self->focus)
    self->focus = row;
}

static void
show_evidence (LpPageSettings *self, const LpOutcome *outgoing)
{
  static const char *const words[] = {
    [LP_REQUIREMENT_UNKNOWN] = N_ ("The check finds out"),
    [LP_REQUIREMENT_PROVED] = N_ ("Proved: it refused to send without sign-in"),
    [LP_REQUIREMENT_NOT_REQUIRED] = N_ ("It accepted mail for another domain without sign-in"),
  };
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->requires),
      _ (words[outgoing ? outgoing->requirement : LP_REQUIREMENT_UNKNOWN]));
}

static void
show_leave (LpPageSettings *self, const LpOutcome *incoming)
{
  const char *text = "";
  if (incoming && incoming->leave_works == LP_TRI_FALSE)
    text = _ ("The server does not support it");
  else if (incoming && incoming->leave_works == LP_TRI_TRUE)
    text = _ ("The server supports it");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->leave), text);
}

/* ---- going on ---- */

static void
give_credentials (LpPageSettings *self)
{
  LpSetup *setup = lp_setup_of (self);
  g_autoptr (LpCredentials) incoming = lp_password_row_take (self->password);
  g_autoptr (LpCredentials) outgoing = lp_password_row_take (self->outgoing_password);
  if (incoming)
    lp_setup_set_credentials (setup, LP_SIDE_INCOMING, incoming);
  if (outgoing || is_same (self))
    lp_setup_set_credentials (setup, LP_SIDE_OUTGOING, outgoing);
}

static void
go_on (LpPageSettings *self)
{
  LpWindow *window = lp_window_of (self);
  g_autoptr (LpAccount) account = dup_account (self);
  lp_setup_set_account (lp_setup_of (self), account);
  lp_setup_give_consent (lp_setup_of (self));
  give_credentials (self);
  self->went_on = TRUE;
  if (lp_window_has_page (window, "check"))
    lp_window_pop_to (window, "check");
  else
    lp_window_push (window, "check");
}

static void
on_plain_response (LpPageSettings *self, const char *response)
{
  if (!g_str_equal (response, "check") || !lp_setup_of (self))
    return;
  lp_setup_set_allow_plaintext (lp_setup_of (self), TRUE);
  go_on (self);
}

static void
ask_about_plain (LpPageSettings *self)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (lp_window_of (self)), _ ("Check Without Encryption?"),
                                _ ("The password is sent so that anyone on the way can read it."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "check",
                                    _ ("C_heck Without Encryption"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "check",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_plain_response), self,
                           G_CONNECT_SWAPPED);
  lp_dialog_present (GTK_WIDGET (dialog));
}

static gboolean
is_on_this_computer (const LpServer *server)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (server->host);
  return g_str_equal (server->host, "localhost")
         || (address && g_inet_address_get_is_loopback (address));
}

static gboolean
would_be_readable (const LpServer *server)
{
  return server->security == LP_SECURITY_PLAIN && !is_on_this_computer (server);
}

static void
lp_page_settings_primary (LpPage *page)
{
  LpPageSettings *self = LP_PAGE_SETTINGS (page);
  g_autoptr (LpAccount) account = dup_account (self);
  gboolean plain;

  if (!account->incoming || !account->outgoing || self->went_on)
    return;
  plain = account->incoming->security == LP_SECURITY_PLAIN
          || account->outgoing->security == LP_SECURITY_PLAIN;
  if (would_be_readable (account->incoming) || would_be_readable (account->outgoing)) {
    ask_about_plain (self);
    return;
  }
  lp_setup_set_allow_plaintext (lp_setup_of (self), plain);
  go_on (self);
}

static void
lp_page_settings_shown (LpPage *page)
{
  LpPageSettings *self = LP_PAGE_SETTINGS (page);
  LpSetup *setup = lp_setup_of (self);
  const LpAccount *account = lp_setup_get_account (setup);
  const LpReport *report = lp_setup_get_report (setup);
  g_autofree char *address = lp_words_isolate (account->address->text);

  self->went_on = FALSE;
  g_object_set (self, "header-subtitle", address, NULL);
  g_clear_pointer (&self->found, lp_account_free);
  self->found = dup_found (self);
  fill_in (self, account);
  show_evidence (self, report ? report->outgoing : NULL);
  show_leave (self, report ? report->incoming : NULL);
  self->focus = NULL;
  if (!report)
    return;
  blame_field (self, self->incoming, report->incoming);
  blame_field (self, self->outgoing, report->outgoing);
  if (self->focus)
    gtk_widget_grab_focus (self->focus);
}

/* Going back keeps what was edited. */
static void
lp_page_settings_left (LpPage *page, gboolean forwards)
{
  LpPageSettings *self = LP_PAGE_SETTINGS (page);
  LpSetup *setup = lp_setup_of (self);
  if (self->went_on || !setup || !lp_setup_get_account (setup))
    return;
  g_autoptr (LpAccount) account = dup_account (self);
  if (!is_equal (account, lp_setup_get_account (setup)))
    lp_setup_set_account (setup, account);
}

static GtkWidget *
lp_page_settings_get_focus (LpPage *page)
{
  return GTK_WIDGET (LP_PAGE_SETTINGS (page)->incoming);
}

static void
lp_page_settings_dispose (GObject *object)
{
  g_clear_pointer (&LP_PAGE_SETTINGS (object)->found, lp_account_free);
  G_OBJECT_CLASS (lp_page_settings_parent_class)->dispose (object);
}

static void
lp_page_settings_class_init (LpPageSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_settings_dispose;
  page_class->primary = lp_page_settings_primary;
  page_class->shown = lp_page_settings_shown;
  page_class->left = lp_page_settings_left;
  page_class->get_focus = lp_page_settings_get_focus;

  g_type_ensure (LP_TYPE_NOTE);
  g_type_ensure (LP_TYPE_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, incoming);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, outgoing);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, incoming_note);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, outgoing_note);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, timeout);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, leave);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, days_row);
  gtk_widget_class_bind_template_child (widget_class, LpPageSettings, days);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
add_outgoing_rows (LpPageSettings *self)
{
  const char *choices[] = { _ ("Automatic"), _ ("Yes"), _ ("No"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);

  self->requires = g_object_new (ADW_TYPE_COMBO_ROW, "use-underline", TRUE, "title",
                                 _ ("Outgoing Server Re_quires Sign-In"), "title-lines", 0,
                                 "subtitle-lines", 0, "model", model, NULL);
  self->same = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->same), GTK_ALIGN_CENTER);
  self->same_row = g_object_new (ADW_TYPE_ACTION_ROW, "use-underline", TRUE, "title",
                                 _ ("Same _Name and Password as Incoming"), "title-lines", 0,
                                 "activatable-widget", self->same, NULL);
  adw_action_row_add_suffix (self->same_row, GTK_WIDGET (self->same));
  self->outgoing_password = g_object_new (LP_TYPE_PASSWORD_ROW, NULL);
  lp_password_row_set_caption (self->outgoing_password, _ ("Out_going Password"));
  lp_server_group_add_row (self->outgoing, GTK_WIDGET (self->requires));
  lp_server_group_add_row (self->outgoing, GTK_WIDGET (self->same_row));
  lp_server_group_add_row (self->outgoing, GTK_WIDGET (self->outgoing_password));
  g_signal_connect_object (self->requires, "notify::selected", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->same, "notify::active", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
add_incoming_rows (LpPageSettings *self)
{
  self->password = g_object_new (LP_TYPE_PASSWORD_ROW, NULL);
  lp_password_row_set_caption (self->password, _ ("Pass_word"));
  lp_server_group_add_row (self->incoming, GTK_WIDGET (self->password));
  self->reset = lp_button_new (_ ("_Reset"));
  gtk_widget_add_css_class (self->reset, "flat");
  gtk_widget_set_tooltip_text (self->reset, _ ("Go back to the settings that were found"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->incoming), self->reset);
  g_signal_connect_object (self->reset, "clicked", G_CALLBACK (on_reset_clicked), self,
                           G_CONNECT_SWAPPED);
}

static void
lp_page_settings_init (LpPageSettings *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_footer (LP_PAGE (self), _ ("_Check Settings"), TRUE, NULL);
  lp_server_group_set_side (self->incoming, LP_SIDE_INCOMING);
  lp_server_group_set_side (self->outgoing, LP_SIDE_OUTGOING);
  add_incoming_rows (self);
  add_outgoing_rows (self);
  lp_combo_row_show_whole (self->leave);
  lp_combo_row_show_whole (self->requires);
  g_signal_connect_object (self->incoming_note, "clicked", G_CALLBACK (on_replace), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outgoing_note, "clicked", G_CALLBACK (on_replace), self,
                           G_CONNECT_SWAPPED);
  self->filling = FALSE;
}
