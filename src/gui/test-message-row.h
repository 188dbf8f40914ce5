/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpTestMessageRow:
 *
 * Offers to send a message to oneself, tells when it arrived, and deletes it again. Only what its button says happens.
 */
#define LP_TYPE_TEST_MESSAGE_ROW (lp_test_message_row_get_type ())
G_DECLARE_FINAL_TYPE (LpTestMessageRow, lp_test_message_row, LP, TEST_MESSAGE_ROW, AdwActionRow)

G_END_DECLS
