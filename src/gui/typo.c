/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/typo.h"

#include <string.h>

/* Only the commonest: a longer list would take real domains of small providers for mistakes. */
static const char *const common_domains[] = {
  "aol.com",    "fastmail.com", "freenet.de",     "gmail.com",     "gmx.com",
  "gmx.de",     "gmx.net",      "googlemail.com", "hotmail.co.uk", "hotmail.com",
  "icloud.com", "live.com",     "mail.ru",        "mailbox.org",   "outlook.com",
  "posteo.de",  "t-online.de",  "web.de",         "yahoo.com",     "yandex.ru",
};

/* Domains one letter away from one above that people really have. */
static const char *const real_domains[]
    = { "gmx.at", "gmx.ch", "mail.com", "ymail.com", "email.com", "mac.com" };

static gboolean
contains (const char *const *domains, gsize n_domains, const char *domain)
{
  for (gsize i = 0; i < n_domains; i++) {
    if (g_str_equal (domains[i], domain))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_one_slip_away (const char *typed, const char *meant)
{
  gsize typed_length = strlen (typed);
  gsize meant_length = strlen (meant);
  gsize same = 0;
  while (typed[same] && typed[same] == meant[same])
    same++;

  const char *a = typed + same;
  const char *b = meant + same;
  if (typed_length == meant_length + 1)
    return g_str_equal (a + 1, b);
  if (typed_length + 1 == meant_length)
    return g_str_equal (a, b + 1);
  if (typed_length != meant_length || !*a)
    return FALSE;
  return g_str_equal (a + 1, b + 1)
         || (a[0] == b[1] && a[1] == b[0] && b[1] != '\0' && g_str_equal (a + 2, b + 2));
}

const char *
lp_typo_find_domain (const char *domain)
{
  if (contains (common_domains, G_N_ELEMENTS (common_domains), domain)
      || contains (real_domains, G_N_ELEMENTS (real_domains), domain))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (common_domains); i++) {
    if (is_one_slip_away (domain, common_domains[i]))
      return common_domains[i];
  }
  return NULL;
}
