/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/dialogue-private.h"
#include "protocol/imap-parse.h"

G_BEGIN_DECLS

/**
 * lp_imap_read_response:
 * @dialogue: a dialogue
 * @response: (out caller-allocates): the response; clear it in any case
 * @error: return location
 *
 * Reads one response with its literals and takes from it what concerns the conversation as a whole:
 * capabilities, a number of messages, folders. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_imap_read_response (LpDialogue *dialogue, LpImapResponse *response, GError **error);

/**
 * lp_imap_read_result:
 * @dialogue: a dialogue
 * @tag: number of the command
 * @response: (out caller-allocates): its tagged response, or a continuation; clear it in any case
 * @error: return location
 *
 * Reads up to the result of a command. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error: also when the server says BYE
 */
gboolean
lp_imap_read_result (LpDialogue *dialogue, guint tag, LpImapResponse *response, GError **error);

/**
 * lp_imap_take_tag:
 * @dialogue: a dialogue
 *
 * Takes the number of the next command; riders that are not answered yet are given up.
 *
 * Returns: the number
 */
guint
lp_imap_take_tag (LpDialogue *dialogue);

/**
 * lp_imap_dup_riders:
 * @dialogue: a dialogue whose next line ends the sign-in
 *
 * RFC 9051 §5.5 lets a client give a command without waiting for the one before. A server that
 * refuses the sign-in refuses these too.
 *
 * Returns: (transfer full): the inbox's opening, and the list of folders if it is known already that
 * the server has it
 */
char *
lp_imap_dup_riders (LpDialogue *dialogue);

/**
 * lp_imap_dup_words:
 * @response: a status
 *
 * Returns: (transfer full): the server's words with their code: "NO [AUTHENTICATIONFAILED] Sorry"
 */
char *
lp_imap_dup_words (const LpImapResponse *response);

/**
 * lp_imap_prove:
 * @dialogue: a dialogue that is signed in
 * @error: return location
 *
 * Opens the inbox read-only, counts its messages and asks for the folders with a task. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_imap_prove (LpDialogue *dialogue, GError **error);

/**
 * lp_imap_find:
 * @dialogue: a dialogue that is signed in, with a search
 * @error: return location
 *
 * Looks for the message in the inbox, then among the junk. Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error
 */
gboolean
lp_imap_find (LpDialogue *dialogue, GError **error);

G_END_DECLS
