/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the stories; support/story.h tells what their lines mean. */
#include "discovery/survey.h"
#include "model/error.h"
#include "support/doors.h"
#include "support/network.h"
#include "support/part.h"
#include "support/story.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static Certificates *certificates;
static char *ca_file;

/* What has run, for the lines that are checked. */
typedef struct {
  GPtrArray *candidates;
  GError *error;
  gint64 elapsed_ms;
  char *log;
  guint next; /* of the expected candidates */
  GPtrArray *services;
  guint next_service;
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
check_times (Outcome *outcome, char **words)
{
  guint times = 0;

  for (const char *at = strstr (outcome->log, words[2]); at != NULL; at = strstr (at + 1, words[2]))
    times++;
  g_assert_cmpuint (times, ==, (guint)atoi (words[1]));
}

static void
check_also (Outcome *outcome, char **words)
{
  g_assert_nonnull (outcome->services);
  g_assert_cmpuint (outcome->services->len, >, outcome->next_service);
  const LpService *service = outcome->services->pdata[outcome->next_service++];
  g_assert_cmpstr (service->kind, ==, words[1]);
  g_assert_cmpstr (service->url, ==, words[2]);
  g_assert_cmpstr (service->source, ==, words[3]);
}

static void
check_nothing_else (Outcome *outcome, char **words)
{
  g_assert_nonnull (outcome->services);
  g_assert_cmpuint (outcome->services->len, ==, outcome->next_service);
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
  void (*check) (Outcome *outcome, char **words);
} lines[] = {
  { "expect", 5, check_expect },
  { "only", 1, check_only },
  { "error", 2, check_error },
  { "hint", 2, check_hint },
  { "evidence", 2, check_evidence },
  { "issuer", 2, check_issuer },
  { "documentation", 2, check_documentation },
  { "field", 2, check_field },
  { "asked", 2, check_asked },
  { "not-asked", 2, check_asked },
  { "times", 3, check_times },
  { "within", 2, check_within },
  { "at-most", 3, check_at_most },
  { "also", 4, check_also },
  { "nothing-else", 1, check_nothing_else },
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

static Outcome
play (Story *story)
{
  Outcome outcome = { 0 };
  g_autoptr (Doors) doors = story->knocks ? doors_new () : NULL;
  g_autoptr (LpAddress) address = lp_address_parse (story->address, &outcome.error);
  g_assert_no_error (outcome.error);

  g_autoptr (LpSurvey) survey
      = story->surveys ? lp_survey_new (address, &story->options, NULL) : NULL;
  if (survey != NULL)
    story->options.pacc = lp_survey_get_pacc (survey);
  story->options.knock = doors != NULL ? doors_knock : NULL;
  story->options.knock_data = doors;
  gint64 started = g_get_monotonic_time ();
  outcome.candidates = lp_discovery_run (address, &story->options, NULL, &outcome.error);
  outcome.elapsed_ms = (g_get_monotonic_time () - started) / 1000;
  if (survey != NULL)
    outcome.services = lp_survey_wait (survey, started + 60 * G_USEC_PER_SEC);
  outcome.log = web_dup_log (story->web);
  g_test_message ("%" G_GINT64_FORMAT " ms", outcome.elapsed_ms);
  for (guint i = 0; outcome.candidates != NULL && i < outcome.candidates->len; i++) {
    const LpCandidate *candidate = outcome.candidates->pdata[i];
    g_autofree char *incoming = describe (candidate->incoming);
    g_autofree char *outgoing = describe (candidate->outgoing);
    g_test_message ("%4d %s %s %s %s: %s", candidate->score, incoming, outgoing, candidate->source,
                    lp_trust_get_name (candidate->trust), candidate->evidence);
  }
  for (guint i = 0; outcome.services != NULL && i < outcome.services->len; i++) {
    const LpService *service = outcome.services->pdata[i];
    g_test_message ("%s %s %s", service->kind, service->url, service->source);
  }
  if (outcome.error != NULL)
    g_test_message ("%s", outcome.error->message);
  return outcome;
}

static void
test_story (gconstpointer name)
{
  g_autoptr (Web) web = web_new (certificates);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  Story story = { .web = web, .checks = checks, .options.ca_file = ca_file };

  story_tell (&story, name);
  g_assert_cmpuint (checks->len, >, 0);
  Outcome outcome = play (&story);
  for (guint i = 0; i < checks->len; i++) {
    char **words = checks->pdata[i];
    lines[find_line (words)].check (&outcome, words);
  }
  g_clear_pointer (&outcome.candidates, g_ptr_array_unref);
  g_clear_pointer (&outcome.services, g_ptr_array_unref);
  g_clear_error (&outcome.error);
  g_free (outcome.log);
  g_free (story.address);
  g_free ((char *)story.options.ispdb_url);
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
  story_install ();
  certificates = certificates_new (ca_file);

  g_autoptr (GPtrArray) stories = list_stories ();
  for (guint i = 0; i < stories->len; i++) {
    if (!part_has (i))
      continue;
    g_autofree char *path = g_strdup_printf ("/stories/%s", (char *)stories->pdata[i]);
    g_test_add_data_func (path, stories->pdata[i], test_story);
  }
  int status = g_test_run ();

  certificates_free (certificates);
  g_unlink (ca_file);
  g_rmdir (home);
  g_free (ca_file);
  return status;
}
