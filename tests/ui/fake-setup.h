/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-sign-in.h"
#include "story.h"

struct _LpSetup {
  GObject parent_instance;

  const Story *story;
  LpAccount *account;
  GPtrArray *candidates;
  LpReport *report;
  LpPlaces *places;
  char *name;
  gboolean has_password;
  gboolean has_consent;
  gboolean without_keyring;
  guint n_checks;
  guint n_receipts;
};

/* Milliseconds between two events of a story. */
guint
fake_get_speed (void);

/* A timeout that waits until its task is cancelled. */
gboolean
fake_on_hanging (gpointer data);

/* An idle function that answers its task with %TRUE. */
gboolean
fake_on_done (gpointer data);
