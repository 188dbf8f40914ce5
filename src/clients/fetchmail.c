/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fetchmail fetches mail. Tested with 6.4.37. It knows passwords in its file, in ~/.netrc or typed, but no keyring and no
 * command. So the account stands in a file of its own without a password, and “letterplate fetchmail” gives that to it
 * through a pipe with the password put in. The person's own ~/.fetchmailrc is only read: a daemon that runs with it would
 * stop at an entry without a password.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

#define SUFFIX "fetchmailrc"

static char *
find_place (const LpPlaces *places)
{
  return g_build_filename (places->home, ".fetchmailrc", NULL);
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "fetchmail");
  state->place = find_place (places);
}

/* ---- reading: a run of words, without regard to lines ---- */

static void
skip_blanks (const char **at)
{
  for (;;) {
    *at += strspn (*at, " \t\r\n,;:");
    if (**at != '#')
      return;
    *at += strcspn (*at, "\n");
  }
}

static char *
next_word (const char **at)
{
  skip_blanks (at);
  char quote = **at == '"' || **at == '\'' ? *(*at)++ : 0;
  if (**at == '\0')
    return NULL;
  GString *word = g_string_new (NULL);
  for (; **at && (quote ? **at != quote : !strchr (" \t\r\n,;", **at)); (*at)++) {
    if (quote && **at == '\\' && (*at)[1])
      (*at)++;
    g_string_append_c (word, **at);
  }
  if (quote && **at)
    (*at)++;
  return g_string_free (word, FALSE);
}

/* What is known of the entry that is being read. */
typedef struct {
  char *values[7];
  gboolean has_ssl;
  gboolean has_password;
} Entry;

enum { POLL, VIA, PROTOCOL, PORT, SSLPROTO, USER, N_VALUES };

/* Words with the one value that follows them; all others are passed over one by one. */
static const struct {
  const char *word;
  int value;
} words[] = {
  { "poll", POLL },         { "skip", POLL },         { "server", POLL },   { "via", VIA },
  { "proto", PROTOCOL },    { "protocol", PROTOCOL }, { "port", PORT },     { "service", PORT },
  { "sslproto", SSLPROTO }, { "user", USER },         { "username", USER }, { "pass", N_VALUES },
  { "password", N_VALUES },
};

static LpServer *
entry_to_server (const Entry *entry)
{
  const char *host = entry->values[VIA] ? entry->values[VIA] : entry->values[POLL];
  const char *protocol = entry->values[PROTOCOL] ? entry->values[PROTOCOL] : "imap";
  const char *version = entry->values[SSLPROTO];
  guint64 port = 0;
  if (entry->values[PORT])
    g_ascii_string_to_unsigned (entry->values[PORT], 10, 1, G_MAXUINT16, &port, NULL);
  gboolean is_clear = version && *version == '\0';
  LpSecurity security = entry->has_ssl ? LP_SECURITY_TLS
                        : is_clear     ? LP_SECURITY_PLAIN
                                       : LP_SECURITY_STARTTLS;
  return lp_server_new (g_ascii_strncasecmp (protocol, "imap", 4) == 0 ? LP_PROTOCOL_IMAP
                                                                       : LP_PROTOCOL_POP3,
                        host, port, security, entry->values[USER]);
}

static void
finish_entry (Entry *entry, GPtrArray *accounts, const char *path, const char *id)
{
  const char *user = entry->values[USER];
  if (user && entry->values[POLL]) {
    g_autoptr (LpServer) server = entry_to_server (entry);
    LpFoundAccount *found
        = lp_found_account_new_for_user (user, server->host, entry->values[POLL], path);
    if (found) {
      found->tls_if_available
          = server->security == LP_SECURITY_STARTTLS && !entry->values[SSLPROTO];
      found->account->incoming = g_steal_pointer (&server);
      found->account->id = g_strdup (id);
      found->ours = id != NULL;
      found->clear_text_secret = entry->has_password;
      g_ptr_array_add (accounts, found);
    }
  }
  g_clear_pointer (&entry->values[USER], g_free);
  entry->has_ssl = entry->has_password = FALSE;
}

static void
take_word (Entry *entry, const char *word, const char **at, GPtrArray *accounts, const char *path,
           const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    int value = words[i].value;
    if (!g_str_equal (word, words[i].word))
      continue;
    if (value == POLL || value == USER)
      finish_entry (entry, accounts, path, id);
    for (int j = VIA; value == POLL && j < N_VALUES; j++)
      g_clear_pointer (&entry->values[j], g_free);
    g_autofree char *text = next_word (at);
    if (value == N_VALUES) {
      entry->has_password = TRUE;
      return;
    }
    g_free (entry->values[value]);
    entry->values[value] = g_steal_pointer (&text);
    return;
  }
  if (g_str_equal (word, "ssl"))
    entry->has_ssl = TRUE;
}

/* @id: (nullable): the account's, for a file of ours */
static void
read_file (const char *path, const char *id, GPtrArray *accounts)
{
  g_autoptr (GBytes) bytes = NULL;
  if (!lp_text_file_read (path, &bytes, NULL) || !bytes)
    return;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data ? data : "", size);
  const char *at = text;
  Entry entry = { 0 };
  for (char *word; (word = next_word (&at));) {
    take_word (&entry, word, &at, accounts, path, id);
    g_free (word);
  }
  finish_entry (&entry, accounts, path, id);
  for (int i = 0; i < N_VALUES; i++)
    g_free (entry.values[i]);
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

/* ---- writing ---- */

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *server = account->incoming;
  if (!server)
    return lp_writer_refuse (error, _ ("fetchmail only fetches, and this account only sends."))
           != NULL;
  return lp_writer_check_pin (account, "fetchmail", error)
         && lp_writer_check_sign_in (account, "fetchmail",
                                     1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_ENCRYPTED, error)
         && lp_writer_check_values (account, error);
}

/* Between double quotes; a quote itself cannot be written with a backslash, only as a number. */
static void
append_quoted (GString *text, const char *before, const char *value, const char *behind)
{
  g_string_append_printf (text, "%s\"", before);
  for (const char *at = value; *at; at++)
    if (*at == '"' || *at == '\\')
      g_string_append (text, *at == '"' ? "\\042" : "\\134");
    else
      g_string_append_c (text, *at);
  g_string_append_printf (text, "\"%s", behind);
}

/* Options of the server first, then those of the user: another order is an error in the whole file. */
static char *
make_contents (const LpPlaces *places, const LpAccount *account, const char *procmail)
{
  const LpServer *server = account->incoming;
  gboolean is_pop3 = server->protocol == LP_PROTOCOL_POP3;
  GString *text = g_string_new ("# Written by Letterplate; fetch with \"letterplate fetchmail\"\n");
  g_autofree char *state = g_build_filename (places->data, "letterplate", account->id, NULL);
  g_autofree char *folder = g_build_filename (places->home, "Mail", account->id, NULL);
  g_autofree char *quoted = g_shell_quote (folder);
  g_autofree char *delivery = g_strdup_printf ("%s DEFAULT=%s/ /dev/null", procmail, quoted);
  /* Its usual ones belong to the person's own fetchmail. */
  append_quoted (text, "set idfile ", state, "\n");
  g_string_insert (text, (gssize)text->len - 2, ".fetchids");
  append_quoted (text, "set pidfile ", state, "\n");
  g_string_insert (text, (gssize)text->len - 2, ".pid");
  g_string_append_printf (text, "poll %s protocol %s port %u%s", server->host,
                          is_pop3 ? "POP3" : "IMAP", server->port, is_pop3 ? " uidl" : "");
  if (account->timeout > 0)
    g_string_append_printf (text, " timeout %u", account->timeout);
  if (server->sign_in != LP_SIGN_IN_AUTOMATIC)
    g_string_append_printf (text, " auth %s",
                            server->sign_in == LP_SIGN_IN_ENCRYPTED ? "cram-md5" : "password");
  append_quoted (text, "\n  username ", lp_writer_get_user (account, server), "\n  ");
  g_string_append (text, server->security == LP_SECURITY_TLS        ? "ssl sslcertck"
                         : server->security == LP_SECURITY_STARTTLS ? "sslproto 'TLS1.2+' sslcertck"
                                                                    : "sslproto ''");
  if (account->ca_file && server->security != LP_SECURITY_PLAIN)
    append_quoted (text, " sslcertfile ", account->ca_file, "");
  g_string_append (text, is_pop3 && account->leave_on_server == 0 ? " nokeep" : " keep");
  append_quoted (text, "\n  mda ", delivery, "\n");
  return g_string_free (text, FALSE);
}

static void
add_notes (LpPlan *plan, const LpAccount *account)
{
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is the account's short id; the quoted words are a command. */
      _ ("fetchmail cannot ask the keyring. Fetch this account by “letterplate fetchmail %s”, "
         "which "
         "hands the password to it and stops where there is none."),
      account->id);
  lp_plan_add_note (plan, note);
  if (account->incoming->protocol == LP_PROTOCOL_POP3 && account->leave_on_server > 0)
    lp_writer_add_days_note (plan, "fetchmail");
}

static LpPlan *
plan_own (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *procmail = lp_places_find_program (places, "procmail");
  g_autoptr (LpPlan) result = lp_plan_new ("fetchmail", account->id);
  if (!procmail)
    return lp_writer_refuse (error,
                             _ ("fetchmail needs a program that puts the mail into a folder. "
                                "Install procmail, then try again."));
  g_autofree char *contents = make_contents (places, account, procmail);
  g_autofree char *state = g_build_filename (places->data, "letterplate", NULL);
  lp_plan_add_folder (result, state, 0700);
  lp_writer_add_maildir (result, places, account->id);
  if (!lp_writer_add_own (result, places, SUFFIX, contents, error))
    return NULL;
  add_notes (result, account);
  return g_steal_pointer (&result);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  gboolean is_there;
  if (!check_account (account, error))
    return NULL;
  g_autoptr (GPtrArray) found = read_accounts (places, error);
  if (!lp_writer_check_existing (found, account, LP_SIDE_INCOMING, "fetchmail", &is_there, error))
    return NULL;
  return is_there ? lp_plan_new ("fetchmail", account->id) : plan_own (places, account, error);
}

/* Octets of the person's file: its entry's first word, and a password with the word before it. */
typedef struct {
  gsize poll;
  gsize password;
  gsize password_end;
  guint n_users;
} Spans;

static gboolean
is_one_of (const char *word, int value)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].value == value && g_str_equal (words[i].word, word))
      return TRUE;
  return FALSE;
}

/* Looks for the entry "poll HOST". Its password goes to @secret. */
static Spans
find_spans (const char *text, const char *host, LpCredentials **secret)
{
  Spans spans = { 0 };
  gboolean is_it = FALSE;
  const char *at = text;
  for (skip_blanks (&at); *at; skip_blanks (&at)) {
    const char *start = at;
    g_autofree char *word = next_word (&at);
    gboolean is_poll = is_one_of (word, POLL), is_password = is_one_of (word, N_VALUES);
    g_autofree char *value
        = is_poll || is_password || is_one_of (word, USER) ? next_word (&at) : NULL;
    if (is_poll)
      is_it = g_str_equal (word, "poll") && g_strcmp0 (value, host) == 0;
    if (is_it && is_poll)
      spans.poll = start - text;
    else if (is_it && is_password) {
      spans.password = start - text;
      spans.password_end = at - text;
      lp_clear_secret_take (secret, value);
    } else if (is_it && value)
      spans.n_users++;
  }
  return spans;
}

/*
 * fetchmail cannot ask for the password, so the account moves to our own file, which "letterplate fetchmail" runs. The
 * person's entry is passed over from then on (skip), and their daemon goes on with the others.
 */
static LpPlan *
plan_move (const LpPlaces *places, const LpAccount *account, const LpFoundAccount *found,
           LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_autoptr (LpCredentials) secret = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  if (!check_account (account, error) || !lp_text_file_read (found->where, &before, error))
    return NULL;
  g_autoptr (GString) text
      = g_string_new_len (g_bytes_get_data (before, NULL), (gssize)g_bytes_get_size (before));
  Spans spans = find_spans (text->str, found->label, &secret);
  if (secret && spans.n_users == 1 && spans.poll < spans.password) {
    g_string_erase (text, (gssize)spans.password, (gssize)(spans.password_end - spans.password));
    g_string_erase (text, (gssize)spans.poll, strlen ("poll"));
    g_string_insert (text, (gssize)spans.poll, "skip");
    after = g_bytes_new (text->str, text->len);
  }
  g_autoptr (LpPlan) edit = lp_clear_secret_edit ("fetchmail", account, found->where, before, after,
                                                  "skip, letterplate fetchmail", error);
  LpPlan *result = edit ? plan_own (places, account, error) : NULL;
  if (!result)
    return NULL;
  lp_plan_add_file (result, found->where, before, after, 0600);
  secrets[LP_SIDE_INCOMING] = g_steal_pointer (&secret);
  return result;
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  return lp_writer_plan_own_removal ("fetchmail", places, SUFFIX, account_id, error);
}

/* Prints what it understood of the file. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "fetchmail");
  g_autofree char *include = lp_writer_make_include (places, account->id, SUFFIX);
  const char *const argv[] = { program, "--configdump", "-f", include, NULL };
  return program ? g_strdupv ((char **)argv) : NULL;
}

const LpClient lp_client_fetchmail = {
  .id = "fetchmail",
  .name = "fetchmail",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_KEYRING | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .plan_move = plan_move,
  .test = test,
};
