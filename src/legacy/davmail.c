/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * DavMail speaks Exchange on one side and IMAP, POP3 and SMTP on the other, on this machine. Its
 * settings are Java properties: "\:" and "\=" are escapes. Refresh tokens in it are bound to the
 * person's password and are left alone. Source: DavMail's own documentation.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (256 * 1024)
#define TOKEN_START "davmail.oauth."
#define TOKEN_END ".refreshtoken"

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "davmail") || lp_legacy_file_head_has (file, "\ndavmail.")
         || lp_legacy_file_has_start (file, "davmail.");
}

static char *
unescape (const char *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = value; c != NULL && *c != '\0'; c++) {
    if (*c == '\\' && c[1] != '\0')
      c++;
    g_string_append_c (text, *c);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_microsoft365 (const LpFields *fields, const char *url)
{
  const char *mode = lp_fields_get (fields, "davmail.mode");

  return (mode != NULL && g_str_has_prefix (mode, "O365"))
         || strstr (url, "outlook.office365.com") != NULL;
}

/* "davmail.oauth.me@example.com.refreshToken": the only place where an address stands. */
static void
find_address (const LpFields *fields, LpLegacyAccount *account)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, fields->values);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const char *name = key;

    /* Without an address in between, the dot before "refreshToken" would count for both. */
    if (!g_str_has_prefix (name, TOKEN_START) || !g_str_has_suffix (name, TOKEN_END)
        || strlen (name) <= strlen (TOKEN_START) + strlen (TOKEN_END))
      continue;

    g_autofree char *address = g_strndup (
        name + strlen (TOKEN_START), strlen (name) - strlen (TOKEN_START) - strlen (TOKEN_END));
    lp_legacy_account_set_address (account, address);
  }
}

static LpLegacyServer *
read_server (const LpFields *fields, LpLegacyKind kind, const char *key)
{
  gint64 port = lp_fields_get_int (fields, key, 0);

  return port > 0 ? lp_legacy_server_new (kind, "localhost", port, LP_SECURITY_PLAIN, NULL) : NULL;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const LpFields *fields = g_ptr_array_index (sections, 0);
  g_autofree char *url = unescape (lp_fields_get (fields, "davmail.url"));
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("davmail");

  account->incoming = read_server (fields, LP_LEGACY_IMAP, "davmail.imapPort");
  if (account->incoming == NULL)
    account->incoming = read_server (fields, LP_LEGACY_POP3, "davmail.popPort");
  account->outgoing = read_server (fields, LP_LEGACY_SMTP, "davmail.smtpPort");
  if (account->incoming == NULL && account->outgoing == NULL)
    return;

  account->gateway = g_strdup ("davmail");
  if (is_microsoft365 (fields, url))
    lp_legacy_account_add_note (account, "microsoft365", NULL);
  else
    account->exchange = lp_legacy_dup_field (url);
  find_address (fields, account);
  lp_legacy_account_finish (account, used);
  lp_legacy_reading_add (reading, g_steal_pointer (&account));
}

const LpLegacy lp_legacy_davmail = {
  .id = "davmail",
  .name = "DavMail",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
