/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpNote:
 *
 * Something to know beside the page's own matter: a tinted box with an icon, a heading, a text and
 * perhaps a button. Signals: `clicked ()` of the button.
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

G_END_DECLS
