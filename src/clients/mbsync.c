/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mbsync (isync) keeps a copy of an IMAP account in local folders. Tested with 1.4.4. Its file is
 * made of sections that end at a blank line; words are split at blanks, grouped by double quotes, a
 * backslash escapes.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* One section: IMAPAccount, IMAPStore, MaildirStore, Channel, Group. */
typedef struct {
  char *kind;
  char *name;
  char *block;
  guint first_line;
  guint n_lines;
  GHashTable *settings;
} Section;

static void
section_free (gpointer data)
{
  Section *section = data;
  g_free (section->kind);
  g_free (section->name);
  g_free (section->block);
  g_hash_table_unref (section->settings);
  g_free (section);
}

/* From 1.5 on the first one hides the second if it exists; older ones read only the second. */
static char *
find_place (const LpPlaces *places)
{
  g_autofree char *file = g_build_filename (places->config, "isyncrc", NULL);
  g_autofree char *dotfile = g_build_filename (places->home, ".mbsyncrc", NULL);
  gboolean only_file = g_file_test (file, G_FILE_TEST_EXISTS)
                       && !g_file_test (dotfile, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
  return only_file ? g_steal_pointer (&file) : g_steal_pointer (&dotfile);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "mbsync");
  state->place = find_place (places);
}

/* Takes the next word off a line; %NULL at its end or at a comment. */
static char *
next_word (const char **at)
{
  while (g_ascii_isspace (**at))
    (*at)++;
  if (**at == '\0' || **at == '#')
    return NULL;
  GString *word = g_string_new (NULL);
  gboolean quoted = FALSE;
  for (; **at && (quoted || !g_ascii_isspace (**at)); (*at)++) {
    if (**at == '\\' && (*at)[1])
      g_string_append_c (word, *++(*at));
    else if (**at == '"')
      quoted = !quoted;
    else
      g_string_append_c (word, **at);
  }
  return g_string_free (word, FALSE);
}

static gboolean
begins_section (const char *word)
{
  static const char *const kinds[]
      = { "IMAPAccount", "IMAPStore", "MaildirStore", "Channel", "Group" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (word, kinds[i]) == 0)
      return TRUE;
  return FALSE;
}

static GPtrArray *
parse (GBytes *text)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func (section_free);
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  Section *current = NULL;
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    const char *at = line->text;
    g_autofree char *word = next_word (&at);
    g_autofree char *value = word ? next_word (&at) : NULL;
    if (!word && *at != '#')
      current = NULL;
    if (!word || !value)
      continue;
    if (begins_section (word)) {
      current = g_new0 (Section, 1);
      current->kind = g_steal_pointer (&word);
      current->name = g_steal_pointer (&value);
      current->block = g_strdup (line->block);
      current->first_line = i;
      current->n_lines = 1;
      current->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_ptr_array_add (sections, current);
    } else if (current) {
      current->n_lines = i - current->first_line + 1;
      g_hash_table_replace (current->settings, g_ascii_strdown (word, -1),
                            g_steal_pointer (&value));
    }
  }
  return sections;
}

/* A store may hold what usually an account holds. */
static LpServer *
section_to_server (const Section *section)
{
  const char *host = g_hash_table_lookup (section->settings, "host");
  if (!host || *host == '\0')
    return NULL;
  const char *type = g_hash_table_lookup (section->settings, "ssltype");
  if (!type)
    type = g_hash_table_lookup (section->settings, "tlstype");
  const char *mechanisms = g_hash_table_lookup (section->settings, "authmechs");
  const char *port = g_hash_table_lookup (section->settings, "port");
  guint64 number = 0;
  if (port)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  LpSecurity security = !type || g_ascii_strcasecmp (type, "STARTTLS") == 0 ? LP_SECURITY_STARTTLS
                        : g_ascii_strcasecmp (type, "None") == 0            ? LP_SECURITY_PLAIN
                                                                            : LP_SECURITY_TLS;
  LpServer *server = lp_server_new (LP_PROTOCOL_IMAP, host, number, security,
                                    g_hash_table_lookup (section->settings, "user"));
  if (mechanisms && g_ascii_strcasecmp (mechanisms, "XOAUTH2") == 0)
    server->sign_in = LP_SIGN_IN_OAUTH2;
  return server;
}

static LpFoundAccount *
section_to_found (const Section *section, const char *path)
{
  g_autoptr (LpServer) server = section_to_server (section);
  const char *user = g_hash_table_lookup (section->settings, "user");
  LpFoundAccount *found
      = server ? lp_found_account_new_for_user (user, server->host, section->name, path) : NULL;
  if (!found)
    return NULL;
  found->account->incoming = g_steal_pointer (&server);
  found->ours = section->block != NULL;
  found->account->id = g_strdup (section->block);
  const char *authority = g_hash_table_lookup (section->settings, "certificatefile");
  if (authority && g_path_is_absolute (authority))
    found->account->ca_file = g_strdup (authority);
  found->clear_text_secret = g_hash_table_contains (section->settings, "pass");
  return found;
}

static GPtrArray *
sections_to_found (const GPtrArray *sections, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  for (guint i = 0; i < sections->len; i++) {
    lp_found_accounts_add (accounts, section_to_found (g_ptr_array_index (sections, i), path));
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
  g_autoptr (GPtrArray) sections = parse (text);
  return sections_to_found (sections, path);
}

typedef struct {
  const GPtrArray *sections;
  const LpPlaces *places;
  const char *id;
} NameQuestion;

static char *
make_mail_folder (const LpPlaces *places, const char *name)
{
  return g_build_filename (places->home, "Mail", name, NULL);
}

static gboolean
folder_is_used (const char *path)
{
  g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
  return entries && g_dir_read_name (entries);
}

/* Our name stands in our block already: it and its folder are ours. */
static gboolean
name_is_ours (const NameQuestion *question, const char *name)
{
  for (guint i = 0; i < question->sections->len; i++) {
    const Section *section = g_ptr_array_index (question->sections, i);
    if (g_strcmp0 (section->block, question->id) == 0 && g_str_equal (section->name, name))
      return TRUE;
  }
  return FALSE;
}

/*
 * Accounts, stores and channels have each a name space, groups share that of channels; a name is
 * taken when any of them has it. So is one whose folder holds mail: mbsync would upload that.
 */
static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  g_autofree char *folder = make_mail_folder (question->places, name);
  g_autofree char *start = g_strdup_printf ("%s-", name);
  for (guint i = 0; i < question->sections->len; i++) {
    const Section *section = g_ptr_array_index (question->sections, i);
    if (g_strcmp0 (section->block, question->id) == 0)
      continue;
    if (g_str_equal (section->name, name)
        || (g_str_has_prefix (section->name, start)
            && (g_str_has_suffix (section->name, "-local")
                || g_str_has_suffix (section->name, "-remote"))))
      return TRUE;
  }
  return !name_is_ours (question, name) && folder_is_used (folder);
}

static char *
quote (const char *value)
{
  GString *text = g_string_new ("\"");
  for (const char *at = value; *at; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append_c (text, '"');
  return g_string_free (text, FALSE);
}

static void
append_quoted (GString *body, const char *word, const char *value)
{
  g_autofree char *quoted = quote (value);
  g_string_append_printf (body, "%s %s\n", word, quoted);
}

/*
 * LOGIN and PLAIN by name: with a challenge mechanism mbsync 1.4.4 asks for the password in the
 * middle of the exchange and hangs for good if the keyring gives none.
 */
static const char *
get_mechanisms (const LpServer *server)
{
  switch (server->sign_in) {
  case LP_SIGN_IN_OAUTH2:
    return "XOAUTH2";
  case LP_SIGN_IN_ENCRYPTED:
    return "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5";
  case LP_SIGN_IN_GSSAPI:
    return "GSSAPI";
  default:
    return "LOGIN PLAIN";
  }
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *server = account->incoming;
  if (!server || server->protocol != LP_PROTOCOL_IMAP)
    return lp_writer_refuse (error, _ ("mbsync reads IMAP only, and this account has none."))
           != NULL;
  if (server->pin)
    return lp_writer_refuse (
               error,
               _ ("mbsync cannot be told to accept one certificate by its fingerprint. Save the "
                  "certificate in a file and give that as a further authority."))
           != NULL;
  if (server->sign_in == LP_SIGN_IN_EXTERNAL)
    return lp_writer_refuse (
               error,
               _ ("This account signs in with a client certificate, whose files Letterplate does "
                  "not know. Set it up by hand."))
           != NULL;
  return lp_writer_check_values (account, error);
}

static void
append_account (GString *body, const LpPlaces *places, const LpAccount *account, const char *name)
{
  static const char *const types[] = {
    [LP_SECURITY_TLS] = "IMAPS", [LP_SECURITY_STARTTLS] = "STARTTLS", [LP_SECURITY_PLAIN] = "None"
  };
  const LpServer *server = account->incoming;
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_INCOMING);
  g_string_append_printf (body, "IMAPAccount %s\nHost %s\nPort %u\n", name, server->host,
                          server->port);
  if (account->timeout > 0)
    g_string_append_printf (body, "Timeout %u\n", account->timeout);
  append_quoted (body, "User", lp_writer_get_user (account, server));
  /* Newer releases prefer the word TLSType, which 1.4 does not know. */
  g_string_append_printf (body, "SSLType %s\n", types[server->security]);
  if (account->ca_file && server->security != LP_SECURITY_PLAIN) {
    g_string_append (body, "SystemCertificates yes\n");
    append_quoted (body, "CertificateFile", account->ca_file);
  }
  g_string_append_printf (body, "AuthMechs %s\n", get_mechanisms (server));
  if (server->sign_in != LP_SIGN_IN_GSSAPI)
    append_quoted (body, "PassCmd", command);
  g_string_append_c (body, '\n');
}

/* Blank lines inside the block, so that a section before it ends and one after it begins. */
static char *
make_body (const LpPlaces *places, const LpAccount *account, const char *name)
{
  GString *body = g_string_new ("\n");
  append_account (body, places, account, name);
  g_string_append_printf (body, "IMAPStore %s-remote\nAccount %s\n\n", name, name);
  g_string_append_printf (body,
                          "MaildirStore %s-local\nPath ~/Mail/%s/\nInbox ~/Mail/%s/Inbox\n"
                          "SubFolders Verbatim\n\n",
                          name, name, name);
  /* All that could delete is said, because the person's global settings may say otherwise. */
  g_string_append_printf (body,
                          "Channel %s\nFar :%s-remote:\nNear :%s-local:\nPatterns *\nCreate Near\n"
                          "Remove None\nExpunge None\nSyncState *\n\n",
                          name, name, name);
  return g_string_free (body, FALSE);
}

static const Section *
find_section (GPtrArray *sections, const char *kind, const char *name, const char *block)
{
  for (guint i = 0; i < sections->len; i++) {
    const Section *section = g_ptr_array_index (sections, i);
    if (g_ascii_strcasecmp (section->kind, kind) == 0
        && (name == NULL || g_str_equal (section->name, name))
        && g_strcmp0 (section->block, block) == 0)
      return section;
  }
  return NULL;
}

/*
 * Where the person agreed, an IMAPAccount of their own becomes our block; their stores and channels
 * go on using it. A block of ours without a channel is such a one. NULL: there is none.
 */
static const Section *
find_adopted (GPtrArray *sections, const char *id)
{
  return find_section (sections, "Channel", NULL, id) == NULL
             ? find_section (sections, "IMAPAccount", NULL, id)
             : NULL;
}

static GBytes *
adopt_foreign (GBytes *text, GPtrArray **sections, GPtrArray *found, const LpAccount *account)
{
  const LpFoundAccount *foreign = lp_existing_find_foreign (found, account);
  const Section *section
      = foreign != NULL ? find_section (*sections, "IMAPAccount", foreign->label, NULL) : NULL;
  if (section == NULL)
    return text != NULL ? g_bytes_ref (text) : NULL;
  GBytes *adopted
      = lp_text_block_adopt (text, "#", account->id, section->first_line, section->n_lines);
  g_ptr_array_unref (*sections);
  *sections = parse (adopted);
  return adopted;
}

/* Only the account; blank lines around it, because a section ends at one. */
static LpPlan *
plan_adopted (const LpPlaces *places, const LpAccount *account, const char *path, GBytes *before,
              GBytes *adopted, const char *name, GError **error)
{
  g_autoptr (LpPlan) result = lp_plan_new ("mbsync", account->id);
  g_autoptr (GString) body = g_string_new ("\n");
  append_account (body, places, account, name);
  g_autoptr (GBytes) after = lp_text_block_put (adopted, "#", account->id, body->str, error);
  if (!after)
    return NULL;
  lp_plan_add_file (result, path, before, after, 0600);
  return g_steal_pointer (&result);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) before = NULL;
  if (!check_account (account, error) || !lp_text_file_read (path, &before, error))
    return NULL;

  g_autoptr (GPtrArray) sections = parse (before);
  g_autoptr (LpPlan) result = lp_plan_new ("mbsync", account->id);
  g_autoptr (GPtrArray) found = sections_to_found (sections, path);
  gboolean is_there;
  if (!lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "mbsync", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autoptr (GBytes) text = adopt_foreign (before, &sections, found, account);
  const Section *adopted = find_adopted (sections, account->id);
  if (adopted != NULL)
    return plan_adopted (places, account, path, before, text, adopted->name, error);
  NameQuestion question = { sections, places, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  g_autofree char *body = make_body (places, account, name);
  g_autofree char *folder = make_mail_folder (places, name);
  g_autoptr (GBytes) after = lp_text_block_put (before, "#", account->id, body, error);
  if (!after)
    return NULL;
  lp_plan_add_folder (result, folder, 0700);
  lp_plan_add_file (result, path, before, after, 0600);
  if (account->incoming->sign_in == LP_SIGN_IN_OAUTH2)
    lp_plan_add_note (
        result, _ ("mbsync signs in with a token only if the plug-in “XOAUTH2” for Cyrus SASL is "
                   "installed, on Debian the package libsasl2-modules-kdexoauth2."));
  return g_steal_pointer (&result);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (GPtrArray) sections = parse (before);
  const Section *section = find_section (sections, "IMAPAccount", found->label, NULL);
  if (!section)
    section = find_section (sections, "IMAPStore", found->label, NULL);
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_INCOMING);
  g_autofree char *line = g_strdup_printf ("PassCmd \"%s\"", command);
  g_autoptr (GBytes) after = section ? lp_clear_secret_replace_lines (
                                 before, section->first_line, section->n_lines, "Pass", line)
                                     : NULL;
  if (after)
    lp_clear_secret_take (&secrets[LP_SIDE_INCOMING],
                          g_hash_table_lookup (section->settings, "pass"));
  return lp_clear_secret_edit ("mbsync", account, found->where, before, after, line, error);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = find_place (places);
  return lp_writer_plan_block_removal ("mbsync", path, "#", account_id, error);
}

/* Signs in and lists the mailboxes; nothing is fetched. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "mbsync");
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) text = NULL;
  if (!program || !lp_text_file_read (path, &text, NULL))
    return NULL;
  g_autoptr (GPtrArray) sections = parse (text);
  for (guint i = 0; i < sections->len; i++) {
    const Section *section = g_ptr_array_index (sections, i);
    const char *const argv[] = { program, "-l", section->name, NULL };
    if (g_strcmp0 (section->block, account->id) == 0 && g_str_equal (section->kind, "Channel"))
      return g_strdupv ((char **)argv);
  }
  return NULL;
}

const LpClient lp_client_mbsync = {
  .id = "mbsync",
  .name = "mbsync",
  .can = LP_CAN_IMAP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_CA | LP_CAN_LIVE
         | LP_CAN_TAKE_OVER | LP_TEST_SIGNS_IN,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
