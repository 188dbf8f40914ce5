/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a program of ours is given by whoever starts it, and cannot be relied on. To be called first
 * of all, before there is a second thread. */

/**
 * lp_start_fill_streams:
 *
 * Where standard input, output or error is closed, something takes its number on which reading and
 * writing fail. Else the next file or connection that is opened would get that number, and whatever
 * is printed, perhaps a password, would go there.
 */
void
lp_start_fill_streams (void);

/**
 * lp_start_set_locale:
 *
 * As setlocale (LC_ALL, ""); but where no language is set, as in cron and containers, text is UTF-8
 * and not ASCII.
 */
void
lp_start_set_locale (void);

/**
 * lp_start_check_folders:
 * @error: return location
 *
 * Looks whether the home folder is an absolute path; takes XDG_CONFIG_HOME and its like out of the environment if
 * they are not, as their specification says (XDG Base Directory 0.8, “Basics”).
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_FILENAME and a translated sentence
 */
gboolean
lp_start_check_folders (GError **error);

G_END_DECLS
