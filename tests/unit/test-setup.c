/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set-up keeps of one address when the next one comes, and what it knows of servers that were named. No network. */
#include "check/explain.h"
#include "setup-private.h"
#include "setup.h"
#include "support/places.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* ---- adding again what was left half-way ---- */

/* The set-up ends here, all files being written. */
static gboolean
end_at_find (const LpSecretItem *item, gboolean *is_there, gpointer data, GCancellable *cancellable,
             GError **error)
{
  _exit (0);
}

static gboolean
find_nothing (const LpSecretItem *item, gboolean *is_there, gpointer data,
              GCancellable *cancellable, GError **error)
{
  *is_there = FALSE;
  return TRUE;
}

static gboolean
end_at_store (const LpSecretItem *item, gpointer data, GCancellable *cancellable, GError **error)
{
  _exit (0);
}

static const LpKeyringHooks before_the_item = { .find = end_at_find };
static const LpKeyringHooks in_the_item = { .find = find_nothing, .store = end_at_store };

/* An account of a client that needs nothing of the keyring, which a unit test has not. */
static LpSetup *
make_setup_in (const char *name)
{
  g_autofree char *home = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *state = g_strconcat (home, "-state", NULL);
  LpSetup *setup = make_setup (FALSE, "maya@example.org");

  lp_places_free (setup->places);
  setup->places = places_new_in (home);
  lp_receipts_free (setup->receipts);
  setup->receipts = lp_receipts_new (state);
  lp_receipts_set_places (setup->receipts, setup->places);
  setup->account->incoming = lp_server_new (LP_PROTOCOL_IMAP, "mail.example.org", 0,
                                            LP_SECURITY_TLS, "maya@example.org");
  setup->account->outgoing = lp_server_new (LP_PROTOCOL_SMTP, "mail.example.org", 0,
                                            LP_SECURITY_TLS, "maya@example.org");
  return setup;
}

/* In a process of its own, which ends in the middle. */
static void
apply_half_way (LpSetup *setup, const LpKeyringHooks *hooks)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);
  LpPlan *plan = lp_setup_plan (setup, "sylpheed", NULL);
  int status;

  g_assert_nonnull (plan);
  g_ptr_array_add (plans, plan);
  lp_plan_add_item (plan, lp_secret_item_new ("org.letterplate.Account", "Mail: maya",
                                              LP_SIDE_INCOMING, "host", "mail.example.org", NULL));
  pid_t child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    g_autoptr (GPtrArray) results = NULL;
    lp_receipts_apply (setup->receipts, setup->account->id, "maya@example.org", plans, hooks, NULL,
                       NULL, &results, NULL, NULL);
    _exit (1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GPtrArray *
apply (LpSetup *setup, char **receipt_id, GError **error)
{
  static const char *const ids[] = { "sylpheed", NULL };
  g_autoptr (GAsyncResult) result = NULL;

  lp_setup_apply_async (setup, ids, NULL, on_ready, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lp_setup_apply_finish (setup, result, receipt_id, error);
}

static guint
recover (LpSetup *setup)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint n_recovered = G_MAXUINT;

  lp_setup_recover_async (setup, on_ready, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lp_setup_recover_finish (setup, result, &n_recovered, NULL));
  return n_recovered;
}

/* What is told to be there is there after the next start too. */
static void
assert_added (LpSetup *setup)
{
  const char *home = setup->places->home;
  g_autofree char *receipt_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) half_way = tree_read (home);
  g_autoptr (GPtrArray) results = apply (setup, &receipt_id, &error);
  g_autoptr (GHashTable) added = tree_read (home);

  g_assert_no_error (error);
  const LpClientResult *result = results->pdata[0];
  g_assert_true (result->done);
  g_assert_false (result->unchanged);
  g_assert_nonnull (receipt_id);
  g_assert_cmpuint (g_hash_table_size (half_way), >, 0);
  tree_assert_equal ("the account", added, half_way, TRUE);
  g_assert_cmpuint (recover (setup), ==, 0);
  g_autoptr (GHashTable) later = tree_read (home);
  tree_assert_equal ("after the next start", later, added, TRUE);
}

/* Its item of the keyring may be there or not, and there is no keyring to ask. */
static void
assert_refused (LpSetup *setup)
{
  g_autofree char *receipt_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = apply (setup, &receipt_id, &error);

  g_assert_null (results);
  g_assert_error (error, LP_ERROR, (gint)LP_VERDICT_KEYRING_MISSING);
}

/* Both processes first: this one has no threads yet. */
static void
test_half_way (void)
{
  g_autoptr (LpSetup) before = make_setup_in ("before-the-item");
  g_autoptr (LpSetup) within = make_setup_in ("in-the-item");

  apply_half_way (before, &before_the_item);
  apply_half_way (within, &in_the_item);
  assert_added (before);
  assert_refused (within);
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
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/plaintext/one-address", test_plaintext);
  g_test_add_func ("/setup/plaintext/always", test_plaintext_always);
  g_test_add_func ("/setup/named-servers/issuer", test_issuer);
  g_test_add_func ("/setup/another-account", test_another_account);
  g_test_add_func ("/setup/another-account/long-ago", test_another_account_long_ago);
  g_test_add_func ("/setup/another-account/in-words", test_another_account_in_words);
  g_test_add_func ("/setup/half-way", test_half_way);
  status = g_test_run ();
  tree_remove (home);
  return status;
}
