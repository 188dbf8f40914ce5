/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-certificate.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/note.h"
#include "gui/window.h"
#include "gui/words.h"

struct _LpPageCertificate {
  LpPage parent_instance;

  GtkListBox *list;
  LpNote *note;
  AdwExpanderRow *fingerprint_row;
  GtkLabel *fingerprint;

  LpOutcome *outcome; /* of the server whose certificate is at fault */
};

G_DEFINE_FINAL_TYPE (LpPageCertificate, lp_page_certificate, LP_TYPE_PAGE)

/* What a fault usually means. The first that fits the worst faults is said. */
static const struct {
  LpVerdict fault;
  gboolean warning;
  const char *heading;
  const char *text;
} notes[] = {
  { LP_VERDICT_CERTIFICATE_REVOKED, TRUE, N_ ("The certificate was taken back"),
    N_ ("Its issuer says that it must not be trusted any more. Ask your provider.") },
  { LP_VERDICT_CERTIFICATE_WRONG_HOST, FALSE, N_ ("Is %s your provider?"),
    N_ ("Hosting companies often use one name for many customers. If your provider’s help page "
        "names this "
        "server, use that name instead.") },
  { LP_VERDICT_CERTIFICATE_EXPIRED, FALSE, N_ ("The provider forgot to renew it."),
    N_ ("It is often fixed within a day.") },
  { LP_VERDICT_CERTIFICATE_SELF_SIGNED, FALSE, N_ ("Your own server?"),
    N_ ("Compare the fingerprint with the one on the server.") },
  { LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER, FALSE, N_ ("Your own server?"),
    N_ ("Compare the fingerprint with the one on the server.") },
  { LP_VERDICT_CERTIFICATE_WEAK, TRUE, N_ ("The certificate is too weak"),
    N_ ("It could be forged with today’s computers. Ask your provider to replace it.") },
};

static gboolean
has_fault (const LpCertificate *certificate, LpVerdict fault)
{
  for (guint i = 0; i < certificate->faults->len; i++) {
    if (g_array_index (certificate->faults, LpVerdict, i) == fault)
      return TRUE;
  }
  return FALSE;
}

static const char *
get_name_shown (const LpCertificate *certificate)
{
  return certificate->names && certificate->names[0] ? certificate->names[0] : certificate->subject;
}

static void
add_row (LpPageCertificate *self, const char *title, const char *value, gboolean at_fault)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, NULL);
  GtkWidget *label = lp_value_label_new (value);
  if (at_fault)
    gtk_widget_add_css_class (label, "error");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  lp_accessible_set_label (row, value);
  gtk_list_box_append (self->list, row);
}

static char *
describe_validity (const LpCertificate *certificate)
{
  g_autofree char *from = lp_words_date (certificate->not_before);
  g_autofree char *until = lp_words_date (certificate->not_after);
  /* Translators: the first and the last day of a certificate. */
  return g_strdup_printf (_ ("%s – %s"), from, until);
}

static char *
describe_expiry (const LpCertificate *certificate)
{
  gint64 seconds = g_get_real_time () / G_USEC_PER_SEC - certificate->not_after;
  gulong days = (gulong)MAX (seconds / 86400, 0);
  return g_strdup_printf (ngettext ("%lu day ago", "%lu days ago", days), days);
}

static void
show_rows (LpPageCertificate *self)
{
  const LpCertificate *certificate = self->outcome->certificate;
  gboolean other_name = has_fault (certificate, LP_VERDICT_CERTIFICATE_WRONG_HOST);
  g_autofree char *host = lp_words_isolate (self->outcome->server->host);
  g_autofree char *name = lp_words_isolate (get_name_shown (certificate));
  g_autofree char *validity = describe_validity (certificate);

  if (other_name)
    add_row (self, _ ("Expected name"), host, FALSE);
  add_row (self, other_name ? _ ("Name shown") : _ ("Name"), name, other_name);
  if (has_fault (certificate, LP_VERDICT_CERTIFICATE_REVOKED))
    add_row (self, _ ("Revoked"), _ ("By its issuer"), TRUE);
  if (certificate->self_signed)
    add_row (self, _ ("Issued by"), _ ("Itself"), TRUE);
  else
    add_row (self, _ ("Issued by"), certificate->issuer_words,
             has_fault (certificate, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER));
  if (has_fault (certificate, LP_VERDICT_CERTIFICATE_EXPIRED)) {
    g_autofree char *expiry = describe_expiry (certificate);
    add_row (self, _ ("Expired"), expiry, TRUE);
  } else {
    add_row (self, _ ("Valid"), validity, FALSE);
  }
}

static void
show_note (LpPageCertificate *self)
{
  const LpCertificate *certificate = self->outcome->certificate;
  gsize i = 0;
  while (i < G_N_ELEMENTS (notes) && !has_fault (certificate, notes[i].fault))
    i++;
  if (i == G_N_ELEMENTS (notes))
    return;
  if (notes[i].fault == LP_VERDICT_CERTIFICATE_WRONG_HOST) {
    g_autofree char *name = lp_words_isolate (get_name_shown (certificate));
    /* Translators: a server's name. */
    g_autofree char *heading = g_strdup_printf (_ ("Is %s your provider?"), name);
    lp_note_set (self->note, FALSE, heading, _ (notes[i].text), _ ("_Use This Name"));
  } else {
    lp_note_set (self->note, notes[i].warning, _ (notes[i].heading), _ (notes[i].text), NULL);
  }
}

/* Groups of four, as people compare them. */
static char *
group_fingerprint (const char *sha256)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; sha256[i]; i++) {
    if (i > 0 && i % 4 == 0)
      g_string_append_c (text, ' ');
    g_string_append_c (text, g_ascii_toupper (sha256[i]));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* No exception for what an issuer took back, nor for providers whose servers are known. */
static gboolean
may_be_trusted (LpPageCertificate *self)
{
  const LpReport *report = lp_setup_get_report (lp_setup_of (self));
  return !has_fault (self->outcome->certificate, LP_VERDICT_CERTIFICATE_REVOKED)
         && g_strcmp0 (report->source, "providers") != 0;
}

static const LpOutcome *
find_outcome (const LpReport *report)
{
  const LpOutcome *sides[] = { report->incoming, report->outgoing };
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    if (sides[i] && sides[i]->verdict != LP_VERDICT_OK && sides[i]->certificate
        && sides[i]->certificate->faults->len > 0)
      return sides[i];
  }
  return NULL;
}

static void
show_outcome (LpPageCertificate *self)
{
  const LpCertificate *certificate = self->outcome->certificate;
  gboolean incoming = self->outcome->server->protocol != LP_PROTOCOL_SMTP;
  gboolean weak = has_fault (certificate, LP_VERDICT_CERTIFICATE_REVOKED);
  g_autofree char *host = lp_words_isolate (self->outcome->server->host);
  g_autofree char *fingerprint = group_fingerprint (certificate->sha256);
  g_autofree char *body = g_strdup_printf (
      /* Translators: a server's name. */
      incoming ? _ (
          "The incoming server could not prove that it is %s. Your password has not been sent.")
               : _ ("The outgoing server could not prove that it is %s. Your password has not been "
                    "sent to it."),
      host);

  lp_page_set_head (LP_PAGE (self), "channel-insecure-symbolic",
                    weak ? LP_TONE_ERROR : LP_TONE_WARNING, _ ("This May Not Be Your Server"),
                    body);
  lp_page_set_footer (LP_PAGE (self), _ ("_Check Again"), FALSE,
                      may_be_trusted (self) ? _ ("_Trust This Certificate…") : NULL);
  show_rows (self);
  show_note (self);
  gtk_label_set_label (self->fingerprint, fingerprint);
  adw_expander_row_set_expanded (
      self->fingerprint_row, has_fault (certificate, LP_VERDICT_CERTIFICATE_SELF_SIGNED)
                                 || has_fault (certificate, LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER));
}

static void
check_with (LpPageCertificate *self, LpAccount *account)
{
  LpWindow *window = lp_window_of (self);
  if (account)
    lp_setup_set_account (lp_setup_of (self), account);
  lp_window_replace (window, "check");
}

static void
on_use_name_clicked (LpPageCertificate *self)
{
  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (lp_setup_of (self)));
  LpServer *sides[] = { account->incoming, account->outgoing };
  const char *name = get_name_shown (self->outcome->certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    if (!sides[i] || !g_str_equal (sides[i]->host, self->outcome->server->host))
      continue;
    g_free (sides[i]->host);
    sides[i]->host = g_strdup (name);
  }
  check_with (self, account);
}

/* The exception is for this host, this port and this certificate. */
static void
on_trust_response (LpPageCertificate *self, const char *response)
{
  LpSetup *setup = lp_setup_of (self);
  if (!g_str_equal (response, "trust") || !setup)
    return;
  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));
  LpServer *sides[] = { account->incoming, account->outgoing };
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    if (!sides[i] || sides[i]->port != self->outcome->server->port
        || !g_str_equal (sides[i]->host, self->outcome->server->host))
      continue;
    g_free (sides[i]->pin);
    sides[i]->pin = g_strdup (self->outcome->certificate->sha256);
  }
  check_with (self, account);
}

static void
on_compared_toggled (GtkCheckButton *check, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "trust", gtk_check_button_get_active (check));
}

static GtkWidget *
make_comparison (AdwMessageDialog *dialog, const char *fingerprint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", fingerprint, "wrap", TRUE, "selectable",
                                   TRUE, "justify", GTK_JUSTIFY_CENTER, NULL);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *text = gtk_label_new_with_mnemonic (_ ("_I have compared the fingerprint"));

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (text), check);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), text);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY, text,
                                  NULL, -1);
  gtk_widget_add_css_class (label, "monospace");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_compared_toggled), dialog, 0);
  return box;
}

static void
ask_for_trust (LpPageCertificate *self)
{
  g_autofree char *fingerprint = group_fingerprint (self->outcome->certificate->sha256);
  g_autofree char *host = lp_words_isolate (self->outcome->server->host);
  g_autofree char *body = g_strdup_printf (
      /* Translators: a server's name. */
      _ ("Mail apps will accept this one certificate from %s, and no other. If it is not your "
         "server, "
         "whoever runs it gets your password."),
      host);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (lp_window_of (self)), _ ("Trust This Certificate?"), body));

  adw_message_dialog_set_extra_child (dialog, make_comparison (dialog, fingerprint));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "trust", _ ("_Trust"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "trust", FALSE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_trust_response), self,
                           G_CONNECT_SWAPPED);
  lp_dialog_present (GTK_WIDGET (dialog));
}

static void
lp_page_certificate_primary (LpPage *page)
{
  check_with (LP_PAGE_CERTIFICATE (page), NULL);
}

static void
lp_page_certificate_secondary (LpPage *page)
{
  ask_for_trust (LP_PAGE_CERTIFICATE (page));
}

static void
lp_page_certificate_shown (LpPage *page)
{
  LpPageCertificate *self = LP_PAGE_CERTIFICATE (page);
  const LpReport *report = lp_setup_get_report (lp_setup_of (self));
  if (self->outcome || !report)
    return;
  self->outcome = lp_outcome_copy (find_outcome (report));
  if (!self->outcome)
    return;
  show_outcome (self);
  lp_page_announce (page);
}

static void
lp_page_certificate_dispose (GObject *object)
{
  g_clear_pointer (&LP_PAGE_CERTIFICATE (object)->outcome, lp_outcome_free);
  G_OBJECT_CLASS (lp_page_certificate_parent_class)->dispose (object);
}

static void
lp_page_certificate_class_init (LpPageCertificateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_certificate_dispose;
  page_class->announces = TRUE;
  page_class->primary = lp_page_certificate_primary;
  page_class->secondary = lp_page_certificate_secondary;
  page_class->shown = lp_page_certificate_shown;

  g_type_ensure (LP_TYPE_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-certificate.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageCertificate, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageCertificate, note);
  gtk_widget_class_bind_template_child (widget_class, LpPageCertificate, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, LpPageCertificate, fingerprint);
  gtk_widget_class_bind_template_callback (widget_class, on_use_name_clicked);
}

static void
lp_page_certificate_init (LpPageCertificate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
