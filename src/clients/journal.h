/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/plan.h"

G_BEGIN_DECLS

/** How far a client has come. In the first and the last but one it is open: a crash left it half
 * done. */
typedef enum {
  LP_PHASE_APPLYING,
  LP_PHASE_DONE,
  LP_PHASE_REVERSED, /* it failed and was put back */
  LP_PHASE_UNDOING,
  LP_PHASE_UNDONE,
  LP_N_PHASES
} LpPhase;

/**
 * LpStep:
 * @number: its number in the journal
 * @kind: what it does
 * @path: FILE, FOLDER: as the client names it
 * @has_before: FILE: there was such a file
 * @has_after: FILE: there is one afterwards
 * @mode: FILE, FOLDER: permissions of what has to be made anew
 * @folders: (element-type utf8): folders that were made for it, outermost first
 * @item: (nullable): KEYRING: the item
 * @was_there: KEYRING: the item was there before Letterplate
 * @inverse: (nullable): DBUS: the call that takes it back
 * @is_started: it was begun
 * @is_done: it was finished
 *
 * One operation as the journal has it.
 */
typedef struct {
  guint number;
  LpOperationKind kind;
  char *path;
  gboolean has_before;
  gboolean has_after;
  guint mode;
  GPtrArray *folders;
  LpSecretItem *item;
  gboolean was_there;
  LpDbusCall *inverse;
  gboolean is_started;
  gboolean is_done;
} LpStep;

/**
 * LpJournalClient:
 * @id: the client
 * @phase: how far it has come; with the end of its last step it is done
 * @steps: (element-type LpStep): its operations
 * @n_steps: how many operations its plan has
 */
typedef struct {
  char *id;
  LpPhase phase;
  GPtrArray *steps;
  guint n_steps;
} LpJournalClient;

/**
 * LpJournal:
 * @id: the receipt's id
 * @folder: where the journal and its backups lie
 * @time: seconds since 1970
 * @account_id: the account
 * @address: its address
 * @clients: (element-type LpJournalClient): the clients in order
 * @n_steps: how many steps all clients have together
 * @damage: (nullable): translated sentences that say what is wrong with the file, and what to do. The
 *   rest is what could be read of it: nothing may be done or taken back from that.
 * @is_uncertain: the disk failed so badly that the file may say more than this
 *
 * The journal of one receipt: a text file with one line for each thing that is going to be done or
 * was done, brought to the disk before the next thing is begun. A line is a #GVariant in text form,
 * a word and its values. A last line without its end was being written when the power went, and
 * counts as not written.
 *
 * A secret never gets here: not the calls, only their inverses; not the items, only their
 * attributes.
 */
typedef struct {
  char *id;
  char *folder;
  gint64 time;
  char *account_id;
  char *address;
  GPtrArray *clients;
  guint n_steps;
  char *damage;
  gboolean is_uncertain;
} LpJournal;

/**
 * lp_phase_get_name:
 * @phase: a phase
 *
 * Returns: (transfer none): its word in the journal
 */
const char *
lp_phase_get_name (LpPhase phase);

/**
 * lp_journal_clients_new:
 *
 * Returns: (transfer full) (element-type LpJournalClient): an empty list
 */
GPtrArray *
lp_journal_clients_new (void);

/**
 * lp_journal_take_line:
 * @journal: a journal
 * @word: a line's word
 * @values: its values, of type a{sv}
 *
 * Brings the picture of the journal up to date by one line. The writer goes through here, too, so
 * that the picture in memory is the one that a reader will get.
 *
 * Returns: %FALSE if the line is damaged: its word is unknown, one of its values is missing or cannot be, or it speaks
 *   of a step or client that the journal does not have. What can be understood of it counts all the same
 */
gboolean
lp_journal_take_line (LpJournal *journal, const char *word, GVariant *values);

/**
 * lp_journal_begin:
 * @folder: the receipt's folder, which must not exist yet
 * @account_id: the account
 * @address: its address
 * @error: return location
 *
 * Makes the folder and begins the journal. Blocks.
 *
 * Returns: (transfer full) (nullable): the journal, or %NULL with an error of %G_IO_ERROR
 */
LpJournal *
lp_journal_begin (const char *folder, const char *account_id, const char *address, GError **error);

/**
 * lp_journal_new:
 * @folder: the receipt's folder
 *
 * Returns: (transfer full): a journal without a line, of which nothing is on the disk
 */
LpJournal *
lp_journal_new (const char *folder);

/**
 * lp_journal_load:
 * @folder: the receipt's folder
 *
 * Reads a journal. Blocks.
 *
 * Returns: (transfer full) (nullable): the journal, a damaged one with its damage; %NULL if it was
 *   not even begun, so that nothing of the receipt had been done
 */
LpJournal *
lp_journal_load (const char *folder);

/**
 * lp_journal_free:
 * @journal: (nullable) (transfer full): a journal
 */
void
lp_journal_free (LpJournal *journal);

/**
 * lp_journal_find:
 * @journals: (element-type LpJournal): journals
 * @id: a receipt's id
 *
 * Returns: (transfer none) (nullable): the journal of that receipt
 */
LpJournal *
lp_journal_find (GPtrArray *journals, const char *id);

/**
 * lp_journal_has_phase:
 * @journal: a journal
 * @phase: a phase
 *
 * Returns: %TRUE if one of its clients is in that phase
 */
gboolean
lp_journal_has_phase (const LpJournal *journal, LpPhase phase);

/**
 * lp_journal_add_client:
 * @journal: a journal
 * @plan: what is going to be done
 * @error: return location
 *
 * Writes the backups and one line for each operation of the plan. Blocks.
 *
 * Returns: (transfer none) (nullable): the client, or %NULL with an error of %G_IO_ERROR
 */
LpJournalClient *
lp_journal_add_client (LpJournal *journal, const LpPlan *plan, GError **error);

/**
 * lp_journal_set_phase:
 * @journal: a journal
 * @client: one of its clients
 * @phase: how far it has come
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR and nothing changed
 */
gboolean
lp_journal_set_phase (LpJournal *journal, LpJournalClient *client, LpPhase phase, GError **error);

/**
 * lp_journal_start_step:
 * @journal: a journal
 * @step: a step that is going to be done
 * @was_there: KEYRING: the item was there before Letterplate
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_journal_start_step (LpJournal *journal, LpStep *step, gboolean was_there, GError **error);

/**
 * lp_journal_add_folder:
 * @journal: a journal
 * @step: the step that needs it
 * @folder: a folder that is going to be made
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_journal_add_folder (LpJournal *journal, LpStep *step, const char *folder, GError **error);

/**
 * lp_journal_finish_step:
 * @journal: a journal
 * @step: a step that was done
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_journal_finish_step (LpJournal *journal, LpStep *step, GError **error);

/**
 * lp_journal_read_backup:
 * @journal: a journal
 * @step: a step with a file
 * @after: %TRUE for what was written, %FALSE for what was there before
 * @contents: (out) (transfer full) (nullable): the contents; %NULL: no such file
 * @error: return location
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_journal_read_backup (const LpJournal *journal, const LpStep *step, gboolean after,
                        GBytes **contents, GError **error);

/**
 * lp_journal_replace_backup:
 * @journal: a journal
 * @step: a step with a file
 * @after: which of its backups; one that it has
 * @contents: (nullable): the new contents; %NULL, only for the one before: there was no file
 * @error: return location
 *
 * For a receipt on top of one that was taken back: what it found and what it left are both without
 * that one's lines now. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_journal_replace_backup (LpJournal *journal, LpStep *step, gboolean after, GBytes *contents,
                           GError **error);

/**
 * lp_journal_drop_backups:
 * @journal: a journal whose clients are all taken back
 *
 * Removes the copies of the person's files. Blocks.
 */
void
lp_journal_drop_backups (const LpJournal *journal);

/**
 * lp_journal_remove:
 * @folder: a receipt's folder
 *
 * Removes the receipt: nothing of it was done. Blocks.
 */
void
lp_journal_remove (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpJournal, lp_journal_free)

G_END_DECLS
