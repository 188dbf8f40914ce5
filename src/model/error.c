/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of verdicts: name, family, exit status. Their sentences are in check/explain.c.
 */
#include "model/error.h"

#include <gio/gio.h>

typedef struct {
  const char *name;
  LpFamily family;
  LpExit exit;
} Verdict;

#define REACH(name)                                                                                \
  {                                                                                                \
    name, LP_FAMILY_REACH, LP_EXIT_WRONG                                                           \
  }
#define NETWORK(name)                                                                              \
  {                                                                                                \
    name, LP_FAMILY_REACH, LP_EXIT_ENVIRONMENT                                                     \
  }
#define SECURE(name)                                                                               \
  {                                                                                                \
    name, LP_FAMILY_SECURE, LP_EXIT_WRONG                                                          \
  }
#define SPEAK(name)                                                                                \
  {                                                                                                \
    name, LP_FAMILY_SPEAK, LP_EXIT_WRONG                                                           \
  }
#define SIGN_IN(name)                                                                              \
  {                                                                                                \
    name, LP_FAMILY_SIGN_IN, LP_EXIT_WRONG                                                         \
  }
#define SEND(name)                                                                                 \
  {                                                                                                \
    name, LP_FAMILY_SEND, LP_EXIT_WRONG                                                            \
  }

static const Verdict verdicts[LP_N_VERDICTS] = {
  [LP_VERDICT_OK] = { "ok", LP_FAMILY_OWN, LP_EXIT_OK },
  [LP_VERDICT_NO_NETWORK] = NETWORK ("no-network"),
  [LP_VERDICT_NO_SUCH_DOMAIN] = REACH ("no-such-domain"),
  [LP_VERDICT_NO_MAIL] = REACH ("no-mail"),
  [LP_VERDICT_NO_SETTINGS] = REACH ("no-settings"),
  [LP_VERDICT_DNS_FAILED] = NETWORK ("dns-failed"),
  [LP_VERDICT_REFUSED] = REACH ("refused"),
  [LP_VERDICT_TIMED_OUT] = REACH ("timed-out"),
  [LP_VERDICT_PORT_BLOCKED] = NETWORK ("port-blocked"),
  [LP_VERDICT_LOCAL_FIREWALL] = NETWORK ("local-firewall"),
  [LP_VERDICT_UNREACHABLE] = NETWORK ("unreachable"),
  [LP_VERDICT_CAPTIVE_PORTAL] = NETWORK ("captive-portal"),
  [LP_VERDICT_PROXY_FAILED] = NETWORK ("proxy-failed"),
  [LP_VERDICT_TLS_NOT_SPOKEN] = SECURE ("tls-not-spoken"),
  [LP_VERDICT_TLS_EXPECTED] = SECURE ("tls-expected"),
  [LP_VERDICT_TLS_VERSION] = SECURE ("tls-version"),
  [LP_VERDICT_STARTTLS_MISSING] = SECURE ("starttls-missing"),
  [LP_VERDICT_INJECTED_BEFORE_TLS] = SECURE ("injected-before-tls"),
  [LP_VERDICT_CERTIFICATE_EXPIRED] = SECURE ("certificate-expired"),
  [LP_VERDICT_CERTIFICATE_NOT_YET_VALID] = SECURE ("certificate-not-yet-valid"),
  [LP_VERDICT_CERTIFICATE_WRONG_HOST] = SECURE ("certificate-wrong-host"),
  [LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER] = SECURE ("certificate-unknown-issuer"),
  [LP_VERDICT_CERTIFICATE_SELF_SIGNED] = SECURE ("certificate-self-signed"),
  [LP_VERDICT_CERTIFICATE_REVOKED] = SECURE ("certificate-revoked"),
  [LP_VERDICT_CERTIFICATE_WEAK] = SECURE ("certificate-weak"),
  [LP_VERDICT_CLOCK_WRONG] = { "clock-wrong", LP_FAMILY_SECURE, LP_EXIT_ENVIRONMENT },
  [LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED] = SECURE ("client-certificate-required"),
  [LP_VERDICT_PLAINTEXT_ONLY] = SECURE ("plaintext-only"),
  [LP_VERDICT_NOT_THIS_PROTOCOL] = SPEAK ("not-this-protocol"),
  [LP_VERDICT_PROTOCOL_BROKEN] = SPEAK ("protocol-broken"),
  [LP_VERDICT_CLOSED] = SPEAK ("closed"),
  [LP_VERDICT_GREETING_REFUSED] = SPEAK ("greeting-refused"),
  [LP_VERDICT_SERVER_UNAVAILABLE] = SPEAK ("server-unavailable"),
  [LP_VERDICT_RATE_LIMITED] = SPEAK ("rate-limited"),
  [LP_VERDICT_NO_MECHANISM] = SIGN_IN ("no-mechanism"),
  [LP_VERDICT_AUTH_NOT_OFFERED] = SIGN_IN ("auth-not-offered"),
  [LP_VERDICT_LOGIN_DISABLED] = SIGN_IN ("login-disabled"),
  [LP_VERDICT_WRONG_CREDENTIALS] = SIGN_IN ("wrong-credentials"),
  [LP_VERDICT_UNKNOWN_USER] = SIGN_IN ("unknown-user"),
  [LP_VERDICT_BASIC_AUTH_DISABLED] = SIGN_IN ("basic-auth-disabled"),
  [LP_VERDICT_APP_PASSWORD_REQUIRED] = SIGN_IN ("app-password-required"),
  [LP_VERDICT_PROTOCOL_NOT_ENABLED] = SIGN_IN ("protocol-not-enabled"),
  [LP_VERDICT_ACCOUNT_LOCKED] = SIGN_IN ("account-locked"),
  [LP_VERDICT_BROWSER_SIGN_IN_REQUIRED] = SIGN_IN ("browser-sign-in-required"),
  [LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT] = SIGN_IN ("sign-in-left-to-client"),
  [LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT] = SIGN_IN ("mechanism-not-for-this-account"),
  [LP_VERDICT_ADMIN_APPROVAL_REQUIRED] = SIGN_IN ("admin-approval-required"),
  [LP_VERDICT_CLIENT_ID_REFUSED] = SIGN_IN ("client-id-refused"),
  [LP_VERDICT_TOKEN_REFUSED] = SIGN_IN ("token-refused"),
  [LP_VERDICT_ANOTHER_ACCOUNT] = SIGN_IN ("another-account"),
  [LP_VERDICT_WEB_LOGIN_REQUIRED] = SIGN_IN ("web-login-required"),
  [LP_VERDICT_SMTP_AUTH_DISABLED] = SIGN_IN ("smtp-auth-disabled"),
  [LP_VERDICT_SENDER_REFUSED] = SEND ("sender-refused"),
  [LP_VERDICT_AUTHENTICATION_REQUIRED] = SEND ("authentication-required"),
  [LP_VERDICT_MAILBOX_REFUSED] = SEND ("mailbox-refused"),
  [LP_VERDICT_KEYRING_MISSING] = { "keyring-missing", LP_FAMILY_OWN, LP_EXIT_ENVIRONMENT },
  [LP_VERDICT_KEYRING_LOCKED] = { "keyring-locked", LP_FAMILY_OWN, LP_EXIT_ENVIRONMENT },
  [LP_VERDICT_KEYRING_SILENT] = { "keyring-silent", LP_FAMILY_OWN, LP_EXIT_ENVIRONMENT },
  [LP_VERDICT_CONSENT_REQUIRED] = { "consent-required", LP_FAMILY_OWN, LP_EXIT_CONSENT },
  [LP_VERDICT_NOT_TRIED] = { "not-tried", LP_FAMILY_OWN, LP_EXIT_WRONG },
  [LP_VERDICT_CANCELLED] = { "cancelled", LP_FAMILY_OWN, LP_EXIT_CANCELLED },
  [LP_VERDICT_INTERNAL] = { "internal", LP_FAMILY_OWN, LP_EXIT_ENVIRONMENT },
};

/* Errors of GIO as measured with GLib 2.74 against real servers. */
static const struct {
  GIOErrorEnum code;
  LpVerdict verdict;
} io_errors[] = {
  { G_IO_ERROR_CANCELLED, LP_VERDICT_CANCELLED },
  { G_IO_ERROR_CONNECTION_REFUSED, LP_VERDICT_REFUSED },
  { G_IO_ERROR_TIMED_OUT, LP_VERDICT_TIMED_OUT },
  { G_IO_ERROR_HOST_UNREACHABLE, LP_VERDICT_UNREACHABLE },
  { G_IO_ERROR_NETWORK_UNREACHABLE, LP_VERDICT_NO_NETWORK },
  { G_IO_ERROR_HOST_NOT_FOUND, LP_VERDICT_NO_SUCH_DOMAIN },
  { G_IO_ERROR_CONNECTION_CLOSED, LP_VERDICT_CLOSED },
  { G_IO_ERROR_BROKEN_PIPE, LP_VERDICT_CLOSED },
  { G_IO_ERROR_PROXY_FAILED, LP_VERDICT_PROXY_FAILED },
  { G_IO_ERROR_PROXY_AUTH_FAILED, LP_VERDICT_PROXY_FAILED },
  { G_IO_ERROR_PROXY_NEED_AUTH, LP_VERDICT_PROXY_FAILED },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, LP_VERDICT_PROXY_FAILED },
};

G_DEFINE_QUARK (lp - error - quark, lp_error)

const char *
lp_verdict_get_name (LpVerdict verdict)
{
  g_return_val_if_fail ((guint)verdict < LP_N_VERDICTS, "internal");

  return verdicts[verdict].name;
}

gboolean
lp_verdict_from_name (const char *name, LpVerdict *verdict)
{
  for (int i = 0; i < LP_N_VERDICTS; i++) {
    if (g_strcmp0 (name, verdicts[i].name) == 0) {
      *verdict = i;
      return TRUE;
    }
  }
  return FALSE;
}

LpFamily
lp_verdict_get_family (LpVerdict verdict)
{
  g_return_val_if_fail ((guint)verdict < LP_N_VERDICTS, LP_FAMILY_OWN);

  return verdicts[verdict].family;
}

LpExit
lp_verdict_get_exit (LpVerdict verdict)
{
  g_return_val_if_fail ((guint)verdict < LP_N_VERDICTS, LP_EXIT_ENVIRONMENT);

  return verdicts[verdict].exit;
}

LpVerdict
lp_verdict_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, LP_VERDICT_INTERNAL);

  if (error->domain == LP_ERROR && (guint)error->code < LP_N_VERDICTS)
    return error->code;
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return LP_VERDICT_NO_SUCH_DOMAIN;
  if (error->domain == G_RESOLVER_ERROR)
    return LP_VERDICT_DNS_FAILED;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return LP_VERDICT_CLOSED;
  if (error->domain == G_TLS_ERROR)
    return LP_VERDICT_TLS_NOT_SPOKEN;
  if (error->domain == G_IO_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (io_errors); i++)
      if ((int)io_errors[i].code == error->code)
        return io_errors[i].verdict;
  return LP_VERDICT_INTERNAL;
}
