/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"
#include "gui/note.h"

G_BEGIN_DECLS

/**
 * lp_hint_note_show:
 * @note: a note
 * @candidate: (nullable): the settings that were found; %NULL: none
 * @address: the address that was looked up
 *
 * Shows what the provider wants before anything is tried (an app password, access switched on, a user
 * name of its own), with a button that opens the provider's page. Without such a thing the note is
 * hidden; so is what concerns passwords where the browser signs in.
 */
void
lp_hint_note_show (LpNote *note, const LpCandidate *candidate, const LpAddress *address);

G_END_DECLS
