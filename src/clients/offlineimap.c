/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offlineimap copies IMAP folders. Tested with offlineimap3 8.0.0 (20211018). Its configuration has no includes, and one
 * line that all accounts share: the list of their names.
 *
 * Trap: with STARTTLS it looks at no certificate, and goes on in clear if the server offers none (imapserver.py,
 * __start_tls), so only implicit TLS is written.
 */
#include "clients/clear-secret.h"
#include "clients/ini.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

#define GENERAL "[general]"
#define BLANKS " \t\r"

static char *
find_place (const LpPlaces *places)
{
  g_autofree char *file = g_build_filename (places->config, "offlineimap", "config", NULL);
  return g_file_test (file, G_FILE_TEST_EXISTS)
             ? g_steal_pointer (&file)
             : g_build_filename (places->home, ".offlineimaprc", NULL);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "offlineimap");
  state->place = find_place (places);
}

/* ConfigParser: a sign of percent is written twice. */
static char *
double_percent (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, "%", -1);
  return g_strjoinv ("%%", parts);
}

static char *
get_value (const LpIni *ini, const char *group, const char *key)
{
  g_autofree char *value = lp_ini_dup (ini, group, key);
  g_auto (GStrv) parts = g_strsplit (value ? value : "", "%%", -1);
  return value ? g_strjoinv ("%", parts) : NULL;
}

static gboolean
is_off (const LpIni *ini, const char *group, const char *key)
{
  static const char *const words[] = { "no", "false", "off", "0", NULL };
  g_autofree char *value = lp_ini_dup (ini, group, key);
  g_autofree char *word = value ? g_ascii_strdown (value, -1) : NULL;
  return word && g_strv_contains (words, word);
}

static LpFoundAccount *
group_to_found (GBytes *text, const LpIni *ini, const char *group, const char *path)
{
  g_autofree char *host = get_value (ini, group, "remotehost");
  g_autofree char *user = get_value (ini, group, "remoteuser");
  g_autofree char *password = lp_ini_dup (ini, group, "remotepass");
  g_autofree char *token = lp_ini_dup (ini, group, "oauth2_access_token_eval");
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  LpFoundAccount *found
      = host ? lp_found_account_new_for_user (user, host, group + strlen ("Repository "), path)
             : NULL;
  if (!found)
    return NULL;
  LpSecurity security = !is_off (ini, group, "ssl")       ? LP_SECURITY_TLS
                        : is_off (ini, group, "starttls") ? LP_SECURITY_PLAIN
                                                          : LP_SECURITY_STARTTLS;
  found->account->incoming = lp_server_new (
      LP_PROTOCOL_IMAP, host, lp_ini_get_int (ini, group, "remoteport", 0), security, user);
  if (token)
    found->account->incoming->sign_in = LP_SIGN_IN_OAUTH2;
  found->tls_if_available = security == LP_SECURITY_STARTTLS;
  found->clear_text_secret = password != NULL;
  found->account->id = lp_text_find_block (text, "#", head);
  found->ours = found->account->id != NULL;
  return found;
}

static GPtrArray *
text_to_found (GBytes *text, const LpIni *ini, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = lp_ini_get_groups (ini, "Repository ");
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

/* ---- the list of accounts ---- */

/* Octets of the line at @at, with its end. */
static gsize
line_length (const char *at)
{
  const char *end = strchr (at, '\n');
  return end ? (gsize)(end + 1 - at) : strlen (at);
}

static gboolean
is_heading (const char *line)
{
  return *line == '[';
}

/* `accounts = …` or `accounts: …` in [general]; what is returned is where the value begins. */
static const char *
find_list (const char *text, const char **general)
{
  gboolean is_inside = FALSE;
  *general = NULL;
  for (const char *at = text; *at; at += line_length (at)) {
    if (is_heading (at)) {
      is_inside = g_str_has_prefix (at, GENERAL);
      *general = is_inside && !*general ? at : *general;
    }
    if (!is_inside || g_ascii_strncasecmp (at, "accounts", 8) != 0)
      continue;
    const char *sign = at + 8 + strspn (at + 8, BLANKS);
    if (*sign == '=' || *sign == ':')
      return sign + 1;
  }
  return NULL;
}

/* A value goes on in the lines behind it that begin with a blank. Returns the end of its last word. */
static const char *
find_list_end (const char *value)
{
  const char *end = value, *line = value;
  do {
    gsize length = line_length (line);
    const char *last = line + length;
    while (last > line && g_ascii_isspace (last[-1]))
      last--;
    if (last > line)
      end = last;
    line += length;
  } while (*line == ' ' || *line == '\t');
  return end;
}

static gboolean
list_has (const char *value, const char *name)
{
  g_autofree char *text = g_strndup (value, find_list_end (value) - value);
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  for (guint i = 0; names[i]; i++)
    if (g_str_equal (g_strstrip (names[i]), name))
      return TRUE;
  return FALSE;
}

static GString *
bytes_to_string (GBytes *text)
{
  gsize size = 0;
  const char *data = text ? g_bytes_get_data (text, &size) : NULL;
  return g_string_new_len (data ? data : "", (gssize)size);
}

/* Puts a name at the end of the list, which is made if there is none. */
static GBytes *
add_name (GBytes *before, const char *name)
{
  GString *text = bytes_to_string (before);
  const char *general;
  const char *value = find_list (text->str, &general);
  const char *line_end = strstr (text->str, "\r\n") ? "\r\n" : "\n";
  g_autofree char *added = NULL;
  gsize place;
  if (value && list_has (value, name))
    return g_string_free_to_bytes (text);
  if (value) {
    const char *end = find_list_end (value);
    place = end - text->str;
    added = g_strconcat (end > value + strspn (value, BLANKS) ? ", " : " ", name, NULL);
  } else if (general) {
    place = general + line_length (general) - text->str;
    added = g_strdup_printf ("%saccounts = %s%s", text->str[place - 1] == '\n' ? "" : line_end,
                             name, line_end);
  } else {
    gboolean is_open = text->len > 0 && text->str[text->len - 1] != '\n';
    place = text->len;
    added = g_strdup_printf ("%s%s%saccounts = %s%s", is_open ? line_end : "", GENERAL, line_end,
                             name, line_end);
  }
  g_string_insert (text, (gssize)place, added);
  return g_string_free_to_bytes (text);
}

/* Takes a name out of the list, and the section that we made if nothing else is in it. */
static GBytes *
remove_name (GBytes *before, const char *name)
{
  GString *text = bytes_to_string (before);
  const char *general;
  const char *value = find_list (text->str, &general);
  g_autofree char *only = g_strdup_printf ("%s\naccounts = %s\n", GENERAL, name);
  const char *whole = strstr (text->str, only);
  if (whole && (whole[strlen (only)] == '\0' || whole[strlen (only)] == '[')) {
    g_string_erase (text, whole - text->str, (gssize)strlen (only));
    return g_string_free_to_bytes (text);
  }
  for (const char *at = value, *end = value ? find_list_end (value) : NULL; at && at < end;) {
    gsize length = MIN (strcspn (at, ","), (gsize)(end - at));
    g_autofree char *one = g_strndup (at, length);
    if (g_str_equal (g_strstrip (one), name)) {
      gsize comma = at > value ? 1 : at[length] == ',';
      g_string_erase (text, at - (at > value ? 1 : 0) - text->str, (gssize)(length + comma));
      break;
    }
    at += length + 1;
  }
  return g_string_free_to_bytes (text);
}

/* ---- the account ---- */

static gboolean
check_account (const LpPlaces *places, const LpAccount *account, GError **error)
{
  const LpServer *server = account->incoming;
  if (!server || server->protocol != LP_PROTOCOL_IMAP)
    return lp_writer_refuse (error, _ ("offlineimap reads IMAP only, and this account has none."))
           != NULL;
  if (server->security == LP_SECURITY_STARTTLS)
    return lp_writer_refuse (error,
                             _ ("offlineimap looks at no certificate where encryption begins in "
                                "the middle (STARTTLS), and would send the password in clear if "
                                "the server no longer offered it."))
           != NULL;
  if (!server->pin && !account->ca_file && !places->ca_bundle)
    return lp_writer_refuse (error, _ ("offlineimap needs a file with certificate authorities, and "
                                       "this system has none in a place that is known."))
           != NULL;
  const char *user = lp_writer_get_user (account, server);
  gsize length = strlen (user);
  if (length > 0 && (g_ascii_isspace (user[0]) || g_ascii_isspace (user[length - 1])))
    return lp_writer_refuse (error, _ ("A name in this account has signs in it that offlineimap's "
                                       "configuration file cannot hold."))
           != NULL;
  return lp_writer_check_sign_in (account, "offlineimap",
                                  1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_ENCRYPTED
                                      | 1 << LP_SIGN_IN_OAUTH2 | 1 << LP_SIGN_IN_GSSAPI,
                                  error)
         && lp_writer_check_values (account, error);
}

/* Python. A command that fails must end it: without check it would sign in with an empty password. */
static char *
make_expression (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *helper = double_percent (places->helper);
  return g_strdup_printf ("__import__('subprocess').run(['%s', '%s', 'incoming'], stdout=-1, "
                          "check=True).stdout.decode().rstrip('\\n')",
                          helper, account->id);
}

static void
append_sign_in (GString *body, const LpPlaces *places, const LpAccount *account)
{
  static const char *const mechanisms[LP_N_SIGN_INS] = {
    [LP_SIGN_IN_PASSWORD] = "PLAIN, LOGIN",
    [LP_SIGN_IN_ENCRYPTED] = "CRAM-MD5",
    [LP_SIGN_IN_OAUTH2] = "XOAUTH2",
    [LP_SIGN_IN_GSSAPI] = "GSSAPI",
  };
  LpSignIn sign_in = account->incoming->sign_in;
  g_autofree char *expression = make_expression (places, account);
  if (mechanisms[sign_in])
    g_string_append_printf (body, "auth_mechanisms = %s\n", mechanisms[sign_in]);
  if (sign_in == LP_SIGN_IN_GSSAPI)
    return;
  g_string_append_printf (
      body, "%s = %s\n",
      sign_in == LP_SIGN_IN_OAUTH2 ? "oauth2_access_token_eval" : "remotepasseval", expression);
}

static char *
make_body (const LpPlaces *places, const LpAccount *account, const char *name)
{
  const LpServer *server = account->incoming;
  g_autofree char *user = double_percent (lp_writer_get_user (account, server));
  g_autofree char *authorities = double_percent (account->ca_file    ? account->ca_file
                                                 : places->ca_bundle ? places->ca_bundle
                                                                     : "");
  GString *body = g_string_new (NULL);
  /* A folder of its own: mbsync and getmail have other ideas of what lies in ~/Mail/NAME. */
  g_string_append_printf (body,
                          "[Account %s]\nlocalrepository = %s-local\nremoterepository = %s-remote\n"
                          "[Repository %s-local]\ntype = Maildir\n"
                          "localfolders = ~/Mail/offlineimap/%s\n"
                          "[Repository %s-remote]\ntype = IMAP\n",
                          name, name, name, name, name, name);
  g_string_append_printf (body, "remotehost = %s\nremoteport = %u\nremoteuser = %s\n", server->host,
                          server->port, user);
  if (server->security == LP_SECURITY_PLAIN)
    g_string_append (body, "ssl = no\nstarttls = no\n");
  else
    g_string_append_printf (body, "ssl = yes\n%s = %s\n",
                            server->pin ? "cert_fingerprint" : "sslcacertfile",
                            server->pin ? server->pin : authorities);
  append_sign_in (body, places, account);
  return g_string_free (body, FALSE);
}

typedef struct {
  GBytes *text;
  const LpIni *ini;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  static const char *const groups[]
      = { "Account %s", "Repository %s-local", "Repository %s-remote" };
  const NameQuestion *question = data;
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_auto (GStrv) parts = g_strsplit (groups[i], "%s", 2);
    g_autofree char *group = g_strjoinv (name, parts);
    g_autofree char *head = g_strdup_printf ("[%s]", group);
    g_autofree char *block = lp_text_find_block (question->text, "#", head);
    if (lp_ini_has_group (question->ini, group) && g_strcmp0 (block, question->id) != 0)
      return TRUE;
  }
  return FALSE;
}

/* The name that the account has in its block: it may have got a suffix. */
static char *
find_name (GBytes *text, const char *account_id)
{
  g_autofree char *body = lp_text_block_get (text, "#", account_id);
  const char *head = body ? strstr (body, "[Account ") : NULL;
  const char *name = head ? head + strlen ("[Account ") : NULL;
  return name ? g_strndup (name, strcspn (name, "]")) : NULL;
}

static char *
choose_name (GBytes *text, const LpIni *ini, const char *account_id)
{
  NameQuestion question = { text, ini, account_id };
  char *name = find_name (text, account_id);
  return name ? name : lp_writer_choose_name (account_id, name_is_taken, &question);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) before = NULL;
  if (!check_account (places, account, error) || !lp_text_file_read (path, &before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  g_autoptr (GPtrArray) found = text_to_found (before, ini, path);
  g_autoptr (LpPlan) result = lp_plan_new ("offlineimap", account->id);
  gboolean is_there;
  if (!lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "offlineimap", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autofree char *name = choose_name (before, ini, account->id);
  g_autofree char *body = make_body (places, account, name);
  g_autoptr (GBytes) listed = add_name (before, name);
  g_autoptr (GBytes) after = lp_text_block_put (listed, "#", account->id, body, error);
  if (!after)
    return NULL;
  lp_plan_add_file (result, path, before, after, 0600);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) rest = NULL;
  if (!lp_text_file_read (path, &before, error)
      || (before && !lp_text_block_remove (before, "#", account_id, &rest, error)))
    return NULL;
  LpPlan *plan = lp_plan_new ("offlineimap", account_id);
  g_autofree char *name = find_name (before, account_id);
  g_autoptr (GBytes) after = rest && name ? remove_name (rest, name)
                             : rest       ? g_bytes_ref (rest)
                                          : NULL;
  if (after && g_bytes_get_size (after) == 0)
    g_clear_pointer (&after, g_bytes_unref);
  lp_plan_add_file (plan, path, before, after, 0600);
  return plan;
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  g_autofree char *group = g_strconcat ("Repository ", found->label, NULL);
  g_autofree char *password = get_value (ini, group, "remotepass");
  g_autofree char *expression = make_expression (places, account);
  g_autoptr (GBytes) after
      = lp_clear_secret_replace_key (ini, group, "remotepass", "remotepasseval", expression);
  lp_clear_secret_take (&secrets[LP_SIDE_INCOMING], password);
  return lp_clear_secret_edit ("offlineimap", account, found->where, before, after, expression,
                               error);
}

/* Signs in and lists the folders. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "offlineimap");
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) text = NULL;
  if (!program || !lp_text_file_read (path, &text, NULL))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (text);
  g_autofree char *name = choose_name (text, ini, account->id);
  const char *const argv[] = { program, "--info", "-a", name, NULL };
  return g_strdupv ((char **)argv);
}

const LpClient lp_client_offlineimap = {
  .id = "offlineimap",
  .name = "offlineimap",
  .can = LP_CAN_IMAP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_PIN | LP_CAN_CA | LP_CAN_LIVE
         | LP_TEST_SIGNS_IN,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
