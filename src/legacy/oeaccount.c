/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Accounts of Windows Mail (Vista) and Windows Live Mail: XML, mostly UTF-16, a root MessageAccount
 * with one child for each property, whose name is the registry's with blanks as underscores. Types:
 * SZ (where "0" and "FALSE" stand for empty), DWORD (hexadecimal without "0x": 3e3 is port 995),
 * BINARY (bound to the Windows account, skipped). Source: Microsoft's "New Handling for Account
 * Data".
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/reading.h"
#include "legacy/windows.h"

#define LARGEST_FILE (1024 * 1024)
#define DEEPEST 2

typedef enum { TYPE_NONE, TYPE_TEXT, TYPE_NUMBER } Type;

typedef struct {
  LpFields *fields;
  guint depth;
  Type type; /* of the property being read */
} Document;

static gboolean
sniff (const LpLegacyFile *file)
{
  g_autofree char *head = lp_legacy_file_dup_head (file);
  g_autofree char *base = g_ascii_strdown (lp_legacy_file_get_base (file), -1);

  return strstr (head, "<MessageAccount") != NULL || g_str_has_suffix (base, ".oeaccount");
}

static Type
find_type (const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "type")) {
      if (g_ascii_strcasecmp (values[i], "SZ") == 0)
        return TYPE_TEXT;
      if (g_ascii_strcasecmp (values[i], "DWORD") == 0)
        return TYPE_NUMBER;
    }
  return TYPE_NONE;
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer user_data, GError **error)
{
  Document *document = user_data;

  document->depth++;
  document->type = document->depth == DEEPEST ? find_type (names, values) : TYPE_NONE;
  if (document->depth > DEEPEST)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, element);
  else if (document->depth == 1 && !g_str_equal (element, "MessageAccount"))
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, element);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Document *document = user_data;

  document->depth--;
  document->type = TYPE_NONE;
}

/* A number that does not read as one is no reason to give the file up: Microsoft's own sample holds
 * one. */
static char *
decode_number (const char *text)
{
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 16);

  if (g_ascii_strcasecmp (text, "TRUE") == 0 || g_ascii_strcasecmp (text, "FALSE") == 0)
    return g_strdup (text);
  return end != text && *end == '\0' ? g_strdup_printf ("%" G_GUINT64_FORMAT, number & G_MAXUINT32)
                                     : NULL;
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  Document *document = user_data;

  if (document->type == TYPE_NONE)
    return;

  g_autofree char *name
      = g_strdelimit (g_strdup (g_markup_parse_context_get_element (context)), "_", ' ');
  g_autofree char *value = g_strstrip (g_strndup (text, length));

  if (document->type == TYPE_NUMBER) {
    g_autofree char *number = decode_number (value);

    lp_fields_set (document->fields, name, number);
  } else if (!g_str_equal (value, "0") && !g_str_equal (value, "FALSE")) {
    lp_fields_set (document->fields, name, value);
  }
}

/* Windows Live Mail's Hotmail accounts (DeltaSync) name no server, only whose they are. */
static LpLegacyAccount *
read_windows_live (const LpFields *fields)
{
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("oeaccount");

  if (!lp_legacy_account_set_address (account, lp_fields_get (fields, "SMTP Email Address")))
    return NULL;

  account->label = lp_legacy_dup_field (lp_fields_get (fields, "Account Name"));
  account->name = lp_legacy_dup_field (lp_fields_get (fields, "SMTP Display Name"));
  lp_legacy_account_add_note (account, "windows-live", NULL);
  return g_steal_pointer (&account);
}

static void
add_account (LpLegacyReading *reading, const LpFields *fields, const char *charset)
{
  LpLegacyAccount *account
      = lp_windows_read_account (&lp_windows_express, "oeaccount", fields, charset);
  gboolean is_other = lp_fields_get (fields, "NNTP Server") != NULL
                      || lp_fields_get (fields, "LDAP Server") != NULL;

  if (account == NULL && !is_other)
    account = read_windows_live (fields);
  if (account != NULL)
    lp_legacy_reading_add (reading, account);
  else if (is_other)
    lp_legacy_reading_add_note (reading, "not-a-mail-account", NULL);
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  static const GMarkupParser parser
      = { .start_element = on_start, .end_element = on_end, .text = on_text };
  g_autoptr (LpFields) fields = lp_fields_new (NULL);
  Document document = { .fields = fields };
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, 0, &document, NULL);

  if (!g_markup_parse_context_parse (context, text, -1, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    lp_legacy_reading_set_damage (reading, lp_legacy_damaged_part ());
  add_account (reading, fields, used);
}

const LpLegacy lp_legacy_oeaccount = {
  .id = "oeaccount",
  .name = "Windows Mail, Windows Live Mail (.oeaccount)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
