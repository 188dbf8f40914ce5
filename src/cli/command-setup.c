/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate setup: prove, keep the password in the keyring, write the clients that were named.
 */
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/question.h"

static char **
get_installed_clients (LpCli *cli)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);

  for (guint i = 0; i < n_clients; i++) {
    g_auto (LpClientState) state = { 0 };

    clients[i].detect (lp_setup_get_places (cli->setup), &state);
    /* One that serves others would show the account in them a second time. */
    if (state.installed && clients[i].serves == NULL)
      g_strv_builder_add (ids, clients[i].id);
  }
  return g_strv_builder_end (ids);
}

/* What was named, each once; nothing where --client is missing. */
static char **
split_clients (const char *text)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);

  for (char **word = words; *word != NULL; word++)
    g_strstrip (*word);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !g_strv_contains ((const char *const *)word + 1, *word))
      g_strv_builder_add (ids, *word);
  return g_strv_builder_end (ids);
}

static int
choose_clients (LpCli *cli, char ***ids)
{
  gboolean all = g_strcmp0 (cli->clients, "all") == 0;

  *ids = all ? get_installed_clients (cli) : split_clients (cli->clients);
  if (!all && **ids == NULL)
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name the mail apps to write with --client; “letterplate "
                                          "clients” lists them."));
  for (char **id = *ids; *id != NULL; id++)
    if (lp_clients_find (*id) == NULL)
      return lp_cli_fail (LP_EXIT_USAGE,
                          _ ("There is no mail app with the id “%s”. “letterplate clients” lists "
                             "them."),
                          *id);
  if (**ids == NULL)
    return lp_cli_fail (LP_EXIT_ENVIRONMENT, _ ("No mail app is installed that Letterplate can "
                                                "write. Install one, then try again."));
  return LP_EXIT_OK;
}

/* Everything but the sign-in is proved; that is left to mail apps that do it by themselves. */
static gboolean
is_proved (const LpReport *report)
{
  return report->verdict == LP_VERDICT_OK || report->verdict == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT;
}

static int
prove (LpCli *cli, LpReport **report)
{
  int status;

  if (cli->no_check)
    return LP_EXIT_OK;
  status = lp_cli_check (cli, report);
  if (status != LP_EXIT_OK)
    return status;
  if (!cli->json)
    lp_cli_print_report (*report);
  return is_proved (*report) ? LP_EXIT_OK : lp_verdict_get_exit ((*report)->verdict);
}

/* Of "all", those that can sign in as the account wants it; if none can, each says why. */
static void
drop_unable (LpCli *cli, char **ids)
{
  g_autoptr (GStrvBuilder) able = g_strv_builder_new ();

  for (char **id = ids; *id != NULL; id++)
    if (lp_clients_find (*id)->can & LP_CAN_OAUTH2_OWN)
      g_strv_builder_add (able, *id);
  g_auto (GStrv) kept = g_strv_builder_end (able);
  if (*kept == NULL)
    return;
  for (guint i = 0, n = g_strv_length (ids); i < n; i++)
    g_clear_pointer (&ids[i], g_free);
  for (guint i = 0; kept[i] != NULL; i++)
    ids[i] = g_steal_pointer (&kept[i]);
}

/* Shows all plans as one diff; passwords are not in a plan. */
static int
print_diff (LpCli *cli, char **ids)
{
  const LpPlaces *places = lp_setup_get_places (cli->setup);
  int status = LP_EXIT_OK;

  for (; *ids != NULL; ids++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LpPlan) plan = lp_setup_plan (cli->setup, *ids, &error);
    g_autofree char *diff = plan != NULL ? lp_plan_to_diff (plan, places->home) : NULL;

    if (plan == NULL) {
      status = lp_cli_fail (LP_EXIT_WRONG, "%s: %s", *ids, error->message);
      continue;
    }
    for (guint i = 0; i < plan->notes->len; i++)
      g_print ("# %s: %s\n", *ids, (char *)plan->notes->pdata[i]);
    g_print ("%s", diff);
  }
  return status;
}

/* Returns whether the person agrees to what was shown. */
static int
confirm (LpCli *cli, char **ids)
{
  if (cli->yes)
    return LP_EXIT_OK;
  if (!isatty (STDIN_FILENO))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Nobody is there to agree to the changes. Look at them "
                                          "with --diff, and agree with --yes."));
  print_diff (cli, ids);
  return lp_cli_confirm (cli, _ ("Make these changes? [y/N] "), _ ("Nothing was changed."));
}

static void
start_apply (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_apply_async (cli->setup, data, cli->cancellable, lp_cli_on_ready, wait);
}

static void
print_result (const LpClientResult *result)
{
  const LpClient *client = lp_clients_find (result->client_id);

  if (result->unchanged)
    /* Translators: %s is a mail app. */
    g_print (_ ("%s: was set up so already.\n"), client->name);
  else if (result->done && result->test == LP_TEST_PASSED)
    /* Translators: %s is a mail app; the test is one that the app has itself. */
    g_print (_ ("%s: account added, and its own test of it passed.\n"), client->name);
  else if (result->done && result->test == LP_TEST_FAILED)
    g_print ("%s: %s\n", client->name, result->message);
  else if (result->done)
    g_print (_ ("%s: account added.\n"), client->name);
  else
    g_printerr (result->left == LP_LEFT_ALONE ? _ ("%s: not changed. %s\n") : "%s: %s\n",
                client->name, result->message != NULL ? result->message : "");
}

static int
judge (LpCli *cli, GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    const LpClientResult *result = results->pdata[i];

    if (!result->done && !result->unchanged)
      return g_cancellable_is_cancelled (cli->cancellable) ? lp_cli_fail_stopped ()
                                                           : (int)LP_EXIT_WRONG;
  }
  return LP_EXIT_OK;
}

static void
print_json (LpCli *cli, const LpReport *report, GPtrArray *results, const char *receipt)
{
  JsonBuilder *builder = lp_json_new ();

  json_builder_set_member_name (builder, "report");
  if (report != NULL) {
    json_builder_begin_object (builder);
    lp_json_add_report (builder, report);
    json_builder_end_object (builder);
  } else {
    json_builder_add_null_value (builder);
  }
  lp_json_add_results (builder, results);
  lp_json_add_string (builder, "receipt", receipt);
  lp_cli_add_advice (cli, builder);
  lp_cli_print_json (builder);
}

static int
apply (LpCli *cli, char **ids, const LpReport *report)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_apply, ids);
  g_autoptr (GError) error = NULL;
  g_autofree char *receipt = NULL;
  g_autoptr (GPtrArray) results = lp_setup_apply_finish (cli->setup, result, &receipt, &error);

  if (results == NULL)
    return lp_cli_fail_with (error);
  if (cli->json) {
    print_json (cli, report, results, receipt);
    return judge (cli, results);
  }
  for (guint i = 0; i < results->len; i++)
    print_result (results->pdata[i]);
  if (receipt != NULL)
    /* Translators: %s is the name of a receipt. */
    g_print (_ ("“letterplate undo %s” takes it back.\n"), receipt);
  return judge (cli, results);
}

/* From an account with servers to what became of each mail app. */
static int
set_up (LpCli *cli, char **ids)
{
  g_autoptr (LpReport) report = NULL;
  int status;

  if (cli->diff)
    return print_diff (cli, ids);
  status = lp_cli_read_password (cli);
  if (status == LP_EXIT_OK)
    status = prove (cli, &report);
  if (report != NULL && report->verdict == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT
      && g_str_equal (cli->clients, "all"))
    drop_unable (cli, ids);
  if (status == LP_EXIT_OK)
    status = confirm (cli, ids);
  if (status == LP_EXIT_OK)
    return apply (cli, ids, report);
  if (cli->json && report != NULL)
    print_json (cli, report, NULL, NULL);
  return status;
}

int
lp_cli_set_up (LpCli *cli)
{
  g_auto (GStrv) ids = NULL;
  int status = choose_clients (cli, &ids);

  return status == LP_EXIT_OK ? set_up (cli, ids) : status;
}

int
lp_command_setup (LpCli *cli)
{
  g_auto (GStrv) ids = NULL;
  int status;

  if ((cli->arguments[0] == NULL) == (cli->account == NULL))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Name an address, or an account with --account."));
  status = lp_cli_prepare (cli, cli->arguments[0]);
  if (status == LP_EXIT_OK)
    status = choose_clients (cli, &ids);
  if (status == LP_EXIT_OK)
    status = cli->account == NULL ? lp_cli_offer_domain (cli) : LP_EXIT_OK;
  if (status == LP_EXIT_OK)
    status = cli->account != NULL ? lp_cli_spread_existing (cli) : lp_cli_discover (cli);
  return status == LP_EXIT_OK ? set_up (cli, ids) : status;
}
