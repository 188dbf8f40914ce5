/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mistyped domains of large providers: one letter wrong, missing or too many, or two exchanged. */
#include "discovery/discovery.h"
#include "discovery/providers.h"

#include <string.h>

static const char *const large_providers[] = {
  "gmail.com",     "googlemail.com", "outlook.com",    "hotmail.com", "live.com",
  "msn.com",       "yahoo.com",      "icloud.com",     "aol.com",     "gmx.de",
  "gmx.net",       "gmx.com",        "web.de",         "t-online.de", "freenet.de",
  "posteo.de",     "mailbox.org",    "mail.ru",        "yandex.ru",   "orange.fr",
  "laposte.net",   "libero.it",      "comcast.net",    "verizon.net", "btinternet.com",
  "hotmail.co.uk", "fastmail.com",   "protonmail.com",
};

/* In a shorter name any other letter makes another real one (five.com is not live.com), so only
 * exchanged letters count there. */
#define SHORT_NAME 4

typedef enum { EQUAL, EXCHANGED, ONE_EDIT, DIFFERENT } Difference;

static Difference
compare (const char *typed, const char *right)
{
  gsize typed_length = strlen (typed);
  gsize right_length = strlen (right);
  gsize head = 0;
  gsize tail = 0;

  while (typed[head] != '\0' && typed[head] == right[head])
    head++;
  if (typed[head] == '\0' && right[head] == '\0')
    return EQUAL;
  while (tail < typed_length - head && tail < right_length - head
         && typed[typed_length - 1 - tail] == right[right_length - 1 - tail])
    tail++;

  gsize typed_rest = typed_length - head - tail;
  gsize right_rest = right_length - head - tail;
  if (typed_rest == 2 && right_rest == 2 && typed[head] == right[head + 1]
      && typed[head + 1] == right[head])
    return EXCHANGED;
  return typed_rest <= 1 && right_rest <= 1 ? ONE_EDIT : DIFFERENT;
}

static gboolean
is_near (const char *typed, const char *right)
{
  gsize name_length = strcspn (right, ".");
  gboolean same_name = strncmp (typed, right, name_length + 1) == 0;

  switch (compare (typed, right)) {
  case EXCHANGED:
    return TRUE;
  case ONE_EDIT:
    return same_name || name_length > SHORT_NAME;
  default:
    return FALSE;
  }
}

static gboolean
is_known (const char *domain, const char *data_dir)
{
  for (guint i = 0; i < LP_N_PROVIDER_TABLES; i++) {
    const LpProviderTable *table = lp_providers_get_table (data_dir, i);
    if (table != NULL && lp_provider_table_find_domain (table, domain) != NULL)
      return TRUE;
  }
  return FALSE;
}

const char *
lp_discovery_suggest_domain (const char *domain, const char *data_dir)
{
  g_return_val_if_fail (domain != NULL, NULL);

  if (is_known (domain, data_dir))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (large_providers); i++) {
    if (is_near (domain, large_providers[i]))
      return large_providers[i];
  }
  return NULL;
}
