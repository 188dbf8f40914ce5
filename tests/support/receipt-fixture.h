/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/receipt.h"
#include "support/memory-keyring.h"

G_BEGIN_DECLS

/** A home, receipts, and a keyring that is a table. */
typedef struct {
  char *scratch;
  char *home;
  LpReceipts *receipts;
  MemoryKeyring keyring;
  LpKeyringHooks hooks;
} ReceiptFixture;

typedef void (*ReceiptTest) (ReceiptFixture *fixture, gconstpointer data);

/** A case and its name in the report. */
typedef struct {
  const char *path;
  ReceiptTest test;
} ReceiptCase;

/** Adds a case, which is given @data, and runs in an empty home of its own. */
void
receipt_fixture_add (const char *path, gconstpointer data, ReceiptTest test);

/** Adds cases and runs them, without a bus. Returns: the program's exit status */
int
receipt_fixture_run (int argc, char **argv, const ReceiptCase *cases, guint n_cases);

/** Returns: (transfer full): the path of @name in the home */
char *
receipt_fixture_at (const ReceiptFixture *fixture, const char *name);

/** Writes a file of the home. */
void
receipt_fixture_write_file (const ReceiptFixture *fixture, const char *name, const char *text);

/** Asserts what a file of the home holds; %NULL: there is none. */
void
receipt_fixture_assert_file (const ReceiptFixture *fixture, const char *name, const char *expected);

/** Adds a file of the home to a plan. */
void
receipt_fixture_add_file (const ReceiptFixture *fixture, LpPlan *plan, const char *name,
                          const char *before, const char *after);

/** Adds an item of the keyring to a plan. */
void
receipt_fixture_add_item (LpPlan *plan, const char *label);

/** Applies one plan or two, (transfer full). Returns: (transfer full) (nullable): the receipt */
char *
receipt_fixture_apply (ReceiptFixture *fixture, GPtrArray **results, LpPlan *first, LpPlan *second);

/** Returns: (transfer none): one of the results */
const LpClientResult *
receipt_fixture_result_at (GPtrArray *results, guint i);

/** Takes a receipt, or one client of it, back; asserts that it worked. */
void
receipt_fixture_undo (ReceiptFixture *fixture, const char *id, const char *client);

/** Asserts that a receipt cannot be taken back because of its first client. */
void
receipt_fixture_assert_conflict (ReceiptFixture *fixture, const char *id);

G_END_DECLS
