/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * s-nail, also called mailx. Tested with 14.9.24. Its ~/.mailrc is shared with programs that know fewer commands, so the
 * account stands in a file of its own.
 *
 * Trap: submission:// alone signs in over the clear connection, without a warning. STARTTLS has to be asked for, and
 * then is insisted on.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/s-nail-file.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

static char *
find_place (const LpPlaces *places)
{
  return g_build_filename (places->home, ".mailrc", NULL);
}

/* The file behind a program's name, through all links (/etc/alternatives). */
static char *
find_target (const LpPlaces *places, const char *name)
{
  g_autofree char *program = lp_places_find_program (places, name);
  g_autofree char *target = program ? realpath (program, NULL) : NULL;
  return target ? g_path_get_basename (target) : NULL;
}

/* Many systems call it mailx or mail; but so are BSD's and GNU's called, which know neither accounts nor TLS. */
static const char *
find_name (const LpPlaces *places, char **other)
{
  static const char *const names[] = { "s-nail", "mailx", "mail" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *target = find_target (places, names[i]);
    if (target && (i == 0 || g_str_equal (target, "s-nail")))
      return names[i];
    if (target && other && !*other)
      *other = g_steal_pointer (&target);
  }
  return NULL;
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *other = NULL;
  state->installed = find_name (places, &other) != NULL;
  state->place = find_place (places);
  if (!state->installed && other)
    /* Translators: %s is a program, for instance bsd-mailx. */
    state->note = g_strdup_printf (_ ("mailx is %s here, which can be given no account. Install "
                                      "s-nail to use one."),
                                   other);
}

/* @key: "mta" or "inbox". Without its switch an unencrypted scheme stays so. */
static LpServer *
settings_to_server (const LpSnailSettings *settings, const char *key, gboolean *has_secret)
{
  static const struct {
    const char *scheme;
    const char *ours;
    const char *starttls;
  } schemes[] = {
    { "smtps", "smtp", NULL },  { "submissions", "smtp", NULL }, { "imaps", "imap", NULL },
    { "pop3s", "pop3", NULL },  { "smtp", "smtp", "smtp" },      { "submission", "smtp", "smtp" },
    { "imap", "imap", "imap" }, { "pop3", "pop3", "pop3" },
  };
  const char *url = g_hash_table_lookup (settings->values, key);
  g_autoptr (GUri) uri
      = url ? g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_NON_DNS, NULL) : NULL;
  for (guint i = 0; uri && g_uri_get_host (uri) && i < G_N_ELEMENTS (schemes); i++) {
    if (!g_str_equal (g_uri_get_scheme (uri), schemes[i].scheme))
      continue;
    g_autofree char *variable = g_strdup_printf ("%s-use-starttls", schemes[i].ours);
    LpSecurity security = !schemes[i].starttls ? LP_SECURITY_TLS
                          : g_hash_table_contains (settings->values, variable)
                              ? LP_SECURITY_STARTTLS
                              : LP_SECURITY_PLAIN;
    LpProtocolId protocol = LP_PROTOCOL_SMTP;
    lp_protocol_from_name (schemes[i].ours, &protocol);
    *has_secret |= g_uri_get_password (uri) != NULL;
    return lp_server_new (protocol, g_uri_get_host (uri), MAX (g_uri_get_port (uri), 0), security,
                          g_uri_get_user (uri));
  }
  return NULL;
}

static LpFoundAccount *
settings_to_found (const LpSnailSettings *settings, const char *path)
{
  const char *from = g_hash_table_lookup (settings->values, "from");
  const char *open = from ? strrchr (from, '<') : NULL;
  g_autofree char *address = open ? g_strndup (open + 1, strcspn (open + 1, ">")) : g_strdup (from);
  LpFoundAccount *found
      = lp_found_account_new (address, settings->name ? settings->name : "s-nail", path);
  if (!found)
    return NULL;
  found->clear_text_secret = settings->secret_file != NULL;
  found->account->incoming = settings_to_server (settings, "inbox", &found->clear_text_secret);
  found->account->outgoing = settings_to_server (settings, "mta", &found->clear_text_secret);
  if (found->account->outgoing && !found->account->outgoing->user)
    found->account->outgoing->sign_in = LP_SIGN_IN_NONE;
  found->account->id = g_strdup (settings->block);
  found->ours = settings->block != NULL;
  return found;
}

static GPtrArray *
all_to_found (GPtrArray *all, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  for (guint i = 0; i < all->len; i++) {
    const LpSnailSettings *settings = g_ptr_array_index (all, i);
    gboolean has_server = g_hash_table_contains (settings->values, "mta")
                          || g_hash_table_contains (settings->values, "inbox");
    lp_found_accounts_add (accounts, has_server ? settings_to_found (settings, path) : NULL);
  }
  return accounts;
}

static GPtrArray *
read_all (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GBytes) text = NULL;
  return lp_text_file_read (path, &text, error) ? lp_snail_parse (places, path, text) : NULL;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GPtrArray) all = read_all (places, error);
  return all ? all_to_found (all, path) : NULL;
}

typedef struct {
  GPtrArray *all;
  const char *id;
} NameQuestion;

static gboolean
name_is_taken (const char *name, gpointer data)
{
  const NameQuestion *question = data;
  for (guint i = 0; i < question->all->len; i++) {
    const LpSnailSettings *settings = g_ptr_array_index (question->all, i);
    if (g_strcmp0 (settings->name, name) == 0 && g_strcmp0 (settings->block, question->id) != 0)
      return TRUE;
  }
  return FALSE;
}

/* The old way of reading words, without wysh, does not know $'…'. Between $' and ' only the backslash and the quote are special, as long as no backslash stands before. */
static void
append_set (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, " wysh set %s=$'", name);
  for (const char *at = value; *at; at++) {
    if (*at == '\'' || *at == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append (text, "'\n");
}

/* USER@HOST:PORT, as the names of variables for one server end. */
static void
append_pin (GString *text, const LpServer *server)
{
  if (!server->pin)
    return;
  g_autofree char *name = g_strdup_printf ("tls-fingerprint-%s:%u", server->host, server->port);
  g_autofree char *digest
      = g_strdup_printf ("tls-fingerprint-digest-%s:%u", server->host, server->port);
  GString *octets = g_string_new (NULL);
  for (guint i = 0; server->pin[i] && server->pin[i + 1]; i += 2)
    g_string_append_printf (octets, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper (server->pin[i]),
                            g_ascii_toupper (server->pin[i + 1]));
  append_set (text, digest, "sha256");
  append_set (text, name, octets->str);
  g_string_free (octets, TRUE);
}

/* @scheme: with TLS and without. */
static void
append_server (GString *text, const LpAccount *account, const LpServer *server)
{
  static const char *const schemes[LP_N_PROTOCOLS][2] = {
    [LP_PROTOCOL_IMAP] = { "imaps", "imap" },
    [LP_PROTOCOL_POP3] = { "pop3s", "pop3" },
    [LP_PROTOCOL_SMTP] = { "submissions", "submission" },
  };
  static const char *const mechanisms[LP_N_SIGN_INS] = {
    [LP_SIGN_IN_ENCRYPTED] = "cram-md5",
    [LP_SIGN_IN_OAUTH2] = "oauthbearer",
    [LP_SIGN_IN_GSSAPI] = "gssapi",
    [LP_SIGN_IN_NONE] = "none",
  };
  const char *protocol = lp_protocol_get_name (server->protocol);
  const char *scheme = schemes[server->protocol][server->security != LP_SECURITY_TLS];
  g_autofree char *url = lp_writer_make_url (scheme, account, server);
  g_autofree char *inbox
      = g_strconcat (url, server->protocol == LP_PROTOCOL_IMAP ? "/INBOX" : "", NULL);
  append_set (text, server->protocol == LP_PROTOCOL_SMTP ? "mta" : "inbox", inbox);
  if (server->security == LP_SECURITY_STARTTLS)
    g_string_append_printf (text, " set %s-use-starttls\n", protocol);
  /* By itself it takes PLAIN, which a few servers do not have. */
  gboolean wants_login
      = server->protocol == LP_PROTOCOL_SMTP && g_strcmp0 (server->mechanism, "LOGIN") == 0;
  const char *mechanism = wants_login ? "login" : mechanisms[server->sign_in];
  if (mechanism)
    g_string_append_printf (text, " set %s-auth=%s\n", protocol, mechanism);
  /* It would be taken instead, where the server offers it for a password of which it keeps a hash only. */
  if (server->protocol == LP_PROTOCOL_POP3 && server->sign_in == LP_SIGN_IN_PASSWORD)
    g_string_append (text, " set pop3-no-apop\n");
  append_pin (text, server);
}

static char *
make_command (const LpPlaces *places, const LpAccount *account)
{
  return g_strdup_printf ("%s netrc %s", places->program, account->id);
}

static char *
make_include (const LpPlaces *places, const LpAccount *account, const char *name)
{
  GString *text = g_string_new ("# Written by Letterplate\n");
  g_autofree char *from = lp_writer_format_mailbox (account);
  g_autofree char *command = make_command (places, account);
  g_string_append_printf (text, "account %s {\n set v15-compat sendwait tls-verify=strict\n", name);
  append_set (text, "from", from);
  if (account->ca_file)
    append_set (text, "tls-ca-file", account->ca_file);
  if (account->timeout > 0)
    g_string_append_printf (text, " set socket-connect-timeout=%u\n", account->timeout);
  g_string_append (text, " set netrc-lookup\n");
  append_set (text, "netrc-pipe", command);
  if (account->incoming)
    append_server (text, account, account->incoming);
  if (account->outgoing)
    append_server (text, account, account->outgoing);
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *incoming = account->incoming;
  guint sign_ins = 1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_OAUTH2 | 1 << LP_SIGN_IN_GSSAPI;
  if (!incoming && !account->outgoing)
    return lp_writer_refuse (error, _ ("This account has no server.")) != NULL;
  if (!incoming || incoming->protocol == LP_PROTOCOL_IMAP)
    sign_ins |= 1 << LP_SIGN_IN_ENCRYPTED;
  if ((incoming && strchr (incoming->host, ':'))
      || (account->outgoing && strchr (account->outgoing->host, ':')))
    return lp_writer_refuse (error, _ ("s-nail needs a server's name here, and this account has an "
                                       "IPv6 address."))
           != NULL;
  g_autofree char *from = lp_address_to_ascii (account->address);
  if (!g_str_is_ascii (from))
    return lp_writer_refuse (error, _ ("s-nail takes letters beyond ASCII in front of the @ for a "
                                       "mistake in the address."))
           != NULL;
  return lp_writer_check_sign_in (account, "s-nail", sign_ins, error)
         && lp_writer_check_values (account, error);
}

static void
add_notes (LpPlan *plan, const LpPlaces *places, const LpAccount *account, const char *name)
{
  const char *program = find_name (places, NULL);
  g_autofree char *note = g_strdup_printf (
      /* Translators: the quoted words are a command: a program and the account's short id. */
      _ ("Start s-nail with this account by “%s -A %s”."), program ? program : "s-nail", name);
  lp_plan_add_note (plan, note);
  if (account->incoming && account->incoming->protocol == LP_PROTOCOL_POP3
      && account->leave_on_server > 0)
    lp_writer_add_days_note (plan, "s-nail");
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = find_place (places);
  g_autoptr (GPtrArray) all = check_account (account, error) ? read_all (places, error) : NULL;
  g_autoptr (GPtrArray) found = all ? all_to_found (all, path) : NULL;
  g_autoptr (LpPlan) result = lp_plan_new ("s-nail", account->id);
  gboolean is_there;
  if (!found || !lp_existing_check (found, account, "s-nail", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  NameQuestion question = { all, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  g_autofree char *contents = make_include (places, account, name);
  g_autofree char *include = lp_writer_make_include (places, account->id, "mailrc");
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  g_autofree char *line = g_strdup_printf ("source %s\n", shown);
  if (!lp_writer_add_include (result, places, path, "#", "mailrc", contents, line, error))
    return NULL;
  add_notes (result, places, account, name);
  return g_steal_pointer (&result);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = find_place (places);
  return lp_writer_plan_include_removal ("s-nail", places, path, "#", "mailrc", account_id, error);
}

static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (GPtrArray) all = read_all (places, error);
  g_autoptr (GBytes) before = NULL;
  const LpSnailSettings *settings = NULL;
  for (guint i = 0; all && i < all->len; i++) {
    const LpSnailSettings *one = g_ptr_array_index (all, i);
    const char *label = one->name ? one->name : "s-nail";
    if (!one->block && one->secret_file && g_str_equal (label, found->label))
      settings = one;
  }
  g_autofree char *command = make_command (places, account);
  g_autofree char *lookup = g_strdup_printf ("netrc-lookup netrc-pipe='%s'", command);
  if (!settings)
    return lp_clear_secret_edit ("s-nail", account, found->where, NULL, NULL, lookup, error);
  if (!lp_text_file_read (settings->secret_file, &before, error))
    return NULL;
  g_autoptr (GBytes) after
      = lp_snail_replace_passwords (before, settings->name, account, lookup, secrets);
  return lp_clear_secret_edit ("s-nail", account, settings->secret_file, before, after, lookup,
                               error);
}

/* Prints one variable of the account. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  const char *own = find_name (places, NULL);
  g_autofree char *program = own ? lp_places_find_program (places, own) : NULL;
  g_autoptr (GPtrArray) all = read_all (places, NULL);
  if (!program || !all)
    return NULL;
  NameQuestion question = { all, account->id };
  g_autofree char *name = lp_writer_choose_name (account->id, name_is_taken, &question);
  const char *const argv[] = { program, "-A", name, "-X", "varshow from", "-X", "exit", NULL };
  return g_strdupv ((char **)argv);
}

const LpClient lp_client_s_nail = {
  .id = "s-nail",
  .name = "s-nail",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND
         | LP_CAN_PIN | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
