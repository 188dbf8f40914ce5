/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What discovery knows without asking anybody: suggestions, hints, local documents, weights. */
#include "discovery/discovery.h"
#include "discovery/inquiry.h"
#include "discovery/weigh.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static const struct {
  const char *typed;
  const char *meant;
} suggestions[] = {
  { "gmial.com", "gmail.com" },
  { "gmai.com", "gmail.com" },
  { "gmaill.com", "gmail.com" },
  { "gmail.con", "gmail.com" },
  { "gmail.co", "gmail.com" },
  { "hotmial.com", "hotmail.com" },
  { "hotmal.com", "hotmail.com" },
  { "outlok.com", "outlook.com" },
  { "outloook.com", "outlook.com" },
  { "gmx.ed", "gmx.de" },
  { "gmx.dee", "gmx.de" },
  { "yaho.com", "yahoo.com" },
  { "ayhoo.com", "yahoo.com" },
  { "iclod.com", "icloud.com" },
  { "t-onlin.de", "t-online.de" },
  { "wbe.de", "web.de" },
  { "comcas.net", "comcast.net" },
  { "libreo.it", "libero.it" },
  { "gmail.com", NULL },
  { "gmx.net", NULL },
  { "live.de", NULL },
  { "five.com", NULL },
  { "love.com", NULL },
  { "weg.de", NULL },
  { "example.org", NULL },
  { "gm.com", NULL },
  { "hotmail.example", NULL },
  { "mail.com", NULL },
  { "ail.com", NULL },
  { "", NULL },
};

static void
test_suggestions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suggestions); i++)
    g_assert_cmpstr (lp_discovery_suggest_domain (suggestions[i].typed, NULL), ==,
                     suggestions[i].meant);
}

static const struct {
  const char *locale;
  const char *language;
  const char *text;
} languages[] = {
  { "C", "de", "iCloud has no POP3." }, /* as gettext: scripts rely on it */
  { "C.UTF-8", "de", "iCloud bietet kein POP3 an." },
  { "C.UTF-8", "de_AT:ar", "iCloud bietet kein POP3 an." },
  { "C.UTF-8", "ar", "لا يتيح iCloud خدمة POP3." },
  { "C.UTF-8", "fr", "iCloud has no POP3." },
};

static void
test_hint_languages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_assert_nonnull (setlocale (LC_MESSAGES, languages[i].locale));
    g_setenv ("LANGUAGE", languages[i].language, TRUE);
    g_autoptr (LpAddress) address = lp_address_parse ("a@me.com", NULL);
    g_autoptr (LpCandidate) carrier = lp_discovery_list_hints (address, NULL);

    g_assert_cmpuint (carrier->hints->len, ==, 3);
    g_assert_cmpstr (((const LpHint *)carrier->hints->pdata[2])->text, ==, languages[i].text);
  }
  g_unsetenv ("LANGUAGE");
  setlocale (LC_MESSAGES, "C");
}

static const struct {
  const char *address;
  const char *kinds;
} hints[] = {
  { "a@hotmail.com", "oauth2-only enable-imap username smtp" },
  { "a@gmail.com", "app-password enable-pop admin" },
  { "a@gmx.de", "enable-imap" },
  { "a@foxmail.com", "auth-code" },
  { "a@fastmail.fm", "app-password" },
  { "a@tuta.com", "no-imap" },
  { "a@proton.me", "bridge" },
  { "a@me.com", "app-password username no-pop" },
  { "a@zohomail.eu", "enable-imap app-password" },
  { "a@example.org", "" },
};

static void
test_hints (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++) {
    g_autoptr (LpAddress) address = lp_address_parse (hints[i].address, NULL);
    g_autoptr (LpCandidate) carrier = lp_discovery_list_hints (address, NULL);
    g_autoptr (GString) kinds = g_string_new (NULL);
    for (guint n = 0; n < carrier->hints->len; n++) {
      const LpHint *hint = carrier->hints->pdata[n];
      g_string_append_printf (kinds, "%s%s", n > 0 ? " " : "", hint->kind);
      g_assert_cmpuint (strlen (hint->text), >, 10);
    }
    g_assert_cmpstr (kinds->str, ==, hints[i].kinds);
  }
}

static const struct {
  const char *address;
  const char *issuer;
} issuers[] = {
  { "a@outlook.com", "microsoft" },
  { "a@gmail.com", "google" },
  { "a@gmx.de", NULL },
  { "a@example.org", NULL },
};

static void
test_issuers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++) {
    g_autoptr (LpAddress) address = lp_address_parse (issuers[i].address, NULL);
    g_autofree char *issuer = lp_discovery_find_issuer (address, NULL);
    g_assert_cmpstr (issuer, ==, issuers[i].issuer);
  }
}

static GPtrArray *
discover (const char *text)
{
  LpDiscoveryOptions options = { .offline = TRUE };
  g_autoptr (LpAddress) address = lp_address_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *candidates = lp_discovery_run (address, &options, NULL, &error);

  g_assert_no_error (error);
  return candidates;
}

/* An autoconfig document in providers.d, as an administrator may have it already. */
static void
test_local_document (void)
{
  g_autofree char *folder
      = g_build_filename (g_get_user_config_dir (), "letterplate", "providers.d", NULL);
  g_autofree char *copy = g_build_filename (folder, "50-work.xml", NULL);
  g_autofree char *nameless = g_build_filename (folder, "10-nameless.xml", NULL);
  g_autofree char *good = g_test_build_filename (G_TEST_DIST, "discovery", "web", "good.xml", NULL);
  g_autofree char *other
      = g_test_build_filename (G_TEST_DIST, "discovery", "web", "no-domain.xml", NULL);
  g_autofree char *text = NULL;
  g_autofree char *nameless_text = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (good, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  /* A document without a domain would be everybody's: in a folder for all domains it is nobody's. */
  g_assert_true (g_file_get_contents (other, &nameless_text, NULL, NULL));
  g_assert_true (g_file_set_contents (nameless, nameless_text, -1, NULL));

  g_autoptr (GPtrArray) candidates = discover ("jo@example.org");
  g_assert_cmpuint (candidates->len, ==, 2);
  const LpCandidate *best = candidates->pdata[0];
  g_assert_cmpstr (best->source, ==, "local");
  g_assert_cmpint (best->trust, ==, LP_TRUST_LOCAL);
  g_assert_cmpstr (best->evidence, ==, copy);
  g_assert_cmpstr (best->incoming->host, ==, "imap.example.org");
  g_assert_cmpstr (best->incoming->user, ==, "jo@example.org");
  g_autoptr (GPtrArray) others = discover ("jo@example.net");
  g_assert_cmpuint (others->len, ==, 0);

  g_unlink (copy);
  g_unlink (nameless);
  g_rmdir (folder);
}

static void
add_candidate (GPtrArray *found, const char *source, LpTrust trust, int score, const char *incoming,
               const char *outgoing)
{
  LpCandidate *candidate = lp_candidate_new (source, trust, source);

  candidate->score = score;
  candidate->incoming = incoming != NULL ? lp_server_parse (incoming, NULL) : NULL;
  candidate->outgoing = outgoing != NULL ? lp_server_parse (outgoing, NULL) : NULL;
  g_ptr_array_add (found, candidate);
}

/* Two sources that agree go before one that is stronger than each; the user name of the one that knows it stays. */
static void
test_weigh_agreement (void)
{
  g_autoptr (GPtrArray) found = lp_candidates_new ();

  add_candidate (found, "one", LP_TRUST_AUTHENTICATED, 100, "imaps://a@x.test", "smtps://a@x.test");
  add_candidate (found, "two", LP_TRUST_UNVERIFIED, 60, "imaps://y.test", "smtps://y.test");
  add_candidate (found, "three", LP_TRUST_GUESSED, 60, "imaps://b@y.test", "smtps://b@y.test");
  add_candidate (found, "three", LP_TRUST_GUESSED, 60, "pop3s://b@y.test", "smtps://b@y.test");
  g_autoptr (GPtrArray) ranked = lp_weigh (found, 0, NULL);

  g_assert_cmpuint (ranked->len, ==, 3);
  const LpCandidate *best = ranked->pdata[0];
  g_assert_cmpstr (best->incoming->host, ==, "y.test");
  g_assert_cmpint (best->trust, ==, LP_TRUST_GUESSED);
  g_assert_nonnull (strstr (best->evidence, "also "));
  g_assert_cmpint (best->score, >, ((const LpCandidate *)ranked->pdata[1])->score);
}

/* One source that says the same twice counts once. */
static void
test_weigh_repetition (void)
{
  g_autoptr (GPtrArray) found = lp_candidates_new ();

  add_candidate (found, "one", LP_TRUST_AUTHENTICATED, 100, "imaps://x.test", "smtps://x.test");
  add_candidate (found, "two", LP_TRUST_GUESSED, 60, "imaps://y.test", "smtps://y.test");
  add_candidate (found, "two", LP_TRUST_GUESSED, 60, "imaps://y.test", "smtps://y.test");
  g_autoptr (GPtrArray) ranked = lp_weigh (found, 0, NULL);

  g_assert_cmpuint (ranked->len, ==, 2);
  g_assert_cmpstr (((const LpCandidate *)ranked->pdata[0])->incoming->host, ==, "x.test");
}

/* A missing side is filled, and the lesser trust is the whole's. */
static void
test_weigh_missing_side (void)
{
  g_autoptr (GPtrArray) found = lp_candidates_new ();

  add_candidate (found, "one", LP_TRUST_AUTHENTICATED, 100, "imaps://x.test", NULL);
  add_candidate (found, "two", LP_TRUST_UNVERIFIED, 60, NULL, "smtps://y.test");
  g_autoptr (GPtrArray) ranked = lp_weigh (found, 0, NULL);

  g_assert_cmpuint (ranked->len, ==, 1);
  const LpCandidate *best = ranked->pdata[0];
  g_assert_cmpstr (best->incoming->host, ==, "x.test");
  g_assert_cmpstr (best->outgoing->host, ==, "y.test");
  g_assert_cmpint (best->trust, ==, LP_TRUST_UNVERIFIED);
}

/* What somebody on the way may have written is not said over settings that came safely. */
static void
test_weigh_words (void)
{
  static const struct {
    LpTrust trust;
    const char *name;
  } rows[] = { { LP_TRUST_UNVERIFIED, NULL }, { LP_TRUST_AUTHENTICATED, "Fjord" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) found = lp_candidates_new ();
    add_candidate (found, "one", LP_TRUST_AUTHENTICATED, 60, "imaps://x.test", "smtps://x.test");
    add_candidate (found, "two", rows[i].trust, 20, "imaps://x.test", "smtps://x.test");
    LpCandidate *named = found->pdata[1];
    named->provider_name = g_strdup ("Fjord");
    named->documentation = g_strdup ("https://x.test/help");
    g_autoptr (GPtrArray) ranked = lp_weigh (found, 0, NULL);

    g_assert_cmpuint (ranked->len, ==, 1);
    const LpCandidate *best = ranked->pdata[0];
    g_assert_cmpstr (best->provider_name, ==, rows[i].name);
    g_assert_true ((best->documentation == NULL) == (rows[i].name == NULL));
  }
}

/* What the domain denies loses against the rest. */
static void
test_weigh_denied (void)
{
  g_autoptr (GPtrArray) found = lp_candidates_new ();

  add_candidate (found, "one", LP_TRUST_AUTHENTICATED, 100, "imaps://x.test", "smtps://x.test");
  add_candidate (found, "two", LP_TRUST_AUTHENTICATED, 60, "pop3s://y.test", "smtps://y.test");
  g_autoptr (GPtrArray) ranked = lp_weigh (found, 1 << LP_PROTOCOL_IMAP, NULL);

  g_assert_cmpint (((const LpCandidate *)ranked->pdata[0])->incoming->protocol, ==,
                   LP_PROTOCOL_POP3);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-tables-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "letterplate", NULL);

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tables/suggestions", test_suggestions);
  g_test_add_func ("/tables/hints", test_hints);
  g_test_add_func ("/tables/hint-languages", test_hint_languages);
  g_test_add_func ("/tables/issuers", test_issuers);
  g_test_add_func ("/tables/local-document", test_local_document);
  g_test_add_func ("/tables/weigh/agreement", test_weigh_agreement);
  g_test_add_func ("/tables/weigh/repetition", test_weigh_repetition);
  g_test_add_func ("/tables/weigh/missing-side", test_weigh_missing_side);
  g_test_add_func ("/tables/weigh/words", test_weigh_words);
  g_test_add_func ("/tables/weigh/denied", test_weigh_denied);

  int status = g_test_run ();
  g_rmdir (folder);
  g_rmdir (home);
  return status;
}
