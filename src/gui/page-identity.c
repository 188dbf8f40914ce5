/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look-up runs ahead of the person's fingers: 400 ms after the address is whole the settings
 * are looked up, and as soon as these are known and a password is being typed the connections are
 * opened (ahead.h) and the next page is built. */
#include "gui/page-identity.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/ahead.h"
#include "gui/hint-note.h"
#include "gui/identity-words.h"
#include "gui/old-search.h"
#include "gui/password-row.h"
#include "gui/window.h"
#include "gui/words.h"
#include "setup-sign-in.h"

#define LOOK_UP_AFTER_MS 400

typedef enum {
  LOOK_NOTHING,
  LOOK_LOOKING,
  LOOK_FOUND,
  LOOK_BROWSER,
  LOOK_GUESS,
  LOOK_FAILED
} LookUp;

struct _LpPageIdentity {
  LpPage parent_instance;

  AdwEntryRow *name;
  AdwEntryRow *address;
  GtkImage *address_state;
  LpPasswordRow *password;
  GtkLabel *caption;
  LpNote *hint;
  GtkWidget *promise; /* what becomes of the password */

  LookUp look_up;
  guint look_up_id;
  GCancellable *cancellable;
  LpAhead *ahead;
  LpOldSearch *old;
  gboolean is_moving;    /* the account of an old set-up is being brought back */
  gboolean has_password; /* of a check that was stopped or went well: the row itself is emptied */
};

G_DEFINE_FINAL_TYPE (LpPageIdentity, lp_page_identity, LP_TYPE_PAGE)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static LpAddress *
parse_address (LpPageIdentity *self)
{
  return lp_address_parse (get_text (self->address), NULL);
}

static gboolean
needs_password (LpPageIdentity *self)
{
  return self->look_up != LOOK_BROWSER && !self->has_password;
}

static void
update_primary (LpPageIdentity *self)
{
  g_autoptr (LpAddress) address = parse_address (self);
  gboolean ready
      = address && (!needs_password (self) || !lp_password_row_is_empty (self->password));
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)), ready);
}

/* An empty caption keeps its height. */
static void
set_caption (LpPageIdentity *self, const char *markup, const char *icon, const char *css_class)
{
  gtk_label_set_markup (self->caption, markup && *markup ? markup : " ");
  gtk_image_set_from_icon_name (self->address_state, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->address_state), icon != NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (self->address_state),
                              (const char *[]){ css_class ? css_class : "dim-label", NULL });
}

static const LpCandidate *
get_best_candidate (LpPageIdentity *self)
{
  GPtrArray *candidates = lp_setup_get_candidates (lp_setup_of (self));
  return candidates && candidates->len > 0 ? g_ptr_array_index (candidates, 0) : NULL;
}

/* Only the person knows the user name. */
static gboolean
needs_user (LpPageIdentity *self)
{
  const LpCandidate *best = get_best_candidate (self);
  return best && best->user_field;
}

static void
show_found (LpPageIdentity *self, const LpAddress *address)
{
  const LpCandidate *best = get_best_candidate (self);
  g_autofree char *markup = lp_identity_words_found (address, best);

  if (!best || g_strcmp0 (best->source, "guess") == 0)
    self->look_up = LOOK_GUESS;
  else if (best->incoming && best->incoming->sign_in == LP_SIGN_IN_OAUTH2)
    self->look_up = LOOK_BROWSER;
  else
    self->look_up = LOOK_FOUND;
  if (self->look_up == LOOK_GUESS)
    set_caption (self, markup, NULL, NULL);
  else
    set_caption (self, markup, "object-select-symbolic", "success");
}

static void
show_trouble (LpPageIdentity *self, const LpAddress *address, const GError *error)
{
  LpVerdict verdict = lp_verdict_from_error (error);
  g_autofree char *trouble = lp_identity_words_trouble (address, verdict);
  g_autofree char *nothing = lp_identity_words_found (address, NULL);
  gboolean is_offline = verdict == LP_VERDICT_NO_NETWORK || verdict == LP_VERDICT_DNS_FAILED;

  self->look_up = LOOK_FAILED;
  if (trouble)
    set_caption (self, trouble, is_offline ? "network-offline-symbolic" : "dialog-warning-symbolic",
                 "warning");
  else
    set_caption (self, nothing, NULL, NULL);
}

/* A known slip is said beside everything else, because the wrong domain may exist. */
static gboolean
show_typo (LpPageIdentity *self, const LpAddress *address)
{
  g_autofree char *markup = lp_identity_words_typo (address);
  if (markup)
    set_caption (self, markup, "dialog-warning-symbolic", "warning");
  return markup != NULL;
}

/* An address whose set-up died is brought back with all of it. */
static gboolean
show_old (LpPageIdentity *self, const LpAddress *address)
{
  g_autofree char *markup = lp_identity_words_old ();
  if (self->is_moving || !lp_old_search_has (self->old, address))
    return FALSE;
  set_caption (self, markup, NULL, NULL);
  return TRUE;
}

static void
on_old_found (gpointer data)
{
  g_autoptr (LpAddress) address = parse_address (data);
  if (address)
    show_old (data, address);
}

static void
open_connections_ahead (LpPageIdentity *self)
{
  gboolean found = self->look_up == LOOK_FOUND || self->look_up == LOOK_GUESS;
  if (found && !lp_password_row_is_empty (self->password))
    lp_ahead_keep_open (self->ahead, lp_setup_of (self));
}

/* Where the browser signs in nobody asks for a password, and nothing is promised about it. */
static void
show_password_row (LpPageIdentity *self)
{
  gboolean asks = self->look_up != LOOK_BROWSER;
  gtk_widget_set_visible (GTK_WIDGET (self->password), asks);
  gtk_widget_set_visible (self->promise, asks);
}

static void
on_discover_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageIdentity) self = data;
  g_autoptr (GError) error = NULL;
  gboolean found = lp_setup_discover_finish (LP_SETUP (source), result, &error);
  g_autoptr (LpAddress) address = parse_address (self);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, LP_ERROR, LP_VERDICT_CANCELLED) || !address || !lp_setup_of (self))
    return;
  g_clear_object (&self->cancellable);
  if (found)
    show_found (self, address);
  else
    show_trouble (self, address, error);
  if (!show_typo (self, address))
    show_old (self, address);
  lp_hint_note_show (self->hint, get_best_candidate (self), address);
  show_password_row (self);
  update_primary (self);
  open_connections_ahead (self);
}

static void
stop_look_up (LpPageIdentity *self)
{
  g_clear_handle_id (&self->look_up_id, g_source_remove);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
is_in_setup (LpPageIdentity *self, const LpAddress *address)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  return account && lp_address_equal (account->address, address);
}

/* Another address begins anew, without the password of the one before. */
static void
use_address (LpPageIdentity *self, const LpAddress *address)
{
  LpSetup *setup = lp_setup_of (self);
  if (is_in_setup (self, address))
    return;
  lp_setup_set_given (setup, NULL, NULL);
  lp_setup_set_address (setup, address);
  for (LpSide side = 0; side < LP_N_SIDES; side++)
    lp_setup_set_credentials (setup, side, NULL);
}

static void
start_look_up (LpPageIdentity *self, const LpAddress *address)
{
  LpSetup *setup = lp_setup_of (self);
  g_autofree char *markup = lp_identity_words_looking (address);

  stop_look_up (self);
  self->look_up = LOOK_LOOKING;
  self->cancellable = g_cancellable_new ();
  if (!show_typo (self, address))
    set_caption (self, markup, NULL, NULL);
  use_address (self, address);
  lp_old_search_begin (self->old, setup);
  lp_setup_discover_async (setup, self->cancellable, on_discover_ready, g_object_ref (self));
}

static gboolean
on_look_up_timeout (gpointer data)
{
  LpPageIdentity *self = data;
  g_autoptr (LpAddress) address = parse_address (self);
  self->look_up_id = 0;
  if (address && lp_setup_of (self))
    start_look_up (self, address);
  return G_SOURCE_REMOVE;
}

static void
on_address_changed (LpPageIdentity *self)
{
  stop_look_up (self);
  lp_ahead_close (self->ahead);
  self->look_up = LOOK_NOTHING;
  self->is_moving = FALSE;
  self->has_password = FALSE;
  lp_row_set_fault (GTK_WIDGET (self->address), NULL);
  set_caption (self, NULL, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  show_password_row (self);
  update_primary (self);
  self->look_up_id = g_timeout_add (LOOK_UP_AFTER_MS, on_look_up_timeout, self);
}

static void
on_password_changed (LpPageIdentity *self)
{
  update_primary (self);
  open_connections_ahead (self);
  lp_window_prepare (lp_window_of (self), "check");
}

static gboolean
on_link_activated (LpPageIdentity *self, const char *uri)
{
  g_autoptr (LpAddress) address = parse_address (self);
  if (g_str_equal (uri, "old:")) {
    lp_window_push (lp_window_of (self), "import");
    return TRUE;
  }
  g_autofree char *meant = address ? lp_identity_words_dup_meant (address) : NULL;
  if (!meant)
    return TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address), meant);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return TRUE;
}

/* Return was pressed while something is missing. */
static void
point_out_fault (LpPageIdentity *self)
{
  g_autoptr (LpAddress) address = parse_address (self);
  if (gtk_widget_get_sensitive (lp_page_get_primary (LP_PAGE (self))))
    return;
  if (!address) {
    set_caption (self, _ ("Enter the whole address, like maya@example.org."), NULL, NULL);
    lp_row_set_fault (GTK_WIDGET (self->address), GTK_WIDGET (self->caption));
    gtk_widget_grab_focus (GTK_WIDGET (self->address));
  } else {
    set_caption (self, _ ("Enter the password of this mail account."), NULL, NULL);
    lp_password_row_set_fault (self->password, TRUE, GTK_WIDGET (self->caption));
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  }
}

static void
give_to_setup (LpPageIdentity *self, const LpAddress *address)
{
  LpSetup *setup = lp_setup_of (self);
  g_autoptr (LpCredentials) credentials = lp_password_row_take (self->password);

  use_address (self, address);
  lp_setup_set_name (setup, get_text (self->name));
  if (credentials)
    lp_setup_set_credentials (setup, LP_SIDE_INCOMING, credentials);
}

static void
lp_page_identity_primary (LpPage *page)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (page);
  g_autoptr (LpAddress) address = parse_address (self);
  gboolean browser;
  if (!address)
    return;
  give_to_setup (self, address);
  browser = self->look_up == LOOK_BROWSER && lp_setup_offers_browser (lp_setup_of (self));
  if (!browser)
    lp_ahead_hand_over (self->ahead);
  lp_window_push (lp_window_of (self), browser             ? "browser"
                                       : needs_user (self) ? "settings"
                                                           : "check");
}

static void
lp_page_identity_secondary (LpPage *page)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (page);
  g_autoptr (LpAddress) address = parse_address (self);
  if (!address) {
    point_out_fault (self);
    return;
  }
  stop_look_up (self);
  give_to_setup (self, address);
  lp_window_push (lp_window_of (self), "settings");
}

static void
lp_page_identity_shown (LpPage *page)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (page);
  const LpReport *report = lp_setup_get_report (lp_setup_of (self));
  g_autoptr (LpAddress) address = parse_address (self);
  self->has_password = address && is_in_setup (self, address)
                       && lp_setup_has_credentials (lp_setup_of (self), LP_SIDE_INCOMING)
                       && (!report || report->verdict == LP_VERDICT_OK);
  update_primary (self);
}

static void
lp_page_identity_left (LpPage *page, gboolean forwards)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (page);
  g_clear_handle_id (&self->look_up_id, g_source_remove);
  lp_ahead_close (self->ahead);
}

static GtkWidget *
lp_page_identity_get_focus (LpPage *page)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (page);
  if (!*get_text (self->name))
    return GTK_WIDGET (self->name);
  return *get_text (self->address) ? GTK_WIDGET (self->password) : GTK_WIDGET (self->address);
}

static void
lp_page_identity_dispose (GObject *object)
{
  LpPageIdentity *self = LP_PAGE_IDENTITY (object);
  stop_look_up (self);
  lp_ahead_close (self->ahead);
  g_clear_pointer (&self->old, lp_old_search_free);
  G_OBJECT_CLASS (lp_page_identity_parent_class)->dispose (object);
}

/* Pages are told that they are left after they were disposed of, when a window closes. */
static void
lp_page_identity_finalize (GObject *object)
{
  lp_ahead_free (LP_PAGE_IDENTITY (object)->ahead);
  G_OBJECT_CLASS (lp_page_identity_parent_class)->finalize (object);
}

static void
lp_page_identity_class_init (LpPageIdentityClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_identity_dispose;
  G_OBJECT_CLASS (klass)->finalize = lp_page_identity_finalize;
  page_class->primary = lp_page_identity_primary;
  page_class->secondary = lp_page_identity_secondary;
  page_class->shown = lp_page_identity_shown;
  page_class->left = lp_page_identity_left;
  page_class->get_focus = lp_page_identity_get_focus;
  g_type_ensure (LP_TYPE_NOTE);
  g_type_ensure (LP_TYPE_PASSWORD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/page-identity.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, name);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, address);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, address_state);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, password);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, caption);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, hint);
  gtk_widget_class_bind_template_child (widget_class, LpPageIdentity, promise);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_link_activated);
}

static void
lp_page_identity_init (LpPageIdentity *self)
{
  self->ahead = lp_ahead_new ();
  self->old = lp_old_search_new (on_old_found, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_footer (LP_PAGE (self), _ ("_Continue"), TRUE, _ ("Enter _Server Settings…"));
  g_autofree char *name = lp_words_dup_real_name ();
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  g_signal_connect_object (self->name, "entry-activated", G_CALLBACK (point_out_fault), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address, "entry-activated", G_CALLBACK (point_out_fault), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lp_password_row_get_entry (self->password), "activate",
                           G_CALLBACK (point_out_fault), self, G_CONNECT_SWAPPED);
}

void
lp_page_identity_show_account (LpPageIdentity *page)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (page));
  if (account->name)
    gtk_editable_set_text (GTK_EDITABLE (page->name), account->name);
  gtk_editable_set_text (GTK_EDITABLE (page->address), account->address->text);
  g_clear_handle_id (&page->look_up_id, g_source_remove);
  page->is_moving = TRUE;
  start_look_up (page, account->address);
  gtk_widget_grab_focus (GTK_WIDGET (page->password));
}

void
lp_page_identity_look_up_again (LpPageIdentity *page)
{
  g_autoptr (LpAddress) address = parse_address (page);
  if (!address)
    return;
  lp_setup_set_address (lp_setup_of (page), address);
  start_look_up (page, address);
}
