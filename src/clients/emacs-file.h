/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpEmacsSettings:
 * @block: (nullable): id of the account in whose block, or in whose file, they stand; %NULL for the person's own
 * @values: (element-type utf8 utf8): what follows each symbol: a string, a number or a quoted symbol; the last of each
 */
typedef struct {
  char *block;
  GHashTable *values;
} LpEmacsSettings;

/**
 * lp_emacs_find_place:
 * @places: places
 *
 * Returns: (transfer full): the init file in force, whether or not it exists
 */
char *
lp_emacs_find_place (const LpPlaces *places);

/**
 * lp_emacs_parse:
 * @places: places
 * @text: (nullable): an init file
 *
 * Looks for settings in Lisp, also in the files that it loads by name. Nothing is evaluated. Blocks.
 *
 * Returns: (transfer full) (element-type LpEmacsSettings): first the person's own, then those of our blocks
 */
GPtrArray *
lp_emacs_parse (const LpPlaces *places, GBytes *text);

/**
 * lp_emacs_append_string:
 * @text: text that grows
 * @value: any text
 *
 * Writes a string of Lisp.
 */
void
lp_emacs_append_string (GString *text, const char *value);

G_END_DECLS
