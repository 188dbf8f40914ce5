/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set-up keeps of one address when the next one comes, and what it knows of servers that were named. No network. */
#include "check/explain.h"
#include "setup-private.h"
#include "setup.h"

#include <glib/gstdio.h>

static LpSetup *
make_setup (gboolean allow_plaintext, const char *address)
{
  g_autoptr (LpAddress) parsed = lp_address_parse (address, NULL);
  const LpSetupOptions options = { .offline = TRUE, .allow_plaintext = allow_plaintext };
  LpSetup *setup = lp_setup_new (&options);

  lp_setup_set_address (setup, parsed);
  return setup;
}

/* The yes to a password in clear was about the servers of one address. */
static void
test_plaintext (void)
{
  g_autoptr (LpSetup) setup = make_setup (FALSE, "maya@example.org");
  g_autoptr (LpAddress) other = lp_address_parse ("maya@example.net", NULL);

  lp_setup_set_allow_plaintext (setup, TRUE);
  g_assert_true (setup->allow_plaintext);
  lp_setup_set_address (setup, other);
  g_assert_false (setup->allow_plaintext);
}

static void
test_plaintext_always (void)
{
  g_autoptr (LpSetup) setup = make_setup (TRUE, "maya@example.org");
  g_autoptr (LpAddress) other = lp_address_parse ("maya@example.net", NULL);

  lp_setup_set_address (setup, other);
  g_assert_true (setup->allow_plaintext);
}

static const struct {
  const char *address;
  LpSignIn sign_in;
  const char *issuer;
} named[] = {
  { "maya@outlook.com", LP_SIGN_IN_OAUTH2, "microsoft" },
  { "maya@outlook.com", LP_SIGN_IN_PASSWORD, NULL },
  { "maya@example.org", LP_SIGN_IN_OAUTH2, NULL },
};

static void
test_issuer (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (named); i++) {
    g_autoptr (LpSetup) setup = make_setup (FALSE, named[i].address);
    g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));

    account->incoming = lp_server_new (LP_PROTOCOL_IMAP, "imap.example.org", 0, LP_SECURITY_TLS,
                                       named[i].address);
    account->incoming->sign_in = named[i].sign_in;
    lp_setup_set_account (setup, account);
    g_assert_cmpstr (lp_setup_get_account (setup)->issuer, ==, named[i].issuer);
  }
}

/* ---- the account that was chosen in the browser ---- */

static LpOutcome *
make_outcome (LpProtocolId protocol, const char *user, LpVerdict verdict)
{
  g_autoptr (LpServer) server
      = lp_server_new (protocol, "mail.example.org", 0, LP_SECURITY_TLS, user);
  LpOutcome *outcome = lp_outcome_new (server);

  outcome->verdict = verdict;
  lp_outcome_add_stage (outcome, LP_STAGE_TLS, LP_VERDICT_OK, 1, NULL);
  lp_outcome_add_stage (outcome, LP_STAGE_SIGN_IN, verdict, 1, NULL);
  return outcome;
}

#define REFUSED LP_VERDICT_TOKEN_REFUSED
#define ANOTHER LP_VERDICT_ANOTHER_ACCOUNT

/* Who signed in, the name that the servers were told, how the check ended, and what is told. */
static const struct {
  const char *signed_in;
  const char *user;
  LpVerdict incoming;
  LpVerdict outgoing;
  LpVerdict incoming_told;
  LpVerdict outgoing_told;
} chosen[] = {
  { "tom@example.org", "maya@example.org", REFUSED, LP_VERDICT_NOT_TRIED, ANOTHER,
    LP_VERDICT_NOT_TRIED },
  { "tom@example.org", "maya@example.org", REFUSED, REFUSED, ANOTHER, ANOTHER },
  { "tom@example.org", "maya@example.org", LP_VERDICT_OK, REFUSED, LP_VERDICT_OK, ANOTHER },
  { "tom@example.org", "maya@example.org", LP_VERDICT_OK, LP_VERDICT_OK, LP_VERDICT_OK,
    LP_VERDICT_OK },
  { "tom@example.org", "maya@example.org", LP_VERDICT_WRONG_CREDENTIALS, LP_VERDICT_NOT_TRIED,
    LP_VERDICT_WRONG_CREDENTIALS, LP_VERDICT_NOT_TRIED },
  { "tom@example.org", "Tom@Example.Org", REFUSED, REFUSED, REFUSED, REFUSED },
  { "MAYA@example.org", "m.lind@example.org", REFUSED, REFUSED, REFUSED, REFUSED },
  { NULL, "maya@example.org", REFUSED, REFUSED, REFUSED, REFUSED },
};

static LpReport *
make_report (LpSetup *setup, gsize i)
{
  LpReport *report = lp_report_new (setup->account);

  report->incoming = make_outcome (LP_PROTOCOL_IMAP, chosen[i].user, chosen[i].incoming);
  report->outgoing = make_outcome (LP_PROTOCOL_SMTP, chosen[i].user, chosen[i].outgoing);
  report->verdict = chosen[i].incoming != LP_VERDICT_OK ? chosen[i].incoming : chosen[i].outgoing;
  return report;
}

static void
assert_told (const LpOutcome *outcome, LpVerdict verdict, const char *signed_in)
{
  const LpStageResult *last = outcome->stages->pdata[outcome->stages->len - 1];

  g_assert_cmpint (outcome->verdict, ==, verdict);
  g_assert_cmpint (last->verdict, ==, verdict);
  g_assert_cmpstr (outcome->signed_in, ==, verdict == ANOTHER ? signed_in : NULL);
}

static void
test_another_account (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chosen); i++) {
    g_autoptr (LpSetup) setup = make_setup (FALSE, "maya@example.org");
    LpVerdict told = chosen[i].incoming_told != LP_VERDICT_OK ? chosen[i].incoming_told
                                                              : chosen[i].outgoing_told;

    setup->account->incoming
        = lp_server_new (LP_PROTOCOL_IMAP, "mail.example.org", 0, LP_SECURITY_TLS, chosen[i].user);
    setup->grant = g_new0 (LpGrant, 1);
    setup->grant->signed_in = g_strdup (chosen[i].signed_in);
    g_autoptr (LpReport) report = lp_setup_tell_other_account (setup, make_report (setup, i));
    g_assert_cmpint (report->verdict, ==, told);
    assert_told (report->incoming, chosen[i].incoming_told, chosen[i].signed_in);
    assert_told (report->outgoing, chosen[i].outgoing_told, chosen[i].signed_in);
  }
}

/* A token of the keyring may have been withdrawn; who signed in for it is long ago. */
static void
test_another_account_long_ago (void)
{
  g_autoptr (LpSetup) setup = make_setup (FALSE, "maya@example.org");
  g_autoptr (LpReport) report = lp_setup_tell_other_account (setup, make_report (setup, 0));

  g_assert_cmpint (report->verdict, ==, REFUSED);
}

/* Both names, or what stands for them. */
static void
test_another_account_in_words (void)
{
  g_autoptr (LpOutcome) outcome = make_outcome (LP_PROTOCOL_IMAP, "maya@example.org", ANOTHER);
  g_autoptr (LpExplanation) unknown = lp_explain_verdict (ANOTHER, NULL);

  outcome->signed_in = g_strdup ("tom@example.org");
  g_autoptr (LpOutcome) copy = lp_outcome_copy (outcome);
  g_autoptr (LpExplanation) known = lp_explain_verdict (ANOTHER, copy);
  g_assert_cmpstr (known->sentence, ==,
                   "You signed in as tom@example.org, the address is maya@example.org.");
  g_assert_cmpstr (unknown->sentence, ==,
                   "You signed in as somebody else, the address is another one.");
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("test-setup-XXXXXX", NULL);
  int status;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/plaintext/one-address", test_plaintext);
  g_test_add_func ("/setup/plaintext/always", test_plaintext_always);
  g_test_add_func ("/setup/named-servers/issuer", test_issuer);
  g_test_add_func ("/setup/another-account", test_another_account);
  g_test_add_func ("/setup/another-account/long-ago", test_another_account_long_ago);
  g_test_add_func ("/setup/another-account/in-words", test_another_account_in_words);
  status = g_test_run ();
  g_rmdir (home);
  return status;
}
