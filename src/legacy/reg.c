/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Registry exports: REGEDIT4 (8-bit text of an unnamed code page) and version 5.00 (UTF-16; people
 * re-save it as UTF-8). Accounts lie in
 *
 *     …\Internet Account Manager\Accounts\00000001      Outlook Express, per identity below
 * Identities\{GUID} …\OMI Account Manager\Accounts\00000001           Outlook 98 and 2000
 *     …\9375CFF0413111d3B88A00104B2A6676\00000001       profiles of Outlook 2002 and later
 *
 * Stored passwords are bound to the Windows account that wrote them and are skipped. Sources:
 * Mozilla's importers (nsOESettings.cpp, nsOutlookSettings.cpp) and Microsoft's account management
 * reference.
 */
#include "legacy/formats.h"

#include <glib/gi18n.h>
#include <string.h>

#include "legacy/reading.h"
#include "legacy/text.h"
#include "legacy/windows.h"

#define LARGEST_FILE (16 * 1024 * 1024)

/* How the paths of account keys go on in front of their number. */
static const struct {
  const char *parent;
  const LpWindowsWords *words;
} places[] = {
  { "\\Internet Account Manager\\Accounts", &lp_windows_express },
  { "\\OMI Account Manager\\Accounts", &lp_windows_express },
  { "\\9375CFF0413111d3B88A00104B2A6676", &lp_windows_outlook },
};

typedef struct {
  LpLegacyReading *reading;
  const char *charset;
  gboolean is_wide;     /* hex(2) and hex(7) hold UTF-16 */
  LpFields *key;        /* the key being read; its name is the path */
  LpFields *identities; /* name by GUID */
  LpFields *defaults;   /* number of the default account by the path above Accounts */
} Export;

static gboolean
sniff (const LpLegacyFile *file)
{
  g_autofree char *head = lp_legacy_file_dup_head (file);
  g_autofree char *base = g_ascii_strdown (lp_legacy_file_get_base (file), -1);

  return g_str_has_prefix (head, "REGEDIT4")
         || g_str_has_prefix (head, "Windows Registry Editor Version 5.00")
         || g_str_has_suffix (base, ".reg");
}

static gboolean
has_suffix_nocase (const char *text, gsize length, const char *suffix)
{
  gsize suffix_length = strlen (suffix);

  return length >= suffix_length
         && g_ascii_strncasecmp (text + length - suffix_length, suffix, suffix_length) == 0;
}

/* "…\Identities\{GUID}\Software…": the identity's name; for Outlook the profile's, one level above
 * the accounts. */
static char *
dup_group (const Export *export, const char *parent, gsize parent_length)
{
  const char *brace = strchr (parent, '{');

  if (brace != NULL) {
    g_autofree char *guid = g_strndup (brace, strcspn (brace, "\\"));

    return lp_legacy_dup_field (lp_fields_get (export->identities, guid));
  }
  if (!has_suffix_nocase (parent, parent_length, places[2].parent))
    return NULL;

  g_autofree char *path = g_strndup (parent, parent_length - strlen (places[2].parent));
  const char *profile = strrchr (path, '\\');

  return lp_legacy_dup_field (profile != NULL ? profile + 1 : NULL);
}

static gboolean
is_default (const Export *export, const char *parent, gsize parent_length, const char *number)
{
  const char *accounts = "\\Accounts";

  if (!has_suffix_nocase (parent, parent_length, accounts))
    return FALSE;

  g_autofree char *manager = g_strndup (parent, parent_length - strlen (accounts));

  return g_strcmp0 (lp_fields_get (export->defaults, manager), number) == 0;
}

static void
add_account (Export *export, const LpWindowsWords *words, const char *parent, gsize parent_length)
{
  LpLegacyAccount *account = lp_windows_read_account (words, "reg", export->key, export->charset);

  if (account == NULL)
    return;

  account->group = dup_group (export, parent, parent_length);
  account->is_default = is_default (export, parent, parent_length, parent + parent_length + 1);
  lp_legacy_reading_add (export->reading, account);
}

/* Exports list a key's own values before the keys below it, so names of identities and defaults
 * come first. */
static void
end_key (Export *export)
{
  if (export->key == NULL)
    return;

  const char *path = export->key->name;
  const char *last = strrchr (path, '\\');
  gsize parent_length = last != NULL ? (gsize)(last - path) : 0;
  const char *user = lp_fields_get (export->key, "Username");
  const char *number = lp_fields_get (export->key, "Default Mail Account");

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (has_suffix_nocase (path, parent_length, places[i].parent))
      add_account (export, places[i].words, path, parent_length);
  if (user != NULL && last != NULL && last[1] == '{')
    lp_fields_set (export->identities, last + 1, user);
  if (number != NULL)
    lp_fields_set (export->defaults, path, number);
  g_clear_pointer (&export->key, lp_fields_free);
}

/* Reads "text" with the escapes \\ and \". %NULL: it is not ended. */
static char *
take_quoted (const char **cursor)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *c = *cursor + 1;

  for (; *c != '"'; c++) {
    if (*c == '\\' && c[1] != '\0')
      c++;
    if (*c == '\0')
      return NULL;
    g_string_append_c (text, *c);
  }
  *cursor = c + 1;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "aa,bb,…", over lines that end in a backslash. */
static GByteArray *
take_octets (const char *digits, char **cursor)
{
  GByteArray *octets = g_byte_array_new ();

  while (digits != NULL && *digits != '\0') {
    int high = g_ascii_xdigit_value (digits[0]);
    int low = high >= 0 ? g_ascii_xdigit_value (digits[1]) : -1;

    if (*digits == '\\') {
      digits = lp_text_take_line (cursor);
    } else if (low >= 0) {
      guint8 octet = (guint8)(high << 4 | low);

      g_byte_array_append (octets, &octet, 1);
      digits += 2;
    } else {
      digits++;
    }
  }
  return octets;
}

/* Text hides in binary values as well: Outlook 2002 to 2010 wrote UTF-16 there. */
static char *
decode_hex (const Export *export, const char *value, char **cursor)
{
  gboolean is_plain_binary = g_str_has_prefix (value, "hex:");
  const char *colon = strchr (value, ':');
  g_autoptr (GByteArray) octets = take_octets (colon != NULL ? colon + 1 : NULL, cursor);

  if (is_plain_binary || export->is_wide)
    return lp_text_from_utf16 (octets->data, octets->len, FALSE);
  return lp_text_decode (octets->data, octets->len, export->charset, NULL);
}

static char *
decode_value (Export *export, const char *value, char **cursor)
{
  if (value[0] == '"') {
    char *text = take_quoted (&value);

    if (text == NULL)
      lp_legacy_reading_set_damage (export->reading, lp_legacy_damaged_line ());
    return text;
  }
  if (g_ascii_strncasecmp (value, "dword:", 6) == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT,
                            g_ascii_strtoull (value + 6, NULL, 16) & G_MAXUINT32);
  if (g_ascii_strncasecmp (value, "hex", 3) == 0)
    return decode_hex (export, value, cursor);
  return NULL;
}

static void
read_value (Export *export, const char *line, char **cursor)
{
  g_autofree char *name = take_quoted (&line);

  if (name == NULL || line[0] != '=')
    return;

  g_autofree char *value = decode_value (export, line + 1, cursor);

  if (export->key != NULL && !g_str_has_suffix (name, "Password")
      && !g_str_has_suffix (name, "Password2"))
    lp_fields_set (export->key, name, value);
}

static void
read_line (Export *export, char *line, char **cursor)
{
  if (line[0] == '[') {
    end_key (export);
    line[strcspn (line, "]")] = '\0';
    if (line[1] != '-')
      export->key = lp_fields_new (line + 1);
  } else if (line[0] == '"') {
    read_value (export, line, cursor);
  }
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  Export export = { .reading = reading };
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &export.charset);
  char *cursor = text;

  export.is_wide = g_str_has_prefix (text, "Windows Registry Editor Version 5");
  if (!export.is_wide && !g_str_has_prefix (text, "REGEDIT4")) {
    lp_legacy_reading_set_error (reading, _ ("This is not a registry export of Windows."));
    return;
  }

  export.identities = lp_fields_new (NULL);
  export.defaults = lp_fields_new (NULL);
  for (char *line = lp_text_take_line (&cursor); line != NULL && !reading->is_full;
       line = lp_text_take_line (&cursor))
    read_line (&export, line, &cursor);
  end_key (&export);
  lp_fields_free (export.identities);
  lp_fields_free (export.defaults);
}

const LpLegacy lp_legacy_reg = {
  .id = "reg",
  .name = "Outlook Express, Outlook (.reg)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
