/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No secret goes to servers that somebody on the way may have named: they are shown and accepted first, on the
 * terminal or with --yes.
 */
#include "cli/consent.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/question.h"
#include "setup-found.h"

static void
show_server (const char *title, const LpServer *server)
{
  g_autofree char *text = server != NULL ? lp_server_to_string (server) : NULL;

  if (text != NULL)
    g_printerr ("  %s %s\n", title, text);
}

static void
show (LpCli *cli, const LpExplanation *explanation)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  const LpCandidate *candidate = lp_setup_get_chosen (cli->setup);

  g_printerr ("%s\n", explanation->sentence);
  show_server (_ ("Incoming:"), account->incoming);
  show_server (_ ("Outgoing:"), account->outgoing);
  /* Translators: where settings were found: a source, and its place. */
  g_printerr (_ ("  from %s (%s)\n"), candidate->source, candidate->evidence);
}

/* A script sees the servers too, so that it can decide. */
static void
print_json (LpCli *cli, const LpExplanation *explanation)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  const LpCandidate *candidate = lp_setup_get_chosen (cli->setup);
  JsonBuilder *builder = lp_json_new ();

  lp_json_add_string (builder, "address", account->address->text);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (LP_VERDICT_CONSENT_REQUIRED));
  lp_json_add_string (builder, "explanation", explanation->sentence);
  lp_json_add_string (builder, "next_step", explanation->next_step);
  lp_json_add_server (builder, "incoming", account->incoming);
  lp_json_add_server (builder, "outgoing", account->outgoing);
  lp_json_add_string (builder, "source", candidate->source);
  lp_json_add_string (builder, "trust", lp_trust_get_name (candidate->trust));
  lp_json_add_string (builder, "evidence", candidate->evidence);
  lp_cli_print_json (builder);
}

int
lp_cli_accept_servers (LpCli *cli)
{
  g_autoptr (LpExplanation) explanation = NULL;
  int status;

  if (!lp_setup_needs_consent (cli->setup))
    return LP_EXIT_OK;
  explanation = lp_explain_verdict (LP_VERDICT_CONSENT_REQUIRED, NULL);
  show (cli, explanation);
  if (!cli->yes && !isatty (STDIN_FILENO)) {
    if (cli->json)
      print_json (cli, explanation);
    return lp_cli_fail (LP_EXIT_CONSENT, "%s", explanation->next_step);
  }
  status = lp_cli_confirm (cli, _ ("Send the password to these servers? [y/N] "),
                           _ ("No password was sent."));
  if (status == LP_EXIT_OK)
    lp_setup_give_consent (cli->setup);
  return status;
}
