/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * aerc. Tested with 0.14. Its accounts.conf is an INI in which # and ; begin a comment also inside a value, unless that
 * is in backticks or three double quotes; it is refused if others may read it.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/ini.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
find_place (const LpPlaces *places)
{
  return g_build_filename (places->config, "aerc", "accounts.conf", NULL);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "aerc");
  state->place = find_place (places);
}

static char *
unquote (const char *value)
{
  static const char *const quotes[] = { "\"\"\"", "`", "\"", "'" };
  for (guint i = 0; value && i < G_N_ELEMENTS (quotes); i++) {
    gsize length = strlen (value), n = strlen (quotes[i]);
    if (length >= 2 * n && g_str_has_prefix (value, quotes[i])
        && g_str_has_suffix (value, quotes[i]))
      return g_strndup (value + n, length - 2 * n);
  }
  return g_strdup (value);
}

static char *
get_value (const LpIni *ini, const char *group, const char *key)
{
  g_autofree char *value = lp_ini_dup (ini, group, key);
  return unquote (value);
}

/* scheme[+mechanism]://user[:password]@host:port */
static LpServer *
url_to_server (const char *url, gboolean has_starttls, gboolean *has_secret)
{
  static const struct {
    const char *scheme;
    const char *ours;
  } schemes[] = {
    { "imaps", "imap+tls" },
    { "imap", "imap+starttls" },
    { "smtps", "smtp+tls" },
    { "smtp", "smtp+starttls" },
  };
  const char *mark = url ? strstr (url, "://") : NULL;
  if (!mark)
    return NULL;
  g_autofree char *scheme = g_strndup (url, mark - url);
  g_auto (GStrv) words = g_strsplit (scheme, "+", 2);
  const char *how = words[0] && words[1] ? words[1] : "";
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_NON_DNS, NULL);
  for (guint i = 0; uri && words[0] && i < G_N_ELEMENTS (schemes); i++) {
    if (!g_str_equal (words[0], schemes[i].scheme))
      continue;
    gboolean is_plain
        = g_str_has_prefix (how, "insecure") || (g_str_equal (scheme, "smtp") && !has_starttls);
    LpProtocolId protocol = *scheme == 'i' ? LP_PROTOCOL_IMAP : LP_PROTOCOL_SMTP;
    LpSecurity security = is_plain                           ? LP_SECURITY_PLAIN
                          : g_str_has_suffix (words[0], "s") ? LP_SECURITY_TLS
                                                             : LP_SECURITY_STARTTLS;
    LpServer *server = lp_server_new (protocol, g_uri_get_host (uri), MAX (g_uri_get_port (uri), 0),
                                      security, g_uri_get_user (uri));
    *has_secret |= g_uri_get_password (uri) != NULL;
    if (strstr (how, "oauth"))
      server->sign_in = LP_SIGN_IN_OAUTH2;
    else if (strstr (how, "none"))
      server->sign_in = LP_SIGN_IN_NONE;
    return server;
  }
  return NULL;
}

/* In whose block does a section stand? */
static char *
find_block (GBytes *text, const char *group)
{
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  return lp_text_find_block (text, "#", head);
}

/* The address between angle brackets, or all of it. */
static char *
get_address (const char *mailbox)
{
  const char *open = mailbox ? strrchr (mailbox, '<') : NULL;
  return open ? g_strndup (open + 1, strcspn (open + 1, ">")) : g_strdup (mailbox);
}

static LpFoundAccount *
group_to_found (GBytes *text, const LpIni *ini, const char *group, const char *path)
{
  g_autofree char *from = get_value (ini, group, "from");
  g_autofree char *address = get_address (from);
  g_autofree char *source = get_value (ini, group, "source");
  g_autofree char *outgoing = get_value (ini, group, "outgoing");
  g_autofree char *starttls = get_value (ini, group, "smtp-starttls");
  LpFoundAccount *found = lp_found_account_new (address, group, path);
  if (!found)
    return NULL;
  found->account->incoming = url_to_server (source, TRUE, &found->clear_text_secret);
  found->account->outgoing
      = url_to_server (outgoing, g_strcmp0 (starttls, "yes") == 0, &found->clear_text_secret);
  if (found->account->outgoing && !found->account->outgoing->user)
    found->account->outgoing->sign_in = LP_SIGN_IN_NONE;
  found->account->id = find_block (text, group);
  found->ours = found->account->id != NULL;
  return found;
}

static GPtrArray *
text_to_found (GBytes *text, const LpIni *ini, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = lp_ini_get_groups (ini, "");
  for (guint i = 0; groups[i]; i++) {
    lp_found_accounts_add (accounts, group_to_found (text, ini, groups[i], path));
  }
  return accounts;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (text);
  return text_to_found (text, ini, path);
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *incoming = account->incoming, *outgoing = account->outgoing;
  if (!incoming || incoming->protocol != LP_PROTOCOL_IMAP)
    return lp_writer_refuse (error, _ ("aerc reads IMAP only, and this account has none.")) != NULL;
  if (outgoing && outgoing->security == LP_SECURITY_PLAIN && outgoing->sign_in != LP_SIGN_IN_NONE)
    return lp_writer_refuse (error, _ ("aerc does not sign in for sending without encryption."))
           != NULL;
  return lp_writer_check_trust (account, "aerc", error)
         && lp_writer_check_sign_in (account, "aerc",
                                     1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_OAUTH2, error)
         && lp_writer_check_values (account, error);
}

/* In backticks nothing is special; a value with one goes into three double quotes. */
static gboolean
append_value (GString *body, const char *key, const char *value, GError **error)
{
  const char *quote = !strpbrk (value, "#;\"'`\\") ? "" : !strchr (value, '`') ? "`" : "\"\"\"";
  if (*quote == '"' && (strstr (value, quote) || g_str_has_suffix (value, "\"")))
    return lp_writer_refuse (error, _ ("A name in this account has signs in it that aerc's "
                                       "configuration file cannot hold."))
           != NULL;
  g_string_append_printf (body, "%s = %s%s%s\n", key, quote, value, quote);
  return TRUE;
}

static void
append_incoming (GString *body, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->incoming;
  static const char *const words[] = { [LP_SECURITY_TLS] = "imaps",
                                       [LP_SECURITY_STARTTLS] = "imap",
                                       [LP_SECURITY_PLAIN] = "imap+insecure" };
  gboolean is_oauth2 = server->sign_in == LP_SIGN_IN_OAUTH2;
  g_autofree char *scheme
      = g_strconcat (words[server->security], is_oauth2 ? "+xoauth2" : "", NULL);
  g_autofree char *url = lp_writer_make_url (scheme, account, server);
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_INCOMING);
  g_string_append_printf (body, "source = %s\nsource-cred-cmd = %s\n", url, command);
}

static void
append_outgoing (GString *body, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->outgoing;
  const char *how = server->sign_in == LP_SIGN_IN_OAUTH2 ? "+xoauth2"
                    : server->sign_in == LP_SIGN_IN_NONE ? "+none"
                                                         : "";
  g_autofree char *scheme
      = g_strconcat (server->security == LP_SECURITY_TLS ? "smtps" : "smtp", how, NULL);
  g_autofree char *url = lp_writer_make_url (scheme, account, server);
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_OUTGOING);
  g_string_append_printf (body, "outgoing = %s\n", url);
  /* Needed up to 0.14; from 0.15 on smtp:// means it. */
  if (server->security == LP_SECURITY_STARTTLS)
    g_string_append (body, "smtp-starttls = yes\n");
  if (server->sign_in != LP_SIGN_IN_NONE)
    g_string_append_printf (body, "outgoing-cred-cmd = %s\n", command);
  /* Else the first token is used until the program ends, longer than it is good. */
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    g_string_append (body, "outgoing-cred-cmd-cache = false\n");
}

static char *
make_body (const LpPlaces *places, const LpAccount *account, const char *name, GError **error)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *from = lp_writer_format_mailbox (account);
  g_string_append_printf (body, "[%s]\n", name);
  append_incoming (body, places, account);
  if (account->outgoing)
    append_outgoing (body, places, account);
  if (!append_value (body, "from", from, error))
    return NULL;
  g_string_append (body, "default = INBOX\ncopy-to = Sent\n");
  if (account->timeout > 0)
    g_string_append_printf (body, "connection-timeout = %us\n", account->timeout);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

typedef struct {
  GBytes *text;
  const LpIni *ini;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  g_autofree char *block = find_block (question->text, name);
  return lp_ini_has_group (question->ini, name) && g_strcmp0 (block, question->id) != 0;
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) before = NULL;
  if (!check_account (account, error) || !lp_text_file_read (path, &before, error))
    return NULL;

  g_autoptr (LpIni) ini = lp_ini_parse (before);
  g_autoptr (LpPlan) result = lp_plan_new ("aerc", account->id);
  g_autoptr (GPtrArray) found = text_to_found (before, ini, path);
  gboolean is_there;
  if (!lp_existing_check (found, account, "aerc", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  NameQuestion question = { before, ini, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  g_autofree char *body = make_body (places, account, name, error);
  g_autoptr (GBytes) after
      = body ? lp_text_block_put (before, "#", account->id, body, error) : NULL;
  if (!after)
    return NULL;
  lp_plan_add_file (result, path, before, after, 0600);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = find_place (places);
  return lp_writer_plan_block_removal ("aerc", path, "#", account_id, error);
}

/* One side's URL loses its password, and gets a command beside it. */
static void
move_side (LpIni *ini, const char *group, const char *key, const char *command,
           LpCredentials **secret)
{
  g_autofree char *raw = lp_ini_dup (ini, group, key);
  g_autofree char *stripped = lp_clear_secret_strip_url (raw);
  g_autofree char *url = unquote (raw);
  g_autoptr (GUri) uri
      = url ? g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_NON_DNS, NULL) : NULL;
  g_autofree char *command_key = g_strconcat (key, "-cred-cmd", NULL);
  if (!stripped || !uri)
    return;
  lp_clear_secret_take (secret, g_uri_get_password (uri));
  lp_ini_set (ini, group, key, stripped);
  lp_ini_set (ini, group, command_key, command);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  static const char *const keys[LP_N_SIDES] = { "source", "outgoing" };
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  for (LpSide side = 0; side < LP_N_SIDES; side++) {
    g_autofree char *command = lp_writer_make_command (places, account, side);
    move_side (ini, found->label, keys[side], command, &secrets[side]);
  }
  g_autoptr (GBytes) after = lp_ini_to_bytes (ini);
  return lp_clear_secret_edit ("aerc", account, found->where, before, after, "source-cred-cmd",
                               error);
}

const LpClient lp_client_aerc = {
  .id = "aerc",
  .name = "aerc",
  .desktop_id = "aerc.desktop",
  .can = LP_CAN_IMAP | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
};
