/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * getmail fetches mail. Tested with getmail6 6.18.11. Each account is a file of its own. It has no STARTTLS: the option is
 * ignored and the password goes over the line in clear, so only implicit TLS is written.
 */
#include "clients/clear-secret.h"
#include "clients/ini.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* The first folder that exists hides the other, even if it is empty. */
static char *
find_place (const LpPlaces *places)
{
  g_autofree char *folder = g_build_filename (places->config, "getmail", NULL);
  g_autofree char *dotfolder = g_build_filename (places->home, ".getmail", NULL);
  gboolean only_dotfolder
      = !g_file_test (folder, G_FILE_TEST_IS_DIR) && g_file_test (dotfolder, G_FILE_TEST_IS_DIR);
  return only_dotfolder ? g_steal_pointer (&dotfolder) : g_steal_pointer (&folder);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "getmail");
  state->place = find_place (places);
}

/* SimpleIMAPSSLRetriever, MultidropPOP3Retriever, … */
static LpServer *
ini_to_server (const LpIni *ini)
{
  g_autofree char *type = lp_ini_dup (ini, "retriever", "type");
  g_autofree char *host = lp_ini_dup (ini, "retriever", "server");
  g_autofree char *user = lp_ini_dup (ini, "retriever", "username");
  g_autofree char *oauth2 = lp_ini_dup (ini, "retriever", "use_xoauth2");
  if (!type || !host)
    return NULL;
  gboolean is_tls = strstr (type, "SSL") != NULL;
  LpServer *server = lp_server_new (strstr (type, "IMAP") ? LP_PROTOCOL_IMAP : LP_PROTOCOL_POP3,
                                    host, lp_ini_get_int (ini, "retriever", "port", 0),
                                    is_tls ? LP_SECURITY_TLS : LP_SECURITY_PLAIN, user);
  if (oauth2 && g_ascii_strcasecmp (oauth2, "true") == 0)
    server->sign_in = LP_SIGN_IN_OAUTH2;
  return server;
}

/* A file is ours if our block is in it. */
static char *
find_block (GBytes *text)
{
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    if (line->block)
      return g_strdup (line->block);
  }
  return NULL;
}

static LpFoundAccount *
file_to_found (const char *path, const char *name)
{
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, NULL) || !text)
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (text);
  g_autoptr (LpServer) server = ini_to_server (ini);
  g_autofree char *password = lp_ini_dup (ini, "retriever", "password");
  LpFoundAccount *found
      = server ? lp_found_account_new_for_user (server->user, server->host, name, path) : NULL;
  if (!found)
    return NULL;
  found->account->incoming = g_steal_pointer (&server);
  found->account->id = find_block (text);
  found->ours = found->account->id != NULL;
  found->clear_text_secret = password != NULL;
  return found;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *folder = find_place (places);
  GPtrArray *accounts = lp_found_accounts_new ();
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
      lp_found_accounts_add (accounts, file_to_found (path, name));
  }
  return accounts;
}

/* Blanks around a value go when it is read. */
static gboolean
has_outer_blanks (const char *user)
{
  gsize length = strlen (user);
  return length > 0 && (g_ascii_isspace (user[0]) || g_ascii_isspace (user[length - 1]));
}

static gboolean
check_account (const LpPlaces *places, const LpAccount *account, GError **error)
{
  const LpServer *server = account->incoming;
  if (!server)
    return lp_writer_refuse (error, _ ("getmail only fetches, and this account only sends."))
           != NULL;
  if (server->security != LP_SECURITY_TLS)
    return lp_writer_refuse (error,
                             _ ("getmail encrypts only where the server does so from the start, "
                                "and would send the password in clear here."))
           != NULL;
  if (server->sign_in == LP_SIGN_IN_OAUTH2 && server->protocol == LP_PROTOCOL_POP3)
    return lp_writer_refuse (error, _ ("getmail signs in with the browser's help for IMAP only."))
           != NULL;
  if (!server->pin && !account->ca_file && !places->ca_bundle)
    return lp_writer_refuse (
               error, _ ("getmail needs a file with certificate authorities, and this system "
                         "has none in a place that is known."))
           != NULL;
  if (has_outer_blanks (lp_writer_get_user (account, server)))
    return lp_writer_refuse (error, _ ("A name in this account has signs in it that getmail's "
                                       "configuration file cannot hold."))
           != NULL;
  return lp_writer_check_sign_in (account, "getmail",
                                  1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_OAUTH2, error)
         && lp_writer_check_values (account, error);
}

/* Words of Python. */
static char *
make_command (const LpPlaces *places, const LpAccount *account)
{
  return g_strdup_printf ("(\"%s\", \"%s\", \"incoming\")", places->helper, account->id);
}

static void
append_retriever (GString *body, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->incoming;
  g_autofree char *command = make_command (places, account);
  g_string_append_printf (body,
                          "[retriever]\ntype = Simple%sSSLRetriever\nserver = %s\nport = %u\n"
                          "username = %s\n",
                          server->protocol == LP_PROTOCOL_IMAP ? "IMAP" : "POP3", server->host,
                          server->port, lp_writer_get_user (account, server));
  if (account->timeout > 0)
    g_string_append_printf (body, "timeout = %u\n", account->timeout);
  /* Without one of the two getmail looks at no certificate at all. */
  if (server->pin)
    g_string_append_printf (body, "ssl_fingerprints = (\"%s\",)\n", server->pin);
  else
    g_string_append_printf (body, "ca_certs = %s\n",
                            account->ca_file ? account->ca_file : places->ca_bundle);
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    g_string_append (body, "use_xoauth2 = true\n");
  g_string_append_printf (body, "password_command = %s\n", command);
}

static char *
make_body (const LpPlaces *places, const LpAccount *account, const char *name)
{
  GString *body = g_string_new (NULL);
  append_retriever (body, places, account);
  g_string_append_printf (body, "\n[destination]\ntype = Maildir\npath = ~/Mail/%s/\n\n[options]\n",
                          name);
  g_string_append_printf (body, "read_all = false\ndelete = %s\n",
                          account->leave_on_server == 0 ? "true" : "false");
  if (account->leave_on_server > 0)
    g_string_append_printf (body, "delete_after = %d\n", account->leave_on_server);
  return g_string_free (body, FALSE);
}

typedef struct {
  const char *folder;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  g_autofree char *path = g_build_filename (question->folder, name, NULL);
  g_autoptr (GBytes) text = NULL;
  lp_text_file_read (path, &text, NULL);
  g_autofree char *block = find_block (text);
  return g_file_test (path, G_FILE_TEST_EXISTS) && g_strcmp0 (block, question->id) != 0;
}

static void
add_note (LpPlan *plan, const char *name)
{
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is a file's name. */
      _ ("getmail fetches this account by “getmail --rcfile %s”."), name);
  lp_plan_add_note (plan, note);
}

/* The file that is ours, which may have got a suffix; else a name that is free. */
static char *
choose_name (const char *folder, const char *id)
{
  NameQuestion question = { folder, id };
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GBytes) text = NULL;
    if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !lp_text_file_read (path, &text, NULL))
      continue;
    g_autofree char *block = find_block (text);
    if (g_strcmp0 (block, id) == 0)
      return g_strdup (name);
  }
  return lp_writer_choose_name (id, name_is_taken, &question);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  if (!check_account (places, account, error))
    return NULL;
  g_autofree char *folder = find_place (places);
  g_autoptr (GPtrArray) found = read_accounts (places, error);
  g_autoptr (LpPlan) result = lp_plan_new ("getmail", account->id);
  gboolean is_there;
  if (!found
      || !lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "getmail", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autofree char *name = choose_name (folder, account->id);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *body = make_body (places, account, name);
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (path, &before, error))
    return NULL;
  g_autoptr (GBytes) after = lp_text_block_put (before, "#", account->id, body, error);
  if (!after)
    return NULL;
  lp_writer_add_maildir (result, places, name);
  lp_plan_add_file (result, path, before, after, 0600);
  add_note (result, name);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *folder = find_place (places);
  g_autofree char *name = choose_name (folder, account_id);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return lp_writer_plan_block_removal ("getmail", path, "#", account_id, error);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (LpIni) ini = lp_ini_parse (before);
  g_autofree char *password = lp_ini_dup (ini, "retriever", "password");
  g_autofree char *command = make_command (places, account);
  g_autoptr (GBytes) after
      = lp_clear_secret_replace_key (ini, "retriever", "password", "password_command", command);
  lp_clear_secret_take (&secrets[LP_SIDE_INCOMING], password);
  return lp_clear_secret_edit ("getmail", account, found->where, before, after, command, error);
}

/* Prints what it would do, without the password. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "getmail");
  g_autofree char *folder = find_place (places);
  g_autofree char *name = choose_name (folder, account->id);
  const char *const argv[] = { program, "--rcfile", name, "--dump", NULL };
  return program ? g_strdupv ((char **)argv) : NULL;
}

const LpClient lp_client_getmail = {
  .id = "getmail",
  .name = "getmail",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND | LP_CAN_PIN | LP_CAN_CA
         | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
