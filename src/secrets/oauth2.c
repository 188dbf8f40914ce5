/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/oauth2.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#include "model/error.h"
#include "secrets/oauth2-redirect.h"
#include "secrets/oauth2-request.h"
#include "secrets/oauth2-token.h"

/* RFC 7636 section 4.1 recommends 32 octets, which make 43 characters; a state needs 16. */
#define RANDOM_OCTETS 32

/* RFC 8628 section 3.5: what an issuer adds to the interval, and its default */
#define SLOWER_SECONDS 5
#define USUAL_INTERVAL 5
#define LONGEST_INTERVAL 60

/* Base 64 for addresses, without padding (RFC 4648 section 5) */
static char *
encode (const guchar *octets, gsize length)
{
  char *text = g_base64_encode (octets, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static char *
make_random (void)
{
  guchar octets[RANDOM_OCTETS];
  gsize filled = 0;

  while (filled < sizeof octets) {
    gssize n = getrandom (octets + filled, sizeof octets - filled, 0);
    if (n < 0 && errno != EINTR)
      g_error ("no random numbers: %s", g_strerror (errno));
    filled += n > 0 ? (gsize)n : 0;
  }
  char *text = encode (octets, sizeof octets);
  lp_credentials_wipe (octets, sizeof octets);
  return text;
}

/* RFC 7636 section 4.2, method S256 */
static char *
make_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *)verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return encode (digest, length);
}

static const char *
get_user (const LpAccount *account)
{
  const LpServer *server = account->incoming != NULL ? account->incoming : account->outgoing;

  return server != NULL && server->user != NULL ? server->user : account->address->text;
}

/* The issuer with its addresses, or an error if it cannot be asked in this way */
static LpIssuer *
prepare_issuer (const LpIssuer *given, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpIssuer) issuer = lp_issuer_copy (given);

  if (issuer->client_id == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT,
                 "no client ID for %s: this sign-in is not offered", issuer->name);
    return NULL;
  }
  if (!lp_issuer_complete (issuer, cancellable, error))
    return NULL;
  return g_steal_pointer (&issuer);
}

/* Whether the grant is what mail needs */
static gboolean
check_grant (const LpIssuer *issuer, const LpAccount *account, const LpGrant *grant, GError **error)
{
  const char *missing = lp_issuer_find_missing_scope (issuer, account, grant->scope);

  if (missing != NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED,
                 "%s granted less than was asked for: not %s", issuer->name, missing);
    return FALSE;
  }
  if (grant->refresh_token == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED,
                 "%s gave no refresh token: the sign-in would end within the hour", issuer->name);
    return FALSE;
  }
  return TRUE;
}

static LpGrant *
trade (const LpIssuer *issuer, const LpAccount *account, const char *const *form, char **code,
       GCancellable *cancellable, GError **error)
{
  g_autoptr (LpGrant) grant
      = lp_oauth2_trade (issuer, form, get_user (account), code, cancellable, error);

  if (grant == NULL || !check_grant (issuer, account, grant, error))
    return NULL;
  grant->host = g_strdup (account->outgoing != NULL ? account->outgoing->host : NULL);
  return g_steal_pointer (&grant);
}

/* ---- with the browser ---- */

/* %NULL: the issuer's page is not one that may be opened */
static char *
make_url (const LpIssuer *issuer, const LpAccount *account, const char *redirect_uri,
          const char *state, const char *challenge, GError **error)
{
  if (issuer->authorization == NULL || !g_str_has_prefix (issuer->authorization, "https://")) {
    g_set_error (error, LP_ERROR, LP_VERDICT_INTERNAL, "%s has no page to sign in on over https",
                 issuer->name);
    return NULL;
  }

  g_autofree char *scope = lp_issuer_make_scope (issuer, account);
  const char *pairs[] = { "response_type",
                          "code",
                          "client_id",
                          issuer->client_id,
                          "redirect_uri",
                          redirect_uri,
                          "scope",
                          scope,
                          "state",
                          state,
                          "code_challenge",
                          challenge,
                          "code_challenge_method",
                          "S256",
                          "login_hint",
                          account->address->text };
  g_autoptr (GString) url = g_string_new (issuer->authorization);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i += 2) {
    g_string_append_c (url, strchr (url->str, '?') != NULL ? '&' : '?');
    g_string_append (url, pairs[i]);
    g_string_append_c (url, '=');
    g_string_append_uri_escaped (url, pairs[i + 1], NULL, FALSE);
  }
  if (issuer->parameters != NULL)
    g_string_append_printf (url, "&%s", issuer->parameters);
  return g_strdup (url->str);
}

LpGrant *
lp_oauth2_sign_in (const LpIssuer *given, const LpAccount *account,
                   void (*open) (const char *url, gpointer data), gpointer data,
                   GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (given != NULL && account != NULL && open != NULL, NULL);

  g_autoptr (LpIssuer) issuer = prepare_issuer (given, cancellable, error);
  if (issuer == NULL)
    return NULL;
  g_autofree char *state = make_random ();
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, state, error);
  if (redirect == NULL)
    return NULL;

  g_autofree char *verifier = make_random ();
  g_autofree char *challenge = make_challenge (verifier);
  g_autofree char *url
      = make_url (issuer, account, lp_redirect_get_uri (redirect), state, challenge, error);
  if (url == NULL)
    return NULL;
  open (url, data);

  g_autofree char *code = lp_redirect_wait (redirect, LP_OAUTH2_SECONDS, cancellable, error);
  if (code == NULL)
    return NULL;
  const char *form[] = { "grant_type",
                         "authorization_code",
                         "code",
                         code,
                         "redirect_uri",
                         lp_redirect_get_uri (redirect),
                         "code_verifier",
                         verifier,
                         NULL };
  LpGrant *grant = trade (issuer, account, form, NULL, cancellable, error);
  lp_credentials_wipe (verifier, strlen (verifier));
  return grant;
}

/* ---- with another device ---- */

static LpOauth2Answer *
ask_device_code (const LpIssuer *issuer, const LpAccount *account, GCancellable *cancellable,
                 GError **error)
{
  if (issuer->device == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
                 "%s offers no sign-in with another device", issuer->name);
    return NULL;
  }

  g_autofree char *scope = lp_issuer_make_scope (issuer, account);
  const char *form[] = { "client_id", issuer->client_id, "scope", scope, NULL };
  g_autoptr (LpOauth2Answer) answer
      = lp_oauth2_ask (issuer, issuer->device, form, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (answer->error != NULL) {
    lp_oauth2_set_error (issuer, answer->status, answer->error, answer->description, error);
    return NULL;
  }
  if (lp_oauth2_answer_get_string (answer, "device_code") != NULL
      && lp_oauth2_answer_get_string (answer, "user_code") != NULL)
    return g_steal_pointer (&answer);
  g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN, "%s gave no code to type",
               issuer->name);
  return NULL;
}

static gboolean
is_page (const char *url)
{
  return url != NULL && g_str_has_prefix (url, "https://")
         && g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL);
}

/* Google's older name for it is still about. */
static const char *
get_device_page (const LpOauth2Answer *answer)
{
  const char *page = lp_oauth2_answer_get_string (answer, "verification_uri");

  return page != NULL ? page : lp_oauth2_answer_get_string (answer, "verification_url");
}

static const char *
get_complete_page (const LpOauth2Answer *answer)
{
  const char *page = lp_oauth2_answer_get_string (answer, "verification_uri_complete");

  return is_page (page) ? page : NULL;
}

/* %FALSE: cancelled */
static gboolean
sleep_seconds (gint64 seconds, GCancellable *cancellable, GError **error)
{
  GPollFD fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &fd)) {
    g_usleep (seconds * G_USEC_PER_SEC);
  } else {
    g_poll (&fd, 1, seconds * 1000);
    g_cancellable_release_fd (cancellable);
  }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Nothing was refused: the question did not get there, or the answer not here. */
static gboolean
may_pass (const char *code, const GError *error)
{
  static const LpVerdict passing[]
      = { LP_VERDICT_TIMED_OUT,   LP_VERDICT_SERVER_UNAVAILABLE, LP_VERDICT_NO_NETWORK,
          LP_VERDICT_UNREACHABLE, LP_VERDICT_DNS_FAILED,         LP_VERDICT_CLOSED };

  for (gsize i = 0; code == NULL && i < G_N_ELEMENTS (passing); i++)
    if (g_error_matches (error, LP_ERROR, (int)passing[i]))
      return TRUE;
  return FALSE;
}

static LpGrant *
poll_device (const LpIssuer *issuer, const LpAccount *account, const LpOauth2Answer *device,
             GCancellable *cancellable, GError **error)
{
  const char *form[] = { "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                         "device_code", lp_oauth2_answer_get_string (device, "device_code"), NULL };
  gint64 interval = lp_oauth2_answer_get_number (device, "interval", USUAL_INTERVAL);
  gint64 lifetime = lp_oauth2_answer_get_number (device, "expires_in", LP_OAUTH2_SECONDS);
  gint64 end = g_get_monotonic_time () + CLAMP (lifetime, 1, 3600) * G_USEC_PER_SEC;

  interval = CLAMP (interval, 1, LONGEST_INTERVAL);
  while (g_get_monotonic_time () < end) {
    g_autofree char *code = NULL;
    g_autoptr (GError) refusal = NULL;
    if (!sleep_seconds (interval, cancellable, error))
      return NULL;
    LpGrant *grant = trade (issuer, account, form, &code, cancellable, &refusal);
    if (grant != NULL)
      return grant;
    if (g_strcmp0 (code, "slow_down") == 0)
      interval += SLOWER_SECONDS;
    else if (may_pass (code, refusal)) /* RFC 8628 section 3.5: less often from now on */
      interval = MIN (2 * interval, LONGEST_INTERVAL);
    else if (g_strcmp0 (code, "authorization_pending") != 0) {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
  }
  g_set_error (error, LP_ERROR, LP_VERDICT_TIMED_OUT, "the code was not typed in time");
  return NULL;
}

LpGrant *
lp_oauth2_sign_in_elsewhere (const LpIssuer *given, const LpAccount *account,
                             void (*show) (const char *url, const char *code,
                                           const char *complete_url, gpointer data),
                             gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (given != NULL && account != NULL && show != NULL, NULL);

  g_autoptr (LpIssuer) issuer = prepare_issuer (given, cancellable, error);
  if (issuer == NULL)
    return NULL;
  g_autoptr (LpOauth2Answer) device = ask_device_code (issuer, account, cancellable, error);
  if (device == NULL)
    return NULL;
  const char *page = get_device_page (device);
  g_autofree char *code = lp_oauth2_make_safe (lp_oauth2_answer_get_string (device, "user_code"));
  if (!is_page (page)) {
    g_set_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                 "%s named no page over https to type the code on", issuer->name);
    return NULL;
  }
  show (page, code, get_complete_page (device), data);
  return poll_device (issuer, account, device, cancellable, error);
}
