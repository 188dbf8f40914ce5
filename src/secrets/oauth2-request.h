/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "secrets/issuer.h"

/* Inside src/secrets only: one question to an issuer and its answer in JSON. */

G_BEGIN_DECLS

/**
 * LpOauth2Answer:
 * @status: of HTTP
 * @root: a JSON object
 * @error: (nullable): the word of RFC 6749 section 5.2 if it is a refusal
 * @description: (nullable): the issuer's own words, made safe to show
 */
typedef struct {
  guint status;
  JsonNode *root;
  char *error;
  char *description;
} LpOauth2Answer;

/**
 * lp_oauth2_parse:
 * @body: what an issuer answered
 *
 * Returns: (transfer full) (nullable): the JSON object it is; %NULL if it is none, or nested without
 * end
 */
JsonNode *
lp_oauth2_parse (GBytes *body);

/**
 * lp_oauth2_ask:
 * @issuer: whom
 * @url: where
 * @form: (nullable): names and values in turn, ended by a %NULL name, to post; pairs whose value is
 * %NULL are left out. %NULL: a GET
 * @cancellable: (nullable): cancels
 * @error: return location
 *
 * Asks over https only and follows no redirect of a post. Blocks, at most 30 s.
 *
 * Returns: (transfer full) (nullable): the answer, also a refusal that the issuer explains; else
 * %NULL with %LP_ERROR, %G_IO_ERROR, %G_RESOLVER_ERROR or %G_TLS_ERROR
 */
LpOauth2Answer *
lp_oauth2_ask (const LpIssuer *issuer, const char *url, const char *const *form,
               GCancellable *cancellable, GError **error);

/**
 * lp_oauth2_answer_get_string:
 * @answer: an answer
 * @name: a member
 *
 * Returns: (transfer none) (nullable): its text; %NULL if it is not there, empty or no text
 */
const char *
lp_oauth2_answer_get_string (const LpOauth2Answer *answer, const char *name);

/**
 * lp_oauth2_answer_get_number:
 * @answer: an answer
 * @name: a member; some issuers write numbers as text
 * @otherwise: if it is not there or no number
 *
 * Returns: the number
 */
gint64
lp_oauth2_answer_get_number (const LpOauth2Answer *answer, const char *name, gint64 otherwise);

/**
 * lp_oauth2_answer_free:
 * @answer: (nullable) (transfer full): an answer; tokens in it are wiped
 */
void
lp_oauth2_answer_free (LpOauth2Answer *answer);

/**
 * lp_oauth2_set_error:
 * @issuer: who refused
 * @status: of HTTP; 0 for an answer that came through the browser
 * @code: (nullable): the word of RFC 6749, RFC 8628 or OpenID Connect
 * @description: (nullable): its own words
 * @error: return location
 *
 * Says what a refusal amounts to, by the table in oauth2-error.c.
 */
void
lp_oauth2_set_error (const LpIssuer *issuer, guint status, const char *code,
                     const char *description, GError **error);

/**
 * lp_oauth2_make_safe:
 * @text: (nullable): what an issuer said
 *
 * Returns: (transfer full) (nullable): at most 300 characters in one line, without anything that
 * could be a token
 */
char *
lp_oauth2_make_safe (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpOauth2Answer, lp_oauth2_answer_free)

G_END_DECLS
