/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/dialogue-private.h"
#include "protocol/pop3-parse.h"

G_BEGIN_DECLS

/**
 * lp_pop3_read_reply:
 * @dialogue: a dialogue
 * @reply: (out caller-allocates): the reply's first line; clear it in any case
 * @error: return location
 *
 * Reads one reply's first line. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_pop3_read_reply (LpDialogue *dialogue, LpPop3Reply *reply, GError **error);

/**
 * lp_pop3_read_capabilities:
 * @dialogue: a dialogue that has sent CAPA
 * @error: return location
 *
 * Reads the reply to CAPA (RFC 2449 §5); without one nothing is known to be offered. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_pop3_read_capabilities (LpDialogue *dialogue, GError **error);

/**
 * lp_pop3_dup_words:
 * @reply: a reply
 *
 * Returns: (transfer full): the server's words: "-ERR [AUTH] Sorry"
 */
char *
lp_pop3_dup_words (const LpPop3Reply *reply);

/**
 * lp_pop3_prove:
 * @dialogue: a dialogue that is signed in
 * @error: return location
 *
 * Counts the messages and finds out whether a copy can be left on the server. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_pop3_prove (LpDialogue *dialogue, GError **error);

/**
 * lp_pop3_dup_riders:
 * @dialogue: a dialogue whose next line ends the sign-in
 *
 * Returns: (transfer full) (nullable): the questions of the proof, for a server that takes several
 * commands at once (RFC 2449 §6.8)
 */
char *
lp_pop3_dup_riders (LpDialogue *dialogue);

/**
 * lp_pop3_skip_riders:
 * @dialogue: a dialogue whose sign-in was refused
 * @error: return location
 *
 * Reads the replies to what went with the refused sign-in, so that the next one gets its own. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_pop3_skip_riders (LpDialogue *dialogue, GError **error);

/**
 * lp_pop3_find:
 * @dialogue: a dialogue that is signed in, with a search
 * @error: return location
 *
 * Looks for the message among the newest and ends the conversation. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_pop3_find (LpDialogue *dialogue, GError **error);

G_END_DECLS
