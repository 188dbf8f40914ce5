/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message on its way out: header fields and body, as far as who hands it over must know them. */

#include "model/message.h"

#include "model/address-list.h"

#include <string.h>

static const char *const blind[] = { "Bcc", "Resent-Bcc" };

/* The field's text behind "NAME:", NULL if it is another one. */
static const char *
get_value (const char *field, const char *name)
{
  gsize length = strlen (name);

  if (g_ascii_strncasecmp (field, name, length) != 0)
    return NULL;
  field += length;
  field += strspn (field, " \t"); /* obsolete, but seen: RFC 5322 §4.5 */
  return *field == ':' ? field + 1 : NULL;
}

/* RFC 5322 §2.2: printable characters without blanks up to the colon */
static gboolean
begins_field (const char *line, gsize length)
{
  gsize name = 0;

  while (name < length && line[name] > ' ' && line[name] < 0x7f && line[name] != ':')
    name++;
  if (name == 0)
    return FALSE;
  while (name < length && (line[name] == ' ' || line[name] == '\t'))
    name++;
  return name < length && line[name] == ':';
}

/* Cuts the next line off, without its end. */
static gboolean
next_line (const char **data, gsize *left, const char **line, gsize *length)
{
  if (*left == 0)
    return FALSE;

  const char *end = memchr (*data, '\n', *left);
  gsize whole = end != NULL ? (gsize)(end - *data) + 1 : *left;
  *line = *data;
  *length = end != NULL ? whole - 1 : whole;
  if (*length > 0 && (*line)[*length - 1] == '\r')
    (*length)--;
  *data += whole;
  *left -= whole;
  return TRUE;
}

static void
append_line (GString *text, const char *line, gsize length)
{
  g_string_append_len (text, line, length);
  g_string_append (text, "\r\n");
}

/* A NUL would end the field in the middle; RFC 5322 §4 calls it obsolete. */
static char *
dup_field (const GString *text)
{
  char *field = g_strndup (text->str, text->len);

  for (gsize i = 0; i < text->len; i++)
    field[i] = text->str[i] != '\0' ? text->str[i] : ' ';
  return field;
}

/* Takes one line of the header; FALSE if the header is over. */
static gboolean
take_header_line (LpMessage *message, GString *field, const char *line, gsize length)
{
  gboolean goes_on = field->len > 0 && length > 0 && (*line == ' ' || *line == '\t');

  if (!goes_on && field->len > 0) {
    g_ptr_array_add (message->fields, dup_field (field));
    g_string_truncate (field, 0);
  }
  if (!goes_on && !begins_field (line, length))
    return FALSE;
  append_line (field, line, length);
  return TRUE;
}

LpMessage *
lp_message_parse (const char *data, gsize length, gboolean ends_at_dot)
{
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  LpMessage *message = g_new0 (LpMessage, 1);
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean in_header = TRUE, is_first = TRUE;
  const char *line;
  gsize line_length;

  message->fields = g_ptr_array_new_with_free_func (g_free);
  message->body = g_string_new (NULL);
  for (; next_line (&data, &length, &line, &line_length); is_first = FALSE) {
    if (ends_at_dot && line_length == 1 && *line == '.')
      break;
    if (is_first && line_length > 5 && strncmp (line, "From ", 5) == 0)
      continue;
    if (in_header && take_header_line (message, field, line, line_length))
      continue;
    if (!in_header || line_length > 0)
      append_line (message->body, line, line_length);
    in_header = FALSE;
  }
  if (field->len > 0)
    g_ptr_array_add (message->fields, dup_field (field));
  return message;
}

void
lp_message_free (LpMessage *message)
{
  if (message == NULL)
    return;

  g_ptr_array_unref (message->fields);
  g_string_free (message->body, TRUE);
  g_free (message);
}

static gboolean
has_field (const LpMessage *message, const char *name)
{
  for (guint i = 0; i < message->fields->len; i++)
    if (get_value (message->fields->pdata[i], name) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
lp_message_list_recipients (const LpMessage *message, GPtrArray *recipients, GError **error)
{
  g_return_val_if_fail (message != NULL && recipients != NULL, FALSE);

  static const char *const names[][3]
      = { { "To", "Cc", "Bcc" }, { "Resent-To", "Resent-Cc", "Resent-Bcc" } };
  gboolean is_resent = has_field (message, "Resent-To") || has_field (message, "Resent-Cc")
                       || has_field (message, "Resent-Bcc");

  for (guint i = 0; i < message->fields->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names[0]); j++) {
      const char *list = get_value (message->fields->pdata[i], names[is_resent][j]);
      if (list != NULL && !lp_address_list_add (recipients, list, error))
        return FALSE;
    }
  return TRUE;
}

/* A name as a word, a quoted string or, beyond ASCII, an encoded word (RFC 2047). */
static char *
encode_name (const char *name)
{
  if (!g_str_is_ascii (name)) {
    g_autofree char *base64 = g_base64_encode ((const guchar *)name, strlen (name));
    return g_strdup_printf ("=?UTF-8?B?%s?=", base64);
  }

  g_autoptr (GString) quoted = g_string_new ("\"");
  for (; *name != '\0'; name++) {
    if (*name == '"' || *name == '\\')
      g_string_append_c (quoted, '\\');
    if (!g_ascii_iscntrl (*name))
      g_string_append_c (quoted, *name);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static char *
make_from (const LpAccount *account, const char *name)
{
  g_autofree char *address = lp_address_to_ascii (account->address);
  if (name == NULL)
    name = account->name;
  if (name == NULL || *name == '\0')
    return g_strdup_printf ("From: %s\r\n", address);

  g_autofree char *encoded = encode_name (name);
  return g_strdup_printf ("From: %s <%s>\r\n", encoded, address);
}

/* RFC 5322 §3.3: English words whatever the person's language */
static char *
make_date (void)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *rest = g_date_time_format (now, "%Y %H:%M:%S %z");

  return g_strdup_printf ("Date: %s, %d %s %s\r\n", days[g_date_time_get_day_of_week (now) - 1],
                          g_date_time_get_day_of_month (now),
                          months[g_date_time_get_month (now) - 1], rest);
}

static char *
make_message_id (const LpAccount *account)
{
  g_autofree char *unique = g_uuid_string_random ();

  return g_strdup_printf ("Message-ID: <%s@%s>\r\n", unique, account->address->domain);
}

static gboolean
is_blind (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (blind); i++)
    if (get_value (field, blind[i]) != NULL)
      return TRUE;
  return FALSE;
}

void
lp_message_complete (LpMessage *message, const LpAccount *account, const char *name)
{
  g_return_if_fail (message != NULL && account != NULL);

  for (guint i = message->fields->len; i > 0; i--)
    if (is_blind (message->fields->pdata[i - 1]))
      g_ptr_array_remove_index (message->fields, i - 1);
  if (!has_field (message, "From"))
    g_ptr_array_add (message->fields, make_from (account, name));
  if (!has_field (message, "Date"))
    g_ptr_array_add (message->fields, make_date ());
  if (!has_field (message, "Message-ID"))
    g_ptr_array_add (message->fields, make_message_id (account));
}

GBytes *
lp_message_to_bytes (const LpMessage *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < message->fields->len; i++)
    g_string_append (text, message->fields->pdata[i]);
  g_string_append (text, "\r\n");
  g_string_append_len (text, message->body->str, message->body->len);
  return g_string_free_to_bytes (text);
}
