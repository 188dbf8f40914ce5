/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

/* Brackets that open something, wherever they stand: what the parser takes for text or for a
 * comment is its own business. The longest metadata of an issuer has some fifty. */
#define MAX_BRACKETS 200

gboolean
lp_json_is_tame (const char *text, gsize length)
{
  guint brackets = 0;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  for (gsize i = 0; i < length; i++)
    brackets += text[i] == '[' || text[i] == '{';
  return brackets <= MAX_BRACKETS && g_utf8_validate (text, (gssize)length, NULL);
}
