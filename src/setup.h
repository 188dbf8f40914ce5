/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/explain.h"
#include "check/report.h"
#include "clients/client.h"
#include "clients/receipt.h"
#include "discovery/discovery.h"
#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * LpSetup:
 *
 * Owns the account and walks it down the road:
 *
 *     address -> discover -> probe -> verify -> plan -> apply -> receipt (undo)
 *
 * Both faces, window and command line, talk to this and to nothing below it. All calls are made on
 * one thread with a main context; none blocks. Results of a run that was overtaken (the address
 * changed) end in %G_IO_ERROR_CANCELLED.
 *
 * Signals, all in the thread's main context:
 *
 * - `stage (LpServer *server, guint stage, LpStageResult *result)`: a stage of a conversation
 * begins (result %NULL) or ended
 * - `browser (const char *url)`: this page is to be opened in the system's browser
 * - `device-code (const char *url, const char *code, const char *complete_url)`: what the person types on another
 *   device; the last one, with the code in it, may be %NULL
 * - `client (const char *client_id, LpClientResult *result)`: a client is being written (result
 * %NULL) or was
 */
#define LP_TYPE_SETUP (lp_setup_get_type ())
G_DECLARE_FINAL_TYPE (LpSetup, lp_setup, LP, SETUP, GObject)

/**
 * LpSetupOptions:
 * @offline: discovery asks only this machine
 * @allow_plaintext: the person said yes to unencrypted connections
 * @keep_settings: try settings as they are and put nothing right: an existing account is tested
 * as it is
 * @receive_only: the account has no outgoing server
 * @may_unlock: the person may be asked to unlock the keyring
 * @timeout_ms: milliseconds for one reply (0: 30,000)
 * @ca_file: (nullable): a further certificate authority, absolute path
 * @elsewhere: (nullable): recipient in another domain for the proof of outgoing sign-in
 * @state_dir: (nullable): instead of $XDG_STATE_HOME/letterplate
 * @data_dir: (nullable): instead of the installed tables
 * @knock_at_all: discovery ends only when it is known of all candidates whether they answer
 * @thunderbird_add_on: the person wants Thunderbird to get our add-on, which asks the keyring
 */
typedef struct {
  gboolean offline;
  gboolean allow_plaintext;
  gboolean keep_settings;
  gboolean receive_only;
  gboolean may_unlock;
  gboolean knock_at_all;
  gboolean thunderbird_add_on;
  guint timeout_ms;
  const char *ca_file;
  const char *elsewhere;
  const char *state_dir;
  const char *data_dir;
} LpSetupOptions;

/**
 * lp_setup_new:
 * @options: (nullable): options; strings are copied
 *
 * Returns: (transfer full): a set-up without an address
 */
LpSetup *
lp_setup_new (const LpSetupOptions *options);

/**
 * lp_setup_set_address:
 * @setup: a set-up
 * @address: whose account
 *
 * Begins anew with this address: candidates, servers and open connections of another address are
 * dropped; name and credentials stay.
 */
void
lp_setup_set_address (LpSetup *setup, const LpAddress *address);

/**
 * lp_setup_set_name:
 * @setup: a set-up
 * @name: (nullable): the person's name for outgoing mail
 */
void
lp_setup_set_name (LpSetup *setup, const char *name);

/**
 * lp_setup_set_credentials:
 * @setup: a set-up
 * @side: whose secret; the outgoing one, if it is not set, is the incoming one
 * @credentials: (nullable): the secret; %NULL forgets it
 *
 * The last report is dropped: it was proved with another secret.
 */
void
lp_setup_set_credentials (LpSetup *setup, LpSide side, LpCredentials *credentials);

/**
 * lp_setup_has_credentials:
 * @setup: a set-up
 * @side: whose secret
 *
 * Returns: %TRUE if there is a secret for that side
 */
gboolean
lp_setup_has_credentials (LpSetup *setup, LpSide side);

/**
 * lp_setup_set_allow_plaintext:
 * @setup: a set-up
 * @allow: the person said yes to unencrypted connections
 *
 * Counts from the next connection on, for this address and the servers that were given.
 */
void
lp_setup_set_allow_plaintext (LpSetup *setup, gboolean allow);

/**
 * lp_setup_needs_consent:
 * @setup: a set-up
 *
 * Returns: %TRUE if the servers came over a way that nobody protected, so that the person has to
 * see and accept them before a secret goes there; lp_setup_check_async() does not ask, but ends
 * in %LP_VERDICT_CONSENT_REQUIRED
 */
gboolean
lp_setup_needs_consent (LpSetup *setup);

/**
 * lp_setup_give_consent:
 * @setup: a set-up
 *
 * The person has seen the account's servers and accepts them.
 */
void
lp_setup_give_consent (LpSetup *setup);

/**
 * lp_setup_set_keep_settings:
 * @setup: a set-up
 * @keep: as LpSetupOptions.keep_settings
 *
 * Counts from the next check on.
 */
void
lp_setup_set_keep_settings (LpSetup *setup, gboolean keep);

/**
 * lp_setup_set_account:
 * @setup: a set-up
 * @account: the account as edited or read from somewhere
 *
 * Takes the settings of @account instead of discovered ones; joins the road at probe.
 */
void
lp_setup_set_account (LpSetup *setup, const LpAccount *account);

/**
 * lp_setup_set_given:
 * @setup: a set-up
 * @incoming: (nullable): a server the person named, host and port at least; a missing user is
 * filled in by discovery
 * @outgoing: (nullable): the same for sending
 *
 * Overrides one or both servers; the other still comes from discovery.
 */
void
lp_setup_set_given (LpSetup *setup, const LpServer *incoming, const LpServer *outgoing);

/**
 * lp_setup_accept_suggestion:
 * @setup: a set-up
 * @suggestion: one of the last report's that was not applied
 *
 * The person wants it: the account gets its setting, and the next report says whether it was the right one. A way to
 * sign in counts for the other server too, if that had the same.
 */
void
lp_setup_accept_suggestion (LpSetup *setup, const LpSuggestion *suggestion);

/**
 * lp_setup_get_account:
 * @setup: a set-up
 *
 * Returns: (transfer none) (nullable): the account as it stands; %NULL before an address is set
 */
const LpAccount *
lp_setup_get_account (LpSetup *setup);

/**
 * lp_setup_get_candidates:
 * @setup: a set-up
 *
 * Returns: (transfer none) (element-type LpCandidate) (nullable): what discovery found, best first
 */
GPtrArray *
lp_setup_get_candidates (LpSetup *setup);

/**
 * lp_setup_get_report:
 * @setup: a set-up
 *
 * Returns: (transfer none) (nullable): the report of the last check
 */
const LpReport *
lp_setup_get_report (LpSetup *setup);

/**
 * lp_setup_dup_transcript:
 * @setup: a set-up
 *
 * Returns: (transfer full): everything said to servers since the address was set; no secrets in it
 */
char *
lp_setup_dup_transcript (LpSetup *setup);

/**
 * lp_setup_discover_async:
 * @setup: a set-up with an address
 * @cancellable: (nullable): cancels
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Finds settings, asks the servers without a password which of them answer, and puts the best into
 * the account. Of what this computer knows by itself (table, local files) the best is taken unasked.
 */
void
lp_setup_discover_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);

/**
 * lp_setup_discover_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if the account has servers now; else %FALSE with %LP_ERROR
 */
gboolean
lp_setup_discover_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_open_connections:
 * @setup: a set-up whose account has servers
 *
 * Opens the connections ahead of lp_setup_check_async(), which then goes on with them: while the
 * password is still being typed. Does nothing if they are open. Sends no secret.
 */
void
lp_setup_open_connections (LpSetup *setup);

/**
 * lp_setup_close_connections:
 * @setup: a set-up
 *
 * Closes what lp_setup_open_connections() opened; for a page that is left.
 */
void
lp_setup_close_connections (LpSetup *setup);

/**
 * lp_setup_check_async:
 * @setup: a set-up with an address
 * @cancellable: (nullable): cancels; felt at once
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Proves on the servers that receiving and sending work; discovers first if there are no servers
 * yet.
 */
void
lp_setup_check_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data);

/**
 * lp_setup_check_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the report, whatever its verdict; %NULL with %LP_ERROR if
 * there was nothing to check or it was cancelled
 */
LpReport *
lp_setup_check_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_load_credentials_async:
 * @setup: a set-up whose account has servers
 * @cancellable: (nullable): cancels
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Takes the secrets of the account's servers out of the keyring, whoever put them there.
 */
void
lp_setup_load_credentials_async (LpSetup *setup, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_load_credentials_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if the incoming server's secret was found (or, where there is none, the outgoing
 * one's); else %FALSE with %LP_ERROR, or %G_IO_ERROR_NOT_FOUND if the keyring has none
 */
gboolean
lp_setup_load_credentials_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_store_credentials_async:
 * @setup: a set-up whose account has an id, and the new secret
 * @cancellable: (nullable): cancels before it is begun
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Puts the secret into every item of the keyring that was written for this account, for all its clients at once.
 */
void
lp_setup_store_credentials_async (LpSetup *setup, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_store_credentials_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: how many items have the new secret, or -1 with %LP_ERROR or what libsecret said
 */
int
lp_setup_store_credentials_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_find_account_async:
 * @setup: a set-up
 * @name: an account's short id or its address
 * @cancellable: (nullable): cancels
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Takes an account as the mail apps of this computer have it, halves of several put together; those
 * that Letterplate wrote come first.
 */
void
lp_setup_find_account_async (LpSetup *setup, const char *name, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_find_account_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if the account was found and taken; else %FALSE with %G_IO_ERROR_NOT_FOUND and a
 * translated sentence
 */
gboolean
lp_setup_find_account_finish (LpSetup *setup, GAsyncResult *result, GError **error);

/**
 * lp_setup_plan:
 * @setup: a set-up whose account has servers
 * @client_id: a client
 * @error: return location
 *
 * Describes what would be written for one client: its files and the items of the keyring. Reads
 * small files.
 *
 * Returns: (transfer full) (nullable): the plan, or %NULL with a translated sentence
 */
LpPlan *
lp_setup_plan (LpSetup *setup, const char *client_id, GError **error);

/**
 * lp_setup_take_clear_text:
 * @setup: a set-up with an account
 * @client_id: a client
 *
 * Where the client has this very account with its password in clear text in a file, that password is the set-up's
 * from now on. If the account also takes over, lp_setup_plan() moves it into the keyring. Blocks shortly.
 *
 * Returns: %TRUE if no other password is needed
 */
gboolean
lp_setup_take_clear_text (LpSetup *setup, const char *client_id);

/**
 * lp_setup_apply_async:
 * @setup: a set-up whose account has servers
 * @client_ids: (array zero-terminated=1): clients to write
 * @cancellable: (nullable): puts back the client in hand and stops
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Stores the secrets in the keyring and writes the clients, each all or nothing.
 */
void
lp_setup_apply_async (LpSetup *setup, const char *const *client_ids, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_apply_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @receipt_id: (out) (transfer full) (nullable): the receipt; %NULL if nothing was changed
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpClientResult) (nullable): what became of each client, or
 * %NULL with an error
 */
GPtrArray *
lp_setup_apply_finish (LpSetup *setup, GAsyncResult *result, char **receipt_id, GError **error);

/**
 * lp_setup_undo_async:
 * @setup: a set-up
 * @receipt_id: (nullable): which; %NULL for the last
 * @client_id: (nullable): only this client
 * @cancellable: (nullable): cancels between two clients
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Takes a set-up back.
 */
void
lp_setup_undo_async (LpSetup *setup, const char *receipt_id, const char *client_id,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_undo_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @results: (out) (transfer full) (element-type LpClientResult) (nullable): what became of each
 * client
 * @error: return location
 *
 * Returns: %TRUE if everything was taken back; %FALSE with an error of %LP_ERROR or %G_IO_ERROR
 */
gboolean
lp_setup_undo_finish (LpSetup *setup, GAsyncResult *result, GPtrArray **results, GError **error);

/**
 * lp_setup_recover_async:
 * @setup: a set-up
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Finishes or reverses what an interrupted apply left. Both faces call it first.
 */
void
lp_setup_recover_async (LpSetup *setup, GAsyncReadyCallback callback, gpointer user_data);

/**
 * lp_setup_recover_finish:
 * @setup: a set-up
 * @result: what the callback was given
 * @n_recovered: (out) (optional): clients that were finished or reversed
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with an error, %G_IO_ERROR_INVALID_DATA and translated sentences if a
 *   record is damaged: that one stays as it is, the rest can go on
 */
gboolean
lp_setup_recover_finish (LpSetup *setup, GAsyncResult *result, guint *n_recovered, GError **error);

/**
 * lp_setup_list_receipts:
 * @setup: a set-up
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpReceipt) (nullable): what was applied before, newest
 * first; %NULL with an error of %G_IO_ERROR
 */
GPtrArray *
lp_setup_list_receipts (LpSetup *setup, GError **error);

/**
 * lp_setup_get_places:
 * @setup: a set-up
 *
 * Returns: (transfer none): where the clients' files are
 */
const LpPlaces *
lp_setup_get_places (LpSetup *setup);

G_END_DECLS
