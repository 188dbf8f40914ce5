/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/server-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gui/accessible.h"
#include "gui/blame-row.h"

struct _LpServerGroup {
  AdwPreferencesGroup parent_instance;

  AdwComboRow *protocol;
  AdwEntryRow *host;
  LpBlameRow *host_blame;
  AdwComboRow *security;
  AdwActionRow *port_row;
  GtkSpinButton *port;
  AdwEntryRow *user;
  LpBlameRow *user_blame;
  AdwComboRow *sign_in;

  LpSide side;
  guint usual_port; /* of protocol and security as they are */
  char *pin;        /* of the server that was set, as long as host and port stay */
  gboolean filling;
  GtkWidget *blamed;
};

G_DEFINE_FINAL_TYPE (LpServerGroup, lp_server_group, ADW_TYPE_PREFERENCES_GROUP)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The order of the choices in the template. */
static const LpSignIn sign_ins[] = { LP_SIGN_IN_AUTOMATIC, LP_SIGN_IN_PASSWORD, LP_SIGN_IN_OAUTH2,
                                     LP_SIGN_IN_ENCRYPTED, LP_SIGN_IN_EXTERNAL };

/* Mnemonics differ between the two groups of the page. */
static const struct {
  const char *title;
  const char *host;
  const char *security;
  const char *port;
  const char *user;
} titles[LP_N_SIDES] = {
  { N_ ("Incoming Mail"), N_ ("_Server"), N_ ("S_ecurity"), N_ ("_Port"), N_ ("_User Name") },
  { N_ ("Outgoing Mail"), N_ ("Ser_ver"), N_ ("Securi_ty"), N_ ("P_ort"), N_ ("User N_ame") },
};

static LpProtocolId
get_protocol (LpServerGroup *self)
{
  if (self->side == LP_SIDE_OUTGOING)
    return LP_PROTOCOL_SMTP;
  return adw_combo_row_get_selected (self->protocol) == 1 ? LP_PROTOCOL_POP3 : LP_PROTOCOL_IMAP;
}

static LpSecurity
get_security (LpServerGroup *self)
{
  return MIN (adw_combo_row_get_selected (self->security), LP_SECURITY_PLAIN);
}

static guint
get_usual_port (LpServerGroup *self)
{
  return lp_server_get_usual_port (get_protocol (self), get_security (self));
}

static void
describe_port (LpServerGroup *self)
{
  static const char *const protocols[LP_N_PROTOCOLS] = { "IMAP", "POP3", "SMTP" };
  static const char *const securities[LP_N_SECURITIES] = { "TLS", "STARTTLS", NULL };
  guint usual = get_usual_port (self);
  const char *security
      = securities[get_security (self)] ? securities[get_security (self)] : _ ("no encryption");
  g_autofree char *text = NULL;

  if ((guint)gtk_spin_button_get_value_as_int (self->port) == usual)
    /* Translators: "Usual for IMAP with TLS". */
    text = g_strdup_printf (_ ("Usual for %s with %s"), protocols[get_protocol (self)], security);
  else
    /* Translators: a kind of encryption and a port: "Unusual for STARTTLS; usually 587". */
    text = g_strdup_printf (_ ("Unusual for %s; usually %u"), security, usual);
  adw_action_row_set_subtitle (self->port_row, text);
}

/* The sentence stands in the field's second line, or below it where it has none; %NULL takes it
 * away. */
static void
say_of_field (LpServerGroup *self, GtkWidget *field, const char *sentence)
{
  if (field == GTK_WIDGET (self->host))
    lp_blame_row_set (self->host_blame, field, sentence);
  else if (field == GTK_WIDGET (self->user))
    lp_blame_row_set (self->user_blame, field, sentence);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (field), sentence ? sentence : "");
  if (field == GTK_WIDGET (self->port_row) && !sentence)
    describe_port (self);
}

static void
take_blame_away (LpServerGroup *self)
{
  if (!self->blamed)
    return;
  gtk_widget_remove_css_class (self->blamed, "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->blamed), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->blamed),
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  say_of_field (self, self->blamed, NULL);
  self->blamed = NULL;
}

static void
tell_changed (LpServerGroup *self)
{
  if (self->filling)
    return;
  take_blame_away (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The port follows as long as it is the usual one. */
static void
on_kind_changed (LpServerGroup *self)
{
  guint port = (guint)gtk_spin_button_get_value_as_int (self->port);
  guint usual = get_usual_port (self);
  if (!self->filling && port == self->usual_port)
    gtk_spin_button_set_value (self->port, usual);
  self->usual_port = usual;
  describe_port (self);
  tell_changed (self);
}

static void
on_port_changed (LpServerGroup *self)
{
  if (!self->filling)
    g_clear_pointer (&self->pin, g_free);
  describe_port (self);
  tell_changed (self);
}

static void
on_host_changed (LpServerGroup *self)
{
  if (!self->filling)
    g_clear_pointer (&self->pin, g_free);
  tell_changed (self);
}

static void
on_user_changed (LpServerGroup *self)
{
  tell_changed (self);
}

static void
on_sign_in_changed (LpServerGroup *self)
{
  tell_changed (self);
}

/* "host:port": the colon must be the only one, or the host is an IPv6 address. */
static gboolean
split_port (const char *text, char **host, guint *port)
{
  const char *colon = strrchr (text, ':');
  guint64 number;
  if (!colon || strchr (text, ':') != colon
      || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &number, NULL))
    return FALSE;
  *host = g_strndup (text, (gsize)(colon - text));
  *port = (guint)number;
  return TRUE;
}

/* What was pasted may be a whole URL, or a host with its port: %TRUE if it was. */
static gboolean
take_apart (LpServerGroup *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->host))));
  g_autoptr (LpServer) server = strstr (text, "://") ? lp_server_parse (text, NULL) : NULL;
  g_autofree char *host = NULL;
  guint port = 0;

  if (server && (server->protocol == LP_PROTOCOL_SMTP) == (self->side == LP_SIDE_OUTGOING)) {
    if (!server->user)
      server->user = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->user)));
    lp_server_group_set_server (self, server);
    tell_changed (self);
    return TRUE;
  }
  if (!split_port (text, &host, &port))
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->host), host);
  gtk_spin_button_set_value (self->port, port);
  return TRUE;
}

static void
on_host_left (LpServerGroup *self)
{
  take_apart (self);
}

/* Return was of no use before, because what stood here was no host (AdwEntryRow tells of it after
 * the default button). */
static void
on_host_activated (LpServerGroup *self)
{
  if (take_apart (self))
    gtk_widget_activate_default (GTK_WIDGET (self));
}

static void
lp_server_group_dispose (GObject *object)
{
  g_clear_pointer (&LP_SERVER_GROUP (object)->pin, g_free);
  G_OBJECT_CLASS (lp_server_group_parent_class)->dispose (object);
}

static void
lp_server_group_class_init (LpServerGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_server_group_dispose;
  signals[CHANGED] = g_signal_new ("changed", LP_TYPE_SERVER_GROUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (LP_TYPE_BLAME_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/letterplate/gui/server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, protocol);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, host);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, host_blame);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, security);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, port_row);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, port);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, user);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, user_blame);
  gtk_widget_class_bind_template_child (widget_class, LpServerGroup, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_port_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_host_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_user_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_host_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_host_left);
}

static void
lp_server_group_init (LpServerGroup *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_combo_row_show_whole (self->protocol);
  lp_combo_row_show_whole (self->security);
  lp_combo_row_show_whole (self->sign_in);
  self->filling = FALSE;
}

static void
set_title (gpointer row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (title));
}

void
lp_server_group_set_side (LpServerGroup *group, LpSide side)
{
  group->side = side;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (titles[side].title));
  set_title (group->protocol, N_ ("Protoco_l"));
  set_title (group->host, titles[side].host);
  set_title (group->security, titles[side].security);
  set_title (group->port_row, titles[side].port);
  set_title (group->user, titles[side].user);
  gtk_widget_set_visible (GTK_WIDGET (group->protocol), side == LP_SIDE_INCOMING);
  gtk_widget_set_visible (GTK_WIDGET (group->sign_in), side == LP_SIDE_INCOMING);
  lp_server_group_set_server (group, NULL);
}

static guint
find_sign_in (LpSignIn sign_in)
{
  for (guint i = 0; i < G_N_ELEMENTS (sign_ins); i++) {
    if (sign_ins[i] == sign_in)
      return i;
  }
  return 0;
}

void
lp_server_group_set_server (LpServerGroup *group, const LpServer *server)
{
  group->filling = TRUE;
  g_free (group->pin);
  group->pin = g_strdup (server ? server->pin : NULL);
  adw_combo_row_set_selected (group->protocol,
                              server && server->protocol == LP_PROTOCOL_POP3 ? 1 : 0);
  adw_combo_row_set_selected (group->security, server ? server->security : LP_SECURITY_TLS);
  adw_combo_row_set_selected (group->sign_in, server ? find_sign_in (server->sign_in) : 0);
  gtk_editable_set_text (GTK_EDITABLE (group->host), server ? server->host : "");
  gtk_editable_set_text (GTK_EDITABLE (group->user), server && server->user ? server->user : "");
  group->usual_port = get_usual_port (group);
  gtk_spin_button_set_value (group->port, server ? server->port : group->usual_port);
  describe_port (group);
  group->filling = FALSE;
}

LpServer *
lp_server_group_dup_server (LpServerGroup *group)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (group->host));
  const char *user = gtk_editable_get_text (GTK_EDITABLE (group->user));
  g_autofree char *host = *text ? lp_server_host_to_ascii (text) : NULL;
  LpServer *server;

  if (!host)
    return NULL;
  server = lp_server_new (get_protocol (group), host,
                          (guint16)gtk_spin_button_get_value_as_int (group->port),
                          get_security (group), *user ? user : NULL);
  server->sign_in = sign_ins[adw_combo_row_get_selected (group->sign_in)];
  server->pin = g_strdup (group->pin);
  return server;
}

void
lp_server_group_show_user (LpServerGroup *group, gboolean visible)
{
  gtk_widget_set_visible (GTK_WIDGET (group->user), visible);
}

void
lp_server_group_add_row (LpServerGroup *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

GtkWidget *
lp_server_group_blame (LpServerGroup *group, LpField field, const char *sentence)
{
  GtkWidget *rows[] = {
    [LP_FIELD_NONE] = NULL,
    [LP_FIELD_HOST] = GTK_WIDGET (group->host),
    [LP_FIELD_SECURITY] = GTK_WIDGET (group->security),
    [LP_FIELD_PORT] = GTK_WIDGET (group->port_row),
    [LP_FIELD_USER] = GTK_WIDGET (group->user),
    [LP_FIELD_SIGN_IN] = GTK_WIDGET (group->sign_in),
  };

  take_blame_away (group);
  group->blamed = rows[field];
  if (!group->blamed)
    return NULL;
  gtk_widget_add_css_class (group->blamed, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (group->blamed), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (group->blamed),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  say_of_field (group, group->blamed, sentence);
  return field == LP_FIELD_PORT ? GTK_WIDGET (group->port) : group->blamed;
}
