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

#include "clients/balsa-file.h"
#include "clients/bus.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/writer.h"

#define NAME "Balsa"
#define BUS_NAME "org.desktop.Balsa"
#define KEYRING_SCHEMA "org.gnome.Balsa.NetworkPassword"

/* Balsa keeps local mail in these and ends with a fault when one is missing. */
static const char *const special_mailboxes[]
    = { "Inbox", "Sentbox", "Draftbox", "Outbox", "Trash" };

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "balsa");
  state->running
      = lp_bus_has_owner (places->bus, BUS_NAME) || lp_places_is_running (places, "balsa");
  state->place = g_build_filename (places->home, ".balsa", "config", NULL);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_auto (LpBalsaFiles) files = { 0 };

  return lp_balsa_files_read (places, &files, error) ? lp_balsa_files_find_accounts (&files) : NULL;
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
    if (lp_balsa_auth_modes[servers[i]->sign_in] == 0) {
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
  return g_strconcat (prefix, LP_BALSA_OURS, account_id, NULL);
}

/* The five mailboxes for local mail, where they are missing. */
static void
set_special_mailboxes (const LpPlaces *places, LpPlan *plan, LpIni *config)
{
  static const char *const parts[] = { "cur", "new", "tmp" };
  g_autofree char *folder = lp_balsa_get (config, "Globals", "MailDir");

  if (folder == NULL) {
    folder = g_build_filename (places->home, "mail", NULL);
    lp_balsa_set (config, "Globals", "MailDir", folder);
  }
  for (guint i = 0; i < G_N_ELEMENTS (special_mailboxes); i++) {
    const char *name = special_mailboxes[i];
    g_autofree char *group = g_strconcat (LP_BALSA_MAILBOX, name, NULL);
    g_autofree char *file_name = g_ascii_strdown (name, -1);
    g_autofree char *path = g_build_filename (folder, file_name, NULL);
    if (lp_ini_has_group (config, group))
      continue;
    lp_balsa_set (config, group, "Type", "LibBalsaMailboxMaildir");
    lp_balsa_set (config, group, "Name", name);
    lp_balsa_set (config, group, "Path", path);
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++) {
      g_autofree char *part = g_build_filename (path, parts[j], NULL);
      lp_plan_add_folder (plan, part, 0700);
    }
  }
}

/* Who sees this Balsa for the first time need not be told what has changed in it. */
static void
set_notifications (const LpBalsaFiles *files)
{
  static const char *const told[] = { "GtkUIManager", "LibBalsaAddressView" };

  for (guint i = 0; files->before[0] == NULL && i < G_N_ELEMENTS (told); i++)
    lp_balsa_set (files->config, "Notifications", told[i], "true");
}

/* Returns the server as it stands in the file: the keyring's item has the same text. */
static char *
set_server (const LpBalsaFiles *files, const char *group, const LpAccount *account,
            const LpServer *server)
{
  char *text = g_strdup_printf ("%s:%u", server->host, server->port);
  gboolean signs_in = server->sign_in != LP_SIGN_IN_NONE;

  lp_balsa_set (files->config, group, "Server", text);
  lp_ini_set_int (files->config, group, "AuthMode", lp_balsa_auth_modes[server->sign_in]);
  lp_ini_set_int (files->config, group, "Security", lp_balsa_securities[server->security]);
  lp_balsa_set (files->config, group, "RememberPasswd", signs_in ? "true" : "false");
  if (signs_in)
    lp_balsa_set (files->private, group, "Username", lp_writer_get_user (account, server));
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
    lp_balsa_set (ini, group, key, value);
}

static void
set_incoming (const LpBalsaFiles *files, const LpAccount *account, LpPlan *plan)
{
  gboolean is_pop = account->incoming->protocol == LP_PROTOCOL_POP3;
  g_autofree char *group = make_group (is_pop ? LP_BALSA_MAILBOX : LP_BALSA_FOLDER, account->id);
  g_autofree char *other_group
      = make_group (is_pop ? LP_BALSA_FOLDER : LP_BALSA_MAILBOX, account->id);

  lp_ini_remove_group (files->config, other_group);
  lp_ini_remove_group (files->private, other_group);
  if (is_pop)
    lp_balsa_set (files->config, group, "Type", LP_BALSA_POP3);
  set_proposal (files->config, group, "Name", account->address->text);
  g_autofree char *text = set_server (files, group, account, account->incoming);
  plan_item (plan, account, account->incoming, text);
  if (is_pop) {
    set_proposal (files->config, group, "Check", "true");
    lp_balsa_set (files->config, group, "Delete", account->leave_on_server == 0 ? "true" : "false");
  } else {
    set_proposal (files->config, group, "Subscribed", "false");
    set_proposal (files->config, group, "ListInbox", "true");
    set_proposal (files->config, group, "UseIdle", "true");
  }
}

static void
set_identity (const LpBalsaFiles *files, const LpAccount *account, LpPlan *plan)
{
  g_autofree char *identity = make_group (LP_BALSA_IDENTITY, account->id);
  g_autofree char *smtp = make_group (LP_BALSA_SMTP, account->id);

  set_proposal (files->config, "identity", "CurrentIdentity",
                identity + strlen (LP_BALSA_IDENTITY));
  lp_balsa_set (files->config, identity, "FullName", account->name != NULL ? account->name : "");
  lp_balsa_set (files->config, identity, "Address", account->address->text);
  if (account->outgoing == NULL)
    return;
  lp_balsa_set (files->config, identity, "SmtpServer", smtp + strlen (LP_BALSA_SMTP));
  g_autofree char *text = set_server (files, smtp, account, account->outgoing);
  plan_item (plan, account, account->outgoing, text);
}

/* ---- in the place of somebody else's account ---- */

/* The groups become ours, with all that stands in them. */
static void
adopt_group (const LpBalsaFiles *files, const char *group, const char *prefix,
             const char *account_id)
{
  g_autofree char *ours = make_group (prefix, account_id);

  lp_ini_rename_group (files->config, group, ours);
  lp_ini_rename_group (files->private, group, ours);
}

static char *
find_foreign_group (const LpBalsaFiles *files, const LpAccount *account, const char *prefix)
{
  g_auto (GStrv) groups = lp_ini_get_groups (files->config, prefix);

  for (guint i = 0; groups[i] != NULL; i++) {
    LpFoundAccount *found
        = lp_balsa_files_read_account (files, groups[i], account->incoming->protocol);
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
adopt_identity (const LpBalsaFiles *files, const LpAccount *account)
{
  g_autofree char *identity = lp_balsa_files_find_identity (files, account->address->text, NULL);
  g_autofree char *ours = make_group (LP_BALSA_IDENTITY, account->id);
  g_autofree char *current = lp_balsa_get (files->config, "identity", "CurrentIdentity");
  g_autofree char *address
      = identity != NULL ? lp_balsa_get (files->config, identity, "Address") : NULL;

  if (address == NULL || g_ascii_strcasecmp (address, account->address->text) != 0)
    return;
  if (g_strcmp0 (current, identity + strlen (LP_BALSA_IDENTITY)) == 0)
    lp_balsa_set (files->config, "identity", "CurrentIdentity", ours + strlen (LP_BALSA_IDENTITY));
  adopt_group (files, identity, LP_BALSA_IDENTITY, account->id);
}

static void
adopt_foreign (const LpBalsaFiles *files, GPtrArray *found, const LpAccount *account)
{
  const char *prefix
      = account->incoming->protocol == LP_PROTOCOL_POP3 ? LP_BALSA_MAILBOX : LP_BALSA_FOLDER;
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
  g_auto (LpBalsaFiles) files = { 0 };
  gboolean is_there = FALSE;

  if (!check_account (account, error) || !lp_balsa_files_read (places, &files, error))
    return NULL;
  g_autoptr (GPtrArray) found = lp_balsa_files_find_accounts (&files);
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&plan);

  adopt_foreign (&files, found, account);
  set_special_mailboxes (places, plan, files.config);
  set_notifications (&files);
  set_incoming (&files, account, plan);
  set_identity (&files, account, plan);
  set_proposal (files.config, "MailboxChecking", "OnStartup", "true");
  set_proposal (files.config, "MailboxChecking", "Auto", "true");
  guint n_others = plan->operations->len;
  lp_balsa_files_plan (&files, plan);
  if (plan->operations->len == n_others)
    return lp_plan_new ("balsa", account->id);
  plan_notes (plan, account);
  return g_steal_pointer (&plan);
}

/* Where the identity to write with is gone, another one takes its place. */
static void
replace_current_identity (LpIni *config)
{
  g_autofree char *current = lp_balsa_get (config, "identity", "CurrentIdentity");
  g_autofree char *group = g_strconcat (LP_BALSA_IDENTITY, current != NULL ? current : "", NULL);
  g_auto (GStrv) identities = lp_ini_get_groups (config, LP_BALSA_IDENTITY);

  if (current == NULL || lp_ini_has_group (config, group))
    return;
  if (identities[0] != NULL)
    lp_balsa_set (config, "identity", "CurrentIdentity",
                  identities[0] + strlen (LP_BALSA_IDENTITY));
  else
    lp_ini_remove_group (config, "identity");
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  static const char *const prefixes[]
      = { LP_BALSA_FOLDER, LP_BALSA_MAILBOX, LP_BALSA_SMTP, LP_BALSA_IDENTITY };
  g_autoptr (LpPlan) removal = lp_plan_new ("balsa", account_id);
  g_auto (LpBalsaFiles) files = { 0 };

  if (!lp_balsa_files_read (places, &files, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_autofree char *group = make_group (prefixes[i], account_id);
    lp_ini_remove_group (files.config, group);
    lp_ini_remove_group (files.private, group);
  }
  replace_current_identity (files.config);
  lp_balsa_files_plan (&files, removal);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_balsa = {
  .id = "balsa",
  .name = NAME,
  .desktop_id = "org.desktop.Balsa.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OWN_COPY | LP_CAN_ASKS
         | LP_REWRITES | LP_CAN_TAKE_OVER | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
