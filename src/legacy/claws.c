/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * accountrc of Claws Mail, Sylpheed and Sylpheed-Claws: "[Account: N]" sections. The trap is the
 * number of the protocol:
 *
 *     Sylpheed and old Claws   0 POP3  1 APOP  2 RPOP  3 IMAP  4 news  5 local
 *     newer Claws              0 POP3  1 IMAP  2 news  3 local         (there is a config_version)
 *
 * Whichever it is, a TLS setting or a port of the other protocol is believed more than the number.
 * Sylpheed keeps the password in clear text; it is not read.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (1024 * 1024)

static gboolean
sniff_claws (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "[Account: ");
}

static gboolean
sniff_sylpheed (const LpLegacyFile *file)
{
  g_autofree char *path = g_ascii_strdown (file->name, -1);

  return strstr (path, "sylpheed") != NULL && strstr (path, "claws") == NULL && sniff_claws (file);
}

/* -1: neither POP3 nor IMAP. */
static int
read_kind (const LpFields *fields)
{
  static const int old[] = { LP_LEGACY_POP3, LP_LEGACY_POP3, LP_LEGACY_POP3, LP_LEGACY_IMAP };
  static const int new[] = { LP_LEGACY_POP3, LP_LEGACY_IMAP };
  gint64 protocol = lp_fields_get_int (fields, "protocol", -1);
  gboolean is_new = lp_fields_get (fields, "config_version") != NULL;
  gboolean has_imap = lp_fields_get_int (fields, "ssl_imap", 0) > 0
                      || lp_fields_get_bool (fields, "set_imapport", FALSE);
  gboolean has_pop = lp_fields_get_int (fields, "ssl_pop", 0) > 0
                     || lp_fields_get_bool (fields, "set_popport", FALSE);

  if (protocol == 1 && has_imap != has_pop)
    return has_imap ? LP_LEGACY_IMAP : LP_LEGACY_POP3;
  if (is_new)
    return protocol >= 0 && protocol < (gint64)G_N_ELEMENTS (new) ? new[protocol] : -1;
  return protocol >= 0 && protocol < (gint64)G_N_ELEMENTS (old) ? old[protocol] : -1;
}

/* 0 none, 1 TLS, 2 STARTTLS. */
static LpSecurity
read_security (const LpFields *fields, const char *key)
{
  gint64 number = lp_fields_get_int (fields, key, 0);

  if (number == 1)
    return LP_SECURITY_TLS;
  return number == 2 ? LP_SECURITY_STARTTLS : LP_SECURITY_PLAIN;
}

/* A port counts only where its switch is on; both have two spellings. */
static gint64
read_port (const LpFields *fields, const char *protocol)
{
  g_autofree char *switch_key = g_strdup_printf ("set_%sport", protocol);
  g_autofree char *key = g_strdup_printf ("%s_port", protocol);
  g_autofree char *other_key = g_strdup_printf ("%sport", protocol);

  if (!lp_fields_get_bool (fields, switch_key, FALSE))
    return 0;
  return lp_fields_get_int (fields, key, lp_fields_get_int (fields, other_key, 0));
}

static void
read_outgoing (const LpFields *fields, LpLegacyAccount *account)
{
  const char *host = lp_fields_get (fields, "smtp_server");
  const char *user = lp_fields_get (fields, "smtp_user_id");

  if (host == NULL)
    return;

  account->sends = LP_LEGACY_SENDS_WITHOUT;
  if (lp_fields_get_bool (fields, "use_smtp_auth", FALSE))
    account->sends = user != NULL ? LP_LEGACY_SENDS_PASSWORD : LP_LEGACY_SENDS_AS_INCOMING;
  account->outgoing = lp_legacy_server_new (
      LP_LEGACY_SMTP, host, read_port (fields, "smtp"), read_security (fields, "ssl_smtp"),
      account->sends == LP_LEGACY_SENDS_PASSWORD ? user : NULL);
  if (account->sends == LP_LEGACY_SENDS_WITHOUT)
    account->outgoing->sign_in = LP_SIGN_IN_NONE;
}

static int
read_leave (const LpFields *fields)
{
  gint64 days = lp_fields_get_int (fields, "message_leave_time", 0);

  if (lp_fields_get (fields, "remove_mail") == NULL)
    return LP_LEGACY_LEAVE_UNKNOWN;
  if (!lp_fields_get_bool (fields, "remove_mail", FALSE))
    return LP_LEAVE_ALWAYS;
  return days >= 0 && days <= 3650 ? (int)days : 0;
}

static LpLegacyAccount *
read_account (const char *format, const LpFields *fields)
{
  const char *host = lp_fields_get (fields, "receive_server");
  int kind = read_kind (fields);
  gboolean is_imap = kind == LP_LEGACY_IMAP;

  if (kind < 0 || host == NULL)
    return NULL;

  LpLegacyAccount *account = lp_legacy_account_new (format);

  account->label = lp_legacy_dup_field (lp_fields_get (fields, "account_name"));
  account->name = lp_legacy_dup_field (lp_fields_get (fields, "name"));
  lp_legacy_account_set_address (account, lp_fields_get (fields, "address"));
  account->incoming = lp_legacy_server_new (
      (LpLegacyKind)kind, host, read_port (fields, is_imap ? "imap" : "pop"),
      read_security (fields, is_imap ? "ssl_imap" : "ssl_pop"), lp_fields_get (fields, "user_id"));
  read_outgoing (fields, account);
  if (!is_imap)
    account->leave_on_server = read_leave (fields);
  account->is_default = lp_fields_get_bool (fields, "is_default", FALSE);
  account->clear_text_secret
      = lp_fields_get (fields, "password") != NULL && lp_fields_get (fields, "password")[0] != '!';
  return account;
}

static void
read_accounts (const char *format, const LpLegacyFile *file, const char *charset,
               LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (file, charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);

  for (guint i = 0; i < sections->len && !reading->is_full; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);
    LpLegacyAccount *account = NULL;

    if (fields->name != NULL && g_str_has_prefix (fields->name, "Account"))
      account = read_account (format, fields);
    if (account == NULL)
      continue;
    lp_legacy_account_finish (account, used);
    lp_legacy_reading_add (reading, account);
  }
}

static void
read_claws (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  read_accounts ("claws", &files[0], charset, reading);
}

static void
read_sylpheed (const LpLegacyFile *files, guint n_files, const char *charset,
               LpLegacyReading *reading)
{
  read_accounts ("sylpheed", &files[0], charset, reading);
}

const LpLegacy lp_legacy_sylpheed = {
  .id = "sylpheed",
  .name = "Sylpheed",
  .max_size = LARGEST_FILE,
  .sniff = sniff_sylpheed,
  .read = read_sylpheed,
};

const LpLegacy lp_legacy_claws = {
  .id = "claws",
  .name = "Claws Mail",
  .max_size = LARGEST_FILE,
  .sniff = sniff_claws,
  .read = read_claws,
};
