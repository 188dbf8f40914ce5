/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/failure-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "check/explain.h"
#include "gui/words.h"
#include "setup-sign-in.h"

/* Of a verdict's rows the first is taken whose words are known; one without a row says what
 * check/explain.c says. Words in braces: {address} {domain}
 * {duration} {host} {issuer} {mechanisms} {others} {port} {provider} {signed_in} {step} {tls} {today} {user}. A server's own advice goes before a row. */
static const struct {
  LpVerdict verdict;
  const char *body;
} bodies[] = {
  { LP_VERDICT_NO_NETWORK,
    N_ ("This computer cannot reach the Internet. The check goes on when it can.") },
  { LP_VERDICT_DNS_FAILED,
    N_ ("This computer cannot reach the Internet. The check goes on when it can.") },
  { LP_VERDICT_NO_SUCH_DOMAIN, N_ ("There is no server called {host}. Tried also: {others}.") },
  { LP_VERDICT_NO_SUCH_DOMAIN, N_ ("There is no server called {host}.") },
  { LP_VERDICT_NO_SUCH_DOMAIN, N_ ("There is no domain {domain}. Check the address.") },
  { LP_VERDICT_NO_MAIL, N_ ("{domain} exists but receives no mail.") },
  { LP_VERDICT_NO_SETTINGS,
    N_ ("{domain} publishes no settings, and the usual server names do not answer. Enter the "
        "servers yourself, as the provider’s help page names them.") },
  { LP_VERDICT_CAPTIVE_PORTAL, N_ ("This network wants you to sign in on a web page first.") },
  { LP_VERDICT_REFUSED, N_ ("{host} is there, but refuses port {port}.") },
  { LP_VERDICT_TIMED_OUT,
    N_ ("{host} did not answer within {duration}. It may be down, or this network blocks mail.") },
  { LP_VERDICT_TIMED_OUT,
    N_ ("{host} did not answer in time. It may be down, or this network blocks mail.") },
  { LP_VERDICT_TLS_VERSION, N_ ("The server offers {tls} only, which is not safe any more.") },
  { LP_VERDICT_TLS_VERSION, N_ ("{host} offers only old encryption, which is not safe any more.") },
  { LP_VERDICT_STARTTLS_MISSING,
    N_ ("The server usually encrypts but does not now. Someone on this network may be interfering. "
        "Your password has not been sent.") },
  { LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
    N_ ("This computer says {today}; the certificate begins later.") },
  { LP_VERDICT_CLOCK_WRONG,
    N_ ("This computer says {today}, which cannot be right. Certificates cannot be checked.") },
  { LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER,
    N_ ("{host} could not prove who it is: its certificate comes from an authority that this "
        "computer does not know. Your password has not been sent.") },
  { LP_VERDICT_CERTIFICATE_SELF_SIGNED,
    N_ ("{host} could not prove who it is: its certificate was issued by itself. Your password has "
        "not been sent.") },
  { LP_VERDICT_PLAINTEXT_ONLY,
    N_ ("The connection to {host} is not encrypted, so the password was not sent. Choose TLS or "
        "STARTTLS.") },
  { LP_VERDICT_NOT_THIS_PROTOCOL, N_ ("Something else answers on port {port} of {host}.") },
  { LP_VERDICT_WRONG_CREDENTIALS,
    N_ ("The servers are right. Type the password again, or make an app password if you use "
        "two-step sign-in.") },
  { LP_VERDICT_APP_PASSWORD_REQUIRED,
    N_ ("{provider} wants a password made for mail apps, since two-step sign-in is on.") },
  { LP_VERDICT_BASIC_AUTH_DISABLED,
    N_ ("{provider} no longer accepts passwords from mail apps. Sign in on {issuer}’s own page "
        "instead; your password is not shared with any app.") },
  { LP_VERDICT_BASIC_AUTH_DISABLED,
    N_ ("{provider} no longer accepts passwords from mail apps. Sign in on the provider’s own page "
        "instead; your password is not shared with any app.") },
  { LP_VERDICT_ACCOUNT_LOCKED,
    N_ ("The provider stopped sign-ins after too many tries. Trying again makes it longer.") },
  { LP_VERDICT_PROTOCOL_NOT_ENABLED,
    N_ ("{provider} has to be told to let mail apps in. It is a setting on its web page.") },
  { LP_VERDICT_NO_MECHANISM,
    N_ ("The server offers {mechanisms} only, which needs a company network.") },
  { LP_VERDICT_AUTH_NOT_OFFERED,
    N_ ("The server accepts mail without a sign-in, but only from its own network.") },
  { LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT,
    N_ ("{provider} is reached and asks for a browser sign-in. Mail apps with a sign-in of their "
        "own do that themselves when they start.") },
  { LP_VERDICT_ANOTHER_ACCOUNT, N_ ("You signed in as {signed_in}, the address is {address}.") },
  { LP_VERDICT_SENDER_REFUSED, N_ ("You signed in as {user}, but may not send as {address}.") },
  { LP_VERDICT_INTERNAL, N_ ("The check stopped at “{step}”.") },
};

static const char *
get_provider (LpSetup *setup)
{
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  for (guint i = 0; candidates && i < candidates->len; i++) {
    const LpCandidate *candidate = g_ptr_array_index (candidates, i);
    if (candidate->provider_name)
      return candidate->provider_name;
  }
  return lp_setup_get_account (setup)->address->domain_text;
}

/* Each name is isolated for itself, the outermost marks are fill_in()'s: a list runs as its sentence. */
static char *
join_names (char **names)
{
  g_autofree char *separator = g_strconcat ("\u2069", _ (", "), "\u2068", NULL);
  return names && names[0] ? g_strjoinv (separator, names) : NULL;
}

static const LpStageResult *
get_last_stage (const LpOutcome *outcome)
{
  return outcome && outcome->stages->len > 0
             ? g_ptr_array_index (outcome->stages, outcome->stages->len - 1)
             : NULL;
}

/* Less than a second is no time to wait. */
static char *
dup_duration (const LpOutcome *outcome)
{
  const LpStageResult *last = get_last_stage (outcome);
  return last && last->ms >= 1000 ? lp_words_duration (last->ms) : NULL;
}

static char *
dup_step (const LpOutcome *outcome)
{
  const LpStageResult *last = get_last_stage (outcome);
  LpStepId step = last ? lp_words_step_of (last->stage) : LP_N_STEPS;
  LpSide side = outcome && outcome->server && outcome->server->protocol == LP_PROTOCOL_SMTP
                    ? LP_SIDE_OUTGOING
                    : LP_SIDE_INCOMING;
  return step < LP_N_STEPS ? g_strdup (lp_words_step_title (step, side, LP_STEP_LATER)) : NULL;
}

static char *
dup_word_of_conversation (const LpOutcome *outcome, const char *name)
{
  if (g_str_equal (name, "duration"))
    return dup_duration (outcome);
  if (g_str_equal (name, "mechanisms"))
    return outcome ? join_names (outcome->mechanisms) : NULL;
  if (g_str_equal (name, "others"))
    return outcome ? join_names (outcome->also_tried) : NULL;
  if (g_str_equal (name, "signed_in"))
    return outcome ? g_strdup (outcome->signed_in) : NULL;
  if (g_str_equal (name, "step"))
    return dup_step (outcome);
  if (g_str_equal (name, "tls"))
    return outcome ? g_strdup (outcome->tls_version) : NULL;
  if (!outcome || !outcome->server)
    return NULL;
  if (g_str_equal (name, "port"))
    return g_strdup_printf ("%u", outcome->server->port);
  return g_strdup (g_str_equal (name, "user") ? outcome->server->user : outcome->server->host);
}

/* %NULL if it is not known: then the row does not fit. */
static char *
dup_word (LpSetup *setup, const LpOutcome *outcome, const char *name)
{
  const LpAddress *address = lp_setup_get_account (setup)->address;
  if (g_str_equal (name, "address"))
    return g_strdup (address->text);
  if (g_str_equal (name, "domain"))
    return g_strdup (address->domain_text);
  if (g_str_equal (name, "provider"))
    return g_strdup (get_provider (setup));
  if (g_str_equal (name, "today"))
    return lp_words_date (g_get_real_time () / G_USEC_PER_SEC);
  if (g_str_equal (name, "issuer"))
    return lp_setup_get_account (setup)->issuer ? lp_setup_dup_issuer_name (setup) : NULL;
  return dup_word_of_conversation (outcome, name);
}

static char *
fill_in (LpSetup *setup, const LpOutcome *outcome, const char *text)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  while (*text) {
    const char *end = *text == '{' ? strchr (text, '}') : NULL;
    if (!end) {
      g_string_append_c (filled, *text++);
      continue;
    }
    g_autofree char *name = g_strndup (text + 1, (gsize)(end - text - 1));
    g_autofree char *word = dup_word (setup, outcome, name);
    if (!word)
      return NULL;
    g_autofree char *isolated = lp_words_isolate (word);
    g_string_append (filled, isolated);
    text = end + 1;
  }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* The next step differs from the verdict's usual one where the server's words are known. */
static gboolean
has_advice (const LpExplanation *explanation, LpVerdict verdict)
{
  g_autoptr (LpExplanation) usual = lp_explain_verdict (verdict, NULL);
  return g_strcmp0 (usual->next_step, explanation->next_step) != 0;
}

static char *
make_body (LpSetup *setup, LpVerdict verdict, const LpOutcome *outcome,
           const LpExplanation *explanation)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    if (bodies[i].verdict != verdict || has_advice (explanation, verdict))
      continue;
    char *body = fill_in (setup, outcome, _ (bodies[i].body));
    if (body)
      return body;
  }
  g_autofree char *text = g_strjoin (" ", explanation->sentence, explanation->next_step, NULL);
  return outcome ? lp_words_isolate_names (text, outcome->server) : g_steal_pointer (&text);
}

LpFailureWords *
lp_failure_words_new (LpSetup *setup, LpVerdict verdict, const LpOutcome *outcome)
{
  const LpAddress *address = lp_setup_get_account (setup)->address;
  g_autoptr (LpExplanation) explanation = outcome
                                              ? lp_explain_verdict (verdict, outcome)
                                              : lp_explain_search (verdict, address->domain_text);
  LpFailureWords *words = g_new0 (LpFailureWords, 1);
  words->title = g_strdup (explanation->title);
  words->body = make_body (setup, verdict, outcome, explanation);
  return words;
}

void
lp_failure_words_free (LpFailureWords *words)
{
  if (!words)
    return;
  g_free (words->title);
  g_free (words->body);
  g_free (words);
}
