/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/knock.h"
#include "check/verify.h"
#include "secrets/grant.h"
#include "setup.h"

G_BEGIN_DECLS

/* What setup.c, setup-steps.c (the road up to the proof) and setup-apply.c (from the proof to the
 * receipt) share.
 */
struct _LpSetup {
  GObject parent;

  LpDiscoveryOptions discovery_options;
  gboolean allow_plaintext;
  gboolean always_allow_plaintext; /* whatever the account is */
  gboolean keep_settings;
  gboolean receive_only;
  gboolean has_consent; /* to servers found on an unprotected way */
  gboolean may_unlock;
  gboolean without_keyring;
  guint timeout_ms;
  char *ca_file;
  char *elsewhere;
  char *data_dir;
  LpPlaces *places;
  LpReceipts *receipts;

  LpAddress *address;
  char *name;
  LpServer *given[LP_N_SIDES];
  GBytes *settings_file; /* autoconfig document that the person opened */
  LpCredentials *credentials[LP_N_SIDES];
  LpGrant *grant; /* of a sign-in with the browser that is not in the keyring yet */
  LpAccount *account;
  GPtrArray *candidates;
  guint chosen; /* index into candidates, G_MAXUINT: none */
  LpTranscript *transcript;
  LpKnock *knock;    /* (nullable): connections that tell which candidates answer */
  GPtrArray *silent; /* (nullable): LpServer: those that did not answer then */
  gboolean knocked;
  gboolean knock_at_all;
  LpProbe *probe;    /* connections opened ahead … */
  GPtrArray *stages; /* … and what they told so far (setup-stages.c) */
  LpReport *report;
  GPtrArray *replaced;    /* LpSuggestion: old servers that were put right */
  LpSuggestion *accepted; /* an offer of the last report that the next check tries */
  guint generation;       /* of the settings; a result of an older one is dropped */
};

/**
 * lp_setup_start_afresh:
 * @setup: a set-up
 *
 * The settings changed: drops connections, the last report, and the results of steps under way.
 */
void
lp_setup_start_afresh (LpSetup *setup);

/**
 * lp_setup_get_credentials:
 * @setup: a set-up
 * @side: whose
 *
 * Returns: (transfer none) (nullable): that side's secret; the outgoing one is the incoming one
 * unless it was set
 */
LpCredentials *
lp_setup_get_credentials (LpSetup *setup, LpSide side);

/**
 * lp_setup_complete_server:
 * @given: (nullable): the server that the person named
 * @found: (nullable): what discovery found for the same side
 * @address: whose account
 *
 * Returns: (transfer full) (nullable): @given, else @found, with a user name; %NULL where there is neither
 */
LpServer *
lp_setup_complete_server (const LpServer *given, const LpServer *found, const LpAddress *address);

/**
 * lp_setup_make_server:
 * @setup: a set-up with an address
 * @side: which server
 * @found: (nullable): what discovery found for this side
 *
 * Returns: (transfer full) (nullable): the server the person named, else the one that was found,
 * with a user name; %NULL where there is none
 */
LpServer *
lp_setup_make_server (LpSetup *setup, LpSide side, const LpServer *found);

/**
 * lp_setup_complete_given:
 * @setup: a set-up with an address
 * @side: which server
 * @found: (nullable): what discovery found for this side
 *
 * Puts a side's server into the account: the one the person named, with the user's name that
 * discovery knows if it was left open, else the one that was found.
 */
void
lp_setup_complete_given (LpSetup *setup, LpSide side, const LpServer *found);

/**
 * lp_setup_tell_stage:
 * @server: whose stage
 * @stage: which
 * @result: (nullable): how it ended; %NULL: it begins
 * @data: the set-up
 *
 * Emits #LpSetup::stage, and keeps it for lp_setup_tell_stages_again().
 */
void
lp_setup_tell_stage (const LpServer *server, LpStageId stage, const LpStageResult *result,
                     gpointer data);

/**
 * lp_setup_tell_stages_again:
 * @setup: a set-up
 *
 * Emits #LpSetup::stage for all that the connections told since lp_setup_forget_stages().
 */
void
lp_setup_tell_stages_again (LpSetup *setup);

/**
 * lp_setup_forget_stages:
 * @setup: a set-up
 */
void
lp_setup_forget_stages (LpSetup *setup);

/**
 * lp_setup_read_settings_file:
 * @file: (nullable): an autoconfig document
 * @address: whose settings are wanted
 *
 * Does not block.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): what it says for the address;
 * %NULL if there is none or it is for others
 */
GPtrArray *
lp_setup_read_settings_file (GBytes *file, const LpAddress *address);

/**
 * lp_setup_plan_has_items:
 * @plan: a plan
 *
 * Returns: %TRUE if it puts something into the keyring
 */
gboolean
lp_setup_plan_has_items (const LpPlan *plan);

/**
 * lp_setup_result_new:
 * @client_id: a client
 *
 * Returns: (transfer full): the result of nothing so far
 */
LpClientResult *
lp_setup_result_new (const char *client_id);

/**
 * lp_setup_make_plans:
 * @setup: a set-up whose account has servers
 * @client_ids: (array zero-terminated=1): clients to write
 * @refused: (element-type LpClientResult): gets the results of clients that are not written
 *
 * Returns: (transfer full) (element-type LpPlan): a plan for each of the others
 */
GPtrArray *
lp_setup_make_plans (LpSetup *setup, const char *const *client_ids, GPtrArray *refused);

/**
 * lp_setup_tell_other_account:
 * @setup: a set-up with an account
 * @report: (transfer full): the proof
 *
 * Where a server refused the token of a sign-in that was somebody else's, the report says so from
 * now on (setup-sign-in.c).
 *
 * Returns: (transfer full): @report
 */
LpReport *
lp_setup_tell_other_account (LpSetup *setup, LpReport *report);

/**
 * lp_setup_borrow_is_needed:
 * @setup: a set-up with servers
 *
 * The step of the road that borrows the sign-in of GNOME Online Accounts (setup-borrow.c).
 *
 * Returns: %TRUE if a browser sign-in is wanted, there is none, and none can be made here
 */
gboolean
lp_setup_borrow_is_needed (LpSetup *setup);

/**
 * lp_setup_borrow_prepare:
 * @setup: a set-up with servers
 *
 * Returns: (transfer full): the job's data
 */
gpointer
lp_setup_borrow_prepare (LpSetup *setup);

/**
 * lp_setup_borrow_job_free:
 * @data: (transfer full): the job's data
 */
void
lp_setup_borrow_job_free (gpointer data);

/**
 * lp_setup_borrow_run:
 * @data: the job's data
 * @cancellable: (nullable): cancels
 * @error: return location; never set
 *
 * Asks for a token and tries it on both servers. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the #LpGrant; %NULL without an error of %LP_ERROR if none serves
 */
gpointer
lp_setup_borrow_run (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lp_setup_borrow_take:
 * @setup: the set-up
 * @result: (transfer full) (nullable): what the job found
 * @error: return location; never set
 *
 * Returns: %TRUE, never an error of %LP_ERROR
 */
gboolean
lp_setup_borrow_take (LpSetup *setup, gpointer result, GError **error);

/**
 * lp_setup_renew_is_needed:
 * @setup: a set-up with servers
 *
 * The step of the road that renews a token which a server refused (setup-renew.c).
 *
 * Returns: %TRUE if the proof ended in that, with a token of the keyring
 */
gboolean
lp_setup_renew_is_needed (LpSetup *setup);

/**
 * lp_setup_renew_prepare:
 * @setup: a set-up with a report
 *
 * Returns: (transfer full): the job's data
 */
gpointer
lp_setup_renew_prepare (LpSetup *setup);

/**
 * lp_setup_renew_job_free:
 * @data: (transfer full): the job's data
 */
void
lp_setup_renew_job_free (gpointer data);

/**
 * lp_setup_renew_run:
 * @data: the job's data
 * @cancellable: (nullable): cancels
 * @error: return location; never set
 *
 * Takes the refused token out of the keyring and has it renewed. Blocks; call it from a worker.
 *
 * Returns: (transfer full) (nullable): the #LpCredentials; %NULL without an error of %LP_ERROR if
 * there are none
 */
gpointer
lp_setup_renew_run (gpointer data, GCancellable *cancellable, GError **error);

/**
 * lp_setup_renew_take:
 * @setup: the set-up
 * @result: (transfer full) (nullable): the new token
 * @error: return location; never set
 *
 * Returns: %TRUE, never an error of %LP_ERROR
 */
gboolean
lp_setup_renew_take (LpSetup *setup, gpointer result, GError **error);

G_END_DECLS
