/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate discover: candidates with source, trust and rank, and what else the domain offers.
 */
#include <glib/gi18n.h>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "setup-discover.h"

/* Milliseconds that the list of mail servers is there already while others may still tell what else there is. */
#define PATIENCE_MS 1000

static const LpTri answers[] = {
  [LP_ANSWER_UNKNOWN] = LP_TRI_UNKNOWN,
  [LP_ANSWER_YES] = LP_TRI_TRUE,
  [LP_ANSWER_NO] = LP_TRI_FALSE,
};

static const struct {
  const char *kind;
  const char *name;
} services[] = {
  { "jmap", N_ ("JMAP mail") },
  { "caldav", N_ ("calendars") },
  { "carddav", N_ ("contacts") },
};

static LpSurvey *
begin_survey (LpCli *cli)
{
  const LpDiscoveryOptions options = { .offline = cli->offline, .ca_file = cli->ca };
  LpSurvey *survey
      = lp_survey_new (lp_setup_get_account (cli->setup)->address, &options, cli->cancellable);

  lp_setup_join_survey (cli->setup, survey);
  return survey;
}

static GPtrArray *
finish_survey (LpSurvey *survey)
{
  return lp_survey_wait (survey, g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND);
}

static void
add_services (JsonBuilder *builder, LpSurvey *survey)
{
  g_autoptr (GPtrArray) found = finish_survey (survey);

  json_builder_set_member_name (builder, "also");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++) {
    const LpService *service = found->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "service", service->kind);
    lp_json_add_string (builder, "url", service->url);
    lp_json_add_string (builder, "source", service->source);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_services (LpSurvey *survey)
{
  g_autoptr (GPtrArray) found = finish_survey (survey);

  for (guint i = 0; i < found->len; i++) {
    const LpService *service = found->pdata[i];

    for (guint n = 0; n < G_N_ELEMENTS (services); n++) {
      if (g_str_equal (services[n].kind, service->kind))
        /* Translators: a service beside mail ("calendars"), its address, and where that was found. */
        g_print (_ ("Also %s: %s (from %s)\n"), _ (services[n].name), service->url,
                 service->source);
    }
  }
}

static void
print_json (LpCli *cli, GPtrArray *candidates, LpSurvey *survey)
{
  JsonBuilder *builder = lp_json_new ();

  lp_json_add_string (builder, "address", cli->arguments[0]);
  json_builder_set_member_name (builder, "candidates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < candidates->len; i++) {
    const LpCandidate *candidate = candidates->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_server (builder, "incoming", candidate->incoming);
    lp_json_add_server (builder, "outgoing", candidate->outgoing);
    lp_json_add_string (builder, "source", candidate->source);
    lp_json_add_string (builder, "trust", lp_trust_get_name (candidate->trust));
    lp_json_add_int (builder, "score", candidate->score);
    lp_json_add_string (builder, "evidence", candidate->evidence);
    lp_json_add_string (builder, "user_field", candidate->user_field);
    lp_json_add_tri (builder, "answers", answers[candidate->answer]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  add_services (builder, survey);
  lp_cli_add_advice (cli, builder);
  lp_cli_print_json (builder);
}

static void
print_text (LpCli *cli, GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++) {
    const LpCandidate *candidate = candidates->pdata[i];
    g_autofree char *incoming
        = candidate->incoming != NULL ? lp_server_to_string (candidate->incoming) : g_strdup ("–");
    g_autofree char *outgoing
        = candidate->outgoing != NULL ? lp_server_to_string (candidate->outgoing) : g_strdup ("–");

    g_print ("%u. %s\n   %s\n", i + 1, incoming, outgoing);
    /* Translators: where a setting was found, how far it can be believed, and its score. */
    g_print (_ ("   from %s (%s), %s, score %d\n"), candidate->source, candidate->evidence,
             lp_trust_get_name (candidate->trust), candidate->score);
    if (candidate->answer == LP_ANSWER_NO)
      g_print ("   %s\n", _ ("does not answer"));
  }
  lp_cli_tell_hints (cli);
}

int
lp_command_discover (LpCli *cli)
{
  g_autoptr (LpSurvey) survey = NULL;
  GPtrArray *candidates;
  int status;

  cli->knock_at_all = TRUE;
  status = lp_cli_prepare (cli, cli->arguments[0]);
  if (status != LP_EXIT_OK)
    return status;
  survey = begin_survey (cli);
  if (!cli->json)
    lp_cli_tell_domain (cli);
  status = lp_cli_discover (cli);
  if (status != LP_EXIT_OK)
    return status;
  candidates = lp_setup_get_candidates (cli->setup);
  if (candidates == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Both servers are given, so nothing needs to be found."));
  if (cli->json) {
    print_json (cli, candidates, survey);
  } else {
    print_text (cli, candidates);
    print_services (survey);
  }
  return LP_EXIT_OK;
}
