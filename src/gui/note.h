/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpNote:
 *
 * Something to know beside the page's own matter: a tinted box with an icon, a heading, a text and
 * perhaps one or two buttons. Signals: `clicked ()` of the button, `second-clicked ()` of the other.
 */
#define LP_TYPE_NOTE (lp_note_get_type ())
G_DECLARE_FINAL_TYPE (LpNote, lp_note, LP, NOTE, GtkBox)

/**
 * lp_note_set:
 * @note: a note
 * @warning: a warning, else a piece of advice
 * @heading: a few words
 * @text: one or two sentences
 * @button: (nullable): label of its button
 */
void
lp_note_set (LpNote *note, gboolean warning, const char *heading, const char *text,
             const char *button);

/**
 * lp_note_add_button:
 * @note: a note that was set with a button
 * @button: label of a second button, until the note is set again
 */
void
lp_note_add_button (LpNote *note, const char *button);

G_END_DECLS
