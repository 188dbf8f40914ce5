/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/advice.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/question.h"
#include "setup-found.h"
#include "setup-replace.h"

static const LpAddress *
get_address (LpCli *cli)
{
  return lp_setup_get_account (cli->setup)->address;
}

/* ---- the domain ---- */

char *
lp_cli_dup_meant (LpCli *cli)
{
  const LpAddress *address = get_address (cli);
  const char *domain = lp_discovery_suggest_domain (address->domain, cli->data_dir);

  return domain != NULL ? g_strconcat (address->local, "@", domain, NULL) : NULL;
}

gboolean
lp_cli_tell_domain (LpCli *cli)
{
  g_autofree char *meant = lp_cli_dup_meant (cli);

  if (meant != NULL)
    /* Translators: %s is a mail address. */
    g_printerr (_ ("Did you mean %s?\n"), meant);
  return meant != NULL;
}

int
lp_cli_offer_domain (LpCli *cli)
{
  g_autofree char *meant = lp_cli_dup_meant (cli);
  g_autofree char *question = NULL;
  g_autoptr (GError) error = NULL;

  if (!lp_cli_tell_domain (cli))
    return LP_EXIT_OK;
  question = g_strdup_printf (_ ("Go on with %s? [y/N] "), meant);
  if (cli->yes || cli->json || !lp_cli_agrees (cli, question))
    return LP_EXIT_OK;
  if (!lp_cli_set_address (cli, cli->setup, meant, &error))
    return lp_cli_fail (LP_EXIT_USAGE, "%s", error->message);
  return LP_EXIT_OK;
}

/* ---- the servers ---- */

void
lp_cli_put_right (LpCli *cli)
{
  const LpAccount *account = lp_setup_get_account (cli->setup);
  g_autoptr (GPtrArray) replacements = lp_setup_list_replacements (cli->setup, account);

  for (guint i = 0; i < replacements->len; i++)
    g_printerr ("%s\n", ((const LpSuggestion *)replacements->pdata[i])->text);
  if (replacements->len == 0)
    return;
  if (!cli->yes && !isatty (STDIN_FILENO)) {
    g_printerr ("%s\n", _ ("They are tried as they were given; --yes takes the new ones."));
    return;
  }
  if (!lp_cli_agrees (cli, _ ("Use the new ones? [y/N] ")))
    return;
  lp_setup_take_replacements (cli->setup, replacements);
}

/* ---- the user ---- */

int
lp_cli_take_user (LpCli *cli)
{
  const char *field = lp_setup_get_user_field (cli->setup);
  g_autofree char *question = field != NULL ? g_strdup_printf ("%s: ", field) : NULL;
  g_autofree char *answer = NULL;

  if (cli->user != NULL)
    lp_setup_set_user (cli->setup, cli->user);
  if (cli->user != NULL || field == NULL)
    return LP_EXIT_OK;
  answer = lp_cli_ask (question);
  if (answer == NULL || *answer == '\0')
    /* Translators: %s is what the provider calls it: "customer number". */
    return lp_cli_fail (LP_EXIT_USAGE,
                        _ ("This provider gives out user names that the address does not tell "
                           "(%s). Give it with --user."),
                        field);
  lp_setup_set_user (cli->setup, answer);
  return LP_EXIT_OK;
}

/* ---- hints ---- */

/* Of the candidate in use; of the address where the servers came from elsewhere, or nowhere. */
static LpCandidate *
dup_hints (LpCli *cli)
{
  const LpCandidate *chosen = lp_setup_get_chosen (cli->setup);

  return chosen != NULL ? lp_candidate_copy (chosen)
                        : lp_discovery_list_hints (get_address (cli), cli->data_dir);
}

void
lp_cli_tell_hints (LpCli *cli)
{
  g_autoptr (LpCandidate) carrier = dup_hints (cli);

  for (guint i = 0; i < carrier->hints->len; i++) {
    const LpHint *hint = carrier->hints->pdata[i];

    g_printerr ("• %s%s%s\n", hint->text, hint->url != NULL ? "\n  " : "",
                hint->url != NULL ? hint->url : "");
  }
}

static void
add_hints (JsonBuilder *builder, const LpCandidate *carrier)
{
  json_builder_set_member_name (builder, "hints");
  json_builder_begin_array (builder);
  for (guint i = 0; i < carrier->hints->len; i++) {
    const LpHint *hint = carrier->hints->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "kind", hint->kind);
    lp_json_add_string (builder, "text", hint->text);
    lp_json_add_string (builder, "url", hint->url);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
lp_cli_add_advice (LpCli *cli, JsonBuilder *builder)
{
  g_autofree char *meant = lp_cli_dup_meant (cli);
  g_autoptr (LpCandidate) carrier = dup_hints (cli);

  lp_json_add_string (builder, "did_you_mean", meant);
  add_hints (builder, carrier);
}
