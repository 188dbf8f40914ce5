/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The proof as a value, and as text that can be copied into a request for help.
 */
#include "check/report.h"

#include <string.h>

#include "config.h"

G_DEFINE_BOXED_TYPE (LpReport, lp_report, lp_report_copy, lp_report_free)

LpSuggestion *
lp_suggestion_copy (const LpSuggestion *suggestion)
{
  LpSuggestion *copy;

  if (suggestion == NULL)
    return NULL;
  copy = g_new (LpSuggestion, 1);

  *copy = *suggestion;
  copy->code = g_strdup (suggestion->code);
  copy->was = lp_server_copy (suggestion->was);
  copy->now = lp_server_copy (suggestion->now);
  copy->text = g_strdup (suggestion->text);
  return copy;
}

void
lp_suggestion_free (LpSuggestion *suggestion)
{
  if (suggestion == NULL)
    return;
  g_free (suggestion->code);
  lp_server_free (suggestion->was);
  lp_server_free (suggestion->now);
  g_free (suggestion->text);
  g_free (suggestion);
}

LpReport *
lp_report_new (const LpAccount *account)
{
  LpReport *report = g_new0 (LpReport, 1);

  report->account = lp_account_copy (account);
  report->verdict = LP_VERDICT_INTERNAL;
  report->suggestions = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
  return report;
}

LpReport *
lp_report_copy (const LpReport *report)
{
  LpReport *copy;

  if (report == NULL)
    return NULL;
  copy = g_new (LpReport, 1);
  *copy = *report;
  copy->account = lp_account_copy (report->account);
  copy->incoming = lp_outcome_copy (report->incoming);
  copy->outgoing = lp_outcome_copy (report->outgoing);
  copy->source = g_strdup (report->source);
  copy->evidence = g_strdup (report->evidence);
  copy->test_message = lp_test_message_copy (report->test_message);
  copy->suggestions = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
  for (guint i = 0; i < report->suggestions->len; i++)
    g_ptr_array_add (copy->suggestions, lp_suggestion_copy (report->suggestions->pdata[i]));
  return copy;
}

void
lp_report_free (LpReport *report)
{
  if (report == NULL)
    return;
  lp_account_free (report->account);
  lp_outcome_free (report->incoming);
  lp_outcome_free (report->outgoing);
  g_ptr_array_unref (report->suggestions);
  g_free (report->source);
  g_free (report->evidence);
  lp_test_message_free (report->test_message);
  g_free (report);
}

const LpSuggestion *
lp_report_find_offer (const LpReport *report, const char *code)
{
  g_return_val_if_fail (report != NULL && code != NULL, NULL);

  for (guint i = 0; i < report->suggestions->len; i++) {
    const LpSuggestion *suggestion = report->suggestions->pdata[i];

    if (!suggestion->applied && g_str_equal (suggestion->code, code))
      return suggestion;
  }
  return NULL;
}

static void
append_outcome (GString *text, const char *title, const LpOutcome *outcome)
{
  g_autofree char *server = lp_server_to_string (outcome->server);

  g_string_append_printf (text, "\n%s: %s\n", title, server);
  for (guint i = 0; i < outcome->stages->len; i++) {
    const LpStageResult *stage = outcome->stages->pdata[i];

    g_string_append_printf (text, "  %-12s %-24s %6u ms  %s\n", lp_stage_get_name (stage->stage),
                            lp_verdict_get_name (stage->verdict), stage->ms,
                            stage->detail != NULL ? stage->detail : "");
  }
  g_string_append_printf (text, "  verdict      %s\n", lp_verdict_get_name (outcome->verdict));
  if (outcome->detail != NULL)
    g_string_append_printf (text, "  detail       %s\n", outcome->detail);
  for (guint i = 0; outcome->also_tried != NULL && outcome->also_tried[i] != NULL; i++)
    g_string_append_printf (text, "  also tried   %s\n", outcome->also_tried[i]);
  if (outcome->server_text != NULL)
    g_string_append_printf (text, "  server said  %s\n", outcome->server_text);
  if (outcome->requirement_evidence != NULL)
    g_string_append_printf (text, "  without sign-in the server said: %s\n",
                            outcome->requirement_evidence);
}

static void
append_test_message (GString *text, const LpTestMessage *message)
{
  g_string_append_printf (text, "\nTest message: %s\n  verdict      %s\n  %s, %s after %u ms%s\n",
                          message->message_id, lp_verdict_get_name (message->verdict),
                          message->sent ? "sent" : "not sent",
                          message->found ? "found" : "not found", message->elapsed_ms,
                          message->removed ? ", removed" : "");
  if (message->authentication_results != NULL)
    g_string_append_printf (text, "  %s\n", message->authentication_results);
  if (message->server_text != NULL)
    g_string_append_printf (text, "  server said  %s\n", message->server_text);
}

static void
replace_all (GString *text, const char *find, const char *replacement)
{
  if (find != NULL && *find != '\0')
    g_string_replace (text, find, replacement, 0);
}

/* Whole addresses first: a user name is often a part of one. */
static void
mask_person (GString *text, const LpAccount *account)
{
  const LpServer *servers[] = { account->incoming, account->outgoing };

  replace_all (text, account->address->text, "user@domain");
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL || servers[i]->user == NULL)
      continue;
    replace_all (text, servers[i]->user,
                 strchr (servers[i]->user, '@') != NULL ? "user@domain" : "user");
  }
}

char *
lp_report_mask (const LpReport *report, const char *text)
{
  GString *masked = g_string_new (text);

  g_return_val_if_fail (report != NULL && text != NULL, NULL);

  mask_person (masked, report->account);
  return g_string_free (masked, FALSE);
}

char *
lp_report_to_text (const LpReport *report, gboolean mask)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (report != NULL, NULL);

  g_string_append_printf (text, "Letterplate %s, GLib %u.%u.%u\n", LP_VERSION, glib_major_version,
                          glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "Address: %s\nVerdict: %s, after %u ms\n",
                          report->account->address->text, lp_verdict_get_name (report->verdict),
                          report->elapsed_ms);
  if (report->source != NULL)
    g_string_append_printf (text, "Settings from: %s (%s)\n", report->source,
                            report->evidence != NULL ? report->evidence : "");
  if (report->incoming != NULL)
    append_outcome (text, "Incoming", report->incoming);
  if (report->outgoing != NULL)
    append_outcome (text, "Outgoing", report->outgoing);
  if (report->test_message != NULL)
    append_test_message (text, report->test_message);
  if (mask)
    mask_person (text, report->account);
  return g_string_free (text, FALSE);
}
