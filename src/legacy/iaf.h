/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * lp_iaf_read_password:
 * @bytes: an .iaf file
 * @outgoing: %TRUE for the password of sending, %FALSE for that of receiving
 * @error: return location
 *
 * Undoes the scrambling of a stored password, straight into locked memory. Only on the person's
 * explicit wish: the file is as good as clear text and should be deleted afterwards.
 *
 * Returns: (transfer full) (nullable): the password; %NULL with %G_IO_ERROR_NOT_FOUND if there is
 * none, with %G_IO_ERROR_INVALID_DATA if it is damaged
 */
LpCredentials *
lp_iaf_read_password (GBytes *bytes, gboolean outgoing, GError **error);

G_END_DECLS
