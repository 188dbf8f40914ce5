/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GNOME Online Accounts 3.46, provider "imap_smtp": one account of the desktop's settings that
 * serves Evolution and Geary at once. Its daemon is told over the session bus; it keeps the account
 * in accounts.conf, with what it does not know (our mark) beside its own, and the passwords in an
 * item of the keyring of its own making.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/bus.h"
#include "clients/call.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#define NAME "GNOME Online Accounts"
#define BUS_NAME "org.gnome.OnlineAccounts"
#define ROOT_PATH "/org/gnome/OnlineAccounts"
#define MANAGER_PATH ROOT_PATH "/Manager"
#define MANAGER_INTERFACE BUS_NAME ".Manager"
#define ACCOUNT_INTERFACE BUS_NAME ".Account"
#define PROVIDER "imap_smtp"
#define GROUP_PREFIX "Account "
#define MARK "Letterplate"

/* Desktops whose settings show these accounts; elsewhere nobody could change or remove one. */
static const char *const settings_programs[] = {
  "gnome-control-center",
  "cinnamon-settings",
  "budgie-control-center",
  "unity-control-center",
};

static const char *const served[] = { "evolution", "geary", NULL };

static char *
find_place (const LpPlaces *places)
{
  return g_build_filename (places->config, "goa-1.0", "accounts.conf", NULL);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *name = lp_bus_find_name (places->bus, BUS_NAME, NULL);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (settings_programs); i++) {
    g_autofree char *program = lp_places_find_program (places, settings_programs[i]);
    state->installed = state->installed || program != NULL;
  }
  state->place = find_place (places);
}

static GKeyFile *
read_file (const char *path, GError **error)
{
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!lp_text_file_read (path, &contents, error))
    return NULL;
  if (contents != NULL && !g_key_file_load_from_bytes (file, contents, G_KEY_FILE_NONE, error))
    return NULL;
  return g_steal_pointer (&file);
}

/* "host", "host:port", "[v6]:port" */
static LpServer *
parse_host (const char *text, LpProtocolId protocol, LpSecurity security, const char *user)
{
  const char *colon = strrchr (text, ':');
  const char *bracket = strchr (text, ']');
  guint64 port = 0;
  gboolean has_port = colon != NULL
                      && (bracket != NULL ? colon > bracket : strchr (text, ':') == colon)
                      && g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL);
  g_autofree char *host = g_strndup (text, has_port ? (gsize)(colon - text) : strlen (text));

  return lp_server_new (protocol, host, port, security, user);
}

static gboolean
get_flag (GKeyFile *file, const char *group, const char *prefix, const char *name)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  return g_key_file_get_boolean (file, group, key, NULL);
}

static LpServer *
read_server (GKeyFile *file, const char *group, LpProtocolId protocol)
{
  const char *prefix = protocol == LP_PROTOCOL_SMTP ? "Smtp" : "Imap";
  g_autofree char *host_key = g_strconcat (prefix, "Host", NULL);
  g_autofree char *user_key = g_strconcat (prefix, "UserName", NULL);
  g_autofree char *host = g_key_file_get_string (file, group, host_key, NULL);
  g_autofree char *user = g_key_file_get_string (file, group, user_key, NULL);
  LpSecurity security = get_flag (file, group, prefix, "UseSsl")   ? LP_SECURITY_TLS
                        : get_flag (file, group, prefix, "UseTls") ? LP_SECURITY_STARTTLS
                                                                   : LP_SECURITY_PLAIN;

  if (host == NULL || *host == '\0')
    return NULL;
  LpServer *server = parse_host (host, protocol, security, user);
  server->sign_in = protocol == LP_PROTOCOL_SMTP && !get_flag (file, group, prefix, "UseAuth")
                        ? LP_SIGN_IN_NONE
                        : LP_SIGN_IN_PASSWORD;
  return server;
}

/* Accounts of Google and others have an address but no servers here. */
static LpFoundAccount *
read_account (GKeyFile *file, const char *group, const char *path)
{
  g_autofree char *address = g_key_file_get_string (file, group, "EmailAddress", NULL);
  g_autofree char *label = g_key_file_get_string (file, group, "PresentationIdentity", NULL);
  LpFoundAccount *found = lp_found_account_new (address != NULL ? address : label, label, path);

  if (found == NULL)
    return NULL;
  found->account->name = g_key_file_get_string (file, group, "Name", NULL);
  found->account->id = g_key_file_get_string (file, group, MARK, NULL);
  found->ours = found->account->id != NULL;
  found->account->incoming = read_server (file, group, LP_PROTOCOL_IMAP);
  found->account->outgoing = read_server (file, group, LP_PROTOCOL_SMTP);
  return found;
}

static GPtrArray *
find_accounts (GKeyFile *file, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    LpFoundAccount *found
        = g_str_has_prefix (groups[i], GROUP_PREFIX) ? read_account (file, groups[i], path) : NULL;
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  return accounts;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GKeyFile) file = read_file (path, error);

  return file != NULL ? find_accounts (file, path) : NULL;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  lp_writer_refuse (error, sentence);
  return FALSE;
}

static gboolean
check_server (const LpServer *server, GError **error)
{
  if (server->pin != NULL)
    return refuse (error, _ ("GNOME Online Accounts accepts only certificates that the system "
                             "trusts, and no single one."));
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    return refuse (error, _ ("GNOME Online Accounts signs in with the browser only in its own "
                             "window: add the account in the system’s settings."));
  if (server->sign_in == LP_SIGN_IN_EXTERNAL || server->sign_in == LP_SIGN_IN_GSSAPI)
    return refuse (error, _ ("GNOME Online Accounts signs in to mail servers with a password "
                             "only."));
  return TRUE;
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  if (account->incoming == NULL || account->outgoing == NULL)
    return refuse (error, _ ("GNOME Online Accounts needs both a server to read from and one to "
                             "send through."));
  if (account->incoming->protocol != LP_PROTOCOL_IMAP)
    return refuse (error, _ ("GNOME Online Accounts reads mail by IMAP only, and this account "
                             "uses POP3."));
  return lp_writer_check_values (account, error) && check_server (account->incoming, error)
         && check_server (account->outgoing, error);
}

static void
add_detail (GVariantBuilder *details, const char *prefix, const char *name, const char *value)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  g_variant_builder_add (details, "{ss}", key, value);
}

static void
add_flag (GVariantBuilder *details, const char *prefix, const char *name, gboolean value)
{
  add_detail (details, prefix, name, value ? "true" : "false");
}

static void
add_server (GVariantBuilder *details, const LpAccount *account, const LpServer *server)
{
  gboolean sends = server->protocol == LP_PROTOCOL_SMTP;
  gboolean signs_in = server->sign_in != LP_SIGN_IN_NONE;
  const char *prefix = sends ? "Smtp" : "Imap";
  gboolean is_v6 = strchr (server->host, ':') != NULL;
  g_autofree char *host = g_strdup_printf (is_v6 ? "[%s]:%u" : "%s:%u", server->host, server->port);

  add_detail (details, prefix, "Host", host);
  add_flag (details, prefix, "UseSsl", server->security == LP_SECURITY_TLS);
  add_flag (details, prefix, "UseTls", server->security == LP_SECURITY_STARTTLS);
  add_flag (details, prefix, "AcceptSslErrors", FALSE);
  if (signs_in)
    add_detail (details, prefix, "UserName", lp_writer_get_user (account, server));
  if (!sends)
    return;
  add_flag (details, prefix, "UseAuth", signs_in);
  add_flag (details, prefix, "AuthPlain", signs_in);
  add_flag (details, prefix, "AuthLogin", FALSE);
}

static LpDbusCall *
call_add (const LpAccount *account)
{
  const char *address = account->address->text;
  g_auto (GVariantBuilder) details = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  g_auto (GVariantBuilder) secrets = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_detail (&details, "", "Enabled", "true");
  add_detail (&details, "", "EmailAddress", address);
  add_detail (&details, "", "Name", account->name != NULL ? account->name : "");
  add_detail (&details, "", MARK, account->id);
  add_server (&details, account, account->incoming);
  add_server (&details, account, account->outgoing);
  g_variant_builder_add (&secrets, "{sv}", "imap-password",
                         g_variant_new_string (LP_CALL_INCOMING_SECRET));
  if (account->outgoing->sign_in != LP_SIGN_IN_NONE)
    g_variant_builder_add (&secrets, "{sv}", "smtp-password",
                           g_variant_new_string (LP_CALL_OUTGOING_SECRET));
  return lp_dbus_call_new (
      BUS_NAME, MANAGER_PATH, MANAGER_INTERFACE, "AddAccount",
      g_variant_new ("(sssa{sv}a{ss})", PROVIDER, address, address, &secrets, &details));
}

/* The daemon chooses the account's id; the address is the only one of its kind, or it would not
 * have been added. */
static LpDbusCall *
call_remove (const char *address)
{
  LpDbusCall *call = lp_dbus_call_new (BUS_NAME, ROOT_PATH, ACCOUNT_INTERFACE, "Remove", NULL);

  call->match_interface = g_strdup (ACCOUNT_INTERFACE);
  call->match_property = g_strdup ("PresentationIdentity");
  call->match_value = g_strdup (address);
  call->may_be_gone = TRUE;
  return call;
}

/* One served client that has the account by itself would show it twice. */
static gboolean
check_served (const LpPlaces *places, const LpAccount *account, GError **error)
{
  for (guint i = 0; served[i] != NULL; i++) {
    const LpClient *client = lp_clients_find (served[i]);
    g_autoptr (GPtrArray) found = client != NULL ? client->read (places, NULL) : NULL;
    for (guint j = 0; found != NULL && j < found->len; j++) {
      const LpFoundAccount *one = g_ptr_array_index (found, j);
      if (!lp_address_equal (one->account->address, account->address))
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   /* Translators: a mail program, an address */
                   _ ("%s has an account for %s of its own and would show it twice."), client->name,
                   account->address->text);
      return FALSE;
    }
  }
  return TRUE;
}

static const LpFoundAccount *
find_ours (GPtrArray *found, const char *account_id)
{
  for (guint i = 0; i < found->len; i++) {
    const LpFoundAccount *one = g_ptr_array_index (found, i);
    if (one->ours && g_strcmp0 (one->account->id, account_id) == 0)
      return one;
  }
  return NULL;
}

static gboolean
is_same (const LpAccount *a, const LpAccount *b)
{
  return lp_existing_server_is_same (a->incoming, b->incoming)
         && lp_existing_server_is_same (a->outgoing, b->outgoing);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autoptr (LpPlan) plan = lp_plan_new ("goa", account->id);
  g_autoptr (GPtrArray) found = NULL;
  gboolean is_there = FALSE;

  if (!check_account (account, error))
    return NULL;
  found = read_accounts (places, error);
  if (found == NULL || !lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  const LpFoundAccount *ours = find_ours (found, account->id);
  if (is_there || (ours != NULL && is_same (ours->account, account)))
    return g_steal_pointer (&plan);
  /* An account cannot be changed there, only made anew. */
  if (ours != NULL) {
    LpDbusCall *inverse = call_add (ours->account);
    inverse->may_be_gone = TRUE; /* the password may be */
    lp_plan_add_call (plan, call_remove (ours->label), inverse);
  } else if (!check_served (places, account, error))
    return NULL;
  lp_plan_add_call (plan, call_add (account), call_remove (account->address->text));
  lp_plan_add_note (plan, _ ("The account appears in the system’s settings, under Online Accounts, "
                             "and in Evolution and Geary. Do not add it there a second time."));
  if (account->ca_file != NULL)
    lp_plan_add_note (plan, _ ("GNOME Online Accounts accepts only certificates that the system "
                               "trusts: your certificate authority has to be one of them."));
  return g_steal_pointer (&plan);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autoptr (LpPlan) removal = lp_plan_new ("goa", account_id);
  g_autoptr (GPtrArray) found = read_accounts (places, error);

  if (found == NULL)
    return NULL;
  const LpFoundAccount *ours = find_ours (found, account_id);
  if (ours != NULL)
    lp_plan_add_call (removal, call_remove (ours->label), NULL);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_goa = {
  .id = "goa",
  .name = NAME,
  .desktop_id = "gnome-online-accounts-panel.desktop",
  .can = LP_CAN_IMAP | LP_CAN_SMTP | LP_CAN_OWN_COPY | LP_CAN_LIVE,
  .serves = served,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
