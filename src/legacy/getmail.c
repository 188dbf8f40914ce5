/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * getmail's rc files. [retriever] type says protocol and TLS: SimplePOP3SSLRetriever,
 * MultidropIMAPRetriever … A password_command is code and never run.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (256 * 1024)

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "[retriever]");
}

static int
read_leave (const LpFields *options)
{
  gint64 days = lp_fields_get_int (options, "delete_after", 0);

  if (lp_fields_get_bool (options, "delete", FALSE))
    return 0;
  return days > 0 && days <= 3650 ? (int)days : LP_LEAVE_ALWAYS;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const LpFields *retriever = lp_sections_find (sections, "retriever");
  const char *type = lp_fields_get (retriever, "type");
  const char *host = lp_fields_get (retriever, "server");

  if (type == NULL || host == NULL)
    return;

  gboolean is_imap = strstr (type, "IMAP") != NULL;
  LpLegacyAccount *account = lp_legacy_account_new ("getmail");

  account->incoming = lp_legacy_server_new (
      is_imap ? LP_LEGACY_IMAP : LP_LEGACY_POP3, host, lp_fields_get_int (retriever, "port", 0),
      strstr (type, "SSL") != NULL ? LP_SECURITY_TLS : LP_SECURITY_PLAIN,
      lp_fields_get (retriever, "username"));
  if (lp_fields_get_bool (retriever, "use_xoauth2", FALSE))
    account->incoming->sign_in = LP_SIGN_IN_OAUTH2;
  if (!is_imap)
    account->leave_on_server = read_leave (lp_sections_find (sections, "options"));
  account->clear_text_secret = lp_fields_get (retriever, "password") != NULL;
  lp_legacy_account_finish (account, used);
  lp_legacy_reading_add (reading, account);
}

const LpLegacy lp_legacy_getmail = {
  .id = "getmail",
  .name = "getmail",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
