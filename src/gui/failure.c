/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which icon, which buttons and which words in the list belong to a verdict. A new verdict is a
 * row. */
#include "gui/failure.h"

#include <glib/gi18n.h>

#include "gui/words.h"

#define KEY "dialog-password-symbolic"
#define LOCK "channel-insecure-symbolic"
#define NETWORK "network-error-symbolic"
#define SERVER "network-server-symbolic"
#define SEND "mail-send-symbolic"
#define BROWSER "web-browser-symbolic"
#define CLOCK "preferences-system-time-symbolic"

static const LpFailure failures[LP_N_VERDICTS] = {
  [LP_VERDICT_OK] = { "object-select-symbolic", LP_TONE_SUCCESS, LP_CURE_CHOOSE_APPS,
                      LP_CURE_EDIT_SETTINGS, N_ ("works"), NULL },
  /* reach */
  [LP_VERDICT_NO_NETWORK] = { "network-offline-symbolic", LP_TONE_WARNING, LP_CURE_CHECK_AGAIN,
                              LP_CURE_NONE, N_ ("no network"), NULL },
  [LP_VERDICT_NO_SUCH_DOMAIN]
  = { "dialog-question-symbolic", LP_TONE_ERROR, LP_CURE_CORRECT_ADDRESS, LP_CURE_NONE,
      N_ ("no such domain"), NULL },
  [LP_VERDICT_NO_MAIL] = { "dialog-question-symbolic", LP_TONE_ERROR, LP_CURE_CORRECT_ADDRESS,
                           LP_CURE_EDIT_SETTINGS, N_ ("no mail at this domain"), NULL },
  [LP_VERDICT_NO_SETTINGS] = { "dialog-question-symbolic", LP_TONE_WARNING, LP_CURE_EDIT_SETTINGS,
                               LP_CURE_CORRECT_ADDRESS, N_ ("no settings found"), NULL },
  [LP_VERDICT_DNS_FAILED] = { NETWORK, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN, LP_CURE_NONE,
                              N_ ("name service does not answer"), NULL },
  [LP_VERDICT_REFUSED] = { SERVER, LP_TONE_ERROR, LP_CURE_OTHER_PORTS, LP_CURE_EDIT_SETTINGS,
                           N_ ("connection refused"), NULL },
  [LP_VERDICT_TIMED_OUT]
  = { SERVER, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS, N_ ("no answer"), NULL },
  [LP_VERDICT_PORT_BLOCKED] = { NETWORK, LP_TONE_ERROR, LP_CURE_OTHER_PORTS, LP_CURE_EDIT_SETTINGS,
                                N_ ("port is blocked"), NULL },
  [LP_VERDICT_LOCAL_FIREWALL] = { NETWORK, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN,
                                  LP_CURE_EDIT_SETTINGS, N_ ("forbidden by this computer"), NULL },
  [LP_VERDICT_UNREACHABLE] = { NETWORK, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
                               N_ ("server cannot be reached"), NULL },
  [LP_VERDICT_CAPTIVE_PORTAL] = { BROWSER, LP_TONE_WARNING, LP_CURE_OPEN_PAGE, LP_CURE_NONE,
                                  N_ ("network needs a sign-in"), NULL },
  [LP_VERDICT_PROXY_FAILED] = { NETWORK, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
                                N_ ("proxy failed"), NULL },
  /* secure */
  [LP_VERDICT_TLS_NOT_SPOKEN] = { LOCK, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_CHECK_AGAIN,
                                  N_ ("port starts unencrypted"), NULL },
  [LP_VERDICT_TLS_EXPECTED] = { LOCK, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_CHECK_AGAIN,
                                N_ ("port wants encryption at once"), NULL },
  [LP_VERDICT_TLS_VERSION]
  = { LOCK, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_NONE, N_ ("encryption too old"), NULL },
  [LP_VERDICT_STARTTLS_MISSING] = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN,
                                    LP_CURE_EDIT_SETTINGS, N_ ("encryption was refused"), NULL },
  [LP_VERDICT_INJECTED_BEFORE_TLS]
  = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
      N_ ("connection was tampered with"), NULL },
  [LP_VERDICT_CERTIFICATE_EXPIRED] = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN,
                                       LP_CURE_EDIT_SETTINGS, N_ ("certificate expired"), NULL },
  [LP_VERDICT_CERTIFICATE_NOT_YET_VALID]
  = { CLOCK, LP_TONE_WARNING, LP_CURE_OPEN_DATE, LP_CURE_CHECK_AGAIN,
      N_ ("certificate begins later"), NULL },
  [LP_VERDICT_CERTIFICATE_WRONG_HOST]
  = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
      N_ ("certificate for another name"), NULL },
  [LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER]
  = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
      N_ ("certificate by an unknown issuer"), NULL },
  [LP_VERDICT_CERTIFICATE_SELF_SIGNED]
  = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
      N_ ("certificate issued by itself"), NULL },
  [LP_VERDICT_CERTIFICATE_REVOKED] = { LOCK, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN,
                                       LP_CURE_EDIT_SETTINGS, N_ ("certificate revoked"), NULL },
  [LP_VERDICT_CERTIFICATE_WEAK] = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN,
                                    LP_CURE_EDIT_SETTINGS, N_ ("certificate too weak"), NULL },
  [LP_VERDICT_CLOCK_WRONG] = { CLOCK, LP_TONE_WARNING, LP_CURE_OPEN_DATE, LP_CURE_CHECK_AGAIN,
                               N_ ("date of this computer is wrong"), NULL },
  [LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED]
  = { LOCK, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_CHECK_AGAIN,
      N_ ("certificate of your own is needed"), NULL },
  [LP_VERDICT_PLAINTEXT_ONLY] = { LOCK, LP_TONE_WARNING, LP_CURE_EDIT_SETTINGS, LP_CURE_CHECK_AGAIN,
                                  N_ ("no encryption"), NULL },
  /* speak */
  [LP_VERDICT_NOT_THIS_PROTOCOL]
  = { SERVER, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_NONE, N_ ("not a mail service"), NULL },
  [LP_VERDICT_PROTOCOL_BROKEN] = { SERVER, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN,
                                   LP_CURE_EDIT_SETTINGS, N_ ("answer makes no sense"), NULL },
  [LP_VERDICT_CLOSED] = { SERVER, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS,
                          N_ ("server hung up"), NULL },
  [LP_VERDICT_GREETING_REFUSED] = { SERVER, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN,
                                    LP_CURE_EDIT_SETTINGS, N_ ("connection not wanted"), NULL },
  [LP_VERDICT_SERVER_UNAVAILABLE]
  = { SERVER, LP_TONE_WARNING, LP_CURE_TRY_NOW, LP_CURE_NONE, N_ ("server is busy"), NULL },
  [LP_VERDICT_RATE_LIMITED]
  = { SERVER, LP_TONE_WARNING, LP_CURE_TRY_NOW, LP_CURE_NONE, N_ ("server asks to wait"), NULL },
  /* sign in */
  [LP_VERDICT_NO_MECHANISM]
  = { KEY, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_NONE, N_ ("no way to sign in"), NULL },
  [LP_VERDICT_AUTH_NOT_OFFERED]
  = { SEND, LP_TONE_ERROR, LP_CURE_PORT_587, LP_CURE_NONE, N_ ("no sign-in offered"), NULL },
  [LP_VERDICT_LOGIN_DISABLED] = { KEY, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_CHECK_AGAIN,
                                  N_ ("sign-in is not allowed here"), NULL },
  [LP_VERDICT_WRONG_CREDENTIALS] = { KEY, LP_TONE_ERROR, LP_CURE_TRY_AGAIN, LP_CURE_APP_PASSWORD,
                                     N_ ("password not accepted"), N_ ("Tried once, as {user}") },
  [LP_VERDICT_UNKNOWN_USER] = { KEY, LP_TONE_ERROR, LP_CURE_CORRECT_ADDRESS, LP_CURE_EDIT_SETTINGS,
                                N_ ("user name not known"), N_ ("Tried once, as {user}") },
  [LP_VERDICT_BASIC_AUTH_DISABLED]
  = { BROWSER, LP_TONE_ACCENT, LP_CURE_BROWSER, LP_CURE_OTHER_ADDRESS,
      N_ ("password sign-in is switched off"),
      N_ ("Your password may be right, but no password is accepted") },
  [LP_VERDICT_APP_PASSWORD_REQUIRED] = { KEY, LP_TONE_WARNING, LP_CURE_NEW_APP_PASSWORD,
                                         LP_CURE_BROWSER, N_ ("app password needed"), NULL },
  [LP_VERDICT_PROTOCOL_NOT_ENABLED]
  = { SERVER, LP_TONE_WARNING, LP_CURE_OPEN_SETTING, LP_CURE_CHECK_AGAIN,
      N_ ("switched off for mail apps"), NULL },
  [LP_VERDICT_ACCOUNT_LOCKED] = { KEY, LP_TONE_ERROR, LP_CURE_OPEN_PROVIDER, LP_CURE_NONE,
                                  N_ ("account is locked for now"), NULL },
  [LP_VERDICT_BROWSER_SIGN_IN_REQUIRED]
  = { BROWSER, LP_TONE_ACCENT, LP_CURE_BROWSER, LP_CURE_OTHER_ADDRESS,
      N_ ("sign-in with the browser needed"), NULL },
  [LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT]
  = { KEY, LP_TONE_ACCENT, LP_CURE_CHOOSE_APPS, LP_CURE_OWN_CLIENT_ID,
      N_ ("sign-in is left to the mail app"), NULL },
  [LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT]
  = { KEY, LP_TONE_ERROR, LP_CURE_PASSWORD, LP_CURE_EDIT_SETTINGS,
      N_ ("way to sign in not allowed"), N_ ("Tried once, as {user}") },
  [LP_VERDICT_ADMIN_APPROVAL_REQUIRED]
  = { KEY, LP_TONE_WARNING, LP_CURE_COPY_REQUEST, LP_CURE_CHECK_AGAIN,
      N_ ("approval by the organisation needed"), NULL },
  [LP_VERDICT_CLIENT_ID_REFUSED] = { KEY, LP_TONE_ERROR, LP_CURE_OWN_CLIENT_ID,
                                     LP_CURE_OTHER_ADDRESS, N_ ("client ID not accepted"), NULL },
  [LP_VERDICT_TOKEN_REFUSED] = { BROWSER, LP_TONE_ERROR, LP_CURE_BROWSER, LP_CURE_OTHER_ADDRESS,
                                 N_ ("browser sign-in not accepted"), NULL },
  [LP_VERDICT_ANOTHER_ACCOUNT] = { BROWSER, LP_TONE_WARNING, LP_CURE_SIGN_IN_AGAIN,
                                   LP_CURE_USE_SIGNED_IN, N_ ("another account was chosen"), NULL },
  [LP_VERDICT_WEB_LOGIN_REQUIRED]
  = { BROWSER, LP_TONE_WARNING, LP_CURE_OPEN_PROVIDER, LP_CURE_CHECK_AGAIN,
      N_ ("sign-in on the web page needed"), NULL },
  [LP_VERDICT_SMTP_AUTH_DISABLED] = { SEND, LP_TONE_WARNING, LP_CURE_OPEN_SETTING,
                                      LP_CURE_CHECK_AGAIN, N_ ("sending is switched off"), NULL },
  /* send */
  [LP_VERDICT_SENDER_REFUSED] = { SEND, LP_TONE_ERROR, LP_CURE_CORRECT_ADDRESS,
                                  LP_CURE_EDIT_SETTINGS, N_ ("address not allowed"), NULL },
  [LP_VERDICT_AUTHENTICATION_REQUIRED] = { SEND, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS,
                                           LP_CURE_CHECK_AGAIN, N_ ("sign-in required"), NULL },
  [LP_VERDICT_MAILBOX_REFUSED] = { SERVER, LP_TONE_ERROR, LP_CURE_CHECK_AGAIN,
                                   LP_CURE_EDIT_SETTINGS, N_ ("mailbox refused"), NULL },
  /* own */
  [LP_VERDICT_NOT_TRIED]
  = { KEY, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_EDIT_SETTINGS, N_ ("not tried"), NULL },
  [LP_VERDICT_KEYRING_MISSING]
  = { KEY, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_NONE, N_ ("no keyring"), NULL },
  [LP_VERDICT_KEYRING_LOCKED]
  = { KEY, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_NONE, N_ ("keyring stayed locked"), NULL },
  [LP_VERDICT_KEYRING_SILENT] = { KEY, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN, LP_CURE_NONE,
                                  N_ ("keyring does not answer"), NULL },
  [LP_VERDICT_CONSENT_REQUIRED] = { LOCK, LP_TONE_WARNING, LP_CURE_CHECK_AGAIN,
                                    LP_CURE_EDIT_SETTINGS, N_ ("servers not accepted"), NULL },
  [LP_VERDICT_CANCELLED] = { "media-playback-pause-symbolic", LP_TONE_ACCENT, LP_CURE_CHECK_AGAIN,
                             LP_CURE_EDIT_SETTINGS, N_ ("stopped"), NULL },
  [LP_VERDICT_INTERNAL] = { "dialog-question-symbolic", LP_TONE_ERROR, LP_CURE_COPY_REPORT,
                            LP_CURE_NONE, N_ ("something unexpected happened"), NULL },
};

/* Mnemonics differ where two of these stand on one page together: P is the password row's. */
static const char *const labels[LP_N_CURES] = {
  [LP_CURE_APP_PASSWORD] = N_ ("Make an _App Password…"),
  [LP_CURE_BROWSER] = N_ ("_Sign In With Browser…"),
  [LP_CURE_CHECK_AGAIN] = N_ ("_Check Again"),
  [LP_CURE_CHOOSE_APPS] = N_ ("_Choose Mail Apps"),
  [LP_CURE_COPY_REPORT] = N_ ("_Copy Report"),
  [LP_CURE_COPY_REQUEST] = N_ ("Copy _Request for the Administrator"),
  [LP_CURE_CORRECT_ADDRESS] = N_ ("_Correct Address"),
  [LP_CURE_EDIT_SETTINGS] = N_ ("_Edit Settings…"),
  [LP_CURE_NEW_APP_PASSWORD] = N_ ("_Make an App Password…"),
  [LP_CURE_OPEN_DATE] = N_ ("_Open Date Settings"),
  [LP_CURE_OPEN_PAGE] = N_ ("_Open the Page"),
  [LP_CURE_OPEN_PROVIDER] = N_ ("_Open Provider’s Page"),
  [LP_CURE_OPEN_SETTING] = N_ ("_Open the Setting"),
  [LP_CURE_OTHER_ADDRESS] = N_ ("Use _Another Address"),
  [LP_CURE_OTHER_PORTS] = N_ ("_Try Other Ports"),
  [LP_CURE_OWN_CLIENT_ID] = N_ ("Use an _Own Client ID…"),
  [LP_CURE_PASSWORD] = N_ ("_Sign In With Password"),
  [LP_CURE_PORT_587] = N_ ("_Try Port 587"),
  [LP_CURE_SIGN_IN_AGAIN] = N_ ("_Sign In Again"),
  [LP_CURE_TRY_AGAIN] = N_ ("_Try Again"),
  [LP_CURE_TRY_NOW] = N_ ("_Try Now"),
  [LP_CURE_USE_SIGNED_IN] = N_ ("_Use {signed_in}"),
};

const LpFailure *
lp_failure_get (LpVerdict verdict)
{
  return &failures[verdict < LP_N_VERDICTS ? verdict : LP_VERDICT_INTERNAL];
}

/* A name that does not exist is a server’s here, not a domain’s. */
static const LpFailure *
get_of_server (LpVerdict verdict)
{
  static const LpFailure server_not_found = {
    SERVER, LP_TONE_ERROR, LP_CURE_EDIT_SETTINGS, LP_CURE_NONE, N_ ("server not found"), NULL
  };
  return verdict == LP_VERDICT_NO_SUCH_DOMAIN ? &server_not_found : lp_failure_get (verdict);
}

const LpFailure *
lp_failure_get_of (LpVerdict verdict, const LpOutcome *outcome)
{
  return outcome ? get_of_server (verdict) : lp_failure_get (verdict);
}

const char *
lp_failure_get_phrase (LpVerdict verdict)
{
  return _ (get_of_server (verdict)->phrase);
}

char *
lp_failure_dup_step (LpVerdict verdict)
{
  const char *phrase = lp_failure_get_phrase (verdict);
  char first[7] = { 0 };
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (phrase)), first);
  return g_strconcat (first, g_utf8_next_char (phrase), NULL);
}

char *
lp_failure_dup_step_detail (LpVerdict verdict, const LpServer *server)
{
  const char *detail = lp_failure_get (verdict)->detail;
  g_autoptr (GString) text = detail ? g_string_new (_ (detail)) : NULL;
  g_autofree char *user = lp_words_isolate (server->user);
  if (!text)
    return NULL;
  g_string_replace (text, "{user}", user, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
lp_failure_has_certificate_page (LpVerdict verdict)
{
  return verdict >= LP_VERDICT_CERTIFICATE_EXPIRED && verdict <= LP_VERDICT_CERTIFICATE_WEAK
         && verdict != LP_VERDICT_CERTIFICATE_NOT_YET_VALID;
}

const char *
lp_cure_get_label (LpCure cure)
{
  return labels[cure] ? _ (labels[cure]) : NULL;
}
