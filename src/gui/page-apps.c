/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/page-apps.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/app-case.h"
#include "gui/app-row.h"
#include "gui/changes-window.h"
#include "gui/note.h"
#include "gui/page-done.h"
#include "gui/window.h"

#define LOOK_AGAIN_MS 1000

struct _LpPageApps {
  LpPage parent_instance;

  LpNote *note;
  GtkListBox *list;
  GtkWidget *missing_list;
  AdwExpanderRow *missing;

  GPtrArray *rows; /* LpAppRow, not owned: the installed apps */
  guint look_id;
  GCancellable *looking;
  GCancellable *writing;
  guint n_written;
  LpVerdict trouble; /* that the note tells of */
  gboolean close_when_done;
};

G_DEFINE_FINAL_TYPE (LpPageApps, lp_page_apps, LP_TYPE_PAGE)

/* LpClient: a row may stand for several. */
static GPtrArray *
get_chosen (LpPageApps *self)
{
  GPtrArray *chosen = g_ptr_array_new ();
  for (guint i = 0; i < self->rows->len; i++) {
    LpAppRow *row = g_ptr_array_index (self->rows, i);
    if (lp_app_row_get_chosen (row))
      g_ptr_array_extend (chosen, lp_app_row_get_clients (row), NULL, NULL);
  }
  return chosen;
}

static GStrv
get_chosen_ids (LpPageApps *self)
{
  g_autoptr (GPtrArray) chosen = get_chosen (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < chosen->len; i++)
    g_strv_builder_add (builder, ((const LpClient *)g_ptr_array_index (chosen, i))->id);
  return g_strv_builder_end (builder);
}

static char *
make_primary_label (GPtrArray *chosen)
{
  if (chosen->len == 0)
    return g_strdup (_ ("Choose an App"));
  if (chosen->len == 1)
    /* Translators: a button; the mail app's name. */
    return g_strdup_printf (_ ("_Add to %s"),
                            ((const LpClient *)g_ptr_array_index (chosen, 0))->name);
  return g_strdup_printf (ngettext ("_Add to %u App", "_Add to %u Apps", chosen->len), chosen->len);
}

static void
update_footer (LpPageApps *self)
{
  LpPage *page = LP_PAGE (self);
  g_autoptr (GPtrArray) chosen = get_chosen (self);
  g_autofree char *label = make_primary_label (chosen);

  if (self->writing) {
    lp_page_set_footer (page, _ ("Adding…"), TRUE, _ ("_Stop"));
    gtk_widget_set_sensitive (lp_page_get_primary (page), FALSE);
    gtk_widget_set_sensitive (lp_page_get_secondary (page), TRUE);
    return;
  }
  if (self->rows->len == 0) {
    lp_page_set_footer (page, _ ("_Open Software"), TRUE, NULL);
    gtk_widget_set_sensitive (lp_page_get_primary (page), TRUE);
    return;
  }
  lp_page_set_footer (page, label, TRUE, _ ("Show What _Will Change…"));
  gtk_widget_set_sensitive (lp_page_get_primary (page), chosen->len > 0);
  gtk_widget_set_sensitive (lp_page_get_secondary (page), chosen->len > 0);
}

static LpAppRow *
find_row (LpPageApps *self, const LpClient *client)
{
  for (guint i = 0; i < self->rows->len; i++) {
    LpAppRow *row = g_ptr_array_index (self->rows, i);
    if (g_ptr_array_find (lp_app_row_get_clients (row), client, NULL))
      return row;
  }
  return NULL;
}

/* The mail app that opens mailto: links; else the only one there is. */
static void
choose_first (LpPageApps *self)
{
  g_autoptr (GAppInfo) app = g_app_info_get_default_for_uri_scheme ("mailto");
  const char *id = app ? g_app_info_get_id (app) : NULL;
  for (guint i = 0; i < self->rows->len; i++) {
    LpAppRow *row = g_ptr_array_index (self->rows, i);
    const LpClient *client = g_ptr_array_index (lp_app_row_get_clients (row), 0);
    if (self->rows->len == 1 || (id && g_strcmp0 (client->desktop_id, id) == 0))
      lp_app_row_set_chosen (row, TRUE);
  }
}

static void
add_row (LpPageApps *self, GPtrArray *clients)
{
  LpAppRow *row = lp_app_row_new (clients);
  g_ptr_array_add (self->rows, row);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  g_signal_connect_object (row, "chosen", G_CALLBACK (update_footer), self, G_CONNECT_SWAPPED);
}

/* Rows for what is new, in the order of the table of clients. */
static void
add_rows (LpPageApps *self, GPtrArray *infos, GPtrArray *set)
{
  for (guint i = 0; i < infos->len; i++) {
    const LpClientInfo *info = g_ptr_array_index (infos, i);
    g_autoptr (GPtrArray) alone = g_ptr_array_new ();
    if (!info->state.installed || find_row (self, info->client))
      continue;
    g_ptr_array_add (alone, (gpointer)info->client);
    add_row (self, g_ptr_array_find (set, info->client, NULL) ? set : alone);
  }
}

static void
show_missing (LpPageApps *self, GPtrArray *infos)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < infos->len; i++) {
    const LpClientInfo *info = g_ptr_array_index (infos, i);
    if (info->state.installed)
      continue;
    GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", info->client->name, NULL);
    adw_expander_row_add_row (self->missing, row);
    g_string_append_printf (names, "%s%s", names->len ? _ (", ") : "", info->client->name);
  }
  adw_expander_row_set_subtitle (self->missing, names->str);
  gtk_widget_set_visible (self->missing_list, names->len > 0);
}

static void
show_nothing_found (LpPageApps *self)
{
  lp_page_set_head (
      LP_PAGE (self), "system-software-install-symbolic", LP_TONE_WARNING, _ ("No Mail App Found"),
      _ ("The account works. Install Thunderbird, Evolution, Geary or another mail app, then "
         "come back here."));
}

/* The page was shown before there was anything to begin with. */
static void
focus_first (LpPageApps *self)
{
  GtkWidget *primary = lp_page_get_primary (LP_PAGE (self));
  update_footer (self);
  if (gtk_widget_get_sensitive (primary) || self->rows->len == 0)
    gtk_widget_grab_focus (primary);
  else
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

/* The first answer makes the rows, later ones bring them up to date. */
static void
show_infos (LpPageApps *self, GPtrArray *infos)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (self));
  gboolean first = self->rows->len == 0;
  g_autoptr (GPtrArray) set = first ? lp_app_case_find_set (infos, account) : g_ptr_array_new ();

  add_rows (self, infos, set);
  for (guint i = 0; i < infos->len; i++) {
    const LpClientInfo *info = g_ptr_array_index (infos, i);
    if (info->state.installed)
      lp_app_row_update (find_row (self, info->client), info, account);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->rows->len > 0);
  if (!first)
    return;
  if (!gtk_widget_get_visible (self->missing_list))
    show_missing (self, infos);
  if (self->rows->len == 0)
    show_nothing_found (self);
  choose_first (self);
  focus_first (self);
}

static void
look_again_later (LpPageApps *self);

static void
on_clients_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageApps) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = lp_setup_list_clients_finish (LP_SETUP (source), result, &error);
  g_clear_object (&self->looking);
  if (!infos || !lp_setup_of (self) || self->writing)
    return;
  show_infos (self, infos);
  update_footer (self);
  look_again_later (self);
}

static gboolean
look (gpointer data)
{
  LpPageApps *self = data;
  self->look_id = 0;
  self->looking = g_cancellable_new ();
  lp_setup_list_clients_async (lp_setup_of (self), self->looking, on_clients_ready,
                               g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* An app that runs is looked at again, until it is closed. */
static void
look_again_later (LpPageApps *self)
{
  if (self->look_id == 0 && lp_window_get_page (lp_window_of (self)) == LP_PAGE (self))
    self->look_id = g_timeout_add (LOOK_AGAIN_MS, look, self);
}

static void
stop_looking (LpPageApps *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->looking)
    g_cancellable_cancel (self->looking);
}

static void
set_writing (LpPageApps *self, gboolean writing)
{
  if (!writing)
    g_clear_object (&self->writing);
  for (guint i = 0; i < self->rows->len; i++) {
    LpAppRow *row = g_ptr_array_index (self->rows, i);
    lp_app_row_set_writing (row, writing && lp_app_row_get_chosen (row));
    gtk_widget_set_visible (GTK_WIDGET (row), !writing || lp_app_row_get_chosen (row));
  }
  update_footer (self);
}

static void
on_client (LpSetup *setup, const char *client_id, const LpClientResult *result, LpPageApps *self)
{
  LpAppRow *row = find_row (self, lp_clients_find (client_id));
  if (!row || !self->writing)
    return;
  self->n_written += result ? 1 : 0;
  lp_app_row_show_result (row, result);
}

static void
show_other_trouble (LpPageApps *self, LpVerdict verdict)
{
  g_autoptr (LpExplanation) explanation = lp_explain_verdict (verdict, NULL);
  g_autofree char *text = g_strjoin (" ", explanation->sentence, explanation->next_step, NULL);
  lp_note_set (self->note, TRUE, explanation->title, text,
               verdict == LP_VERDICT_KEYRING_SILENT ? _ ("_Continue Without") : NULL);
}

/* Nothing was written yet: the person decides whether to go on without a keyring. */
static void
show_trouble (LpPageApps *self, LpVerdict verdict)
{
  if (verdict == LP_VERDICT_KEYRING_LOCKED) {
    lp_note_set (self->note, TRUE, _ ("The keyring stayed locked"),
                 _ ("The password cannot be kept. The apps will ask for it when they are opened."),
                 _ ("_Unlock"));
    lp_note_add_button (self->note, _ ("_Continue Without"));
  } else if (verdict == LP_VERDICT_KEYRING_MISSING) {
    lp_note_set (self->note, TRUE, _ ("There is no keyring"),
                 _ ("The apps will ask for the password."), _ ("_Continue Without"));
  } else {
    show_other_trouble (self, verdict);
  }
  self->trouble = verdict;
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->note)))
    gtk_widget_grab_focus (lp_page_get_primary (LP_PAGE (self)));
}

static void
on_apply_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LpPageApps) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *receipt_id = NULL;
  g_autoptr (GPtrArray) results
      = lp_setup_apply_finish (LP_SETUP (source), result, &receipt_id, &error);
  gboolean stopped = self->writing && g_cancellable_is_cancelled (self->writing);

  lp_window_release ();
  if (!lp_window_of (self))
    return;
  set_writing (self, FALSE);
  if (self->close_when_done) {
    gtk_window_close (GTK_WINDOW (lp_window_of (self)));
    return;
  }
  if (results && (!stopped || lp_page_done_is_needed (results, receipt_id))) {
    LpPage *page = lp_window_push (lp_window_of (self), "done");
    lp_page_done_set_results (LP_PAGE_DONE (page), results, receipt_id);
  } else if (error && !stopped) {
    show_trouble (self, lp_verdict_from_error (error));
  }
  look_again_later (self);
}

static void
apply (LpPageApps *self, gboolean without_keyring)
{
  g_auto (GStrv) ids = get_chosen_ids (self);

  if (!ids[0] || self->writing)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  lp_setup_set_without_keyring (lp_setup_of (self), without_keyring);
  stop_looking (self);
  self->writing = g_cancellable_new ();
  set_writing (self, TRUE);
  self->n_written = 0;
  lp_window_hold ();
  lp_setup_apply_async (lp_setup_of (self), (const char *const *)ids, self->writing, on_apply_ready,
                        g_object_ref (self));
}

/* With a locked keyring the system asks again for its password; any other is gone without. */
static void
on_note_clicked (LpPageApps *self)
{
  apply (self, self->trouble != LP_VERDICT_KEYRING_LOCKED);
}

static void
on_note_second_clicked (LpPageApps *self)
{
  apply (self, TRUE);
}

static void
open_software (LpPageApps *self)
{
  g_autoptr (GAppInfo) app = g_app_info_create_from_commandline (
      "gnome-software --mode=overview", NULL, G_APP_INFO_CREATE_NONE, NULL);
  if (!app || !g_app_info_launch (app, NULL, NULL, NULL))
    lp_window_toast (lp_window_of (self),
                     _ ("Install a mail app with the computer’s package manager."), NULL, NULL,
                     NULL);
}

static void
lp_page_apps_primary (LpPage *page)
{
  LpPageApps *self = LP_PAGE_APPS (page);
  if (self->rows->len == 0)
    open_software (self);
  else
    apply (self, FALSE);
}

static gboolean
lp_page_apps_stop (LpPage *page)
{
  LpPageApps *self = LP_PAGE_APPS (page);
  if (!self->writing)
    return FALSE;
  g_cancellable_cancel (self->writing);
  gtk_widget_set_sensitive (lp_page_get_secondary (page), FALSE);
  return TRUE;
}

static void
on_close_response (LpPageApps *self, const char *response)
{
  if (!g_str_equal (response, "stop") || !lp_window_of (self))
    return;
  self->close_when_done = TRUE;
  if (self->writing)
    g_cancellable_cancel (self->writing);
  else
    gtk_window_close (GTK_WINDOW (lp_window_of (self)));
}

static gboolean
lp_page_apps_ask_to_close (LpPage *page)
{
  LpPageApps *self = LP_PAGE_APPS (page);
  g_autoptr (GPtrArray) chosen = get_chosen (self);
  if (!self->writing)
    return FALSE;
  g_autofree char *body = g_strdup_printf (
      /* Translators: "1 of 2 apps is done." */
      ngettext ("%u of %u app is done. The app being changed now is put back.",
                "%u of %u apps are done. The app being changed now is put back.", self->n_written),
      self->n_written, chosen->len);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (lp_window_of (self)), _ ("Stop Adding the Account?"), body));
  adw_message_dialog_add_responses (dialog, "go-on", _ ("_Continue Adding"), "stop",
                                    _ ("_Stop and Put Back"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "go-on");
  adw_message_dialog_set_close_response (dialog, "go-on");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_close_response), self,
                           G_CONNECT_SWAPPED);
  lp_dialog_present (GTK_WIDGET (dialog));
  return TRUE;
}

static void
lp_page_apps_secondary (LpPage *page)
{
  LpPageApps *self = LP_PAGE_APPS (page);
  g_auto (GStrv) ids = get_chosen_ids (self);
  if (lp_page_apps_stop (page))
    return;
  lp_changes_window_show (lp_window_of (self), (const char *const *)ids);
}

static void
lp_page_apps_shown (LpPage *page)
{
  LpPageApps *self = LP_PAGE_APPS (page);
  g_signal_handlers_disconnect_by_func (lp_setup_of (self), on_client, self);
  g_signal_connect_object (lp_setup_of (self), "client", G_CALLBACK (on_client), self, 0);
  look (self);
}

static void
lp_page_apps_left (LpPage *page, gboolean forwards)
{
  stop_looking (LP_PAGE_APPS (page));
}

static void
lp_page_apps_dispose (GObject *object)
{
  LpPageApps *self = LP_PAGE_APPS (object);
  stop_looking (self);
  g_clear_object (&self->writing);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (lp_page_apps_parent_class)->dispose (object);
}

static void
lp_page_apps_class_init (LpPageAppsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LpPageClass *page_class = LP_PAGE_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_page_apps_dispose;
  page_class->primary = lp_page_apps_primary;
  page_class->secondary = lp_page_apps_secondary;
  page_class->shown = lp_page_apps_shown;
  page_class->left = lp_page_apps_left;
  page_class->stop = lp_page_apps_stop;
  page_class->ask_to_close = lp_page_apps_ask_to_close;

  g_type_ensure (LP_TYPE_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/page-apps.ui");
  gtk_widget_class_bind_template_child (widget_class, LpPageApps, note);
  gtk_widget_class_bind_template_child (widget_class, LpPageApps, list);
  gtk_widget_class_bind_template_child (widget_class, LpPageApps, missing_list);
  gtk_widget_class_bind_template_child (widget_class, LpPageApps, missing);
  gtk_widget_class_bind_template_callback (widget_class, on_note_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_note_second_clicked);
}

static void
lp_page_apps_init (LpPageApps *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_page_set_footer (LP_PAGE (self), _ ("Choose an App"), TRUE, NULL);
  gtk_widget_set_sensitive (lp_page_get_primary (LP_PAGE (self)), FALSE);
}
