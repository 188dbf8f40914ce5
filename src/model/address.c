/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mail address, taken apart once. RFC 5321 §4.1.2 with the letters of RFC 6531; the domain in
 * both the person's letters and ASCII (RFC 5890), because DNS and SMTP want one and people the
 * other.
 */
#include "model/address.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_LOCAL 64   /* RFC 5321 §4.5.3.1.1, octets */
#define MAX_DOMAIN 255 /* RFC 5321 §4.5.3.1.2, octets */
#define MAX_LABEL 63   /* RFC 1035 §2.3.4, octets */

G_DEFINE_BOXED_TYPE (LpAddress, lp_address, lp_address_copy, lp_address_free)

/* RFC 5322 §3.2.3 atext, and anything beyond ASCII (RFC 6531 §3.3). */
static gboolean
is_atext (gunichar c)
{
  return c > 0x7f ? g_unichar_isgraph (c)
                  : g_ascii_isalnum (c) || strchr ("!#$%&'*+-/=?^_`{|}~", c);
}

static gboolean
is_dot_string (const char *local)
{
  gunichar previous = '.';

  for (const char *p = local; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '.' ? previous == '.' : !is_atext (c))
      return FALSE;
    previous = c;
  }
  return previous != '.';
}

/* RFC 5321 §4.1.2 Quoted-string, less the blank: nothing that could end or split a command. */
static gboolean
is_quoted_string (const char *local)
{
  gsize length = strlen (local);

  if (length < 3 || local[0] != '"' || local[length - 1] != '"')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++) {
    if ((guchar)local[i] <= ' ' || local[i] == 0x7f || local[i] == '"')
      return FALSE;
    if (local[i] == '\\' && ++i >= length - 1)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_ascii_domain (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);

  if (strlen (domain) > MAX_DOMAIN)
    return FALSE;
  if (labels[0] == NULL || (labels[1] == NULL && !g_str_equal (domain, "localhost")))
    return FALSE;
  for (char **label = labels; *label != NULL; label++) {
    gsize length = strlen (*label);

    if (length == 0 || length > MAX_LABEL || (*label)[0] == '-' || (*label)[length - 1] == '-')
      return FALSE;
    for (const char *p = *label; *p != '\0'; p++)
      if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
        return FALSE;
  }
  return TRUE;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
check_local (const char *local, GError **error)
{
  if (local[0] == '\0')
    return refuse (error, _ ("The address has nothing before the @. Enter it whole, like "
                             "maya@example.org."));
  if (strlen (local) > MAX_LOCAL)
    return refuse (error, _ ("The part of the address before the @ is too long. Check the "
                             "spelling."));
  if (!is_dot_string (local) && !is_quoted_string (local))
    return refuse (error, _ ("The address has a character or a dot before the @ that cannot be "
                             "there. Check the spelling."));
  return TRUE;
}

LpAddress *
lp_address_parse (const char *text, GError **error)
{
  g_autoptr (LpAddress) address = g_new0 (LpAddress, 1);
  g_autofree char *domain = NULL;
  g_autofree char *ascii = NULL;
  const char *at;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL)) {
    refuse (error, _ ("The address is not valid text. Type it again."));
    return NULL;
  }
  address->text = g_strstrip (g_strdup (text));
  at = strrchr (address->text, '@');
  if (at == NULL) {
    refuse (error, _ ("An address has an @ in it. Enter it whole, like maya@example.org."));
    return NULL;
  }
  address->local = g_strndup (address->text, at - address->text);
  if (!check_local (address->local, error))
    return NULL;

  domain = g_utf8_strdown (at + 1, -1);
  address->domain_text = g_utf8_normalize (domain, -1, G_NORMALIZE_NFC);
  ascii = g_hostname_to_ascii (address->domain_text);
  address->domain = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;
  if (address->domain == NULL || !is_ascii_domain (address->domain)) {
    refuse (error, _ ("The part of the address after the @ is not the name of a domain. Check the "
                      "spelling."));
    return NULL;
  }
  return g_steal_pointer (&address);
}

LpAddress *
lp_address_copy (const LpAddress *address)
{
  LpAddress *copy;

  if (address == NULL)
    return NULL;
  copy = g_new0 (LpAddress, 1);
  copy->text = g_strdup (address->text);
  copy->local = g_strdup (address->local);
  copy->domain = g_strdup (address->domain);
  copy->domain_text = g_strdup (address->domain_text);
  return copy;
}

void
lp_address_free (LpAddress *address)
{
  if (address == NULL)
    return;
  g_free (address->text);
  g_free (address->local);
  g_free (address->domain);
  g_free (address->domain_text);
  g_free (address);
}

gboolean
lp_address_equal (const LpAddress *a, const LpAddress *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  left = g_utf8_casefold (a->local, -1);
  right = g_utf8_casefold (b->local, -1);
  return g_str_equal (left, right) && g_str_equal (a->domain, b->domain);
}

char *
lp_address_to_ascii (const LpAddress *address)
{
  g_return_val_if_fail (address != NULL, NULL);

  return g_strconcat (address->local, "@", address->domain, NULL);
}
