/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"

G_BEGIN_DECLS

/** How far the way to a setting can be believed. Greater is better. */
typedef enum {
  LP_TRUST_UNVERIFIED,    /* plain http, DNS without DNSSEC to a host outside the domain: shown and
                             accepted first */
  LP_TRUST_GUESSED,       /* a usual name inside the person's own domain */
  LP_TRUST_AUTHENTICATED, /* https or DNSSEC on every hop */
  LP_TRUST_BUILT_IN,      /* our own table */
  LP_TRUST_LOCAL,         /* this machine's administrator or user wrote it down */
  LP_TRUST_GIVEN,         /* the person said so just now */
  LP_N_TRUSTS
} LpTrust;

/** Whether a proposal's servers answered when they were asked without a password. */
typedef enum { LP_ANSWER_UNKNOWN, LP_ANSWER_YES, LP_ANSWER_NO } LpAnswer;

/**
 * LpHint:
 * @kind: a word of data/provider-hints.ini: "app-password", "enable-imap", "oauth2-only",
 * "two-factor" …
 * @text: translated sentence for people
 * @url: (nullable): the provider's own page
 */
typedef struct {
  char *kind;
  char *text;
  char *url;
} LpHint;

/**
 * LpCandidate:
 * @incoming: (nullable): a receiving server, user name filled in
 * @outgoing: (nullable): a sending server, user name filled in
 * @source: id of the discovery source: "given", "providers", "local", "autoconfig", "ispdb", "mx",
 * "srv", "guess" …
 * @trust: how far it can be believed
 * @score: additive evidence; higher is better; decides the rank
 * @evidence: one line for people who know, where it was found: "providers.ini [gmail.com]",
 * "https://autoconfig.…"
 * @provider_id: (nullable): group of data/providers.ini
 * @provider_name: (nullable): what people call the provider
 * @issuer: (nullable): OAuth2 issuer's row, where browser sign-in is offered. Servers whose sign-in
 * is %LP_SIGN_IN_OAUTH2 take nothing else; with %LP_SIGN_IN_AUTOMATIC a password is good too
 * @ca_file: (nullable): absolute path of a further certificate authority in PEM, for the account
 * @documentation: (nullable): the provider's own page about mail programs
 * @answer: whether both servers answered; set by who asks them, which discovery does not
 * @user_field: (nullable): what the provider calls the user name, where it gives out names that the
 * address does not tell ("Customer number"): to be asked for
 * @hints: (element-type LpHint): what to know before trying
 *
 * One proposal. A value.
 */
typedef struct {
  LpServer *incoming;
  LpServer *outgoing;
  char *source;
  LpTrust trust;
  int score;
  char *evidence;
  char *provider_id;
  char *provider_name;
  char *issuer;
  char *ca_file;
  char *documentation;
  char *user_field;
  LpAnswer answer;
  GPtrArray *hints;
} LpCandidate;

#define LP_TYPE_CANDIDATE (lp_candidate_get_type ())
GType
lp_candidate_get_type (void);

/**
 * lp_candidate_new:
 * @source: id of the source
 * @trust: how far it can be believed
 * @evidence: where it was found
 *
 * Returns: (transfer full): a candidate without servers
 */
LpCandidate *
lp_candidate_new (const char *source, LpTrust trust, const char *evidence);

/**
 * lp_candidate_copy:
 * @candidate: (nullable): a candidate
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpCandidate *
lp_candidate_copy (const LpCandidate *candidate);

/**
 * lp_candidate_free:
 * @candidate: (nullable) (transfer full): a candidate
 */
void
lp_candidate_free (LpCandidate *candidate);

/**
 * lp_candidate_add_hint:
 * @candidate: a candidate
 * @kind: the hint's kind
 * @text: translated sentence
 * @url: (nullable): the provider's page
 */
void
lp_candidate_add_hint (LpCandidate *candidate, const char *kind, const char *text, const char *url);

/**
 * lp_candidate_pair:
 * @proposal: (transfer none): everything but the servers
 * @incoming: (element-type LpServer): receiving servers, in the order of their source
 * @outgoing: (element-type LpServer): sending servers, likewise
 *
 * Makes candidates out of two lists: IMAP before POP3, implicit TLS before STARTTLS before none,
 * and otherwise the order given. Every server is in at least one candidate, without a full product:
 * each incoming with the best outgoing, then the best incoming with each other outgoing.
 *
 * Returns: (transfer full) (element-type LpCandidate): the candidates, none if both lists are empty
 */
GPtrArray *
lp_candidate_pair (const LpCandidate *proposal, const GPtrArray *incoming,
                   const GPtrArray *outgoing);

/**
 * lp_trust_get_name:
 * @trust: a trust
 *
 * Returns: (transfer none): "unverified", "guessed", "authenticated", "built-in", "local" or
 * "given"
 */
const char *
lp_trust_get_name (LpTrust trust);

/**
 * lp_candidate_is_user:
 * @text: a user name that a stranger wrote
 *
 * Returns: %TRUE if it can be shown as it is: one line, not too long, no letter that hides or turns
 * others round
 */
gboolean
lp_candidate_is_user (const char *text);

/**
 * lp_candidate_is_page:
 * @url: an address that a stranger wrote
 *
 * Returns: %TRUE if it is one of the web that can be shown as it is, also on a terminal
 */
gboolean
lp_candidate_is_page (const char *url);

/**
 * lp_candidate_fill_template:
 * @template: a user name or host with %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN%
 * @address: the person's address
 *
 * The domain is filled in as ASCII, the local part as typed.
 *
 * Returns: (transfer full) (nullable): the text with the placeholders filled in; %NULL if it holds
 * one that the address cannot answer (a customer number)
 */
char *
lp_candidate_fill_template (const char *template, const LpAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpCandidate, lp_candidate_free)

G_END_DECLS
