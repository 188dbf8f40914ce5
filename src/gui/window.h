/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/page.h"
#include "setup-import.h"

G_BEGIN_DECLS

/**
 * LpWindow:
 *
 * The assistant's window: a stack of pages over one #LpSetup. Page changes go through push, pop and
 * replace alone, so that what is behind them (a leaflet that never unfolds; libadwaita 1.2 has no
 * navigation view) can be exchanged.
 */
#define LP_TYPE_WINDOW (lp_window_get_type ())
G_DECLARE_FINAL_TYPE (LpWindow, lp_window, LP, WINDOW, AdwApplicationWindow)

/**
 * lp_window_new:
 * @application: the application
 * @setup: the set-up that the pages drive; a reference is kept
 *
 * Returns: (transfer none): a window that shows the first page
 */
LpWindow *
lp_window_new (AdwApplication *application, LpSetup *setup);

/**
 * lp_window_get_setup:
 * @window: the window
 *
 * Returns: (transfer none): the set-up
 */
LpSetup *
lp_window_get_setup (LpWindow *window);

/**
 * lp_window_prepare:
 * @window: the window
 * @name: a page's name in the table of window.c
 *
 * Builds a page that will probably be pushed soon, so that lp_window_push() shows it at once. One
 * page is kept; if it is never pushed it goes with the window.
 */
void
lp_window_prepare (LpWindow *window, const char *name);

/**
 * lp_window_push:
 * @window: the window
 * @name: a page's name in the table of window.c
 *
 * Shows a new page; Back returns to the present one.
 *
 * Returns: (transfer none): the page
 */
LpPage *
lp_window_push (LpWindow *window, const char *name);

/**
 * lp_window_replace:
 * @window: the window
 * @name: a page's name
 *
 * Shows a new page in place of the present one, which is freed.
 *
 * Returns: (transfer none): the page
 */
LpPage *
lp_window_replace (LpWindow *window, const char *name);

/**
 * lp_window_pop:
 * @window: the window
 *
 * Goes back one page; the page that is left is freed. Does nothing on the first page.
 */
void
lp_window_pop (LpWindow *window);

/**
 * lp_window_pop_to:
 * @window: the window
 * @name: a page's name
 *
 * Goes back to the nearest page of this name, or to the first page if there is none.
 */
void
lp_window_pop_to (LpWindow *window, const char *name);

/**
 * lp_window_has_page:
 * @window: the window
 * @name: a page's name
 *
 * Returns: %TRUE if such a page stands behind the one in front
 */
gboolean
lp_window_has_page (LpWindow *window, const char *name);

/**
 * lp_window_get_page:
 * @window: the window
 *
 * Returns: (transfer none): the page in front
 */
LpPage *
lp_window_get_page (LpWindow *window);

/**
 * lp_window_queue_old:
 * @window: the window
 * @mailboxes: (transfer none): what keeps @mailbox alive
 * @mailbox: an old mailbox that is to be moved
 */
void
lp_window_queue_old (LpWindow *window, GPtrArray *mailboxes, const LpOldMailbox *mailbox);

/**
 * lp_window_has_next:
 * @window: the window
 *
 * Returns: %TRUE if further old mailboxes wait to be moved
 */
gboolean
lp_window_has_next (LpWindow *window);

/**
 * lp_window_start_next:
 * @window: the window
 *
 * Takes the next old mailbox down the road: shows who it is, and asks for what is missing.
 */
void
lp_window_start_next (LpWindow *window);

/**
 * lp_window_open_files:
 * @window: the window
 * @paths: (array zero-terminated=1): files of old set-ups, given on the command line or dropped
 */
void
lp_window_open_files (LpWindow *window, const char *const *paths);

/**
 * lp_window_hold:
 * Keeps the program running until lp_window_release(), even if the window is closed: something is being written.
 */
void
lp_window_hold (void);

/**
 * lp_window_release:
 *
 * Ends what lp_window_hold() began; the window may be gone.
 */
void
lp_window_release (void);

/**
 * lp_window_toast:
 * @window: the window
 * @text: translated text
 * @button: (nullable): label of its button
 * @on_button: (nullable): called when the button is pressed
 * @data: (nullable): given to @on_button; nothing is called any more once it is gone
 *
 * Shows a message for eight seconds.
 */
void
lp_window_toast (LpWindow *window, const char *text, const char *button,
                 void (*on_button) (gpointer data), GObject *data);

/**
 * lp_window_of:
 * @widget: a widget in a window
 *
 * Returns: (transfer none) (nullable): its window
 */
LpWindow *
lp_window_of (gpointer widget);

/**
 * lp_setup_of:
 * @widget: a widget in a window
 *
 * Returns: (transfer none): the set-up that its window drives
 */
LpSetup *
lp_setup_of (gpointer widget);

G_END_DECLS
