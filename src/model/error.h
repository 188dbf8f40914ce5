/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpVerdict:
 *
 * Everything a check can end in. The names in JSON are the same words in kebab-case. To add one: a
 * row in error.c, its sentence in check/explain.c, a test row.
 */
typedef enum {
  LP_VERDICT_OK,
  /* reach */
  LP_VERDICT_NO_NETWORK,
  LP_VERDICT_NO_SUCH_DOMAIN,
  LP_VERDICT_NO_MAIL,     /* the domain exists and says that it takes no mail (RFC 7505) */
  LP_VERDICT_NO_SETTINGS, /* the domain exists, but nobody says which servers it has */
  LP_VERDICT_DNS_FAILED,
  LP_VERDICT_REFUSED,
  LP_VERDICT_TIMED_OUT,
  LP_VERDICT_PORT_BLOCKED,
  LP_VERDICT_LOCAL_FIREWALL, /* refused at once, by a rule of this computer */
  LP_VERDICT_UNREACHABLE,
  LP_VERDICT_CAPTIVE_PORTAL,
  LP_VERDICT_PROXY_FAILED,
  /* secure */
  LP_VERDICT_TLS_NOT_SPOKEN, /* the port answers in clear */
  LP_VERDICT_TLS_EXPECTED,   /* the port wants TLS at once */
  LP_VERDICT_TLS_VERSION,
  LP_VERDICT_STARTTLS_MISSING,
  LP_VERDICT_INJECTED_BEFORE_TLS,
  LP_VERDICT_CERTIFICATE_EXPIRED,
  LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
  LP_VERDICT_CERTIFICATE_WRONG_HOST,
  LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER,
  LP_VERDICT_CERTIFICATE_SELF_SIGNED,
  LP_VERDICT_CERTIFICATE_REVOKED,
  LP_VERDICT_CERTIFICATE_WEAK,
  LP_VERDICT_CLOCK_WRONG,
  LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED,
  LP_VERDICT_PLAINTEXT_ONLY,
  /* speak */
  LP_VERDICT_NOT_THIS_PROTOCOL,
  LP_VERDICT_PROTOCOL_BROKEN,
  LP_VERDICT_CLOSED,
  LP_VERDICT_GREETING_REFUSED,
  LP_VERDICT_SERVER_UNAVAILABLE,
  LP_VERDICT_RATE_LIMITED,
  /* sign in */
  LP_VERDICT_NO_MECHANISM,
  LP_VERDICT_AUTH_NOT_OFFERED,
  LP_VERDICT_LOGIN_DISABLED,
  LP_VERDICT_WRONG_CREDENTIALS,
  LP_VERDICT_UNKNOWN_USER,
  LP_VERDICT_BASIC_AUTH_DISABLED,
  LP_VERDICT_APP_PASSWORD_REQUIRED,
  LP_VERDICT_PROTOCOL_NOT_ENABLED,
  LP_VERDICT_ACCOUNT_LOCKED,
  LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
  LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT,
  LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT,
  LP_VERDICT_ADMIN_APPROVAL_REQUIRED,
  LP_VERDICT_CLIENT_ID_REFUSED, /* the issuer does not know who asks, or not for this */
  LP_VERDICT_TOKEN_REFUSED,
  LP_VERDICT_ANOTHER_ACCOUNT,
  LP_VERDICT_WEB_LOGIN_REQUIRED,
  LP_VERDICT_SMTP_AUTH_DISABLED,
  /* send */
  LP_VERDICT_SENDER_REFUSED,
  LP_VERDICT_AUTHENTICATION_REQUIRED, /* proof: refused without signing in */
  LP_VERDICT_MAILBOX_REFUSED,
  /* own */
  LP_VERDICT_KEYRING_MISSING,
  LP_VERDICT_KEYRING_LOCKED,
  LP_VERDICT_KEYRING_SILENT, /* its program stopped, or waits for something */
  LP_VERDICT_CONSENT_REQUIRED, /* the servers came over an unprotected way: shown and accepted first */
  LP_VERDICT_NOT_TRIED,        /* another server's refusal made it pointless */
  LP_VERDICT_CANCELLED,
  LP_VERDICT_INTERNAL,
  LP_N_VERDICTS
} LpVerdict;

/** The five things a person must be able to tell apart, and sending. */
typedef enum {
  LP_FAMILY_REACH,
  LP_FAMILY_SECURE,
  LP_FAMILY_SPEAK,
  LP_FAMILY_SIGN_IN,
  LP_FAMILY_SEND,
  LP_FAMILY_OWN
} LpFamily;

/** Exit statuses of the command-line programs. */
typedef enum {
  LP_EXIT_OK = 0,          /* all proved */
  LP_EXIT_WRONG = 1,       /* something is wrong with the account or the server */
  LP_EXIT_USAGE = 2,       /* the command's own words */
  LP_EXIT_ENVIRONMENT = 3, /* network, keyring, disk */
  LP_EXIT_CANCELLED = 4,
  LP_EXIT_CONSENT = 5 /* somebody has to look at the servers and agree first */
} LpExit;

/**
 * LP_ERROR:
 *
 * Our own error domain. An error's code is an #LpVerdict; its message is the technical detail in
 * English (the sentence for people comes from check/explain.c). It never holds a secret.
 */
#define LP_ERROR (lp_error_quark ())
GQuark
lp_error_quark (void);

/**
 * lp_verdict_get_name:
 * @verdict: a verdict
 *
 * Returns: (transfer none): the name used in JSON, in kebab-case, for instance "timed-out"
 */
const char *
lp_verdict_get_name (LpVerdict verdict);

/**
 * lp_verdict_from_name:
 * @name: a kebab-case name
 * @verdict: (out): the verdict; untouched when the name is unknown
 *
 * Returns: %TRUE if there is a verdict of this name
 */
gboolean
lp_verdict_from_name (const char *name, LpVerdict *verdict);

/**
 * lp_verdict_get_family:
 * @verdict: a verdict
 *
 * Returns: what kind of trouble it is
 */
LpFamily
lp_verdict_get_family (LpVerdict verdict);

/**
 * lp_verdict_get_exit:
 * @verdict: a verdict
 *
 * Returns: the exit status of a command that ends in this verdict
 */
LpExit
lp_verdict_get_exit (LpVerdict verdict);

/**
 * lp_verdict_from_error:
 * @error: any error of %LP_ERROR, %G_IO_ERROR, %G_RESOLVER_ERROR or %G_TLS_ERROR
 *
 * Says which verdict an error amounts to. Errors of %G_IO_ERROR map as measured with GLib 2.74;
 * what cannot be told from the error alone becomes %LP_VERDICT_INTERNAL.
 *
 * Returns: the verdict, never %LP_VERDICT_OK
 */
LpVerdict
lp_verdict_from_error (const GError *error);

G_END_DECLS
