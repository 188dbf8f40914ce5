/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/**
 * LpAhead:
 *
 * Connections that stand ready while a password is being typed: both servers and the unauthenticated
 * proof. Nobody's connections are held for long: they close when nothing was typed for a minute, and
 * open again with the next key.
 */
typedef struct _LpAhead LpAhead;

/**
 * lp_ahead_new:
 *
 * Returns: (transfer full): without connections
 */
LpAhead *
lp_ahead_new (void);

/**
 * lp_ahead_free:
 * @ahead: (nullable) (transfer full): closes what is open
 */
void
lp_ahead_free (LpAhead *ahead);

/**
 * lp_ahead_keep_open:
 * @ahead: connections
 * @setup: (transfer none): a set-up whose account has servers
 *
 * A key was pressed: opens the connections unless they are open, for another minute.
 */
void
lp_ahead_keep_open (LpAhead *ahead, LpSetup *setup);

/**
 * lp_ahead_close:
 * @ahead: (nullable): connections
 *
 * Closes them: the address changed, or the person went elsewhere.
 */
void
lp_ahead_close (LpAhead *ahead);

/**
 * lp_ahead_hand_over:
 * @ahead: connections
 *
 * Leaves them to the check, which goes on with them.
 */
void
lp_ahead_hand_over (LpAhead *ahead);

G_END_DECLS
