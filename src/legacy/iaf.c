/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Account export of Outlook Express 4 to 6, Outlook 98 and 2000 (version 5, 8-bit text) and Windows
 * Mail and Windows Live Mail (version 7, UTF-16). Little-endian throughout:
 *
 *     "fMAI"  16-bit 0  16-bit version  32-bit kind (0 news, 1 mail, 2 directory)
 *     records to the end: 32-bit id, 32-bit length, data
 *
 * The lower half of an id is its type (Microsoft's PROPTYPE), the upper half the property's number,
 * so that even an unknown one can be skipped safely. Sources: the tables of the Perl module
 * Win32::Outlook::IAF 0.96 and Microsoft's Windows Mail reference. The last of two equal ids wins.
 */
#include "legacy/iaf.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "legacy/formats.h"
#include "legacy/text.h"
#include "legacy/windows.h"

#define LARGEST_FILE (1024 * 1024)
#define HEADER_SIZE 12
#define RECORD_SIZE 8
#define LONGEST_RECORD (64 * 1024)
#define VERSION_WIDE 7

enum { KIND_NEWS, KIND_MAIL };

enum {
  TYPE_DWORD = 0x03e9,
  TYPE_CHAR = 0x03ee,
  TYPE_STRING = 0x03f0,
  TYPE_FLAGS = 0x03f2,
  TYPE_WSTRING = 0x03f4,
  TYPE_BOOL = 0x03f5,
  TYPE_PASS = 0x03f6,
};

enum { IMAP_PASSWORD = 4762, HTTPMAIL_PASSWORD = 4912, POP3_PASSWORD = 5062, SMTP_PASSWORD = 5162 };

/* Numbers whose names the registry has too; the others tell nothing about how to reach a mailbox.
 */
static const struct {
  guint16 number;
  const char *name;
} properties[] = {
  { 4661, "Account Name" },
  { 4760, "IMAP Server" },
  { 4761, "IMAP User Name" },
  { 4764, "IMAP Use Sicily" },
  { 4765, "IMAP Port" },
  { 4766, "IMAP Secure Connection" },
  { 4910, "HTTPMail Server" },
  { 4911, "HTTPMail User Name" },
  { 4914, "HTTPMail Use Sicily" },
  { 4960, "NNTP Server" },
  { 5060, "POP3 Server" },
  { 5061, "POP3 User Name" },
  { 5064, "POP3 Use Sicily" },
  { 5065, "POP3 Port" },
  { 5066, "POP3 Secure Connection" },
  { 5068, "Leave Mail On Server" },
  { 5069, "Remove When Deleted" },
  { 5070, "Remove When Expired" },
  { 5071, "Expire Days" },
  { 5160, "SMTP Server" },
  { 5161, "SMTP User Name" },
  { 5164, "SMTP Use Sicily" },
  { 5165, "SMTP Port" },
  { 5166, "SMTP Secure Connection" },
  { 5168, "SMTP Display Name" },
  { 5169, "SMTP Organization Name" },
  { 5170, "SMTP Email Address" },
  { 5171, "SMTP Reply To Email Address" },
};

static const guint8 scramble_key[4] = { 0x75, 0x18, 0x15, 0x14 };

typedef struct {
  guint16 number;
  guint16 type;
  const guint8 *data;
  guint32 length;
} Record;

static guint32
read_number (const guint8 *data, gsize length)
{
  guint32 number = 0;

  for (gsize i = 0; i < MIN (length, 4); i++)
    number |= (guint32)data[i] << (8 * i);
  return number;
}

/* FALSE at the end; @offset then stands at the size of the file if the file is sound. */
static gboolean
take_record (const guint8 *data, gsize size, gsize *offset, Record *record)
{
  if (size - *offset < RECORD_SIZE)
    return FALSE;

  const guint8 *start = data + *offset;
  guint32 length = read_number (start + 4, 4);

  if (length > LONGEST_RECORD || length > size - *offset - RECORD_SIZE)
    return FALSE;

  record->type = read_number (start, 2);
  record->number = read_number (start + 2, 2);
  record->data = start + RECORD_SIZE;
  record->length = length;
  *offset += RECORD_SIZE + length;
  return TRUE;
}

static const char *
find_property (guint16 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (properties[i].number == number)
      return properties[i].name;
  return NULL;
}

static gboolean
is_wide (const Record *record, guint version)
{
  return record->type == TYPE_WSTRING || (record->type == TYPE_STRING && version >= VERSION_WIDE);
}

/* The length comes from the record, the type only chooses the decoder: a BOOL of one octet reads as
 * well. */
static char *
decode_record (const Record *record, guint version, const char *charset)
{
  if (is_wide (record, version))
    return lp_text_from_utf16 (record->data, record->length, FALSE);
  if (record->type == TYPE_STRING)
    return lp_text_decode (record->data, strnlen ((const char *)record->data, record->length),
                           charset, NULL);
  if ((record->type >= TYPE_DWORD && record->type <= TYPE_CHAR) || record->type == TYPE_FLAGS
      || record->type == TYPE_BOOL)
    return g_strdup_printf ("%u", read_number (record->data, record->length));
  return NULL;
}

/* One guess for the whole file: a single name is often too short to tell. */
static const char *
guess_charset (const guint8 *data, gsize size, guint version, const char *charset)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gsize offset = HEADER_SIZE;
  Record record;
  const char *used = NULL;

  while (take_record (data, size, &offset, &record))
    if (record.type == TYPE_STRING && !is_wide (&record, version))
      g_byte_array_append (all, record.data, record.length);

  g_autofree char *text = lp_text_decode (all->data, all->len, charset, &used);

  return used;
}

static gboolean
is_sound_password (const Record *record)
{
  return record->type == TYPE_PASS && record->length > 6 && record->data[0] == 1
         && record->data[1] == 1 && read_number (record->data + 2, 4) > 0
         && read_number (record->data + 2, 4) <= record->length - 6;
}

static gboolean
is_password_of (guint16 number, gboolean outgoing)
{
  if (outgoing)
    return number == SMTP_PASSWORD;
  return number == IMAP_PASSWORD || number == HTTPMAIL_PASSWORD || number == POP3_PASSWORD;
}

static gboolean
sniff (const LpLegacyFile *file)
{
  g_autofree char *base = g_ascii_strdown (lp_legacy_file_get_base (file), -1);

  return lp_legacy_file_has_start (file, "fMAI") || g_str_has_suffix (base, ".iaf");
}

static void
add_account (LpLegacyReading *reading, const LpFields *fields, const char *charset,
             gboolean has_password)
{
  LpLegacyAccount *account = lp_windows_read_account (&lp_windows_express, "iaf", fields, charset);

  if (account == NULL)
    return;

  /* A damaged record may have taken the address along; half an account helps nobody. */
  if (reading->damage != NULL && account->address == NULL) {
    lp_legacy_account_free (account);
    return;
  }
  account->has_password = has_password;
  lp_legacy_reading_add (reading, account);
}

static void
read_records (const guint8 *data, gsize size, const char *charset, LpLegacyReading *reading)
{
  guint version = read_number (data + 6, 2);
  const char *used = guess_charset (data, size, version, charset);
  g_autoptr (LpFields) fields = lp_fields_new (NULL);
  gboolean has_password = FALSE;
  gsize offset = HEADER_SIZE;
  Record record;

  while (take_record (data, size, &offset, &record)) {
    const char *name = find_property (record.number);
    g_autofree char *value = name != NULL ? decode_record (&record, version, used) : NULL;

    if (value != NULL)
      lp_fields_set (fields, name, value);
    if (is_password_of (record.number, FALSE) || is_password_of (record.number, TRUE))
      has_password |= is_sound_password (&record);
  }

  if (offset != size)
    lp_legacy_reading_set_damage (
        reading, _ ("The file ends in the middle of an entry; what stands before it was read."));
  add_account (reading, fields, used, has_password);
  if (reading->accounts->len == 0 && lp_fields_get (fields, "NNTP Server") != NULL)
    lp_legacy_reading_add_note (reading, "not-a-mail-account", NULL);
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (files[0].bytes, &size);

  if (size < HEADER_SIZE || !lp_legacy_file_has_start (&files[0], "fMAI")) {
    lp_legacy_reading_set_error (
        reading, _ ("This is not an account that Outlook Express or Windows Mail exported."));
    return;
  }
  if (read_number (data + 8, 4) > KIND_MAIL) {
    lp_legacy_reading_add_note (reading, "not-a-mail-account", NULL);
    return;
  }
  read_records (data, size, charset, reading);
}

/*
 * Each block of four octets was combined with the plain block before it, the first one with a fixed
 * key; a short last block with the last octets of what a whole one would have been combined with.
 */
static void
unscramble (const guint8 *data, gsize length, guint8 *plain)
{
  for (gsize i = 0; i < length; i++) {
    gsize block = i / 4 * 4;
    gsize shift = length - block < 4 ? 4 - (length - block) : 0;
    gsize in_key = i - block + shift;

    plain[i] = data[i] ^ (block == 0 ? scramble_key[in_key] : plain[block - 4 + in_key]);
  }
}

/*
 * A password as UTF-8, written to one buffer that is wiped: nothing else may keep a copy. What is
 * not UTF-8 is taken for Western text; other letters in a password of those days did not work on
 * servers anyway.
 */
static gsize
write_utf8 (const guint8 *plain, gsize length, gboolean wide, char *out)
{
  gsize step = wide ? 2 : 1;
  gsize written = 0;
  gboolean is_utf8 = !wide && g_utf8_validate ((const char *)plain, length, NULL);

  for (gsize i = 0; i + step <= length; i += step) {
    gunichar letter = read_number (plain + i, step);

    if (letter == 0)
      break;
    if (is_utf8)
      out[written++] = (char)letter;
    else
      written += g_unichar_to_utf8 (letter, out + written);
  }
  return written;
}

static LpCredentials *
read_password (const Record *record, guint version, GError **error)
{
  gsize length = read_number (record->data + 2, 4);
  g_autofree guint8 *plain = g_malloc0 (length);
  g_autofree char *text = g_malloc0 (length * 3 + 1);

  unscramble (record->data + 6, length, plain);

  gsize ended = version >= VERSION_WIDE ? length : strnlen ((const char *)plain, length);
  gsize written = write_utf8 (plain, ended, version >= VERSION_WIDE, text);
  LpCredentials *password = NULL;

  if (written > 0 && written <= LP_CREDENTIALS_MAX && g_utf8_validate (text, written, NULL))
    password = lp_credentials_new (LP_SECRET_PASSWORD, text, written);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("The password in this file cannot be read."));
  lp_credentials_wipe (plain, length);
  lp_credentials_wipe (text, length * 3 + 1);
  return password;
}

LpCredentials *
lp_iaf_read_password (GBytes *bytes, gboolean outgoing, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  LpLegacyFile file = { "", bytes };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize offset = HEADER_SIZE;
  Record record;
  Record found = { 0 };

  if (size >= HEADER_SIZE && lp_legacy_file_has_start (&file, "fMAI"))
    while (take_record (data, size, &offset, &record))
      if (is_password_of (record.number, outgoing) && is_sound_password (&record))
        found = record;

  if (found.data == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("There is no password in this file."));
    return NULL;
  }
  return read_password (&found, read_number (data + 6, 2), error);
}

const LpLegacy lp_legacy_iaf = {
  .id = "iaf",
  .name = "Outlook Express, Windows Mail (.iaf)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};
