/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "script.h"

G_BEGIN_DECLS

/** Plays a talk's server on one end of a socket pair, on a thread of its own. @patient: wait a moment before the server's
 *  turn, so that a client that speaks out of turn is caught. */
typedef struct _Player Player;

Player *
player_start (const Talk *talk, int fd, gboolean patient);

/** Waits for the end. (transfer full) (nullable): what the client did wrong; %NULL if all went as
 * written. */
char *
player_finish (Player *player);

G_END_DECLS
