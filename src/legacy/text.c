/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Old text of unknown character set. The programs of before 2001 wrote the Windows "ANSI" code page
 * of the machine and did not say which; only names of people and accounts are concerned, so a good
 * guess that the person sees before anything happens is enough.
 */
#include "legacy/text.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\357\277\275" /* U+FFFD */

/*
 * Code pages, whether letters beyond ASCII rarely stand side by side in their languages, and the
 * letters that are frequent; earlier rows win a tie.
 */
static const struct {
  const char *charset;
  gboolean is_latin;
  const char *frequent;
} code_pages[] = {
  { "WINDOWS-1252", TRUE, "éèêëáàâäãåæçñóòôöõøúùûüíìîïÉÄÖÜÅÆØßÀÇÑ" },
  { "WINDOWS-1251", FALSE, "оеаинтсрвлкмдпуяыьгзбчйхжшюАВДЕИКМНОПРСТ" },
  { "WINDOWS-1250", TRUE, "ąćęłńśźżáčďěňřšťůýžőűăşţŁŚŻČŘŠŽ" },
  { "WINDOWS-1253", FALSE, "αοιετσνηυρπκμλςωάήίόύώέδγθχΑΓΔΕΚΜΝΠΣ" },
  { "WINDOWS-1254", TRUE, "ğışüöçİŞĞ" },
  { "WINDOWS-1255", FALSE, "יוהלאתברשמנדםקחעפגטןסךצזכ" },
  { "WINDOWS-1256", FALSE, "اليمنورتبةعدسفهكقحجشطصخضذءغثزظ" },
};

/* Languages whose machines had another code page than the Western one. */
static const struct {
  const char *languages; /* blanks around each */
  const char *charset;
} language_pages[] = {
  { " pl cs sk hu sl hr bs ro sq ", "WINDOWS-1250" },
  { " ru uk be bg sr mk kk ", "WINDOWS-1251" },
  { " el ", "WINDOWS-1253" },
  { " tr az ", "WINDOWS-1254" },
  { " he yi ", "WINDOWS-1255" },
  { " ar fa ur ", "WINDOWS-1256" },
  { " et lv lt ", "WINDOWS-1257" },
  { " vi ", "WINDOWS-1258" },
  { " th ", "CP874" },
  { " ja ", "CP932" },
  { " ko ", "CP949" },
  { " zh_CN zh_SG zh ", "CP936" },
  { " zh_TW zh_HK ", "CP950" },
};

static gunichar
read_unit (const guint8 *data, gboolean big_endian)
{
  return big_endian ? (gunichar)(data[0] << 8 | data[1]) : (gunichar)(data[1] << 8 | data[0]);
}

char *
lp_text_from_utf16 (const guint8 *data, gsize length, gboolean big_endian)
{
  g_autoptr (GString) text = g_string_sized_new (length / 2 + 1);

  for (gsize i = 0; i + 1 < length; i += 2) {
    gunichar unit = read_unit (data + i, big_endian);
    gunichar next = i + 3 < length ? read_unit (data + i + 2, big_endian) : 0;

    if (unit == 0)
      break;
    if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
      i += 2;
    } else if (unit >= 0xd800 && unit < 0xe000) {
      unit = 0xfffd;
    }
    if (unit < 0x80)
      g_string_append_c (text, (char)unit);
    else
      g_string_append_unichar (text, unit);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Each octet that means nothing becomes a replacement character, so that one slip does not lose a
 * file. */
static char *
convert (const guint8 *data, gsize length, const char *charset)
{
  GIConv converter = g_iconv_open ("UTF-8", charset);
  g_autoptr (GString) text = g_string_sized_new (length * 2 + 8);
  char *in = (char *)data;
  char buffer[4096];
  gboolean is_ending = FALSE;

  if (converter == (GIConv)-1)
    return g_utf8_make_valid ((const char *)data, length);

  while (length > 0 || !is_ending) {
    /* Hebrew and Vietnamese letters are held back for the accent that may follow, the last one until asked for. */
    is_ending = length == 0;

    char *out = buffer;
    gsize room = sizeof buffer;
    gsize result = g_iconv (converter, is_ending ? NULL : &in, &length, &out, &room);
    gboolean is_unreadable = result == (gsize)-1 && errno != E2BIG;

    g_string_append_len (text, buffer, out - buffer);
    if (is_unreadable && length > 0) {
      g_string_append (text, REPLACEMENT);
      in++;
      length--;
    }
  }
  g_iconv_close (converter);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What each octet from 0x80 on says about the code pages: frequent letters speak for a page, signs
 * against it. */
static gint8 points[G_N_ELEMENTS (code_pages)][0x80];

static gpointer
read_pages (gpointer data)
{
  for (guint row = 0; row < G_N_ELEMENTS (code_pages); row++) {
    for (guint i = 0; i < 0x80; i++) {
      guint8 octet = (guint8)(0x80 + i);
      g_autofree char *text = convert (&octet, 1, code_pages[row].charset);
      gunichar letter = g_utf8_get_char (text);

      if (g_utf8_strchr (code_pages[row].frequent, -1, letter) != NULL)
        points[row][i] = 3;
      else if (!g_unichar_isalpha (letter))
        points[row][i] = -1;
    }
  }
  return NULL;
}

/* In Latin script, runs of letters beyond ASCII speak against a page, too. */
static int
score_code_page (const guint8 *data, gsize length, guint row)
{
  int score = 0;

  for (gsize i = 0; i < length; i++) {
    if (data[i] < 0x80)
      continue;
    score += points[row][data[i] - 0x80];
    if (code_pages[row].is_latin && i > 0 && data[i - 1] >= 0x80)
      score -= 2;
  }
  return score;
}

const char *
lp_text_guess_charset (const guint8 *data, gsize length)
{
  static GOnce once = G_ONCE_INIT;
  guint best = 0;
  int best_score = G_MININT;

  g_once (&once, read_pages, NULL); /* opening a converter loads a library, for each file again */
  for (guint row = 0; row < G_N_ELEMENTS (code_pages); row++) {
    /* Four kilobytes tell as much as sixteen megabytes. */
    int score = score_code_page (data, MIN (length, 4096), row);

    if (score > best_score) {
      best = row;
      best_score = score;
    }
  }
  return code_pages[best].charset;
}

const char *
lp_text_charset_of_language (const char *language)
{
  g_return_val_if_fail (language != NULL, NULL);

  g_autofree char *region = g_strdup_printf (" %.*s ", (int)strcspn (language, ".@"), language);
  g_autofree char *plain = g_strdup_printf (" %.*s ", (int)strcspn (language, ".@_"), language);

  for (guint i = 0; i < G_N_ELEMENTS (language_pages); i++)
    if (strstr (language_pages[i].languages, region) != NULL)
      return language_pages[i].charset;
  for (guint i = 0; i < G_N_ELEMENTS (language_pages); i++)
    if (strstr (language_pages[i].languages, plain) != NULL)
      return language_pages[i].charset;
  return NULL;
}

static gboolean
is_ascii (const guint8 *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static char *
dup_without_nul (const guint8 *data, gsize length)
{
  char *text = g_malloc (length + 1);

  memcpy (text, data, length);
  text[length] = '\0';
  for (char *nul = text; (nul = memchr (nul, '\0', length - (gsize)(nul - text))) != NULL;)
    *nul = ' ';
  return text;
}

char *
lp_text_decode (const guint8 *data, gsize length, const char *charset, const char **used)
{
  if (used != NULL)
    *used = NULL;
  if (length == 0)
    return g_strdup ("");
  if (length >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff)))
    return lp_text_from_utf16 (data + 2, length - 2, data[0] == 0xfe);
  if (length >= 3 && memcmp (data, "\357\273\277", 3) == 0) {
    data += 3;
    length -= 3;
  }

  g_autofree char *text = dup_without_nul (data, length);

  if (g_utf8_validate (text, length, NULL))
    return g_steal_pointer (&text);

  if (charset == NULL || is_ascii (data, length))
    charset = lp_text_guess_charset ((const guint8 *)text, length);
  if (used != NULL)
    *used = charset;
  return convert ((const guint8 *)text, length, charset);
}

char *
lp_text_take_line (char **cursor)
{
  char *line = *cursor;

  if (line == NULL || *line == '\0')
    return NULL;

  gsize length = strcspn (line, "\r\n");
  gsize end = line[length] == '\r' && line[length + 1] == '\n' ? 2 : line[length] != '\0';

  *cursor = line + length + end;
  line[length] = '\0';
  return line;
}
