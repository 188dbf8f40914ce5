/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpPage:
 *
 * One page of the assistant: header bar, scrolled content with a head (tile, title, sentence), and
 * a footer with at most two buttons that does not scroll. What stands between head and footer is
 * the page's own and is added by its template.
 */
#define LP_TYPE_PAGE (lp_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (LpPage, lp_page, LP, PAGE, AdwBin)

/**
 * LpPageClass:
 * @announces: the sentence in the head is a result that changes while the page is shown, so it is
 * an alert
 * @shown: the page came to the front, going forwards or back
 * @left: another page took its place; @forwards tells which way
 * @primary: the upper button was pressed
 * @secondary: the lower button was pressed
 * @stop: Escape: stops what runs; %FALSE if nothing did
 * @ask_to_close: (nullable): the window is to be closed; %TRUE if the person has to be asked first
 * @get_focus: (nullable): where the keyboard begins; %NULL for the primary button
 */
struct _LpPageClass {
  AdwBinClass parent_class;

  gboolean announces;
  void (*shown) (LpPage *page);
  void (*left) (LpPage *page, gboolean forwards);
  void (*primary) (LpPage *page);
  void (*secondary) (LpPage *page);
  gboolean (*stop) (LpPage *page);
  gboolean (*ask_to_close) (LpPage *page);
  GtkWidget *(*get_focus) (LpPage *page);
};

/** What the tile's colour says; icon and title say it too. */
typedef enum { LP_TONE_ACCENT, LP_TONE_SUCCESS, LP_TONE_WARNING, LP_TONE_ERROR } LpTone;

/**
 * lp_page_set_head:
 * @page: a page
 * @icon_name: (nullable): symbolic icon of the tile; %NULL hides the tile
 * @tone: colour of the tile
 * @title: headline
 * @body: (nullable): one sentence
 *
 * Fills the head. The window's title follows.
 */
void
lp_page_set_head (LpPage *page, const char *icon_name, LpTone tone, const char *title,
                  const char *body);

/**
 * lp_page_set_spinning:
 * @page: a page
 * @spinning: show a spinner in the tile instead of the icon
 */
void
lp_page_set_spinning (LpPage *page, gboolean spinning);

/**
 * lp_page_set_footer:
 * @page: a page
 * @primary: (nullable): label of the upper button, with a mnemonic; %NULL hides it
 * @forwards: it goes forwards and is coloured so
 * @secondary: (nullable): label of the lower button
 */
void
lp_page_set_footer (LpPage *page, const char *primary, gboolean forwards, const char *secondary);

/**
 * lp_page_get_primary:
 * @page: a page
 *
 * Returns: (transfer none): the upper button, the window's default widget while the page is shown
 */
GtkWidget *
lp_page_get_primary (LpPage *page);

/**
 * lp_page_get_secondary:
 * @page: a page
 *
 * Returns: (transfer none): the lower button
 */
GtkWidget *
lp_page_get_secondary (LpPage *page);

/**
 * lp_page_get_title:
 * @page: a page
 *
 * Returns: (transfer none): its title
 */
const char *
lp_page_get_title (LpPage *page);

/**
 * lp_page_add_header_end:
 * @page: a page
 * @widget: (transfer floating): a widget for the end of the header bar
 */
void
lp_page_add_header_end (LpPage *page, GtkWidget *widget);

/**
 * lp_page_scroll_to:
 * @page: a page
 * @widget: something in its content
 *
 * Scrolls as little as needed to show @widget.
 */
void
lp_page_scroll_to (LpPage *page, GtkWidget *widget);

/**
 * lp_page_announce:
 * @page: a page whose whole result has changed
 *
 * Has the head's sentence spoken: focus goes to the primary button, which is described by it.
 * GTK 4.8 has no other way that screen readers follow; gtk_accessible_announce() is called as well
 * where it exists (4.14).
 */
void
lp_page_announce (LpPage *page);

/**
 * lp_page_get_can_go_back:
 * @page: a page
 *
 * Returns: %TRUE if it has a Back button
 */
gboolean
lp_page_get_can_go_back (LpPage *page);

/**
 * lp_page_shown:
 * @page: a page
 *
 * The window tells that @page is in front now: sets the default widget and the keyboard's place.
 */
void
lp_page_shown (LpPage *page);

/**
 * lp_page_left:
 * @page: a page
 * @forwards: the person went on
 *
 * The window tells that another page is in front now.
 */
void
lp_page_left (LpPage *page, gboolean forwards);

/**
 * lp_page_ask_to_close:
 * @page: a page
 *
 * Returns: %TRUE if the window must not be closed yet: the person is being asked
 */
gboolean
lp_page_ask_to_close (LpPage *page);

/**
 * lp_page_stop:
 * @page: a page
 *
 * Escape: stops what runs.
 *
 * Returns: %FALSE if nothing ran
 */
gboolean
lp_page_stop (LpPage *page);

G_END_DECLS
