/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * msmtp's configuration: "defaults" and "account NAME [: PARENT]" begin sections of "command
 * argument" lines; a section starts with what the defaults, then its parents, say. A passwordeval
 * is code and never run.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"
#include "legacy/text.h"

#define LARGEST_FILE (1024 * 1024)
#define MOST_SECTIONS 512
#define LONGEST_LINE 2048

/* What matters; a section inherits it, so that nothing else may make sections grow. */
static const char *const commands[]
    = { "auth", "from", "host", "password", "port", "tls", "tls_starttls", "user", NULL };

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "msmtp")
         || lp_legacy_file_head_has (file, "\ntls_starttls ")
         || lp_legacy_file_head_has (file, "\naccount default :");
}

static void
inherit (LpFields *fields, const LpFields *parent)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (parent == NULL)
    return;

  g_hash_table_iter_init (&iter, parent->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    lp_fields_set (fields, name, value);
}

/* "NAME [: PARENT]"; "default : NAME" only says which account is the default. */
static LpFields *
begin_account (GPtrArray *sections, char *argument)
{
  char *colon = strchr (argument, ':');
  char *parents = colon != NULL ? colon + 1 : NULL;

  if (colon != NULL)
    *colon = '\0';

  LpFields *fields = lp_fields_new (g_strstrip (argument));
  g_auto (GStrv) names = g_strsplit (parents != NULL ? parents : "", ",", 16);

  inherit (fields, g_ptr_array_index (sections, 0));
  for (guint i = 0; names[i] != NULL; i++)
    inherit (fields, lp_sections_find (sections, g_strstrip (names[i])));
  if (g_str_equal (fields->name, "default") && names[0] != NULL)
    lp_fields_set (fields, " default of", names[0]);
  return fields;
}

static char *
unquote (char *text)
{
  gsize length = strlen (text);

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
    text[length - 1] = '\0';
    return text + 1;
  }
  return text;
}

/* The first section is that of the defaults. */
static GPtrArray *
read_sections (char *text)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_fields_free);
  LpFields *current = lp_fields_new ("");

  g_ptr_array_add (sections, current);
  for (char *line = lp_text_take_line (&text); line != NULL; line = lp_text_take_line (&text)) {
    char *command = g_strstrip (line);
    gsize length = strcspn (command, " \t");
    char *argument = command + length;

    if (command[0] == '#' || command[0] == '\0' || strlen (command) > LONGEST_LINE)
      continue;
    if (*argument != '\0')
      *argument++ = '\0';
    argument = unquote (g_strstrip (argument));

    if (g_str_equal (command, "account") && sections->len < MOST_SECTIONS) {
      current = begin_account (sections, argument);
      g_ptr_array_add (sections, current);
    } else if (g_str_equal (command, "defaults")) {
      current = g_ptr_array_index (sections, 0);
    } else if (g_strv_contains (commands, command)) {
      lp_fields_set (current, command, g_str_equal (command, "password") ? "(set)" : argument);
    }
  }
  return sections;
}

/* A bare command means "on". */
static gboolean
is_on (const LpFields *fields, const char *name, gboolean fallback)
{
  if (!g_hash_table_contains (fields->values, name))
    return fallback;
  return lp_fields_get_bool (fields, name, TRUE);
}

static LpLegacyAccount *
read_account (const LpFields *fields)
{
  const char *host = lp_fields_get (fields, "host");
  const char *auth = lp_fields_get (fields, "auth");
  LpSecurity security = LP_SECURITY_PLAIN;

  if (host == NULL)
    return NULL;
  if (is_on (fields, "tls", FALSE))
    security = is_on (fields, "tls_starttls", TRUE) ? LP_SECURITY_STARTTLS : LP_SECURITY_TLS;

  LpLegacyAccount *account = lp_legacy_account_new ("msmtp");

  account->label = lp_legacy_dup_field (fields->name);
  account->outgoing
      = lp_legacy_server_new (LP_LEGACY_SMTP, host, lp_fields_get_int (fields, "port", 0), security,
                              lp_fields_get (fields, "user"));
  account->outgoing->sign_in = lp_legacy_sign_in_of_mechanism (auth);
  account->sends
      = is_on (fields, "auth", FALSE) ? LP_LEGACY_SENDS_PASSWORD : LP_LEGACY_SENDS_WITHOUT;
  if (account->sends == LP_LEGACY_SENDS_WITHOUT)
    account->outgoing->sign_in = LP_SIGN_IN_NONE;
  else if (account->outgoing->sign_in == LP_SIGN_IN_OAUTH2)
    account->sends = LP_LEGACY_SENDS_OAUTH2;
  account->clear_text_secret = lp_fields_get (fields, "password") != NULL;
  lp_legacy_account_set_address (account, lp_fields_get (fields, "from"));
  return account;
}

static void
mark_default (LpLegacyReading *reading, const char *label)
{
  for (guint i = 0; i < reading->accounts->len; i++) {
    LpLegacyAccount *account = g_ptr_array_index (reading->accounts, i);

    account->is_default |= g_strcmp0 (account->label, label) == 0;
  }
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = read_sections (text);

  for (guint i = 1; i < sections->len; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);
    const char *default_of = lp_fields_get (fields, " default of");
    LpLegacyAccount *account = default_of == NULL ? read_account (fields) : NULL;

    if (default_of != NULL)
      mark_default (reading, default_of);
    if (account == NULL)
      continue;
    lp_legacy_account_finish (account, used);
    lp_legacy_reading_add (reading, account);
  }
}

const LpLegacy lp_legacy_msmtp = {
  .id = "msmtp",
  .name = "msmtp",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
