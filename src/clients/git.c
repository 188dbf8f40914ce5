/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * git send-email sends patches. Tested with git 2.39. The account is an identity in a file of its own, which git's
 * configuration includes; the password comes from a credential helper that answers for this server and user only.
 *
 * What it cannot do itself it does through msmtp. A password for sending that stands in the person's own configuration
 * is one such case: git would send it to our server as well, and no identity can take it back.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/git-file.h"
#include "clients/msmtp-file.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* Both are read; git itself writes the second one only if the first is not there. */
static char *
find_place (const LpPlaces *places)
{
  g_autofree char *dotfile = g_build_filename (places->home, ".gitconfig", NULL);
  g_autofree char *file = g_build_filename (places->config, "git", "config", NULL);
  gboolean is_xdg = !g_file_test (dotfile, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)
                    && g_file_test (file, G_FILE_TEST_EXISTS);
  return is_xdg ? g_steal_pointer (&file) : g_steal_pointer (&dotfile);
}

/* A package of its own in most distributions; git looks for it beside its other programs. */
static gboolean
can_send (const LpPlaces *places, const char *git)
{
  static const char *const folders[] = { "lib", "libexec" };
  g_autofree char *own = lp_places_find_program (places, "git-send-email");
  g_autofree char *bin = g_path_get_dirname (git);
  g_autofree char *prefix = g_path_get_dirname (bin);
  for (guint i = 0; !own && i < G_N_ELEMENTS (folders); i++) {
    own = g_build_filename (prefix, folders[i], "git-core", "git-send-email", NULL);
    if (!g_file_test (own, G_FILE_TEST_IS_EXECUTABLE))
      g_clear_pointer (&own, g_free);
  }
  return own != NULL;
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *program = lp_places_find_program (places, "git");
  state->installed = program && can_send (places, program);
  state->place = find_place (places);
}

static GPtrArray *
read_settings (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) text = NULL;
  return lp_text_file_read (path, &text, error) ? lp_git_parse (places, path, text) : NULL;
}

/* The last setting of this name; @section with @subsection "" is what counts for all identities. */
static const LpGitSetting *
find_setting (GPtrArray *settings, const char *section, const char *subsection, const char *key)
{
  for (guint i = settings->len; i-- > 0;) {
    const LpGitSetting *setting = g_ptr_array_index (settings, i);
    if (g_str_equal (setting->key, key) && g_str_equal (setting->section, section)
        && g_str_equal (setting->subsection, subsection))
      return setting;
  }
  return NULL;
}

static const char *
get (GPtrArray *settings, const char *identity, const char *key)
{
  const LpGitSetting *setting = find_setting (settings, "sendemail", identity, key);
  return setting ? setting->value : NULL;
}

static LpServer *
identity_to_server (GPtrArray *settings, const char *identity)
{
  const char *host = get (settings, identity, "smtpserver");
  const char *port = get (settings, identity, "smtpserverport");
  const char *encryption = get (settings, identity, "smtpencryption");
  const char *user = get (settings, identity, "smtpuser");
  guint64 number = 0;
  if (!host || g_path_is_absolute (host))
    return NULL;
  if (port)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  LpSecurity security = g_strcmp0 (encryption, "ssl") == 0   ? LP_SECURITY_TLS
                        : g_strcmp0 (encryption, "tls") == 0 ? LP_SECURITY_STARTTLS
                                                             : LP_SECURITY_PLAIN;
  LpServer *server = lp_server_new (LP_PROTOCOL_SMTP, host, number, security, user);
  if (!user)
    server->sign_in = LP_SIGN_IN_NONE;
  return server;
}

static LpFoundAccount *
identity_to_found (GPtrArray *settings, const char *identity, const char *path)
{
  const char *from = get (settings, identity, "from");
  const char *open = from ? strrchr (from, '<') : NULL;
  const LpGitSetting *own = find_setting (settings, "user", "", "email");
  g_autofree char *address = open ? g_strndup (open + 1, strcspn (open + 1, ">")) : g_strdup (from);
  const char *user = get (settings, identity, "smtpuser");
  const char *label = *identity ? identity : "sendemail";
  if (!address)
    address = g_strdup (user && strchr (user, '@') ? user : own ? own->value : NULL);
  LpFoundAccount *found = lp_found_account_new (address, label, path);
  const LpGitSetting *any = find_setting (settings, "sendemail", identity, "from");
  if (!found)
    return NULL;
  found->account->outgoing = identity_to_server (settings, identity);
  found->account->id = g_strdup (any ? any->block : NULL);
  found->ours = found->account->id != NULL;
  found->clear_text_secret = get (settings, identity, "smtppass") != NULL;
  return found;
}

static GPtrArray *
settings_to_found (GPtrArray *settings, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < settings->len; i++) {
    const LpGitSetting *setting = g_ptr_array_index (settings, i);
    if (!g_str_equal (setting->section, "sendemail")
        || !g_hash_table_add (seen, setting->subsection)
        || (!get (settings, setting->subsection, "smtpserver")
            && !get (settings, setting->subsection, "sendmailcmd")))
      continue;
    lp_found_accounts_add (accounts, identity_to_found (settings, setting->subsection, path));
  }
  return accounts;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GPtrArray) settings = read_settings (places, error);
  return settings ? settings_to_found (settings, path) : NULL;
}

typedef struct {
  GPtrArray *settings;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  for (guint i = 0; i < question->settings->len; i++) {
    const LpGitSetting *setting = g_ptr_array_index (question->settings, i);
    if (g_str_equal (setting->section, "sendemail") && g_str_equal (setting->subsection, name)
        && g_strcmp0 (setting->block, question->id) != 0)
      return TRUE;
  }
  return FALSE;
}

/* Does something else say already how patches are sent? */
static gboolean
has_other_default (GPtrArray *settings, const char *id)
{
  static const char *const keys[] = { "identity", "smtpserver", "sendmailcmd", NULL };
  for (guint i = 0; i < settings->len; i++) {
    const LpGitSetting *setting = g_ptr_array_index (settings, i);
    if (g_str_equal (setting->section, "sendemail") && *setting->subsection == '\0'
        && g_strcmp0 (setting->block, id) != 0 && g_strv_contains (keys, setting->key))
      return TRUE;
  }
  return FALSE;
}

/* What git lacks (tokens, pins), or what the person set for all identities and none can take back. */
static gboolean
needs_msmtp (GPtrArray *settings, const LpServer *server)
{
  gboolean signs_in_itself = server->sign_in == LP_SIGN_IN_NONE
                             || server->sign_in == LP_SIGN_IN_PASSWORD
                             || server->sign_in == LP_SIGN_IN_AUTOMATIC;
  return !signs_in_itself || server->pin || strchr (server->host, ':')
         || get (settings, "", "smtppass") || get (settings, "", "sendmailcmd");
}

static gboolean
append_msmtp (GString *text, const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_auto (GStrv) arguments = lp_msmtp_make_arguments (places, account, error);
  g_autoptr (GString) command = g_string_new (NULL);
  for (guint i = 0; arguments && arguments[i]; i++) {
    g_autofree char *quoted = g_shell_quote (arguments[i]);
    g_string_append_printf (command, "%s%s", i > 0 ? " " : "", quoted);
  }
  if (arguments)
    lp_git_append (text, "sendmailCmd", command->str);
  return arguments != NULL;
}

/* The empty line takes back the person's other helpers: none of them stores or deletes this password. */
static void
append_helper (GString *text, const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *url = lp_writer_make_url ("smtp", account, account->outgoing);
  g_autofree char *helper = g_strdup_printf ("%s git-credential %s", places->program, account->id);
  g_string_append_printf (text, "[credential \"%s\"]\n", url);
  lp_git_append (text, "helper", "");
  lp_git_append (text, "helper", helper);
}

static void
append_server (GString *text, const LpPlaces *places, const LpAccount *account)
{
  static const char *const words[]
      = { [LP_SECURITY_TLS] = "ssl", [LP_SECURITY_STARTTLS] = "tls", [LP_SECURITY_PLAIN] = "none" };
  const LpServer *server = account->outgoing;
  lp_git_append (text, "smtpServer", server->host);
  g_string_append_printf (text, "\tsmtpServerPort = %u\n", server->port);
  lp_git_append (text, "smtpEncryption", words[server->security]);
  /* An empty one of the person's, for all identities, would switch the check of certificates off. */
  const char *authorities = account->ca_file ? account->ca_file : places->ca_bundle;
  if (server->security != LP_SECURITY_PLAIN && authorities)
    lp_git_append (text, "smtpSSLCertPath", authorities);
  if (server->sign_in == LP_SIGN_IN_NONE) {
    lp_git_append (text, "smtpAuth", "none");
    return;
  }
  lp_git_append (text, "smtpUser", lp_writer_get_user (account, server));
  lp_git_append (text, "smtpAuth",
                 server->sign_in == LP_SIGN_IN_PASSWORD ? "PLAIN LOGIN" : "CRAM-MD5 PLAIN LOGIN");
  append_helper (text, places, account);
}

static char *
make_include (const LpPlaces *places, const LpAccount *account, GPtrArray *settings,
              const char *name, GError **error)
{
  g_autoptr (GString) text = g_string_new ("# Written by Letterplate\n");
  g_autofree char *from = lp_writer_format_mailbox (account);
  if (!has_other_default (settings, account->id))
    g_string_append_printf (text, "[sendemail]\n\tidentity = %s\n", name);
  g_string_append_printf (text, "[sendemail \"%s\"]\n", name);
  lp_git_append (text, "from", from);
  if (!needs_msmtp (settings, account->outgoing))
    append_server (text, places, account);
  else if (!append_msmtp (text, places, account, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_note (LpPlan *plan, const char *name)
{
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is the account's short id; the rest of the quoted words is a command. */
      _ ("git already knows how to send patches, which stays. Send with this account by “git "
         "send-email --identity=%s”."),
      name);
  lp_plan_add_note (plan, note);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  if (!account->outgoing)
    return lp_writer_refuse (error, _ ("git only sends, and this account only receives."));
  if (!lp_writer_check_values (account, error))
    return NULL;
  g_autofree char *path = find_place (places);
  g_autoptr (GPtrArray) settings = read_settings (places, error);
  g_autoptr (GPtrArray) found = settings ? settings_to_found (settings, path) : NULL;
  g_autoptr (LpPlan) result = lp_plan_new ("git", account->id);
  gboolean is_there;
  if (!found
      || !lp_writer_check_existing (found, account, LP_SIDE_OUTGOING, "git", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  NameQuestion question = { settings, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  g_autofree char *contents = make_include (places, account, settings, name, error);
  g_autofree char *include = lp_writer_make_include (places, account->id, "gitconfig");
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  g_autoptr (GString) line = g_string_new ("[include]\n");
  lp_git_append (line, "path", shown);
  if (!contents
      || !lp_writer_add_include (result, places, path, "#", "gitconfig", contents, line->str,
                                 error))
    return NULL;
  if (has_other_default (settings, account->id))
    add_note (result, name);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = find_place (places);
  return lp_writer_plan_include_removal ("git", places, path, "#", "gitconfig", account_id, error);
}

/* Without a password of its own, git send-email asks the helper in our block. */
static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (GPtrArray) settings = read_settings (places, error);
  const char *identity = g_str_equal (found->label, "sendemail") ? "" : found->label;
  const LpGitSetting *secret
      = settings ? find_setting (settings, "sendemail", identity, "smtppass") : NULL;
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) own = NULL;
  if (!secret || !lp_text_file_read (secret->path, &before, error)
      || !lp_text_file_read (found->where, &own, error))
    return NULL;
  append_helper (body, places, account);
  g_autoptr (GBytes) after
      = lp_clear_secret_replace_lines (before, secret->line, 1, "smtpPass", NULL);
  g_autoptr (LpPlan) plan
      = lp_clear_secret_edit ("git", account, secret->path, before, after, body->str, error);
  if (!plan)
    return NULL;
  gboolean is_apart = !g_str_equal (secret->path, found->where);
  g_autoptr (GBytes) with_helper
      = lp_text_block_put (is_apart ? own : after, "#", account->id, body->str, error);
  if (!with_helper)
    return NULL;
  if (!is_apart)
    g_ptr_array_set_size (plan->operations, 0);
  lp_plan_add_file (plan, found->where, own, with_helper, 0600);
  lp_clear_secret_take (&secrets[LP_SIDE_OUTGOING], secret->value);
  return g_steal_pointer (&plan);
}

/* Prints one setting of the identity. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "git");
  g_autofree char *path = find_place (places);
  g_autoptr (GPtrArray) settings = read_settings (places, NULL);
  if (!program || !settings)
    return NULL;
  NameQuestion question = { settings, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  g_autofree char *key = g_strdup_printf ("sendemail.%s.from", name);
  const char *const argv[]
      = { program, "config", "--includes", "--file", path, "--get", key, NULL };
  return g_strdupv ((char **)argv);
}

const LpClient lp_client_git = {
  .id = "git",
  .name = "git send-email",
  .can
  = LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_PIN | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
