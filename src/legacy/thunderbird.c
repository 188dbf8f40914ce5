/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Thunderbird's prefs.js, of any year: lines `user_pref("name", value);` with a string, a number,
 * true or false. Lines are parsed; nothing is run as JavaScript. mail.accountmanager.accounts names
 * accounts, those name a server and identities, these a server for sending. The WebMail extension's
 * own settings tell its gateway apart. Source: Mozilla's account code and MailNewsTypes2.idl.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"
#include "legacy/text.h"

#define LARGEST_FILE (8 * 1024 * 1024)
#define LONGEST_LINE (64 * 1024)

/* socketType and try_ssl; 1 was "STARTTLS, if available". */
static const struct {
  LpSecurity security;
  gboolean opportunistic;
} socket_types[] = {
  { LP_SECURITY_PLAIN, FALSE },
  { LP_SECURITY_STARTTLS, TRUE },
  { LP_SECURITY_STARTTLS, FALSE },
  { LP_SECURITY_TLS, FALSE },
};

/* authMethod; 2 and 8 are obsolete. */
static const LpSignIn sign_ins[] = {
  LP_SIGN_IN_PASSWORD,  LP_SIGN_IN_NONE,      LP_SIGN_IN_PASSWORD,  LP_SIGN_IN_PASSWORD,
  LP_SIGN_IN_ENCRYPTED, LP_SIGN_IN_GSSAPI,    LP_SIGN_IN_ENCRYPTED, LP_SIGN_IN_EXTERNAL,
  LP_SIGN_IN_PASSWORD,  LP_SIGN_IN_AUTOMATIC, LP_SIGN_IN_OAUTH2,
};

/* What the WebMail extension did behind its gateway, by its iMode. */
static const char *const webmail_modes[] = { "scraping", "webdav", "web" };

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "user_pref(\"")
         || lp_legacy_file_name_has (file, "prefs.js");
}

static gunichar
take_hex (const char *digits, guint n_digits)
{
  gunichar letter = 0;

  for (guint i = 0; i < n_digits; i++) {
    int digit = g_ascii_xdigit_value (digits[i]);

    if (digit < 0)
      return 0;
    letter = letter << 4 | (guint)digit;
  }
  return letter;
}

/* A JavaScript string, @cursor standing on its quotation mark. */
static char *
take_string (const char **cursor)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char quote = **cursor;
  const char *c = *cursor + 1;

  for (; *c != quote && *c != '\0'; c++) {
    gunichar letter = 0;

    if (*c == '\\' && (c[1] == 'u' || c[1] == 'x')) {
      guint n_digits = c[1] == 'u' ? 4 : 2;

      letter = take_hex (c + 2, n_digits);
      if (letter != 0)
        c += 1 + n_digits;
    }
    if (letter != 0)
      g_string_append_unichar (text, g_unichar_validate (letter) ? letter : 0xfffd);
    else if (*c == '\\' && c[1] != '\0')
      g_string_append_c (text, *++c == 'n' || *c == 'r' || *c == 't' ? ' ' : *c);
    else
      g_string_append_c (text, *c);
  }
  if (*c != quote)
    return NULL;
  *cursor = c + 1;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
take_value (const char *cursor)
{
  cursor += strspn (cursor, " \t,");
  if (*cursor == '"' || *cursor == '\'')
    return take_string (&cursor);
  return g_strndup (cursor, strcspn (cursor, ") \t"));
}

/* "user_pref("NAME", VALUE);"; FALSE: the line breaks off. */
static gboolean
read_line (LpFields *prefs, const char *line)
{
  const char *start = "user_pref(";
  const char *cursor = line + strspn (line, " \t");

  if (!g_str_has_prefix (cursor, start))
    return TRUE;
  cursor += strlen (start);
  cursor += strspn (cursor, " \t");
  if (*cursor != '"' && *cursor != '\'')
    return FALSE;

  g_autofree char *name = take_string (&cursor);
  g_autofree char *value = name != NULL ? take_value (cursor) : NULL;

  if (value == NULL)
    return FALSE;
  if (g_str_has_prefix (name, "mail.") || g_str_has_prefix (name, "webmail.")
      || g_str_has_prefix (name, "hotmail."))
    lp_fields_set (prefs, name, value);
  return TRUE;
}

/* "mail.server.server2.port" and its like. */
static const char *
get (const LpFields *prefs, const char *branch, const char *id, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s.%s.%s", branch, id, name);

  return lp_fields_get (prefs, key);
}

static gint64
get_int (const LpFields *prefs, const char *branch, const char *id, const char *name,
         gint64 fallback)
{
  g_autofree char *key = g_strdup_printf ("%s.%s.%s", branch, id, name);

  return lp_fields_get_int (prefs, key, fallback);
}

static gboolean
get_bool (const LpFields *prefs, const char *branch, const char *id, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s.%s.%s", branch, id, name);

  return lp_fields_get_bool (prefs, key, FALSE);
}

static LpLegacyServer *
new_server (const LpFields *prefs, const char *branch, const char *id, LpLegacyKind kind,
            gint64 socket_type, const char *host, const char *user)
{
  gsize type = (gsize)CLAMP (socket_type, 0, 3);
  gint64 method = get_int (prefs, branch, id, "authMethod", 3);
  LpLegacyServer *server = lp_legacy_server_new (kind, host, get_int (prefs, branch, id, "port", 0),
                                                 socket_types[type].security, user);

  server->opportunistic = socket_types[type].opportunistic;
  server->sign_in = method >= 0 && method < (gint64)G_N_ELEMENTS (sign_ins) ? sign_ins[method]
                                                                            : LP_SIGN_IN_PASSWORD;
  if (get_bool (prefs, branch, id, "useSecAuth"))
    server->sign_in = LP_SIGN_IN_ENCRYPTED;
  return server;
}

static LpLegacyServer *
read_incoming (const LpFields *prefs, const char *id)
{
  const char *branch = "mail.server";
  const char *type = get (prefs, branch, id, "type");
  const char *host = get (prefs, branch, id, "realhostname");
  const char *user = get (prefs, branch, id, "realuserName");
  gint64 socket_type
      = get_int (prefs, branch, id, "socketType", get_bool (prefs, branch, id, "isSecure") ? 3 : 0);

  if (host == NULL)
    host = get (prefs, branch, id, "hostname");
  if (user == NULL)
    user = get (prefs, branch, id, "userName");
  if (type == NULL || host == NULL || (!g_str_equal (type, "pop3") && !g_str_equal (type, "imap")))
    return NULL;
  return new_server (prefs, branch, id,
                     g_str_equal (type, "imap") ? LP_LEGACY_IMAP : LP_LEGACY_POP3, socket_type,
                     host, user);
}

static void
read_outgoing (const LpFields *prefs, const char *identity, LpLegacyAccount *account)
{
  const char *branch = "mail.smtpserver";
  const char *id = identity != NULL ? get (prefs, "mail.identity", identity, "smtpServer") : NULL;
  const char *servers = lp_fields_get (prefs, "mail.smtpservers");

  if (id == NULL)
    id = lp_fields_get (prefs, "mail.smtp.defaultserver");

  g_autofree char *first
      = g_strndup (servers != NULL ? servers : "", servers != NULL ? strcspn (servers, ",") : 0);
  const char *chosen = id != NULL ? id : first;
  const char *host = get (prefs, branch, chosen, "hostname");
  const char *user = get (prefs, branch, chosen, "username");

  if (host == NULL)
    return;

  account->outgoing = new_server (prefs, branch, chosen, LP_LEGACY_SMTP,
                                  get_int (prefs, branch, chosen, "try_ssl", 0), host, user);
  if (account->outgoing->sign_in == LP_SIGN_IN_OAUTH2)
    account->sends = LP_LEGACY_SENDS_OAUTH2;
  else if (user == NULL || account->outgoing->sign_in == LP_SIGN_IN_NONE)
    account->sends = LP_LEGACY_SENDS_WITHOUT;
  else
    account->sends = LP_LEGACY_SENDS_PASSWORD;
  if (account->sends == LP_LEGACY_SENDS_WITHOUT)
    account->outgoing->sign_in = LP_SIGN_IN_NONE;
}

static int
read_leave (const LpFields *prefs, const char *id)
{
  const char *branch = "mail.server";
  const char *leave = get (prefs, branch, id, "leave_on_server");
  gint64 days = get_int (prefs, branch, id, "num_days_to_leave_on_server", 7);

  if (leave == NULL)
    return LP_LEGACY_LEAVE_UNKNOWN;
  if (!get_bool (prefs, branch, id, "leave_on_server"))
    return 0;
  return get_bool (prefs, branch, id, "delete_by_age_from_server") && days > 0 && days <= 3650
             ? (int)days
             : LP_LEAVE_ALWAYS;
}

/* The extension is a gateway inside Thunderbird itself; its settings name the address in lower
 * case, dots as "_". */
static void
read_webmail (const LpFields *prefs, LpLegacyAccount *account)
{
  gint64 port = lp_fields_get_int (prefs, "webmail.server.port.pop", 110);

  if (!lp_fields_get_bool (prefs, "webmail.bUsePOPServer", FALSE) || account->address == NULL
      || !lp_legacy_server_is_local (account->incoming) || account->incoming->port != port)
    return;

  g_autofree char *address = g_strdelimit (g_strdup (account->address->text), ".", '_');
  gint64 mode = get_int (prefs, "hotmail.Account", address, "iMode", -1);

  account->gateway = g_strdup ("thunderbird-webmail");
  if (mode >= 0 && mode < (gint64)G_N_ELEMENTS (webmail_modes))
    lp_legacy_account_add_note (account, "mode", webmail_modes[mode]);
}

static LpLegacyAccount *
read_account (const LpFields *prefs, const char *id)
{
  const char *server = get (prefs, "mail.account", id, "server");
  const char *identities = get (prefs, "mail.account", id, "identities");
  LpLegacyServer *incoming = server != NULL ? read_incoming (prefs, server) : NULL;

  if (incoming == NULL)
    return NULL;

  g_autofree char *identity
      = identities != NULL ? g_strndup (identities, strcspn (identities, ", ")) : NULL;
  LpLegacyAccount *account = lp_legacy_account_new ("thunderbird");

  account->incoming = incoming;
  account->label = lp_legacy_dup_field (get (prefs, "mail.server", server, "name"));
  if (identity != NULL) {
    account->name = lp_legacy_dup_field (get (prefs, "mail.identity", identity, "fullName"));
    lp_legacy_account_set_address (account, get (prefs, "mail.identity", identity, "useremail"));
  }
  read_outgoing (prefs, identity, account);
  if (incoming->kind == LP_LEGACY_POP3)
    account->leave_on_server = read_leave (prefs, server);
  account->is_default
      = g_strcmp0 (lp_fields_get (prefs, "mail.accountmanager.defaultaccount"), id) == 0;
  read_webmail (prefs, account);
  return account;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (LpFields) prefs = lp_fields_new (NULL);
  char *cursor = text;
  gboolean is_sound = TRUE;

  for (char *line = lp_text_take_line (&cursor); line != NULL; line = lp_text_take_line (&cursor))
    is_sound &= strlen (line) > LONGEST_LINE || read_line (prefs, line);

  const char *list = lp_fields_get (prefs, "mail.accountmanager.accounts");
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", ",", LP_LEGACY_MAX_ACCOUNTS);

  for (guint i = 0; ids[i] != NULL; i++) {
    LpLegacyAccount *account = read_account (prefs, g_strstrip (ids[i]));

    if (account == NULL)
      continue;
    lp_legacy_account_finish (account, used);
    lp_legacy_reading_add (reading, account);
  }
  if (!is_sound)
    lp_legacy_reading_set_damage (reading, lp_legacy_damaged_line ());
}

const LpLegacy lp_legacy_thunderbird = {
  .id = "thunderbird",
  .name = "Thunderbird (prefs.js)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
