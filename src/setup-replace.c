/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Old names of servers put right, whoever brought them: the person, a file, a mail app. The table is
 * data/old-hosts.ini.
 */
#include "setup-replace.h"

#include <glib/gi18n.h>

#include "model/old-host.h"
#include "setup-private.h"

static const LpServer *
find_template (const LpMailProvider *provider, LpProtocolId protocol)
{
  switch (protocol) {
  case LP_PROTOCOL_SMTP:
    return provider->smtp;
  case LP_PROTOCOL_POP3:
    return provider->pop3 != NULL ? provider->pop3 : provider->imap;
  default:
    return provider->imap;
  }
}

static LpServer *
make_server (const LpMailProvider *provider, const LpServer *was, const LpAddress *address)
{
  LpServer *now = lp_server_copy (find_template (provider, was->protocol));

  if (now == NULL)
    return NULL;
  g_free (now->user);
  now->user = lp_address_to_ascii (address);
  if (lp_mail_provider_takes (provider, "oauth2"))
    now->sign_in = LP_SIGN_IN_OAUTH2;
  return now;
}

static LpSuggestion *
suggest (const LpOldHosts *table, const LpAccount *account, LpSide side)
{
  const LpServer *was = side == LP_SIDE_INCOMING ? account->incoming : account->outgoing;
  const LpOldHost *old
      = was != NULL ? lp_old_hosts_find (table, was->host, account->address) : NULL;
  LpServer *now = old != NULL ? make_server (old->provider, was, account->address) : NULL;
  LpSuggestion *suggestion;

  if (now == NULL)
    return NULL;
  suggestion = g_new0 (LpSuggestion, 1);
  suggestion->code = g_strdup (old->finding);
  suggestion->side = side;
  suggestion->was = lp_server_copy (was);
  suggestion->now = now;
  /* Translators: a sentence about an old server; its name; the name of today's server. */
  suggestion->text
      = g_strdup_printf (_ ("%s %s has been replaced by %s."), old->happened, was->host, now->host);
  return suggestion;
}

GPtrArray *
lp_setup_list_replacements (LpSetup *setup, const LpAccount *account)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpOldHosts) table = NULL;

  g_return_val_if_fail (LP_IS_SETUP (setup) && account != NULL, list);

  table = lp_old_hosts_load (setup->data_dir, &error);
  if (table == NULL) {
    g_warning ("%s", error->message);
    return list;
  }
  for (LpSide side = 0; side < LP_N_SIDES; side++) {
    LpSuggestion *suggestion = suggest (table, account, side);
    if (suggestion != NULL)
      g_ptr_array_add (list, suggestion);
  }
  return list;
}

static char *
find_issuer (LpSetup *setup, const LpServer *server, const LpAddress *address)
{
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (setup->data_dir, NULL);
  const LpMailProvider *provider
      = table != NULL ? lp_old_hosts_find_provider (table, server->host, address) : NULL;

  return provider != NULL ? g_strdup (provider->issuer) : NULL;
}

static void
put_server (LpSetup *setup, LpAccount *account, const LpSuggestion *suggestion)
{
  LpServer **server
      = suggestion->side == LP_SIDE_INCOMING ? &account->incoming : &account->outgoing;

  lp_server_free (*server);
  *server = lp_server_copy (suggestion->now);
  account->user_is_open = FALSE;
  if (account->issuer == NULL)
    account->issuer = find_issuer (setup, suggestion->now, account->address);
}

void
lp_setup_take_replacements (LpSetup *setup, const GPtrArray *replacements)
{
  g_autoptr (LpAccount) account = NULL;

  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && replacements != NULL);

  account = lp_account_copy (setup->account);
  for (guint i = 0; i < replacements->len; i++) {
    LpSuggestion *taken = lp_suggestion_copy (replacements->pdata[i]);

    taken->applied = TRUE;
    put_server (setup, account, taken);
    g_ptr_array_add (setup->replaced, taken);
  }
  lp_setup_set_account (setup, account);
}
