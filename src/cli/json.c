/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values as JSON. The field names are a contract with scripts: the same everywhere, never
 * renamed without a new schema version.
 */
#include "cli/json.h"

#include "check/explain.h"
#include "cli/cli.h"

JsonBuilder *
lp_json_new (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  lp_json_add_int (builder, "schema_version", LP_SCHEMA_VERSION);
  return builder;
}

void
lp_json_add_element (JsonBuilder *builder, const char *value)
{
  g_autofree char *text = g_utf8_make_valid (value, -1);

  json_builder_add_string_value (builder, text);
}

void
lp_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    lp_json_add_element (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
lp_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
lp_json_add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
lp_json_add_tri (JsonBuilder *builder, const char *name, LpTri value)
{
  json_builder_set_member_name (builder, name);
  if (value == LP_TRI_UNKNOWN)
    json_builder_add_null_value (builder);
  else
    json_builder_add_boolean_value (builder, value == LP_TRI_TRUE);
}

void
lp_json_add_strings (JsonBuilder *builder, const char *name, char **values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; values != NULL && *values != NULL; values++)
    lp_json_add_element (builder, *values);
  json_builder_end_array (builder);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  lp_json_add_string (builder, name, text);
}

static void
add_server_members (JsonBuilder *builder, const LpServer *server)
{
  lp_json_add_string (builder, "protocol", lp_protocol_get_name (server->protocol));
  lp_json_add_string (builder, "host", server->host);
  lp_json_add_int (builder, "port", server->port);
  lp_json_add_string (builder, "security", lp_security_get_name (server->security));
  lp_json_add_string (builder, "user", server->user);
  lp_json_add_string (builder, "sign_in", lp_sign_in_get_name (server->sign_in));
}

void
lp_json_add_server (JsonBuilder *builder, const char *name, const LpServer *server)
{
  json_builder_set_member_name (builder, name);
  if (server == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  add_server_members (builder, server);
  json_builder_end_object (builder);
}

static void
add_stages (JsonBuilder *builder, GPtrArray *stages)
{
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stages->len; i++) {
    const LpStageResult *stage = stages->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "stage", lp_stage_get_name (stage->stage));
    lp_json_add_string (builder, "verdict", lp_verdict_get_name (stage->verdict));
    lp_json_add_int (builder, "ms", stage->ms);
    lp_json_add_string (builder, "detail", stage->detail);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_certificate (JsonBuilder *builder, const LpCertificate *certificate)
{
  json_builder_set_member_name (builder, "certificate");
  if (certificate == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "subject", certificate->subject);
  lp_json_add_string (builder, "issuer", certificate->issuer);
  add_time (builder, "not_before", certificate->not_before);
  add_time (builder, "not_after", certificate->not_after);
  lp_json_add_strings (builder, "names", certificate->names);
  lp_json_add_string (builder, "sha256", certificate->sha256);
  json_builder_end_object (builder);
}

static void
add_tls (JsonBuilder *builder, const LpOutcome *outcome)
{
  json_builder_set_member_name (builder, "tls");
  if (outcome->tls_version == NULL && outcome->certificate == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "version", outcome->tls_version);
  lp_json_add_string (builder, "cipher", outcome->cipher);
  add_certificate (builder, outcome->certificate);
  json_builder_end_object (builder);
}

static const char *const requirement_names[] = {
  [LP_REQUIREMENT_UNKNOWN] = "unknown",
  [LP_REQUIREMENT_PROVED] = "proved",
  [LP_REQUIREMENT_NOT_REQUIRED] = "not-required",
};

static void
add_side (JsonBuilder *builder, const LpOutcome *outcome)
{
  if (outcome->server->protocol == LP_PROTOCOL_SMTP) {
    lp_json_add_string (builder, "authentication_required",
                        requirement_names[outcome->requirement]);
    lp_json_add_string (builder, "authentication_evidence", outcome->requirement_evidence);
    lp_json_add_tri (builder, "own_address_without_sign_in", outcome->own_address_open);
    lp_json_add_tri (builder, "sender_accepted", outcome->sender_accepted);
    return;
  }
  json_builder_set_member_name (builder, "messages");
  if (outcome->messages >= 0)
    json_builder_add_int_value (builder, outcome->messages);
  else
    json_builder_add_null_value (builder);
  if (outcome->server->protocol == LP_PROTOCOL_POP3)
    lp_json_add_tri (builder, "leave_on_server_works", outcome->leave_works);
}

static void
add_outcome (JsonBuilder *builder, const char *name, const LpOutcome *outcome)
{
  g_autoptr (LpExplanation) explanation = NULL;

  json_builder_set_member_name (builder, name);
  if (outcome == NULL) {
    json_builder_add_null_value (builder);
    return;
  }
  explanation = lp_explain_verdict (outcome->verdict, outcome);
  json_builder_begin_object (builder);
  add_server_members (builder, outcome->server);
  lp_json_add_string (builder, "mechanism", outcome->mechanism);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (outcome->verdict));
  lp_json_add_string (builder, "server_text", outcome->server_text);
  lp_json_add_string (builder, "detail", outcome->detail);
  lp_json_add_string (builder, "explanation", explanation->sentence);
  lp_json_add_string (builder, "reason", explanation->reason);
  lp_json_add_string (builder, "next_step", explanation->next_step);
  lp_json_add_string (builder, "for_owner", explanation->for_owner);
  lp_json_add_string (builder, "help_url", explanation->url);
  add_stages (builder, outcome->stages);
  add_tls (builder, outcome);
  lp_json_add_strings (builder, "capabilities", outcome->capabilities);
  lp_json_add_strings (builder, "also_tried", outcome->also_tried);
  add_side (builder, outcome);
  json_builder_end_object (builder);
}

static void
add_source (JsonBuilder *builder, const LpReport *report)
{
  json_builder_set_member_name (builder, "source");
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "id", report->source);
  lp_json_add_string (builder, "evidence", report->evidence);
  lp_json_add_bool (builder, "authenticated", report->authenticated);
  json_builder_end_object (builder);
}

static void
add_suggestions (JsonBuilder *builder, GPtrArray *suggestions)
{
  json_builder_set_member_name (builder, "suggestions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < suggestions->len; i++) {
    const LpSuggestion *suggestion = suggestions->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "code", suggestion->code);
    lp_json_add_server (builder, "was", suggestion->was);
    lp_json_add_server (builder, "now", suggestion->now);
    lp_json_add_string (builder, "text", suggestion->text);
    lp_json_add_bool (builder, "applied", suggestion->applied);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_test_message (JsonBuilder *builder, const LpTestMessage *message)
{
  json_builder_set_member_name (builder, "test_message");
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "message_id", message->message_id);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (message->verdict));
  lp_json_add_string (builder, "server_text", message->server_text);
  lp_json_add_bool (builder, "sent", message->sent);
  lp_json_add_bool (builder, "found", message->found);
  lp_json_add_int (builder, "elapsed_ms", message->elapsed_ms);
  lp_json_add_string (builder, "folder", message->folder);
  lp_json_add_string (builder, "authentication_results", message->authentication_results);
  lp_json_add_bool (builder, "removed", message->removed);
  json_builder_end_object (builder);
}

void
lp_json_add_report (JsonBuilder *builder, const LpReport *report)
{
  lp_json_add_string (builder, "address", report->account->address->text);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (report->verdict));
  lp_json_add_int (builder, "elapsed_ms", report->elapsed_ms);
  add_source (builder, report);
  add_outcome (builder, "incoming", report->incoming);
  add_outcome (builder, "outgoing", report->outgoing);
  add_suggestions (builder, report->suggestions);
  if (report->test_message != NULL)
    add_test_message (builder, report->test_message);
}

void
lp_json_add_results (JsonBuilder *builder, GPtrArray *results)
{
  static const char *const tests[]
      = { [LP_TEST_NONE] = NULL, [LP_TEST_PASSED] = "passed", [LP_TEST_FAILED] = "failed" };

  json_builder_set_member_name (builder, "clients");
  json_builder_begin_array (builder);
  for (guint i = 0; results != NULL && i < results->len; i++) {
    const LpClientResult *result = results->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "id", result->client_id);
    lp_json_add_string (builder, "result",
                        result->unchanged ? "unchanged"
                        : result->done    ? "done"
                                          : "failed");
    json_builder_set_member_name (builder, "files");
    json_builder_begin_array (builder);
    for (guint j = 0; result->files != NULL && j < result->files->len; j++)
      lp_json_add_element (builder, result->files->pdata[j]);
    json_builder_end_array (builder);
    lp_json_add_string (builder, "test", tests[result->test]);
    lp_json_add_string (builder, "message", result->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}
