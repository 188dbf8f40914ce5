/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Outlook profile files (.prf), as administrators and the Custom Installation Wizard made them:
 * [Internet Account List] names the sections of the accounts (I_Mail is POP3), [Service List] those
 * of Exchange and data files; the sections of mappings below them ([I_Mail], [IMAP_I_Mail],
 * [INET_HTTP]) are no accounts. There are no passwords. Values may hold variables like %UserName%:
 * left to be filled in, never expanded.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/reading.h"
#include "legacy/windows.h"

#define LARGEST_FILE (1024 * 1024)

static gboolean
sniff (const LpLegacyFile *file)
{
  g_autofree char *head = lp_legacy_file_dup_head (file);
  g_autofree char *base = g_ascii_strdown (lp_legacy_file_get_base (file), -1);

  return g_str_has_suffix (base, ".prf") || strstr (head, "[Internet Account List]") != NULL;
}

static gboolean
has_variable (const char *value)
{
  const char *percent = strchr (value, '%');

  return percent != NULL && strchr (percent + 1, '%') != NULL;
}

/* Takes out what only the administrator's tool could have filled in. */
static gboolean
drop_variables (LpFields *fields)
{
  GHashTableIter iter;
  gpointer value;
  gboolean dropped = FALSE;

  g_hash_table_iter_init (&iter, fields->values);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (has_variable (value)) {
      g_hash_table_iter_remove (&iter);
      dropped = TRUE;
    }
  return dropped;
}

/* Accounts over HTTP have names of their own for two things. */
static void
rename_http_fields (LpFields *fields)
{
  if (lp_fields_get (fields, "AccountName") == NULL)
    lp_fields_set (fields, "AccountName", lp_fields_get (fields, "Account"));
  if (lp_fields_get (fields, "DisplayName") == NULL)
    lp_fields_set (fields, "DisplayName", lp_fields_get (fields, "FullName"));
}

static void
read_account (LpFields *fields, const char *charset, LpLegacyReading *reading)
{
  gboolean dropped = drop_variables (fields);

  rename_http_fields (fields);

  LpLegacyAccount *account = lp_windows_read_account (&lp_windows_prf, "prf", fields, charset);

  if (account == NULL)
    return;

  account->is_default = lp_fields_get_bool (fields, "DefaultAccount", FALSE);
  if (dropped)
    lp_legacy_account_add_note (account, "to-be-filled-in", NULL);
  lp_legacy_reading_add (reading, account);
}

static gboolean
has_exchange (GPtrArray *sections)
{
  for (guint i = 0; i < sections->len; i++)
    if (lp_fields_get (g_ptr_array_index (sections, i), "HomeServer") != NULL)
      return TRUE;
  return FALSE;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const LpFields *list = lp_sections_find (sections, "Internet Account List");

  for (guint i = 1; i <= LP_LEGACY_MAX_ACCOUNTS; i++) {
    g_autofree char *name = g_strdup_printf ("Account%u", i);
    LpFields *section = lp_sections_find (sections, name);

    if (lp_fields_get (list, name) != NULL && section != NULL)
      read_account (section, used, reading);
  }
  if (has_exchange (sections))
    lp_legacy_reading_add_note (reading, reading->accounts->len == 0 ? "exchange-only" : "exchange",
                                NULL);
}

const LpLegacy lp_legacy_prf = {
  .id = "prf",
  .name = "Outlook profile (.prf)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
