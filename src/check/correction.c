/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wrong settings put right: one table of mix-ups. A row says what was set, how the try ended, and
 * what to try instead on the same host. A row without encryption as its outcome does not exist: a
 * correction never lowers security.
 */
#include "check/correction.h"

#include <glib/gi18n.h>
#include <string.h>

#define ANY_PORT 0
#define SAME_PORT 0
#define ANY_PROTOCOL LP_N_PROTOCOLS
#define ANY_SECURITY LP_N_SECURITIES
/* Before the first try: these ports are for TLS from the start (RFC 8314), and wait for it in
 * silence. */
#define AT_ONCE LP_VERDICT_OK

typedef struct {
  LpProtocolId protocol;
  LpSecurity security;
  guint16 port;
  LpVerdict verdict;
  LpSecurity new_security;
  guint16 new_port;
  const char *code;
} Row;

static const Row rows[] = {
  /* STARTTLS or nothing on a port that wants TLS at once: the classic mix-up. */
  { LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS, 465, AT_ONCE, LP_SECURITY_TLS, 465, "tls-at-once" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, 993, AT_ONCE, LP_SECURITY_TLS, 993, "tls-at-once" },
  { LP_PROTOCOL_POP3, LP_SECURITY_STARTTLS, 995, AT_ONCE, LP_SECURITY_TLS, 995, "tls-at-once" },
  { LP_PROTOCOL_SMTP, LP_SECURITY_PLAIN, 465, AT_ONCE, LP_SECURITY_TLS, 465, "tls-at-once" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_PLAIN, 993, AT_ONCE, LP_SECURITY_TLS, 993, "tls-at-once" },
  { LP_PROTOCOL_POP3, LP_SECURITY_PLAIN, 995, AT_ONCE, LP_SECURITY_TLS, 995, "tls-at-once" },
  { ANY_PROTOCOL, ANY_SECURITY, ANY_PORT, LP_VERDICT_TLS_EXPECTED, LP_SECURITY_TLS, SAME_PORT,
    "tls-at-once" },

  /* TLS on a port that begins in clear. */
  { ANY_PROTOCOL, LP_SECURITY_TLS, ANY_PORT, LP_VERDICT_TLS_NOT_SPOKEN, LP_SECURITY_STARTTLS,
    SAME_PORT, "starttls-used" },

  /* One protocol's port for another. */
  { LP_PROTOCOL_IMAP, ANY_SECURITY, 995, LP_VERDICT_NOT_THIS_PROTOCOL, LP_SECURITY_TLS, 993,
    "other-protocol" },
  { LP_PROTOCOL_IMAP, ANY_SECURITY, 110, LP_VERDICT_NOT_THIS_PROTOCOL, LP_SECURITY_TLS, 993,
    "other-protocol" },
  { LP_PROTOCOL_POP3, ANY_SECURITY, 993, LP_VERDICT_NOT_THIS_PROTOCOL, LP_SECURITY_TLS, 995,
    "other-protocol" },
  { LP_PROTOCOL_POP3, ANY_SECURITY, 143, LP_VERDICT_NOT_THIS_PROTOCOL, LP_SECURITY_TLS, 995,
    "other-protocol" },

  /* No encryption where it is asked for: the port for TLS. */
  { LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS, ANY_PORT, LP_VERDICT_STARTTLS_MISSING, LP_SECURITY_TLS,
    465, "starttls-missing" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, ANY_PORT, LP_VERDICT_STARTTLS_MISSING, LP_SECURITY_TLS,
    993, "starttls-missing" },
  { LP_PROTOCOL_POP3, LP_SECURITY_STARTTLS, ANY_PORT, LP_VERDICT_STARTTLS_MISSING, LP_SECURITY_TLS,
    995, "starttls-missing" },

  /* Blocked or not offered: the other ports for the same thing. 25 is blocked on most home
     networks. */
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_TIMED_OUT, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_TIMED_OUT, LP_SECURITY_TLS, 465,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_REFUSED, LP_SECURITY_TLS, 465, "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 2525, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 26, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 587, LP_VERDICT_TIMED_OUT, LP_SECURITY_TLS, 465,
    "port-switched" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 587, LP_VERDICT_REFUSED, LP_SECURITY_TLS, 465,
    "port-switched" },
  { LP_PROTOCOL_SMTP, LP_SECURITY_TLS, 465, LP_VERDICT_TIMED_OUT, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_SMTP, LP_SECURITY_TLS, 465, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 587,
    "port-switched" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, 143, LP_VERDICT_TIMED_OUT, LP_SECURITY_TLS, 993,
    "port-switched" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, 143, LP_VERDICT_REFUSED, LP_SECURITY_TLS, 993,
    "port-switched" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_TLS, 993, LP_VERDICT_TIMED_OUT, LP_SECURITY_STARTTLS, 143,
    "port-switched" },
  { LP_PROTOCOL_IMAP, LP_SECURITY_TLS, 993, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 143,
    "port-switched" },
  { LP_PROTOCOL_POP3, LP_SECURITY_STARTTLS, 110, LP_VERDICT_TIMED_OUT, LP_SECURITY_TLS, 995,
    "port-switched" },
  { LP_PROTOCOL_POP3, LP_SECURITY_STARTTLS, 110, LP_VERDICT_REFUSED, LP_SECURITY_TLS, 995,
    "port-switched" },
  { LP_PROTOCOL_POP3, LP_SECURITY_TLS, 995, LP_VERDICT_TIMED_OUT, LP_SECURITY_STARTTLS, 110,
    "port-switched" },
  { LP_PROTOCOL_POP3, LP_SECURITY_TLS, 995, LP_VERDICT_REFUSED, LP_SECURITY_STARTTLS, 110,
    "port-switched" },

  /* No sign-in on the port between servers: the ports for people. */
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_AUTH_NOT_OFFERED, LP_SECURITY_STARTTLS, 587,
    "sign-in-port" },
  { LP_PROTOCOL_SMTP, ANY_SECURITY, 25, LP_VERDICT_AUTH_NOT_OFFERED, LP_SECURITY_TLS, 465,
    "sign-in-port" },
};

/* Translators: %1$s is a host, %2$u the port that was set, %3$u the port that works. */
static const struct {
  const char *code;
  const char *text;
} texts[] = {
  { "tls-at-once", N_ ("Port %2$u of %1$s wants encryption from the start; TLS is used on port "
                       "%3$u.") },
  { "starttls-used", N_ ("Port %2$u of %1$s starts unencrypted; STARTTLS is used on port %3$u.") },
  { "other-protocol", N_ ("Port %2$u of %1$s is for another protocol; port %3$u is used.") },
  { "starttls-missing", N_ ("%1$s does not encrypt on port %2$u; TLS is used on port %3$u.") },
  { "port-switched", N_ ("Port %2$u of %1$s cannot be reached from this network; port %3$u works "
                         "here and on other networks.") },
  { "sign-in-port", N_ ("%1$s offers no sign-in on port %2$u; port %3$u is for people who send "
                        "mail.") },
};

static char *
make_text (const char *code, const LpServer *was, const LpServer *now)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (!g_str_equal (texts[i].code, code))
      continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return g_strdup_printf (_ (texts[i].text), was->host, was->port, now->port);
#pragma GCC diagnostic pop
  }
  g_return_val_if_reached (NULL);
}

static LpSuggestion *
offer (const LpServer *server, const char *code)
{
  LpSuggestion *suggestion = g_new0 (LpSuggestion, 1);

  suggestion->code = g_strdup (code);
  suggestion->side = server->protocol == LP_PROTOCOL_SMTP ? LP_SIDE_OUTGOING : LP_SIDE_INCOMING;
  suggestion->was = lp_server_copy (server);
  suggestion->now = lp_server_copy (server);
  return suggestion;
}

static LpSuggestion *
suggest (const LpServer *was, const Row *row)
{
  LpSuggestion *suggestion = offer (was, row->code);

  suggestion->now->security = row->new_security;
  if (row->new_port != SAME_PORT)
    suggestion->now->port = row->new_port;
  suggestion->text = make_text (row->code, was, suggestion->now);
  return suggestion;
}

static gboolean
applies (const Row *row, const LpServer *server, LpVerdict verdict)
{
  return row->verdict == verdict
         && (row->protocol == ANY_PROTOCOL || row->protocol == server->protocol)
         && (row->security == ANY_SECURITY || row->security == server->security)
         && (row->port == ANY_PORT || row->port == server->port)
         && (row->new_security != server->security
             || (row->new_port != SAME_PORT && row->new_port != server->port));
}

GPtrArray *
lp_correction_list (const LpServer *server, const LpOutcome *outcome)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
  LpVerdict verdict = outcome != NULL ? outcome->verdict : AT_ONCE;

  g_return_val_if_fail (server != NULL, list);

  if (outcome != NULL && verdict == LP_VERDICT_OK)
    return list;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (applies (&rows[i], server, verdict))
      g_ptr_array_add (list, suggest (server, &rows[i]));
  return list;
}

/* A wildcard stands for no host, an address proves no name, and a bare domain is rarely a mail
 * server. */
static gboolean
can_be_host (const char *name)
{
  const char *dot = strchr (name, '.');

  return strchr (name, '*') == NULL && !g_hostname_is_ip_address (name) && dot != NULL
         && strchr (dot + 1, '.') != NULL;
}

LpSuggestion *
lp_correction_offer_name (const LpOutcome *outcome)
{
  LpSuggestion *suggestion;
  char **names = outcome->certificate != NULL ? outcome->certificate->names : NULL;

  if (outcome->verdict != LP_VERDICT_CERTIFICATE_WRONG_HOST || outcome->certificate == NULL
      || outcome->certificate->faults->len != 1)
    return NULL;
  while (names != NULL && *names != NULL && !can_be_host (*names))
    names++;
  if (names == NULL || *names == NULL)
    return NULL;
  suggestion = offer (outcome->server, "certificate-name");
  g_free (suggestion->now->host);
  suggestion->now->host = g_ascii_strdown (*names, -1);
  /* Translators: both are host names. */
  suggestion->text
      = g_strdup_printf (_ ("The server calls itself %s, not %s. If the provider’s help "
                            "page names it so, use that name."),
                         suggestion->now->host, suggestion->was->host);
  return suggestion;
}

/* PLAIN and LOGIN show the password to the server; whoever refused one of them does not want the other. */
static gboolean
is_challenge (const char *mechanism)
{
  static const char *const prefixes[] = { "SCRAM-", "CRAM-MD5", "DIGEST-MD5" };

  for (gsize i = 0; mechanism != NULL && i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (mechanism, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* IMAP and POP3 have a command for it as well, and the verdict is given only where the server takes that. */
static gboolean
takes_password (const LpOutcome *outcome)
{
  const char *const *offered = (const char *const *)outcome->mechanisms;

  return outcome->server->protocol != LP_PROTOCOL_SMTP
         || (offered != NULL
             && (g_strv_contains (offered, "PLAIN") || g_strv_contains (offered, "LOGIN")));
}

LpSuggestion *
lp_correction_offer_password (const LpOutcome *outcome)
{
  LpSuggestion *suggestion;

  g_return_val_if_fail (outcome != NULL, NULL);

  if (outcome->verdict != LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT
      || outcome->server->security == LP_SECURITY_PLAIN || !is_challenge (outcome->mechanism)
      || !takes_password (outcome))
    return NULL;
  suggestion = offer (outcome->server, LP_OFFER_PASSWORD);
  suggestion->now->sign_in = LP_SIGN_IN_PASSWORD;
  /* Translators: a host and a way to sign in, such as CRAM-MD5. */
  suggestion->text
      = g_strdup_printf (_ ("%s refused the sign-in by %s, which serves only some of its accounts. "
                            "The password itself may work; encryption protects it on its way."),
                         suggestion->was->host, outcome->mechanism);
  return suggestion;
}
