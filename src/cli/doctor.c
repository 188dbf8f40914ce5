/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The examination behind “letterplate doctor”: every account of every mail app against the rules of
 * legacy/finding.h, and against what other mail apps have for the same address.
 */
#include "cli/doctor.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define LISTEN_SECONDS 1

static void
free_patient (gpointer data)
{
  LpPatient *patient = data;

  lp_found_account_free (patient->found);
  g_clear_pointer (&patient->findings, g_ptr_array_unref);
  g_free (patient);
}

static gboolean
is_listened_to (const char *address, guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_timeout (client, LISTEN_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  if (place != NULL)
    connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (place), NULL, NULL);
  return connection != NULL;
}

gboolean
lp_doctor_is_listened_to (const char *host, guint16 port, gpointer user_data)
{
  if (g_hostname_is_ip_address (host))
    return is_listened_to (host, port);
  return is_listened_to ("127.0.0.1", port) || is_listened_to ("::1", port);
}

/* Two clients may read the same file, as mutt and neomutt do: an account is one patient. */
static gboolean
is_known (GPtrArray *patients, const LpFoundAccount *found)
{
  for (guint i = 0; i < patients->len; i++) {
    const LpFoundAccount *other = ((LpPatient *)patients->pdata[i])->found;

    if (g_strcmp0 (other->where, found->where) == 0 && g_strcmp0 (other->label, found->label) == 0
        && lp_server_equal (other->account->incoming, found->account->incoming)
        && lp_server_equal (other->account->outgoing, found->account->outgoing))
      return TRUE;
  }
  return FALSE;
}

static void
examine_client (const LpClient *client, const LpPlaces *places, GPtrArray *patients,
                GPtrArray *errors)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = client->read != NULL ? client->read (places, &error) : NULL;

  if (error != NULL)
    g_ptr_array_add (errors, g_strdup_printf ("%s: %s", client->name, error->message));
  for (guint number = 1; accounts != NULL && accounts->len > 0; number++) {
    LpFoundAccount *found = g_ptr_array_steal_index (accounts, 0);

    if (is_known (patients, found)) {
      lp_found_account_free (found);
      continue;
    }

    LpPatient *patient = g_new0 (LpPatient, 1);

    patient->client = client;
    patient->number = number;
    patient->found = found;
    g_ptr_array_add (patients, patient);
  }
}

static void
judge (const LpFindingContext *context, LpPatient *patient)
{
  const LpFoundAccount *found = patient->found;
  g_autoptr (LpLegacyAccount) account
      = lp_legacy_account_from_account (found->account, patient->client->id);

  account->clear_text_secret = found->clear_text_secret;
  if (account->incoming != NULL)
    account->incoming->opportunistic = found->tls_if_available;
  else if (account->outgoing != NULL)
    account->outgoing->opportunistic = found->tls_if_available;
  patient->findings = lp_findings_of_account (context, account);
}

/* ---- the same account in several mail apps ---- */

static gboolean
is_sound (const LpPatient *patient)
{
  for (guint i = 0; i < patient->findings->len; i++)
    if (((LpFinding *)patient->findings->pdata[i])->severity == LP_SEVERITY_ERROR)
      return FALSE;
  return TRUE;
}

/* Ports of one host are alike: 143 and 993 lead to the same mailbox. */
static gboolean
differs (const LpServer *a, const LpServer *b)
{
  if (a == NULL || b == NULL || a->protocol != b->protocol)
    return FALSE;
  return g_ascii_strcasecmp (a->host, b->host) != 0
         || (a->user != NULL && b->user != NULL && g_ascii_strcasecmp (a->user, b->user) != 0);
}

static void
add_difference (LpPatient *patient, const LpPatient *other, const LpServer *has,
                const LpServer *other_has)
{
  g_autofree char *own = lp_server_to_string (has);
  g_autofree char *others = lp_server_to_string (other_has);
  LpFinding *finding = g_new0 (LpFinding, 1);

  finding->code = "differs-between-clients";
  finding->severity = LP_SEVERITY_WARNING;
  /* Translators: a server, then a mail app and its server. */
  finding->detail
      = g_strdup_printf (_ ("Here it is %s, in %s it is %s."), own, other->client->name, others);
  finding->fix = g_strdup (_ ("Check both, and set the account up once for all mail apps."));
  g_ptr_array_add (patient->findings, finding);
}

/* The first sound account of an address is the measure of the later ones; what is dead anyway says so already. */
static void
compare (GPtrArray *patients, guint index)
{
  LpPatient *patient = patients->pdata[index];
  const LpAccount *account = patient->found->account;

  for (guint i = 0; i < index && is_sound (patient); i++) {
    const LpPatient *other = patients->pdata[i];
    const LpAccount *measure = other->found->account;

    if (!is_sound (other) || !lp_address_equal (account->address, measure->address))
      continue;

    gboolean is_incoming = differs (account->incoming, measure->incoming);

    if (is_incoming || differs (account->outgoing, measure->outgoing)) {
      add_difference (patient, other, is_incoming ? account->incoming : account->outgoing,
                      is_incoming ? measure->incoming : measure->outgoing);
      return;
    }
  }
}

GPtrArray *
lp_doctor_examine (const LpFindingContext *context, const LpPlaces *places, GPtrArray *errors)
{
  GPtrArray *patients = g_ptr_array_new_with_free_func (free_patient);
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);

  for (guint i = 0; i < n_clients; i++)
    examine_client (&clients[i], places, patients, errors);
  for (guint i = 0; i < patients->len; i++)
    judge (context, patients->pdata[i]);
  for (guint i = 1; i < patients->len; i++)
    compare (patients, i);
  return patients;
}

LpSeverity
lp_doctor_get_severity (GPtrArray *patients)
{
  LpSeverity worst = LP_SEVERITY_NOTE;

  for (guint i = 0; i < patients->len; i++) {
    const LpPatient *patient = patients->pdata[i];

    for (guint j = 0; j < patient->findings->len; j++)
      worst = MAX (worst, ((LpFinding *)patient->findings->pdata[j])->severity);
  }
  return worst;
}

/* ---- on the servers ---- */

static gboolean
was_tried (GPtrArray *patients, guint index)
{
  const LpAccount *account = ((LpPatient *)patients->pdata[index])->found->account;

  for (guint i = 0; i < index; i++) {
    const LpAccount *other = ((LpPatient *)patients->pdata[i])->found->account;

    if (lp_address_equal (account->address, other->address)
        && lp_server_equal (account->incoming, other->incoming)
        && lp_server_equal (account->outgoing, other->outgoing))
      return TRUE;
  }
  return FALSE;
}

static void
start_load (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_load_credentials_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

static void
start_check (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_check_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

/* Without a secret a server is asked for all it says before one; mail apps that sign in with the browser by themselves
 * keep theirs where nobody else looks. */
static gboolean
needs_secret (LpVerdict verdict)
{
  return verdict == LP_VERDICT_OK || verdict == LP_VERDICT_NOT_TRIED
         || verdict == LP_VERDICT_NO_MECHANISM || verdict == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT
         || verdict == LP_VERDICT_BROWSER_SIGN_IN_REQUIRED;
}

static void
add_outcome (LpPatient *patient, const LpOutcome *outcome, gboolean has_secret)
{
  g_autoptr (LpExplanation) explanation = NULL;

  if (outcome == NULL || outcome->verdict == LP_VERDICT_OK
      || outcome->verdict == LP_VERDICT_NOT_TRIED
      || (!has_secret && needs_secret (outcome->verdict)))
    return;

  LpFinding *finding = g_new0 (LpFinding, 1);

  explanation = lp_explain_verdict (outcome->verdict, outcome);
  finding->code = lp_verdict_get_name (outcome->verdict);
  finding->severity = LP_SEVERITY_ERROR;
  finding->detail = g_strdup_printf ("%s: %s", outcome->server->host, explanation->sentence);
  finding->fix = g_strdup (explanation->next_step);
  g_ptr_array_add (patient->findings, finding);
}

static int
prove (LpCli *cli, LpPatient *patient)
{
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) checked = NULL;
  g_autoptr (LpReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_secret;

  g_clear_object (&cli->setup);
  cli->setup = lp_cli_new_setup (cli);
  lp_setup_set_account (cli->setup, patient->found->account);
  loaded = lp_cli_run (cli, start_load, NULL);
  has_secret = lp_setup_load_credentials_finish (cli->setup, loaded, NULL);
  checked = lp_cli_run (cli, start_check, NULL);
  report = lp_setup_check_finish (cli->setup, checked, &error);
  if (report == NULL)
    return lp_cli_fail_with (error);
  add_outcome (patient, report->incoming, has_secret);
  add_outcome (patient, report->outgoing, has_secret);
  return LP_EXIT_OK;
}

int
lp_doctor_prove (LpCli *cli, GPtrArray *patients)
{
  int status = LP_EXIT_OK;

  /* The settings are tried as they are. */
  if (cli->account == NULL)
    cli->account = g_strdup ("");
  for (guint i = 0; i < patients->len && status == LP_EXIT_OK; i++)
    if (is_sound (patients->pdata[i]) && !was_tried (patients, i))
      status = prove (cli, patients->pdata[i]);
  return status;
}
