/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an issuer's refusal amounts to. Words: RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628
 * section 3.5, OpenID Connect Core section 3.1.2.6; AADSTS numbers:
 * learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
#include <string.h>

#include "model/error.h"
#include "secrets/oauth2-request.h"

/* A longer word could be a token. */
#define LONGEST_WORD 40
#define LONGEST_TEXT 300

/* In the issuer's own words; looked through first, because the words of the RFC say less */
static const struct {
  const char *text;
  LpVerdict verdict;
} details[] = {
  { "AADSTS90094", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "AADSTS90093", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "AADSTS53003", LP_VERDICT_ADMIN_APPROVAL_REQUIRED }, /* conditional access */
  { "AADSTS53000", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "AADSTS50105", LP_VERDICT_ADMIN_APPROVAL_REQUIRED }, /* not assigned to the app */
  { "admin_policy_enforced", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "has not completed the Google verification process", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "AADSTS65004", LP_VERDICT_CANCELLED },                /* the person declined */
  { "AADSTS65001", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED }, /* nobody consented yet */
  { "AADSTS50076", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED }, /* second factor */
  { "AADSTS50078", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "AADSTS50079", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "AADSTS50158", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "AADSTS50173", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED }, /* the password was changed */
  { "AADSTS70008", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED }, /* unused for too long */
  { "AADSTS700082", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "AADSTS50020",
    LP_VERDICT_TOKEN_REFUSED }, /* a personal account at a work page, or the reverse */
  { "AADSTS50034", LP_VERDICT_UNKNOWN_USER },
  { "AADSTS50053", LP_VERDICT_ACCOUNT_LOCKED },
  { "AADSTS50057", LP_VERDICT_ACCOUNT_LOCKED },
  { "AADSTS500133", LP_VERDICT_CLOCK_WRONG },
  { "AADSTS700024", LP_VERDICT_CLOCK_WRONG },
  { "AADSTS28000", LP_VERDICT_INTERNAL }, /* scopes of two resources */
  /* the client's registration: its redirect address, its ID, public clients, its kinds of account,
   * permissions, secret */
  { "AADSTS50011", LP_VERDICT_CLIENT_ID_REFUSED },
  { "AADSTS700016", LP_VERDICT_CLIENT_ID_REFUSED },
  { "AADSTS7000218", LP_VERDICT_CLIENT_ID_REFUSED },
  { "AADSTS50194", LP_VERDICT_CLIENT_ID_REFUSED },
  { "AADSTS70011", LP_VERDICT_CLIENT_ID_REFUSED },
  { "client_secret is missing", LP_VERDICT_CLIENT_ID_REFUSED }, /* Google */
};

static const struct {
  const char *code;
  LpVerdict verdict;
} codes[] = {
  { "invalid_grant", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "interaction_required", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "login_required", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "account_selection_required", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "consent_required", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "access_denied", LP_VERDICT_CANCELLED },
  { "authorization_declined", LP_VERDICT_CANCELLED },
  { "expired_token", LP_VERDICT_TIMED_OUT },
  { "code_expired", LP_VERDICT_TIMED_OUT },
  { "slow_down", LP_VERDICT_RATE_LIMITED },
  { "server_error", LP_VERDICT_SERVER_UNAVAILABLE },
  { "temporarily_unavailable", LP_VERDICT_SERVER_UNAVAILABLE },
  { "admin_policy_enforced", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "org_internal", LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "invalid_client", LP_VERDICT_CLIENT_ID_REFUSED },
  { "deleted_client", LP_VERDICT_CLIENT_ID_REFUSED },
  { "unauthorized_client", LP_VERDICT_CLIENT_ID_REFUSED },
  { "invalid_request", LP_VERDICT_INTERNAL },
  { "invalid_scope", LP_VERDICT_CLIENT_ID_REFUSED },
  { "unsupported_grant_type", LP_VERDICT_INTERNAL },
  { "unsupported_response_type", LP_VERDICT_INTERNAL },
  { "redirect_uri_mismatch", LP_VERDICT_CLIENT_ID_REFUSED },
  { "disallowed_useragent", LP_VERDICT_INTERNAL },
};

static LpVerdict
judge (guint status, const char *code, const char *description)
{
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    if (description != NULL && strstr (description, details[i].text) != NULL)
      return details[i].verdict;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i].code) == 0)
      return codes[i].verdict;
  if (status == 429)
    return LP_VERDICT_RATE_LIMITED;
  return status >= 500 ? LP_VERDICT_SERVER_UNAVAILABLE : LP_VERDICT_TOKEN_REFUSED;
}

/* One line, and no letter that moves a cursor, hides others or turns them round. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);
    g_string_append_unichar (
        line, g_unichar_isgraph (letter) && !g_unichar_isspace (letter) ? letter : ' ');
  }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
lp_oauth2_make_safe (const char *text)
{
  if (text == NULL)
    return NULL;

  g_autofree char *valid = make_printable (text);
  g_auto (GStrv) words = g_strsplit (valid, " ", -1);
  g_autoptr (GString) safe = g_string_new (NULL);
  for (char **word = words; *word != NULL && safe->len < LONGEST_TEXT; word++)
    if (**word != '\0')
      g_string_append_printf (safe, "%s%s", safe->len > 0 ? " " : "",
                              strlen (*word) > LONGEST_WORD ? "[…]" : *word);
  return g_strdup (safe->str);
}

void
lp_oauth2_set_error (const LpIssuer *issuer, guint status, const char *code,
                     const char *description, GError **error)
{
  g_autofree char *safe_code = lp_oauth2_make_safe (code);
  g_autofree char *safe = lp_oauth2_make_safe (description);

  g_set_error (error, LP_ERROR, judge (status, code, description), "%s refused: %s%s%s",
               issuer->name, safe_code != NULL ? safe_code : "no reason given",
               safe != NULL ? ": " : "", safe != NULL ? safe : "");
}
