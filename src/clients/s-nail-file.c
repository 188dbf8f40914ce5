/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading ~/.mailrc as s-nail 14.9 does: `set`, `account NAME {`, `source`.
 */
#include "clients/s-nail-file.h"

#include "base/files.h"
#include "clients/clear-secret.h"
#include "clients/text-file.h"

#include <string.h>

#define MAX_DEPTH 8

typedef struct {
  const LpPlaces *places;
  GPtrArray *result;
  LpSnailSettings *now;
  const char *path; /* of the file that is being read */
  guint depth;
} Reader;

static void
settings_free (gpointer data)
{
  LpSnailSettings *settings = data;
  g_free (settings->name);
  g_free (settings->block);
  g_free (settings->secret_file);
  g_hash_table_unref (settings->values);
  g_free (settings);
}

static LpSnailSettings *
add_settings (GPtrArray *result, const char *name, const char *block)
{
  LpSnailSettings *settings = g_new0 (LpSnailSettings, 1);
  settings->name = g_strdup (name);
  settings->block = g_strdup (block);
  settings->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (result, settings);
  return settings;
}

/* Takes the next word: '…' is literal, in "…" and $'…' a backslash takes the next sign as it is. %NULL at the end. */
static char *
next_word (const char **at)
{
  *at += strspn (*at, " \t");
  if (**at == '\0' || **at == '#')
    return NULL;
  GString *word = g_string_new (NULL);
  char quote = 0;
  for (; **at && (quote || !strchr (" \t", **at)); (*at)++) {
    if (!quote && **at == '$' && (*at)[1] == '\'') {
      quote = '$';
      (*at)++;
    } else if (!quote && (**at == '"' || **at == '\''))
      quote = **at;
    else if (quote && **at == (quote == '$' ? '\'' : quote))
      quote = 0;
    else if (**at == '\\' && quote != '\'' && (*at)[1])
      g_string_append_c (word, *++(*at));
    else
      g_string_append_c (word, **at);
  }
  return g_string_free (word, FALSE);
}

/* The first word that is no modifier. */
static char *
next_command (const char **at)
{
  char *command = next_word (at);
  if (g_strcmp0 (command, "wysh") != 0)
    return command;
  g_free (command);
  return next_word (at);
}

/* A password by itself, or in the URL of a server. */
static gboolean
is_secret (const char *name, const char *value)
{
  if (!g_str_equal (name, "mta") && !g_str_equal (name, "inbox"))
    return *value && g_str_has_prefix (name, "password");
  g_autofree char *stripped = lp_clear_secret_strip_url (value);
  return stripped != NULL;
}

static void
parse_set (Reader *reader, const char *at)
{
  LpSnailSettings *settings = reader->now;
  for (char *word; (word = next_word (&at));) {
    char *equals = strchr (word, '=');
    if (equals)
      *equals = '\0';
    if (equals && is_secret (word, equals + 1)) {
      g_free (settings->secret_file);
      settings->secret_file = g_strdup (reader->path);
    }
    g_hash_table_replace (settings->values, word, g_strdup (equals ? equals + 1 : "yes"));
  }
}

static void
parse_text (Reader *reader, GBytes *text, const char *block);

/* A name that ends in a bar is a command, which is not run. */
static void
parse_source (Reader *reader, const char *name, const char *block)
{
  if (!name || g_str_has_suffix (name, "|") || reader->depth >= MAX_DEPTH)
    return;
  g_autofree char *path = g_str_has_prefix (name, "~/")
                              ? g_build_filename (reader->places->home, name + 2, NULL)
                              : g_strdup (name);
  g_autoptr (GBytes) text = g_path_is_absolute (path) ? lp_files_read (path, NULL) : NULL;
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
  const char *at = line;
  g_autofree char *command = next_command (&at);
  if (g_strcmp0 (command, "set") == 0) {
    parse_set (reader, at);
  } else if (g_strcmp0 (command, "source") == 0) {
    g_autofree char *name = next_word (&at);
    parse_source (reader, name, block);
  } else if (g_strcmp0 (command, "account") == 0) {
    g_autofree char *name = next_word (&at);
    g_autofree char *brace = next_word (&at);
    if (g_strcmp0 (brace, "{") == 0)
      reader->now = add_settings (reader->result, name, block);
  } else if (g_strcmp0 (command, "}") == 0) {
    reader->now = g_ptr_array_index (reader->result, 0);
  }
}

static void
parse_text (Reader *reader, GBytes *text, const char *block)
{
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  for (guint i = 0; i < lines->len; i++) {
    const LpTextLine *line = g_ptr_array_index (lines, i);
    parse_line (reader, line->text, block ? block : line->block);
  }
}

GPtrArray *
lp_snail_parse (const LpPlaces *places, const char *path, GBytes *text)
{
  g_return_val_if_fail (places && path, NULL);

  Reader reader = { places, g_ptr_array_new_with_free_func (settings_free), NULL, path, 0 };
  reader.now = add_settings (reader.result, NULL, NULL);
  parse_text (&reader, text, NULL);
  return reader.result;
}

/* ---- taking passwords out ---- */

/* A variable's name may end in USER@HOST. */
static LpSide
find_side (const char *name, const LpAccount *account)
{
  const char *at = strrchr (name, '@');
  gboolean is_outgoing = at && account->outgoing && g_str_equal (at + 1, account->outgoing->host)
                         && !(account->incoming && g_str_equal (at + 1, account->incoming->host));
  return g_str_equal (name, "mta") || is_outgoing || !account->incoming ? LP_SIDE_OUTGOING
                                                                        : LP_SIDE_INCOMING;
}

static void
take (const char *name, const char *value, const LpAccount *account,
      LpCredentials *secrets[LP_N_SIDES])
{
  g_autoptr (GUri) uri = g_uri_parse (value, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_NON_DNS, NULL);
  gboolean is_url = !g_str_has_prefix (name, "password");
  lp_clear_secret_take (&secrets[find_side (name, account)], !is_url ? value
                                                             : uri   ? g_uri_get_password (uri)
                                                                     : NULL);
}

/* The words behind "set", with @lookup for each password; NULL if there is none. */
static char *
replace_words (const char *line, const char *at, const LpAccount *account, const char *lookup,
               LpCredentials *secrets[LP_N_SIDES])
{
  g_autoptr (GString) out = g_string_new_len (line, at - line);
  gboolean is_replaced = FALSE;
  const char *start;
  for (start = at;; start = at) {
    g_autofree char *word = next_word (&at);
    char *equals = word ? strchr (word, '=') : NULL;
    if (!word)
      break;
    if (equals)
      *equals = '\0';
    gboolean has_secret = equals && is_secret (word, equals + 1);
    gsize blanks = strspn (start, " \t");
    g_autofree char *raw = g_strndup (start + blanks, at - start - blanks);
    g_autofree char *stripped = has_secret ? lp_clear_secret_strip_url (raw) : NULL;
    is_replaced |= has_secret;
    g_string_append_len (out, start, (gssize)blanks);
    g_string_append (out, !has_secret ? raw : stripped ? stripped : lookup);
    if (stripped)
      g_string_append_printf (out, " %s", lookup);
    if (has_secret)
      take (word, equals + 1, account, secrets);
  }
  g_string_append (out, start);
  return is_replaced ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

typedef struct {
  const char *name; /* of the account whose passwords move */
  char *now;        /* of the account whose lines these are */
  const LpAccount *account;
  const char *lookup;
  LpCredentials **secrets;
} Move;

static char *
replace_line (const LpTextLine *line, gpointer data)
{
  Move *move = data;
  const char *at = line->text;
  g_autofree char *command = next_command (&at);
  if (g_strcmp0 (command, "account") == 0) {
    g_free (move->now);
    move->now = next_word (&at);
  } else if (g_strcmp0 (command, "}") == 0) {
    g_clear_pointer (&move->now, g_free);
  } else if (g_strcmp0 (command, "set") == 0 && !line->block
             && g_strcmp0 (move->now, move->name) == 0) {
    return replace_words (line->text, at, move->account, move->lookup, move->secrets);
  }
  return NULL;
}

GBytes *
lp_snail_replace_passwords (GBytes *text, const char *name, const LpAccount *account,
                            const char *lookup, LpCredentials *secrets[LP_N_SIDES])
{
  g_return_val_if_fail (text && account && lookup && secrets, NULL);

  Move move = { name, NULL, account, lookup, secrets };
  GBytes *after = lp_text_replace_lines (text, "#", replace_line, &move);
  g_free (move.now);
  return after;
}
