/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Geary 43: a folder for each account below its configuration, whose name is the account's id
 * there; any name does. It reads them when it starts and keeps what it does not know in them. Its
 * items of the keyring are found by protocol (in capitals), host and login name.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/bus.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#define NAME "Geary"
#define APPLICATION_ID "org.gnome.Geary"
#define KEYRING_SCHEMA "org.gnome.Geary"
#define FOLDER_PREFIX "letterplate-"
#define FILE_NAME "geary.ini"

static const char *const security_names[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = "transport",
  [LP_SECURITY_STARTTLS] = "start-tls",
  [LP_SECURITY_PLAIN] = "none",
};

/* Returns whether Geary is installed. */
static gboolean
find_place (const LpPlaces *places, char **place)
{
  g_autofree char *program = lp_places_find_program (places, "geary");
  g_autofree char *flatpak
      = program == NULL ? lp_places_find_flatpak (places, APPLICATION_ID) : NULL;

  *place = flatpak != NULL ? g_build_filename (flatpak, "config", "geary", NULL)
                           : g_build_filename (places->config, "geary", NULL);
  return program != NULL || flatpak != NULL;
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = find_place (places, &state->place);
  state->running = lp_bus_has_owner (places->bus, APPLICATION_ID);
}

static gboolean
parse (GBytes *contents, GKeyFile **file, GError **error)
{
  *file = g_key_file_new ();
  if (contents == NULL
      || g_key_file_load_from_bytes (
          *file, contents, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, error))
    return TRUE;
  g_clear_pointer (file, g_key_file_unref);
  return FALSE;
}

/* The address in "Alice <alice@example.org>" or in an address alone. */
static char *
find_address (const char *mailbox)
{
  const char *start = strrchr (mailbox, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 1, end - start - 1) : g_strdup (mailbox);
}

static LpServer *
read_server (GKeyFile *file, const char *group, LpProtocolId protocol, const char *other_login)
{
  g_autofree char *host = g_key_file_get_string (file, group, "host", NULL);
  g_autofree char *login = g_key_file_get_string (file, group, "login", NULL);
  g_autofree char *name = g_key_file_get_string (file, group, "transport_security", NULL);
  g_autofree char *credentials = g_key_file_get_string (file, group, "credentials", NULL);
  int port = g_key_file_get_integer (file, group, "port", NULL);
  LpSecurity security = LP_SECURITY_TLS;

  if (host == NULL || *host == '\0' || port < 0 || port > G_MAXUINT16)
    return NULL;
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (g_strcmp0 (security_names[i], name) == 0)
      security = i;
  gboolean shares = g_strcmp0 (credentials, "use-incoming") == 0;
  LpServer *server = lp_server_new (protocol, host, port, security, shares ? other_login : login);
  server->sign_in = g_strcmp0 (credentials, "none") == 0 ? LP_SIGN_IN_NONE : LP_SIGN_IN_PASSWORD;
  return server;
}

static LpFoundAccount *
read_account (const char *place, const char *name)
{
  g_autofree char *path = g_build_filename (place, name, FILE_NAME, NULL);
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GKeyFile) file = NULL;

  if (!lp_text_file_read (path, &contents, NULL) || contents == NULL
      || !parse (contents, &file, NULL))
    return NULL;
  g_auto (GStrv) mailboxes
      = g_key_file_get_string_list (file, "Account", "sender_mailboxes", NULL, NULL);
  g_autofree char *address
      = mailboxes != NULL && mailboxes[0] != NULL ? find_address (mailboxes[0]) : NULL;
  g_autofree char *label = g_key_file_get_string (file, "Account", "label", NULL);
  LpFoundAccount *found = lp_found_account_new (address, label, path);
  if (found == NULL)
    return NULL;
  LpAccount *account = found->account;
  found->ours = g_str_has_prefix (name, FOLDER_PREFIX);
  account->id = found->ours ? g_strdup (name + strlen (FOLDER_PREFIX)) : NULL;
  account->incoming = read_server (file, "Incoming", LP_PROTOCOL_IMAP, NULL);
  account->outgoing = read_server (file, "Outgoing", LP_PROTOCOL_SMTP,
                                   account->incoming != NULL ? account->incoming->user : NULL);
  return found;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const LpFoundAccount *const *left = a, *const *right = b;

  return strcmp ((*left)->where, (*right)->where);
}

/* Accounts of GNOME Online Accounts are among them, in folders that Geary makes itself. */
static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_autofree char *place = NULL;

  find_place (places, &place);
  g_autoptr (GDir) folder = g_dir_open (place, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;) {
    LpFoundAccount *found = read_account (place, name);
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  g_ptr_array_sort (accounts, compare_found);
  return accounts;
}

static gboolean
check_sign_in (const LpServer *server, GError **error)
{
  switch (server->sign_in) {
  case LP_SIGN_IN_AUTOMATIC:
  case LP_SIGN_IN_PASSWORD:
  case LP_SIGN_IN_ENCRYPTED:
  case LP_SIGN_IN_NONE:
    return TRUE;
  case LP_SIGN_IN_OAUTH2:
    lp_writer_refuse (error, _ ("Geary signs in with the browser only for accounts of GNOME Online "
                                "Accounts: add the account there, in the system’s settings."));
    return FALSE;
  default:
    lp_writer_refuse (error, _ ("Geary signs in with a password only."));
    return FALSE;
  }
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  if (account->incoming == NULL || account->outgoing == NULL) {
    lp_writer_refuse (error, _ ("Geary needs both a server to read from and one to send through."));
    return FALSE;
  }
  if (account->incoming->protocol != LP_PROTOCOL_IMAP) {
    lp_writer_refuse (error, _ ("Geary reads mail by IMAP only, and this account uses POP3."));
    return FALSE;
  }
  return lp_writer_check_values (account, error) && check_sign_in (account->incoming, error)
         && check_sign_in (account->outgoing, error);
}

/* RFC 5322 quotes around the name; Geary itself encodes what is not ASCII. */
static char *
make_mailbox (const LpAccount *account)
{
  g_autoptr (GString) mailbox = g_string_new (NULL);

  if (account->name == NULL || *account->name == '\0')
    return g_strdup (account->address->text);
  g_string_append_c (mailbox, '"');
  for (const char *at = account->name; *at != '\0'; at++)
    g_string_append_printf (mailbox, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
  g_string_append_printf (mailbox, "\" <%s>", account->address->text);
  return g_string_free (g_steal_pointer (&mailbox), FALSE);
}

static void
set_server (GKeyFile *file, const char *group, const LpAccount *account, const LpServer *server)
{
  gboolean signs_in = server->sign_in != LP_SIGN_IN_NONE;

  if (signs_in)
    g_key_file_set_string (file, group, "login", lp_writer_get_user (account, server));
  else
    g_key_file_remove_key (file, group, "login", NULL);
  g_key_file_set_string (file, group, "host", server->host);
  g_key_file_set_integer (file, group, "port", server->port);
  g_key_file_set_string (file, group, "transport_security", security_names[server->security]);
  g_key_file_set_string (file, group, "credentials", signs_in ? "custom" : "none");
  if (!g_key_file_has_key (file, group, "remember_password", NULL))
    g_key_file_set_boolean (file, group, "remember_password", TRUE);
}

/* The settings of a new account as Geary's own assistant chooses them. */
static void
set_proposals (GKeyFile *file, const LpAccount *account, int ordinal)
{
  static const char *const folders[]
      = { "archive_folder", "drafts_folder", "sent_folder", "junk_folder", "trash_folder" };

  g_key_file_set_integer (file, "Metadata", "version", 1);
  g_key_file_set_string (file, "Metadata", "status", "enabled");
  g_key_file_set_integer (file, "Account", "ordinal", ordinal);
  g_key_file_set_string (file, "Account", "label", account->address->text);
  g_key_file_set_integer (file, "Account", "prefetch_days", 14);
  g_key_file_set_boolean (file, "Account", "save_drafts", TRUE);
  g_key_file_set_boolean (file, "Account", "save_sent", TRUE);
  g_key_file_set_boolean (file, "Account", "use_signature", FALSE);
  g_key_file_set_string (file, "Account", "signature", "");
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_key_file_set_string (file, "Folders", folders[i], "");
}

/* Identities that the person added stay behind the first. */
static void
set_mailbox (GKeyFile *file, const LpAccount *account)
{
  g_autofree char *mailbox = make_mailbox (account);
  gsize n = 0;
  g_auto (GStrv) old = g_key_file_get_string_list (file, "Account", "sender_mailboxes", &n, NULL);
  g_autofree char *old_address = n > 0 ? find_address (old[0]) : NULL;
  g_autoptr (LpAddress) old_parsed
      = old_address != NULL ? lp_address_parse (old_address, NULL) : NULL;

  /* Geary writes the name its own way; the same address is the same mailbox. */
  if (old_parsed != NULL && lp_address_equal (old_parsed, account->address))
    return;
  if (n > 0) {
    g_free (old[0]);
    old[0] = g_steal_pointer (&mailbox);
    g_key_file_set_string_list (file, "Account", "sender_mailboxes", (const char *const *)old, n);
  } else
    g_key_file_set_string_list (file, "Account", "sender_mailboxes",
                                (const char *const[]){ mailbox }, 1);
}

static void
plan_item (LpPlan *plan, const LpAccount *account, LpSide side)
{
  const LpServer *server = side == LP_SIDE_INCOMING ? account->incoming : account->outgoing;
  const char *protocol = side == LP_SIDE_INCOMING ? "IMAP" : "SMTP";
  const char *user = lp_writer_get_user (account, server);
  /* Geary's own label, so that its window for passwords shows it alike. */
  g_autofree char *label = g_strdup_printf ("Geary %s password: %s", protocol, user);

  if (server->sign_in != LP_SIGN_IN_NONE)
    lp_plan_add_item (plan, lp_secret_item_new (KEYRING_SCHEMA, label, side, "proto", protocol,
                                                "host", server->host, "login", user, NULL));
}

static void
plan_notes (LpPlan *plan, const LpPlaces *places, const LpAccount *account)
{
  if (account->ca_file != NULL || account->incoming->pin != NULL || account->outgoing->pin != NULL)
    lp_plan_add_note (plan, _ ("Geary decides about certificates by itself: unless the system "
                               "trusts the server’s, it asks once."));
  if (lp_bus_has_owner (places->bus, APPLICATION_ID))
    lp_plan_add_note (plan, _ ("Geary is running, perhaps without a window. It shows the account "
                               "when it is started the next time."));
}

static LpPlan *
plan_file (const LpPlaces *places, const LpAccount *account, const char *place, int n_accounts,
           const LpFoundAccount *foreign, GError **error)
{
  g_autoptr (LpPlan) plan = lp_plan_new ("geary", account->id);
  g_autofree char *name = g_strconcat (FOLDER_PREFIX, account->id, NULL);
  gboolean is_own = foreign != NULL && g_str_has_suffix (foreign->where, FILE_NAME);
  g_autofree char *path
      = is_own ? g_strdup (foreign->where) : g_build_filename (place, name, FILE_NAME, NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GKeyFile) file = NULL;

  if (!lp_text_file_read (path, &before, error) || !parse (before, &file, error))
    return NULL;
  g_autofree char *old = g_key_file_to_data (file, NULL, NULL);
  if (before == NULL)
    set_proposals (file, account, n_accounts + 1);
  set_mailbox (file, account);
  /* Providers that Geary knows would take host and port from the program. */
  g_key_file_set_string (file, "Account", "service_provider", "other");
  set_server (file, "Incoming", account, account->incoming);
  set_server (file, "Outgoing", account, account->outgoing);
  gsize size;
  char *text = g_key_file_to_data (file, &size, NULL);
  g_autoptr (GBytes) after = g_bytes_new_take (text, size);
  if (strcmp (old, text) == 0)
    return g_steal_pointer (&plan);

  plan_item (plan, account, LP_SIDE_INCOMING);
  plan_item (plan, account, LP_SIDE_OUTGOING);
  lp_plan_add_file (plan, path, before, after, 0600);
  plan_notes (plan, places, account);
  return g_steal_pointer (&plan);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *place = NULL;
  gboolean is_there = FALSE;

  if (!check_account (account, error))
    return NULL;
  find_place (places, &place);
  found = read_accounts (places, error);
  if (found == NULL)
    return NULL;
  int n_accounts = found->len;
  lp_existing_add_served (found, places, "geary");
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  return is_there ? lp_plan_new ("geary", account->id)
                  : plan_file (places, account, place, n_accounts,
                               lp_existing_find_foreign (found, account), error);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autoptr (LpPlan) removal = lp_plan_new ("geary", account_id);
  g_autofree char *name = g_strconcat (FOLDER_PREFIX, account_id, NULL);
  g_autoptr (GBytes) before = NULL;
  g_autofree char *place = NULL;

  find_place (places, &place);
  g_autofree char *path = g_build_filename (place, name, FILE_NAME, NULL);
  if (!lp_text_file_read (path, &before, error))
    return NULL;
  if (before != NULL)
    lp_plan_add_file (removal, path, before, NULL, 0600);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_geary = {
  .id = "geary",
  .name = NAME,
  .desktop_id = "org.gnome.Geary.desktop",
  .can = LP_CAN_IMAP | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OWN_COPY | LP_CAN_ASKS | LP_CAN_LIVE
         | LP_REWRITES | LP_CAN_TAKE_OVER | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
