/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/report.h"
#include "gui/note.h"

G_BEGIN_DECLS

/**
 * lp_server_note_show:
 * @note: a note beside a server's settings
 * @server: (nullable): the server as it was typed
 * @replacements: (element-type LpSuggestion): old servers and what has taken their place
 *
 * Says what is wrong with a server as it was typed: a name of long ago, with a button to take
 * today's, or a password that others could read. Without such a thing the note is hidden.
 */
void
lp_server_note_show (LpNote *note, const LpServer *server, const GPtrArray *replacements);

G_END_DECLS
