/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/old-row.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/words.h"
#include "legacy/legacy.h"

struct _LpOldRow {
  AdwExpanderRow parent_instance;

  const LpOldMailbox *mailbox;
  GtkCheckButton *check;
};

G_DEFINE_FINAL_TYPE (LpOldRow, lp_old_row, ADW_TYPE_EXPANDER_ROW)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
get_kind (LpLegacyKind kind)
{
  static const char *const kinds[] = { N_ ("IMAP"), N_ ("POP3"), N_ ("SMTP"),
                                       N_ ("Hotmail’s own connection (DAV)"), N_ ("web pages") };
  return _ (kinds[kind]);
}

static char *
describe_old (const LpLegacyServer *server, const char *gateway)
{
  if (!server)
    return g_strdup (_ ("nothing"));
  if (gateway && server->port > 0)
    /* Translators: "POP3 through hotway on this computer, port 1100". */
    return g_strdup_printf (_ ("%s through %s on this computer, port %u"), get_kind (server->kind),
                            gateway, server->port);
  if (!server->host)
    return g_strdup (get_kind (server->kind));
  g_autofree char *host = lp_words_isolate (server->host);
  if (server->port == 0)
    /* Translators: a kind of connection and a host. */
    return g_strdup_printf (_ ("%s, %s"), get_kind (server->kind), host);
  /* Translators: a kind of connection, a host and a port. */
  return g_strdup_printf (_ ("%s, %s, port %u"), get_kind (server->kind), host, server->port);
}

static char *
describe_new (const LpServer *server)
{
  static const char *const protocols[LP_N_PROTOCOLS] = { "IMAP", "POP3", "SMTP" };
  if (!server)
    return g_strdup (_ ("what the provider offers today"));
  g_autofree char *words = lp_words_server (server);
  /* Translators: a protocol, then a server. */
  return g_strdup_printf (_ ("%s, %s"), protocols[server->protocol], words);
}

static const char *
describe_new_sign_in (const char *sign_in)
{
  if (g_str_equal (sign_in, "oauth2"))
    return _ ("browser sign-in, token in the keyring");
  if (g_str_equal (sign_in, "app-password"))
    return _ ("an app password, in the keyring");
  if (g_str_equal (sign_in, "keep-gateway"))
    return _ ("through DavMail, as before");
  return _ ("password in the keyring");
}

static void
add_change (LpOldRow *self, const char *title, const char *icon, const char *was, const char *will)
{
  /* Translators: the old and the new setting, each on a line of its own. */
  g_autofree char *text = g_strdup_printf (_ ("Was: %s\nWill be: %s"), was, will);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "use-markup", FALSE,
                                 "subtitle", text, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), lp_status_icon_new (icon, "dim-label"));
  lp_accessible_set_label (row, text);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
add_sentence (LpOldRow *self, const char *sentence)
{
  if (!sentence)
    return;
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", sentence, NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* Where the old set-ups contradict each other, what the others say */
static void
add_differences (LpOldRow *self)
{
  const GPtrArray *differences = self->mailbox->differences;
  for (guint i = 0; differences && i < differences->len; i++) {
    const LpLegacyDifference *difference = g_ptr_array_index (differences, i);
    g_autofree char *file = difference->file ? g_path_get_basename (difference->file) : NULL;
    g_autofree char *value = lp_words_isolate (difference->value);
    /* Translators: a file's name, then what stands in it. */
    g_autofree char *sentence = g_strdup_printf (_ ("%s says otherwise: %s"), file, value);
    if (file)
      add_sentence (self, sentence);
  }
}

/* The name is a preview of the code page it was read in. */
static void
add_name (LpOldRow *self)
{
  const LpLegacyAccount *old = self->mailbox->old;
  if (!old->name)
    return;
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ ("Name"), "use-markup", FALSE,
                                 "subtitle", old->name, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lp_status_icon_new ("avatar-default-symbolic", "dim-label"));
  lp_accessible_set_label (row, old->name);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

/* What was installed by somebody else is for somebody else to take away. */
static void
add_gateway (LpOldRow *self)
{
  const LpMigration *migration = self->mailbox->migration;
  g_autofree char *name = lp_words_isolate (migration->gateway);
  /* Translators: a program, for instance hotwayd. */
  g_autofree char *sentence
      = g_strdup_printf (_ ("%s is not needed any more. It is left installed."), name);
  if (migration->leaves_gateway)
    add_sentence (self, sentence);
}

static void
fill_in (LpOldRow *self)
{
  const LpLegacyAccount *old = self->mailbox->old;
  const LpMigration *migration = self->mailbox->migration;
  const LpLegacy *format = lp_legacy_find (old->format);
  g_autofree char *incoming_was = describe_old (old->incoming, migration->gateway);
  g_autofree char *outgoing_was = describe_old (old->outgoing, migration->gateway);
  g_autofree char *incoming = describe_new (migration->account->incoming);
  g_autofree char *outgoing = describe_new (migration->account->outgoing);
  /* Translators: an old program, then what happened to its connection. */
  g_autofree char *subtitle
      = migration->happened ? g_strdup_printf (_ ("%s · %s"), format ? format->name : old->format,
                                               migration->happened)
                            : g_strdup (format ? format->name : old->format);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  add_name (self);
  add_change (self, _ ("Incoming"), "mail-unread-symbolic", incoming_was, incoming);
  add_change (self, _ ("Outgoing"), "mail-send-symbolic", outgoing_was, outgoing);
  add_change (self, _ ("Sign-in"), "dialog-password-symbolic",
              old->clear_text_secret ? _ ("password in a plain file") : _ ("password"),
              describe_new_sign_in (migration->sign_in));
  add_sentence (self, migration->now);
  add_gateway (self);
  add_sentence (self, migration->warning);
  add_differences (self);
}

static void
on_check_toggled (LpOldRow *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
lp_old_row_class_init (LpOldRowClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", LP_TYPE_OLD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
lp_old_row_init (LpOldRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->check), "selection-mode");
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->check));
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (on_check_toggled), self,
                           G_CONNECT_SWAPPED);
}

LpOldRow *
lp_old_row_new (const LpOldMailbox *mailbox)
{
  const char *address = mailbox->migration->account->address->text;
  LpOldRow *self = g_object_new (LP_TYPE_OLD_ROW, "title", address, NULL);
  /* Translators: a mail address. */
  g_autofree char *move = g_strdup_printf (_ ("Move %s"), address);

  self->mailbox = mailbox;
  lp_accessible_set_label (GTK_WIDGET (self), address);
  lp_accessible_set_label (GTK_WIDGET (self->check), move);
  gtk_check_button_set_active (self->check, mailbox->is_dead);
  fill_in (self);
  return self;
}

gboolean
lp_old_row_get_chosen (LpOldRow *row)
{
  return gtk_check_button_get_active (row->check);
}

const LpOldMailbox *
lp_old_row_get_mailbox (LpOldRow *row)
{
  return row->mailbox;
}
