/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/credentials.h"
#include "model/error.h"
#include "model/server.h"

G_BEGIN_DECLS

/** What is true of a mechanism. */
typedef enum {
  LP_TRAIT_PASSWORD = 1 << 0,     /* takes a password */
  LP_TRAIT_TOKEN = 1 << 1,        /* takes an access token */
  LP_TRAIT_CLIENT_FIRST = 1 << 2, /* begins with a response (RFC 4422 §5) */
  LP_TRAIT_REVEALS = 1 << 3,      /* the server sees the secret: only inside TLS */
  LP_TRAIT_BINDS = 1 << 4,        /* tied to the TLS connection */
  LP_TRAIT_PROVES
  = 1 << 5, /* success counts only if the server proved that it knows the secret too */
  LP_TRAIT_STORED
  = 1 << 6, /* needs the secret stored in a certain form, which not every account has */
  LP_TRAIT_COMMAND = 1 << 7, /* a command of the protocol, not SASL */
  LP_TRAIT_ASCII = 1 << 8,   /* for names and secrets in ASCII only */
} LpMechanismTraits;

/**
 * LpSasl:
 *
 * The client's side of one sign-in by one mechanism. Holds the secret until it is freed.
 */
typedef struct _LpSasl LpSasl;

/**
 * LpMechanism:
 * @name: as in the registry of SASL mechanisms, or our word for a command
 * @traits: what is true of it
 * @sign_ins: bits (1 << #LpSignIn): the ways of signing in that it serves
 * @respond: answers a challenge (raw octets, empty at the beginning); returns (transfer full)
 * octets and their number
 *
 * A row of the table in sasl.c. The rows' order is the order of preference inside TLS.
 */
typedef struct {
  const char *name;
  LpMechanismTraits traits;
  guint sign_ins;
  char *(*respond) (LpSasl *sasl, const char *challenge, gsize length, gsize *response_length,
                    GError **error);
} LpMechanism;

/**
 * LpSaslTerms:
 * @offered: (nullable): mechanisms that the server offers, upper case
 * @command: (nullable): name of the row for the protocol's own command, if the server takes it
 * @sign_in: how the account signs in
 * @has_secret: there is a secret
 * @kind: what it is
 * @encrypted: inside verified TLS
 * @can_bind: the TLS connection has a channel binding
 * @allow_plaintext: the person said yes to signing in without encryption
 *
 * What a choice of mechanisms depends on.
 */
typedef struct {
  const char *const *offered;
  const char *command;
  LpSignIn sign_in;
  gboolean has_secret;
  LpSecretKind kind;
  gboolean encrypted;
  gboolean can_bind;
  gboolean allow_plaintext;
} LpSaslTerms;

/**
 * LpSaslIdentity:
 * @user: the name to sign in with, UTF-8
 * @credentials: (nullable): the secret
 * @service: the protocol's name for SASL: "imap", "pop", "smtp"
 * @host: the server's name
 * @port: its port
 * @binding: (nullable): channel binding in base64
 * @binding_is_exporter: it is tls-exporter, not tls-unique
 */
typedef struct {
  const char *user;
  LpCredentials *credentials;
  const char *service;
  const char *host;
  guint16 port;
  const char *binding;
  gboolean binding_is_exporter;
} LpSaslIdentity;

/**
 * lp_sasl_choose:
 * @terms: what it depends on
 * @chosen: (element-type LpMechanism): the mechanisms to try are added here, best first
 *
 * Inside TLS: one bound to it, else PLAIN, LOGIN, the protocol's command, SCRAM, CRAM-MD5. In
 * clear, only if the person allowed it: SCRAM and CRAM-MD5, from which who listens can guess the
 * password, and behind them what shows it.
 * DIGEST-MD5, EXTERNAL, GSSAPI only where the account says so. The second in the list is for a
 * server that does not know the first.
 *
 * Returns: %LP_VERDICT_OK, or why there is none: %LP_VERDICT_AUTH_NOT_OFFERED,
 * %LP_VERDICT_PLAINTEXT_ONLY, %LP_VERDICT_BROWSER_SIGN_IN_REQUIRED, %LP_VERDICT_NO_MECHANISM
 */
LpVerdict
lp_sasl_choose (const LpSaslTerms *terms, GPtrArray *chosen);

/**
 * lp_sasl_new:
 * @mechanism: which
 * @identity: who signs in; its strings must outlive the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a sign-in that has not begun, or %NULL with
 * %LP_VERDICT_NO_MECHANISM, also where the mechanism does not serve this name or secret
 */
LpSasl *
lp_sasl_new (const LpMechanism *mechanism, const LpSaslIdentity *identity, GError **error);

/**
 * lp_sasl_free:
 * @sasl: (nullable) (transfer full): a sign-in; what is secret in it is wiped
 */
void
lp_sasl_free (LpSasl *sasl);

/**
 * lp_sasl_respond:
 * @sasl: a sign-in
 * @challenge: (nullable): the server's challenge in base64; %NULL for the initial response
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the response in base64, perhaps empty; wipe it with
 * lp_credentials_wipe(). %NULL with %LP_VERDICT_PROTOCOL_BROKEN (no sense in the challenge, or the
 * server does not know the secret) or %LP_VERDICT_NO_MECHANISM (this secret cannot be used with it)
 */
char *
lp_sasl_respond (LpSasl *sasl, const char *challenge, GError **error);

/**
 * lp_sasl_is_proved:
 * @sasl: a sign-in
 *
 * Returns: %TRUE if a success of the server's may be believed: always, but for mechanisms in which
 * the server proves itself too
 */
gboolean
lp_sasl_is_proved (const LpSasl *sasl);

/**
 * lp_sasl_is_complete:
 * @sasl: a sign-in
 *
 * Returns: %TRUE if the client has nothing more to say after the last response: what the server
 * sends next is its verdict, so that other commands may follow in the same flight
 */
gboolean
lp_sasl_is_complete (const LpSasl *sasl);

/**
 * lp_sasl_has_answered:
 * @sasl: a sign-in
 *
 * Returns: %TRUE if a challenge was answered, so that a refusal is about the secret and not about
 * the mechanism
 */
gboolean
lp_sasl_has_answered (const LpSasl *sasl);

/**
 * lp_sasl_get_complaint:
 * @sasl: a sign-in
 *
 * Returns: (transfer none) (nullable): what the server told inside the mechanism: an OAuth error in
 * JSON (RFC 7628 §3.2.2), or SCRAM's "e=" (RFC 5802 §7)
 */
const char *
lp_sasl_get_complaint (const LpSasl *sasl);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpSasl, lp_sasl_free)

G_END_DECLS
