/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The configuration file that msmtp and mpop share.
 */
#include "clients/msmtp-file.h"

#include "clients/clear-secret.h"
#include "clients/run.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* msmtp 1.8.23 and mpop 1.4.18: "line longer than 500 characters" counts the line feed. */
#define MAX_LINE 499

/* To print its version. */
#define VERSION_MS 2000

#define BLANKS " \t"

/* What the person's `defaults` may set that would break or weaken our account, and how to take it
 * back. */
static const struct {
  const char *word;
  const char *reset;
} harmful_defaults[] = {
  { "auto_from", "off" },      { "password", "" },
  { "passwordeval", "" },      { "socket", "" },
  { "tls_certcheck", "on" },   { "tls_fingerprint", "" },
  { "tls_host_override", "" },
};

static void
section_free (gpointer data)
{
  LpMsmtpSection *section = data;
  g_free (section->name);
  g_free (section->block);
  g_hash_table_unref (section->settings);
  g_free (section);
}

static GHashTable *
settings_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
settings_add_all (GHashTable *settings, GHashTable *others)
{
  GHashTableIter iter;
  gpointer word, value;
  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, &word, &value))
    g_hash_table_replace (settings, g_strdup (word), g_strdup (value));
}

const LpMsmtpSection *
lp_msmtp_file_find (const LpMsmtpFile *file, const char *name)
{
  g_return_val_if_fail (file && name, NULL);

  for (guint i = 0; i < file->sections->len; i++) {
    const LpMsmtpSection *section = g_ptr_array_index (file->sections, i);
    if (g_str_equal (section->name, name))
      return section;
  }
  return NULL;
}

/* `account NAME [: BASE[, BASE …]]` */
static LpMsmtpSection *
begin_section (LpMsmtpFile *file, const char *argument, const char *block)
{
  g_auto (GStrv) parts = g_strsplit (argument, ":", 2);
  LpMsmtpSection *section = g_new0 (LpMsmtpSection, 1);
  section->name = g_strdup (parts[0] ? g_strstrip (parts[0]) : "");
  section->block = g_strdup (block);
  section->settings = settings_new ();
  settings_add_all (section->settings, file->defaults);
  g_auto (GStrv) bases = g_strsplit (parts[0] && parts[1] ? parts[1] : "", ",", -1);
  for (guint i = 0; bases[i]; i++) {
    const LpMsmtpSection *base = lp_msmtp_file_find (file, g_strstrip (bases[i]));
    if (base)
      settings_add_all (section->settings, base->settings);
  }
  section->is_alias = bases[0] != NULL;
  g_ptr_array_add (file->sections, section);
  return section;
}

static char *
unquote (const char *argument)
{
  gsize length = strlen (argument);
  if (length >= 2 && argument[0] == '"' && argument[length - 1] == '"')
    return g_strndup (argument + 1, length - 2);
  return g_strdup (argument);
}

LpMsmtpFile *
lp_msmtp_file_parse (GBytes *text)
{
  LpMsmtpFile *file = g_new0 (LpMsmtpFile, 1);
  file->sections = g_ptr_array_new_with_free_func (section_free);
  file->defaults = settings_new ();
  g_autoptr (GPtrArray) lines = lp_text_lines (text, "#");
  LpMsmtpSection *section = NULL;
  GHashTable *target = NULL;
  for (guint i = 0; i < lines->len; i++) {
    LpTextLine *line = g_ptr_array_index (lines, i);
    char *word = g_strstrip (line->text);
    if (*word == '\0' || *word == '#')
      continue;
    char *rest = word + strcspn (word, BLANKS);
    if (*rest)
      *rest++ = '\0';
    g_autofree char *argument = unquote (g_strchug (rest));
    if (g_str_equal (word, "account")) {
      section = begin_section (file, argument, line->block);
      section->first_line = i;
      section->n_lines = 1;
      target = section->settings;
    } else if (g_str_equal (word, "defaults")) {
      target = file->defaults;
    } else if (target) {
      if (target != file->defaults) {
        section->is_alias = FALSE;
        section->n_lines = i - section->first_line + 1;
      }
      g_hash_table_replace (target, g_strdup (word), g_steal_pointer (&argument));
    }
  }
  return file;
}

void
lp_msmtp_file_free (LpMsmtpFile *file)
{
  if (!file)
    return;
  g_ptr_array_unref (file->sections);
  g_hash_table_unref (file->defaults);
  g_free (file);
}

static gboolean
setting_is (const LpMsmtpSection *section, const char *word, const char *value)
{
  const char *set = g_hash_table_lookup (section->settings, word);
  return set && g_ascii_strcasecmp (set, value) == 0;
}

typedef struct {
  const LpMsmtpFile *file;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  const LpMsmtpSection *section = lp_msmtp_file_find (question->file, name);
  return section && g_strcmp0 (section->block, question->id) != 0;
}

char *
lp_msmtp_file_choose_name (const LpMsmtpFile *file, const char *id)
{
  g_return_val_if_fail (file && id, NULL);

  for (guint i = 0; i < file->sections->len; i++) {
    const LpMsmtpSection *section = g_ptr_array_index (file->sections, i);
    if (!section->is_alias && g_strcmp0 (section->block, id) == 0)
      return g_strdup (section->name);
  }
  NameQuestion question = { file, id };
  return lp_writer_choose_name (id, name_is_taken, &question);
}

char *
lp_msmtp_find_place (const LpPlaces *places, const char *program)
{
  g_return_val_if_fail (places && program, NULL);

  g_autofree char *name = g_strdup_printf (".%src", program);
  g_autofree char *dotfile = g_build_filename (places->home, name, NULL);
  g_autofree char *file = g_build_filename (places->config, program, "config", NULL);
  if (!g_file_test (dotfile, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)
      && g_file_test (file, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&file);
  return g_steal_pointer (&dotfile);
}

gboolean
lp_msmtp_reads_keyring (const LpPlaces *places, const char *program)
{
  g_return_val_if_fail (places && program, FALSE);

  g_autofree char *file = lp_places_find_program (places, program);
  if (!file)
    return FALSE;
  const char *const argv[] = { file, "--version", NULL };
  g_autofree char *output = lp_run (argv, VERSION_MS, FALSE, NULL);
  return output && strstr (output, "Keyring support: Gnome") != NULL;
}

void
lp_msmtp_append (GString *body, const char *word, const char *value)
{
  g_return_if_fail (body && word && value);

  gsize length = strlen (value);
  gboolean needs_quotes
      = length > 0 && (strchr (BLANKS "\"", value[0]) || strchr (BLANKS "\"", value[length - 1]));
  const char *quote = needs_quotes ? "\"" : "";
  g_string_append_printf (body, "%s%s%s%s%s\n", word, length > 0 ? " " : "", quote, value, quote);
}

/* AA:BB:… of 64 hexadecimal digits, as both programs insist on. */
static char *
format_fingerprint (const char *pin)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; pin[i] && pin[i + 1]; i += 2)
    g_string_append_printf (text, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper (pin[i]),
                            g_ascii_toupper (pin[i + 1]));
  return g_string_free (text, FALSE);
}

static void
append_trust (GString *body, const LpAccount *account, const LpServer *server)
{
  if (server->security == LP_SECURITY_PLAIN) {
    lp_msmtp_append (body, "tls", "off");
    return;
  }
  lp_msmtp_append (body, "tls", "on");
  lp_msmtp_append (body, "tls_starttls", server->security == LP_SECURITY_STARTTLS ? "on" : "off");
  lp_msmtp_append (body, "tls_trust_file", account->ca_file ? account->ca_file : "system");
  if (account->client_certificate) {
    lp_msmtp_append (body, "tls_cert_file", account->client_certificate);
    lp_msmtp_append (body, "tls_key_file", account->client_certificate);
  }
  if (!server->pin)
    return;
  g_autofree char *fingerprint = format_fingerprint (server->pin);
  lp_msmtp_append (body, "tls_fingerprint", fingerprint);
}

/* The word for `auth`. "on" refuses to send a password in clear, so that has to be asked for by
 * name. */
static const char *
get_auth_word (const LpAccount *account, const LpServer *server, GError **error)
{
  switch (server->sign_in) {
  case LP_SIGN_IN_NONE:
    return "off";
  case LP_SIGN_IN_OAUTH2:
    /* Microsoft takes only XOAUTH2, everybody else takes it too. */
    return "xoauth2";
  case LP_SIGN_IN_GSSAPI:
    return "gssapi";
  case LP_SIGN_IN_ENCRYPTED:
    return "on";
  case LP_SIGN_IN_EXTERNAL:
    if (account->client_certificate)
      return "external";
    return lp_writer_refuse (
        error, _ ("This account signs in with a client certificate, whose files Letterplate does "
                  "not know. Set it up by hand."));
  default:
    return server->security == LP_SECURITY_PLAIN
               ? (server->protocol == LP_PROTOCOL_POP3 ? "user" : "plain")
               : "on";
  }
}

static void
append_resets (GString *body, const LpMsmtpFile *file, const LpServer *server)
{
  const char *protocol = g_hash_table_lookup (file->defaults, "protocol");
  if (protocol && server->protocol == LP_PROTOCOL_SMTP && !g_str_equal (protocol, "smtp"))
    lp_msmtp_append (body, "protocol", "smtp");
  for (guint i = 0; i < G_N_ELEMENTS (harmful_defaults); i++)
    if (g_hash_table_contains (file->defaults, harmful_defaults[i].word))
      lp_msmtp_append (body, harmful_defaults[i].word, harmful_defaults[i].reset);
}

gboolean
lp_msmtp_append_server (GString *body, const LpMsmtpFile *file, const LpAccount *account,
                        const LpServer *server, const char *secret_command, GError **error)
{
  g_return_val_if_fail (body && file && account && server, FALSE);

  const char *auth = get_auth_word (account, server, error);
  if (!auth)
    return FALSE;
  append_resets (body, file, server);
  lp_msmtp_append (body, "host", server->host);
  g_string_append_printf (body, "port %u\n", server->port);
  if (account->timeout > 0)
    g_string_append_printf (body, "timeout %u\n", account->timeout);
  append_trust (body, account, server);
  lp_msmtp_append (body, "auth", auth);
  if (server->sign_in == LP_SIGN_IN_NONE)
    return TRUE;
  lp_msmtp_append (body, "user", lp_writer_get_user (account, server));
  if (secret_command)
    lp_msmtp_append (body, "passwordeval", secret_command);
  return TRUE;
}

gboolean
lp_msmtp_check_lines (const char *body, GError **error)
{
  g_return_val_if_fail (body, FALSE);

  g_auto (GStrv) lines = g_strsplit (body, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (strlen (lines[i]) > MAX_LINE)
      return lp_writer_refuse (
                 error,
                 _ ("A name in this account is too long for the program's configuration file."))
             != NULL;
  return TRUE;
}

/* `tls_starttls off` is `--tls-starttls=off`. */
static char *
line_to_argument (const char *line)
{
  gsize length = strcspn (line, BLANKS);
  g_autofree char *word = g_strdelimit (g_strndup (line, length), "_", '-');
  g_autofree char *value = unquote (line + length + strspn (line + length, BLANKS));
  return g_strdup_printf ("--%s=%s", word, value);
}

char **
lp_msmtp_make_arguments (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_return_val_if_fail (places && account && account->outgoing, NULL);

  g_autofree char *program = lp_places_find_program (places, "msmtp");
  if (!program)
    return lp_writer_refuse (error, _ ("This account can be used here only through msmtp, which is "
                                       "not installed."));
  g_autoptr (LpMsmtpFile) nothing = lp_msmtp_file_parse (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *from = lp_address_to_ascii (account->address);
  g_autofree char *command = lp_writer_make_command (places, account, LP_SIDE_OUTGOING);
  lp_msmtp_append (body, "from", from);
  if (!lp_msmtp_append_server (body, nothing, account, account->outgoing, command, error))
    return NULL;
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (g_strchomp (body->str), "\n", -1);
  g_strv_builder_add (arguments, program);
  for (guint i = 0; lines[i]; i++) {
    g_autofree char *argument = line_to_argument (lines[i]);
    g_strv_builder_add (arguments, argument);
  }
  return g_strv_builder_end (arguments);
}

/* The SHA-256 of a certificate, in our form; shorter ones are SHA-1 or MD5 and pin nothing here. */
static char *
read_pin (const LpMsmtpSection *section)
{
  const char *fingerprint = g_hash_table_lookup (section->settings, "tls_fingerprint");
  g_auto (GStrv) octets = g_strsplit (fingerprint ? fingerprint : "", ":", -1);
  g_autofree char *digits = g_strjoinv ("", octets);
  return strlen (digits) == 64 ? g_ascii_strdown (digits, -1) : NULL;
}

static LpServer *
section_to_server (const LpMsmtpSection *section, LpProtocolId protocol)
{
  const char *host = g_hash_table_lookup (section->settings, "host");
  if (!host || *host == '\0')
    return NULL;
  const char *port = g_hash_table_lookup (section->settings, "port");
  const char *auth = g_hash_table_lookup (section->settings, "auth");
  gboolean starttls = !setting_is (section, "tls_starttls", "off");
  LpSecurity security = !setting_is (section, "tls", "on") ? LP_SECURITY_PLAIN
                        : starttls                         ? LP_SECURITY_STARTTLS
                                                           : LP_SECURITY_TLS;
  guint64 number = 0;
  if (port)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  LpServer *server = lp_server_new (protocol, host, number, security,
                                    g_hash_table_lookup (section->settings, "user"));
  server->pin = read_pin (section);
  /* Without `auth` msmtp does not sign in; mpop does. */
  if (auth ? g_str_equal (auth, "off") : protocol == LP_PROTOCOL_SMTP)
    server->sign_in = LP_SIGN_IN_NONE;
  else if (auth && (g_str_equal (auth, "xoauth2") || g_str_equal (auth, "oauthbearer")))
    server->sign_in = LP_SIGN_IN_OAUTH2;
  return server;
}

static LpFoundAccount *
section_to_found (const LpMsmtpSection *section, LpProtocolId protocol, const char *where)
{
  const char *from = g_hash_table_lookup (section->settings, "from");
  const char *user = g_hash_table_lookup (section->settings, "user");
  LpFoundAccount *found = lp_found_account_new (from ? from : user, section->name, where);
  if (!found)
    return NULL;
  LpServer *server = section_to_server (section, protocol);
  if (protocol == LP_PROTOCOL_SMTP)
    found->account->outgoing = server;
  else
    found->account->incoming = server;
  const char *authority = g_hash_table_lookup (section->settings, "tls_trust_file");
  if (authority && g_path_is_absolute (authority))
    found->account->ca_file = g_strdup (authority);
  const char *password = g_hash_table_lookup (section->settings, "password");
  found->clear_text_secret = password && *password;
  found->ours = section->block != NULL;
  found->account->id = g_strdup (section->block);
  return found;
}

GPtrArray *
lp_msmtp_file_to_found (const LpMsmtpFile *file, LpProtocolId protocol, const char *where)
{
  g_return_val_if_fail (file && where, NULL);

  GPtrArray *accounts = lp_found_accounts_new ();
  for (guint i = 0; i < file->sections->len; i++) {
    const LpMsmtpSection *section = g_ptr_array_index (file->sections, i);
    if (!section->is_alias)
      lp_found_accounts_add (accounts, section_to_found (section, protocol, where));
  }
  return accounts;
}

GPtrArray *
lp_msmtp_read (const char *program, LpProtocolId protocol, const LpPlaces *places, GError **error)
{
  g_return_val_if_fail (program && places, NULL);

  g_autofree char *path = lp_msmtp_find_place (places, program);
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, error))
    return NULL;
  g_autoptr (LpMsmtpFile) file = lp_msmtp_file_parse (text);
  return lp_msmtp_file_to_found (file, protocol, path);
}

char *
lp_msmtp_find_own_name (const char *program, const LpPlaces *places, const char *id)
{
  g_return_val_if_fail (program && places && id, NULL);

  g_autofree char *path = lp_msmtp_find_place (places, program);
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, NULL))
    return NULL;
  g_autoptr (LpMsmtpFile) file = lp_msmtp_file_parse (text);
  return lp_msmtp_file_choose_name (file, id);
}

/* A password of `defaults`, or of an account that this one builds on, is other accounts' as well, and is not found here. */
LpPlan *
lp_msmtp_plan_move (const char *client_id, LpSide side, const LpPlaces *places,
                    const LpAccount *account, const LpFoundAccount *found,
                    LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_return_val_if_fail (client_id && places && account && found && secrets, NULL);

  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (LpMsmtpFile) file = lp_msmtp_file_parse (before);
  const LpMsmtpSection *section = lp_msmtp_file_find (file, found->label);
  g_autofree char *command = lp_writer_make_command (places, account, side);
  g_autoptr (GString) line = g_string_new (NULL);
  lp_msmtp_append (line, "passwordeval", command);
  g_string_truncate (line, line->len - 1);
  g_autoptr (GBytes) after
      = section ? lp_clear_secret_replace_lines (before, section->first_line, section->n_lines,
                                                 "password", line->str)
                : NULL;
  if (after)
    lp_clear_secret_take (&secrets[side], g_hash_table_lookup (section->settings, "password"));
  return lp_clear_secret_edit (client_id, account, found->where, before, after, line->str, error);
}
