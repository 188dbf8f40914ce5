/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Balsa 2.6: groups in ~/.balsa/config, and the user's name in a group of the same name in
 * config-private. It writes both when it ends, so it has to be closed. An account is three groups:
 *
 *     folder-NAME (IMAP) or mailbox-NAME (POP3)   incoming server
 *     identity-NAME ──► smtp-server-NAME          address, outgoing server
 *
 * Its items of the keyring are found by protocol, user and the server as it stands in the file, with the port.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/bus.h"
#include "clients/existing.h"
#include "clients/ini.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#define NAME "Balsa"
#define BUS_NAME "org.desktop.Balsa"
#define KEYRING_SCHEMA "org.gnome.Balsa.NetworkPassword"
#define OUR_NAME "letterplate-"
#define FOLDER "folder-"
#define MAILBOX "mailbox-"
#define SMTP "smtp-server-"
#define IDENTITY "identity-"
#define POP3_TYPE "LibBalsaMailboxPOP3"

/* What Balsa does where nothing is said. */
#define IF_AVAILABLE 3

/* IF_AVAILABLE is "STARTTLS if there is any". */
static const int securities[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = 1,
  [LP_SECURITY_STARTTLS] = 2,
  [LP_SECURITY_PLAIN] = 4,
};

/* NetClientAuthMode; 0: Balsa cannot. With a name and a password it takes the safest way the server has. */
static const int auth_modes[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = 2, [LP_SIGN_IN_PASSWORD] = 2, [LP_SIGN_IN_ENCRYPTED] = 2,
  [LP_SIGN_IN_GSSAPI] = 4,    [LP_SIGN_IN_NONE] = 1,
};

/* Balsa keeps local mail in these and ends with a fault when one is missing. */
static const char *const special_mailboxes[]
    = { "Inbox", "Sentbox", "Draftbox", "Outbox", "Trash" };

typedef struct {
  char *paths[2];
  GBytes *before[2];
  LpIni *config;
  LpIni *private;
} Files;

static void
files_clear (Files *files)
{
  for (guint i = 0; i < 2; i++) {
    g_free (files->paths[i]);
    g_clear_pointer (&files->before[i], g_bytes_unref);
  }
  lp_ini_free (files->config);
  lp_ini_free (files->private);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Files, files_clear)

static gboolean
read_files (const LpPlaces *places, Files *files, GError **error)
{
  static const char *const names[] = { "config", "config-private" };

  for (guint i = 0; i < 2; i++) {
    files->paths[i] = g_build_filename (places->home, ".balsa", names[i], NULL);
    if (!lp_text_file_read (files->paths[i], &files->before[i], error))
      return FALSE;
  }
  files->config = lp_ini_parse (files->before[0]);
  files->private = lp_ini_parse (files->before[1]);
  return TRUE;
}

static void
plan_files (LpPlan *plan, const Files *files)
{
  const LpIni *const inis[] = { files->config, files->private };

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) after = lp_ini_to_bytes (inis[i]);
    if (files->before[i] != NULL || g_bytes_get_size (after) > 0)
      lp_plan_add_file (plan, files->paths[i], files->before[i], after, 0600);
  }
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *program = lp_places_find_program (places, "balsa");

  state->installed = program != NULL;
  state->running
      = lp_bus_has_owner (places->bus, BUS_NAME) || lp_places_is_running (places, "balsa");
  state->place = g_build_filename (places->home, ".balsa", "config", NULL);
}

static char *
get_string (const LpIni *ini, const char *group, const char *key)
{
  g_autofree char *raw = lp_ini_dup (ini, group, key);

  return lp_ini_unescape (raw);
}

static void
set_string (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_autofree char *raw = lp_ini_escape (value);

  lp_ini_set (ini, group, key, raw);
}

/* Takes "host:port" apart; an address of IPv6 has brackets only if a port follows. */
static LpServer *
read_server (const Files *files, const char *group, LpProtocolId protocol)
{
  g_autofree char *text = get_string (files->config, group, "Server");
  g_autofree char *user = get_string (files->private, group, "Username");
  int security_number = lp_ini_get_int (files->config, group, "Security", IF_AVAILABLE);
  int auth_mode = lp_ini_get_int (files->config, group, "AuthMode", 2);
  char *colon = text != NULL ? strrchr (text, ':') : NULL;
  LpSecurity security = LP_SECURITY_STARTTLS;
  guint64 port = 0;

  if (text == NULL || *text == '\0')
    return NULL;
  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    *colon = '\0';
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (securities[i] == security_number)
      security = i;
  LpServer *server = lp_server_new (protocol, text, port, security, user);
  for (guint i = 0; i < LP_N_SIGN_INS; i++)
    if (auth_modes[i] != 0 && auth_modes[i] == auth_mode && i != LP_SIGN_IN_ENCRYPTED)
      server->sign_in = i;
  return server;
}

/* Balsa does not tie identities to servers to read from: the one whose address is the account's name or its user's,
 * else the first. */
static char *
find_identity (const Files *files, const char *name, const char *user)
{
  g_auto (GStrv) identities = lp_ini_get_groups (files->config, IDENTITY);

  for (guint i = 0; identities[i] != NULL; i++) {
    g_autofree char *address = get_string (files->config, identities[i], "Address");
    if (address != NULL
        && ((name != NULL && g_ascii_strcasecmp (address, name) == 0)
            || (user != NULL && g_ascii_strcasecmp (address, user) == 0)))
      return g_strdup (identities[i]);
  }
  return g_strdup (identities[0]);
}

static LpFoundAccount *
read_account (const Files *files, const char *group, LpProtocolId protocol)
{
  g_autofree char *label = get_string (files->config, group, "Name");
  g_autoptr (LpServer) incoming = read_server (files, group, protocol);
  if (incoming == NULL)
    return NULL;
  g_autofree char *identity = find_identity (files, label, incoming->user);
  g_autofree char *address
      = identity != NULL ? get_string (files->config, identity, "Address") : NULL;
  LpFoundAccount *found = lp_found_account_new (address, label, files->paths[0]);
  if (found == NULL)
    return NULL;

  const char *name = strchr (group, '-') + 1;
  g_autofree char *smtp = get_string (files->config, identity, "SmtpServer");
  g_autofree char *smtp_group = g_strconcat (SMTP, smtp != NULL ? smtp : "", NULL);
  g_autofree char *deletes = lp_ini_dup (files->config, group, "Delete");
  LpAccount *account = found->account;
  found->ours = g_str_has_prefix (name, OUR_NAME);
  account->id = found->ours ? g_strdup (name + strlen (OUR_NAME)) : NULL;
  account->name = get_string (files->config, identity, "FullName");
  account->incoming = g_steal_pointer (&incoming);
  found->tls_if_available
      = lp_ini_get_int (files->config, group, "Security", IF_AVAILABLE) == IF_AVAILABLE;
  account->outgoing = read_server (files, smtp_group, LP_PROTOCOL_SMTP);
  account->leave_on_server = g_strcmp0 (deletes, "true") == 0 ? 0 : LP_LEAVE_ALWAYS;
  return found;
}

static GPtrArray *
find_accounts (const Files *files)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_found_account_free);
  g_auto (GStrv) groups = lp_ini_get_groups (files->config, "");

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *type = lp_ini_dup (files->config, groups[i], "Type");
    gboolean is_pop = g_str_has_prefix (groups[i], MAILBOX) && g_strcmp0 (type, POP3_TYPE) == 0;
    LpFoundAccount *found
        = is_pop || g_str_has_prefix (groups[i], FOLDER)
              ? read_account (files, groups[i], is_pop ? LP_PROTOCOL_POP3 : LP_PROTOCOL_IMAP)
              : NULL;
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  return accounts;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_auto (Files) files = { 0 };

  return read_files (places, &files, error) ? find_accounts (&files) : NULL;
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };

  if (account->incoming == NULL) {
    lp_writer_refuse (error, _ ("Balsa has no accounts that only send."));
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL)
      continue;
    if (auth_modes[servers[i]->sign_in] == 0) {
      lp_writer_refuse (error, _ ("Balsa signs in with a password or with Kerberos only."));
      return FALSE;
    }
    if (strchr (servers[i]->host, ':') != NULL) {
      lp_writer_refuse (error, _ ("Balsa cannot be given a server by an address of IPv6. Use its "
                                  "name."));
      return FALSE;
    }
  }
  return lp_writer_check_values (account, error);
}

static char *
make_group (const char *prefix, const char *account_id)
{
  return g_strconcat (prefix, OUR_NAME, account_id, NULL);
}

/* The five mailboxes for local mail, where they are missing. */
static void
set_special_mailboxes (const LpPlaces *places, LpPlan *plan, LpIni *config)
{
  static const char *const parts[] = { "cur", "new", "tmp" };
  g_autofree char *folder = get_string (config, "Globals", "MailDir");

  if (folder == NULL) {
    folder = g_build_filename (places->home, "mail", NULL);
    set_string (config, "Globals", "MailDir", folder);
  }
  for (guint i = 0; i < G_N_ELEMENTS (special_mailboxes); i++) {
    const char *name = special_mailboxes[i];
    g_autofree char *group = g_strconcat (MAILBOX, name, NULL);
    g_autofree char *file_name = g_ascii_strdown (name, -1);
    g_autofree char *path = g_build_filename (folder, file_name, NULL);
    if (lp_ini_has_group (config, group))
      continue;
    set_string (config, group, "Type", "LibBalsaMailboxMaildir");
    set_string (config, group, "Name", name);
    set_string (config, group, "Path", path);
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++) {
      g_autofree char *part = g_build_filename (path, parts[j], NULL);
      lp_plan_add_folder (plan, part, 0700);
    }
  }
}

/* Returns the server as it stands in the file: the keyring's item has the same text. */
static char *
set_server (const Files *files, const char *group, const LpAccount *account, const LpServer *server)
{
  char *text = g_strdup_printf ("%s:%u", server->host, server->port);
  gboolean signs_in = server->sign_in != LP_SIGN_IN_NONE;

  set_string (files->config, group, "Server", text);
  lp_ini_set_int (files->config, group, "AuthMode", auth_modes[server->sign_in]);
  lp_ini_set_int (files->config, group, "Security", securities[server->security]);
  set_string (files->config, group, "RememberPasswd", signs_in ? "true" : "false");
  if (signs_in)
    set_string (files->private, group, "Username", lp_writer_get_user (account, server));
  else if (lp_ini_has_group (files->private, group))
    lp_ini_unset (files->private, group, "Username");
  return text;
}

static void
plan_item (LpPlan *plan, const LpAccount *account, const LpServer *server, const char *text)
{
  LpSide side = server == account->incoming ? LP_SIDE_INCOMING : LP_SIDE_OUTGOING;
  g_autofree char *label = g_strdup_printf ("Balsa %s %s", lp_protocol_get_name (server->protocol),
                                            account->address->text);

  if (server->sign_in != LP_SIGN_IN_NONE && server->sign_in != LP_SIGN_IN_GSSAPI)
    lp_plan_add_item (plan,
                      lp_secret_item_new (KEYRING_SCHEMA, label, side, "protocol",
                                          lp_protocol_get_name (server->protocol), "server", text,
                                          "user", lp_writer_get_user (account, server), NULL));
}

static void
set_proposal (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_autofree char *old = lp_ini_dup (ini, group, key);

  if (old == NULL)
    set_string (ini, group, key, value);
}

static void
set_incoming (const Files *files, const LpAccount *account, LpPlan *plan)
{
  gboolean is_pop = account->incoming->protocol == LP_PROTOCOL_POP3;
  g_autofree char *group = make_group (is_pop ? MAILBOX : FOLDER, account->id);
  g_autofree char *other_group = make_group (is_pop ? FOLDER : MAILBOX, account->id);

  lp_ini_remove_group (files->config, other_group);
  lp_ini_remove_group (files->private, other_group);
  if (is_pop)
    set_string (files->config, group, "Type", POP3_TYPE);
  set_proposal (files->config, group, "Name", account->address->text);
  g_autofree char *text = set_server (files, group, account, account->incoming);
  plan_item (plan, account, account->incoming, text);
  if (is_pop) {
    set_proposal (files->config, group, "Check", "true");
    set_string (files->config, group, "Delete", account->leave_on_server == 0 ? "true" : "false");
  } else {
    set_proposal (files->config, group, "Subscribed", "false");
    set_proposal (files->config, group, "ListInbox", "true");
    set_proposal (files->config, group, "UseIdle", "true");
  }
}

static void
set_identity (const Files *files, const LpAccount *account, LpPlan *plan)
{
  g_autofree char *identity = make_group (IDENTITY, account->id);
  g_autofree char *smtp = make_group (SMTP, account->id);

  set_proposal (files->config, "identity", "CurrentIdentity", identity + strlen (IDENTITY));
  set_string (files->config, identity, "FullName", account->name != NULL ? account->name : "");
  set_string (files->config, identity, "Address", account->address->text);
  if (account->outgoing == NULL)
    return;
  set_string (files->config, identity, "SmtpServer", smtp + strlen (SMTP));
  g_autofree char *text = set_server (files, smtp, account, account->outgoing);
  plan_item (plan, account, account->outgoing, text);
}

/* ---- in the place of somebody else's account ---- */

/* The groups become ours, with all that stands in them. */
static void
adopt_group (const Files *files, const char *group, const char *prefix, const char *account_id)
{
  g_autofree char *ours = make_group (prefix, account_id);

  lp_ini_rename_group (files->config, group, ours);
  lp_ini_rename_group (files->private, group, ours);
}

static char *
find_foreign_group (const Files *files, const LpAccount *account, const char *prefix)
{
  g_auto (GStrv) groups = lp_ini_get_groups (files->config, prefix);

  for (guint i = 0; groups[i] != NULL; i++) {
    LpFoundAccount *found = read_account (files, groups[i], account->incoming->protocol);
    gboolean is_meant = found != NULL && !found->ours
                        && lp_address_equal (found->account->address, account->address);

    lp_found_account_free (found);
    if (is_meant)
      return g_strdup (groups[i]);
  }
  return NULL;
}

/* The server it sent through stays in the list: other identities may send through it as well. */
static void
adopt_identity (const Files *files, const LpAccount *account)
{
  g_autofree char *identity = find_identity (files, account->address->text, NULL);
  g_autofree char *ours = make_group (IDENTITY, account->id);
  g_autofree char *current = get_string (files->config, "identity", "CurrentIdentity");
  g_autofree char *address
      = identity != NULL ? get_string (files->config, identity, "Address") : NULL;

  if (address == NULL || g_ascii_strcasecmp (address, account->address->text) != 0)
    return;
  if (g_strcmp0 (current, identity + strlen (IDENTITY)) == 0)
    set_string (files->config, "identity", "CurrentIdentity", ours + strlen (IDENTITY));
  adopt_group (files, identity, IDENTITY, account->id);
}

static void
adopt_foreign (const Files *files, GPtrArray *found, const LpAccount *account)
{
  const char *prefix = account->incoming->protocol == LP_PROTOCOL_POP3 ? MAILBOX : FOLDER;
  g_autofree char *ours = make_group (prefix, account->id);
  g_autofree char *group = lp_existing_find_foreign (found, account) != NULL
                               ? find_foreign_group (files, account, prefix)
                               : NULL;

  if (group == NULL || lp_ini_has_group (files->config, ours))
    return;
  adopt_group (files, group, prefix, account->id);
  adopt_identity (files, account);
}

static void
plan_notes (LpPlan *plan, const LpAccount *account)
{
  const LpServer *outgoing = account->outgoing;

  if (account->ca_file != NULL || account->incoming->pin != NULL
      || (outgoing != NULL && outgoing->pin != NULL))
    lp_plan_add_note (plan, _ ("Balsa decides about certificates by itself: unless the system "
                               "trusts the server’s, it asks once."));
  if (account->incoming->protocol == LP_PROTOCOL_POP3 && account->leave_on_server > 0)
    lp_plan_add_note (plan, _ ("Balsa cannot delete messages on the server after some days: it "
                               "leaves them there."));
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autoptr (LpPlan) plan = lp_plan_new ("balsa", account->id);
  g_auto (Files) files = { 0 };
  gboolean is_there = FALSE;

  if (!check_account (account, error) || !read_files (places, &files, error))
    return NULL;
  g_autoptr (GPtrArray) found = find_accounts (&files);
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&plan);

  adopt_foreign (&files, found, account);
  set_special_mailboxes (places, plan, files.config);
  set_incoming (&files, account, plan);
  set_identity (&files, account, plan);
  set_proposal (files.config, "MailboxChecking", "OnStartup", "true");
  set_proposal (files.config, "MailboxChecking", "Auto", "true");
  guint n_others = plan->operations->len;
  plan_files (plan, &files);
  if (plan->operations->len == n_others)
    return lp_plan_new ("balsa", account->id);
  plan_notes (plan, account);
  return g_steal_pointer (&plan);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  static const char *const prefixes[] = { FOLDER, MAILBOX, SMTP, IDENTITY };
  g_autoptr (LpPlan) removal = lp_plan_new ("balsa", account_id);
  g_auto (Files) files = { 0 };

  if (!read_files (places, &files, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_autofree char *group = make_group (prefixes[i], account_id);
    lp_ini_remove_group (files.config, group);
    lp_ini_remove_group (files.private, group);
  }
  plan_files (removal, &files);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_balsa = {
  .id = "balsa",
  .name = NAME,
  .desktop_id = "org.desktop.Balsa.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OWN_COPY | LP_REWRITES
         | LP_CAN_TAKE_OVER | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
