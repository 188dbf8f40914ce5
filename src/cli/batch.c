/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letterplate check --batch: many addresses in one process, a few at a time. A line is printed when
 * its address is done, so memory stays flat however long the file is.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "setup-replace.h"

/* Each check holds up to five threads of the pool of 32, and at most three connections to one host.
 */
#define N_AT_ONCE 6
#define MAX_LINES 1000000

typedef struct {
  LpCli *cli;
  GMainLoop *loop;
  char **lines;
  guint next;
  guint running;
  int status;
} Batch;

typedef struct {
  Batch *batch;
  LpSetup *setup;
  char *address;
} Item;

static void
start_items (Batch *batch);

static void
item_free (Item *item)
{
  g_clear_object (&item->setup);
  g_free (item->address);
  g_free (item);
}

static void
print_report (LpCli *cli, const LpReport *report)
{
  JsonBuilder *builder;

  if (!cli->json) {
    g_print ("%s %s %u ms\n", report->account->address->text, lp_verdict_get_name (report->verdict),
             report->elapsed_ms);
    return;
  }
  builder = lp_json_new ();
  lp_json_add_report (builder, report);
  lp_cli_print_json (builder);
}

static void
print_failure (LpCli *cli, const char *address, LpVerdict verdict, const char *message)
{
  JsonBuilder *builder;

  if (!cli->json) {
    g_print ("%s %s %s\n", address, lp_verdict_get_name (verdict), message);
    return;
  }
  builder = lp_json_new ();
  lp_json_add_string (builder, "address", address);
  lp_json_add_string (builder, "verdict", lp_verdict_get_name (verdict));
  lp_json_add_string (builder, "message", message);
  lp_cli_print_json (builder);
}

static void
end_item (Item *item, int status)
{
  Batch *batch = item->batch;

  batch->status = MAX (batch->status, status);
  item_free (item);
  batch->running--;
  start_items (batch);
}

static void
fail_item (Item *item, const GError *error)
{
  LpVerdict verdict = lp_verdict_from_error (error);

  print_failure (item->batch->cli, item->address, verdict, error->message);
  end_item (item, lp_verdict_get_exit (verdict));
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Item *item = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpReport) report = lp_setup_check_finish (item->setup, result, &error);

  if (report == NULL) {
    fail_item (item, error);
    return;
  }
  print_report (item->batch->cli, report);
  end_item (item, lp_verdict_get_exit (report->verdict));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Item *item = data;
  g_autoptr (GError) error = NULL;

  if (lp_setup_load_credentials_finish (item->setup, result, &error))
    lp_setup_check_async (item->setup, item->batch->cli->cancellable, on_checked, item);
  else
    fail_item (item, error);
}

/* Nobody is asked in a batch: --yes says it for all. */
static void
put_right (LpSetup *setup)
{
  g_autoptr (GPtrArray) replacements
      = lp_setup_list_replacements (setup, lp_setup_get_account (setup));

  lp_setup_give_consent (setup);
  if (replacements->len > 0)
    lp_setup_take_replacements (setup, replacements);
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer data)
{
  Item *item = data;
  LpCli *cli = item->batch->cli;
  g_autoptr (GError) error = NULL;

  if (!lp_setup_discover_finish (item->setup, result, &error)) {
    fail_item (item, error);
    return;
  }
  if (cli->yes)
    put_right (item->setup);
  if (lp_cli_put_options (cli, item->setup) != LP_EXIT_OK)
    end_item (item, LP_EXIT_USAGE);
  else if (cli->password_fd >= 0)
    lp_setup_check_async (item->setup, cli->cancellable, on_checked, item);
  else
    lp_setup_load_credentials_async (item->setup, cli->cancellable, on_loaded, item);
}

/* Passwords are read in the order of the addresses, also of those that cannot be used. */
static gboolean
prepare_item (Item *item, GError **error)
{
  LpCli *cli = item->batch->cli;
  g_autoptr (LpCredentials) credentials = NULL;

  if (cli->password_fd >= 0) {
    credentials = lp_cli_take_password (cli, "", error);
    if (credentials == NULL)
      return FALSE;
  }
  item->setup = lp_cli_new_setup (cli);
  lp_setup_set_credentials (item->setup, LP_SIDE_INCOMING, credentials);
  return lp_cli_set_address (cli, item->setup, item->address, error);
}

static void
start_item (Batch *batch, const char *line)
{
  LpCli *cli = batch->cli;
  g_autoptr (GError) error = NULL;
  Item *item = g_new0 (Item, 1);

  batch->running++;
  item->batch = batch;
  item->address = g_strdup (line);
  if (prepare_item (item, &error)) {
    lp_setup_discover_async (item->setup, cli->cancellable, on_discovered, item);
    return;
  }
  print_failure (cli, item->address, LP_VERDICT_INTERNAL, error->message);
  batch->status = MAX (batch->status, LP_EXIT_USAGE);
  item_free (item);
  batch->running--;
}

static void
start_items (Batch *batch)
{
  while (batch->running < N_AT_ONCE && batch->lines[batch->next] != NULL
         && !g_cancellable_is_cancelled (batch->cli->cancellable)) {
    const char *line = g_strstrip (batch->lines[batch->next++]);

    if (*line != '\0' && *line != '#')
      start_item (batch, line);
  }
  if (batch->running == 0)
    g_main_loop_quit (batch->loop);
}

static gboolean
start_in_loop (gpointer data)
{
  start_items (data);
  return G_SOURCE_REMOVE;
}

int
lp_cli_check_batch (LpCli *cli)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Batch batch = { .cli = cli, .loop = loop };
  int status = lp_cli_prepare (cli, NULL);

  if (status != LP_EXIT_OK)
    return status;
  if (!g_file_get_contents (cli->batch, &text, NULL, &error))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("The list of addresses could not be read: %s."),
                        error->message);
  lines = g_strsplit (text, "\n", MAX_LINES);
  batch.lines = lines;
  g_idle_add (start_in_loop, &batch);
  lp_cli_run_loop (cli, loop);
  return g_cancellable_is_cancelled (cli->cancellable) ? (int)LP_EXIT_CANCELLED : batch.status;
}
