/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * gotmail fetched Hotmail by scraping its web pages. ~/.gotmailrc holds name=value lines and bare
 * switches; the password in it opens nothing any more and is not read.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (256 * 1024)

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "gotmail");
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const LpFields *fields = g_ptr_array_index (sections, 0);
  const char *user = lp_fields_get (fields, "username");
  const char *domain = lp_fields_get (fields, "domain");

  if (user == NULL)
    return;

  LpLegacyAccount *account = lp_legacy_account_new ("gotmail");
  g_autofree char *address
      = strchr (user, '@') != NULL
            ? g_strdup (user)
            : g_strdup_printf ("%s@%s", user, domain != NULL ? domain : "hotmail.com");

  lp_legacy_account_set_address (account, address);
  account->incoming = lp_legacy_server_new (LP_LEGACY_WEBMAIL, NULL, 0, LP_SECURITY_PLAIN, user);
  account->gateway = g_strdup ("gotmail");
  account->clear_text_secret = lp_fields_get (fields, "password") != NULL;
  lp_legacy_account_finish (account, used);
  lp_legacy_reading_add (reading, account);
}

const LpLegacy lp_legacy_gotmail = {
  .id = "gotmail",
  .name = "gotmail",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
