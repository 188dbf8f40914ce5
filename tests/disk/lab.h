/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"
#include "clients/receipt.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define N_CLIENTS 2

/** States a person's things can be in: bit i says that client i is set up. */
#define N_STATES (1 << N_CLIENTS)

/**
 * Lab:
 * @scratch: all but the following
 * @other: a folder on another disk
 * @person: home and keyring: what has to come back
 * @home: the home folder
 * @keyring: a folder with a file for each item, which outlives the process
 * @state: where the receipts are
 * @client_ids: the clients that are set up in this home
 * @trees: what the person's things look like in each state
 *
 * A person whose programs are set up again and again.
 */
typedef struct {
  char *scratch;
  char *other;
  char *person;
  char *home;
  char *keyring;
  char *state;
  const char *const *client_ids;
  LpPlaces *places;
  LpAccount *account;
  LpReceipts *receipts;
  LpKeyringHooks hooks;
  GHashTable *trees[N_STATES];
} Lab;

/**
 * lab_new:
 *
 * Returns: (transfer full): a lab
 */
Lab *
lab_new (void);

/**
 * lab_free:
 * @lab: (transfer full): goes with its folders
 */
void
lab_free (Lab *lab);

/**
 * lab_get_home_name:
 * @home: number of a kind of home, from 0
 *
 * Returns: (transfer none) (nullable): what it is called; %NULL after the last
 */
const char *
lab_get_home_name (guint home);

/**
 * lab_reset:
 * @lab: a lab
 * @home: the kind of home it begins with anew
 */
void
lab_reset (Lab *lab, guint home);

/**
 * lab_fork:
 * @lab: a lab
 *
 * Begins a process that may apply, take back and recover: it has a connection of its own to the session bus where
 * the home has one. The parent never opens any, as a connection does not survive fork().
 *
 * Returns: 0 in the child, which ends with _exit(); its id in the parent
 */
pid_t
lab_fork (const Lab *lab);

/**
 * lab_read:
 * @lab: a lab
 *
 * Returns: (transfer full): the person's things as they are now
 */
GHashTable *
lab_read (const Lab *lab);

G_END_DECLS
