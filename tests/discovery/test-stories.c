/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the stories in stories/: each is a small internet and what discovery must make of it.
 *
 *     about    what it is about                         (also # comments)
 *     address  jo@example.org
 *     dns      NAME A|MX|SRV|NS|TXT VALUE…              NAME may be *.example.org
 *     dns      NAME delay=MS | servfail | silent
 *     dnssec   NAME                                     DNSSEC vouches for its records
 *     listen   ADDRESS:PORT tls|expired|self-signed NAME[,NAME…]
 *     listen   ADDRESS:PORT plain | silent              PORT 0: all of them
 *     page     URL STATUS TYPE FILE|- [delay=MS]        FILE in web/; - for an empty body
 *     page     URL redirect TARGET | endless | bomb | drip | hang | short
 *     network  none | portal
 *     option   offline | ispdb URL | deadline MS
 *     option   true-pace                                answers wait for others as long as in real life
 *     expect   INCOMING OUTGOING SOURCE TRUST           in this order; - for no server; more may
 * follow only                                              no more may follow error    VERDICT hint
 * KIND                                     of the first candidate evidence TEXT is in the first
 * candidate's asked    TEXT | not-asked TEXT                    in the log of web requests within
 * MS                                       the whole search at-most  N ADDRESS connections to an
 * address
 */
#include "discovery/discovery.h"
#include "discovery/dns.h"
#include "discovery/inquiry.h"
#include "model/error.h"
#include "support/names.h"
#include "support/network.h"
#include "support/web.h"

#include <arpa/nameser.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Answers wait this many times longer for each other, except where a story is about just that. */
#define BUSY_MACHINE 15

typedef struct {
  Web *web;
  char *address;
  LpDiscoveryOptions options;
  GPtrArray *checks; /* lines that are checked afterwards, split into words */
} Story;

static Certificates *certificates;
static char *ca_file;
static GHashTable *vouched; /* names with DNSSEC */

static void
tell_address (Story *story, char **words)
{
  story->address = g_strdup (words[1]);
}

static void
tell_dns (Story *story, char **words)
{
  if (g_str_has_prefix (words[2], "delay="))
    names_set_delay (words[1], (guint)atoi (words[2] + strlen ("delay=")));
  else if (g_str_equal (words[2], "servfail"))
    names_set_broken (words[1]);
  else if (g_str_equal (words[2], "silent"))
    names_set_silent (words[1]);
  else {
    g_autofree char *value = g_strjoinv (" ", words + 3);
    names_add_record (words[1], words[2], value);
  }
}

static void
tell_dnssec (Story *story, char **words)
{
  g_hash_table_add (vouched, g_strdup (words[1]));
}

static void
tell_listen (Story *story, char **words)
{
  static const char *const kinds[N_CERTIFICATES] = {
    [CERTIFICATE_GOOD] = "tls",
    [CERTIFICATE_EXPIRED] = "expired",
    [CERTIFICATE_SELF_SIGNED] = "self-signed",
  };
  g_auto (GStrv) place = g_strsplit (words[1], ":", 2);
  guint16 port = (guint16)atoi (place[1]);

  if (g_str_equal (words[2], "silent")) {
    network_add_silence (place[0], port);
    return;
  }
  if (g_str_equal (words[2], "plain")) {
    web_listen (story->web, place[0], port, CERTIFICATE_GOOD, NULL);
    return;
  }
  CertificateKind kind = 0;
  while (kind < N_CERTIFICATES && !g_str_equal (words[2], kinds[kind]))
    kind++;
  g_assert_cmpint (kind, <, N_CERTIFICATES);
  web_listen (story->web, place[0], port, kind, words[3]);
}

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "discovery", folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
tell_page (Story *story, char **words)
{
  static const struct {
    const char *word;
    WebKind kind;
  } kinds[] = {
    { "redirect", WEB_REDIRECT }, { "endless", WEB_ENDLESS }, { "bomb", WEB_BOMB },
    { "drip", WEB_DRIP },         { "hang", WEB_HANG },       { "short", WEB_SHORT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (words[2], kinds[i].word)) {
      web_add_page (story->web, words[1], kinds[i].kind, 302, NULL, words[3], 0);
      return;
    }
  }
  g_autofree char *text = g_str_equal (words[4], "-") ? g_strdup ("") : read_file ("web", words[4]);
  guint delay = words[5] != NULL ? (guint)atoi (words[5] + strlen ("delay=")) : 0;
  web_add_page (story->web, words[1], WEB_DOCUMENT, (guint)atoi (words[2]), words[3], text, delay);
}

static void
tell_network (Story *story, char **words)
{
  if (g_str_equal (words[1], "none"))
    network_set_state (FALSE, G_NETWORK_CONNECTIVITY_LOCAL);
  else
    network_set_state (TRUE, G_NETWORK_CONNECTIVITY_PORTAL);
}

static void
tell_option (Story *story, char **words)
{
  if (g_str_equal (words[1], "offline"))
    story->options.offline = TRUE;
  else if (g_str_equal (words[1], "ispdb"))
    story->options.ispdb_url = g_strdup (words[2] != NULL ? words[2] : "");
  else if (g_str_equal (words[1], "deadline"))
    story->options.deadline_ms = (guint)atoi (words[2]);
  else if (g_str_equal (words[1], "true-pace"))
    lp_patience_set_factor (1);
  else
    g_error ("unknown option %s", words[1]);
}

/* What has run, for the lines that are checked. */
typedef struct {
  GPtrArray *candidates;
  GError *error;
  gint64 elapsed_ms;
  char *log;
  guint next; /* of the expected candidates */
} Outcome;

static char *
describe (const LpServer *server)
{
  if (server == NULL)
    return g_strdup ("-");
  return g_strdup_printf ("%s+%s://%s%s%s:%u", lp_protocol_get_name (server->protocol),
                          lp_security_get_name (server->security),
                          server->user != NULL ? server->user : "", server->user != NULL ? "@" : "",
                          server->host, (guint)server->port);
}

static const LpCandidate *
get_candidate (const Outcome *outcome, guint number)
{
  g_assert_no_error (outcome->error);
  g_assert_nonnull (outcome->candidates);
  g_assert_cmpuint (outcome->candidates->len, >, number);
  return outcome->candidates->pdata[number];
}

static void
check_expect (Outcome *outcome, char **words)
{
  const LpCandidate *candidate = get_candidate (outcome, outcome->next++);
  g_autofree char *incoming = describe (candidate->incoming);
  g_autofree char *outgoing = describe (candidate->outgoing);

  g_assert_cmpstr (incoming, ==, words[1]);
  g_assert_cmpstr (outgoing, ==, words[2]);
  g_assert_cmpstr (candidate->source, ==, words[3]);
  g_assert_cmpstr (lp_trust_get_name (candidate->trust), ==, words[4]);
}

static void
check_only (Outcome *outcome, char **words)
{
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (outcome->candidates->len, ==, outcome->next);
}

static void
check_error (Outcome *outcome, char **words)
{
  g_assert_null (outcome->candidates);
  g_assert_cmpstr (lp_verdict_get_name (lp_verdict_from_error (outcome->error)), ==, words[1]);
}

static void
check_hint (Outcome *outcome, char **words)
{
  const LpCandidate *candidate = get_candidate (outcome, 0);

  for (guint i = 0; i < candidate->hints->len; i++) {
    const LpHint *hint = candidate->hints->pdata[i];
    if (g_str_equal (hint->kind, words[1]))
      return;
  }
  g_error ("no hint %s", words[1]);
}

static void
check_evidence (Outcome *outcome, char **words)
{
  const LpCandidate *candidate = get_candidate (outcome, 0);
  g_autofree char *text = g_strjoinv (" ", words + 1);

  if (strstr (candidate->evidence, text) == NULL)
    g_error ("\"%s\" is not in \"%s\"", text, candidate->evidence);
}

static void
check_issuer (Outcome *outcome, char **words)
{
  g_assert_cmpstr (get_candidate (outcome, 0)->issuer, ==, words[1]);
}

static void
check_documentation (Outcome *outcome, char **words)
{
  g_assert_cmpstr (get_candidate (outcome, 0)->documentation, ==, words[1]);
}

static void
check_field (Outcome *outcome, char **words)
{
  g_autofree char *label = g_strjoinv (" ", words + 1);

  g_assert_cmpstr (get_candidate (outcome, 0)->user_field, ==, label);
}

static void
check_asked (Outcome *outcome, char **words)
{
  gboolean asked = strstr (outcome->log, words[1]) != NULL;

  if (asked != g_str_equal (words[0], "asked"))
    g_error ("%s %s, but the log is\n%s", words[0], words[1], outcome->log);
}

static void
check_within (Outcome *outcome, char **words)
{
  const char *slowness = g_getenv ("STORY_SLOWNESS"); /* for a run under a slow checker */

  g_assert_cmpint (outcome->elapsed_ms, <=,
                   atoi (words[1]) * (slowness != NULL ? atoi (slowness) : 1));
}

static void
check_at_most (Outcome *outcome, char **words)
{
  g_assert_cmpuint (network_count_connections (words[2]), <=, (guint)atoi (words[1]));
}

static const struct {
  const char *word;
  guint n_words; /* at least */
  void (*tell) (Story *story, char **words);
  void (*check) (Outcome *outcome, char **words);
} lines[] = {
  { "about", 2 },
  { "address", 2, tell_address },
  { "dns", 3, tell_dns },
  { "dnssec", 2, tell_dnssec },
  { "listen", 3, tell_listen },
  { "page", 3, tell_page },
  { "network", 2, tell_network },
  { "option", 2, tell_option },
  { "expect", 5, NULL, check_expect },
  { "only", 1, NULL, check_only },
  { "error", 2, NULL, check_error },
  { "hint", 2, NULL, check_hint },
  { "evidence", 2, NULL, check_evidence },
  { "issuer", 2, NULL, check_issuer },
  { "documentation", 2, NULL, check_documentation },
  { "field", 2, NULL, check_field },
  { "asked", 2, NULL, check_asked },
  { "not-asked", 2, NULL, check_asked },
  { "within", 2, NULL, check_within },
  { "at-most", 3, NULL, check_at_most },
};

static guint
find_line (char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    if (g_str_equal (lines[i].word, words[0]) && g_strv_length (words) >= lines[i].n_words)
      return i;
  }
  g_error ("a line that no story has: %s", words[0]);
}

static char **
split_words (const char *line)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (line, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  }
  return g_strv_builder_end (builder);
}

static void
tell (Story *story, const char *name)
{
  g_autofree char *text = read_file ("stories", name);
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);

  for (guint i = 0; rows[i] != NULL; i++) {
    g_auto (GStrv) words = split_words (rows[i]);
    if (words[0] == NULL || words[0][0] == '#')
      continue;
    guint line = find_line (words);
    if (lines[line].tell != NULL)
      lines[line].tell (story, words);
    else if (lines[line].check != NULL)
      g_ptr_array_add (story->checks, g_steal_pointer (&words));
  }
}

static Outcome
play (Story *story)
{
  Outcome outcome = { 0 };
  g_autoptr (LpAddress) address = lp_address_parse (story->address, &outcome.error);
  g_assert_no_error (outcome.error);

  gint64 started = g_get_monotonic_time ();
  outcome.candidates = lp_discovery_run (address, &story->options, NULL, &outcome.error);
  outcome.elapsed_ms = (g_get_monotonic_time () - started) / 1000;
  outcome.log = web_dup_log (story->web);
  g_test_message ("%" G_GINT64_FORMAT " ms", outcome.elapsed_ms);
  for (guint i = 0; outcome.candidates != NULL && i < outcome.candidates->len; i++) {
    const LpCandidate *candidate = outcome.candidates->pdata[i];
    g_autofree char *incoming = describe (candidate->incoming);
    g_autofree char *outgoing = describe (candidate->outgoing);
    g_test_message ("%4d %s %s %s %s: %s", candidate->score, incoming, outgoing, candidate->source,
                    lp_trust_get_name (candidate->trust), candidate->evidence);
  }
  if (outcome.error != NULL)
    g_test_message ("%s", outcome.error->message);
  return outcome;
}

static void
start_world (void)
{
  lp_patience_set_factor (BUSY_MACHINE);
  names_clear ();
  network_clear ();
  network_set_state (TRUE, G_NETWORK_CONNECTIVITY_FULL);
  g_hash_table_remove_all (vouched);
}

static void
test_story (gconstpointer name)
{
  g_autoptr (Web) web = web_new (certificates);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  Story story = { .web = web, .checks = checks, .options.ca_file = ca_file };

  start_world ();
  tell (&story, name);
  g_assert_cmpuint (checks->len, >, 0);
  Outcome outcome = play (&story);
  for (guint i = 0; i < checks->len; i++) {
    char **words = checks->pdata[i];
    lines[find_line (words)].check (&outcome, words);
  }
  g_clear_pointer (&outcome.candidates, g_ptr_array_unref);
  g_clear_error (&outcome.error);
  g_free (outcome.log);
  g_free (story.address);
  g_free ((char *)story.options.ispdb_url);
}

/* Whether DNSSEC vouches is told by a header alone, with or without the AD bit (RFC 4035 §3.2.3). */
static int
query (const char *name, int type, gboolean trusted_only, guchar *answer, int size)
{
  HEADER header = { .qr = 1, .ad = g_hash_table_contains (vouched, name) };

  if (!trusted_only)
    return type == ns_t_txt ? names_query_texts (name, answer, size) : -1;
  memcpy (answer, &header, sizeof header);
  return sizeof header;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_stories (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "discovery", "stories", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".story"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-stories-XXXXXX", NULL);

  ca_file = g_build_filename (home, "ca.pem", NULL);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nonexistent", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  network_register_monitor ();
  g_test_init (&argc, &argv, NULL);
  names_install ();
  lp_dns_set_query (query);
  vouched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  certificates = certificates_new (ca_file);

  g_autoptr (GPtrArray) stories = list_stories ();
  for (guint i = 0; i < stories->len; i++) {
    g_autofree char *path = g_strdup_printf ("/stories/%s", (char *)stories->pdata[i]);
    g_test_add_data_func (path, stories->pdata[i], test_story);
  }
  int status = g_test_run ();

  certificates_free (certificates);
  g_hash_table_unref (vouched);
  g_unlink (ca_file);
  g_rmdir (home);
  g_free (ca_file);
  return status;
}
