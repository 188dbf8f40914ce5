/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The rules old settings are held against: a table, each row looking at one server or at the whole
 * account. On a host that is gone, and on a gateway, the other rules about servers are silent: one
 * cause, one finding.
 */
#include "legacy/finding.h"

#include <glib/gi18n.h>

typedef struct {
  const LpFindingContext *context;
  const LpLegacyAccount *account;
  const LpLegacyServer *server; /* the one looked at; %NULL for rules about the whole */
  const LpMailProvider *provider;
  const LpOldHost *old;
  gboolean is_outgoing;
} Case;

static LpFinding *
new_finding (const char *code, LpSeverity severity, char *detail, const char *fix)
{
  LpFinding *finding = g_new0 (LpFinding, 1);

  finding->code = code;
  finding->severity = severity;
  finding->detail = detail;
  finding->fix = g_strdup (fix);
  return finding;
}

static gboolean
is_gone (const Case *rule_case)
{
  return rule_case->server->kind == LP_LEGACY_HTTPMAIL
         || (rule_case->old != NULL && !rule_case->old->renamed);
}

static gboolean
is_elsewhere (const Case *rule_case)
{
  return rule_case->server->host != NULL && !lp_legacy_server_is_local (rule_case->server)
         && !is_gone (rule_case);
}

/* Providers of OAuth2 apart, "automatic" with nothing else said is a password. */
static gboolean
uses_password (const LpLegacyServer *server)
{
  return server->sign_in == LP_SIGN_IN_PASSWORD || server->sign_in == LP_SIGN_IN_ENCRYPTED
         || server->sign_in == LP_SIGN_IN_AUTOMATIC;
}

static LpProtocolId
get_protocol (const LpLegacyServer *server)
{
  if (server->kind == LP_LEGACY_SMTP)
    return LP_PROTOCOL_SMTP;
  return server->kind == LP_LEGACY_POP3 ? LP_PROTOCOL_POP3 : LP_PROTOCOL_IMAP;
}

static LpFinding *
judge_dead_host (const Case *rule_case)
{
  if (!is_gone (rule_case) || rule_case->server->host == NULL)
    return NULL;

  const LpOldHost *old = rule_case->old;
  const char *happened = old != NULL ? old->happened : _ ("Nobody speaks HTTPMail (DAV) any more.");
  const char *now
      = rule_case->provider != NULL
            ? rule_case->provider->now
            : _ ("Set the account up anew; the provider's servers are found by the address.");
  LpFinding *finding
      = new_finding ("dead-host", LP_SEVERITY_ERROR,
                     g_strdup_printf ("%s: %s", rule_case->server->host, happened), now);

  finding->word = g_strdup (old != NULL ? old->finding : "hotmail-dav");
  return finding;
}

static LpFinding *
judge_old_name (const Case *rule_case)
{
  if (rule_case->old == NULL || !rule_case->old->renamed)
    return NULL;
  return new_finding ("old-name", LP_SEVERITY_NOTE,
                      g_strdup_printf ("%s: %s", rule_case->server->host, rule_case->old->happened),
                      _ ("Nothing has to be done now; a new set-up takes today's name."));
}

/* A provider's address on somebody else's host is that host's business. */
static gboolean
is_at_provider (const Case *rule_case)
{
  return rule_case->provider != NULL && is_elsewhere (rule_case)
         && lp_old_hosts_find_provider (rule_case->context->table, rule_case->server->host, NULL)
                != NULL;
}

static LpFinding *
judge_dead_method (const Case *rule_case)
{
  const LpMailProvider *provider = rule_case->provider;
  const LpLegacyServer *server = rule_case->server;

  if (!is_at_provider (rule_case) || !uses_password (server)
      || !lp_mail_provider_refuses_password (provider, get_protocol (server)))
    return NULL;

  LpFinding *finding
      = new_finding ("dead-method", LP_SEVERITY_ERROR,
                     g_strdup_printf ("%s: %s", server->host, provider->happened), provider->now);

  finding->word = g_strdup_printf ("%s-needs-oauth2", provider->id);
  return finding;
}

static LpFinding *
judge_ending (const Case *rule_case)
{
  const LpMailProvider *provider = rule_case->provider;
  const LpLegacyServer *server = rule_case->server;
  const LpOldEnd *end = NULL;

  if (is_at_provider (rule_case) && uses_password (server))
    end = lp_old_hosts_find_end (rule_case->context->table, provider, get_protocol (server));
  if (end == NULL)
    return NULL;

  gboolean is_over = g_strcmp0 (end->date, rule_case->context->today) < 0;

  return new_finding (is_over ? "dead-method" : "method-ends",
                      is_over ? LP_SEVERITY_ERROR : LP_SEVERITY_WARNING,
                      g_strdup_printf ("%s: %s", server->host, end->happened), end->now);
}

static LpFinding *
judge_plaintext (const Case *rule_case)
{
  if (!is_elsewhere (rule_case) || rule_case->server->security != LP_SECURITY_PLAIN)
    return NULL;
  return new_finding ("plaintext", LP_SEVERITY_ERROR,
                      g_strdup_printf (_ ("%s: mail and password cross the network unencrypted."),
                                       rule_case->server->host),
                      _ ("Set the account up anew; the server is tried with encryption first."));
}

static LpFinding *
judge_opportunistic (const Case *rule_case)
{
  if (!is_elsewhere (rule_case) || !rule_case->server->opportunistic)
    return NULL;
  return new_finding (
      "tls-if-available", LP_SEVERITY_WARNING,
      g_strdup_printf (_ ("%s: encryption is used only if it is offered; anybody on the way can "
                          "take the offer out."),
                       rule_case->server->host),
      _ ("Make encryption a condition; a new set-up does."));
}

static LpFinding *
judge_port_25 (const Case *rule_case)
{
  if (!is_elsewhere (rule_case) || !rule_case->is_outgoing || rule_case->server->port != 25)
    return NULL;
  return new_finding (
      "port-25", LP_SEVERITY_WARNING,
      g_strdup_printf (_ ("%s: port 25 is for servers among themselves; many networks block it."),
                       rule_case->server->host),
      _ ("Send through port 587 or 465."));
}

static LpFinding *
judge_without_sign_in (const Case *rule_case)
{
  if (!is_elsewhere (rule_case) || !rule_case->is_outgoing
      || rule_case->account->sends != LP_LEGACY_SENDS_WITHOUT)
    return NULL;
  return new_finding (
      "outgoing-without-sign-in", LP_SEVERITY_WARNING,
      g_strdup_printf (_ ("%s: mail is sent without signing in; most servers refuse that, at the "
                          "latest from another network."),
                       rule_case->server->host),
      _ ("Switch on “my outgoing server requires authentication”; a check proves which it needs."));
}

/* hotwayd served Microsoft's addresses only: with another one, port 110 of this machine is a mail
 * server of its own. */
static const LpOldGateway *
find_gateway (const Case *rule_case)
{
  const LpLegacyAccount *account = rule_case->account;
  const char *id = account->gateway != NULL ? account->gateway
                                            : lp_old_gateway_find_by_port (rule_case->server->port);

  if (g_str_equal (id, "hotway") && account->address != NULL
      && lp_old_hosts_find_provider (rule_case->context->table, NULL, account->address) == NULL)
    id = "unknown";
  return lp_old_hosts_find_gateway (rule_case->context->table, id);
}

static LpFinding *
judge_gateway (const Case *rule_case)
{
  const LpFindingContext *context = rule_case->context;
  const LpLegacyServer *server = rule_case->server;
  gboolean is_transport = rule_case->is_outgoing && server->port == 25;

  if (!lp_legacy_server_is_local (server) && server->kind != LP_LEGACY_WEBMAIL)
    return NULL;

  gboolean is_silent = context->listens != NULL && server->host != NULL
                       && !context->listens (server->host, server->port, context->user_data);
  const LpOldGateway *gateway = find_gateway (rule_case);

  if (gateway == NULL)
    return NULL;

  gboolean is_closed = gateway->closed && !is_transport;

  if (!is_closed && !is_silent && (context->listens != NULL || is_transport))
    return NULL;

  LpFinding *finding
      = is_closed || is_silent
            ? new_finding ("gateway-gone", LP_SEVERITY_ERROR, g_strdup (gateway->happened),
                           gateway->now)
            : new_finding ("gateway", LP_SEVERITY_NOTE, g_strdup (gateway->happened), gateway->now);

  if (is_silent && !is_closed) {
    g_free (finding->detail);
    finding->detail = g_strdup_printf (_ ("Nothing listens on port %u of this machine (%s)."),
                                       server->port, gateway->name);
  }
  finding->word = g_strdup_printf ("gateway=%s", gateway->id);
  return finding;
}

static LpFinding *
judge_clear_text (const Case *rule_case)
{
  if (!rule_case->account->clear_text_secret)
    return NULL;
  return new_finding ("secret-in-clear-text", LP_SEVERITY_WARNING,
                      g_strdup (_ ("A password lies in clear text in the program's file.")),
                      _ ("Keep it in the keyring and delete it from the file."));
}

static const struct {
  LpFinding *(*judge) (const Case *rule_case);
  gboolean of_server;
} rules[] = {
  { judge_dead_host, TRUE }, { judge_gateway, TRUE },         { judge_dead_method, TRUE },
  { judge_plaintext, TRUE }, { judge_ending, TRUE },          { judge_opportunistic, TRUE },
  { judge_port_25, TRUE },   { judge_without_sign_in, TRUE }, { judge_clear_text, FALSE },
  { judge_old_name, TRUE },
};

static gboolean
has_word (GPtrArray *findings, const LpFinding *finding)
{
  for (guint i = 0; i < findings->len; i++) {
    const LpFinding *other = g_ptr_array_index (findings, i);

    if (g_strcmp0 (other->word, finding->word) == 0 && finding->word != NULL
        && g_str_equal (other->code, finding->code))
      return TRUE;
  }
  return FALSE;
}

static int
compare_severity (gconstpointer a, gconstpointer b)
{
  const LpFinding *one = *(const LpFinding *const *)a;
  const LpFinding *other = *(const LpFinding *const *)b;

  return (int)other->severity - (int)one->severity;
}

static void
judge (GPtrArray *findings, guint rule, const Case *rule_case)
{
  LpFinding *finding = rules[rule].judge (rule_case);

  if (finding == NULL)
    return;

  /* The same cause on both servers is said once. */
  if (has_word (findings, finding))
    lp_finding_free (finding);
  else
    g_ptr_array_add (findings, finding);
}

GPtrArray *
lp_findings_of_account (const LpFindingContext *context, const LpLegacyAccount *account)
{
  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (account != NULL, NULL);

  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_finding_free);
  const LpLegacyServer *servers[] = { account->incoming, account->outgoing };
  Case rule_case = { .context = context, .account = account };

  for (guint side = 0; side < G_N_ELEMENTS (servers); side++) {
    const char *host = servers[side] != NULL ? servers[side]->host : NULL;

    rule_case.server = servers[side];
    rule_case.is_outgoing = side == 1;
    rule_case.provider = lp_old_hosts_find_provider (context->table, host, account->address);
    rule_case.old
        = host != NULL ? lp_old_hosts_find (context->table, host, account->address) : NULL;
    for (guint i = 0; servers[side] != NULL && i < G_N_ELEMENTS (rules); i++)
      if (rules[i].of_server)
        judge (findings, i, &rule_case);
  }

  rule_case.server = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (!rules[i].of_server)
      judge (findings, i, &rule_case);
  g_ptr_array_sort (findings, compare_severity);
  return findings;
}

void
lp_finding_free (LpFinding *finding)
{
  if (finding == NULL)
    return;

  g_free (finding->word);
  g_free (finding->detail);
  g_free (finding->fix);
  g_free (finding);
}

const char *
lp_finding_get_word (const LpFinding *finding)
{
  g_return_val_if_fail (finding != NULL, NULL);

  return finding->word != NULL ? finding->word : finding->code;
}

const char *
lp_severity_get_name (LpSeverity severity)
{
  static const char *const names[] = { "note", "warning", "error" };

  g_return_val_if_fail (severity < G_N_ELEMENTS (names), NULL);

  return names[severity];
}
