/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * alpine. Tested with 2.26. It asks neither the keyring nor a command: for reading it asks for the password itself, which
 * is said before. It sends through “letterplate sendmail”, with the password from the keyring.
 *
 * It writes ~/.pinerc anew whenever it ends, so an own file is given to it by "alpine -p" where the person has one.
 */
#include "clients/existing.h"
#include "clients/ini.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

#define SUFFIX "pinerc"

static char *
find_place (const LpPlaces *places)
{
  return g_build_filename (places->home, ".pinerc", NULL);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "alpine");
  state->running = lp_places_is_running (places, "alpine");
  state->place = find_place (places);
}

/* {host:port/ssl/user=name}INBOX, or host:port/ssl/user=name; a name may stand between quotes. */
static LpServer *
text_to_server (const char *text, LpProtocolId protocol)
{
  const char *start = text + strspn (text, "{\"");
  g_autofree char *inside = g_strndup (start, strcspn (start, "}"));
  g_auto (GStrv) parts = g_strsplit (inside, "/", -1);
  g_autofree char *user = NULL;
  LpSecurity security = LP_SECURITY_STARTTLS;
  if (!parts[0] || *parts[0] == '\0')
    return NULL;
  for (guint i = 1; parts[i]; i++) {
    if (g_str_equal (parts[i], "ssl"))
      security = LP_SECURITY_TLS;
    else if (g_str_equal (parts[i], "notls"))
      security = LP_SECURITY_PLAIN;
    else if (g_str_equal (parts[i], "pop3"))
      protocol = LP_PROTOCOL_POP3;
    else if (g_str_has_prefix (parts[i], "user="))
      user = g_strdup (parts[i] + strlen ("user="));
  }
  for (gsize n = user ? strlen (user) : 0; n >= 2 && user[0] == '"' && user[n - 1] == '"'; n = 0) {
    user[n - 1] = '\0';
    memmove (user, user + 1, n - 1);
  }
  char *colon = strrchr (parts[0], ':');
  guint64 port = 0;
  if (colon && g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    *colon = '\0';
  return lp_server_new (protocol, parts[0], (guint16)port, security, user);
}

/* @id: (nullable): the account's, for a file of ours */
static void
read_file (const char *path, const char *id, GPtrArray *accounts)
{
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, NULL) || !text)
    return;
  g_autoptr (LpIni) ini = lp_ini_parse (text);
  g_autofree char *inbox = lp_ini_dup (ini, "", "inbox-path");
  g_autofree char *smtp = lp_ini_dup (ini, "", "smtp-server");
  g_autofree char *from = lp_ini_dup (ini, "", "customized-hdrs");
  g_autofree char *domain = lp_ini_dup (ini, "", "user-domain");
  g_autoptr (LpServer) incoming
      = inbox && *inbox == '{' ? text_to_server (inbox, LP_PROTOCOL_IMAP) : NULL;
  g_autoptr (LpServer) outgoing = smtp && *smtp ? text_to_server (smtp, LP_PROTOCOL_SMTP) : NULL;
  const char *open = from ? strrchr (from, '<') : NULL;
  const char *user = incoming ? incoming->user : outgoing ? outgoing->user : NULL;
  g_autofree char *address = open ? g_strndup (open + 1, strcspn (open + 1, ">"))
                             : user && !strchr (user, '@') && domain && *domain
                                 ? g_strdup_printf ("%s@%s", user, domain)
                                 : g_strdup (user);
  LpFoundAccount *found
      = incoming || outgoing ? lp_found_account_new (address, id ? id : "alpine", path) : NULL;
  if (!found)
    return;
  found->tls_if_available
      = incoming && incoming->security == LP_SECURITY_STARTTLS && !strstr (inbox, "/tls");
  found->account->incoming = g_steal_pointer (&incoming);
  found->account->outgoing = g_steal_pointer (&outgoing);
  found->account->id = g_strdup (id);
  found->ours = id != NULL;
  g_ptr_array_add (accounts, found);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_autofree char *path = find_place (places);
  read_file (path, NULL, accounts);
  lp_writer_read_own (places, SUFFIX, read_file, accounts);
  return accounts;
}

/* Where a mailbox's name is taken apart, these end the user's name; nothing takes that back. */
static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *server = account->incoming;
  if (!server)
    return lp_writer_refuse (error, _ ("alpine needs a server to read from, and this account has "
                                       "none."))
           != NULL;
  if (strpbrk (lp_writer_get_user (account, server), "\"\\{}/, $") || strchr (server->host, ':')
      || (account->name && strpbrk (account->name, "\"\\,$")))
    return lp_writer_refuse (error, _ ("A name in this account has signs in it that alpine's "
                                       "configuration file cannot hold."))
           != NULL;
  return lp_writer_check_trust (account, "alpine", error)
         && lp_writer_check_sign_in (account, "alpine", 1 << LP_SIGN_IN_PASSWORD, error)
         && lp_writer_check_values (account, error);
}

/* alpine takes it apart at blanks, without a shell and without quotes, so no word has one. */
static char *
make_sending_command (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *server = lp_server_to_string (account->outgoing);
  gboolean signs_in = account->outgoing->sign_in != LP_SIGN_IN_NONE;
  return g_strdup_printf ("%s sendmail --outgoing=%s%s %s -t -oem -oi", places->program, server,
                          signs_in ? "" : " --outgoing-auth=no", account->id);
}

static char *
make_contents (const LpPlaces *places, const LpAccount *account)
{
  static const char *const words[] = {
    [LP_SECURITY_TLS] = "/ssl", [LP_SECURITY_STARTTLS] = "/tls", [LP_SECURITY_PLAIN] = "/notls"
  };
  const LpServer *server = account->incoming;
  g_autofree char *address = lp_address_to_ascii (account->address);
  const char *domain = strrchr (address, '@') + 1;
  GString *text = g_string_new ("# Written by Letterplate\n");
  g_string_append_printf (text, "personal-name=%s\nuser-domain=%s\n",
                          account->name ? account->name : "", domain);
  g_string_append_printf (text, "inbox-path={%s:%u%s%s/user=%s}INBOX\n", server->host, server->port,
                          server->protocol == LP_PROTOCOL_POP3 ? "/pop3" : "",
                          words[server->security], lp_writer_get_user (account, server));
  if (account->outgoing) {
    g_autofree char *command = make_sending_command (places, account);
    g_string_append_printf (text, "smtp-server=\nsendmail-path=%s\n", command);
  }
  g_string_append_printf (text,
                          "feature-list=allow-changing-from\ncustomized-hdrs=From: %s%s<%s>\n",
                          account->name ? account->name : "", account->name ? " " : "", address);
  return g_string_free (text, FALSE);
}

static void
add_notes (LpPlan *plan, const LpPlaces *places, const char *include)
{
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is a file; the quoted words are a command. */
      _ ("Start alpine with this account by “alpine -p %s”."), shown);
  lp_plan_add_note (plan, note);
  lp_plan_add_note (plan, _ ("alpine cannot ask the keyring: it will ask for the password when it "
                             "opens the mailbox. Sending asks nothing."));
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  if (!check_account (account, error))
    return NULL;
  g_autoptr (GPtrArray) found = read_accounts (places, error);
  g_autoptr (LpPlan) result = lp_plan_new ("alpine", account->id);
  gboolean is_there;
  if (!lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "alpine", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autofree char *include = lp_writer_make_include (places, account->id, SUFFIX);
  g_autofree char *contents = make_contents (places, account);
  if (!lp_writer_add_own (result, places, SUFFIX, contents, error))
    return NULL;
  result->asks_helper = account->outgoing != NULL;
  add_notes (result, places, include);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  return lp_writer_plan_own_removal ("alpine", places, SUFFIX, account_id, error);
}

const LpClient lp_client_alpine = {
  .id = "alpine",
  .name = "alpine",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_ASKS | LP_REWRITES,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};
