/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpTranscript:
 *
 * What was said on one or several connections, timed, both directions, with secrets replaced before
 * they get here: a channel hands over a line and what of it is secret, never the secret. Locked
 * inside, so several conversations may write to one. Capped at 1 MiB; the middle goes first.
 */
typedef struct _LpTranscript LpTranscript;

/**
 * lp_transcript_new:
 *
 * Returns: (transfer full): an empty transcript
 */
LpTranscript *
lp_transcript_new (void);

/**
 * lp_transcript_ref:
 * @transcript: a transcript
 *
 * Returns: (transfer full): the same
 */
LpTranscript *
lp_transcript_ref (LpTranscript *transcript);

/**
 * lp_transcript_unref:
 * @transcript: (nullable) (transfer full): a transcript
 */
void
lp_transcript_unref (LpTranscript *transcript);

/**
 * lp_transcript_add:
 * @transcript: a transcript
 * @who: a short word for the conversation, "imap", "smtp", "smtp, not signed in"
 * @direction: 'C' for the client, 'S' for the server, '*' for a remark of ours
 * @line: the line, without its end; control characters are shown as symbols
 *
 * Adds a line with the time since the transcript began. Callable on any thread.
 */
void
lp_transcript_add (LpTranscript *transcript, const char *who, char direction, const char *line);

/**
 * lp_transcript_to_string:
 * @transcript: a transcript
 *
 * Returns: (transfer full): the whole text, safe to paste anywhere
 */
char *
lp_transcript_to_string (LpTranscript *transcript);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpTranscript, lp_transcript_unref)

G_END_DECLS
