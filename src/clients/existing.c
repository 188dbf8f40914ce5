/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rule all clients share about an address that stands there already. */

#include "clients/existing.h"

#include <glib/gi18n.h>

gboolean
lp_existing_server_is_same (const LpServer *a, const LpServer *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  gboolean signs_in = a->sign_in != LP_SIGN_IN_NONE;
  return a->protocol == b->protocol && a->port == b->port && a->security == b->security
         && g_ascii_strcasecmp (a->host, b->host) == 0
         && signs_in == (b->sign_in != LP_SIGN_IN_NONE)
         && (!signs_in || g_strcmp0 (a->user, b->user) == 0);
}

/* A server without a user's name means the address. */
static LpAccount *
complete_account (const LpAccount *account)
{
  LpAccount *copy = lp_account_copy (account);
  LpServer *const servers[] = { copy->incoming, copy->outgoing };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    if (servers[i] != NULL && servers[i]->user == NULL)
      servers[i]->user = g_strdup (copy->address->text);
  return copy;
}

static gboolean
is_as_wanted (const LpFoundAccount *found, const LpAccount *account)
{
  return lp_existing_server_is_same (found->account->incoming, account->incoming)
         && lp_existing_server_is_same (found->account->outgoing, account->outgoing);
}

gboolean
lp_existing_check (GPtrArray *found, const LpAccount *account, const char *client_name,
                   gboolean *is_there, GError **error)
{
  g_return_val_if_fail (account != NULL && is_there != NULL, FALSE);

  g_autoptr (LpAccount) wanted = complete_account (account);
  const LpFoundAccount *other = NULL;
  for (guint i = 0; found != NULL && i < found->len; i++) {
    const LpFoundAccount *one = g_ptr_array_index (found, i);
    if (!lp_address_equal (one->account->address, account->address))
      continue;
    if (one->ours && g_strcmp0 (one->account->id, account->id) == 0)
      continue;
    /* Taking over also changes what is not compared: how one signs in, where the secret is. */
    if (!account->takes_over && is_as_wanted (one, wanted)) {
      *is_there = TRUE;
      return TRUE;
    }
    other = one;
  }
  *is_there = FALSE;
  if (other == NULL || account->takes_over)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               /* Translators: a mail program, an address, the account's name inside that program */
               _ ("%s has an account for %s already, called “%s”, with other settings. It is left "
                  "as it is: remove it there first, or change it there."),
               client_name, account->address->text,
               other->label != NULL ? other->label : account->address->text);
  return FALSE;
}

const LpFoundAccount *
lp_existing_find_foreign (GPtrArray *found, const LpAccount *account)
{
  g_return_val_if_fail (account != NULL, NULL);

  for (guint i = 0; found != NULL && account->takes_over && i < found->len; i++) {
    const LpFoundAccount *one = g_ptr_array_index (found, i);
    const LpServer *incoming = one->account->incoming;
    if (one->ours || !lp_address_equal (one->account->address, account->address))
      continue;
    if (incoming == NULL || account->incoming == NULL
        || incoming->protocol == account->incoming->protocol)
      return one;
  }
  return NULL;
}

const LpFoundAccount *
lp_existing_find_clear_text (GPtrArray *found, const LpAccount *account)
{
  g_return_val_if_fail (account != NULL, NULL);

  g_autoptr (LpAccount) wanted = complete_account (account);
  for (guint i = 0; found != NULL && i < found->len; i++) {
    const LpFoundAccount *one = g_ptr_array_index (found, i);
    g_autoptr (LpAccount) has = complete_account (one->account);
    if (!one->ours && one->clear_text_secret && lp_address_equal (has->address, account->address)
        && (has->incoming == NULL || lp_existing_server_is_same (has->incoming, wanted->incoming))
        && (has->outgoing == NULL || lp_existing_server_is_same (has->outgoing, wanted->outgoing)))
      return one;
  }
  return NULL;
}

void
lp_existing_add_served (GPtrArray *found, const LpPlaces *places, const char *client_id)
{
  g_return_if_fail (found != NULL && places != NULL && client_id != NULL);

  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++) {
    if (clients[i].serves == NULL || !g_strv_contains (clients[i].serves, client_id))
      continue;
    g_autoptr (GPtrArray) served = clients[i].read (places, NULL);
    while (served != NULL && served->len > 0) {
      LpFoundAccount *one = g_ptr_array_steal_index (served, 0);
      one->ours = FALSE;
      g_ptr_array_add (found, one);
    }
  }
}
