/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LpAddress:
 * @text: the whole address as the person typed it, without blanks around it
 * @local: the part before the last @, as typed (its case may matter, RFC 5321 §2.4)
 * @domain: the domain in lower case and in ASCII (punycode), as DNS wants it
 * @domain_text: the domain in lower case and in the person's own letters
 *
 * A mail address. A value; read the fields, never write them.
 */
typedef struct {
  char *text;
  char *local;
  char *domain;
  char *domain_text;
} LpAddress;

#define LP_TYPE_ADDRESS (lp_address_get_type ())
GType
lp_address_get_type (void);

/**
 * lp_address_parse:
 * @text: what was typed or read; blanks around it are ignored
 * @error: return location
 *
 * Takes an address apart: RFC 5321 §4.1.2 dot-strings and quoted strings, RFC 6531 for letters
 * beyond ASCII, a domain with a dot or "localhost". Longest: 64 octets before the @, 255 after.
 * Control characters, blanks and line breaks are refused everywhere, so that an address can be
 * put into a command of SMTP as it is. Does not block.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with %G_IO_ERROR_INVALID_ARGUMENT and
 * a translated sentence that says what is wrong
 */
LpAddress *
lp_address_parse (const char *text, GError **error);

/**
 * lp_address_copy:
 * @address: (nullable): an address
 *
 * Returns: (transfer full) (nullable): a copy
 */
LpAddress *
lp_address_copy (const LpAddress *address);

/**
 * lp_address_free:
 * @address: (nullable) (transfer full): an address
 */
void
lp_address_free (LpAddress *address);

/**
 * lp_address_equal:
 * @a: an address
 * @b: an address
 *
 * Compares two addresses the way people do: without regard to case.
 *
 * Returns: %TRUE if they name the same mailbox
 */
gboolean
lp_address_equal (const LpAddress *a, const LpAddress *b);

/**
 * lp_address_to_ascii:
 * @address: an address
 *
 * Returns: (transfer full): local part as typed, @, and the domain in ASCII: the form for SMTP
 */
char *
lp_address_to_ascii (const LpAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpAddress, lp_address_free)

G_END_DECLS
