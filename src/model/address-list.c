/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of addresses as people and programs write them into To, Cc and Bcc (RFC 5322 §3.4).
 *
 *     "Berg, Anna" <anna@example.org>, bob@example.org (Bob), Choir: carl@example.org;
 *
 * What counts is the address alone; everything beside it is passed over. */

#include "model/address-list.h"

#include <string.h>

/* What was read of one place of the list */
typedef struct {
  GString *bare;  /* outside of angle brackets: an address or a name */
  GString *angle; /* inside of them */
  gboolean in_angle;
  gboolean has_angle;
} Place;

/* Behind a comment, which may hold others */
static const char *
skip_comment (const char *text)
{
  guint depth = 0;

  for (; *text != '\0'; text++) {
    if (*text == '\\' && text[1] != '\0')
      text++;
    else if (*text == '(')
      depth++;
    else if (*text == ')' && --depth == 0)
      return text + 1;
  }
  return text;
}

/* Behind a quoted string, which goes as it is: it may be the local part */
static const char *
copy_quoted (GString *into, const char *text)
{
  const char *end = text + 1;

  while (*end != '\0' && *end != '"')
    end += *end == '\\' && end[1] != '\0' ? 2 : 1;
  if (*end == '"')
    end++;
  g_string_append_len (into, text, end - text);
  return end;
}

static gboolean
is_there (GPtrArray *addresses, const LpAddress *address)
{
  for (guint i = 0; i < addresses->len; i++) {
    const LpAddress *other = addresses->pdata[i];
    if (strcmp (other->local, address->local) == 0 && strcmp (other->domain, address->domain) == 0)
      return TRUE;
  }
  return FALSE;
}

/* What is wrong is shown; a control character does not get to a terminal. */
static LpAddress *
parse (const char *text, GError **error)
{
  GError *failure = NULL;
  LpAddress *address = lp_address_parse (text, &failure);

  if (address != NULL)
    return address;
  g_autofree char *shown = g_utf8_make_valid (text, -1);
  for (char *c = shown; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  g_propagate_prefixed_error (error, failure, "“%s”: ", shown);
  return NULL;
}

/* The end of a place: what it holds becomes an address. */
static gboolean
finish_place (Place *place, GPtrArray *addresses, GError **error)
{
  char *text = g_strstrip (place->has_angle ? place->angle->str : place->bare->str);
  gboolean is_empty = *text == '\0' && !place->has_angle;
  g_autoptr (LpAddress) address = is_empty ? NULL : parse (text, error);
  gboolean is_fine = is_empty || address != NULL;

  g_string_truncate (place->bare, 0);
  g_string_truncate (place->angle, 0);
  place->in_angle = place->has_angle = FALSE;
  if (address != NULL && !is_there (addresses, address))
    g_ptr_array_add (addresses, g_steal_pointer (&address));
  return is_fine;
}

/* One character outside of comments and quoted strings; FALSE when it ends a place with no address
 * in it. */
static gboolean
take_character (Place *place, char c, GPtrArray *addresses, GError **error)
{
  if (c == '<') {
    place->in_angle = place->has_angle = TRUE;
  } else if (c == '>') {
    place->in_angle = FALSE;
  } else if (!place->in_angle && (c == ',' || c == ';')) {
    return finish_place (place, addresses, error);
  } else if (!place->in_angle && c == ':') {
    g_string_truncate (place->bare, 0); /* a group's name */
  } else {
    g_string_append_c (place->in_angle ? place->angle : place->bare, g_ascii_isspace (c) ? ' ' : c);
  }
  return TRUE;
}

static gboolean
read_list (Place *place, const char *text, GPtrArray *addresses, GError **error)
{
  while (*text != '\0') {
    if (*text == '(')
      text = skip_comment (text);
    else if (*text == '"')
      text = copy_quoted (place->in_angle ? place->angle : place->bare, text);
    else if (!take_character (place, *text++, addresses, error))
      return FALSE;
  }
  return finish_place (place, addresses, error);
}

gboolean
lp_address_list_add (GPtrArray *addresses, const char *text, GError **error)
{
  g_return_val_if_fail (addresses != NULL && text != NULL, FALSE);

  Place place = { .bare = g_string_new (NULL), .angle = g_string_new (NULL) };
  gboolean is_read = read_list (&place, text, addresses, error);

  g_string_free (place.bare, TRUE);
  g_string_free (place.angle, TRUE);
  return is_read;
}
