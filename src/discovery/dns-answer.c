/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of name servers, read by hand: GResolver (2.74) makes a variant of every text record and
 * crashes on one that is not UTF-8, which anybody may publish. */
#include "discovery/dns-answer.h"

#include <arpa/nameser.h>
#include <resolv.h>

typedef struct {
  const guchar *at;
  const guchar *end;
} Reader;

static guint
read_number (const guchar *at)
{
  return (guint)at[0] << 8 | at[1];
}

static gboolean
skip (Reader *reader, gsize n)
{
  if ((gsize)(reader->end - reader->at) < n)
    return FALSE;
  reader->at += n;
  return TRUE;
}

static gboolean
skip_name (Reader *reader)
{
  int length = dn_skipname (reader->at, reader->end);

  return length >= 0 && skip (reader, (gsize)length);
}

/* RFC 1035 §3.3.14: strings, each after an octet with its length. */
static void
add_text (GStrvBuilder *texts, Reader data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (data.at < data.end) {
    guint length = *data.at++;
    const guchar *string = data.at;
    if (!skip (&data, length))
      return;
    g_string_append_len (text, (const char *)string, length);
  }
  if (g_utf8_validate (text->str, (gssize)text->len, NULL))
    g_strv_builder_add (texts, text->str);
}

/* §4.1.3: a name, then type, class, time to live and the length of the data. */
static gboolean
take_record (Reader *reader, GStrvBuilder *texts)
{
  const guchar *fixed;

  if (!skip_name (reader))
    return FALSE;
  fixed = reader->at;
  if (!skip (reader, NS_RRFIXEDSZ))
    return FALSE;
  Reader data = { .at = reader->at };
  if (!skip (reader, read_number (fixed + 8)))
    return FALSE;
  data.end = reader->at;
  if (read_number (fixed) == ns_t_txt && read_number (fixed + 2) == ns_c_in)
    add_text (texts, data);
  return TRUE;
}

char **
lp_dns_answer_list_texts (const guchar *answer, gsize length)
{
  g_return_val_if_fail (answer != NULL || length == 0, NULL);

  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  if (length < NS_HFIXEDSZ)
    return g_strv_builder_end (texts);

  Reader reader = { answer + NS_HFIXEDSZ, answer + length };
  gboolean whole = TRUE;
  for (guint left = read_number (answer + 4); whole && left > 0; left--)
    whole = skip_name (&reader) && skip (&reader, NS_QFIXEDSZ);
  for (guint left = read_number (answer + 6); whole && left > 0; left--)
    whole = take_record (&reader, texts);
  return g_strv_builder_end (texts);
}
