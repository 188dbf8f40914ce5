/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What each old thing becomes:
 *
 *     DAV, a host that is gone, a renamed one, a gateway   the provider's servers of today: IMAP,
 * or POP3 where the old program took the mail off the server any other host the same host,
 * encrypted; sending through 587 instead of 25 a password at a provider that takes none browser
 * sign-in, or an app password leave on server, "requires authentication"           carried over;
 * the check proves the latter
 */
#include "legacy/migration.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_replaced (const LpFindingContext *context, const LpLegacyServer *server,
             const LpAddress *address)
{
  return server == NULL || server->host == NULL || server->kind == LP_LEGACY_HTTPMAIL
         || server->kind == LP_LEGACY_WEBMAIL || lp_legacy_server_is_local (server)
         || lp_old_hosts_find (context->table, server->host, address) != NULL;
}

/* The same host as before, as it should be spoken to today. */
static LpServer *
modernise (const LpLegacyServer *old)
{
  LpServer *server = lp_legacy_server_to_server (old);

  if (server == NULL)
    return NULL;

  if (server->protocol == LP_PROTOCOL_SMTP && server->port == 25) {
    server->port = lp_server_get_usual_port (LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS);
    server->security = LP_SECURITY_STARTTLS;
  }
  if (server->security == LP_SECURITY_PLAIN) {
    gboolean was_usual
        = server->port == lp_server_get_usual_port (server->protocol, LP_SECURITY_PLAIN);

    server->security
        = server->protocol == LP_PROTOCOL_SMTP ? LP_SECURITY_STARTTLS : LP_SECURITY_TLS;
    if (was_usual)
      server->port = lp_server_get_usual_port (server->protocol, server->security);
  }
  return server;
}

/* Mail that the old program took off the server is on that disk alone: going on with POP3 loses
 * nobody anything. A mail app that is put right keeps its folders, and so its protocol. */
static gboolean
stays_pop3 (const LpFindingContext *context, const LpLegacyAccount *old,
            const LpMailProvider *provider)
{
  return old->incoming != NULL && old->incoming->kind == LP_LEGACY_POP3 && provider->pop3 != NULL
         && (context->keeps_protocol || old->leave_on_server == 0);
}

static LpServer *
copy_template (const LpServer *template, const LpAddress *address)
{
  LpServer *server = lp_server_copy (template);

  if (server != NULL) {
    g_free (server->user);
    server->user = g_strdup (address->text);
  }
  return server;
}

static gboolean
keeps_gateway (const LpLegacyAccount *old, const LpMailProvider *provider)
{
  return g_strcmp0 (old->gateway, "davmail") == 0 && provider == NULL;
}

static LpServer *
choose_incoming (const LpFindingContext *context, const LpLegacyAccount *old,
                 const LpMailProvider *provider)
{
  if (keeps_gateway (old, provider))
    return lp_legacy_server_to_server (old->incoming);
  if (!is_replaced (context, old->incoming, old->address))
    return modernise (old->incoming);
  if (provider == NULL)
    return NULL;
  return copy_template (stays_pop3 (context, old, provider) ? provider->pop3 : provider->imap,
                        old->address);
}

/* Where sending went to is believed only together with where mail came from. */
static LpServer *
choose_outgoing (const LpFindingContext *context, const LpLegacyAccount *old,
                 const LpMailProvider *provider, const LpServer *incoming)
{
  if (keeps_gateway (old, provider))
    return lp_legacy_server_to_server (old->outgoing);
  if (is_replaced (context, old->outgoing, old->address))
    return provider != NULL ? copy_template (provider->smtp, old->address) : NULL;

  LpServer *server = modernise (old->outgoing);

  if (server == NULL)
    return NULL;
  if (server->sign_in == LP_SIGN_IN_NONE && server->port != old->outgoing->port)
    server->sign_in = LP_SIGN_IN_AUTOMATIC;
  if (server->user == NULL && server->sign_in != LP_SIGN_IN_NONE && incoming != NULL)
    server->user = g_strdup (incoming->user);
  return server;
}

static gboolean
is_oauth2_already (const LpLegacyAccount *old)
{
  return (old->incoming != NULL && old->incoming->sign_in == LP_SIGN_IN_OAUTH2)
         || (old->outgoing != NULL && old->outgoing->sign_in == LP_SIGN_IN_OAUTH2);
}

static const char *
choose_sign_in (const LpLegacyAccount *old, const LpMailProvider *provider)
{
  if (keeps_gateway (old, provider))
    return "keep-gateway";
  if (provider != NULL && lp_mail_provider_takes (provider, "oauth2"))
    return "oauth2";
  if (provider != NULL && lp_mail_provider_takes (provider, "app-password"))
    return "app-password";
  return is_oauth2_already (old) ? "oauth2" : "password";
}

static void
apply_sign_in (LpServer *server, const char *sign_in)
{
  if (server == NULL || server->sign_in == LP_SIGN_IN_NONE)
    return;
  if (g_str_equal (sign_in, "oauth2"))
    server->sign_in = LP_SIGN_IN_OAUTH2;
  else if (server->sign_in != LP_SIGN_IN_GSSAPI && server->sign_in != LP_SIGN_IN_EXTERNAL)
    server->sign_in = LP_SIGN_IN_AUTOMATIC;
}

static LpAccount *
new_account (const LpFindingContext *context, const LpLegacyAccount *old,
             const LpMailProvider *provider, const char *sign_in)
{
  if (old->address == NULL)
    return NULL;

  LpAccount *account = lp_account_new (old->address);

  account->name = g_strdup (old->name);
  account->incoming = choose_incoming (context, old, provider);
  account->outgoing = choose_outgoing (context, old, provider, account->incoming);
  if (old->leave_on_server != LP_LEGACY_LEAVE_UNKNOWN)
    account->leave_on_server = old->leave_on_server;
  if (provider != NULL && g_str_equal (sign_in, "oauth2"))
    account->issuer = g_strdup (provider->issuer);
  apply_sign_in (account->incoming, sign_in);
  apply_sign_in (account->outgoing, sign_in);
  return account;
}

static void
add_word (LpMigration *migration, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (migration->words, word, g_str_equal, NULL))
    g_ptr_array_add (migration->words, g_strdup (word));
}

static void
add_words (LpMigration *migration, const LpLegacyAccount *old, const LpMailProvider *provider)
{
  g_autofree char *leave = g_strdup_printf ("leave-on-server=%dd", old->leave_on_server);
  g_autofree char *gateway = g_strdup_printf ("gateway=%s", old->gateway);
  g_autofree char *exchange = g_strdup_printf ("exchange=%s", old->exchange);
  const struct {
    gboolean applies;
    const char *word;
  } facts[] = {
    { old->gateway != NULL, gateway },
    { old->exchange != NULL, exchange },
    { provider != NULL && g_str_equal (provider->id, "microsoft365"), "microsoft365" },
    { is_oauth2_already (old), "oauth2-already" },
    { old->leave_on_server > 0, leave },
    { old->has_password, "password-readable" },
    { old->is_default, "default-account" },
    { old->disabled, "disabled" },
    { old->address == NULL, "address-missing" },
  };

  for (guint i = 0; i < migration->findings->len; i++)
    add_word (migration, lp_finding_get_word (g_ptr_array_index (migration->findings, i)));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].applies)
      add_word (migration, facts[i].word);
  for (guint i = 0; i < old->notes->len; i++)
    add_word (migration, g_ptr_array_index (old->notes, i));
}

/* The worst finding tells the story; without one nothing happened and nothing has to be told. */
static void
tell (LpMigration *migration, const LpLegacyAccount *old, const LpMailProvider *provider)
{
  const LpFinding *worst
      = migration->findings->len > 0 ? g_ptr_array_index (migration->findings, 0) : NULL;

  if (worst == NULL) {
    migration->now = g_strdup (_ ("The settings are taken over and proved on the servers."));
    return;
  }
  migration->happened = g_strdup (worst->detail);
  if (provider != NULL && !keeps_gateway (old, provider) && worst->severity == LP_SEVERITY_ERROR)
    migration->now = g_strdup (provider->now);
  else
    migration->now = g_strdup (worst->fix);
}

static gboolean
has_note (const LpLegacyAccount *old, const char *note)
{
  return g_ptr_array_find_with_equal_func (old->notes, note, g_str_equal, NULL);
}

static const LpMailProvider *
find_provider (const LpFindingContext *context, const LpLegacyAccount *old)
{
  const LpLegacyServer *server = old->incoming != NULL ? old->incoming : old->outgoing;
  const char *host = server != NULL ? server->host : NULL;
  const LpMailProvider *provider = lp_old_hosts_find_provider (context->table, host, old->address);

  /* DavMail's own settings tell that Microsoft 365 is behind it, where no address does. */
  if (provider == NULL && has_note (old, "microsoft365"))
    provider = lp_old_hosts_find_provider (context->table, "outlook.office365.com", NULL);
  return provider;
}

static gboolean
changes_from_pop3 (const LpMigration *migration, const LpLegacyAccount *old)
{
  const LpServer *incoming = migration->account != NULL ? migration->account->incoming : NULL;

  return old->incoming != NULL && old->incoming->kind == LP_LEGACY_POP3 && incoming != NULL
         && incoming->protocol == LP_PROTOCOL_IMAP;
}

static char *
dup_gateway_name (const LpFindingContext *context, const LpLegacyAccount *old)
{
  const LpOldGateway *gateway
      = old->gateway != NULL ? lp_old_hosts_find_gateway (context->table, old->gateway) : NULL;

  return g_strdup (gateway != NULL ? gateway->name : old->gateway);
}

LpMigration *
lp_migration_new (const LpFindingContext *context, const LpLegacyAccount *old)
{
  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (old != NULL, NULL);

  LpMigration *migration = g_new0 (LpMigration, 1);
  const LpMailProvider *provider = find_provider (context, old);

  migration->sign_in = choose_sign_in (old, provider);
  migration->gateway = dup_gateway_name (context, old);
  migration->leaves_gateway = old->gateway != NULL && !g_str_equal (old->gateway, "unknown")
                              && !keeps_gateway (old, provider);
  migration->password_is_useful = provider == NULL || provider->password_ended == NULL;
  migration->account = new_account (context, old, provider, migration->sign_in);
  migration->keeps_incoming = keeps_gateway (old, provider)
                              || !is_replaced (context, old->incoming, old->address)
                              || (provider != NULL && stays_pop3 (context, old, provider));
  migration->keeps_outgoing
      = keeps_gateway (old, provider) || !is_replaced (context, old->outgoing, old->address);
  migration->findings = lp_findings_of_account (context, old);
  migration->words = g_ptr_array_new_with_free_func (g_free);
  add_words (migration, old, provider);
  tell (migration, old, provider);
  if (changes_from_pop3 (migration, old))
    migration->warning
        = g_strdup (_ ("Mail that the old program has fetched is perhaps only there: "
                       "keep it; nothing in it is changed."));
  return migration;
}

void
lp_migration_free (LpMigration *migration)
{
  if (migration == NULL)
    return;

  lp_account_free (migration->account);
  g_free (migration->gateway);
  g_ptr_array_unref (migration->findings);
  g_ptr_array_unref (migration->words);
  g_free (migration->happened);
  g_free (migration->now);
  g_free (migration->warning);
  g_free (migration);
}
