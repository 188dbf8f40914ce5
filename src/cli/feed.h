/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpFeedEscape:
 * @octet: stands for itself no more
 * @text: what is written instead
 *
 * A row of a format's rules for quoted strings; the last one is { 0 }.
 */
typedef struct {
  char octet;
  const char *text;
} LpFeedEscape;

/**
 * lp_feed_write:
 * @fd: an open file descriptor
 * @text: text
 *
 * Returns: %TRUE if all of it was written. Blocks.
 */
gboolean
lp_feed_write (int fd, const char *text);

/**
 * lp_feed_write_quoted:
 * @fd: an open file descriptor
 * @secret: a secret
 * @escapes: the format's rules
 *
 * Writes a secret between double quotes straight from where it lies: nothing keeps a copy. Blocks.
 *
 * Returns: %TRUE if all of it was written
 */
gboolean
lp_feed_write_quoted (int fd, const char *secret, const LpFeedEscape *escapes);

/**
 * lp_feed_is_clean:
 * @secret: a secret
 *
 * Returns: %TRUE if it has no control characters, which no quotes hold in these formats
 */
gboolean
lp_feed_is_clean (const char *secret);

G_END_DECLS
