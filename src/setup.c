/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The set-up itself: the account and everything the person said about it. What is done with it is
 * in setup-steps.c (up to the proof) and setup-apply.c (from there to the receipt).
 */
#include "base/data.h"
#include "setup-discover.h"
#include "setup-found.h"
#include "setup-private.h"
#include "setup-sign-in.h"

enum { SIGNAL_STAGE, SIGNAL_CLIENT, SIGNAL_BROWSER, SIGNAL_DEVICE_CODE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LpSetup, lp_setup, G_TYPE_OBJECT)

void
lp_setup_start_afresh (LpSetup *setup)
{
  setup->generation++;
  lp_setup_close_connections (setup);
  /* The knock's worker may still look through it; the next walk gets one of its own. */
  if (!setup->knocked)
    g_clear_pointer (&setup->knock, lp_knock_unref);
  g_clear_pointer (&setup->report, lp_report_free);
  g_clear_pointer (&setup->accepted, lp_suggestion_free);
}

/* Fills what the person left open in a server that was given: the user's name. */
LpServer *
lp_setup_complete_server (const LpServer *given, const LpServer *found, const LpAddress *address)
{
  LpServer *server = lp_server_copy (given != NULL ? given : found);

  if (server != NULL && server->user == NULL)
    server->user = found != NULL && found->user != NULL ? g_strdup (found->user)
                                                        : lp_address_to_ascii (address);
  return server;
}

LpServer *
lp_setup_make_server (LpSetup *setup, LpSide side, const LpServer *found)
{
  if (side == LP_SIDE_OUTGOING && setup->receive_only)
    return NULL;
  return lp_setup_complete_server (setup->given[side], found, setup->address);
}

void
lp_setup_complete_given (LpSetup *setup, LpSide side, const LpServer *found)
{
  LpServer **server
      = side == LP_SIDE_INCOMING ? &setup->account->incoming : &setup->account->outgoing;
  gboolean is_given = setup->given[side] != NULL;
  gboolean has_user
      = (is_given && setup->given[side]->user != NULL) || (found != NULL && found->user != NULL);

  lp_server_free (*server);
  *server = lp_setup_make_server (setup, side, found);
  if (*server != NULL && !has_user)
    setup->account->user_is_open = !is_given;
}

static void
make_account (LpSetup *setup)
{
  g_clear_pointer (&setup->account, lp_account_free);
  g_clear_pointer (&setup->candidates, g_ptr_array_unref);
  g_clear_pointer (&setup->knock, lp_knock_unref);
  g_clear_pointer (&setup->silent, g_ptr_array_unref);
  setup->knocked = FALSE;
  setup->chosen = G_MAXUINT;
  setup->has_consent = FALSE;
  setup->allow_plaintext = setup->always_allow_plaintext;
  g_ptr_array_set_size (setup->replaced, 0);
  setup->account = lp_account_new (setup->address);
  setup->account->name = g_strdup (setup->name);
  setup->account->ca_file = g_strdup (setup->ca_file);
  if (setup->given[LP_SIDE_INCOMING] != NULL
      && (setup->given[LP_SIDE_OUTGOING] != NULL || setup->receive_only)) {
    lp_setup_complete_given (setup, LP_SIDE_INCOMING, NULL);
    lp_setup_complete_given (setup, LP_SIDE_OUTGOING, NULL);
  }
}

/* The access token of one address is nothing for the servers of another. */
static void
drop_grant (LpSetup *setup)
{
  for (int side = 0; setup->grant != NULL && side < LP_N_SIDES; side++)
    if (setup->credentials[side] == setup->grant->access_token)
      g_clear_pointer (&setup->credentials[side], lp_credentials_unref);
  g_clear_pointer (&setup->grant, lp_grant_free);
}

void
lp_setup_set_address (LpSetup *setup, const LpAddress *address)
{
  g_return_if_fail (LP_IS_SETUP (setup) && address != NULL);

  lp_setup_start_afresh (setup);
  drop_grant (setup);
  lp_setup_leave_survey (setup);
  lp_address_free (setup->address);
  setup->address = lp_address_copy (address);
  make_account (setup);
}

void
lp_setup_set_given (LpSetup *setup, const LpServer *incoming, const LpServer *outgoing)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  lp_setup_start_afresh (setup);
  lp_server_free (setup->given[LP_SIDE_INCOMING]);
  lp_server_free (setup->given[LP_SIDE_OUTGOING]);
  setup->given[LP_SIDE_INCOMING] = lp_server_copy (incoming);
  setup->given[LP_SIDE_OUTGOING] = lp_server_copy (outgoing);
  if (setup->address != NULL)
    make_account (setup);
}

void
lp_setup_set_name (LpSetup *setup, const char *name)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  g_free (setup->name);
  setup->name = g_strdup (name);
  if (setup->account == NULL)
    return;
  g_free (setup->account->name);
  setup->account->name = g_strdup (name);
}

void
lp_setup_set_credentials (LpSetup *setup, LpSide side, LpCredentials *credentials)
{
  g_return_if_fail (LP_IS_SETUP (setup) && side < LP_N_SIDES);

  lp_credentials_unref (setup->credentials[side]);
  setup->credentials[side] = credentials != NULL ? lp_credentials_ref (credentials) : NULL;
  g_clear_pointer (&setup->report, lp_report_free);
}

LpCredentials *
lp_setup_get_credentials (LpSetup *setup, LpSide side)
{
  if (side == LP_SIDE_OUTGOING && setup->credentials[side] == NULL)
    side = LP_SIDE_INCOMING;
  return setup->credentials[side];
}

gboolean
lp_setup_has_credentials (LpSetup *setup, LpSide side)
{
  g_return_val_if_fail (LP_IS_SETUP (setup) && side < LP_N_SIDES, FALSE);

  return lp_setup_get_credentials (setup, side) != NULL;
}

void
lp_setup_set_allow_plaintext (LpSetup *setup, gboolean allow)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  setup->allow_plaintext = allow;
}

gboolean
lp_setup_needs_consent (LpSetup *setup)
{
  const LpCandidate *candidate = lp_setup_get_chosen (setup);

  return candidate != NULL && candidate->trust == LP_TRUST_UNVERIFIED && !setup->has_consent;
}

void
lp_setup_give_consent (LpSetup *setup)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  setup->has_consent = TRUE;
}

void
lp_setup_set_keep_settings (LpSetup *setup, gboolean keep)
{
  g_return_if_fail (LP_IS_SETUP (setup));

  setup->keep_settings = keep;
}

static gboolean
is_same_host (const LpServer *a, const LpServer *b)
{
  return a == NULL || b == NULL ? a == b : g_str_equal (a->host, b->host);
}

void
lp_setup_set_account (LpSetup *setup, const LpAccount *account)
{
  g_autoptr (LpAccount) copy = lp_account_copy (account);

  g_return_if_fail (LP_IS_SETUP (setup) && account != NULL);

  if (copy->ca_file == NULL)
    copy->ca_file = g_strdup (setup->ca_file);
  lp_setup_start_afresh (setup);
  if (setup->account == NULL || !is_same_host (setup->account->incoming, copy->incoming)
      || !is_same_host (setup->account->outgoing, copy->outgoing))
    setup->chosen = G_MAXUINT;
  lp_address_free (setup->address);
  setup->address = lp_address_copy (copy->address);
  lp_account_free (setup->account);
  setup->account = g_steal_pointer (&copy);
  /* Servers that were named come without it. */
  if (setup->account->issuer == NULL && lp_setup_wants_browser (setup))
    setup->account->issuer = lp_discovery_find_issuer (setup->address, setup->data_dir);
}

static void
take_sign_in (LpServer *server, const LpSuggestion *suggestion)
{
  if (server != NULL && server->sign_in == suggestion->was->sign_in
      && server->security != LP_SECURITY_PLAIN)
    server->sign_in = suggestion->now->sign_in;
}

void
lp_setup_accept_suggestion (LpSetup *setup, const LpSuggestion *suggestion)
{
  g_autoptr (LpAccount) account = NULL;
  LpSuggestion *accepted;
  gboolean is_incoming;

  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && suggestion != NULL);

  account = lp_account_copy (setup->account);
  accepted = lp_suggestion_copy (suggestion); /* it goes with the report */
  is_incoming = accepted->side == LP_SIDE_INCOMING;
  lp_server_free (is_incoming ? account->incoming : account->outgoing);
  *(is_incoming ? &account->incoming : &account->outgoing) = lp_server_copy (accepted->now);
  take_sign_in (is_incoming ? account->outgoing : account->incoming, accepted);
  lp_setup_set_account (setup, account);
  setup->accepted = accepted;
}

const LpAccount *
lp_setup_get_account (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return setup->account;
}

GPtrArray *
lp_setup_get_candidates (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return setup->candidates;
}

const LpReport *
lp_setup_get_report (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return setup->report;
}

char *
lp_setup_dup_transcript (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return lp_transcript_to_string (setup->transcript);
}

const LpPlaces *
lp_setup_get_places (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  return setup->places;
}

static void
lp_setup_finalize (GObject *object)
{
  LpSetup *setup = LP_SETUP (object);

  lp_setup_close_connections (setup);
  lp_setup_forget_stages (setup);
  for (int side = 0; side < LP_N_SIDES; side++) {
    lp_server_free (setup->given[side]);
    lp_credentials_unref (setup->credentials[side]);
  }
  lp_grant_free (setup->grant);
  lp_setup_leave_survey (setup);
  lp_address_free (setup->address);
  lp_account_free (setup->account);
  lp_report_free (setup->report);
  lp_suggestion_free (setup->accepted);
  lp_knock_unref (setup->knock);
  g_clear_pointer (&setup->silent, g_ptr_array_unref);
  g_ptr_array_unref (setup->replaced);
  lp_transcript_unref (setup->transcript);
  lp_places_free (setup->places);
  lp_receipts_free (setup->receipts);
  g_clear_pointer (&setup->candidates, g_ptr_array_unref);
  g_clear_pointer (&setup->settings_file, g_bytes_unref);
  g_free (setup->name);
  g_free (setup->ca_file);
  g_free (setup->elsewhere);
  g_free (setup->data_dir);
  G_OBJECT_CLASS (lp_setup_parent_class)->finalize (object);
}

static void
lp_setup_class_init (LpSetupClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lp_setup_finalize;

  signals[SIGNAL_STAGE]
      = g_signal_new ("stage", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_POINTER);
  signals[SIGNAL_CLIENT] = g_signal_new ("client", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[SIGNAL_BROWSER] = g_signal_new ("browser", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DEVICE_CODE]
      = g_signal_new ("device-code", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
lp_setup_init (LpSetup *setup)
{
  setup->transcript = lp_transcript_new ();
  setup->replaced = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
  setup->places = lp_places_new ();
  setup->chosen = G_MAXUINT;
}

LpSetup *
lp_setup_new (const LpSetupOptions *options)
{
  static const LpSetupOptions no_options;
  LpSetup *setup = g_object_new (LP_TYPE_SETUP, NULL);
  g_autofree char *state_dir = g_build_filename (g_get_user_state_dir (), "letterplate", NULL);

  options = options != NULL ? options : &no_options;
  setup->discovery_options.offline = options->offline;
  setup->knock_at_all = options->knock_at_all;
  setup->allow_plaintext = setup->always_allow_plaintext = options->allow_plaintext;
  setup->keep_settings = options->keep_settings;
  setup->receive_only = options->receive_only;
  setup->may_unlock = options->may_unlock;
  setup->timeout_ms = options->timeout_ms;
  setup->ca_file = g_strdup (options->ca_file);
  setup->elsewhere = g_strdup (options->elsewhere);
  setup->data_dir = g_strdup (options->data_dir);
  setup->receipts = lp_receipts_new (options->state_dir != NULL ? options->state_dir : state_dir);
  if (options->thunderbird_add_on)
    setup->places->add_on
        = lp_data_build_path (options->data_dir, "thunderbird/mail@letterplate.org.xpi");
  lp_receipts_set_places (setup->receipts, setup->places);
  return setup;
}
