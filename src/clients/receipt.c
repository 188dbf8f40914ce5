/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was done, and for whom. Doing is in receipt-apply.c, taking back in receipt-undo.c; both go
 * through a session (receipt-session.c).
 *
 *     applying ─┬─▶ done ──▶ undoing ──▶ undone
 *               └─▶ reversed
 *
 * Each arrow is one line in the journal. What a crash leaves in "applying" is reversed, in "undoing" finished.
 */
#include "clients/receipt.h"

#include "clients/receipt-session.h"

LpReceipts *
lp_receipts_new (const char *state_dir)
{
  g_return_val_if_fail (state_dir && g_path_is_absolute (state_dir), NULL);

  LpReceipts *receipts = g_new0 (LpReceipts, 1);
  receipts->folder = g_build_filename (state_dir, "receipts", NULL);
  return receipts;
}

void
lp_receipts_free (LpReceipts *receipts)
{
  if (!receipts)
    return;
  g_free (receipts->folder);
  g_free (receipts);
}

void
lp_receipts_set_places (LpReceipts *receipts, const LpPlaces *places)
{
  g_return_if_fail (receipts);

  receipts->places = places;
}

void
lp_client_result_free (LpClientResult *result)
{
  if (!result)
    return;
  g_free (result->client_id);
  g_ptr_array_unref (result->files);
  g_free (result->message);
  g_free (result);
}

void
lp_receipt_free (LpReceipt *receipt)
{
  if (!receipt)
    return;
  g_free (receipt->id);
  g_free (receipt->account_id);
  g_free (receipt->address);
  g_ptr_array_unref (receipt->clients);
  g_free (receipt->damage);
  g_free (receipt);
}

static LpReceipt *
receipt_from_journal (const LpJournal *journal)
{
  LpReceipt *receipt = g_new0 (LpReceipt, 1);
  receipt->id = g_strdup (journal->id);
  receipt->time = journal->time;
  receipt->account_id = g_strdup (journal->account_id ? journal->account_id : "");
  receipt->address = g_strdup (journal->address ? journal->address : "");
  receipt->clients = g_ptr_array_new_with_free_func (g_free);
  receipt->damage = g_strdup (journal->damage);
  receipt->undone = !journal->damage && !lp_journal_has_phase (journal, LP_PHASE_DONE);
  for (guint i = 0; i < journal->clients->len; i++) {
    const LpJournalClient *client = g_ptr_array_index (journal->clients, i);
    if (client->phase == LP_PHASE_DONE || (receipt->undone && client->phase == LP_PHASE_UNDONE))
      g_ptr_array_add (receipt->clients, g_strdup (client->id));
  }
  return receipt;
}

GPtrArray *
lp_receipts_list (LpReceipts *receipts, GError **error)
{
  g_return_val_if_fail (receipts, NULL);

  g_autoptr (GPtrArray) journals = lp_receipts_load_all (receipts);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_receipt_free);
  for (guint i = journals->len; i > 0; i--)
    g_ptr_array_add (list, receipt_from_journal (g_ptr_array_index (journals, i - 1)));
  return list;
}

static gboolean
has_item (GPtrArray *items, const LpSecretItem *item)
{
  for (guint i = 0; i < items->len; i++)
    if (lp_secret_item_equal (g_ptr_array_index (items, i), item))
      return TRUE;
  return FALSE;
}

static void
collect_items (GPtrArray *items, const LpJournalClient *client)
{
  for (guint i = 0; i < client->steps->len; i++) {
    const LpStep *step = g_ptr_array_index (client->steps, i);
    if (step->item && step->is_done && !has_item (items, step->item))
      g_ptr_array_add (items, lp_secret_item_copy (step->item));
  }
}

GPtrArray *
lp_receipts_list_items (LpReceipts *receipts, const char *account_id)
{
  g_return_val_if_fail (receipts && account_id, NULL);

  g_autoptr (GPtrArray) journals = lp_receipts_load_all (receipts);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_secret_item_free);
  for (guint i = 0; i < journals->len; i++) {
    const LpJournal *journal = g_ptr_array_index (journals, i);
    if (g_strcmp0 (journal->account_id, account_id) != 0)
      continue;
    for (guint j = 0; j < journal->clients->len; j++) {
      const LpJournalClient *client = g_ptr_array_index (journal->clients, j);
      if (client->phase == LP_PHASE_DONE)
        collect_items (items, client);
    }
  }
  return items;
}
