/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a configuration of mutt (2.2.12) or neomutt (20220429): words, quotes, comments as in their manual, "Syntax of
 * Initialization Files".
 */
#include "clients/mutt-file.h"

#include "base/files.h"
#include "clients/clear-secret.h"
#include "clients/text-file.h"

#include <string.h>

/* As deep as files may source each other here; the programs themselves stop at 10 (neomutt) or never. */
#define MAX_DEPTH 8

typedef struct {
  const LpPlaces *places;
  GPtrArray *result;
  const char *path; /* of the file that is being read */
  guint depth;
} Reader;

static void
settings_free (gpointer data)
{
  LpMuttSettings *settings = data;
  g_free (settings->block);
  g_free (settings->secret_file);
  g_hash_table_unref (settings->values);
  g_free (settings);
}

static LpMuttSettings *
get_settings (GPtrArray *result, const char *block)
{
  for (guint i = 0; i < result->len; i++) {
    LpMuttSettings *settings = g_ptr_array_index (result, i);
    if (g_strcmp0 (settings->block, block) == 0)
      return settings;
  }
  LpMuttSettings *settings = g_new0 (LpMuttSettings, 1);
  settings->block = g_strdup (block);
  settings->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (result, settings);
  return settings;
}

/* Goes over a command in backticks, which counts as nothing here. */
static void
skip_command (const char **at)
{
  for ((*at)++; **at && **at != '`'; (*at)++)
    if (**at == '\\' && (*at)[1])
      (*at)++;
}

/* Takes the next word, up to a blank, a semicolon, or an equals sign if @in_name. %NULL at the end of the command. */
static char *
next_word (const char **at, gboolean in_name, gboolean *has_command)
{
  while (**at == ' ' || **at == '\t')
    (*at)++;
  if (**at == '\0' || **at == '#' || **at == ';')
    return NULL;
  GString *word = g_string_new (NULL);
  char quote = 0;
  for (; **at; (*at)++) {
    if (!quote && (strchr (" \t;", **at) || (in_name && **at == '=')))
      break;
    if (**at == quote || (!quote && (**at == '"' || **at == '\'')))
      quote = quote ? 0 : **at;
    else if (**at == '`' && quote != '\'') {
      skip_command (at);
      *has_command = TRUE;
      if (**at == '\0')
        break;
    } else if (**at == '\\' && quote != '\'' && (*at)[1])
      g_string_append_c (word, *++(*at));
    else
      g_string_append_c (word, **at);
  }
  return g_string_free (word, FALSE);
}

/* The next of NAME or NAME=VALUE. Returns FALSE at the end of the command. */
static gboolean
next_setting (const char **at, char **name, char **value, gboolean *is_secret)
{
  gboolean has_command = FALSE;
  *value = NULL;
  *name = next_word (at, TRUE, &has_command);
  if (!*name)
    return FALSE;
  has_command = FALSE;
  *at += strspn (*at, " \t");
  const char *raw = NULL;
  if (**at == '=') {
    (*at)++;
    raw = *at + strspn (*at, " \t\"");
    *value = next_word (at, FALSE, &has_command);
  }
  /* What begins with a dollar sign is another variable. */
  *is_secret
      = *value && **value && !has_command && *raw != '$' && g_str_has_suffix (*name, "_pass");
  return TRUE;
}

static void
parse_set (Reader *reader, LpMuttSettings *settings, const char **at)
{
  gboolean is_secret;
  for (char *name, *value; next_setting (at, &name, &value, &is_secret);) {
    if (is_secret) {
      g_free (settings->secret_file);
      settings->secret_file = g_strdup (reader->path);
    }
    g_hash_table_replace (settings->values, name, value ? value : g_strdup ("yes"));
  }
}

static char *
expand_home (const LpPlaces *places, const char *path)
{
  if (g_str_has_prefix (path, "~/"))
    return g_build_filename (places->home, path + 2, NULL);
  return g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (places->home, path, NULL);
}

static void
parse_text (Reader *reader, GBytes *text, const char *block);

static void
parse_source (Reader *reader, const char *name, const char *block)
{
  if (reader->depth >= MAX_DEPTH || g_str_has_suffix (name, "|"))
    return;
  g_autofree char *path = expand_home (reader->places, name);
  g_autoptr (GBytes) text = lp_files_read (path, NULL);
  const char *outer = reader->path;
  reader->depth++;
  reader->path = path;
  if (text)
    parse_text (reader, text, block);
  reader->path = outer;
  reader->depth--;
}

static void
parse_line (Reader *reader, const char *line, const char *block)
{
  for (const char *at = line;; at++) {
    gboolean has_command = FALSE;
    g_autofree char *command = next_word (&at, FALSE, &has_command);
    if (g_strcmp0 (command, "set") == 0) {
      parse_set (reader, get_settings (reader->result, block), &at);
    } else if (g_strcmp0 (command, "source") == 0) {
      g_autofree char *name = next_word (&at, FALSE, &has_command);
      if (name && !has_command)
        parse_source (reader, name, block);
    } else if (command) {
      for (char *word; (word = next_word (&at, FALSE, &has_command));)
        g_free (word);
    }
    if (*at != ';')
      return;
  }
}

/* A line that ends in a backslash goes on in the next. */
static void
parse_text (Reader *reader, GBytes *text, const char *block)
{
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  g_autoptr (GString) whole = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    g_string_append (whole, line->text);
    if (g_str_has_suffix (whole->str, "\\")) {
      g_string_truncate (whole, whole->len - 1);
      continue;
    }
    parse_line (reader, whole->str, block ? block : line->block);
    g_string_truncate (whole, 0);
  }
}

GPtrArray *
lp_mutt_parse (const LpPlaces *places, const char *path, GBytes *text)
{
  g_return_val_if_fail (places && path, NULL);

  Reader reader = { places, g_ptr_array_new_with_free_func (settings_free), path, 0 };
  get_settings (reader.result, NULL);
  parse_text (&reader, text, NULL);
  return reader.result;
}

/* A line with the commands in the place of its passwords; NULL if it has none. */
static char *
replace_in_line (const char *line, char *const commands[LP_N_SIDES],
                 LpCredentials *secrets[LP_N_SIDES])
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = line, *done = line;
  gboolean has_command, is_secret;
  for (;; at++) {
    g_autofree char *command = next_word (&at, FALSE, &has_command);
    gboolean is_set = g_strcmp0 (command, "set") == 0;
    char *name, *value;
    for (const char *start = at; next_setting (&at, &name, &value, &is_secret); start = at) {
      LpSide side = strstr (name, "smtp") ? LP_SIDE_OUTGOING : LP_SIDE_INCOMING;
      start += strspn (start, " \t");
      if (is_set && is_secret) {
        lp_clear_secret_take (&secrets[side], value);
        g_string_append_len (out, done, start - done);
        g_string_append_printf (out, "%s=\"`%s`\"", name, commands[side]);
        done = at;
      }
      g_free (name);
      g_free (value);
    }
    if (*at != ';')
      break;
  }
  g_string_append (out, done);
  return done > line ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

typedef struct {
  char *const *commands;
  LpCredentials **secrets;
} Move;

static char *
replace_line (const LpTextLine *line, gpointer data)
{
  const Move *move = data;
  return line->block ? NULL : replace_in_line (line->text, move->commands, move->secrets);
}

GBytes *
lp_mutt_replace_passwords (GBytes *text, char *const commands[LP_N_SIDES],
                           LpCredentials *secrets[LP_N_SIDES])
{
  g_return_val_if_fail (text && commands && secrets, NULL);

  Move move = { commands, secrets };
  return lp_text_replace_lines (text, "#", replace_line, &move);
}

char *
lp_mutt_find_place (const LpMutt *mutt, const LpPlaces *places)
{
  g_return_val_if_fail (mutt && places, NULL);

  g_autofree char *path = NULL;
  for (guint i = 0; mutt->files[i]; i++) {
    const char *name = mutt->files[i];
    g_free (path);
    path = *name == '@' ? g_build_filename (places->config, name + 1, NULL)
                        : g_build_filename (places->home, name, NULL);
    if (g_file_test (path, G_FILE_TEST_EXISTS))
      break;
  }
  return g_steal_pointer (&path);
}

/* Where its scheme says nothing, ssl_starttls does, which is on unless it is switched off. */
static LpServer *
url_to_server (const LpMuttSettings *settings, const char *url, const char *user_name)
{
  static const struct {
    const char *scheme;
    const char *ours;
    gboolean is_tls;
  } schemes[] = {
    { "imaps://", "imap", TRUE }, { "imap://", "imap", FALSE }, { "pops://", "pop3", TRUE },
    { "pop://", "pop3", FALSE },  { "smtps://", "smtp", TRUE }, { "smtp://", "smtp", FALSE },
  };
  const char *starttls = g_hash_table_lookup (settings->values, "ssl_starttls");
  const char *clear_word = g_strcmp0 (starttls, "no") == 0 ? "plain" : "starttls";
  for (guint i = 0; url && i < G_N_ELEMENTS (schemes); i++) {
    if (!g_str_has_prefix (url, schemes[i].scheme))
      continue;
    const char *rest = url + strlen (schemes[i].scheme);
    g_autofree char *authority = g_strndup (rest, strcspn (rest, "/"));
    g_autofree char *text = g_strdup_printf ("%s+%s://%s", schemes[i].ours,
                                             schemes[i].is_tls ? "tls" : clear_word, authority);
    LpServer *server = lp_server_parse (text, NULL);
    if (server && !server->user && user_name)
      server->user = g_strdup (g_hash_table_lookup (settings->values, user_name));
    return server;
  }
  return NULL;
}

static LpFoundAccount *
settings_to_found (const LpMuttSettings *settings, const char *label, const char *path)
{
  const char *folder = g_hash_table_lookup (settings->values, "folder");
  const char *spoolfile = g_hash_table_lookup (settings->values, "spoolfile");
  const char *pop_host = g_hash_table_lookup (settings->values, "pop_host");
  const char *smtp_url = g_hash_table_lookup (settings->values, "smtp_url");
  const char *from = g_hash_table_lookup (settings->values, "from");
  const char *imap_user = g_hash_table_lookup (settings->values, "imap_user");
  g_autoptr (LpServer) incoming = url_to_server (settings, folder, "imap_user");
  if (!incoming)
    incoming = url_to_server (settings, spoolfile, "imap_user");
  if (!incoming)
    incoming = url_to_server (settings, pop_host, "pop_user");
  g_autoptr (LpServer) outgoing = url_to_server (settings, smtp_url, NULL);
  LpFoundAccount *found = lp_found_account_new (from ? from : imap_user, label, path);
  if (!found || (!incoming && !outgoing)) {
    lp_found_account_free (found);
    return NULL;
  }
  if (outgoing && !outgoing->user)
    outgoing->sign_in = LP_SIGN_IN_NONE;
  found->account->name = g_strdup (g_hash_table_lookup (settings->values, "realname"));
  found->account->incoming = g_steal_pointer (&incoming);
  found->account->outgoing = g_steal_pointer (&outgoing);
  found->account->id = g_strdup (settings->block);
  found->ours = settings->block != NULL;
  found->clear_text_secret = settings->secret_file != NULL;
  return found;
}

GPtrArray *
lp_mutt_read (const LpMutt *mutt, const LpPlaces *places, GError **error)
{
  g_return_val_if_fail (mutt && places, NULL);

  g_autofree char *path = lp_mutt_find_place (mutt, places);
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, error))
    return NULL;
  g_autoptr (GPtrArray) all = lp_mutt_parse (places, path, text);
  GPtrArray *accounts = lp_found_accounts_new ();
  for (guint i = 0; i < all->len; i++) {
    const LpMuttSettings *settings = g_ptr_array_index (all, i);
    const char *label = settings->block ? settings->block : mutt->name;
    lp_found_accounts_add (accounts, settings_to_found (settings, label, path));
  }
  return accounts;
}
