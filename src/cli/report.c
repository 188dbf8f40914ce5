/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The proof for people: what works on standard output, what is wrong and what helps on standard error.
 */
#include <glib/gi18n.h>

#include "cli/cli.h"

static void
print_server (const char *title, const LpOutcome *outcome)
{
  g_autofree char *server = NULL;

  if (outcome == NULL)
    return;
  server = lp_server_to_string (outcome->server);
  g_print ("%s %s  %s\n", title, server, lp_verdict_get_name (outcome->verdict));
}

static void
print_requirement (const LpOutcome *outgoing)
{
  if (outgoing->requirement == LP_REQUIREMENT_PROVED)
    g_print (_ ("The outgoing server requires sign-in: proved.\n"));
  else if (outgoing->requirement == LP_REQUIREMENT_NOT_REQUIRED)
    g_print (_ ("The outgoing server sends without sign-in. Anyone who reaches it can send through "
                "it.\n"));
  if (outgoing->own_address_open == LP_TRI_TRUE)
    g_print (_ ("It takes mail for its own users without sign-in.\n"));
}

static void
print_problem (const LpOutcome *outcome)
{
  g_autoptr (LpExplanation) explanation = NULL;

  if (outcome == NULL || outcome->verdict == LP_VERDICT_OK
      || outcome->verdict == LP_VERDICT_NOT_TRIED)
    return;
  explanation = lp_explain_verdict (outcome->verdict, outcome);
  g_printerr ("%s: %s %s %s\n", g_get_prgname (), explanation->sentence, explanation->reason,
              explanation->next_step);
  if (outcome->server_text != NULL)
    g_printerr (_ ("The server said: %s\n"), outcome->server_text);
  if (explanation->url != NULL)
    g_printerr (_ ("The provider’s page about it: %s\n"), explanation->url);
  if (explanation->for_owner != NULL)
    g_printerr (_ ("For whoever runs the server: %s\n"), explanation->for_owner);
}

/* An [ALERT] has to be shown, also where all is well (RFC 9051 §7.1). */
static void
print_alert (const LpOutcome *outcome)
{
  if (outcome != NULL && outcome->verdict == LP_VERDICT_OK && outcome->server_text != NULL)
    /* Translators: a host, and the server's own words. */
    g_print (_ ("%s has a message for you: %s\n"), outcome->server->host, outcome->server_text);
}

void
lp_cli_print_report (const LpReport *report)
{
  print_server (_ ("Incoming:"), report->incoming);
  print_server (_ ("Outgoing:"), report->outgoing);
  if (report->outgoing != NULL)
    print_requirement (report->outgoing);
  for (guint i = 0; i < report->suggestions->len; i++)
    g_print ("%s\n", ((LpSuggestion *)report->suggestions->pdata[i])->text);
  if (report->verdict == LP_VERDICT_OK)
    /* Translators: %s is a mail address, %.1f seconds. */
    g_print (_ ("Everything works: %s can receive and send (%.1f s).\n"),
             report->account->address->text, report->elapsed_ms / 1000.0);
  if (report->test_message != NULL)
    lp_cli_print_test_message (report->test_message);
  print_alert (report->incoming);
  print_problem (report->incoming);
  print_problem (report->outgoing);
}
