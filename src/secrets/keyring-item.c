/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "secrets/account-secret.h"
#include "secrets/keyring.h"

static LpSecretItem *
make_grant_item (const LpAccount *account, LpSide side, const char *user)
{
  /* Translators: how an item is called in the keyring's own window */
  g_autofree char *label = g_strdup_printf (_ ("Mail: %s (browser sign-in)"), user);

  return lp_secret_item_new (LP_GRANT_SCHEMA, label, side, "account", account->id, NULL);
}

static LpSecretItem *
make_password_item (const LpAccount *account, LpSide side, const LpServer *server)
{
  const char *service = lp_protocol_get_name (server->protocol);
  g_autofree char *port = g_strdup_printf ("%u", server->port);
  /* Translators: how an item is called in the keyring's own window: address, then imap, pop3 or smtp */
  g_autofree char *label = g_strdup_printf (_ ("Mail: %s (%s)"), account->address->text, service);

  return lp_secret_item_new (LP_KEYRING_SCHEMA, label, side, "host", server->host, "service",
                             service, "user", server->user, "port", port, "account", account->id,
                             NULL);
}

LpSecretItem *
lp_keyring_item_new (const LpAccount *account, LpSide side)
{
  g_return_val_if_fail (account != NULL && account->id != NULL, NULL);

  const LpServer *server = side == LP_SIDE_INCOMING ? account->incoming : account->outgoing;
  if (server == NULL || server->user == NULL)
    return NULL;
  if (!lp_sign_in_takes_secret (server->sign_in))
    return NULL;
  return server->sign_in == LP_SIGN_IN_OAUTH2 ? make_grant_item (account, side, server->user)
                                              : make_password_item (account, side, server);
}
