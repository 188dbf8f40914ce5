/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server may send the secret back ("password hunter2 is wrong"), in clear, quoted, or as the
 * base64 of a response that holds it. Base64 depends on where in a group of three the secret
 * begins: three forms. */

#include "protocol/scrub.h"

#include <string.h>

#define SHORT_OCTETS 8
#define LEAST_OCTETS 3
#define LEAST_DIGITS 5 /* fewer are found in any base64 */
#define N_FORMS 5
#define FIRST_ENCODED 2

struct _LpScrub {
  LpCredentials *credentials;
  LpCredentials *forms[N_FORMS]; /* in locked memory like the secret itself */
};

/* The base64 digits that depend on the secret alone when @offset octets stand before it. */
static LpCredentials *
encode_at (const char *secret, gsize offset)
{
  gsize length = strlen (secret);
  g_autofree guchar *padded = g_malloc0 (offset + length);
  memcpy (padded + offset, secret, length);
  char *encoded = g_base64_encode (padded, offset + length);
  gsize skip = (offset * 8 + 5) / 6;
  gsize end = (offset + length) * 8 / 6;
  LpCredentials *form = NULL;

  if (end >= skip + LEAST_DIGITS)
    form = lp_credentials_new (LP_SECRET_PASSWORD, encoded + skip,
                               MIN (end - skip, LP_CREDENTIALS_MAX));
  lp_credentials_wipe (encoded, strlen (encoded));
  lp_credentials_wipe (padded, offset + length);
  g_free (encoded);
  return form;
}

static LpCredentials *
quote (const char *secret)
{
  if (strpbrk (secret, "\\\"") == NULL)
    return NULL;

  GString *text = g_string_sized_new (2 * strlen (secret) + 1);
  for (const char *c = secret; *c != '\0'; c++) {
    if (*c == '\\' || *c == '"')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *c);
  }
  LpCredentials *form
      = lp_credentials_new (LP_SECRET_PASSWORD, text->str, MIN (text->len, LP_CREDENTIALS_MAX));
  lp_credentials_wipe (text->str, text->len);
  g_string_free (text, TRUE);
  return form;
}

LpScrub *
lp_scrub_new (LpCredentials *credentials)
{
  g_return_val_if_fail (credentials != NULL, NULL);

  LpScrub *scrub = g_new0 (LpScrub, 1);
  const char *secret = lp_credentials_get_secret (credentials);

  scrub->credentials = lp_credentials_ref (credentials);
  if (strlen (secret) < LEAST_OCTETS)
    return scrub;
  scrub->forms[0] = lp_credentials_ref (credentials);
  scrub->forms[1] = quote (secret);
  for (gsize offset = 0; offset < 3; offset++)
    scrub->forms[FIRST_ENCODED + offset] = encode_at (secret, offset);
  return scrub;
}

void
lp_scrub_free (LpScrub *scrub)
{
  if (scrub == NULL)
    return;

  for (gsize i = 0; i < N_FORMS; i++)
    lp_credentials_unref (scrub->forms[i]);
  lp_credentials_unref (scrub->credentials);
  g_free (scrub);
}

static char *
leave_out (const char *line, const char *secret)
{
  g_autofree char *first = g_strndup (line, strcspn (line, " "));
  const char *kept = strstr (first, secret) == NULL ? first : "";

  return g_strdup_printf ("%s [words left out: they repeat the secret]", kept);
}

static gboolean
is_digit (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '=';
}

/* Where the secret is encoded, the digits around it hold some of its bits, and the rest of the
 * response. */
static char *
replace (char *line, const char *secret, gboolean is_encoded)
{
  GString *text = g_string_sized_new (strlen (line) + 64);
  const char *rest = line;

  for (const char *hit; (hit = strstr (rest, secret)) != NULL;) {
    const char *end = hit + strlen (secret);
    while (is_encoded && hit > rest && is_digit (hit[-1]))
      hit--;
    while (is_encoded && is_digit (*end))
      end++;
    g_string_append_len (text, rest, hit - rest);
    g_string_append (text, "[secret]");
    rest = end;
  }
  g_string_append (text, rest);
  lp_credentials_wipe (line, strlen (line));
  g_free (line);
  return g_string_free (text, FALSE);
}

char *
lp_scrub_line (const LpScrub *scrub, const char *line)
{
  g_return_val_if_fail (line != NULL, NULL);

  char *clean = g_strdup (line);
  if (scrub == NULL)
    return clean;

  gboolean is_short = strlen (lp_credentials_get_secret (scrub->credentials)) < SHORT_OCTETS;
  for (gsize i = 0; i < N_FORMS; i++) {
    const char *form = scrub->forms[i] != NULL ? lp_credentials_get_secret (scrub->forms[i]) : NULL;
    if (form == NULL || strstr (clean, form) == NULL)
      continue;
    if (is_short) {
      lp_credentials_wipe (clean, strlen (clean));
      g_free (clean);
      return leave_out (line, form);
    }
    clean = replace (clean, form, i >= FIRST_ENCODED);
  }
  return clean;
}
