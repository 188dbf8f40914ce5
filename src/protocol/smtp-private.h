/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/dialogue-private.h"
#include "protocol/smtp-reply.h"

G_BEGIN_DECLS

/**
 * lp_smtp_read_reply:
 * @dialogue: a dialogue
 * @reply: (out caller-allocates): the reply; clear it in any case
 * @error: return location
 *
 * Reads a whole reply. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error: also on 421, after which the server hangs up
 */
gboolean
lp_smtp_read_reply (LpDialogue *dialogue, LpSmtpReply *reply, GError **error);

/**
 * lp_smtp_prove:
 * @dialogue: a dialogue that is signed in, or needs not
 * @error: return location
 *
 * Names sender, the own address and one elsewhere as recipients, and resets. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_smtp_prove (LpDialogue *dialogue, GError **error);

/**
 * lp_smtp_submit:
 * @dialogue: a dialogue with a submission
 * @error: return location
 *
 * Sends envelope and message. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_smtp_submit (LpDialogue *dialogue, GError **error);

G_END_DECLS
