/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of Sylpheed 3.8 and Claws Mail 4.1: accountrc has a numbered group for each account, whose
 * values go to the end of the line, without any escaping; folderlist.xml has an element for each tree of
 * folders. The client writes both anew and drops keys it does not know, so ours carries its mark in one that sleeps:
 * "domain" counts only beside set_domain=1.
 */
#include "clients/sylpheed-file.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>

#include "clients/existing.h"
#include "clients/ini.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#define GROUP "Account: "
#define MARK "letterplate-"
#define LIST_END "</folderlist>"
#define NEW_LIST                                                                                   \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<folderlist>\n"                                     \
  "    <folder type=\"mh\" name=\"Mailbox\" path=\"Mail\">\n"                                      \
  "        <folderitem name=\"inbox\" type=\"inbox\" path=\"inbox\" />\n"                          \
  "        <folderitem name=\"sent\" type=\"outbox\" path=\"sent\" />\n"                           \
  "        <folderitem name=\"draft\" type=\"draft\" path=\"draft\" />\n"                          \
  "        <folderitem name=\"queue\" type=\"queue\" path=\"queue\" />\n"                          \
  "        <folderitem name=\"trash\" type=\"trash\" path=\"trash\" />\n"                          \
  "    </folder>\n" LIST_END "\n"

static const int securities[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = 1,
  [LP_SECURITY_STARTTLS] = 2,
  [LP_SECURITY_PLAIN] = 0,
};

/* Names of the keys for each protocol. */
static const struct {
  const char *host, *port, *has_port, *security, *user, *password;
} keys[LP_N_PROTOCOLS] = {
  [LP_PROTOCOL_IMAP]
  = { "receive_server", "imap_port", "set_imapport", "ssl_imap", "user_id", "password" },
  [LP_PROTOCOL_POP3]
  = { "receive_server", "pop_port", "set_popport", "ssl_pop", "user_id", "password" },
  [LP_PROTOCOL_SMTP]
  = { "smtp_server", "smtp_port", "set_smtpport", "ssl_smtp", "smtp_user_id", "smtp_password" },
};

static char *
make_path (const LpSylpheedDialect *dialect, const LpPlaces *places, const char *name)
{
  return g_build_filename (places->home, dialect->folder, name, NULL);
}

static LpServer *
read_server (const LpIni *ini, const char *group, LpProtocolId protocol)
{
  g_autofree char *host = lp_ini_dup (ini, group, keys[protocol].host);
  g_autofree char *user = lp_ini_dup (ini, group, keys[protocol].user);
  g_autofree char *incoming_user = lp_ini_dup (ini, group, "user_id");
  gboolean has_port = lp_ini_get_int (ini, group, keys[protocol].has_port, 0) != 0;
  int port = has_port ? lp_ini_get_int (ini, group, keys[protocol].port, 0) : 0;
  int number = lp_ini_get_int (ini, group, keys[protocol].security, 0);
  gboolean sends = protocol == LP_PROTOCOL_SMTP;
  LpSecurity security = LP_SECURITY_PLAIN;

  if (host == NULL || *host == '\0' || port < 0 || port > G_MAXUINT16)
    return NULL;
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (securities[i] == number)
      security = i;
  if (sends && (user == NULL || *user == '\0')) {
    g_free (user);
    user = g_steal_pointer (&incoming_user);
  }
  LpServer *server = lp_server_new (protocol, host, port, security, user);
  server->sign_in = sends && lp_ini_get_int (ini, group, "use_smtp_auth", 0) == 0
                        ? LP_SIGN_IN_NONE
                        : LP_SIGN_IN_PASSWORD;
  return server;
}

static void
read_incoming (const LpSylpheedDialect *dialect, const LpIni *ini, const char *group,
               LpAccount *account)
{
  int protocol = lp_ini_get_int (ini, group, "protocol", 0);

  if (protocol == dialect->imap)
    account->incoming = read_server (ini, group, LP_PROTOCOL_IMAP);
  /* What our command does is not written there; the port tells it. */
  if (account->incoming != NULL && account->id != NULL
      && lp_ini_get_int (ini, group, "set_tunnelcmd", 0) != 0)
    account->incoming->security
        = account->incoming->port
                  == lp_server_get_usual_port (LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS)
              ? LP_SECURITY_STARTTLS
              : LP_SECURITY_TLS;
  if (protocol != 0)
    return;
  account->incoming = read_server (ini, group, LP_PROTOCOL_POP3);
  if (lp_ini_get_int (ini, group, "remove_mail", 1) != 0)
    account->leave_on_server = lp_ini_get_int (ini, group, "message_leave_time", 7);
}

static gboolean
has_password (const LpIni *ini, const char *group)
{
  for (guint i = 0; i < LP_N_PROTOCOLS; i++) {
    g_autofree char *password = lp_ini_dup (ini, group, keys[i].password);
    if (password != NULL && *password != '\0')
      return TRUE;
  }
  return FALSE;
}

/* The id of the account that Letterplate wrote, NULL for a foreign one. */
static char *
dup_mark (const LpIni *ini, const char *group)
{
  g_autofree char *mark = lp_ini_dup (ini, group, "domain");

  return mark != NULL && g_str_has_prefix (mark, MARK) ? g_strdup (mark + strlen (MARK)) : NULL;
}

static GPtrArray *
find_accounts (const LpSylpheedDialect *dialect, const LpIni *ini, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = lp_ini_get_groups (ini, GROUP);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *address = lp_ini_dup (ini, groups[i], "address");
    g_autofree char *label = lp_ini_dup (ini, groups[i], "account_name");
    LpFoundAccount *found = lp_found_account_new (address, label, path);
    if (found == NULL)
      continue;
    found->account->name = lp_ini_dup (ini, groups[i], "name");
    found->account->id = dup_mark (ini, groups[i]);
    found->ours = found->account->id != NULL;
    found->clear_text_secret = has_password (ini, groups[i]);
    read_incoming (dialect, ini, groups[i], found->account);
    found->account->outgoing = read_server (ini, groups[i], LP_PROTOCOL_SMTP);
    g_ptr_array_add (accounts, found);
  }
  return accounts;
}

GPtrArray *
lp_sylpheed_read (const LpSylpheedDialect *dialect, const LpPlaces *places, GError **error)
{
  g_return_val_if_fail (dialect != NULL && places != NULL, NULL);

  g_autofree char *path = make_path (dialect, places, "accountrc");
  g_autoptr (GBytes) contents = NULL;
  if (!lp_text_file_read (path, &contents, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (contents);
  return find_accounts (dialect, ini, path);
}

/* Returns the number of the group that is ours, else 0. */
static int
find_number (const LpIni *ini, const char *account_id)
{
  g_auto (GStrv) groups = lp_ini_get_groups (ini, GROUP);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *id = dup_mark (ini, groups[i]);
    if (g_strcmp0 (id, account_id) == 0)
      return atoi (groups[i] + strlen (GROUP));
  }
  return 0;
}

/* The same for the account that somebody else made and whose place ours takes. */
static int
find_foreign_number (const LpIni *ini, GPtrArray *found, const LpAccount *account)
{
  const LpFoundAccount *foreign = lp_existing_find_foreign (found, account);
  g_auto (GStrv) groups = lp_ini_get_groups (ini, GROUP);

  for (guint i = 0; foreign != NULL && groups[i] != NULL; i++) {
    g_autofree char *address = lp_ini_dup (ini, groups[i], "address");
    g_autofree char *label = lp_ini_dup (ini, groups[i], "account_name");
    if (g_strcmp0 (address, foreign->account->address->text) == 0
        && g_strcmp0 (label, foreign->label) == 0)
      return atoi (groups[i] + strlen (GROUP));
  }
  return 0;
}

/* It becomes ours as far as its sleeping key is free, and keeps no secret. */
static void
adopt_group (LpIni *ini, const char *group, const LpAccount *account)
{
  g_autofree char *mark = g_strconcat (MARK, account->id, NULL);

  if (lp_ini_get_int (ini, group, "set_domain", 0) == 0)
    lp_ini_set (ini, group, "domain", mark);
  for (guint i = 0; i < LP_N_PROTOCOLS; i++)
    lp_ini_unset (ini, group, keys[i].password);
}

static int
make_number (const LpIni *ini)
{
  g_auto (GStrv) groups = lp_ini_get_groups (ini, GROUP);
  int highest = 0;

  for (guint i = 0; groups[i] != NULL; i++)
    highest = MAX (highest, atoi (groups[i] + strlen (GROUP)));
  return highest + 1;
}

/* To send without a name of its own means with that for reading, and with its password, so that the client
 * asks once and not twice. */
static const char *
get_user (const LpAccount *account, const LpServer *server)
{
  const char *user = server->sign_in != LP_SIGN_IN_NONE ? lp_writer_get_user (account, server) : "";
  gboolean is_the_same = server->protocol == LP_PROTOCOL_SMTP && !account->has_two_secrets
                         && strcmp (user, lp_writer_get_user (account, account->incoming)) == 0;

  return is_the_same ? "" : user;
}

static void
set_server (LpIni *ini, const char *group, const LpAccount *account, const LpServer *server)
{
  LpProtocolId protocol = server->protocol;

  lp_ini_set (ini, group, keys[protocol].host, server->host);
  lp_ini_set (ini, group, keys[protocol].user, get_user (account, server));
  lp_ini_set_int (ini, group, keys[protocol].has_port, 1);
  lp_ini_set_int (ini, group, keys[protocol].port, server->port);
  lp_ini_set_int (ini, group, keys[protocol].security, securities[server->security]);
}

static void
set_incoming (const LpSylpheedDialect *dialect, LpIni *ini, const char *group,
              const LpAccount *account, const LpSylpheedCommands *commands)
{
  const LpServer *server = account->incoming;
  gboolean is_pop = server->protocol == LP_PROTOCOL_POP3;

  lp_ini_set_int (ini, group, "protocol", is_pop ? 0 : dialect->imap);
  /* Without a version the numbers are taken for those of old: 1 was a kind of POP3. */
  if (lp_ini_get_int (ini, group, "config_version", 0) < dialect->version)
    lp_ini_set_int (ini, group, "config_version", dialect->version);
  set_server (ini, group, account, server);
  if (is_pop) {
    lp_ini_set_int (ini, group, "remove_mail", account->leave_on_server >= 0);
    if (account->leave_on_server >= 0)
      lp_ini_set_int (ini, group, "message_leave_time", account->leave_on_server);
  } else if (dialect->kerberos != 0)
    lp_ini_set_int (
        ini, group, "imap_auth_method",
        commands->tunnel == NULL && server->sign_in == LP_SIGN_IN_GSSAPI ? dialect->kerberos : 0);
  if (commands->tunnel != NULL) {
    /* The command encrypts; what is spoken with it stays on this machine. */
    lp_ini_set_int (ini, group, keys[server->protocol].security, 0);
    lp_ini_set_int (ini, group, "set_tunnelcmd", 1);
    lp_ini_set (ini, group, "tunnelcmd", commands->tunnel);
  }
}

static void
set_outgoing (LpIni *ini, const char *group, const LpAccount *account,
              const LpSylpheedCommands *commands)
{
  const LpServer *server = account->outgoing;

  if (server == NULL)
    return;
  set_server (ini, group, account, server);
  lp_ini_set_int (ini, group, "use_smtp_auth", server->sign_in != LP_SIGN_IN_NONE);
  if (commands->send != NULL) {
    lp_ini_set_int (ini, group, "use_mail_command", 1);
    lp_ini_set (ini, group, "mail_command", commands->send);
  }
}

static void
set_proposals (const LpSylpheedDialect *dialect, LpIni *ini, const char *group,
               const LpAccount *account, int number)
{
  g_autofree char *mark = g_strconcat (MARK, account->id, NULL);

  lp_ini_set (ini, group, "account_name", account->address->text);
  lp_ini_set_int (ini, group, "is_default", number == 1);
  lp_ini_set_int (ini, group, "receive_at_get_all", 1);
  if (dialect->certificates != NULL)
    lp_ini_set_int (ini, group, dialect->certificates, 1);
  lp_ini_set_int (ini, group, "set_domain", 0);
  lp_ini_set (ini, group, "domain", mark);
}

/* Returns the list with an element for this account's folders before its end, or @text itself if it has
 * one. */
static char *
put_folder (const char *text, const LpAccount *account, int number, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("account_id=\"%d\"", number);
  g_autofree char *element = g_markup_printf_escaped (
      "    <folder type=\"imap\" name=\"%s\" account_id=\"%d\">\n"
      "        <folderitem name=\"INBOX\" type=\"inbox\" path=\"INBOX\" />\n    </folder>\n",
      account->address->text, number);
  const char *end = g_strrstr (text, LIST_END);

  if (strstr (text, mark) != NULL)
    return g_strdup (text);
  if (end == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("The list of folders, folderlist.xml, is damaged. Start the program "
                            "once, close it and try again."));
    return NULL;
  }
  return g_strdup_printf ("%.*s%s%s", (int)(end - text), text, element, end);
}

/* Returns the list without the element that has this number. */
static char *
drop_folder (const char *text, int number)
{
  g_autofree char *mark = g_strdup_printf ("account_id=\"%d\"", number);
  const char *found = strstr (text, mark);
  const char *start = found != NULL ? g_strrstr_len (text, found - text, "<folder ") : NULL;
  const char *tag_end = start != NULL ? strchr (found, '>') : NULL;
  const char *end = tag_end == NULL      ? NULL
                    : tag_end[-1] == '/' ? tag_end + 1
                                         : strstr (tag_end, "</folder>");

  if (end == NULL)
    return g_strdup (text);
  if (g_str_has_prefix (end, "</folder>"))
    end += strlen ("</folder>");
  while (start > text && (start[-1] == ' ' || start[-1] == '\t'))
    start--;
  end += *end == '\r';
  end += *end == '\n';
  return g_strdup_printf ("%.*s%s", (int)(start - text), text, end);
}

static char *
dup_text (GBytes *contents)
{
  gsize size;
  const char *data = contents != NULL ? g_bytes_get_data (contents, &size) : NULL;

  return data != NULL ? g_strndup (data, size) : NULL;
}

/* Where there is no list yet there is no folder for local mail either. */
static gboolean
plan_folders (const LpSylpheedDialect *dialect, const LpPlaces *places, const LpAccount *account,
              int number, LpPlan *plan, GError **error)
{
  static const char *const names[] = { "inbox", "sent", "draft", "queue", "trash" };
  g_autofree char *path = make_path (dialect, places, "folderlist.xml");
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  if (!lp_text_file_read (path, &before, error))
    return FALSE;
  for (guint i = 0; before == NULL && i < G_N_ELEMENTS (names); i++) {
    g_autofree char *folder = g_build_filename (places->home, "Mail", names[i], NULL);
    lp_plan_add_folder (plan, folder, 0700);
  }
  g_autofree char *old = dup_text (before);
  const char *text = old != NULL ? old : NEW_LIST;
  g_autofree char *new = account->incoming->protocol == LP_PROTOCOL_IMAP
                             ? put_folder (text, account, number, error)
                             : drop_folder (text, number);
  if (new == NULL)
    return FALSE;
  after = g_bytes_new (new, strlen (new));
  lp_plan_add_file (plan, path, before, after, 0600);
  return TRUE;
}

/* Values have no quotes: a blank at an end would be lost. */
static gboolean
check_blanks (const LpAccount *account, GError **error)
{
  const char *const values[]
      = { account->incoming->user, account->outgoing != NULL ? account->outgoing->user : NULL };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    const char *value = values[i] != NULL ? values[i] : "";
    if (*value != ' ' && !g_str_has_suffix (value, " "))
      continue;
    lp_writer_refuse (error, _ ("A name to sign in with begins or ends with a blank, which this "
                                "program’s file cannot hold."));
    return FALSE;
  }
  return TRUE;
}

static LpPlan *
plan_account (const LpSylpheedDialect *dialect, const LpPlaces *places, const LpAccount *account,
              const LpSylpheedCommands *commands, GBytes *before, LpIni *ini, int foreign,
              GError **error)
{
  g_autoptr (LpPlan) plan = lp_plan_new (dialect->client_id, account->id);
  g_autofree char *path = make_path (dialect, places, "accountrc");
  int number = foreign != 0 ? foreign : find_number (ini, account->id);
  gboolean is_new = number == 0;
  g_autoptr (GBytes) after = NULL;

  if (is_new)
    number = make_number (ini);
  g_autofree char *group = g_strdup_printf (GROUP "%d", number);
  if (is_new)
    set_proposals (dialect, ini, group, account, number);
  if (foreign != 0)
    adopt_group (ini, group, account);
  if (account->name != NULL)
    lp_ini_set (ini, group, "name", account->name);
  lp_ini_set (ini, group, "address", account->address->text);
  set_incoming (dialect, ini, group, account, commands);
  set_outgoing (ini, group, account, commands);
  after = lp_ini_to_bytes (ini);
  lp_plan_add_file (plan, path, before, after, 0600);
  if (!plan_folders (dialect, places, account, number, plan, error))
    return NULL;
  return g_steal_pointer (&plan);
}

LpPlan *
lp_sylpheed_plan (const LpSylpheedDialect *dialect, const LpPlaces *places,
                  const LpAccount *account, const LpSylpheedCommands *commands, GError **error)
{
  g_return_val_if_fail (dialect != NULL && places != NULL && account != NULL, NULL);

  g_autofree char *path = make_path (dialect, places, "accountrc");
  g_autoptr (GBytes) before = NULL;
  gboolean is_there = FALSE;
  if (!lp_writer_check_values (account, error) || !check_blanks (account, error)
      || !lp_text_file_read (path, &before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  g_autoptr (GPtrArray) found = find_accounts (dialect, ini, path);
  if (!lp_existing_check (found, account, dialect->name, &is_there, error))
    return NULL;
  return is_there ? lp_plan_new (dialect->client_id, account->id)
                  : plan_account (dialect, places, account, commands, before, ini,
                                  find_foreign_number (ini, found, account), error);
}

LpPlan *
lp_sylpheed_plan_removal (const LpSylpheedDialect *dialect, const LpPlaces *places,
                          const char *account_id, GError **error)
{
  g_return_val_if_fail (dialect != NULL && places != NULL && account_id != NULL, NULL);

  g_autoptr (LpPlan) plan = lp_plan_new (dialect->client_id, account_id);
  g_autofree char *path = make_path (dialect, places, "accountrc");
  g_autofree char *list_path = make_path (dialect, places, "folderlist.xml");
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) list_before = NULL;
  if (!lp_text_file_read (path, &before, error)
      || !lp_text_file_read (list_path, &list_before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  int number = find_number (ini, account_id);
  if (number == 0)
    return g_steal_pointer (&plan);

  g_autofree char *group = g_strdup_printf (GROUP "%d", number);
  lp_ini_remove_group (ini, group);
  g_autoptr (GBytes) after = lp_ini_to_bytes (ini);
  lp_plan_add_file (plan, path, before, after, 0600);
  if (list_before != NULL) {
    g_autofree char *old = dup_text (list_before);
    g_autofree char *new = drop_folder (old, number);
    g_autoptr (GBytes) list_after = g_bytes_new (new, strlen (new));
    lp_plan_add_file (plan, list_path, list_before, list_after, 0600);
  }
  return g_steal_pointer (&plan);
}

gboolean
lp_sylpheed_socket_answers (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_socket_client_set_timeout (client, 2);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  return connection != NULL;
}
