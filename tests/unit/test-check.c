/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/circumstances.h"
#include "check/correction.h"
#include "check/diagnosis.h"
#include "check/explain.h"
#include "check/pitfalls.h"
#include "check/report.h"

#include <string.h>

static LpOutcome *
make_outcome (const char *server_url, LpVerdict verdict, const char *server_text)
{
  g_autoptr (LpServer) server = lp_server_parse (server_url, NULL);
  LpOutcome *outcome = lp_outcome_new (server);

  outcome->verdict = verdict;
  outcome->server_text = g_strdup (server_text);
  lp_outcome_add_stage (outcome, LP_STAGE_SIGN_IN, verdict, 7, NULL);
  return outcome;
}

static void
assert_sentence (const char *verdict, const char *text)
{
  g_test_message ("%s: %s", verdict, text);
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 3);
  g_assert_true (strchr (text, '{') == NULL && strchr (text, '}') == NULL);
}

static gboolean
ends_sentence (const char *text)
{
  return g_str_has_suffix (text, ".") || g_str_has_suffix (text, ").");
}

/* Every verdict has title, sentence, reason and next step; whatever is known of the server. */
static void
test_every_verdict (void)
{
  for (int i = 0; i < LP_N_VERDICTS; i++) {
    const char *name = lp_verdict_get_name (i);
    g_autoptr (LpOutcome) outcome = make_outcome ("imaps://maya@imap.example.org", i, NULL);
    LpOutcome *outcomes[] = { NULL, outcome };

    for (gsize j = 0; j < G_N_ELEMENTS (outcomes); j++) {
      g_autoptr (LpExplanation) explanation = lp_explain_verdict (i, outcomes[j]);

      assert_sentence (name, explanation->title);
      assert_sentence (name, explanation->sentence);
      assert_sentence (name, explanation->reason);
      assert_sentence (name, explanation->next_step);
      g_assert_true (ends_sentence (explanation->sentence));
      g_assert_true (ends_sentence (explanation->reason));
      g_assert_true (ends_sentence (explanation->next_step));
      g_assert_false (g_str_has_suffix (explanation->title, "."));
    }
  }
}

/* Two verdicts that say the same could not be told apart by a person. */
static void
test_sentences_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < LP_N_VERDICTS; i++) {
    g_autoptr (LpExplanation) explanation = lp_explain_verdict (i, NULL);

    g_test_message ("%s", lp_verdict_get_name (i));
    g_assert_true (g_hash_table_add (seen, g_strdup (explanation->sentence)));
  }
}

static void
test_fills_in (void)
{
  g_autoptr (LpOutcome) outcome
      = make_outcome ("imaps://maya@imap.example.org", LP_VERDICT_WRONG_CREDENTIALS, NULL);
  g_autoptr (LpExplanation) explanation
      = lp_explain_verdict (LP_VERDICT_WRONG_CREDENTIALS, outcome);

  g_assert_cmpstr (explanation->sentence, ==,
                   "imap.example.org did not accept the password of maya.");
}

/* Real servers' words, and the neighbour that must not be taken for it. */
static const struct {
  const char *server;
  LpVerdict before;
  const char *words;
  LpVerdict after;
} refinements[] = {
  { "imaps://imap.gmail.com", LP_VERDICT_WRONG_CREDENTIALS,
    "[ALERT] Application-specific password required: https://support.google.com/x (Failure)",
    LP_VERDICT_APP_PASSWORD_REQUIRED },
  { "imaps://imap.gmail.com", LP_VERDICT_WRONG_CREDENTIALS,
    "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", LP_VERDICT_WRONG_CREDENTIALS },
  { "imaps://imap.example.org", LP_VERDICT_WRONG_CREDENTIALS,
    "[ALERT] Application-specific password required", LP_VERDICT_WRONG_CREDENTIALS },
  { "smtp://smtp-mail.outlook.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [X]",
    LP_VERDICT_BASIC_AUTH_DISABLED },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
    "Mailbox. Visit https://aka.ms/smtp_auth_disabled",
    LP_VERDICT_SMTP_AUTH_DISABLED },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
    "Tenant.",
    LP_VERDICT_SMTP_AUTH_DISABLED },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security "
    "defaults policy.",
    LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be "
    "authenticated successfully.",
    LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
    LP_VERDICT_WRONG_CREDENTIALS },
  { "smtp://smtp.office365.com:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.139 Authentication unsuccessful, account locked.", LP_VERDICT_ACCOUNT_LOCKED },
  { "imaps://imap.example.org", LP_VERDICT_ACCOUNT_LOCKED, "NO [EXPIRED] Choose a new one",
    LP_VERDICT_WEB_LOGIN_REQUIRED },
  { "smtp://smtp.example.org:587", LP_VERDICT_WRONG_CREDENTIALS,
    "535 5.7.8 Error: authentication failed: Your password has expired",
    LP_VERDICT_WEB_LOGIN_REQUIRED },
  /* Unknown only where the server says so. */
  { "pop3s://pop.example.org", LP_VERDICT_WRONG_CREDENTIALS, "-ERR [AUTH] No such user here.",
    LP_VERDICT_UNKNOWN_USER },
  { "imaps://imap.example.org", LP_VERDICT_WRONG_CREDENTIALS,
    "NO [AUTHENTICATIONFAILED] Unknown user maya", LP_VERDICT_UNKNOWN_USER },
  { "imaps://mail.example.org", LP_VERDICT_WRONG_CREDENTIALS,
    "NO Logon failure: unknown user name or bad password.", LP_VERDICT_WRONG_CREDENTIALS },
  { "pop3s://pop.gmail.com", LP_VERDICT_MAILBOX_REFUSED,
    "[SYS/PERM] Your account is not enabled for POP access.", LP_VERDICT_PROTOCOL_NOT_ENABLED },
  { "imaps://imap.zoho.com", LP_VERDICT_WRONG_CREDENTIALS,
    "[ALERT] You are yet to enable IMAP for your account.", LP_VERDICT_PROTOCOL_NOT_ENABLED },
  { "smtps://smtp.example.org", LP_VERDICT_SENDER_REFUSED,
    "553 5.7.1 <a@b.example>: Sender address rejected: not owned by user x",
    LP_VERDICT_SENDER_REFUSED },
  /* Words never change why a server could not be reached or trusted. */
  { "imaps://imap.gmail.com", LP_VERDICT_TIMED_OUT, "Application-specific password required",
    LP_VERDICT_TIMED_OUT },
  { "imaps://imap.gmail.com", LP_VERDICT_CERTIFICATE_EXPIRED,
    "Application-specific password required", LP_VERDICT_CERTIFICATE_EXPIRED },
  { "imaps://imap.gmail.com.evil.example", LP_VERDICT_WRONG_CREDENTIALS,
    "Application-specific password required", LP_VERDICT_WRONG_CREDENTIALS },
};

static void
test_diagnosis (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refinements); i++) {
    g_autoptr (LpOutcome) outcome
        = make_outcome (refinements[i].server, refinements[i].before, refinements[i].words);
    const LpStageResult *stage = outcome->stages->pdata[0];

    lp_diagnosis_refine (outcome);
    g_test_message ("%s: %s", refinements[i].server, refinements[i].words);
    g_assert_cmpstr (lp_verdict_get_name (outcome->verdict), ==,
                     lp_verdict_get_name (refinements[i].after));
    g_assert_cmpint (stage->verdict, ==, refinements[i].after);
  }
}

static void
test_diagnosis_table (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = lp_diagnosis_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, >, 60);
  for (guint i = 0; i < rows->len; i++) {
    const LpDiagnosis *row = rows->pdata[i];

    g_test_message ("%s", row->id);
    g_assert_true (row->advice == NULL || lp_explain_has_advice (row->advice));
    g_assert_true (row->help == NULL || g_str_has_prefix (row->help, "https://"));
  }
}

static void
test_advice (void)
{
  g_autoptr (LpOutcome) outcome = make_outcome (
      "smtps://smtp.qq.com", LP_VERDICT_WRONG_CREDENTIALS,
      "535 Error: Login fail. Please enter your authorization code to login. More information");
  g_autoptr (LpExplanation) explanation = NULL;

  lp_diagnosis_refine (outcome);
  g_assert_cmpint (outcome->verdict, ==, LP_VERDICT_APP_PASSWORD_REQUIRED);
  explanation = lp_explain_verdict (outcome->verdict, outcome);
  g_assert_nonnull (strstr (explanation->next_step, "authorization code"));
}

/* The provider's own page, where its words are known; no page for others. */
static void
test_help (void)
{
  const char *words = "[ALERT] Application-specific password required";
  g_autoptr (LpOutcome) known
      = make_outcome ("imaps://imap.gmail.com", LP_VERDICT_APP_PASSWORD_REQUIRED, words);
  g_autoptr (LpOutcome) unknown
      = make_outcome ("imaps://imap.example.org", LP_VERDICT_APP_PASSWORD_REQUIRED, words);
  g_autoptr (LpExplanation) with = lp_explain_verdict (known->verdict, known);
  g_autoptr (LpExplanation) without = lp_explain_verdict (unknown->verdict, unknown);

  g_assert_cmpstr (with->url, ==, "https://support.google.com/accounts/answer/185833");
  g_assert_null (without->url);
}

static void
test_report_text (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("maya@example.org", NULL);
  g_autoptr (LpAccount) account = lp_account_new (address);
  g_autoptr (LpReport) report = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *masked = NULL;

  account->incoming = lp_server_parse ("imaps://maya@imap.example.org", NULL);
  report = lp_report_new (account);
  report->verdict = LP_VERDICT_WRONG_CREDENTIALS;
  report->incoming = make_outcome ("imaps://maya@imap.example.org", LP_VERDICT_WRONG_CREDENTIALS,
                                   "no such luck, maya@example.org");
  plain = lp_report_to_text (report, FALSE);
  masked = lp_report_to_text (report, TRUE);
  g_assert_nonnull (strstr (plain, "no such luck, maya@example.org"));
  g_assert_nonnull (strstr (plain, "wrong-credentials"));
  g_assert_null (strstr (masked, "maya"));
  g_assert_nonnull (strstr (masked, "no such luck, user@domain"));
}

/* What was set, how the try ended, and what is tried next (empty: nothing). */
static const struct {
  const char *was;
  LpVerdict verdict;
  const char *next;
} corrections[] = {
  { "smtp+starttls://h.example.org:465", LP_VERDICT_OK, "" },
  { "imap+tls://h.example.org:143", LP_VERDICT_TLS_NOT_SPOKEN,
    "imap+starttls://h.example.org:143" },
  { "smtp+tls://h.example.org:2587", LP_VERDICT_TLS_NOT_SPOKEN,
    "smtp+starttls://h.example.org:2587" },
  { "smtp+starttls://h.example.org:2465", LP_VERDICT_TLS_EXPECTED,
    "smtp+tls://h.example.org:2465" },
  { "smtp+starttls://h.example.org:25", LP_VERDICT_TIMED_OUT,
    "smtp+starttls://h.example.org:587 smtp+tls://h.example.org:465" },
  { "smtp+starttls://h.example.org:587", LP_VERDICT_REFUSED, "smtp+tls://h.example.org:465" },
  { "imap+tls://h.example.org:993", LP_VERDICT_REFUSED, "imap+starttls://h.example.org:143" },
  { "pop3+tls://h.example.org:993", LP_VERDICT_NOT_THIS_PROTOCOL, "pop3+tls://h.example.org:995" },
  { "imap+starttls://h.example.org:143", LP_VERDICT_STARTTLS_MISSING,
    "imap+tls://h.example.org:993" },
  { "smtp+starttls://h.example.org:25", LP_VERDICT_AUTH_NOT_OFFERED,
    "smtp+starttls://h.example.org:587 smtp+tls://h.example.org:465" },
  /* Neighbours that must not be "put right". */
  { "imap+tls://h.example.org:993", LP_VERDICT_WRONG_CREDENTIALS, "" },
  { "imap+tls://h.example.org:993", LP_VERDICT_CERTIFICATE_EXPIRED, "" },
  { "imap+starttls://h.example.org:143", LP_VERDICT_INJECTED_BEFORE_TLS, "" },
  { "imap+tls://h.example.org:10993", LP_VERDICT_REFUSED, "" },
  { "imap+tls://h.example.org:993", LP_VERDICT_NO_SUCH_DOMAIN, "" },
};

static char *
describe (GPtrArray *list)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (words, lp_server_to_string (((LpSuggestion *)list->pdata[i])->now));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **)words->pdata);
}

static void
test_corrections (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (corrections); i++) {
    g_autoptr (LpOutcome) outcome = make_outcome (corrections[i].was, corrections[i].verdict, NULL);
    g_autoptr (GPtrArray) list = lp_correction_list (outcome->server, outcome);
    g_autofree char *next = describe (list);

    g_test_message ("%s %s", corrections[i].was, lp_verdict_get_name (corrections[i].verdict));
    g_assert_cmpstr (next, ==, corrections[i].next);
  }
}

static void
test_corrections_at_once (void)
{
  g_autoptr (LpServer) mixed_up = lp_server_parse ("smtp+starttls://h.example.org:465", NULL);
  g_autoptr (LpServer) right = lp_server_parse ("smtp+starttls://h.example.org:587", NULL);
  g_autoptr (GPtrArray) list = lp_correction_list (mixed_up, NULL);
  g_autoptr (GPtrArray) none = lp_correction_list (right, NULL);
  g_autofree char *next = describe (list);

  g_assert_cmpstr (next, ==, "smtp+tls://h.example.org:465");
  g_assert_cmpstr (((LpSuggestion *)list->pdata[0])->text, ==,
                   "Port 465 of h.example.org wants encryption from the start; TLS is used on port "
                   "465.");
  g_assert_cmpuint (none->len, ==, 0);
}

/* Whatever was set and however it ended: encryption is never taken away. */
static void
test_corrections_never_lower (void)
{
  static const guint16 ports[] = { 25, 26, 110, 143, 465, 587, 993, 995, 2525, 10993 };

  for (int protocol = 0; protocol < LP_N_PROTOCOLS; protocol++)
    for (int security = 0; security < LP_N_SECURITIES; security++)
      for (gsize port = 0; port < G_N_ELEMENTS (ports); port++)
        for (int verdict = 0; verdict < LP_N_VERDICTS; verdict++) {
          g_autoptr (LpServer) server
              = lp_server_new (protocol, "h.example.org", ports[port], security, NULL);
          g_autoptr (LpOutcome) outcome = lp_outcome_new (server);
          g_autoptr (GPtrArray) list = NULL;

          outcome->verdict = verdict;
          list = lp_correction_list (server, outcome);
          for (guint i = 0; i < list->len; i++) {
            const LpSuggestion *suggestion = list->pdata[i];

            g_assert_cmpint (suggestion->now->security, !=, LP_SECURITY_PLAIN);
            g_assert_cmpstr (suggestion->now->host, ==, server->host);
            g_assert_false (lp_server_equal (suggestion->now, server));
          }
        }
}

/* The mechanism that was refused, what else is offered, and whether the password itself is offered then. */
static const struct {
  const char *server;
  LpVerdict verdict;
  const char *mechanism;
  const char *offered;
  gboolean is_offered;
} offers[] = {
  { "imap+tls://maya@h.example.org", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT, "CRAM-MD5",
    "CRAM-MD5 PLAIN", TRUE },
  { "smtp+starttls://maya@h.example.org:587", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT,
    "SCRAM-SHA-1", "SCRAM-SHA-1 LOGIN", TRUE },
  { "pop3+tls://maya@h.example.org", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT, "CRAM-MD5",
    "CRAM-MD5", TRUE },
  { "smtp+tls://maya@h.example.org", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT, "CRAM-MD5",
    "CRAM-MD5", FALSE },
  { "imap+plain://maya@h.example.org", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT, "CRAM-MD5",
    "CRAM-MD5 PLAIN", FALSE },
  { "imap+tls://maya@h.example.org", LP_VERDICT_WRONG_CREDENTIALS, "CRAM-MD5", "CRAM-MD5 PLAIN",
    FALSE },
  /* "534 5.7.9": PLAIN is too weak for it. */
  { "smtp+tls://maya@h.example.org", LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT, "PLAIN",
    "PLAIN LOGIN", FALSE },
};

static void
test_offers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autoptr (LpOutcome) outcome = make_outcome (offers[i].server, offers[i].verdict, NULL);
    g_autoptr (LpSuggestion) offer = NULL;

    outcome->mechanism = g_strdup (offers[i].mechanism);
    outcome->mechanisms = g_strsplit (offers[i].offered, " ", -1);
    offer = lp_correction_offer_password (outcome);
    g_test_message ("%s %s", offers[i].server, offers[i].mechanism);
    g_assert_true ((offer != NULL) == offers[i].is_offered);
    if (offer == NULL)
      continue;
    g_assert_cmpstr (offer->code, ==, LP_OFFER_PASSWORD);
    g_assert_false (offer->applied);
    g_assert_cmpint (offer->now->sign_in, ==, LP_SIGN_IN_PASSWORD);
    g_assert_nonnull (strstr (offer->text, offers[i].mechanism));
  }
}

static const struct {
  gint64 now;
  gboolean available;
  GNetworkConnectivity connectivity;
  LpVerdict before;
  LpVerdict after;
  gint64 told;
  gboolean fits;
} circumstances[] = {
#define TODAY G_GINT64_CONSTANT (4102444800)
  { TODAY, FALSE, G_NETWORK_CONNECTIVITY_LOCAL, LP_VERDICT_DNS_FAILED, LP_VERDICT_NO_NETWORK },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_DNS_FAILED, LP_VERDICT_DNS_FAILED },
  { TODAY, FALSE, G_NETWORK_CONNECTIVITY_LOCAL, LP_VERDICT_NO_SUCH_DOMAIN,
    LP_VERDICT_NO_SUCH_DOMAIN },
  { TODAY, FALSE, G_NETWORK_CONNECTIVITY_LOCAL, LP_VERDICT_WRONG_CREDENTIALS,
    LP_VERDICT_WRONG_CREDENTIALS },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_PORTAL, LP_VERDICT_CERTIFICATE_WRONG_HOST,
    LP_VERDICT_CAPTIVE_PORTAL },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_PORTAL, LP_VERDICT_TIMED_OUT, LP_VERDICT_CAPTIVE_PORTAL },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_LIMITED, LP_VERDICT_CERTIFICATE_WRONG_HOST,
    LP_VERDICT_CERTIFICATE_WRONG_HOST },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_PORTAL, LP_VERDICT_CERTIFICATE_EXPIRED,
    LP_VERDICT_CERTIFICATE_EXPIRED },
  { 0, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
    LP_VERDICT_CLOCK_WRONG },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
    LP_VERDICT_CERTIFICATE_NOT_YET_VALID },
  /* Another clock: at its time the certificate is good, or is not; nobody told. */
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_EXPIRED,
    LP_VERDICT_CLOCK_WRONG, TODAY - 1000000, TRUE },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_NOT_YET_VALID,
    LP_VERDICT_CLOCK_WRONG, TODAY + 1000000, TRUE },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_EXPIRED,
    LP_VERDICT_CERTIFICATE_EXPIRED, TODAY, FALSE },
  { TODAY, TRUE, G_NETWORK_CONNECTIVITY_FULL, LP_VERDICT_CERTIFICATE_SELF_SIGNED,
    LP_VERDICT_CERTIFICATE_SELF_SIGNED, TODAY - 1000000, TRUE },
};

static void
test_circumstances (void)
{
  LpCircumstances now = lp_circumstances_look ();

  g_assert_cmpint (lp_circumstances_judge (&now, LP_VERDICT_OK), ==, LP_VERDICT_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (circumstances); i++) {
    LpCircumstances given
        = { circumstances[i].now, circumstances[i].available, circumstances[i].connectivity,
            circumstances[i].told, circumstances[i].fits };
    LpVerdict found = lp_circumstances_judge (&given, circumstances[i].before);

    g_assert_cmpstr (lp_verdict_get_name (found), ==, lp_verdict_get_name (circumstances[i].after));
  }
}

static const struct {
  const char *secret;
  const char *code; /* NULL: nothing odd */
} pitfalls[] = {
  { "correct horse", NULL },
  { " correct", "password-blank" },
  { "correct ", "password-blank" },
  { "correct\t", "password-blank" },
  { "abcd efgh ijkl mnop", "password-groups" },
  { "abcd-efgh-ijkl-mnop", "password-groups" },
  { "abcd efgh", NULL },
  { "abcde efgh ijkl", NULL },
  { "SECRET42", "password-upper" },
  { "Secret42", NULL },
  { "123456", NULL },
  { "pä55 wörd", NULL },
};

static void
test_pitfalls (void)
{
  g_autoptr (LpOutcome) refused
      = make_outcome ("imaps://maya@imap.example.org", LP_VERDICT_WRONG_CREDENTIALS, NULL);
  g_autoptr (LpOutcome) silent
      = make_outcome ("imaps://maya@imap.example.org", LP_VERDICT_TIMED_OUT, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (pitfalls); i++) {
    g_autoptr (LpCredentials) credentials
        = lp_credentials_new (LP_SECRET_PASSWORD, pitfalls[i].secret, -1);
    LpSuggestion *found = lp_pitfalls_find (credentials, refused);

    g_test_message ("%s", pitfalls[i].secret);
    g_assert_cmpstr (found != NULL ? found->code : NULL, ==, pitfalls[i].code);
    g_assert_true (found == NULL || strstr (found->text, pitfalls[i].secret) == NULL);
    g_assert_null (lp_pitfalls_find (credentials, silent));
    lp_suggestion_free (found);
  }
  g_assert_null (lp_pitfalls_find (NULL, refused));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/explain/every-verdict", test_every_verdict);
  g_test_add_func ("/check/explain/sentences-differ", test_sentences_differ);
  g_test_add_func ("/check/explain/fills-in", test_fills_in);
  g_test_add_func ("/check/diagnosis", test_diagnosis);
  g_test_add_func ("/check/diagnosis/table", test_diagnosis_table);
  g_test_add_func ("/check/diagnosis/advice", test_advice);
  g_test_add_func ("/check/explain/help", test_help);
  g_test_add_func ("/check/correction/offers", test_offers);
  g_test_add_func ("/check/circumstances", test_circumstances);
  g_test_add_func ("/check/pitfalls", test_pitfalls);
  g_test_add_func ("/check/correction", test_corrections);
  g_test_add_func ("/check/correction/at-once", test_corrections_at_once);
  g_test_add_func ("/check/correction/never-lower", test_corrections_never_lower);
  g_test_add_func ("/check/report/text", test_report_text);
  return g_test_run ();
}
