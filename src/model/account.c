/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The account: the one value that travels the road.
 */
#include "model/account.h"

#include <string.h>

#define DEFAULT_TIMEOUT 60 /* seconds; msmtp and mpop have none of their own and hang for ever */
#define MAX_ID 40

G_DEFINE_BOXED_TYPE (LpAccount, lp_account, lp_account_copy, lp_account_free)

LpAccount *
lp_account_new (const LpAddress *address)
{
  LpAccount *account = g_new0 (LpAccount, 1);

  account->address = lp_address_copy (address);
  account->timeout = DEFAULT_TIMEOUT;
  account->leave_on_server = LP_LEAVE_ALWAYS;
  return account;
}

LpAccount *
lp_account_copy (const LpAccount *account)
{
  LpAccount *copy;

  if (account == NULL)
    return NULL;
  copy = g_new (LpAccount, 1);
  *copy = *account;
  copy->id = g_strdup (account->id);
  copy->name = g_strdup (account->name);
  copy->address = lp_address_copy (account->address);
  copy->incoming = lp_server_copy (account->incoming);
  copy->outgoing = lp_server_copy (account->outgoing);
  copy->ca_file = g_strdup (account->ca_file);
  copy->client_certificate = g_strdup (account->client_certificate);
  copy->issuer = g_strdup (account->issuer);
  return copy;
}

void
lp_account_free (LpAccount *account)
{
  if (account == NULL)
    return;
  g_free (account->id);
  g_free (account->name);
  lp_address_free (account->address);
  lp_server_free (account->incoming);
  lp_server_free (account->outgoing);
  g_free (account->ca_file);
  g_free (account->client_certificate);
  g_free (account->issuer);
  g_free (account);
}

/* Words of ASCII letters and digits, joined by single hyphens. */
static char *
make_stem (const LpAddress *address)
{
  g_autofree char *text = g_strconcat (address->local, "-", address->domain, NULL);
  GString *stem = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && stem->len < MAX_ID; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (stem, g_ascii_tolower (*p));
    else if (stem->len > 0 && stem->str[stem->len - 1] != '-')
      g_string_append_c (stem, '-');
  }
  while (stem->len > 0 && stem->str[stem->len - 1] == '-')
    g_string_truncate (stem, stem->len - 1);
  return g_string_free (stem, FALSE);
}

char *
lp_account_make_id (const LpAddress *address,
                    gboolean (*is_taken) (const char *id, gpointer user_data), gpointer user_data)
{
  g_autofree char *stem = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  stem = make_stem (address);
  id = g_strdup (stem);
  for (guint n = 2; is_taken != NULL && is_taken (id, user_data); n++) {
    g_free (id);
    id = g_strdup_printf ("%s-%u", stem, n);
  }
  return g_steal_pointer (&id);
}
