/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/plan.h"

G_BEGIN_DECLS

/**
 * LpKeyringHooks:
 * @find: says in @is_there whether the keyring has the item already: one that was there before
 *   Letterplate is filled anew when applying, and stays when that is taken back
 * @store: stores the item's secret, or the new secret in an item that is there
 * @remove: removes an item; one that is not there is no error
 * @get_secret: (nullable): a side's secret for a call that needs it, or %NULL; valid as long as the
 *   run. There is none when something is taken back.
 * @data: given to all
 *
 * How the keyring is reached from here. setup.c fills this in: clients and secrets stay strangers.
 * All block and run on the thread that applies.
 */
typedef struct {
  gboolean (*find) (const LpSecretItem *item, gboolean *is_there, gpointer data,
                    GCancellable *cancellable, GError **error);
  gboolean (*store) (const LpSecretItem *item, gpointer data, GCancellable *cancellable,
                     GError **error);
  gboolean (*remove) (const LpSecretItem *item, gpointer data, GCancellable *cancellable,
                      GError **error);
  const char *(*get_secret) (LpSide side, gpointer data);
  gpointer data;
} LpKeyringHooks;

/** What a client's own test of the account said. */
typedef enum { LP_TEST_NONE, LP_TEST_PASSED, LP_TEST_FAILED } LpTest;

/**
 * LpLeft:
 * @LP_LEFT_ALONE: as before: nothing was begun, or all of it was put back
 * @LP_LEFT_HALF_WAY: changed in part; the next start goes on with it
 * @LP_LEFT_BY_HAND: what can be done is done; the person does the rest
 *
 * How a client is left that was not done.
 */
typedef enum { LP_LEFT_ALONE, LP_LEFT_HALF_WAY, LP_LEFT_BY_HAND } LpLeft;

/**
 * LpClientResult:
 * @client_id: the client
 * @done: everything of its plan is done
 * @left: how it is left if not
 * @unchanged: nothing had to be done
 * @files: (element-type utf8): files that were written or removed
 * @test: what the client's own test said, see lp_run_own_test()
 * @message: (nullable): translated sentence if it was not done, which also tells what is not left
 *   alone, or if the test failed
 */
typedef struct {
  char *client_id;
  gboolean done;
  LpLeft left;
  gboolean unchanged;
  LpTest test;
  GPtrArray *files;
  char *message;
} LpClientResult;

/**
 * LpReceipt:
 * @id: its name, sortable by time
 * @time: seconds since 1970
 * @account_id: the account
 * @address: its address
 * @clients: (element-type utf8): ids of the clients that were written
 * @undone: it was taken back
 * @damage: (nullable): translated sentences that say why it cannot be taken back, and what to do;
 *   of such a one @clients may be missing some, and @account_id and @address are empty if unknown
 *
 * What one applied set-up left behind: a folder below $XDG_STATE_HOME/letterplate/receipts with the
 * journal and the backups. This is its short form.
 */
typedef struct {
  char *id;
  gint64 time;
  char *account_id;
  char *address;
  GPtrArray *clients;
  gboolean undone;
  char *damage;
} LpReceipt;

/**
 * LpReceipts:
 *
 * The folder of receipts, locked against a second Letterplate while one applies or undoes.
 */
typedef struct _LpReceipts LpReceipts;

/**
 * lp_receipts_new:
 * @state_dir: the folder that holds "receipts", usually $XDG_STATE_HOME/letterplate
 *
 * Returns: (transfer full): the receipts; the folder is made when it is first needed
 */
LpReceipts *
lp_receipts_new (const char *state_dir);

/**
 * lp_receipts_free:
 * @receipts: (nullable) (transfer full): receipts
 */
void
lp_receipts_free (LpReceipts *receipts);

/**
 * lp_receipts_set_places:
 * @receipts: receipts
 * @places: (nullable): where the clients' files are; must outlive @receipts
 *
 * With places, each client is asked right before it is written whether it runs, and one that
 * rewrites its own files is asked how its account is taken out of them. Without, only files count.
 */
void
lp_receipts_set_places (LpReceipts *receipts, const LpPlaces *places);

/**
 * lp_receipts_recover:
 * @receipts: receipts
 * @hooks: how to reach the keyring
 * @n_recovered: (out) (optional): clients that were finished or reversed
 * @cancellable: (nullable): cancels between two operations
 * @error: return location
 *
 * Finishes or reverses what an interrupted apply or undo left open. Call it before anything else.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR; %G_IO_ERROR_INVALID_DATA and translated
 *   sentences, once, if what was left open is damaged and stays as it is: the rest can go on
 */
gboolean
lp_receipts_recover (LpReceipts *receipts, const LpKeyringHooks *hooks, guint *n_recovered,
                     GCancellable *cancellable, GError **error);

/**
 * lp_receipts_apply:
 * @receipts: receipts
 * @account_id: the account's id
 * @address: its address
 * @plans: (element-type LpPlan): one for each client, in order
 * @hooks: how to reach the keyring
 * @on_client: (nullable): called on this thread before (@result %NULL) and after each client
 * @data: given to @on_client
 * @results: (out) (element-type LpClientResult) (transfer full): one for each plan
 * @cancellable: (nullable): between two clients: stops; within one: puts the one in hand back
 * @error: return location
 *
 * Does what the plans say. One client is all or nothing; one that fails is put back and the next
 * goes on. A file that changed since the plan was made stops its client. Every operation has a line
 * in the journal before and after it. Blocks.
 *
 * Returns: (transfer full) (nullable): the receipt's id, %NULL with @error unset if nothing was
 * changed, or %NULL with an error of %G_IO_ERROR if the journal could not even be begun
 */
char *
lp_receipts_apply (LpReceipts *receipts, const char *account_id, const char *address,
                   GPtrArray *plans, const LpKeyringHooks *hooks,
                   void (*on_client) (const char *client_id, const LpClientResult *result,
                                      gpointer data),
                   gpointer data, GPtrArray **results, GCancellable *cancellable, GError **error);

/**
 * lp_receipts_undo:
 * @receipts: receipts
 * @receipt_id: (nullable): which; %NULL for the last that is not undone
 * @client_id: (nullable): only this client; %NULL for all
 * @hooks: how to reach the keyring
 * @results: (out) (element-type LpClientResult) (transfer full): one for each client
 * @cancellable: (nullable): cancels between two clients
 * @error: return location
 *
 * Takes a set-up back. A file that is as we left it gets its old contents byte for byte; one that
 * was changed since loses our lines only (three-way); where that is not safe it is left alone and
 * the result says so. An item of the keyring that another receipt still needs stays. Blocks.
 *
 * Returns: %TRUE if everything was taken back, else %FALSE with @error, %G_IO_ERROR_INVALID_DATA for
 *   a receipt that is damaged; the last one may be that, too; %LP_ERROR with what the keyring said
 */
gboolean
lp_receipts_undo (LpReceipts *receipts, const char *receipt_id, const char *client_id,
                  const LpKeyringHooks *hooks, GPtrArray **results, GCancellable *cancellable,
                  GError **error);

/**
 * lp_receipts_list:
 * @receipts: receipts
 * @error: return location
 *
 * Returns: (transfer full) (element-type LpReceipt) (nullable): all receipts, newest first; %NULL
 * with an error of %G_IO_ERROR
 */
GPtrArray *
lp_receipts_list (LpReceipts *receipts, GError **error);

/**
 * lp_receipts_list_items:
 * @receipts: receipts
 * @account_id: the account's id
 *
 * Lists the items of the keyring that were written for an account and not taken back: all places that a new
 * password has to go to. Blocks.
 *
 * Returns: (transfer full) (element-type LpSecretItem): the items, each once
 */
GPtrArray *
lp_receipts_list_items (LpReceipts *receipts, const char *account_id);

/**
 * lp_client_result_free:
 * @result: (nullable) (transfer full): a result
 */
void
lp_client_result_free (LpClientResult *result);

/**
 * lp_receipt_free:
 * @receipt: (nullable) (transfer full): a receipt
 */
void
lp_receipt_free (LpReceipt *receipt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpReceipts, lp_receipts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpClientResult, lp_client_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpReceipt, lp_receipt_free)

G_END_DECLS
