/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of sentences. Words in braces are filled in: {host} {port} {user} {protocol}
 * {certificate} {issuer} {domain} {mechanisms} {others} {signed_in} {address}. Sentences say what happened, why, and what to do;
 * they blame nobody.
 */
#include "check/explain.h"

#include <glib/gi18n.h>

#include "check/diagnosis.h"
#include "check/sentence.h"

typedef struct {
  const char *title;
  const char *sentence;
  const char *reason;
  const char *next_step;
  const char *for_owner;
} Row;

static const Row rows[LP_N_VERDICTS] = {
  [LP_VERDICT_OK] = { N_ ("Everything Works"), N_ ("{host} accepted the sign-in."),
                      N_ ("Every step that a mail app takes was tried."),
                      N_ ("Choose the mail apps that should use the account."), NULL },
  [LP_VERDICT_NO_NETWORK] = { N_ ("No Network"), N_ ("This computer cannot reach the Internet."),
                              N_ ("There is no network connection that leads to {host}."),
                              N_ ("Connect to a network, then check again."), NULL },
  [LP_VERDICT_NO_SUCH_DOMAIN]
  = { N_ ("Server Not Found"), N_ ("There is no server called {host}."),
      N_ ("The name service says that this name does not exist."),
      N_ ("Check the spelling of the address or of the server’s name."), NULL },
  [LP_VERDICT_NO_MAIL]
  = { N_ ("No Mail at This Domain"), N_ ("The domain of this address exists but receives no mail."),
      N_ ("Its entry in the name service says that it takes none."),
      N_ ("Check the spelling of the address."), NULL },
  [LP_VERDICT_NO_SETTINGS]
  = { N_ ("No Settings Found"), N_ ("No mail settings were found for this address."),
      N_ ("The domain publishes none, it is not in the built-in list, and the usual server names "
          "do "
          "not answer."),
      N_ ("Enter the servers yourself, as the provider’s help page names them (--incoming, "
          "--outgoing)."),
      NULL },
  [LP_VERDICT_DNS_FAILED]
  = { N_ ("No Network"), N_ ("The address of {host} could not be looked up."),
      N_ ("The name service of this network does not answer or answers with an error."),
      N_ ("Check the network connection, then check again."), NULL },
  [LP_VERDICT_REFUSED]
  = { N_ ("Server Does Not Offer This"), N_ ("{host} is there, but refuses port {port}."),
      N_ ("No mail service listens on this port."),
      N_ ("Check the port and the server’s name in the provider’s help page."), NULL },
  [LP_VERDICT_TIMED_OUT]
  = { N_ ("Server Does Not Answer"), N_ ("{host} did not answer on port {port} in time."),
      N_ ("It may be down, or this network blocks mail."),
      N_ ("Check again later or from another network, or edit the settings."), NULL },
  [LP_VERDICT_PORT_BLOCKED]
  = { N_ ("Port Is Blocked"),
      N_ ("Port {port} of {host} cannot be reached from this network, other ports can."),
      N_ ("Many networks block this port."),
      N_ ("Use one of the other ports: 587 or 465 for sending, 993 for receiving."), NULL },
  [LP_VERDICT_LOCAL_FIREWALL]
  = { N_ ("This Computer Forbids It"),
      N_ ("This computer does not let connections to port {port} of {host} out."),
      N_ ("A firewall or another rule of this computer refused at once, before anything was sent."),
      N_ ("Allow port {port} in this computer’s firewall, or ask whoever looks after it."), NULL },
  [LP_VERDICT_UNREACHABLE]
  = { N_ ("Server Cannot Be Reached"), N_ ("There is no way from this network to {host}."),
      N_ ("The network says that the server’s address cannot be reached from here."),
      N_ ("Check the network connection, then check again."), NULL },
  [LP_VERDICT_CAPTIVE_PORTAL]
  = { N_ ("Network Needs a Sign-In"), N_ ("This network wants you to sign in on a web page first."),
      N_ ("Until then it answers in place of the mail servers."),
      N_ ("Open a web page, sign in to the network, then check again."), NULL },
  [LP_VERDICT_PROXY_FAILED]
  = { N_ ("The Proxy Was in the Way"),
      N_ ("The proxy of this computer did not let the connection to {host} through."),
      N_ ("A proxy is set for this computer, and it refuses mail connections."),
      N_ ("Take {host} out of the proxy’s settings, or ask whoever runs the proxy."), NULL },
  [LP_VERDICT_TLS_NOT_SPOKEN]
  = { N_ ("Port Starts Unencrypted"), N_ ("Port {port} of {host} does not begin with encryption."),
      N_ ("The server expects STARTTLS or another port."),
      N_ ("Choose STARTTLS for this port, or the port for TLS."),
      N_ ("Offer TLS from the start on port 993, 995 or 465.") },
  [LP_VERDICT_TLS_EXPECTED]
  = { N_ ("Port Wants Encryption at Once"),
      N_ ("Port {port} of {host} waits for encryption before it says anything."),
      N_ ("This port is for TLS, not for STARTTLS or unencrypted connections."),
      N_ ("Choose TLS for this port."), NULL },
  [LP_VERDICT_TLS_VERSION]
  = { N_ ("Encryption Too Old"),
      N_ ("{host} offers only old encryption, which is not safe any more."),
      N_ ("It speaks TLS 1.0 or 1.1, or nothing that both sides know."),
      N_ ("Ask the provider for another server, or edit the settings."),
      N_ ("Enable TLS 1.2 and 1.3.") },
  [LP_VERDICT_STARTTLS_MISSING]
  = { N_ ("Encryption Was Refused"),
      N_ ("{host} does not offer to encrypt on port {port}. The password has not been sent."),
      N_ ("Either the server cannot encrypt here, or someone on this network is interfering."),
      N_ ("Try TLS on the usual port, or check again from another network."),
      N_ ("Offer STARTTLS, with a certificate that names the host.") },
  [LP_VERDICT_INJECTED_BEFORE_TLS]
  = { N_ ("Someone Is Interfering"),
      N_ ("{host} sent words ahead of the encryption that must not be there. The password has not "
          "been sent."),
      N_ ("Someone between this computer and the server, or a faulty server, slipped in text "
          "before "
          "encryption began."),
      N_ ("Use TLS instead of STARTTLS, or check again from another network."),
      N_ ("Update the mail server: it must drop what it buffered when STARTTLS begins.") },
  [LP_VERDICT_CERTIFICATE_EXPIRED]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The certificate of {host} has expired. The password has not been sent."),
      N_ ("The provider forgot to renew it, or the clock of this computer is wrong."),
      N_ ("Check again in a day, or tell the provider."),
      N_ ("Renew the certificate and reload the mail server.") },
  [LP_VERDICT_CERTIFICATE_NOT_YET_VALID]
  = { N_ ("Check the Date"),
      N_ ("The certificate of {host} begins later than today’s date on this computer."),
      N_ ("The clock of this computer may be wrong."),
      N_ ("Set the date and time, then check again."), NULL },
  [LP_VERDICT_CERTIFICATE_WRONG_HOST]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The server could not prove that it is {host}; its certificate is for {certificate}. The "
          "password has not been sent."),
      N_ ("Hosting companies often use one name for many customers, or it is a stranger’s server."),
      N_ ("If the provider’s help page names that server, use its name instead."),
      N_ ("Use a certificate that names {host}.") },
  [LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The certificate of {host} comes from {issuer}, which this computer does not know. The "
          "password has not been sent."),
      N_ ("It is an own certificate authority, or the server does not send its whole chain, or it "
          "is "
          "a stranger’s server."),
      N_ ("If it is your own server, name its certificate authority (--ca) or compare the "
          "fingerprint and accept exactly this certificate (--pin)."),
      N_ ("Send the whole chain of certificates, from an authority that computers know.") },
  [LP_VERDICT_CERTIFICATE_SELF_SIGNED]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The certificate of {host} was issued by itself. The password has not been sent."),
      N_ ("Anyone can make such a certificate, so it proves nothing by itself."),
      N_ ("If it is your own server, compare the fingerprint and accept exactly this certificate "
          "(--pin)."),
      N_ ("Get a certificate from an authority that computers know.") },
  [LP_VERDICT_CERTIFICATE_REVOKED]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The certificate of {host} has been revoked. The password has not been sent."),
      N_ ("Its authority withdrew it, perhaps because it was stolen."),
      N_ ("Do not use this server until the provider has replaced the certificate."),
      N_ ("Replace the certificate and its key.") },
  [LP_VERDICT_CERTIFICATE_WEAK]
  = { N_ ("This May Not Be Your Server"),
      N_ ("The certificate of {host} is too weak to prove anything. The password has not been "
          "sent."),
      N_ ("Its key is too short, its signature is out of date, or it is not meant for servers."),
      N_ ("Ask the provider to replace it."),
      N_ ("Use a key of at least 2048 bits, SHA-256, a subject alternative name and server "
          "usage.") },
  [LP_VERDICT_CLOCK_WRONG]
  = { N_ ("Check the Date"),
      N_ ("The clock of this computer is wrong, so certificates cannot be checked."),
      N_ ("The certificate of {host} does not fit today’s date on this computer."),
      N_ ("Set the date and time, then check again."), NULL },
  [LP_VERDICT_CLIENT_CERTIFICATE_REQUIRED]
  = { N_ ("A Certificate of Your Own Is Needed"),
      N_ ("{host} wants a certificate from this computer before it talks."),
      N_ ("The provider gives such certificates to its users."),
      N_ ("Ask the provider how to get the certificate and another way to sign in."), NULL },
  [LP_VERDICT_PLAINTEXT_ONLY]
  = { N_ ("Password Would Be Readable"),
      N_ ("The connection to {host} is not encrypted, so the password was not sent."),
      N_ ("Anyone on the network in between could read or guess it."),
      N_ ("Choose TLS or STARTTLS; use --allow-plaintext only for a server of your own network."),
      N_ ("Offer TLS.") },
  [LP_VERDICT_NOT_THIS_PROTOCOL]
  = { N_ ("Not a Mail Server"), N_ ("Something else answers on port {port} of {host}."),
      N_ ("What it says is not {protocol}."),
      N_ ("Check the port and the server’s name in the provider’s help page."), NULL },
  [LP_VERDICT_PROTOCOL_BROKEN]
  = { N_ ("Server Speaks Unclearly"),
      N_ ("{host} answered in a way that {protocol} does not allow."),
      N_ ("The server is faulty, or something in between changes what it says."),
      N_ ("Check again later; if it stays, tell the provider what the server said."), NULL },
  [LP_VERDICT_CLOSED]
  = { N_ ("Server Hung Up"), N_ ("{host} closed the connection in the middle."),
      N_ ("It may be restarting, or it does not like connections from this network."),
      N_ ("Check again in a minute."), NULL },
  [LP_VERDICT_GREETING_REFUSED]
  = { N_ ("Server Turned This Computer Away"),
      N_ ("{host} answered, but refuses to talk to this computer."),
      N_ ("Servers do that to networks they do not trust, or when they are being repaired."),
      N_ ("Check again later or from another network."), NULL },
  [LP_VERDICT_SERVER_UNAVAILABLE]
  = { N_ ("Server Is Busy"), N_ ("{host} says that it cannot serve right now."),
      N_ ("It is overloaded or being repaired; the settings may be right."),
      N_ ("Check again in a few minutes."), NULL },
  [LP_VERDICT_RATE_LIMITED]
  = { N_ ("Server Is Busy"), N_ ("{host} wants fewer connections or sign-ins from here."),
      N_ ("Too many were made in a short time, perhaps by other apps or devices."),
      N_ ("Wait some minutes, then check again."), NULL },
  [LP_VERDICT_NO_MECHANISM]
  = { N_ ("No Way to Sign In"),
      N_ ("{host} offers no way to sign in that works here: {mechanisms}."),
      N_ ("The ways it offers need something else, such as a company network."),
      N_ ("Ask the provider how mail apps sign in, or edit the settings."), NULL },
  [LP_VERDICT_AUTH_NOT_OFFERED]
  = { N_ ("Outgoing Mail Not Allowed"), N_ ("{host} offers no sign-in on port {port}."),
      N_ ("Servers often accept mail without a sign-in, but only from their own network."),
      N_ ("Try port 587 or 465, where providers let their users sign in."),
      N_ ("Offer AUTH after TLS on port 587 or 465.") },
  [LP_VERDICT_LOGIN_DISABLED]
  = { N_ ("Sign-In Is Switched Off"),
      N_ ("{host} allows no sign-in with a password on this connection."),
      N_ ("It wants encryption first, or another way to sign in."),
      N_ ("Choose TLS, or sign in with the browser if the provider offers that."), NULL },
  [LP_VERDICT_WRONG_CREDENTIALS]
  = { N_ ("Password Not Accepted"), N_ ("{host} did not accept the password of {user}."),
      N_ ("The servers are right; the password or the user name is not, or the provider wants an "
          "app "
          "password."),
      N_ ("Type the password again, or make an app password if you use two-step sign-in."), NULL },
  [LP_VERDICT_UNKNOWN_USER]
  = { N_ ("User Not Known"), N_ ("{host} does not know {user}."),
      N_ ("The address may be misspelt, or the provider gives you another user name."),
      N_ ("Check the address and the user name."), NULL },
  [LP_VERDICT_BASIC_AUTH_DISABLED]
  = { N_ ("Sign In With Your Browser"), N_ ("{host} no longer accepts passwords from mail apps."),
      N_ ("The provider wants you to sign in on its own page instead."),
      N_ ("Sign in with the browser; your password is then not shared with any app."), NULL },
  [LP_VERDICT_APP_PASSWORD_REQUIRED]
  = { N_ ("App Password Needed"), N_ ("{host} wants a password made for mail apps."),
      N_ ("Two-step sign-in is on, so the account’s own password does not work here."),
      N_ ("Make an app password on the provider’s page and use it here."), NULL },
  [LP_VERDICT_PROTOCOL_NOT_ENABLED]
  = { N_ ("Mail Apps Are Switched Off"),
      N_ ("{host} does not let mail apps into this account with {protocol}."),
      N_ ("The provider has to be told to let mail apps in."),
      N_ ("Switch it on in the settings of the provider’s web page, then check again."), NULL },
  [LP_VERDICT_ACCOUNT_LOCKED]
  = { N_ ("Account Is Locked for Now"), N_ ("{host} stopped sign-ins to this account."),
      N_ ("There were too many tries, or the provider saw something unusual."),
      N_ ("Look at the provider’s page; trying again makes it longer."), NULL },
  [LP_VERDICT_BROWSER_SIGN_IN_REQUIRED]
  = { N_ ("Sign In With Your Browser"), N_ ("{host} wants you to sign in with the browser."),
      N_ ("It takes no passwords from mail apps."), N_ ("Sign in with the browser."), NULL },
  [LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT]
  = { N_ ("Ready to Sign In"), N_ ("{host} is reached and asks for a browser sign-in."),
      N_ ("The mail app does that itself when it starts."),
      N_ ("Choose a mail app that has its own sign-in."), NULL },
  [LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT]
  = { N_ ("This Way to Sign In Was Refused"), N_ ("{host} refused the encrypted way to sign in."),
      N_ ("The server offers it, but perhaps not for this account."),
      N_ ("Sign in with the password itself, over TLS."),
      N_ ("Store the password in a form that the offered ways can use, or stop offering them.") },
  [LP_VERDICT_ADMIN_APPROVAL_REQUIRED]
  = { N_ ("Your Organisation Decides"),
      N_ ("Your organisation has to approve this app before it may read mail at {host}."),
      N_ ("Its administrator allows only approved apps."),
      N_ ("Ask the administrator to approve it."), NULL },
  [LP_VERDICT_CLIENT_ID_REFUSED]
  = { N_ ("Client ID Not Accepted"),
      N_ ("The sign-in page did not accept the client ID with which Letterplate asks."),
      N_ ("It is not registered for this, or your organisation does not know it."),
      N_ ("Use an own client ID, or choose a mail app that has its own sign-in."), NULL },
  [LP_VERDICT_TOKEN_REFUSED]
  = { N_ ("Sign In Again"), N_ ("{host} did not accept the browser sign-in."),
      N_ ("It has ended, was withdrawn, or does not allow this."),
      N_ ("Sign in with the browser again."), NULL },
  [LP_VERDICT_ANOTHER_ACCOUNT]
  = { N_ ("Another Account Was Chosen"),
      N_ ("You signed in as {signed_in}, the address is {address}."),
      N_ ("The sign-in of one account does not open the mailbox of another."),
      N_ ("Sign in again with the right account, or use the other address."), NULL },
  [LP_VERDICT_WEB_LOGIN_REQUIRED]
  = { N_ ("Sign In on the Web First"),
      N_ ("{host} wants you to sign in on its web page before mail apps may."),
      N_ ("The provider saw a new device or place."),
      N_ ("Sign in on the provider’s web page, confirm that it was you, then check again."), NULL },
  [LP_VERDICT_SMTP_AUTH_DISABLED]
  = { N_ ("Sending Is Switched Off"), N_ ("{host} does not let this account send mail from apps."),
      N_ ("The organisation or the provider switched it off for this mailbox."),
      N_ ("Ask the administrator to switch on authenticated SMTP for this mailbox."), NULL },
  [LP_VERDICT_SENDER_REFUSED]
  = { N_ ("Address Not Allowed"),
      N_ ("You signed in as {user}, but {host} does not let you send from this address."),
      N_ ("The server allows only addresses that belong to the account."),
      N_ ("Check the address, or add it as a sender on the provider’s page."), NULL },
  [LP_VERDICT_AUTHENTICATION_REQUIRED]
  = { N_ ("Outgoing Server Requires Sign-In"), N_ ("{host} refuses to send without signing in."),
      N_ ("The server was asked without a sign-in, and said no."),
      N_ ("Switch on sign-in for outgoing mail."), NULL },
  [LP_VERDICT_MAILBOX_REFUSED] = { N_ ("Inbox Cannot Be Opened"),
                                   N_ ("{host} accepted the sign-in, but does not open the inbox."),
                                   N_ ("The mailbox may be full, moved or not set up yet."),
                                   N_ ("Look at the mailbox on the provider’s web page."), NULL },
  [LP_VERDICT_KEYRING_MISSING]
  = { N_ ("There Is No Keyring"), N_ ("No keyring was found that could keep the password."),
      N_ ("The service that keeps passwords does not run in this session."),
      N_ ("Install and start gnome-keyring or another Secret Service, or run this inside the "
          "desktop "
          "session."),
      NULL },
  [LP_VERDICT_KEYRING_LOCKED]
  = { N_ ("The Keyring Stayed Locked"),
      N_ ("The keyring is locked, so the password cannot be kept or read."),
      N_ ("It is unlocked with the password of the desktop session."),
      N_ ("Unlock the keyring, then try again."), NULL },
  [LP_VERDICT_KEYRING_SILENT]
  = { N_ ("The Keyring Does Not Answer"),
      N_ ("The program that keeps the passwords was asked and did not answer."),
      N_ ("It ended meanwhile, it hangs, or a window of it waits for you."),
      N_ ("Look for a window of it, or start that program again, then try again."), NULL },
  [LP_VERDICT_CONSENT_REQUIRED]
  = { N_ ("Are These Your Servers?"),
      N_ ("The servers came over a connection that was not protected, so somebody may have changed "
          "them."),
      N_ ("No password was sent. It would go to servers outside the address’s domain that nothing "
          "vouches for."),
      N_ ("Compare them with the provider’s help page; if they are right, agree with --yes."),
      NULL },
  [LP_VERDICT_NOT_TRIED]
  = { N_ ("Not Tried"), N_ ("Signing in to {host} was not tried."),
      N_ ("The other server had refused already; one mistake should not count twice."),
      N_ ("Solve the other server’s problem first."), NULL },
  [LP_VERDICT_CANCELLED]
  = { N_ ("Check Stopped"), N_ ("The check was stopped before it was finished."),
      N_ ("You asked for it."), N_ ("Check again."), NULL },
  [LP_VERDICT_INTERNAL]
  = { N_ ("Something Unexpected Happened"),
      N_ ("The check of {host} stopped for a reason that is not known."),
      N_ ("This is a case that Letterplate does not know yet."),
      N_ ("Copy the report and tell the people who make Letterplate."), NULL },
};

/* Next steps that belong to a provider's own words (Advice= in data/server-errors.ini). */
static const struct {
  const char *key;
  const char *next_step;
} advices[] = {
  { "auth-code", N_ ("Make an authorization code for mail apps on the provider’s web page, where "
                     "IMAP, POP3 and SMTP are switched on, and use it in place of the password.") },
  { "imap-off",
    N_ ("Type the password again; if it is right, switch on IMAP in the settings of the "
        "provider’s web page.") },
  { "pop-off", N_ ("Type the password again; if it is right, switch on POP3 in the settings of the "
                   "provider’s web page.") },
  { "administrator", N_ ("Ask the administrator of your domain to switch on IMAP for mail apps.") },
  { "close-others", N_ ("Close mail apps on other devices, or wait some minutes, then check "
                        "again.") },
  { "send-quota",
    N_ ("Wait a day before sending again; the provider limits how much may be sent.") },
  { "tenant", N_ ("Ask the administrator to switch on authenticated SMTP for the organisation and "
                  "for this mailbox.") },
  { "policy", N_ ("Sign in with the browser, or ask the administrator which sign-in the "
                  "organisation’s rules allow.") },
  { "identity", N_ ("Check the password, and that the user name is the account’s main address and "
                    "not an alias.") },
  { "network-blocked",
    N_ ("Check from another network, or ask the provider to unblock this one.") },
  { "exposed", N_ ("Change the password: the server says that it was sent without encryption. Then "
                   "use TLS.") },
  { "expired", N_ ("The password has expired. Choose a new one on the provider’s web page, then "
                   "check again with it.") },
};

/* What the provider's words told, if that is what is to be explained. */
static const LpDiagnosis *
find_diagnosis (LpVerdict verdict, const LpOutcome *outcome)
{
  const LpDiagnosis *diagnosis = outcome != NULL ? lp_diagnosis_find (outcome) : NULL;

  return diagnosis != NULL && diagnosis->verdict == verdict ? diagnosis : NULL;
}

static const char *
find_advice (const LpDiagnosis *diagnosis)
{
  if (diagnosis == NULL || diagnosis->advice == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_str_equal (advices[i].key, diagnosis->advice))
      return advices[i].next_step;
  return NULL;
}

gboolean
lp_explain_has_advice (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_strcmp0 (advices[i].key, key) == 0)
      return TRUE;
  return FALSE;
}

/* Where several names were known, one that does not exist is not the only one that was tried. */
static const char *
get_sentence (LpVerdict verdict, const LpOutcome *outcome)
{
  if (verdict == LP_VERDICT_NO_SUCH_DOMAIN && outcome != NULL && outcome->also_tried != NULL)
    return N_ ("There is no server called {host}. Tried also: {others}.");
  return rows[verdict].sentence;
}

LpExplanation *
lp_explain_verdict (LpVerdict verdict, const LpOutcome *outcome)
{
  const LpDiagnosis *diagnosis;
  LpExplanation *explanation;
  const char *advice;
  const Row *row;

  g_return_val_if_fail ((guint)verdict < LP_N_VERDICTS, NULL);

  row = &rows[verdict];
  explanation = g_new0 (LpExplanation, 1);
  explanation->title = lp_sentence_fill (_ (row->title), outcome);
  explanation->sentence = lp_sentence_fill (_ (get_sentence (verdict, outcome)), outcome);
  explanation->reason = lp_sentence_fill (_ (row->reason), outcome);
  diagnosis = find_diagnosis (verdict, outcome);
  advice = find_advice (diagnosis);
  explanation->next_step = lp_sentence_fill (_ (advice != NULL ? advice : row->next_step), outcome);
  if (row->for_owner != NULL)
    explanation->for_owner = lp_sentence_fill (_ (row->for_owner), outcome);
  explanation->url = g_strdup (diagnosis != NULL ? diagnosis->help : NULL);
  return explanation;
}

/* A search for settings is about a domain, not yet about a server. */
static const struct {
  LpVerdict verdict;
  const char *title;
  const char *sentence; /* %s: the domain */
} domain_rows[] = {
  { LP_VERDICT_NO_SUCH_DOMAIN, N_ ("No Such Domain"), N_ ("There is no domain %s.") },
  { LP_VERDICT_NO_MAIL, N_ ("No Mail at This Domain"), N_ ("%s exists but receives no mail.") },
  { LP_VERDICT_NO_SETTINGS, N_ ("No Settings Found"), N_ ("No mail settings were found for %s.") },
  { LP_VERDICT_DNS_FAILED, N_ ("No Network"), N_ ("The domain %s could not be looked up.") },
};

LpExplanation *
lp_explain_search (LpVerdict verdict, const char *domain)
{
  LpExplanation *explanation = lp_explain_verdict (verdict, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (domain_rows); i++) {
    if (domain_rows[i].verdict != verdict)
      continue;
    g_free (explanation->title);
    g_free (explanation->sentence);
    explanation->title = g_strdup (_ (domain_rows[i].title));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    explanation->sentence = g_strdup_printf (_ (domain_rows[i].sentence), domain);
#pragma GCC diagnostic pop
  }
  return explanation;
}

void
lp_explanation_free (LpExplanation *explanation)
{
  if (explanation == NULL)
    return;
  g_free (explanation->title);
  g_free (explanation->sentence);
  g_free (explanation->reason);
  g_free (explanation->next_step);
  g_free (explanation->for_owner);
  g_free (explanation->url);
  g_free (explanation);
}
